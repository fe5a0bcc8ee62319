/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-agora"

#include "config.h"

#include "tpk-cloud-service-private.h"

#include <glib/gi18n-lib.h>

/* Agora's cloud proxy: the SDK asks for it and dials it by itself (startProxyServer). */
const TpkCloudService tpk_cloud_agora = {
  .id = "agora",
  .name = "Agora",
  .is_vendor = TRUE,
  .uses = {
    { TPK_CLOUD_FIELD_APP_ID, N_("App ID"), NULL, FALSE },
    { TPK_CLOUD_FIELD_SDK, N_("SDK version"), "4.15", TRUE },
    { TPK_CLOUD_FIELD_REGION, N_("Areas"), "EUROPE, NORTH_AMERICA", FALSE },
  },
};
