/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-google"

#include "config.h"

#include "tpk-cloud-service-private.h"

#include <glib/gi18n-lib.h>

/* The form of Google's iceconfig, which AppRTC made known and others still serve. */

#define USUAL "https://networktraversal.googleapis.com/v1alpha/iceconfig"

static TpkCloudRequest *
build (TpkCloudSettings  *settings,
       guint              lifetime_s,
       gint64             now_s,
       GError           **error)
{
  TpkCloudRequest *request;

  request = tpk_cloud_request_new ("POST",
                                   tpk_cloud_get_or (settings, TPK_CLOUD_FIELD_ENDPOINT, USUAL),
                                   "");
  tpk_cloud_request_add_query (request, "key", tpk_cloud_get (settings, TPK_CLOUD_FIELD_SECRET));
  tpk_cloud_request_take_body (request, "application/json", g_strdup ("{}"));

  return request;
}

const TpkCloudService tpk_cloud_google = {
  .id = "google",
  .name = "Google iceconfig",
  .uses = {
    { TPK_CLOUD_FIELD_SECRET, N_("API key"), NULL, FALSE },
    TPK_CLOUD_USE_USUAL_ENDPOINT (USUAL),
    TPK_CLOUD_USE_CA_FILE,
  },
  .build = build,
};
