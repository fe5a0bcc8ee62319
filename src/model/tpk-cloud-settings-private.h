/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-cloud-settings.h"

G_BEGIN_DECLS

struct _TpkCloudSettings
{
  GObject parent_instance;

  char *texts[TPK_CLOUD_N_FIELDS];  /* (owned) */
  TpkCloudMode mode;
  guint lifetime_s;                 /* 0: as the service likes */
  gboolean testing;
  JsonObject *unknown;              /* (nullable) (owned) */
};

G_END_DECLS
