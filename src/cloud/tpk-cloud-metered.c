/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-metered"

#include "config.h"

#include "tpk-cloud-service-private.h"

#include <glib/gi18n-lib.h>

/* Metered: metered.ca/docs/turn-rest-api/get-credential. The answer is a bare list without a life:
 * what an API key gives stays good until the credential behind it ends. */
static TpkCloudRequest *
build (TpkCloudSettings  *settings,
       guint              lifetime_s,
       gint64             now_s,
       GError           **error)
{
  g_autofree char *app = tpk_cloud_dup_escaped (settings, TPK_CLOUD_FIELD_ACCOUNT);
  g_autofree char *usual = g_strdup_printf ("https://%s.metered.live", app);
  TpkCloudRequest *request;

  request = tpk_cloud_request_new ("GET",
                                   tpk_cloud_get_or (settings, TPK_CLOUD_FIELD_ENDPOINT, usual),
                                   "api/v1/turn/credentials");
  tpk_cloud_request_add_query (request, "apiKey",
                               tpk_cloud_get (settings, TPK_CLOUD_FIELD_SECRET));
  tpk_cloud_request_add_query (request, "region",
                               tpk_cloud_get (settings, TPK_CLOUD_FIELD_REGION));

  return request;
}

const TpkCloudService tpk_cloud_metered = {
  .id = "metered",
  .name = "Metered",
  .uses = {
    { TPK_CLOUD_FIELD_ACCOUNT, N_("App name"), N_("The first part of its domain"), TRUE },
    { TPK_CLOUD_FIELD_SECRET, N_("API key"), NULL, TRUE },
    { TPK_CLOUD_FIELD_REGION, N_("Region"), "global", FALSE },
    TPK_CLOUD_USE_USUAL_ENDPOINT (NULL),
    TPK_CLOUD_USE_CA_FILE,
  },
  .build = build,
};
