/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-check.h"
#include "tpk-test-net.h"
#include "tpk-test-resolver.h"

#include <string.h>

/* What goes wrong in real life: names, ports, certificates, and a real turnserver that refuses. */

#define OVER_UDP "turn:127.0.0.1:{port}"
#define OVER_TCP "turn:127.0.0.1:{port}?transport=tcp"
#define OVER_TLS "turns:127.0.0.1:{port}?transport=tcp"

#define SILENCE_MS 1500

#define FAILS_AT(a_stage, a_code, number) \
  .state = TPK_RESULT_STATE_FAILED, .stage = TPK_STAGE_##a_stage, .code = a_code, \
  .stun_error = number

static const char *const quota_of_one[] = { "--user-quota", "1", NULL };
static const char *const elsewhere[] = { "--alternate-server", "127.0.0.1:9", NULL };
static const char *const no_udp_relay[] = { "--no-udp-relay", NULL };

static const TpkTestCase ports[] = {
  { "refused/udp", OVER_UDP, TPK_TEST_AT_NOBODY, FAILS_AT (CHALLENGE, "refused", 0) },
  { "refused/tcp", OVER_TCP, TPK_TEST_AT_NOBODY, FAILS_AT (CONNECT, "refused", 0) },
  { "refused/tls", OVER_TLS, TPK_TEST_AT_NOBODY, FAILS_AT (CONNECT, "refused", 0) },
  { "refused/stun", "stun:127.0.0.1:{port}", TPK_TEST_AT_NOBODY, FAILS_AT (BINDING, "refused", 0) },
  { "silent/udp", OVER_UDP, TPK_TEST_AT_BLACK_HOLE, .timeout_ms = SILENCE_MS,
    FAILS_AT (CHALLENGE, "no-reply", 0) },
  { "silent/tcp", OVER_TCP, TPK_TEST_AT_BLACK_HOLE, .timeout_ms = SILENCE_MS,
    FAILS_AT (CONNECT, "timeout", 0) },
  { "silent/tls", OVER_TLS, TPK_TEST_AT_BLACK_HOLE, .timeout_ms = SILENCE_MS,
    FAILS_AT (CONNECT, "timeout", 0) },
};

static const TpkTestCase certificates[] = {
  { "self-signed", OVER_TLS, TPK_TEST_AT_SCRIPT_TLS, .cert = TPK_TEST_CERT_SELF_SIGNED,
    FAILS_AT (TLS, "tls-untrusted", 0) },
  { "unknown-ca", OVER_TLS, TPK_TEST_AT_SCRIPT_TLS, .no_ca = TRUE,
    FAILS_AT (TLS, "tls-untrusted", 0) },
  { "wrong-name", OVER_TLS, TPK_TEST_AT_SCRIPT_TLS, .cert = TPK_TEST_CERT_WRONG_NAME,
    FAILS_AT (TLS, "tls-name-mismatch", 0) },
  { "expired", OVER_TLS, TPK_TEST_AT_SCRIPT_TLS, .cert = TPK_TEST_CERT_EXPIRED,
    FAILS_AT (TLS, "tls-expired", 0) },
  { "stuns-expired", "stuns:127.0.0.1:{port}", TPK_TEST_AT_SCRIPT_TLS,
    .cert = TPK_TEST_CERT_EXPIRED, FAILS_AT (TLS, "tls-expired", 0) },
  { "coturn/self-signed", OVER_TLS, TPK_TEST_AT_COTURN_TLS,
    .coturn.cert = TPK_TEST_CERT_SELF_SIGNED, FAILS_AT (TLS, "tls-untrusted", 0) },
  { "coturn/wrong-name", OVER_TLS, TPK_TEST_AT_COTURN_TLS, .coturn.cert = TPK_TEST_CERT_WRONG_NAME,
    FAILS_AT (TLS, "tls-name-mismatch", 0) },
  { "coturn/expired", OVER_TLS, TPK_TEST_AT_COTURN_TLS, .coturn.cert = TPK_TEST_CERT_EXPIRED,
    FAILS_AT (TLS, "tls-expired", 0) },
};

static const TpkTestCase refusals[] = {
  { "wrong-password/udp", OVER_UDP, TPK_TEST_AT_COTURN, .password = "wr0ng-password",
    FAILS_AT (ALLOCATE, "bad-credentials", 401) },
  { "wrong-password/tcp", OVER_TCP, TPK_TEST_AT_COTURN, .password = "wr0ng-password",
    FAILS_AT (ALLOCATE, "bad-credentials", 401) },
  { "wrong-password/tls", OVER_TLS, TPK_TEST_AT_COTURN_TLS, .password = "wr0ng-password",
    FAILS_AT (ALLOCATE, "bad-credentials", 401) },
  { "unknown-user", OVER_UDP, TPK_TEST_AT_COTURN, .user = "mallory",
    FAILS_AT (ALLOCATE, "bad-credentials", 401) },
  { "odd-user", OVER_UDP, TPK_TEST_AT_COTURN, .user = "a:b@c/d?e#f%g+h\xc3\xbc",
    FAILS_AT (ALLOCATE, "bad-credentials", 401) },
  /* What turnserver takes for an injection into its data base. */
  { "blank-in-user", OVER_UDP, TPK_TEST_AT_COTURN, .user = "alice liddell",
    FAILS_AT (ALLOCATE, "bad-credentials", 400) },
  { "expired-credential", OVER_UDP, TPK_TEST_AT_COTURN, .coturn.auth = TPK_TEST_COTURN_SECRET,
    .user = "1500000000:alice", FAILS_AT (ALLOCATE, "credentials-expired", 401) },
  { "secret-wrong-password", OVER_UDP, TPK_TEST_AT_COTURN, .coturn.auth = TPK_TEST_COTURN_SECRET,
    .user = "4102444800:alice", FAILS_AT (ALLOCATE, "bad-credentials", 401) },
  { "quota", OVER_UDP, TPK_TEST_AT_COTURN, .coturn.flags = quota_of_one, .held = TRUE,
    FAILS_AT (ALLOCATE, "quota-reached", 486) },
  /* One relay is enough for a call, so it is enough for the check. */
  { "quota-of-one", OVER_UDP, TPK_TEST_AT_COTURN, .coturn.flags = quota_of_one,
    .state = TPK_RESULT_STATE_PASSED, .stage = TPK_STAGE_DATA, .code = "ok" },
  { "forbidden-peer/udp", OVER_UDP, TPK_TEST_AT_COTURN, .coturn.loopback_peers_forbidden = TRUE,
    .state = TPK_RESULT_STATE_DEGRADED, .stage = TPK_STAGE_PERMISSION, .code = "peer-forbidden",
    .stun_error = 403 },
  { "forbidden-peer/tcp", OVER_TCP, TPK_TEST_AT_COTURN, .coturn.loopback_peers_forbidden = TRUE,
    .state = TPK_RESULT_STATE_DEGRADED, .stage = TPK_STAGE_PERMISSION, .code = "peer-forbidden",
    .stun_error = 403 },
  { "alternate-server", OVER_UDP, TPK_TEST_AT_COTURN, .coturn.flags = elsewhere,
    FAILS_AT (CHALLENGE, "refused", 0) },
  { "no-udp-relay", OVER_UDP, TPK_TEST_AT_COTURN, .coturn.flags = no_udp_relay,
    FAILS_AT (ALLOCATE, "unsupported-transport", 442) },
  { "open-relay", OVER_UDP, TPK_TEST_AT_COTURN, .coturn.auth = TPK_TEST_COTURN_OPEN,
    .state = TPK_RESULT_STATE_DEGRADED, .stage = TPK_STAGE_DATA, .code = "open-relay" },
};

typedef struct {
  const char *name;
  int error;                /* a GResolverError, or -1 */
  gboolean is_silent;
  const char *code;
} Name;

static const Name names[] = {
  { "not-found", G_RESOLVER_ERROR_NOT_FOUND, FALSE, "dns-not-found" },
  { "temporary-failure", G_RESOLVER_ERROR_TEMPORARY_FAILURE, FALSE, "dns-failed" },
  { "internal", G_RESOLVER_ERROR_INTERNAL, FALSE, "dns-failed" },
  { "silent", -1, TRUE, "dns-timeout" },
};

static void
test_name (gconstpointer data)
{
  const Name *name = data;
  TpkTestResolver *resolver;
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  const TpkCheckOptions options = { .timeout_ms = SILENCE_MS };
  g_autoptr (TpkResult) result = NULL;
  g_autofree char *stages = NULL;

  if (!tpk_test_has_network ()) {
    g_test_skip ("this machine has no network, which is what a check says first");
    return;
  }

  resolver = tpk_test_resolver_install ();
  if (name->error >= 0)
    tpk_test_resolver_add_error (resolver, "turn.invalid", name->error);
  if (name->is_silent)
    tpk_test_resolver_add_silent (resolver, "turn.invalid");

  result = tpk_test_check_url (&options, credential, "turn:turn.invalid");
  g_assert_cmpstr (tpk_result_get_code (result), ==, name->code);
  g_assert_cmpint (tpk_result_get_state (result), ==, TPK_RESULT_STATE_FAILED);
  g_assert_cmpint (tpk_result_get_stage (result), ==, TPK_STAGE_RESOLVE);
  g_assert_null (tpk_result_get_address (result));
  stages = tpk_test_dup_stages (result);
  g_assert_true (g_str_has_prefix (stages, "resolve failed"));
  g_assert_null (strstr (stages, "passed"));
  tpk_test_resolver_uninstall (resolver);
}

/* One dead address of two must neither hide nor spoil the living one. */
static void
test_one_dead_address (void)
{
  TpkTestResolver *resolver;
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autoptr (TpkCredential) credential = NULL;
  g_autoptr (TpkCheckRun) run = NULL;
  g_autoptr (TpkResult) dead = NULL;
  g_autoptr (TpkResult) alive = NULL;
  g_autofree char *url = NULL;

  if (!tpk_test_coturn_available ())
    return;

  coturn = tpk_test_coturn_new (NULL);
  resolver = tpk_test_resolver_install ();
  tpk_test_resolver_add (resolver, "turn.test", "127.0.0.2");
  tpk_test_resolver_add (resolver, "turn.test", "127.0.0.1");
  credential = tpk_test_good_credential ();
  url = tpk_test_dup_url ("turn:turn.test:{port}", tpk_test_coturn_get_port (coturn));
  run = tpk_test_run_urls (NULL, credential, (const char *[]) { url, NULL });

  g_assert_cmpuint (g_list_model_get_n_items (tpk_check_run_get_results (run)), ==, 2);
  dead = tpk_test_get_result (run, 0);
  alive = tpk_test_get_result (run, 1);
  g_assert_cmpstr (tpk_result_get_address (dead), ==, "127.0.0.2");
  g_assert_cmpstr (tpk_result_get_code (dead), ==, "refused");
  g_assert_cmpstr (tpk_result_get_address (alive), ==, "127.0.0.1");
  g_assert_cmpstr (tpk_result_get_code (alive), ==, "ok");
  g_assert_true (tpk_test_coturn_wait_released (coturn, 2));
  tpk_test_resolver_uninstall (resolver);
}

/* The real server sends its clients to another real one, which is followed once. */
static void
test_alternate_server (void)
{
  TpkTestCoturnOptions options = { 0 };
  g_autoptr (TpkTestCoturn) other = NULL;
  g_autoptr (TpkTestCoturn) first = NULL;
  g_autoptr (TpkCredential) credential = NULL;
  g_autoptr (TpkResult) result = NULL;
  g_autofree char *alternate = NULL;
  g_autofree char *url = NULL;

  if (!tpk_test_coturn_available ())
    return;

  other = tpk_test_coturn_new (NULL);
  alternate = tpk_test_dup_url ("127.0.0.1:{port}", tpk_test_coturn_get_port (other));
  options.flags = (const char *[]) { "--alternate-server", alternate, NULL };
  first = tpk_test_coturn_new (&options);
  credential = tpk_test_good_credential ();
  url = tpk_test_dup_url (OVER_TCP, tpk_test_coturn_get_port (first));
  result = tpk_test_check_url (NULL, credential, url);

  g_assert_cmpstr (tpk_result_get_code (result), ==, "redirected");
  g_assert_cmpint (tpk_result_get_state (result), ==, TPK_RESULT_STATE_PASSED);
  g_assert_true (tpk_result_has_passed (result, TPK_STAGE_DATA));
  g_assert_true (tpk_test_coturn_wait_released (other, 2));
  g_assert_true (tpk_test_coturn_wait_released (first, 0));
}

/* It is the other server that refuses, so it is the other one that is named. */
static void
test_dead_alternate (void)
{
  TpkTestScript script = { .turn.challenge = 300 };
  g_autoptr (TpkTestServer) server = NULL;
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autoptr (TpkResult) result = NULL;
  g_autofree char *url = NULL;
  g_autofree char *named = NULL;

  script.turn.alternate_port = tpk_test_free_port ();
  server = tpk_test_server_new (&script, NULL);
  url = tpk_test_dup_url (OVER_TCP, tpk_test_server_get_port (server));
  result = tpk_test_check_url (NULL, credential, url);

  g_assert_cmpstr (tpk_result_get_code (result), ==, "refused");
  g_assert_cmpint (tpk_result_get_stage (result), ==, TPK_STAGE_CONNECT);
  named = tpk_test_dup_url ("port {port} ", script.turn.alternate_port);
  g_assert_nonnull (strstr (tpk_result_get_summary (result), named));
}

/* Two servers that send to each other. */
static void
test_redirect_loop (void)
{
  TpkTestScript there = { .turn.challenge = 300 };
  TpkTestScript back = { .turn.challenge = 300, .turn.alternate_port = 9 };
  g_autoptr (TpkTestServer) second = NULL;
  g_autoptr (TpkTestServer) first = NULL;
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autoptr (TpkResult) result = NULL;
  g_autofree char *url = NULL;

  second = tpk_test_server_new (&back, NULL);
  there.turn.alternate_port = tpk_test_server_get_port (second);
  first = tpk_test_server_new (&there, NULL);
  url = tpk_test_dup_url (OVER_UDP, tpk_test_server_get_port (first));
  result = tpk_test_check_url (NULL, credential, url);

  g_assert_cmpstr (tpk_result_get_code (result), ==, "redirect-loop");
  g_assert_cmpint (tpk_result_get_state (result), ==, TPK_RESULT_STATE_FAILED);
  g_assert_cmpint (tpk_result_get_stage (result), ==, TPK_STAGE_CHALLENGE);
  g_assert_cmpuint (tpk_test_server_get_n_requests (first), ==, 2);
  g_assert_cmpuint (tpk_test_server_get_n_requests (second), ==, 2);
}

/* Literal addresses are not to be asked for. */
static void
test_literal_not_resolved (void)
{
  TpkTestResolver *resolver = tpk_test_resolver_install ();
  const TpkTestScript script = { 0 };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (TpkCredential) credential = tpk_credential_new_none ();
  g_autofree char *url = tpk_test_dup_url ("stun:127.0.0.1:{port}",
                                           tpk_test_server_get_port (server));
  g_autoptr (TpkResult) result = tpk_test_check_url (NULL, credential, url);

  g_assert_cmpstr (tpk_result_get_code (result), ==, "ok");
  g_assert_cmpuint (tpk_test_resolver_get_n_asked (resolver), ==, 0);
  tpk_test_resolver_uninstall (resolver);
}

static void
test_no_credential (void)
{
  const TpkTestScript script = { 0 };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (TpkCredential) credential = tpk_credential_new_none ();
  g_autofree char *url = tpk_test_dup_url (OVER_UDP, tpk_test_server_get_port (server));
  g_autoptr (TpkResult) result = tpk_test_check_url (NULL, credential, url);

  g_assert_cmpstr (tpk_result_get_code (result), ==, "bad-credentials");
  g_assert_cmpint (tpk_result_get_state (result), ==, TPK_RESULT_STATE_FAILED);
  g_assert_cmpint (tpk_result_get_stage (result), ==, TPK_STAGE_ALLOCATE);
}

static void
check_errors (TpkTestCert  cert,
              gboolean     trusted,
              const char  *errors,
              const char  *words)
{
  const TpkTestScript script = { 0 };
  g_autoptr (GTlsCertificate) certificate = tpk_test_certs_load (cert);
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, certificate);
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  TpkCheckOptions options = { 0 };
  g_autofree char *url = tpk_test_dup_url (OVER_TLS, tpk_test_server_get_port (server));
  g_autoptr (TpkResult) result = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *text = NULL;

  options.ca_file = trusted ? tpk_test_certs_get_file (TPK_TEST_CERT_CA) : NULL;
  result = tpk_test_check_url (&options, credential, url);
  g_assert_cmpstr (tpk_result_get_code (result), ==, "tls-untrusted");
  json_node_set_array (node, json_object_get_array_member (tpk_result_get_tls (result), "errors"));
  text = json_to_string (node, FALSE);
  g_assert_cmpstr (text, ==, errors);
  g_assert_nonnull (strstr (tpk_result_get_summary (result), words));
}

/* Who vouches for himself is told from whom somebody unknown vouches for. */
static void
test_who_signed (void)
{
  check_errors (TPK_TEST_CERT_SELF_SIGNED, TRUE, "[\"unknown-ca\",\"self-signed\"]",
                "it has signed itself");
  check_errors (TPK_TEST_CERT_GOOD, FALSE, "[\"unknown-ca\"]", "nobody trusted has signed");
}

/* It works here, but not for browsers, which is said. */
static void
check_outdated_tls (void)
{
  const TpkTestScript script = { 0 };
  g_autoptr (GTlsCertificate) certificate = tpk_test_certs_load (TPK_TEST_CERT_GOOD);
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, certificate);
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  const TpkCheckOptions options = { .ca_file = tpk_test_certs_get_file (TPK_TEST_CERT_CA) };
  g_autofree char *url = tpk_test_dup_url (OVER_TLS, tpk_test_server_get_port (server));
  g_autoptr (TpkResult) result = tpk_test_check_url (&options, credential, url);

  g_assert_cmpstr (tpk_result_get_code (result), ==, "ok");
  g_assert_cmpstr (json_object_get_string_member (tpk_result_get_tls (result), "version"), ==,
                   "1.1");
  g_assert_cmpstr (tpk_result_get_summary (result), ==,
                   "Works over TLS, but 127.0.0.1 offers only an outdated version of TLS.");
  g_assert_nonnull (strstr (tpk_result_get_advice (result), "turn on TLS 1.2 or 1.3"));
}

/* The versions are those of a process, so it takes one of its own. */
static void
test_outdated_tls (void)
{
  if (g_test_subprocess ()) {
    check_outdated_tls ();
    return;
  }
  g_setenv ("G_TLS_GNUTLS_PRIORITY", "NORMAL:%COMPAT:-VERS-ALL:+VERS-TLS1.1", TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_unsetenv ("G_TLS_GNUTLS_PRIORITY");
  g_test_trap_assert_passed ();
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  tpk_test_add_cases ("/checks/failures/port", ports, G_N_ELEMENTS (ports));
  tpk_test_add_cases ("/checks/failures/certificate", certificates, G_N_ELEMENTS (certificates));
  tpk_test_add_cases ("/checks/failures/refusal", refusals, G_N_ELEMENTS (refusals));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_strdup_printf ("/checks/failures/name/%s", names[i].name);

    g_test_add_data_func (path, &names[i], test_name);
  }
  g_test_add_func ("/checks/failures/name/one-dead-address", test_one_dead_address);
  g_test_add_func ("/checks/failures/name/literal", test_literal_not_resolved);
  g_test_add_func ("/checks/failures/redirect/alternate-server", test_alternate_server);
  g_test_add_func ("/checks/failures/redirect/dead-alternate", test_dead_alternate);
  g_test_add_func ("/checks/failures/redirect/loop", test_redirect_loop);
  g_test_add_func ("/checks/failures/no-credential", test_no_credential);
  g_test_add_func ("/checks/failures/who-signed", test_who_signed);
  g_test_add_func ("/checks/failures/outdated-tls", test_outdated_tls);

  return g_test_run ();
}
