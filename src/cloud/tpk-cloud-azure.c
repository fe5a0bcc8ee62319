/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-azure"

#include "config.h"

#include "tpk-cloud-service-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/tpk-json.h"

#include "tpk-cloud-code.h"
#include "tpk-cloud-sign.h"

/* Azure Communication Services, network traversal, with an access key: the request is signed as
 * "Sign an HTTP request" of its documentation says. The SDK for it is retired. */

#define PATH "/networkTraversal/:issueRelayConfiguration?api-version=2022-03-01-preview"

static char *
dup_body (TpkCloudSettings *settings,
          guint             lifetime_s)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = NULL;
  const char *user = tpk_cloud_get (settings, TPK_CLOUD_FIELD_USER);

  if (*user != '\0')
    json_object_set_string_member (object, "id", user);
  json_object_set_string_member (object, "routeType",
                                 tpk_cloud_get_or (settings, TPK_CLOUD_FIELD_REGION, "any"));
  json_object_set_int_member (object, "ttl", lifetime_s);
  root = json_node_init_object (json_node_alloc (), object);

  return tpk_json_to_string (root, FALSE);
}

static void
sign (TpkCloudRequest *request,
      GUri            *uri,
      const guchar    *key,
      gsize            key_length,
      gint64           now_s)
{
  g_autofree char *date = tpk_cloud_sign_dup_http_date (now_s);
  g_autofree char *host = tpk_cloud_sign_dup_host (uri);
  g_autofree char *content = tpk_cloud_sign_dup_sha256_base64 (request->body);
  g_autofree char *to_sign = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *value = NULL;

  to_sign = g_strdup_printf ("%s\n%s?%s\n%s;%s;%s", request->method, g_uri_get_path (uri),
                             g_uri_get_query (uri), date, host, content);
  signature = tpk_cloud_sign_dup_hmac_base64 (key, key_length, to_sign);
  value = g_strdup_printf ("HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&"
                           "Signature=%s", signature);

  tpk_cloud_request_add_header (request, "x-ms-date", date);
  tpk_cloud_request_add_header (request, "x-ms-content-sha256", content);
  tpk_cloud_request_add_header (request, "Authorization", value);
}

static TpkCloudRequest *
build (TpkCloudSettings  *settings,
       guint              lifetime_s,
       gint64             now_s,
       GError           **error)
{
  g_autoptr (TpkCloudRequest) request = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autofree guchar *key = NULL;
  gsize length = 0;

  request = tpk_cloud_request_new ("POST", tpk_cloud_get (settings, TPK_CLOUD_FIELD_ENDPOINT),
                                   PATH);
  uri = g_uri_parse (request->url, G_URI_FLAGS_ENCODED, NULL);
  key = g_base64_decode (tpk_cloud_get (settings, TPK_CLOUD_FIELD_SECRET), &length);
  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_query (uri) == NULL || length == 0) {
    g_set_error_literal (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_SETTINGS,
                         _("the address or the access key is not what Azure’s portal shows."));
    return NULL;
  }

  tpk_cloud_request_take_body (request, "application/json", dup_body (settings, lifetime_s));
  sign (request, uri, key, length, now_s);

  return g_steal_pointer (&request);
}

const TpkCloudService tpk_cloud_azure = {
  .id = "azure",
  .name = "Azure Communication Services",
  .uses = {
    { TPK_CLOUD_FIELD_ENDPOINT, N_("Endpoint"), "https://NAME.communication.azure.com", TRUE },
    { TPK_CLOUD_FIELD_SECRET, N_("Access key"), NULL, TRUE },
    { TPK_CLOUD_FIELD_USER, N_("User identity"), NULL, FALSE },
    { TPK_CLOUD_FIELD_REGION, N_("Route"), N_("any, or nearest"), FALSE },
    TPK_CLOUD_USE_CA_FILE,
  },
  .lifetime_s = 86400,
  .max_lifetime_s = 172800,
  .build = build,
};
