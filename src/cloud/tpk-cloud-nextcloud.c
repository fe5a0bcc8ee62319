/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-nextcloud"

#include "config.h"

#include "tpk-cloud-service-private.h"

#include <glib/gi18n-lib.h>

/* Nextcloud Talk: the signalling settings of its OCS API. The life is in the user name. */
static TpkCloudRequest *
build (TpkCloudSettings  *settings,
       guint              lifetime_s,
       gint64             now_s,
       GError           **error)
{
  TpkCloudRequest *request;

  request = tpk_cloud_request_new ("GET", tpk_cloud_get (settings, TPK_CLOUD_FIELD_ENDPOINT),
                                   "ocs/v2.php/apps/spreed/api/v3/signaling/settings");
  tpk_cloud_request_add_query (request, "format", "json");
  tpk_cloud_request_add_query (request, "token", tpk_cloud_get (settings, TPK_CLOUD_FIELD_USER));
  tpk_cloud_request_add_header (request, "OCS-APIRequest", "true");
  tpk_cloud_request_set_basic (request, tpk_cloud_get (settings, TPK_CLOUD_FIELD_ACCOUNT),
                               tpk_cloud_get (settings, TPK_CLOUD_FIELD_SECRET));

  return request;
}

const TpkCloudService tpk_cloud_nextcloud = {
  .id = "nextcloud",
  .name = "Nextcloud Talk",
  .uses = {
    { TPK_CLOUD_FIELD_ENDPOINT, N_("Address"), "https://cloud.example.org", TRUE },
    { TPK_CLOUD_FIELD_ACCOUNT, N_("User"), NULL, TRUE },
    { TPK_CLOUD_FIELD_SECRET, N_("App password"), NULL, TRUE },
    { TPK_CLOUD_FIELD_USER, N_("Conversation"), N_("Any"), FALSE },
    TPK_CLOUD_USE_CA_FILE,
  },
  .build = build,
};
