/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-cloudflare"

#include "config.h"

#include "tpk-cloud-service-private.h"

#include <glib/gi18n-lib.h>

/* Cloudflare Realtime TURN, generate-ice-servers. The answer does not repeat the life. */

#define USUAL "https://rtc.live.cloudflare.com"

static TpkCloudRequest *
build (TpkCloudSettings  *settings,
       guint              lifetime_s,
       gint64             now_s,
       GError           **error)
{
  g_autofree char *key = tpk_cloud_dup_escaped (settings, TPK_CLOUD_FIELD_ACCOUNT);
  g_autofree char *path = NULL;
  TpkCloudRequest *request;

  path = g_strdup_printf ("v1/turn/keys/%s/credentials/generate-ice-servers", key);
  request = tpk_cloud_request_new ("POST",
                                   tpk_cloud_get_or (settings, TPK_CLOUD_FIELD_ENDPOINT, USUAL),
                                   path);
  tpk_cloud_request_set_bearer (request, tpk_cloud_get (settings, TPK_CLOUD_FIELD_SECRET));
  tpk_cloud_request_take_body (request, "application/json",
                               g_strdup_printf ("{\"ttl\":%u}", lifetime_s));

  return request;
}

const TpkCloudService tpk_cloud_cloudflare = {
  .id = "cloudflare",
  .name = "Cloudflare",
  .uses = {
    { TPK_CLOUD_FIELD_ACCOUNT, N_("Key ID"), NULL, TRUE },
    { TPK_CLOUD_FIELD_SECRET, N_("API token"), NULL, TRUE },
    TPK_CLOUD_USE_USUAL_ENDPOINT (USUAL),
    TPK_CLOUD_USE_CA_FILE,
  },
  .lifetime_s = 86400,
  .max_lifetime_s = 172800,
  .grants = TRUE,
  .build = build,
};
