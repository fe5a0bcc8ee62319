/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-check.h"
#include "tpk-test-false-proxy.h"
#include "tpk-test-net.h"
#include "tpk-test-proof.h"
#include "tpk-test-proxy.h"
#include "tpk-test-resolver.h"
#include "tpk-test-settings.h"

#include <string.h>

/* Relays behind real proxies, and behind one that does what real ones do not. */

#define OVER_TCP "turn:127.0.0.1:{port}?transport=tcp"
#define OVER_TLS "turns:127.0.0.1:{port}?transport=tcp"

#define PASSED_TCP \
  "resolve passed, connect passed, proxy passed, challenge passed, allocate passed, " \
  "permission passed, data passed, release passed"
#define PASSED_TLS \
  "resolve passed, connect passed, proxy passed, tls passed, challenge passed, allocate passed, " \
  "permission passed, data passed, release passed"

#define RIGHT    TPK_TEST_PROXY_PASSWORD
#define WRONG    "wr0ng-of-bob"
#define USABLE   .state = TPK_RESULT_STATE_PASSED, .stage = TPK_STAGE_DATA, .code = "ok"
#define FAILS_AT(a_stage, a_code) \
  .state = TPK_RESULT_STATE_FAILED, .stage = TPK_STAGE_##a_stage, .code = a_code

#define SQUID     .options.kind = TPK_TEST_PROXY_SQUID
#define TINYPROXY .options.kind = TPK_TEST_PROXY_TINYPROXY
#define DANTE     .options.kind = TPK_TEST_PROXY_DANTE
#define AUTH      .options.auth = TRUE
#define REFUSES   .options.refuses = TRUE

typedef struct {
  const char *name;
  const char *url;
  TpkTestProxyOptions options;
  const char *password;         /* (nullable): of TPK_TEST_PROXY_USER; NULL: nobody signs in */
  TpkTestCert cert;             /* of the server */
  gboolean to_nobody;           /* the server is not there */
  gboolean no_ca;               /* the server's certificate is nobody's that is trusted */

  TpkResultState state;
  TpkStageId stage;
  const char *code;
} Case;

static const Case cases[] = {
  { "squid/tcp", OVER_TCP, SQUID, USABLE },
  { "squid/tls", OVER_TLS, SQUID, USABLE },
  { "squid/tls-untrusted", OVER_TLS, SQUID, .no_ca = TRUE, FAILS_AT (TLS, "tls-untrusted") },
  { "squid/name", "turn:localhost:{port}?transport=tcp", SQUID, USABLE },
  { "squid/tls-name", "turns:localhost:{port}", SQUID, USABLE },
  { "squid/tls-wrong-name", OVER_TLS, SQUID, .cert = TPK_TEST_CERT_WRONG_NAME,
    FAILS_AT (TLS, "tls-name-mismatch") },
  { "squid/stun", "stun:127.0.0.1:{port}?transport=tcp", SQUID,
    .state = TPK_RESULT_STATE_UNTESTED, .stage = TPK_STAGE_RESOLVE, .code = "invalid-url" },
  { "squid/refused", OVER_TCP, SQUID, REFUSES, FAILS_AT (PROXY, "proxy-refused") },
  { "squid/auth-none", OVER_TCP, SQUID, AUTH, FAILS_AT (PROXY, "proxy-auth") },
  { "squid/auth-wrong", OVER_TCP, SQUID, AUTH, .password = WRONG,
    FAILS_AT (PROXY, "proxy-auth") },
  { "squid/auth-right", OVER_TLS, SQUID, AUTH, .password = RIGHT, USABLE },
  { "squid/nobody", OVER_TCP, SQUID, .to_nobody = TRUE, FAILS_AT (PROXY, "proxy-failed") },

  { "tinyproxy/tcp", OVER_TCP, TINYPROXY, USABLE },
  { "tinyproxy/tls", OVER_TLS, TINYPROXY, USABLE },
  { "tinyproxy/refused", OVER_TCP, TINYPROXY, REFUSES, FAILS_AT (PROXY, "proxy-refused") },
  { "tinyproxy/auth-none", OVER_TCP, TINYPROXY, AUTH, FAILS_AT (PROXY, "proxy-auth") },
  { "tinyproxy/auth-wrong", OVER_TCP, TINYPROXY, AUTH, .password = WRONG,
    FAILS_AT (PROXY, "proxy-auth") },
  { "tinyproxy/auth-right", OVER_TLS, TINYPROXY, AUTH, .password = RIGHT, USABLE },
  { "tinyproxy/nobody", OVER_TCP, TINYPROXY, .to_nobody = TRUE,
    FAILS_AT (PROXY, "proxy-failed") },

  { "dante/tcp", OVER_TCP, DANTE, USABLE },
  { "dante/tls", OVER_TLS, DANTE, USABLE },
  { "dante/name", "turn:localhost:{port}?transport=tcp", DANTE, USABLE },
  { "dante/refused", OVER_TCP, DANTE, REFUSES, FAILS_AT (PROXY, "proxy-refused") },
  { "dante/auth-none", OVER_TCP, DANTE, AUTH, FAILS_AT (PROXY, "proxy-auth") },
  { "dante/auth-wrong", OVER_TCP, DANTE, AUTH, .password = WRONG,
    FAILS_AT (PROXY, "proxy-auth") },
  { "dante/auth-right", OVER_TLS, DANTE, AUTH, .password = RIGHT, USABLE },
  { "dante/nobody", OVER_TCP, DANTE, .to_nobody = TRUE, FAILS_AT (PROXY, "proxy-failed") },
};

static void
assert_words (TpkResult *result)
{
  const char *texts[] = { tpk_result_get_summary (result), tpk_result_get_advice (result) };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_assert_true (g_str_has_suffix (texts[i], "."));
    g_assert_null (strchr (texts[i], '{'));
  }
}

static void
assert_outcome (TpkCheckRun    *run,
                TpkResultState  state,
                TpkStageId      stage,
                const char     *code)
{
  g_autoptr (TpkResult) result = tpk_test_get_result (run, 0);
  g_autofree char *document = tpk_test_dup_document (run);

  g_test_message ("%s", document);
  g_assert_cmpuint (g_list_model_get_n_items (tpk_check_run_get_results (run)), ==, 1);
  g_assert_cmpstr (tpk_result_get_code (result), ==, code);
  g_assert_cmpstr (tpk_result_state_to_string (tpk_result_get_state (result)), ==,
                   tpk_result_state_to_string (state));
  g_assert_cmpstr (tpk_stage_id_to_string (tpk_result_get_stage (result)), ==,
                   tpk_stage_id_to_string (stage));
  assert_words (result);
  g_assert_null (strstr (document, TPK_TEST_PASSWORD));
  g_assert_null (strstr (document, RIGHT));
  g_assert_null (strstr (document, WRONG));
}

static char *
dup_uri (const Case   *c,
         TpkTestProxy *proxy)
{
  return g_strdup_printf ("%s://%s127.0.0.1:%u",
                          c->options.kind == TPK_TEST_PROXY_DANTE ? "socks5" : "http",
                          c->password ? TPK_TEST_PROXY_USER "@" : "",
                          tpk_test_proxy_get_port (proxy));
}

static void
test_real (gconstpointer data)
{
  const Case *c = data;
  const TpkTestCoturnOptions coturn_options = { .cert = c->cert };
  gboolean tls = g_str_has_prefix (c->url, "turns:");
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  TpkCheckOptions options = { .proxy_password = c->password };
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autoptr (TpkTestProxy) proxy = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *url = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *stages = NULL;
  g_autoptr (TpkCheckRun) run = NULL;
  g_autoptr (TpkResult) result = NULL;

  if (!tpk_test_coturn_available () || !tpk_test_proxy_available (&c->options))
    return;

  coturn = tpk_test_coturn_new (&coturn_options);
  proxy = tpk_test_proxy_new (&c->options);
  options.proxy = uri = dup_uri (c, proxy);
  options.ca_file = c->no_ca ? NULL : tpk_test_certs_get_file (TPK_TEST_CERT_CA);
  url = tpk_test_dup_url (c->url, c->to_nobody ? tpk_test_free_port ()
                                  : tls ? tpk_test_coturn_get_tls_port (coturn)
                                        : tpk_test_coturn_get_port (coturn));
  run = tpk_test_run_urls (&options, credential, (const char *[]) { url, NULL });
  assert_outcome (run, c->state, c->stage, c->code);

  result = tpk_test_get_result (run, 0);
  if (c->state != TPK_RESULT_STATE_UNTESTED) {
    shown = g_strdup_printf ("%s://127.0.0.1:%u",
                             c->options.kind == TPK_TEST_PROXY_DANTE ? "socks5" : "http",
                             tpk_test_proxy_get_port (proxy));
    g_assert_cmpstr (tpk_result_get_proxy (result), ==, shown);
  }
  if (c->state == TPK_RESULT_STATE_PASSED) {
    stages = tpk_test_dup_stages (result);
    g_assert_cmpstr (stages, ==, tls ? PASSED_TLS : PASSED_TCP);
    g_assert_true (tpk_test_coturn_wait_released (coturn, 2));
  }
}

#define ESTABLISHED "HTTP/1.1 200 Connection established\r\nVia: 1.1 proxy.test\r\n\r\n"

typedef struct {
  const char *name;
  const char *scheme;
  const char *replies[3];
  gboolean closes;
  const char *code;
  const char *words;        /* in the summary */
} FalseCase;

static const FalseCase false_cases[] = {
  { "silent", "http", { NULL }, FALSE, "proxy-failed", "gave no answer" },
  { "silent-socks", "socks5", { NULL }, FALSE, "proxy-failed", "gave no answer" },
  { "closes", "http", { "" }, TRUE, "proxy-failed", "closed the connection" },
  { "half", "http", { "HTTP/1.1 200 Conn" }, TRUE, "proxy-failed", "closed the connection" },
  { "half-silent", "http", { "HTTP/1.1 200 Conn" }, FALSE, "proxy-failed", "gave no answer" },
  { "greeting", "http", { "SSH-2.0-OpenSSH_9.2p1\r\n" }, FALSE, "proxy-failed",
    "Something else than a proxy" },
  { "http-for-socks", "socks5", { "HTTP/1.1 400 Bad Request\r\n\r\n" }, TRUE, "proxy-failed",
    "Something else than a proxy" },
  { "socks-for-http", "http", { "\x05\xff" }, TRUE, "proxy-failed",
    "Something else than a proxy" },
  { "no-number", "http", { "HTTP/1.1 OK\r\n\r\n" }, FALSE, "proxy-failed",
    "Something else than a proxy" },
  { "302", "http", { "HTTP/1.1 302 Found\r\nLocation: http://x/\r\n\r\n" }, FALSE, "proxy-failed",
    "(302 Found)" },
  { "403", "http", { "HTTP/1.0 403 Nope\r\n\r\n" }, FALSE, "proxy-refused", "refuses" },
  { "403-bare", "http", { "HTTP/1.0 403\n\n" }, FALSE, "proxy-refused", "refuses" },
  { "407", "http", { "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Negotiate\r\n"
                     "proxy-authenticate:  basic realm=\"x\"\r\n\r\n" }, FALSE, "proxy-auth",
    "asks for a user name" },
  { "407-negotiate", "http", { "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Negotiate\r\n"
                               "Proxy-Authenticate: NTLM\r\n\r\n" }, FALSE, "proxy-auth",
    "another way to sign in" },
  { "502", "http", { "HTTP/1.1 502 Bad Gateway\r\n\r\n" }, FALSE, "proxy-failed",
    "could not connect" },
  { "socks-auth-wanted", "socks5", { "\x05\xff" }, FALSE, "proxy-auth", "asks for a user name" },
};

static void
test_false (gconstpointer data)
{
  const FalseCase *c = data;
  const TpkTestFalseProxyScript script = { .replies = c->replies[0] ? c->replies : NULL,
                                           .closes = c->closes };
  g_autoptr (TpkTestFalseProxy) proxy = tpk_test_false_proxy_new (&script);
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autofree char *uri = g_strdup_printf ("%s://127.0.0.1:%u", c->scheme,
                                          tpk_test_false_proxy_get_port (proxy));
  const TpkCheckOptions options = { .proxy = uri, .timeout_ms = 1500 };
  g_autoptr (TpkCheckRun) run = NULL;
  g_autoptr (TpkResult) result = NULL;

  run = tpk_test_run_urls (&options, credential,
                           (const char *[]) { "turn:turn.test:3478?transport=tcp", NULL });
  assert_outcome (run, TPK_RESULT_STATE_FAILED, TPK_STAGE_PROXY, c->code);
  result = tpk_test_get_result (run, 0);
  g_assert_nonnull (strstr (tpk_result_get_summary (result), c->words));
  g_assert_nonnull (strstr (tpk_result_get_summary (result), uri));
  g_assert_null (tpk_result_get_address (result));
}

/* The proxy is asked for the name, which nobody here can look up, and the certificate is compared
 * with it; not a byte of the server's is lost, however the proxy's answer comes. */
static void
test_name (gconstpointer data)
{
  const char *const replies[] = { ESTABLISHED, NULL };
  g_autoptr (TpkTestResolver) resolver = NULL;
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autoptr (TpkTestFalseProxy) proxy = NULL;
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  TpkTestFalseProxyScript script = { .replies = replies, .drips = GPOINTER_TO_INT (data) };
  TpkCheckOptions options = { 0 };
  g_autofree char *uri = NULL;
  g_autofree char *heard = NULL;
  g_autoptr (TpkCheckRun) run = NULL;
  g_autoptr (TpkResult) result = NULL;

  if (!tpk_test_coturn_available ())
    return;

  resolver = tpk_test_resolver_install ();
  tpk_test_resolver_add (resolver, "proxy.test", "127.0.0.1");
  coturn = tpk_test_coturn_new (NULL);
  script.server_port = tpk_test_coturn_get_tls_port (coturn);
  proxy = tpk_test_false_proxy_new (&script);
  options.proxy = uri = g_strdup_printf ("http://bob:%s@proxy.test:%u", RIGHT,
                                         tpk_test_false_proxy_get_port (proxy));
  options.ca_file = tpk_test_certs_get_file (TPK_TEST_CERT_CA);
  run = tpk_test_run_urls (&options, credential, (const char *[]) { "turns:turn.test", NULL });
  assert_outcome (run, TPK_RESULT_STATE_PASSED, TPK_STAGE_DATA, "ok");

  result = tpk_test_get_result (run, 0);
  g_assert_true (json_object_get_boolean_member (tpk_result_get_tls (result), "verified"));
  heard = tpk_test_false_proxy_dup_heard (proxy);
  g_assert_true (g_str_has_prefix (heard, "CONNECT turn.test:5349 HTTP/1.1\r\n"
                                          "Host: turn.test:5349\r\n"));
  /* “bob:s3cret-of-bob” */
  g_assert_nonnull (strstr (heard, "\r\nProxy-Authorization: Basic Ym9iOnMzY3JldC1vZi1ib2I=\r\n"));
  g_assert_true (tpk_test_coturn_wait_released (coturn, 2));
  g_clear_pointer (&resolver, tpk_test_resolver_uninstall);
}

static void
check_way_to_proxy (const char *host,
                    guint16     port,
                    TpkStageId  stage,
                    const char *words)
{
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autofree char *uri = g_strdup_printf ("http://%s:%u", host, port);
  const TpkCheckOptions options = { .proxy = uri };
  g_autoptr (TpkCheckRun) run = NULL;
  g_autoptr (TpkResult) result = NULL;

  run = tpk_test_run_urls (&options, credential,
                           (const char *[]) { "turn:turn.test?transport=tcp", NULL });
  assert_outcome (run, TPK_RESULT_STATE_FAILED, stage, "proxy-failed");
  result = tpk_test_get_result (run, 0);
  g_assert_nonnull (strstr (tpk_result_get_summary (result), words));
  g_assert_nonnull (strstr (tpk_result_get_summary (result), uri));
  g_assert_cmpstr (tpk_result_get_proxy (result), ==, uri);
}

static void
test_down (void)
{
  check_way_to_proxy ("127.0.0.1", tpk_test_free_port (), TPK_STAGE_CONNECT, "refused");
}

static void
test_unknown (void)
{
  g_autoptr (TpkTestResolver) resolver = tpk_test_resolver_install ();

  check_way_to_proxy ("nowhere.test", 3128, TPK_STAGE_RESOLVE, "could not be looked up");
  g_clear_pointer (&resolver, tpk_test_resolver_uninstall);
}

/* Of a proxy's addresses one is enough. */
static void
test_second_address (void)
{
  const char *const replies[] = { ESTABLISHED, NULL };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&(TpkTestScript) { 0 }, NULL);
  const TpkTestFalseProxyScript script = { .replies = replies,
                                           .server_port = tpk_test_server_get_port (server) };
  g_autoptr (TpkTestFalseProxy) proxy = tpk_test_false_proxy_new (&script);
  g_autoptr (TpkTestResolver) resolver = tpk_test_resolver_install ();
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autofree char *uri = g_strdup_printf ("http://proxy.test:%u",
                                          tpk_test_false_proxy_get_port (proxy));
  const TpkCheckOptions options = { .proxy = uri };
  g_autoptr (TpkCheckRun) run = NULL;

  tpk_test_resolver_add (resolver, "proxy.test", "127.0.0.2");
  tpk_test_resolver_add (resolver, "proxy.test", "127.0.0.1");
  run = tpk_test_run_urls (&options, credential,
                           (const char *[]) { "turn:turn.test?transport=tcp", NULL });
  assert_outcome (run, TPK_RESULT_STATE_PASSED, TPK_STAGE_DATA, "ok");
  g_clear_pointer (&resolver, tpk_test_resolver_uninstall);
}

static void
check_truth (const char *proxy,
             const char *url,
             guint16     port,
             const char *truth)
{
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  const TpkCheckOptions options = { .proxy = proxy };
  g_autofree char *text = tpk_test_dup_url (url, port);
  g_autoptr (TpkResult) result = tpk_test_check_url (&options, credential, text);

  g_assert_cmpstr (tpk_result_get_code (result), ==, "ok");
  g_assert_cmpstr (tpk_result_get_proxy (result), ==, truth);
}

/* What cannot be proxied goes its own way, and says so. */
static void
test_truth (void)
{
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&(TpkTestScript) { 0 }, NULL);
  guint16 port = tpk_test_server_get_port (server);
  g_autofree char *nobody = g_strdup_printf ("http://127.0.0.1:%u", tpk_test_free_port ());

  check_truth (nobody, "turn:127.0.0.1:{port}", port, "cannot be proxied");
  check_truth (NULL, "turn:127.0.0.1:{port}", port, "cannot be proxied");
  check_truth (NULL, OVER_TCP, port, "direct");
  check_truth ("direct://", OVER_TCP, port, "direct");
}

/* The first of the system's proxies that can be used is; UDP asks nobody. */
static void
test_system (void)
{
  const char *const replies[] = { ESTABLISHED, NULL };
  const char *const *before = tpk_test_settings_get_answer ();
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&(TpkTestScript) { 0 }, NULL);
  guint16 port = tpk_test_server_get_port (server);
  const TpkTestFalseProxyScript script = { .replies = replies, .server_port = port };
  g_autoptr (TpkTestFalseProxy) proxy = tpk_test_false_proxy_new (&script);
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u",
                                          tpk_test_false_proxy_get_port (proxy));
  const char *const answer[] = { "socks4://127.0.0.1:9", uri, "direct://", NULL };

  tpk_test_settings_set_answer (answer);
  check_truth (NULL, "turn:127.0.0.1:{port}", port, "cannot be proxied");
  g_assert_null (tpk_test_settings_get_asked ());
  check_truth (NULL, "turn:turn.test?transport=tcp", port, uri);
  g_assert_cmpstr (tpk_test_settings_get_asked (), ==, "https://turn.test:3478");
  check_truth (NULL, "turn:[::1]:443?transport=tcp", port, uri);
  g_assert_cmpstr (tpk_test_settings_get_asked (), ==, "https://[::1]:443");
  tpk_test_settings_set_answer (before);
}

static guint
count (const char *text,
       const char *part)
{
  guint n = 0;

  for (const char *p = strstr (text, part); p != NULL; p = strstr (p + 1, part))
    n++;

  return n;
}

/* A call goes the same way as the check before, and signs in as it did. */
static void
test_system_call (void)
{
  const char *const replies[] = { ESTABLISHED, NULL };
  const char *const *before = tpk_test_settings_get_answer ();
  const char *answer[] = { NULL, NULL };
  TpkTestFalseProxyScript script = { .replies = replies };
  g_autoptr (TpkTestFalseProxy) proxy = NULL;
  g_autoptr (TpkProof) proof = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *heard = NULL;
  TpkTestProof fixture;

  if (!tpk_test_proof_set_up (&fixture, NULL))
    return;

  script.server_port = tpk_test_coturn_get_port (fixture.coturn);
  proxy = tpk_test_false_proxy_new (&script);
  uri = g_strdup_printf ("http://bob:%s@127.0.0.1:%u", RIGHT, tpk_test_false_proxy_get_port (proxy));
  answer[0] = uri;
  tpk_test_settings_set_answer (answer);
  proof = tpk_test_proof_make (&fixture, OVER_TCP, script.server_port);
  tpk_test_settings_set_answer (before);
  tpk_test_proof_assert (proof, TPK_RESULT_STATE_PASSED, "ok");
  tpk_test_proof_assert_relayed (proof);
  heard = tpk_test_false_proxy_dup_heard (proxy);
  /* Two for the check, and one for each end of the call. */
  g_assert_cmpuint (count (heard, "CONNECT 127.0.0.1:"), ==, 4);
  g_assert_cmpuint (count (heard, "\r\nProxy-Authorization: Basic "), ==, 4);
  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, 4));
  tpk_test_proof_tear_down (&fixture);
}

static void
test_system_unusable (gconstpointer data)
{
  static const char *const unknown[] = { "socks4://127.0.0.1:9", NULL };
  const char *const *before = tpk_test_settings_get_answer ();
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autoptr (TpkCheckRun) run = NULL;
  g_autoptr (TpkResult) result = NULL;

  tpk_test_settings_set_answer (data ? unknown : NULL);
  run = tpk_test_run_urls (NULL, credential, (const char *[]) { "turns:turn.test", NULL });
  assert_outcome (run, TPK_RESULT_STATE_FAILED, TPK_STAGE_RESOLVE, "proxy-failed");
  result = tpk_test_get_result (run, 0);
  g_assert_null (tpk_result_get_proxy (result));
  tpk_test_settings_set_answer (before);
}

static void
test_not_a_uri (gconstpointer data)
{
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  const TpkCheckOptions options = { .proxy = data, .proxy_password = RIGHT };
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&options);
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new ("turn:turn.test");
  g_autoptr (GError) error = NULL;

  tpk_check_run_add_url (run, url, NULL, NULL, credential);
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  assert_outcome (run, TPK_RESULT_STATE_UNTESTED, TPK_STAGE_RESOLVE, "tester-failed");
}

static void
cancel_once (void)
{
  const TpkTestFalseProxyScript script = { 0 };
  g_autoptr (TpkTestFalseProxy) proxy = tpk_test_false_proxy_new (&script);
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u",
                                          tpk_test_false_proxy_get_port (proxy));
  const TpkCheckOptions options = { .proxy = uri };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&options);
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new ("turns:turn.test");
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autoptr (GError) error = NULL;

  tpk_check_run_add_url (run, url, NULL, NULL, credential);
  g_timeout_add_once (200, (GSourceOnceFunc) g_cancellable_cancel, cancellable);
  tpk_test_run_to_end (run, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_outcome (run, TPK_RESULT_STATE_CANCELLED, TPK_STAGE_PROXY, "cancelled");
}

static void
test_cancel (void)
{
  guint n_fds;

  /* What the checking thread opens once stays. */
  cancel_once ();
  n_fds = tpk_test_count_fds ();
  cancel_once ();
  g_assert_cmpuint (tpk_test_count_fds (), ==, n_fds);
}

int
main (int   argc,
      char *argv[])
{
  static const char *const not_uris[] = {
    "", "proxy", "http://", "http://h:0", "http://h:99999", "http://h/path", "http://h?x",
    "ftp://h", "https://h:3128", "socks4://h", "http://a%3Ab@h", "://",
  };

  g_test_init (&argc, &argv, NULL);
  tpk_test_settings_install ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/checks/proxies/%s", cases[i].name);

    g_test_add_data_func (path, &cases[i], test_real);
  }
  for (guint i = 0; i < G_N_ELEMENTS (false_cases); i++) {
    g_autofree char *path = g_strdup_printf ("/checks/proxies/false/%s", false_cases[i].name);

    g_test_add_data_func (path, &false_cases[i], test_false);
  }
  for (guint i = 0; i < G_N_ELEMENTS (not_uris); i++) {
    g_autofree char *path = g_strdup_printf ("/checks/proxies/not-a-uri/%u", i);

    g_test_add_data_func (path, not_uris[i], test_not_a_uri);
  }
  g_test_add_data_func ("/checks/proxies/name", GINT_TO_POINTER (FALSE), test_name);
  g_test_add_data_func ("/checks/proxies/name-dripping", GINT_TO_POINTER (TRUE), test_name);
  g_test_add_func ("/checks/proxies/down", test_down);
  g_test_add_func ("/checks/proxies/unknown", test_unknown);
  g_test_add_func ("/checks/proxies/second-address", test_second_address);
  g_test_add_func ("/checks/proxies/truth", test_truth);
  g_test_add_func ("/checks/proxies/system", test_system);
  g_test_add_func ("/checks/proxies/system/call", test_system_call);
  g_test_add_data_func ("/checks/proxies/system/broken", NULL, test_system_unusable);
  g_test_add_data_func ("/checks/proxies/system/unknown", "", test_system_unusable);
  g_test_add_func ("/checks/proxies/cancel", test_cancel);

  return g_test_run ();
}
