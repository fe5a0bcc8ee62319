/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-server.h"

G_BEGIN_DECLS

struct _TpkServer
{
  GObject parent_instance;

  char *id;                     /* (owned) */
  char *label;                  /* (owned) */
  gboolean enabled;
  GListStore *urls;             /* (owned) of TpkIceUrl */
  TpkCredential *credential;    /* (owned) */

  JsonObject *unknown;              /* (nullable) (owned) */
  JsonObject *credential_unknown;   /* (nullable) (owned) */
};
TpkServer *tpk_server_new_with_id (const char *id);

G_END_DECLS
