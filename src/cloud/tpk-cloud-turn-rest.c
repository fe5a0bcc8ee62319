/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-turn-rest"

#include "config.h"

#include "tpk-cloud-service-private.h"

#include <glib/gi18n-lib.h>

/* The memo "A REST API for access to TURN services" (draft-uberti-behave-turn-rest-00), as Janus,
 * STUNner and many others speak it. */
static TpkCloudRequest *
build (TpkCloudSettings  *settings,
       guint              lifetime_s,
       gint64             now_s,
       GError           **error)
{
  TpkCloudRequest *request;

  request = tpk_cloud_request_new ("GET", tpk_cloud_get (settings, TPK_CLOUD_FIELD_ENDPOINT), "");
  tpk_cloud_request_add_query (request, "service", "turn");
  tpk_cloud_request_add_query (request, "username",
                               tpk_cloud_get (settings, TPK_CLOUD_FIELD_USER));
  tpk_cloud_request_add_query (request, "key", tpk_cloud_get (settings, TPK_CLOUD_FIELD_SECRET));

  return request;
}

const TpkCloudService tpk_cloud_turn_rest = {
  .id = "turn-rest",
  .name = "TURN REST",
  .uses = {
    { TPK_CLOUD_FIELD_ENDPOINT, N_("Address"), "https://turn.example.org/", TRUE },
    { TPK_CLOUD_FIELD_USER, N_("User"), NULL, FALSE },
    { TPK_CLOUD_FIELD_SECRET, N_("Key"), NULL, FALSE },
    TPK_CLOUD_USE_CA_FILE,
  },
  .build = build,
};
