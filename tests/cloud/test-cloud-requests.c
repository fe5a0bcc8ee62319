/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <string.h>

#include "cloud/tpk-cloud-code.h"
#include "cloud/tpk-cloud-service.h"
#include "cloud/tpk-cloud-sign.h"

#define NOW_S 1795200000
#define SECRET "the-s3cret-of-the-account"

static TpkCloudSettings *
settings_of (const char *service,
             const char *endpoint)
{
  TpkCloudSettings *settings = tpk_cloud_settings_new ();

  tpk_cloud_settings_set_service (settings, service);
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_ENDPOINT, endpoint);
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_SECRET, SECRET);

  return settings;
}

static TpkCloudRequest *
build (TpkCloudSettings *settings)
{
  const TpkCloudService *service;
  g_autoptr (GError) error = NULL;
  TpkCloudRequest *request;

  service = tpk_cloud_service_find (tpk_cloud_settings_get_service (settings));
  request = tpk_cloud_service_new_request (service, settings, NOW_S, &error);
  g_assert_no_error (error);

  return request;
}

static const char *
get_header (TpkCloudRequest *request,
            const char      *name)
{
  for (guint i = 0; i < request->headers->len; i++) {
    TpkCloudHeader *header = g_ptr_array_index (request->headers, i);

    if (g_ascii_strcasecmp (header->name, name) == 0)
      return header->value;
  }

  return NULL;
}

/* The example of "Derive a signing key for Signature Version 4" in Amazon's documentation. */
static void
test_signing_key (void)
{
  static const char *const steps[] = { "20150830", "us-east-1", "iam", "aws4_request" };
  const char *first = "AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  g_autoptr (GBytes) key = g_bytes_new (first, strlen (first));
  g_autoptr (GString) hex = g_string_new (NULL);
  const guint8 *data;
  gsize length;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    GBytes *next = tpk_cloud_sign_hmac (key, steps[i]);

    g_bytes_unref (key);
    key = next;
  }

  data = g_bytes_get_data (key, &length);
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", data[i]);
  g_assert_cmpstr (hex->str, ==,
                   "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
}

/* Signatures that Python's hmac made of the documented texts to sign. */
static void
test_signatures (void)
{
  g_autoptr (TpkCloudSettings) aws =
    settings_of ("aws", "https://r-1.kinesisvideo.eu-central-1.amazonaws.com");
  g_autoptr (TpkCloudSettings) azure = settings_of ("azure", "https://x.communication.azure.com/");
  g_autoptr (TpkCloudRequest) aws_request = NULL;
  g_autoptr (TpkCloudRequest) azure_request = NULL;

  tpk_cloud_settings_set_text (aws, TPK_CLOUD_FIELD_ACCOUNT, "AKIDEXAMPLE");
  tpk_cloud_settings_set_text (aws, TPK_CLOUD_FIELD_REGION, "eu-central-1");
  tpk_cloud_settings_set_text (aws, TPK_CLOUD_FIELD_USER,
                               "arn:aws:kinesisvideo:eu-central-1:1:channel/c/1");
  aws_request = build (aws);
  g_assert_cmpstr (get_header (aws_request, "X-Amz-Date"), ==, "20261120T184000Z");
  g_assert_cmpstr (get_header (aws_request, "Authorization"), ==,
                   "AWS4-HMAC-SHA256 "
                   "Credential=AKIDEXAMPLE/20261120/eu-central-1/kinesisvideo/aws4_request, "
                   "SignedHeaders=content-type;host;x-amz-date, Signature="
                   "9df15e5cb274bd23c44c431c28568712b5e4cd03edc97da347576303fb39131e");

  tpk_cloud_settings_set_text (azure, TPK_CLOUD_FIELD_SECRET, "MDEyMzQ1Njc4OWFiY2RlZg==");
  azure_request = build (azure);
  g_assert_cmpstr (azure_request->body, ==, "{\"routeType\":\"any\",\"ttl\":86400}");
  g_assert_cmpstr (get_header (azure_request, "x-ms-date"), ==, "Fri, 20 Nov 2026 18:40:00 GMT");
  g_assert_cmpstr (get_header (azure_request, "x-ms-content-sha256"), ==,
                   "G0vguwK2RbD9s/54j6O3fkL1uyZ8M0dEkZyE4NYdHak=");
  g_assert_cmpstr (get_header (azure_request, "Authorization"), ==,
                   "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&"
                   "Signature=WRFXK+HunFHikWaYxaARKNUHfVT6RAx9GNArACEFUe0=");
}

/* Each word is filled in where it may stand, and escaped as that place needs; what a value looks
 * like does not matter. */
static void
test_generic (void)
{
  g_autoptr (TpkCloudSettings) settings =
    settings_of ("generic", "https://ice.test/v1/{account}?u={user}&x={other}");
  g_autoptr (TpkCloudRequest) request = NULL;

  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_ACCOUNT, "a/b c");
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_USER, "{secret}&");
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_SECRET, "p\"w\\");
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_HEADERS,
                               "X-Key: {secret}\n\n content-type : application/x-foo ");
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_BODY,
                               "{\"k\":\"{secret}\",\"t\":{lifetime}}");
  tpk_cloud_settings_set_lifetime_s (settings, 60);
  request = build (settings);
  g_assert_cmpstr (request->method, ==, "POST");
  g_assert_cmpstr (request->url, ==,
                   "https://ice.test/v1/a%2Fb%20c?u=%7Bsecret%7D%26&x={other}");
  g_assert_cmpstr (get_header (request, "X-Key"), ==, "p\"w\\");
  g_assert_null (get_header (request, "content-type"));
  g_assert_cmpstr (request->content_type, ==, "application/x-foo");
  g_assert_cmpstr (request->body, ==, "{\"k\":\"p\\\"w\\\\\",\"t\":60}");
}

static void
test_list_path (void)
{
  static const struct {
    const char *path;
    const char *url;             /* (nullable): %NULL when there is nothing */
  } rows[] = {
    { "", "turn:b.test" },       /* `iceServers` is looked for by itself */
    { "data.0.list", "turn:a.test" },
    { "data.1", "turn:b.test" },
    { "data.2", NULL },
    { "data.x", NULL },
    { "nothing.here", NULL },
  };
  const TpkCloudAnswer answer = {
    .body = "{\"data\":[{\"list\":[{\"urls\":\"turn:a.test\",\"username\":\"u\",\"credential\":"
            "\"p\"}]},{\"iceServers\":[{\"urls\":\"turn:b.test\",\"username\":\"u\","
            "\"credential\":\"p\"}]}]}",
    .links = "",
  };
  const TpkCloudService *service = tpk_cloud_service_find ("generic");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkCloudSettings) settings = settings_of ("generic", "https://ice.test/");
    g_autoptr (GError) error = NULL;
    g_autoptr (TpkImport) import = NULL;
    TpkServer *server;

    tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_LIST_PATH, rows[i].path);
    import = tpk_cloud_service_read (service, settings, &answer, &error);
    if (rows[i].url == NULL) {
      g_assert_error (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_NO_SERVERS);
      continue;
    }

    g_assert_no_error (error);
    server = tpk_profile_get_server (tpk_import_get_profile (import), 0);
    g_assert_cmpstr (tpk_ice_url_get_text (tpk_server_get_url (server, 0)), ==, rows[i].url);
  }
}

/* Wherever the list is said to be, a life that is told around it counts, and the shortest of all. */
static void
test_list_path_lifetime (void)
{
#define LIST "[{\"urls\":\"turn:a.test\",\"username\":\"u\",\"credential\":\"p\"}]"
  static const struct {
    const char *path;
    const char *body;
    guint lifetime_s;
    gint64 expiry_s;
  } rows[] = {
    { "data.iceServers", "{\"data\":{\"ttl\":300,\"iceServers\":" LIST "}}", 300, 0 },
    { "data", "{\"data\":{\"ttl\":300,\"iceServers\":" LIST "}}", 300, 0 },
    { "data.iceServers", "{\"ttl\":\"300\",\"data\":{\"iceServers\":" LIST "}}", 300, 0 },
    { "", "{\"ttl\":300,\"data\":{\"iceServers\":" LIST "}}", 300, 0 },
    { "v.0.list", "{\"v\":[{\"expires\":1800000000,\"list\":" LIST "}]}", 0, 1800000000 },
    { "data.list", "{\"ttl\":600,\"data\":{\"ttl\":300,\"list\":" LIST "}}", 300, 0 },
    { "data.list", "{\"ttl\":300,\"data\":{\"ttl\":600,\"list\":" LIST "}}", 300, 0 },
    /* Beside the way there, not around the list. */
    { "data.list", "{\"other\":{\"ttl\":300},\"data\":{\"list\":" LIST "}}", 0, 0 },
  };
#undef LIST
  const TpkCloudService *service = tpk_cloud_service_find ("generic");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const TpkCloudAnswer answer = { .body = rows[i].body, .links = "" };
    g_autoptr (TpkCloudSettings) settings = settings_of ("generic", "https://ice.test/");
    g_autoptr (GError) error = NULL;
    g_autoptr (TpkImport) import = NULL;

    tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_LIST_PATH, rows[i].path);
    import = tpk_cloud_service_read (service, settings, &answer, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (tpk_import_get_lifetime_s (import), ==, rows[i].lifetime_s);
    g_assert_cmpint (tpk_import_get_expiry_s (import), ==, rows[i].expiry_s);
  }
}

static void
test_refused (void)
{
  static const struct {
    const char *service;
    const char *endpoint;
    const char *secret;
    int code;
    const char *message;
  } rows[] = {
    { "turn-rest", "", SECRET, TPK_CLOUD_CODE_SETTINGS, "“Address” is missing." },
    { "matrix", "https://m.test", "", TPK_CLOUD_CODE_SETTINGS, "“Access token” is missing." },
    { "matrix", "m.test", SECRET, TPK_CLOUD_CODE_SETTINGS,
      "the address is none. It begins with “https://”." },
    { "matrix", "ftp://m.test", SECRET, TPK_CLOUD_CODE_INSECURE,
      "the address does not begin with “https”." },
    { "matrix", "http://m.test", SECRET, TPK_CLOUD_CODE_INSECURE,
      "the address does not begin with “https”." },
    { "matrix", "https://me:pw@m.test", SECRET, TPK_CLOUD_CODE_SETTINGS,
      "there is a user name in the address. Enter it as the account instead." },
    { "matrix", "https://m.test", "two\r\nX-Evil: lines", TPK_CLOUD_CODE_SETTINGS,
      "a header is not written correctly, or the secret has an end of line in it." },
    { "azure", "https://x.test", "!", TPK_CLOUD_CODE_SETTINGS,
      "the address or the access key is not what Azure’s portal shows." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkCloudSettings) settings = settings_of (rows[i].service, rows[i].endpoint);
    g_autoptr (GError) error = NULL;
    g_autoptr (TpkCloudRequest) request = NULL;

    tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_SECRET, rows[i].secret);
    request = tpk_cloud_service_new_request (tpk_cloud_service_find (rows[i].service), settings,
                                             NOW_S, &error);
    g_assert_null (request);
    g_assert_error (error, TPK_CLOUD_ERROR, rows[i].code);
    g_assert_cmpstr (error->message, ==, rows[i].message);
  }
}

static void
test_loopback (void)
{
  static const char *const here[] = { "localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1" };
  static const char *const elsewhere[] = { "localhost.test", "127.0.0.1.test", "192.0.2.1",
                                           "::ffff:192.0.2.1", "" };

  for (guint i = 0; i < G_N_ELEMENTS (here); i++)
    g_assert_true (tpk_cloud_is_loopback (here[i]));
  for (guint i = 0; i < G_N_ELEMENTS (elsewhere); i++)
    g_assert_false (tpk_cloud_is_loopback (elsewhere[i]));
}

/* The life that is asked for stays within what the service grants, and counts where it does not
 * say. */
static void
test_lifetimes (void)
{
  static const struct {
    const char *service;
    guint wanted_s;
    const char *body;
    guint granted_s;
  } rows[] = {
    { "cloudflare", 0, "{\"ttl\":86400}", 86400 },
    { "cloudflare", 600, "{\"ttl\":600}", 600 },
    { "cloudflare", TPK_CLOUD_MAX_LIFETIME_S, "{\"ttl\":172800}", 172800 },
    { "twilio", TPK_CLOUD_MAX_LIFETIME_S, "Ttl=86400", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkCloudSettings) settings = settings_of (rows[i].service, "");
    g_autoptr (TpkCloudRequest) request = NULL;

    tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_ACCOUNT, "A");
    tpk_cloud_settings_set_lifetime_s (settings, rows[i].wanted_s);
    request = build (settings);
    g_assert_cmpstr (request->body, ==, rows[i].body);
    g_assert_cmpuint (request->lifetime_s, ==, rows[i].granted_s);
    g_assert_true (g_str_has_prefix (request->url, "https://"));
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/requests/signing-key", test_signing_key);
  g_test_add_func ("/cloud/requests/signatures", test_signatures);
  g_test_add_func ("/cloud/requests/generic", test_generic);
  g_test_add_func ("/cloud/requests/list-path", test_list_path);
  g_test_add_func ("/cloud/requests/list-path-lifetime", test_list_path_lifetime);
  g_test_add_func ("/cloud/requests/refused", test_refused);
  g_test_add_func ("/cloud/requests/loopback", test_loopback);
  g_test_add_func ("/cloud/requests/lifetimes", test_lifetimes);

  return g_test_run ();
}
