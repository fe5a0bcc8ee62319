/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-xirsys"

#include "config.h"

#include "tpk-cloud-service-private.h"

#include <glib/gi18n-lib.h>

/* Xirsys v3: docs-api, turn-service. Its own default is a life of 30 seconds, so one is always asked
 * for; the answer does not repeat it. */

#define USUAL "https://global.xirsys.net"

static TpkCloudRequest *
build (TpkCloudSettings  *settings,
       guint              lifetime_s,
       gint64             now_s,
       GError           **error)
{
  g_autofree char *channel = tpk_cloud_dup_escaped (settings, TPK_CLOUD_FIELD_USER);
  g_autofree char *path = g_strdup_printf ("_turn/%s", channel);
  TpkCloudRequest *request;

  request = tpk_cloud_request_new ("PUT",
                                   tpk_cloud_get_or (settings, TPK_CLOUD_FIELD_ENDPOINT, USUAL),
                                   path);
  tpk_cloud_request_set_basic (request, tpk_cloud_get (settings, TPK_CLOUD_FIELD_ACCOUNT),
                               tpk_cloud_get (settings, TPK_CLOUD_FIELD_SECRET));
  tpk_cloud_request_take_body (request, "application/json",
                               g_strdup_printf ("{\"format\":\"urls\",\"expire\":\"%u\"}",
                                                lifetime_s));

  return request;
}

const TpkCloudService tpk_cloud_xirsys = {
  .id = "xirsys",
  .name = "Xirsys",
  .uses = {
    { TPK_CLOUD_FIELD_ACCOUNT, N_("Ident"), NULL, TRUE },
    { TPK_CLOUD_FIELD_SECRET, N_("Secret"), NULL, TRUE },
    { TPK_CLOUD_FIELD_USER, N_("Channel"), NULL, TRUE },
    TPK_CLOUD_USE_USUAL_ENDPOINT (USUAL),
    TPK_CLOUD_USE_CA_FILE,
  },
  .lifetime_s = 3600,
  .max_lifetime_s = 86400,
  .grants = TRUE,
  .build = build,
};
