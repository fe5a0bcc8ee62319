/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-matrix"

#include "config.h"

#include "tpk-cloud-service-private.h"

#include <glib/gi18n-lib.h>

/* Matrix: the client-server API, /voip/turnServer. An empty object means that none is set up. */
static TpkCloudRequest *
build (TpkCloudSettings  *settings,
       guint              lifetime_s,
       gint64             now_s,
       GError           **error)
{
  TpkCloudRequest *request;

  request = tpk_cloud_request_new ("GET", tpk_cloud_get (settings, TPK_CLOUD_FIELD_ENDPOINT),
                                   "_matrix/client/v3/voip/turnServer");
  tpk_cloud_request_set_bearer (request, tpk_cloud_get (settings, TPK_CLOUD_FIELD_SECRET));

  return request;
}

const TpkCloudService tpk_cloud_matrix = {
  .id = "matrix",
  .name = "Matrix",
  .uses = {
    { TPK_CLOUD_FIELD_ENDPOINT, N_("Homeserver"), "https://matrix.example.org", TRUE },
    { TPK_CLOUD_FIELD_SECRET, N_("Access token"), NULL, TRUE },
    TPK_CLOUD_USE_CA_FILE,
  },
  .build = build,
};
