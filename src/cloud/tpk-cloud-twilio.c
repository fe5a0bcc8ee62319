/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-twilio"

#include "config.h"

#include "tpk-cloud-service-private.h"

#include <glib/gi18n-lib.h>

/* Twilio's Network Traversal Service: twilio.com/docs/stun-turn/api. Answers 201; `ttl` is a text. */

#define USUAL "https://api.twilio.com"

static TpkCloudRequest *
build (TpkCloudSettings  *settings,
       guint              lifetime_s,
       gint64             now_s,
       GError           **error)
{
  const char *account = tpk_cloud_get (settings, TPK_CLOUD_FIELD_ACCOUNT);
  g_autofree char *escaped = tpk_cloud_dup_escaped (settings, TPK_CLOUD_FIELD_ACCOUNT);
  g_autofree char *path = g_strdup_printf ("2010-04-01/Accounts/%s/Tokens.json", escaped);
  TpkCloudRequest *request;

  request = tpk_cloud_request_new ("POST",
                                   tpk_cloud_get_or (settings, TPK_CLOUD_FIELD_ENDPOINT, USUAL),
                                   path);
  /* An API key signs in with its own ID, for the same account. */
  tpk_cloud_request_set_basic (request,
                               tpk_cloud_get_or (settings, TPK_CLOUD_FIELD_USER, account),
                               tpk_cloud_get (settings, TPK_CLOUD_FIELD_SECRET));
  tpk_cloud_request_take_body (request, "application/x-www-form-urlencoded",
                               g_strdup_printf ("Ttl=%u", lifetime_s));

  return request;
}

const TpkCloudService tpk_cloud_twilio = {
  .id = "twilio",
  .name = "Twilio",
  .uses = {
    { TPK_CLOUD_FIELD_ACCOUNT, N_("Account SID"), "AC…", TRUE },
    { TPK_CLOUD_FIELD_SECRET, N_("Auth token"), NULL, TRUE },
    { TPK_CLOUD_FIELD_USER, N_("API key SID"), N_("None: the auth token is the account’s"), FALSE },
    TPK_CLOUD_USE_USUAL_ENDPOINT (USUAL),
    TPK_CLOUD_USE_CA_FILE,
  },
  .lifetime_s = 86400,
  .max_lifetime_s = 86400,
  .build = build,
};
