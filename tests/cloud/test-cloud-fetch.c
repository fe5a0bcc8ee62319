/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <string.h>

#include "cloud-fixture.h"
#include "tpk-test-proxy.h"

#define NOW_S 1795200000
#define SECRET "the-s3cret-of-the-account"

typedef struct {
  const char *service;
  const char *path;              /* of the address that people enter */
  guint       status;
  const char *file;              /* of tests/data/services */
  const char *request;           /* what must have been asked */
  const char *authorization;     /* (nullable) */
  const char *body;
  const char *first_url;
  guint       n_servers;
  gint64      life_s;            /* 0: none is told */
} ServiceRow;

/* What each service documents, asked as it documents. */
static const ServiceRow service_rows[] = {
  { "turn-rest", "/turn", 200, "turn-rest.json",
    "GET /turn?service=turn&username=alice&key=" SECRET, NULL, "",
    "turn:1.2.3.4:9991?transport=udp", 1, 86400 },
  { "twilio", "", 201, "twilio.json",
    "POST /2010-04-01/Accounts/ACCOUNT/Tokens.json",
    "Basic YWxpY2U6dGhlLXMzY3JldC1vZi10aGUtYWNjb3VudA==", "Ttl=86400",
    "stun:global.stun.twilio.com:3478", 4, 86400 },
  { "cloudflare", "/", 201, "cloudflare.json",
    "POST /v1/turn/keys/ACCOUNT/credentials/generate-ice-servers", "Bearer " SECRET,
    "{\"ttl\":86400}", "stun:stun.cloudflare.com:3478", 2, 86400 },
  { "metered", "", 200, "metered.json",
    "GET /api/v1/turn/credentials?apiKey=" SECRET "&region=eu", NULL, "",
    "stun:a.relay.metered.ca:80", 5, 0 },
  { "xirsys", "", 200, "xirsys-urls.json",
    "PUT /_turn/alice", "Basic QUNDT1VOVDp0aGUtczNjcmV0LW9mLXRoZS1hY2NvdW50",
    "{\"format\":\"urls\",\"expire\":\"3600\"}", "stun:global.xirsys.net", 1, 3600 },
  { "xirsys", "", 200, "xirsys-text.json",
    "PUT /_turn/alice", NULL, "{\"format\":\"urls\",\"expire\":\"3600\"}",
    "stun:global.xirsys.net", 1, 3600 },
  { "matrix", "", 200, "matrix.json",
    "GET /_matrix/client/v3/voip/turnServer", "Bearer " SECRET, "",
    "turn:turn.example.com:3478?transport=udp", 1, 86400 },
  { "nextcloud", "/cloud/", 200, "nextcloud.json",
    "GET /cloud/ocs/v2.php/apps/spreed/api/v3/signaling/settings?format=json&token=alice",
    "Basic QUNDT1VOVDp0aGUtczNjcmV0LW9mLXRoZS1hY2NvdW50", "",
    "turn:turn.example.org:3478?transport=udp", 2, 86400 },
  { "azure", "/", 200, "acs-traversal.json",
    "POST /networkTraversal/:issueRelayConfiguration?api-version=2022-03-01-preview", NULL,
    "{\"id\":\"alice\",\"routeType\":\"eu\",\"ttl\":86400}", "stun:20.202.255.225:3478", 1, 172800 },
  { "aws", "", 200, "aws.json",
    "POST /v1/get-ice-server-config", NULL, "{\"ChannelARN\":\"alice\",\"Service\":\"TURN\"}",
    "turn:1-2-3-4.t-1234abcd.kinesisvideo.us-west-2.amazonaws.com:443?transport=udp", 2, 300 },
  { "google", "/iceconfig", 200, "google.json",
    "POST /iceconfig?key=" SECRET, NULL, "{}", "stun:108.177.14.127:19302", 2, 86400 },
  { "generic", "/ice?user={user}", 200, "livekit.json",
    "POST /ice?user=alice", "Bearer " SECRET, "{\"ttl\":86400}",
    "turn:a.turn.livekit.cloud:3478?transport=udp", 1, 0 },
};

static TpkCloudSettings *
settings_of (const char     *service,
             TpkTestService *server,
             const char     *path)
{
  TpkCloudSettings *settings = cf_settings (service, server, path);

  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_ACCOUNT, "ACCOUNT");
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_SECRET, SECRET);
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_USER, "alice");
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_REGION, "eu");
  if (strcmp (service, "generic") == 0) {
    tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_HEADERS,
                                 "Authorization: Bearer {secret}");
    tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_BODY, "{\"ttl\":{lifetime}}");
  }

  return settings;
}

static void
check_service (TpkTestService   *server,
               const ServiceRow *row)
{
  const TpkCloudFetchOptions options = { .timeout_ms = 60000, .now_s = NOW_S };
  g_autoptr (TpkCloudSettings) settings = settings_of (row->service, server, row->path);
  g_autoptr (TpkCloudResult) result = NULL;
  g_autofree char *request = NULL;
  g_autofree char *authorization = NULL;
  g_autofree char *body = NULL;
  TpkCloudSet *set;

  g_test_message ("%s: %s", row->service, row->file);
  tpk_test_service_answer_file (server, row->status, row->file);
  result = cf_fetch_full (settings, &options, NULL);
  cf_assert_code (result, "ok");
  g_assert_cmpuint (tpk_cloud_result_get_http_status (result), ==, row->status);

  request = tpk_test_service_dup_request (server);
  g_assert_cmpstr (request, ==, row->request);
  body = tpk_test_service_dup_body (server);
  g_assert_cmpstr (body, ==, row->body);
  if (row->authorization != NULL) {
    authorization = tpk_test_service_dup_header (server, "Authorization");
    g_assert_cmpstr (authorization, ==, row->authorization);
  }

  set = tpk_cloud_result_get_set (result);
  g_assert_cmpuint (tpk_cloud_set_get_n_servers (set), ==, row->n_servers);
  g_assert_cmpstr (tpk_ice_url_get_text (tpk_server_get_url (tpk_cloud_set_get_server (set, 0), 0)),
                   ==, row->first_url);
  g_assert_cmpint (tpk_cloud_set_get_fetched_s (set), ==, NOW_S);
  if (row->life_s == 0)
    g_assert_cmpint (tpk_cloud_set_get_expires_s (set), ==, 0);
  else
    g_assert_cmpint (tpk_cloud_set_get_expires_s (set), ==, NOW_S + row->life_s);
}

static void
test_services (void)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (service_rows); i++)
    check_service (server, &service_rows[i]);
}

/* Every service of the table but the vendor and WHIP, which has a test of its own, is in the rows. */
static void
test_all_services (void)
{
  guint n;
  const TpkCloudService *const *services = tpk_cloud_services_get (&n);

  for (guint i = 0; i < n; i++) {
    gboolean found = services[i]->is_vendor || strcmp (services[i]->id, "whip") == 0;

    for (guint j = 0; j < G_N_ELEMENTS (service_rows); j++)
      found |= strcmp (service_rows[j].service, services[i]->id) == 0;
    g_assert_true (found);
    g_assert_true (tpk_cloud_service_find (services[i]->id) == services[i]);
    g_assert_cmpuint (tpk_cloud_service_get_n_uses (services[i]), >, 0);
  }
  g_assert_cmpuint (n, ==, 13);
  g_assert_null (tpk_cloud_service_find ("acme"));
}

static void
test_whip (void)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  g_autoptr (TpkCloudSettings) settings = settings_of ("whip", server, "/whip");
  g_autoptr (TpkCloudResult) result = NULL;
  g_autofree char *request = NULL;
  g_autofree char *urls = NULL;

  tpk_test_service_answer (server, 204, "");
  tpk_test_service_add_header (server, "Link", "<stun:stun.example.net>; rel=\"ice-server\"");
  tpk_test_service_add_header (server, "Link",
                               "<turn:turn.example.net?transport=udp>; rel=\"ice-server\"; "
                               "username=\"user\"; credential=\"pw\"; "
                               "credential-type=\"password\"");
  result = cf_fetch (settings);
  cf_assert_code (result, "ok");
  request = tpk_test_service_dup_request (server);
  g_assert_cmpstr (request, ==, "OPTIONS /whip");
  urls = cf_dup_urls (tpk_cloud_result_get_set (result));
  g_assert_cmpstr (urls, ==, "stun:stun.example.net turn:turn.example.net?transport=udp");

  g_clear_object (&result);
  tpk_test_service_answer (server, 204, "");
  result = cf_fetch (settings);
  cf_assert_code (result, "empty");
}

static const struct {
  guint status;
  const char *header;            /* (nullable): Retry-After */
  const char *body;
  const char *code;
  guint retry_after_s;
  const char *words;             /* that must be in the sentence */
} refusals[] = {
  { 401, NULL, "{\"error\":\"Invalid API Key\"}", "unauthorized", 0, "(401). Invalid API Key" },
  { 403, NULL, "{\"errcode\":\"M_FORBIDDEN\",\"error\":\"Not for guests\"}", "forbidden", 0,
    "M_FORBIDDEN: Not for guests" },
  { 404, NULL, "<html>no</html>", "not-found", 0, "knows no such address (404)." },
  { 429, "7", "", "rate-limited", 7, "asked too often (429)" },
  { 429, NULL, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"error\":\"Too many\",\"retry_after_ms\":2500}",
    "rate-limited", 3, "M_LIMIT_EXCEEDED" },
  { 429, "99999999", "", "rate-limited", 3600, "" },
  { 500, NULL, "oops", "server-error", 0, "a fault of its own (500)." },
  { 503, "Thu, 01 Jan 1970 00:00:00 GMT", "", "server-error", 0, "(503)" },
  { 400, NULL, "{\"error\":{\"code\":\"Denied\",\"message\":\"by me\"}}", "http-error", 0, "by me" },
  { 200, NULL, "{\"s\":\"error\",\"v\":\"no_namespace\"}", "denied", 0,
    "localhost gave no servers, but said: no_namespace" },
  { 200, NULL, "", "empty", 0, "was empty" },
  { 200, NULL, " \n", "empty", 0, "was empty" },
  { 200, NULL, "<html>Sign in</html>", "not-json", 0, "no JSON" },
  { 200, NULL, "{\"uris\":[\"turn:turn.test\"", "not-json", 0, "" },
  { 200, NULL, "{}", "no-servers", 0, "has no servers in it" },
  { 200, NULL, "{\"username\":\"1433779631:a\",\"password\":\"p\",\"uris\":[\"turn:turn.test\"]}",
    "clock", 0, "a clock is wrong" },
  /* A service that repeats the secret does not put it on the screen. */
  { 401, NULL, "{\"error\":\"Bad key " SECRET "\"}", "unauthorized", 0, "Bad key …" },
};

static void
test_refusals (void)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  g_autoptr (TpkCloudSettings) settings = settings_of ("turn-rest", server, "/");

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    g_autoptr (TpkCloudResult) result = NULL;
    g_autofree char *summary = NULL;
    g_autofree char *advice = NULL;

    tpk_test_service_answer (server, refusals[i].status, refusals[i].body);
    if (refusals[i].header != NULL)
      tpk_test_service_add_header (server, "Retry-After", refusals[i].header);
    result = cf_fetch (settings);
    cf_assert_code (result, refusals[i].code);
    g_assert_cmpuint (tpk_cloud_result_get_http_status (result), ==, refusals[i].status);
    g_assert_cmpuint (tpk_cloud_result_get_retry_after_s (result), ==, refusals[i].retry_after_s);
    g_assert_null (tpk_cloud_result_get_set (result));
    summary = tpk_cloud_result_dup_summary (result);
    advice = tpk_cloud_result_dup_advice (result);
    g_assert_nonnull (strstr (summary, refusals[i].words));
    g_assert_null (strstr (summary, SECRET));
    g_assert_cmpuint (strlen (advice), >, 10);
    g_assert_null (strchr (advice, '{'));
  }
}

static void
test_manners (void)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  g_autoptr (TpkCloudSettings) settings = settings_of ("turn-rest", server, "/");
  static const struct {
    TpkTestServiceManner manner;
    const char *code;
  } rows[] = {
    { TPK_TEST_SERVICE_HUGE, "too-large" },
    { TPK_TEST_SERVICE_TRUNCATED, "truncated" },
    { TPK_TEST_SERVICE_CUT, "closed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkCloudResult) result = NULL;

    tpk_test_service_set_manner (server, rows[i].manner);
    result = cf_fetch (settings);
    cf_assert_code (result, rows[i].code);
  }
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
test_slow (void)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  g_autoptr (TpkCloudSettings) settings = settings_of ("turn-rest", server, "/");
  const TpkCloudFetchOptions options = { .timeout_ms = 300 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TpkCloudResult) late = NULL;
  g_autoptr (TpkCloudResult) cancelled = NULL;
  g_autoptr (TpkCloudResult) at_once = NULL;

  tpk_test_service_set_manner (server, TPK_TEST_SERVICE_SILENT);
  late = cf_fetch_full (settings, &options, NULL);
  cf_assert_code (late, "timeout");

  g_timeout_add (100, cancel_cb, cancellable);
  cancelled = cf_fetch_full (settings, NULL, cancellable);
  cf_assert_code (cancelled, "cancelled");
  at_once = cf_fetch_full (settings, NULL, cancellable);
  cf_assert_code (at_once, "cancelled");
  g_assert_null (tpk_cloud_result_get_set (at_once));
}

static void
test_certificates (void)
{
  static const struct {
    TpkTestCert cert;
    const char *code;
  } rows[] = {
    { TPK_TEST_CERT_SELF_SIGNED, "tls-untrusted" },
    { TPK_TEST_CERT_WRONG_NAME, "tls-name-mismatch" },
    { TPK_TEST_CERT_EXPIRED, "tls-expired" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    TpkTestServiceOptions options = { .cert = rows[i].cert };
    g_autoptr (TpkTestService) server = tpk_test_service_new (&options);
    g_autoptr (TpkCloudSettings) settings = settings_of ("turn-rest", server, "/");
    g_autoptr (TpkCloudResult) result = cf_fetch (settings);

    cf_assert_code (result, rows[i].code);
    g_assert_cmpint (tpk_cloud_result_get_stage (result, TPK_CLOUD_STAGE_TLS, NULL), ==,
                     TPK_STAGE_STATE_FAILED);
    g_assert_cmpint (tpk_cloud_result_get_stage (result, TPK_CLOUD_STAGE_HTTP, NULL), ==,
                     TPK_STAGE_STATE_SKIPPED);
    g_assert_cmpuint (tpk_test_service_get_n_requests (server), ==, 0);
  }
}

/* The system does not trust the authority of the tests; the secret stays here. */
static void
test_system_trust (void)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  g_autoptr (TpkCloudSettings) settings = settings_of ("turn-rest", server, "/");
  g_autoptr (TpkCloudResult) result = NULL;
  g_autoptr (TpkCloudResult) no_file = NULL;

  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_CA_FILE, "");
  result = cf_fetch (settings);
  cf_assert_code (result, "tls-untrusted");
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_CA_FILE, "/nonexistent/ca.pem");
  no_file = cf_fetch (settings);
  cf_assert_code (no_file, "settings");
  g_assert_cmpuint (tpk_test_service_get_n_requests (server), ==, 0);
}

static void
test_redirects (void)
{
  const TpkTestServiceOptions plain_options = { .plain = TRUE };
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  g_autoptr (TpkTestService) other = tpk_test_service_new (NULL);
  g_autoptr (TpkTestService) plain = tpk_test_service_new (&plain_options);
  g_autoptr (TpkCloudSettings) settings = settings_of ("turn-rest", server, "/");
  g_autofree char *to_other = tpk_test_service_dup_url (other, "/?key=k");
  g_autofree char *to_plain = tpk_test_service_dup_url (plain, "/");
  const char *const targets[] = { to_other, to_plain, "https://evil.test/" };
  g_autoptr (TpkCloudResult) loop = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++) {
    g_autoptr (TpkCloudResult) result = NULL;
    g_autofree char *summary = NULL;

    tpk_test_service_answer (server, i == 1 ? 302 : 307, "");
    tpk_test_service_add_header (server, "Location", targets[i]);
    result = cf_fetch (settings);
    cf_assert_code (result, "redirected");
    summary = tpk_cloud_result_dup_summary (result);
    g_assert_null (strstr (summary, "key=k"));
    g_assert_nonnull (strstr (summary, "The secret was not sent there."));
  }
  g_assert_cmpuint (tpk_test_service_get_n_requests (other), ==, 0);
  g_assert_cmpuint (tpk_test_service_get_n_requests (plain), ==, 0);

  tpk_test_service_answer (server, 308, "");
  tpk_test_service_add_header (server, "Location", "/again");
  loop = cf_fetch (settings);
  cf_assert_code (loop, "redirect-loop");
}

static void
test_unreachable (void)
{
  TpkTestService *server = tpk_test_service_new (NULL);
  g_autoptr (TpkCloudSettings) settings = settings_of ("turn-rest", server, "/");
  g_autoptr (TpkCloudResult) refused = NULL;

  tpk_test_service_free (server);
  refused = cf_fetch (settings);
  cf_assert_code (refused, "refused");
  g_assert_cmpint (tpk_cloud_result_get_stage (refused, TPK_CLOUD_STAGE_CONNECT, NULL), ==,
                   TPK_STAGE_STATE_FAILED);
  g_assert_cmpint (tpk_cloud_result_get_stage (refused, TPK_CLOUD_STAGE_TLS, NULL), ==,
                   TPK_STAGE_STATE_SKIPPED);
}

/* The system's web proxy leads there, and a proxy that is in the way is named. */
static void
test_proxy (void)
{
  static const struct {
    gboolean refuses;
    const char *code;
  } rows[] = { { FALSE, "ok" }, { TRUE, "proxy-failed" } };
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  g_autoptr (TpkCloudSettings) settings = settings_of ("turn-rest", server, "/");
  g_autoptr (GProxyResolver) nobody = g_simple_proxy_resolver_new ("http://127.0.0.1:1", NULL);
  TpkCloudFetchOptions options = { .timeout_ms = 60000, .proxies = nobody };
  g_autoptr (TpkCloudResult) dead = NULL;

  tpk_test_service_answer_file (server, 200, "turn-rest.json");
  dead = cf_fetch_full (settings, &options, NULL);
  cf_assert_code (dead, "proxy-failed");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const TpkTestProxyOptions proxy_options = { .kind = TPK_TEST_PROXY_TINYPROXY,
                                                .refuses = rows[i].refuses };
    g_autoptr (TpkTestProxy) proxy = NULL;
    g_autoptr (GProxyResolver) proxies = NULL;
    g_autoptr (TpkCloudResult) result = NULL;
    g_autofree char *uri = NULL;

    if (!tpk_test_proxy_available (&proxy_options)) {
      g_test_skip ("no tinyproxy");
      return;
    }

    proxy = tpk_test_proxy_new (&proxy_options);
    uri = g_strdup_printf ("http://127.0.0.1:%u", tpk_test_proxy_get_port (proxy));
    proxies = g_simple_proxy_resolver_new (uri, NULL);
    options.proxies = proxies;
    result = cf_fetch_full (settings, &options, NULL);
    cf_assert_code (result, rows[i].code);
  }
}

/* Only this machine may be asked without TLS. */
static void
test_plain (void)
{
  const TpkTestServiceOptions options = { .plain = TRUE };
  g_autoptr (TpkTestService) server = tpk_test_service_new (&options);
  g_autoptr (TpkCloudSettings) settings = settings_of ("turn-rest", server, "/");
  g_autoptr (TpkCloudResult) here = NULL;

  tpk_test_service_answer_file (server, 200, "turn-rest.json");
  here = cf_fetch (settings);
  cf_assert_code (here, "ok");
  g_assert_cmpint (tpk_cloud_result_get_stage (here, TPK_CLOUD_STAGE_TLS, NULL), ==,
                   TPK_STAGE_STATE_SKIPPED);
  g_assert_cmpint (tpk_cloud_result_get_stage (here, TPK_CLOUD_STAGE_HTTP, NULL), ==,
                   TPK_STAGE_STATE_PASSED);

  for (guint i = 0; i < 3; i++) {
    static const char *const addresses[] = { "http://turn.test/", "http://127.0.0.1.turn.test/",
                                             "http://192.0.2.1/" };
    g_autoptr (TpkCloudResult) result = NULL;

    tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_ENDPOINT, addresses[i]);
    result = cf_fetch (settings);
    cf_assert_code (result, "insecure");
  }
}

static void
test_report (void)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  g_autoptr (TpkCloudSettings) settings = settings_of ("turn-rest", server, "/");
  g_autoptr (TpkCloudResult) result = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonArray) servers = NULL;
  g_autofree char *text = NULL;
  double ms = -1;

  tpk_test_service_answer_file (server, 200, "turn-rest.json");
  result = cf_fetch (settings);
  object = tpk_cloud_result_to_json (result);
  g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, "passed");
  g_assert_cmpstr (json_object_get_string_member (object, "host"), ==, "localhost");
  g_assert_cmpint (json_object_get_int_member (object, "http_status"), ==, 200);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "stages")), ==, 4);
  for (guint i = 0; i < TPK_CLOUD_N_STAGES; i++) {
    g_assert_cmpint (tpk_cloud_result_get_stage (result, i, &ms), ==, TPK_STAGE_STATE_PASSED);
    g_assert_cmpfloat (ms, >=, 0);
  }

  servers = tpk_cloud_set_dup_public_json (tpk_cloud_result_get_set (result));
  json_object_set_array_member (object, "servers", json_array_ref (servers));
  json_node_set_object (root, object);
  text = json_to_string (root, FALSE);
  g_assert_null (strstr (text, SECRET));
  g_assert_null (strstr (text, "adfsaflsjfldssia"));
  g_assert_nonnull (strstr (text, "12334939:mbzrxpgjys"));
}

static void
test_set (void)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  g_autoptr (TpkCloudSettings) settings = settings_of ("turn-rest", server, "/");
  const TpkCloudFetchOptions options = { .timeout_ms = 60000, .now_s = NOW_S };
  g_autoptr (TpkCloudResult) result = NULL;
  g_autoptr (TpkCloudSet) again = NULL;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (TpkProfile) profile = tpk_profile_new ("Office");
  g_autoptr (TpkProfile) same = NULL;
  g_autoptr (TpkProfile) good = NULL;
  g_autoptr (TpkProfile) over = NULL;
  g_autofree char *key = tpk_cloud_set_dup_key (settings);
  g_autofree char *other_key = NULL;
  g_autofree char *urls = NULL;
  TpkCloudSet *set;

  tpk_test_service_answer_file (server, 200, "turn-rest.json");
  result = cf_fetch_full (settings, &options, NULL);
  set = tpk_cloud_result_get_set (result);
  g_assert_cmpint (tpk_cloud_set_get_renewal_s (set), ==, NOW_S + 57600);
  g_assert_true (tpk_cloud_set_is_good (set, NOW_S + 86399));
  g_assert_false (tpk_cloud_set_is_good (set, NOW_S + 86400));
  g_assert_cmpstr (tpk_cloud_set_get_key (set), ==, key);

  object = tpk_cloud_set_to_json (set);
  again = tpk_cloud_set_new_from_json (object, NULL);
  g_assert_true (tpk_cloud_set_equal (set, again));

  /* The secret opens the door; the user is behind another one. */
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_SECRET, "another");
  other_key = tpk_cloud_set_dup_key (settings);
  g_assert_cmpstr (other_key, ==, key);
  g_free (g_steal_pointer (&other_key));
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_USER, "bob");
  other_key = tpk_cloud_set_dup_key (settings);
  g_assert_cmpstr (other_key, !=, key);

  tpk_cloud_settings_assign (tpk_profile_get_cloud (profile), settings);
  tpk_profile_set_route (profile, TPK_ROUTE_OWN);
  same = tpk_cloud_dup_effective (profile, set, NOW_S);
  g_assert_true (same == profile);
  tpk_profile_set_route (profile, TPK_ROUTE_CLOUD);
  good = tpk_cloud_dup_effective (profile, set, NOW_S);
  over = tpk_cloud_dup_effective (profile, set, NOW_S + 86400);
  g_assert_cmpuint (tpk_profile_get_n_servers (good), ==, 1);
  g_assert_cmpuint (tpk_profile_get_n_servers (over), ==, 0);
  g_assert_cmpint (tpk_profile_get_route (over), ==, TPK_ROUTE_OWN);
  urls = cf_dup_urls (set);
  g_assert_cmpstr (urls, ==, "turn:1.2.3.4:9991?transport=udp turn:1.2.3.4:9992?transport=tcp "
                             "turns:1.2.3.4:443?transport=tcp");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!tpk_test_certs_available ()) {
    g_print ("1..0 # SKIP no openssl to make certificates with\n");
    return 0;
  }

  g_test_add_func ("/cloud/fetch/services", test_services);
  g_test_add_func ("/cloud/fetch/all-services", test_all_services);
  g_test_add_func ("/cloud/fetch/whip", test_whip);
  g_test_add_func ("/cloud/fetch/refusals", test_refusals);
  g_test_add_func ("/cloud/fetch/manners", test_manners);
  g_test_add_func ("/cloud/fetch/slow", test_slow);
  g_test_add_func ("/cloud/fetch/certificates", test_certificates);
  g_test_add_func ("/cloud/fetch/system-trust", test_system_trust);
  g_test_add_func ("/cloud/fetch/redirects", test_redirects);
  g_test_add_func ("/cloud/fetch/unreachable", test_unreachable);
  g_test_add_func ("/cloud/fetch/proxy", test_proxy);
  g_test_add_func ("/cloud/fetch/plain", test_plain);
  g_test_add_func ("/cloud/fetch/report", test_report);
  g_test_add_func ("/cloud/fetch/set", test_set);

  return g_test_run ();
}
