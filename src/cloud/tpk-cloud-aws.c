/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-aws"

#include "config.h"

#include "tpk-cloud-service-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/tpk-json.h"

#include "tpk-cloud-code.h"
#include "tpk-cloud-sign.h"

/* Amazon Kinesis Video Streams, GetIceServerConfig, at the endpoint of a signalling channel. Signed
 * with Signature Version 4; the life is always 300 seconds. */

#define SERVICE "kinesisvideo"
#define SIGNED "content-type;host;x-amz-date"

static char *
dup_body (TpkCloudSettings *settings)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = NULL;

  json_object_set_string_member (object, "ChannelARN",
                                 tpk_cloud_get (settings, TPK_CLOUD_FIELD_USER));
  json_object_set_string_member (object, "Service", "TURN");
  root = json_node_init_object (json_node_alloc (), object);

  return tpk_json_to_string (root, FALSE);
}

/* The key of one day, region and service. */
static GBytes *
derive_key (const char *secret,
            const char *day,
            const char *region)
{
  g_autofree char *first = g_strconcat ("AWS4", secret, NULL);
  g_autoptr (GBytes) start = g_bytes_new (first, strlen (first));
  g_autoptr (GBytes) dated = tpk_cloud_sign_hmac (start, day);
  g_autoptr (GBytes) placed = tpk_cloud_sign_hmac (dated, region);
  g_autoptr (GBytes) served = tpk_cloud_sign_hmac (placed, SERVICE);

  return tpk_cloud_sign_hmac (served, "aws4_request");
}

static void
sign (TpkCloudRequest  *request,
      TpkCloudSettings *settings,
      GUri             *uri,
      gint64            now_s)
{
  const char *region = tpk_cloud_get (settings, TPK_CLOUD_FIELD_REGION);
  g_autofree char *time = tpk_cloud_sign_dup_basic_time (now_s);
  g_autofree char *day = g_strndup (time, 8);
  g_autofree char *host = tpk_cloud_sign_dup_host (uri);
  g_autofree char *scope = g_strdup_printf ("%s/%s/" SERVICE "/aws4_request", day, region);
  g_autofree char *content = g_compute_checksum_for_string (G_CHECKSUM_SHA256, request->body, -1);
  g_autofree char *canonical = NULL;
  g_autofree char *hashed = NULL;
  g_autofree char *to_sign = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *value = NULL;
  g_autoptr (GBytes) key = NULL;

  canonical = g_strdup_printf ("POST\n%s\n\ncontent-type:%s\nhost:%s\nx-amz-date:%s\n\n"
                               SIGNED "\n%s",
                               g_uri_get_path (uri), request->content_type, host, time, content);
  hashed = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical, -1);
  to_sign = g_strdup_printf ("AWS4-HMAC-SHA256\n%s\n%s\n%s", time, scope, hashed);
  key = derive_key (tpk_cloud_get (settings, TPK_CLOUD_FIELD_SECRET), day, region);
  signature = tpk_cloud_sign_dup_hmac_hex (key, to_sign);
  value = g_strdup_printf ("AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=" SIGNED
                           ", Signature=%s",
                           tpk_cloud_get (settings, TPK_CLOUD_FIELD_ACCOUNT), scope, signature);

  tpk_cloud_request_add_header (request, "X-Amz-Date", time);
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

  request = tpk_cloud_request_new ("POST", tpk_cloud_get (settings, TPK_CLOUD_FIELD_ENDPOINT),
                                   "v1/get-ice-server-config");
  uri = g_uri_parse (request->url, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL) {
    g_set_error_literal (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_SETTINGS,
                         _("the address is none. It begins with “https://”."));
    return NULL;
  }

  tpk_cloud_request_take_body (request, "application/json", dup_body (settings));
  sign (request, settings, uri, now_s);

  return g_steal_pointer (&request);
}

const TpkCloudService tpk_cloud_aws = {
  .id = "aws",
  .name = "Amazon Kinesis Video Streams",
  .uses = {
    { TPK_CLOUD_FIELD_ENDPOINT, N_("Endpoint"), N_("HTTPS endpoint of the channel"), TRUE },
    { TPK_CLOUD_FIELD_ACCOUNT, N_("Access key ID"), NULL, TRUE },
    { TPK_CLOUD_FIELD_SECRET, N_("Secret access key"), NULL, TRUE },
    { TPK_CLOUD_FIELD_REGION, N_("Region"), "eu-central-1", TRUE },
    { TPK_CLOUD_FIELD_USER, N_("Channel ARN"), "arn:aws:kinesisvideo:…", TRUE },
    TPK_CLOUD_USE_CA_FILE,
  },
  .build = build,
};
