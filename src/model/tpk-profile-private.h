/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-profile.h"

G_BEGIN_DECLS

/* What a file means that does not name its profile, whatever language it is read in. */
#define TPK_PROFILE_DEFAULT_NAME "Default"

struct _TpkProfile
{
  GObject parent_instance;

  char *name;                   /* (owned) */
  TpkRoute route;
  gboolean relay_only;
  char *signalling_proxy;       /* (nullable) (owned) */
  TpkCloudSettings *cloud;      /* (owned) */
  TpkAllowList *allow_list;     /* (owned) */
  GListStore *servers;          /* (owned) of TpkServer */
  JsonObject *unknown;          /* (nullable) (owned) */

  guint freeze_count;
  gboolean change_pending;
};
void tpk_profile_changed         (TpkProfile *self);
void tpk_profile_assign_servers  (TpkProfile *self,
                                  TpkProfile *other);
void tpk_profile_release_servers (TpkProfile *self);
void tpk_profile_append_text     (TpkProfile *self,
                                  GString    *text,
                                  guint       level);

G_END_DECLS
