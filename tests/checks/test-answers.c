/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-check.h"
#include "tpk-test-net.h"

/* What a scripted server answers, and what is made of it: every error number of STUN and TURN,
 * with and without MESSAGE-INTEGRITY, and answers that are no answers. */

#define OVER_UDP "turn:127.0.0.1:{port}"
#define OVER_TCP "turn:127.0.0.1:{port}?transport=tcp"
#define OVER_TLS "turns:127.0.0.1:{port}?transport=tcp"

#define SILENCE_MS 1500

/* Under valgrind, shaking hands alone takes a second. */
#define SILENCE_TLS_MS 6000

#define FAILS_AT(a_stage, a_code, number) \
  .state = TPK_RESULT_STATE_FAILED, .stage = TPK_STAGE_##a_stage, .code = a_code, \
  .stun_error = number

/* A mix-up of ports takes four attempts; test_mismatch() counts them. */
#define MOST_REQUESTS(number) .max_requests = number == 437 ? 20 : 0

/* An error to the authenticated Allocate, over UDP and TCP, with integrity and without. */
#define ALLOCATE_ERROR(number, a_code) \
  { #number "/udp", OVER_UDP, .script.turn.allocate = number, MOST_REQUESTS (number), \
    FAILS_AT (ALLOCATE, a_code, number) }, \
  { #number "/tcp", OVER_TCP, .script.turn.allocate = number, MOST_REQUESTS (number), \
    FAILS_AT (ALLOCATE, a_code, number) }, \
  { #number "/without-integrity", OVER_UDP, .script.turn.allocate = number, \
    .script.turn.no_integrity = TRUE, .unsigned_error = number != 400, MOST_REQUESTS (number), \
    FAILS_AT (ALLOCATE, a_code, number) }

static const TpkTestCase errors[] = {
  ALLOCATE_ERROR (400, "stun-error"),
  ALLOCATE_ERROR (403, "forbidden"),
  ALLOCATE_ERROR (437, "allocation-mismatch"),
  ALLOCATE_ERROR (440, "address-family"),
  ALLOCATE_ERROR (441, "wrong-credentials"),
  ALLOCATE_ERROR (442, "unsupported-transport"),
  ALLOCATE_ERROR (486, "quota-reached"),
  ALLOCATE_ERROR (499, "stun-error"),
  ALLOCATE_ERROR (500, "server-error"),
  ALLOCATE_ERROR (508, "no-capacity"),
  ALLOCATE_ERROR (699, "stun-error"),

  { "401/again", OVER_UDP, .script.turn.allocate = 401,
    FAILS_AT (ALLOCATE, "bad-credentials", 401) },
  { "438/once", OVER_UDP, .script.turn.stale = 1,
    .max_requests = 40, .state = TPK_RESULT_STATE_PASSED, .stage = TPK_STAGE_DATA, .code = "ok" },
  { "438/once-tcp", OVER_TCP, .script.turn.stale = 1,
    .max_requests = 40, .state = TPK_RESULT_STATE_PASSED, .stage = TPK_STAGE_DATA, .code = "ok" },
  { "438/for-ever", OVER_UDP, .script.turn.stale = TPK_TEST_FOR_EVER,
    FAILS_AT (ALLOCATE, "stale-nonce", 438) },
  { "438/for-ever-tcp", OVER_TCP, .script.turn.stale = TPK_TEST_FOR_EVER,
    FAILS_AT (ALLOCATE, "stale-nonce", 438) },

  /* Errors to the first, unauthenticated Allocate: nothing can protect these. */
  { "first/300", OVER_UDP, .script.turn.challenge = 300,
    FAILS_AT (CHALLENGE, "redirect-loop", 300) },
  { "first/300-tcp", OVER_TCP, .script.turn.challenge = 300,
    FAILS_AT (CHALLENGE, "redirect-loop", 300) },
  { "first/300-elsewhere", OVER_UDP, .script.turn.challenge = 300, .script.turn.alternate_port = 9,
    FAILS_AT (CHALLENGE, "refused", 0) },
  { "first/403", OVER_UDP, .script.turn.challenge = 403, FAILS_AT (CHALLENGE, "forbidden", 403) },
  { "first/486", OVER_UDP, .script.turn.challenge = 486,
    FAILS_AT (CHALLENGE, "quota-reached", 486) },
  { "first/500", OVER_UDP, .script.turn.challenge = 500,
    FAILS_AT (CHALLENGE, "server-error", 500) },
  { "first/508", OVER_UDP, .script.turn.challenge = 508, FAILS_AT (CHALLENGE, "no-capacity", 508) },
  { "first/400", OVER_UDP, .script.turn.challenge = 400, FAILS_AT (CHALLENGE, "not-turn", 400) },

  { "permission/500", OVER_UDP, .script.turn.permission = 500,
    FAILS_AT (PERMISSION, "server-error", 500) },
  { "permission/403", OVER_UDP, .script.turn.permission = 403, .state = TPK_RESULT_STATE_DEGRADED,
    .stage = TPK_STAGE_PERMISSION, .code = "peer-forbidden", .stun_error = 403 },
};

/* Cases of one manner over UDP, TCP and TLS. */
#define MANNER(a_name, a_manner, a_url, where, a_stage, a_code) \
  { a_name, a_url, .at = TPK_TEST_AT_##where, .script.manner = TPK_TEST_MANNER_##a_manner, \
    .timeout_ms = TPK_TEST_AT_##where == TPK_TEST_AT_SCRIPT ? SILENCE_MS : SILENCE_TLS_MS, \
    FAILS_AT (a_stage, a_code, 0) }

static const TpkTestCase manners[] = {
  MANNER ("silent/udp", SILENT, OVER_UDP, SCRIPT, CHALLENGE, "no-reply"),
  MANNER ("silent/tcp", SILENT, OVER_TCP, SCRIPT, CHALLENGE, "no-reply"),
  MANNER ("silent/tls", SILENT, OVER_TLS, SCRIPT_TLS, CHALLENGE, "no-reply"),
  MANNER ("silent/tls-on-plain", SILENT, OVER_TLS, SCRIPT, TLS, "no-reply"),
  MANNER ("close/tcp", CLOSE, OVER_TCP, SCRIPT, CHALLENGE, "closed"),
  MANNER ("close/tls-on-plain", CLOSE, OVER_TLS, SCRIPT, TLS, "closed"),
  MANNER ("close-on-request/tcp", CLOSE_ON_REQUEST, OVER_TCP, SCRIPT, CHALLENGE, "closed"),
  MANNER ("close-on-request/tls", CLOSE_ON_REQUEST, OVER_TLS, SCRIPT_TLS, CHALLENGE, "closed"),
  MANNER ("reset-on-request/tcp", RESET_ON_REQUEST, OVER_TCP, SCRIPT, CHALLENGE, "closed"),
  MANNER ("reset-on-request/tls", RESET_ON_REQUEST, OVER_TLS, SCRIPT_TLS, CHALLENGE, "closed"),
  MANNER ("garbage/udp", GARBAGE, OVER_UDP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("garbage/tcp", GARBAGE, OVER_TCP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("garbage/tls", GARBAGE, OVER_TLS, SCRIPT_TLS, CHALLENGE, "not-stun"),
  MANNER ("http/udp", HTTP, OVER_UDP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("http/tcp", HTTP, OVER_TCP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("http/tls", HTTP, OVER_TLS, SCRIPT_TLS, CHALLENGE, "not-stun"),
  MANNER ("http/tls-on-plain", HTTP, OVER_TLS, SCRIPT, TLS, "tls-not-tls"),
  { "portal/tcp", OVER_TCP, TPK_TEST_AT_SCRIPT, .script.manner = TPK_TEST_MANNER_PORTAL,
    .state = TPK_RESULT_STATE_UNTESTED, .stage = TPK_STAGE_CHALLENGE, .code = "captive-portal" },
  { "portal/tls", OVER_TLS, TPK_TEST_AT_SCRIPT_TLS, .script.manner = TPK_TEST_MANNER_PORTAL,
    .state = TPK_RESULT_STATE_UNTESTED, .stage = TPK_STAGE_CHALLENGE, .code = "captive-portal" },
  { "portal/tls-on-plain", OVER_TLS, TPK_TEST_AT_SCRIPT, .script.manner = TPK_TEST_MANNER_PORTAL,
    .state = TPK_RESULT_STATE_UNTESTED, .stage = TPK_STAGE_TLS, .code = "captive-portal" },
  /* One server alone may be a web server. */
  MANNER ("page/tcp", PAGE, OVER_TCP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("page/tls", PAGE, OVER_TLS, SCRIPT_TLS, CHALLENGE, "not-stun"),
  MANNER ("page/tls-on-plain", PAGE, OVER_TLS, SCRIPT, TLS, "tls-not-tls"),
  MANNER ("greeting/tcp", GREETING, OVER_TCP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("greeting/tls-on-plain", GREETING, OVER_TLS, SCRIPT, TLS, "tls-not-tls"),
  MANNER ("tls-alert/tcp", TLS_ALERT, OVER_TCP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("tls-alert/tls", TLS_ALERT, OVER_TLS, SCRIPT, TLS, "tls-failed"),
  MANNER ("half-message/udp", HALF_MESSAGE, OVER_UDP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("half-message/tcp", HALF_MESSAGE, OVER_TCP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("lying-length/udp", LYING_LENGTH, OVER_UDP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("lying-length/tcp", LYING_LENGTH, OVER_TCP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("odd-length/udp", ODD_LENGTH, OVER_UDP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("odd-length/tcp", ODD_LENGTH, OVER_TCP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("lying-attribute/udp", LYING_ATTRIBUTE, OVER_UDP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("lying-attribute/tcp", LYING_ATTRIBUTE, OVER_TCP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("channel-flood/udp", CHANNEL_FLOOD, OVER_UDP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("channel-flood/tcp", CHANNEL_FLOOD, OVER_TCP, SCRIPT, CHALLENGE, "not-stun"),
  MANNER ("other-transaction/udp", OTHER_TRANSACTION, OVER_UDP, SCRIPT, CHALLENGE, "no-reply"),
  MANNER ("other-transaction/tcp", OTHER_TRANSACTION, OVER_TCP, SCRIPT, CHALLENGE, "no-reply"),
  MANNER ("binding-only/udp", BINDING_ONLY, OVER_UDP, SCRIPT, CHALLENGE, "not-turn"),
  MANNER ("binding-only/tcp", BINDING_ONLY, OVER_TCP, SCRIPT, CHALLENGE, "not-turn"),
  MANNER ("silent/stun", SILENT, "stun:127.0.0.1:{port}", SCRIPT, BINDING, "no-reply"),
  MANNER ("garbage/stun", GARBAGE, "stun:127.0.0.1:{port}", SCRIPT, BINDING, "not-stun"),
  MANNER ("http/stuns", HTTP, "stuns:127.0.0.1:{port}", SCRIPT_TLS, BINDING, "not-stun"),
};

#define RELAY(a_name, a_relay, a_state, a_stage, a_code) \
  { a_name, OVER_UDP, .script.turn.relay = TPK_TEST_RELAY_##a_relay, .max_requests = 40, \
    .state = TPK_RESULT_STATE_##a_state, .stage = TPK_STAGE_##a_stage, .code = a_code }

static const TpkTestCase relays[] = {
  RELAY ("forward", FORWARD, PASSED, DATA, "ok"),
  RELAY ("silent", SILENT, FAILED, DATA, "relay-silent"),
  RELAY ("small-only", SMALL_ONLY, DEGRADED, DATA, "large-packets-lost"),
  { "small-only/tcp", OVER_TCP, .script.turn.relay = TPK_TEST_RELAY_SMALL_ONLY,
    .max_requests = 40, .state = TPK_RESULT_STATE_DEGRADED, .stage = TPK_STAGE_DATA,
    .code = "large-packets-lost" },
  RELAY ("lossy", LOSSY, DEGRADED, DATA, "relay-lossy"),
  RELAY ("no-address", NO_ADDRESS, FAILED, ALLOCATE, "stun-error"),
};

/* A mix-up of ports is tried again with others: four times in all, with two requests of each of two
 * sides. */
static void
test_mismatch (void)
{
  const TpkTestScript script = { .turn.allocate = 437 };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autofree char *url = tpk_test_dup_url (OVER_TCP, tpk_test_server_get_port (server));
  g_autoptr (TpkResult) result = tpk_test_check_url (NULL, credential, url);

  g_assert_cmpstr (tpk_result_get_code (result), ==, "allocation-mismatch");
  g_assert_cmpuint (tpk_test_server_get_n_connections (server), ==, 8);
  g_assert_cmpuint (tpk_test_server_get_n_requests (server), ==, 16);
}

/* Two servers that answer in the same words: the one at the other address is over IPv6. */
static TpkCheckRun *
run_two (const TpkTestScript *scripts,
         const char          *url,
         const char          *other_url)
{
  g_autoptr (TpkTestServer) one = tpk_test_server_new (&scripts[0], NULL);
  g_autoptr (TpkTestServer) other = tpk_test_server_new (&scripts[1], NULL);
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autofree char *first = tpk_test_dup_url (url, tpk_test_server_get_port (one));
  g_autofree char *second = tpk_test_dup_url (other_url, tpk_test_server_get_port (other));

  return tpk_test_run_urls (NULL, credential, (const char *[]) { first, second, NULL });
}

typedef struct {
  const char *name;
  const char *urls[2];
  TpkTestScript scripts[2];
  const char *codes[2];
} Pages;

#define PAGE_V4 { .manner = TPK_TEST_MANNER_PAGE }
#define PAGE_V6 { .manner = TPK_TEST_MANNER_PAGE, .family = G_SOCKET_FAMILY_IPV6 }
#define HTTP_V6 { .manner = TPK_TEST_MANNER_HTTP, .family = G_SOCKET_FAMILY_IPV6 }
#define TURN_V6 { .manner = TPK_TEST_MANNER_TURN, .family = G_SOCKET_FAMILY_IPV6 }

#define V6_TCP "turn:[::1]:{port}?transport=tcp"
#define V6_TLS "turns:[::1]:{port}?transport=tcp"

static const Pages pages[] = {
  { "tcp", { OVER_TCP, V6_TCP }, { PAGE_V4, PAGE_V6 }, { "captive-portal", "captive-portal" } },
  { "tls", { OVER_TLS, V6_TLS }, { PAGE_V4, PAGE_V6 }, { "captive-portal", "captive-portal" } },
  { "both", { OVER_TCP, V6_TLS }, { PAGE_V4, PAGE_V6 }, { "captive-portal", "captive-portal" } },
  { "one-server", { OVER_TCP, OVER_TCP }, { PAGE_V4, PAGE_V4 }, { "not-stun", "not-stun" } },
  { "other-words", { OVER_TCP, V6_TCP }, { PAGE_V4, HTTP_V6 }, { "not-stun", "not-stun" } },
  { "one-relay", { OVER_TCP, V6_TCP }, { PAGE_V4, TURN_V6 }, { "not-stun", "ok" } },
};

static void
test_pages (gconstpointer data)
{
  const Pages *c = data;
  g_autoptr (TpkCheckRun) run = NULL;

  if (!tpk_test_have_ipv6 ()) {
    g_test_skip ("this machine has no IPv6");
    return;
  }

  run = run_two (c->scripts, c->urls[0], c->urls[1]);
  for (guint i = 0; i < G_N_ELEMENTS (c->codes); i++) {
    g_autoptr (TpkResult) result = tpk_test_get_result (run, i);
    gboolean portal = g_str_equal (c->codes[i], "captive-portal");

    g_assert_cmpstr (tpk_result_get_code (result), ==, c->codes[i]);
    g_assert_true ((tpk_result_get_state (result) == TPK_RESULT_STATE_UNTESTED) == portal);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  tpk_test_add_cases ("/checks/answers/error", errors, G_N_ELEMENTS (errors));
  tpk_test_add_cases ("/checks/answers/manner", manners, G_N_ELEMENTS (manners));
  tpk_test_add_cases ("/checks/answers/relay", relays, G_N_ELEMENTS (relays));
  g_test_add_func ("/checks/answers/mismatch", test_mismatch);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autofree char *path = g_strdup_printf ("/checks/answers/pages/%s", pages[i].name);

    g_test_add_data_func (path, &pages[i], test_pages);
  }

  return g_test_run ();
}
