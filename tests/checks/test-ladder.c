/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-address.h"

#include "tpk-test-check.h"
#include "tpk-test-delay.h"
#include "tpk-test-net.h"
#include "tpk-test-resolver.h"
#include "tpk-test-tls-bridge.h"

#include <string.h>

/* The ladder against a real turnserver, from the name down to data that came back through it. */

#define TURN_STAGES(after_connect) \
  "resolve passed, connect passed, " after_connect \
  "challenge passed, allocate passed, permission passed, data passed, release passed"

typedef struct {
  const char *name;
  const char *url;
  gboolean needs_ipv6;
  gboolean is_tls;
  TpkWire wire;
  GSocketFamily family;
  const char *address;
  const char *stages;
  guint allocations;
} Ladder;

static const Ladder ladders[] = {
  { "udp", "turn:127.0.0.1:{port}", FALSE, FALSE, TPK_WIRE_UDP, G_SOCKET_FAMILY_IPV4, "127.0.0.1",
    TURN_STAGES (""), 2 },
  { "tcp", "turn:127.0.0.1:{port}?transport=tcp", FALSE, FALSE, TPK_WIRE_TCP,
    G_SOCKET_FAMILY_IPV4, "127.0.0.1", TURN_STAGES (""), 2 },
  { "tls", "turns:127.0.0.1:{port}", FALSE, TRUE, TPK_WIRE_TLS, G_SOCKET_FAMILY_IPV4, "127.0.0.1",
    TURN_STAGES ("tls passed, "), 2 },
  { "tls-name", "turns:turn.test:{port}?transport=tcp", FALSE, TRUE, TPK_WIRE_TLS,
    G_SOCKET_FAMILY_IPV4, "127.0.0.1", TURN_STAGES ("tls passed, "), 2 },
  { "dtls", "turns:127.0.0.1:{port}?transport=udp", FALSE, TRUE, TPK_WIRE_DTLS,
    G_SOCKET_FAMILY_IPV4, "127.0.0.1", TURN_STAGES ("tls passed, "), 2 },
  { "udp-ipv6", "turn:[::1]:{port}", TRUE, FALSE, TPK_WIRE_UDP, G_SOCKET_FAMILY_IPV6, "::1",
    TURN_STAGES (""), 2 },
  { "tcp-ipv6", "turn:[::1]:{port}?transport=tcp", TRUE, FALSE, TPK_WIRE_TCP,
    G_SOCKET_FAMILY_IPV6, "::1", TURN_STAGES (""), 2 },
  { "tls-ipv6", "turns:[::1]:{port}?transport=tcp", TRUE, TRUE, TPK_WIRE_TLS,
    G_SOCKET_FAMILY_IPV6, "::1", TURN_STAGES ("tls passed, "), 2 },
  { "stun", "stun:turn.test:{port}", FALSE, FALSE, TPK_WIRE_UDP, G_SOCKET_FAMILY_IPV4, "127.0.0.1",
    "resolve passed, connect passed, binding passed", 0 },
  { "stuns", "stuns:turn.test:{port}", FALSE, TRUE, TPK_WIRE_TLS, G_SOCKET_FAMILY_IPV4,
    "127.0.0.1", "resolve passed, connect passed, tls passed, binding passed", 0 },
};

typedef struct {
  TpkTestResolver *resolver;
  TpkTestCoturn *coturn;
  TpkCredential *credential;
  TpkCheckOptions options;
} Fixture;

static gboolean
set_up (Fixture *fixture)
{
  memset (fixture, 0, sizeof *fixture);
  if (!tpk_test_coturn_available ())
    return FALSE;

  fixture->resolver = tpk_test_resolver_install ();
  tpk_test_resolver_add (fixture->resolver, "turn.test", "127.0.0.1");
  fixture->coturn = tpk_test_coturn_new (NULL);
  fixture->credential = tpk_test_good_credential ();
  fixture->options.ca_file = tpk_test_certs_get_file (TPK_TEST_CERT_CA);

  return TRUE;
}

static void
tear_down (Fixture *fixture)
{
  tpk_credential_unref (fixture->credential);
  tpk_test_coturn_free (fixture->coturn);
  tpk_test_resolver_uninstall (fixture->resolver);
}

static void
assert_passed (TpkResult *result)
{
  g_assert_cmpstr (tpk_result_get_code (result), ==, "ok");
  g_assert_cmpint (tpk_result_get_state (result), ==, TPK_RESULT_STATE_PASSED);
  g_assert_cmpint (tpk_result_get_stun_error (result), ==, 0);
}

static void
assert_relay (TpkResult    *result,
              const Ladder *ladder)
{
  const TpkQuality *quality = tpk_result_get_quality (result);
  g_autofree char *mapped_prefix = g_strdup_printf (
    ladder->family == G_SOCKET_FAMILY_IPV6 ? "[%s]:" : "%s:", ladder->address);

  g_assert_true (g_str_has_prefix (tpk_result_get_mapped (result), mapped_prefix));
  if (ladder->allocations == 0) {
    g_assert_null (tpk_result_get_relayed (result));
    g_assert_null (quality);
    return;
  }

  g_assert_nonnull (tpk_result_get_relayed (result));
  g_assert_nonnull (quality);
  g_assert_cmpuint (quality->sent, >=, 5);
  g_assert_cmpuint (quality->received, ==, quality->sent);
  g_assert_cmpfloat (quality->lost_percent, ==, 0);
  g_assert_cmpfloat (tpk_result_get_rtt_ms (result), >, 0);
}

static void
assert_tls (TpkResult *result,
            gboolean   is_tls)
{
  JsonObject *tls = tpk_result_get_tls (result);

  if (!is_tls) {
    g_assert_null (tls);
    return;
  }

  g_assert_nonnull (tls);
  g_assert_true (json_object_get_boolean_member (tls, "verified"));
  g_assert_nonnull (strstr (json_object_get_string_member (tls, "subject"), "turn.test"));
  g_assert_nonnull (strstr (json_object_get_string_member (tls, "issuer"), "Turnpike test CA"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (tls, "errors")), ==, 0);
}

static void
test_ladder (gconstpointer data)
{
  const Ladder *ladder = data;
  Fixture fixture;
  g_autofree char *url = NULL;
  g_autofree char *stages = NULL;
  g_autoptr (TpkResult) result = NULL;
  guint allocated, released;

  if (ladder->needs_ipv6 && !tpk_test_have_ipv6 ()) {
    g_test_skip ("This machine has no ::1");
    return;
  }
  if (!set_up (&fixture))
    return;

  if (ladder->wire == TPK_WIRE_DTLS)
    tpk_test_expect_dtls ();
  url = tpk_test_dup_url (ladder->url, ladder->is_tls
                          ? tpk_test_coturn_get_tls_port (fixture.coturn)
                          : tpk_test_coturn_get_port (fixture.coturn));
  result = tpk_test_check_url (&fixture.options, fixture.credential, url);

  stages = tpk_test_dup_stages (result);
  g_assert_cmpstr (stages, ==, ladder->stages);
  assert_passed (result);
  g_assert_cmpstr (tpk_result_get_url (result), ==, url);
  g_assert_cmpstr (tpk_result_get_address (result), ==, ladder->address);
  g_assert_cmpint (tpk_result_get_family (result), ==, ladder->family);
  g_assert_cmpint (tpk_result_get_wire (result), ==, ladder->wire);
  assert_relay (result, ladder);
  assert_tls (result, ladder->is_tls);

  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, ladder->allocations));
  tpk_test_coturn_count (fixture.coturn, &allocated, &released);
  g_assert_cmpuint (allocated, ==, ladder->allocations);
  tear_down (&fixture);
}

static void
test_secret (void)
{
  const TpkTestCoturnOptions coturn_options = { .auth = TPK_TEST_COTURN_SECRET };
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autoptr (TpkCredential) credential = NULL;
  g_autofree char *url = NULL;
  g_autoptr (TpkResult) result = NULL;

  if (!tpk_test_coturn_available ())
    return;

  coturn = tpk_test_coturn_new (&coturn_options);
  credential = tpk_credential_new_secret ("alice", TPK_TEST_SECRET, 3600);
  url = tpk_test_dup_url ("turn:127.0.0.1:{port}", tpk_test_coturn_get_port (coturn));
  result = tpk_test_check_url (NULL, credential, url);
  assert_passed (result);
  g_assert_true (tpk_test_coturn_wait_released (coturn, 2));
}

static void
test_tls_1_3 (void)
{
  Fixture fixture;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (TpkTestTlsBridge) bridge = NULL;
  g_autofree char *url = NULL;
  g_autoptr (TpkResult) result = NULL;

  if (!set_up (&fixture))
    return;

  certificate = tpk_test_certs_load (TPK_TEST_CERT_GOOD);
  bridge = tpk_test_tls_bridge_new (certificate, tpk_test_coturn_get_port (fixture.coturn));
  url = tpk_test_dup_url ("turns:turn.test:{port}", tpk_test_tls_bridge_get_port (bridge));
  result = tpk_test_check_url (&fixture.options, fixture.credential, url);
  assert_passed (result);
  g_assert_cmpstr (json_object_get_string_member (tpk_result_get_tls (result), "version"), ==,
                   "1.3");
  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, 2));
  tear_down (&fixture);
}

/* The slow parts of real networks: nothing of it may be taken for a failure. */
static void
test_dripping (gconstpointer data)
{
  const TpkTestScript script = { .manner = TPK_TEST_MANNER_DRIP };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autofree char *url = tpk_test_dup_url ("turn:127.0.0.1:{port}?transport=tcp",
                                           tpk_test_server_get_port (server));
  const TpkCheckOptions options = { .timeout_ms = 30000 };
  g_autoptr (TpkResult) result = tpk_test_check_url (&options, credential, url);

  g_assert_true (tpk_result_has_passed (result, TPK_STAGE_PERMISSION));
  g_assert_true (tpk_result_is_usable (result));
}

static void
test_path (gconstpointer data)
{
  const TpkTestPath *path = data;
  Fixture fixture;
  g_autoptr (TpkTestDelay) delay = NULL;
  g_autofree char *url = NULL;
  g_autoptr (TpkResult) result = NULL;

  if (!set_up (&fixture))
    return;

  delay = tpk_test_delay_new (path, tpk_test_coturn_get_port (fixture.coturn));
  url = tpk_test_dup_url ("turn:127.0.0.1:{port}", tpk_test_delay_get_port (delay));
  result = tpk_test_check_url (&fixture.options, fixture.credential, url);
  g_assert_true (tpk_result_has_passed (result, TPK_STAGE_ALLOCATE));
  g_assert_true (tpk_result_is_usable (result));
  if (path->lost == 0)
    g_assert_cmpuint (tpk_result_get_quality (result)->received, ==,
                      tpk_result_get_quality (result)->sent);
  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, 2));
  tear_down (&fixture);
}

static const TpkTestPath long_path = { .to_server_ms = 150, .to_client_ms = 150 };
static const TpkTestPath doubling_path = { .to_server_ms = 2, .to_client_ms = 2, .duplicated = 1 };
static const TpkTestPath unordered_path = {
  .to_server_ms = 2, .to_client_ms = 2, .reordered = 0.2, .reorder_ms = 15, .seed = 1 };
static const TpkTestPath lossy_path = {
  .to_server_ms = 2, .to_client_ms = 2, .lost = 0.1, .seed = 3 };

static void
test_only_stage (void)
{
  Fixture fixture;
  g_autofree char *url = NULL;
  g_autofree char *stages = NULL;
  g_autoptr (TpkResult) result = NULL;

  if (!set_up (&fixture))
    return;

  fixture.options.only_given = TRUE;
  fixture.options.last_stage = TPK_STAGE_ALLOCATE;
  url = tpk_test_dup_url ("turn:127.0.0.1:{port}", tpk_test_coturn_get_port (fixture.coturn));
  result = tpk_test_check_url (&fixture.options, fixture.credential, url);
  assert_passed (result);
  stages = tpk_test_dup_stages (result);
  g_assert_true (g_str_has_prefix (stages, "resolve passed, connect passed, challenge passed, "
                                   "allocate passed"));
  g_assert_null (strstr (stages, "permission passed"));
  g_assert_null (strstr (stages, "data passed"));
  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, 1));
  tear_down (&fixture);
}

/* Cancelled while the allocation exists: it must not stay for its ten minutes. */
static void
allocated_cb (TpkCheckRun  *run,
              guint         position,
              guint         removed,
              guint         added,
              GCancellable *cancellable)
{
  g_autoptr (TpkResult) result = tpk_test_get_result (run, 0);

  if (tpk_result_has_passed (result, TPK_STAGE_ALLOCATE))
    g_cancellable_cancel (cancellable);
}

static void
items_changed_cb (GListModel *results,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    data)
{
  gpointer *pair = data;

  allocated_cb (pair[0], position, removed, added, pair[1]);
}

static void
test_cancel_releases (gconstpointer data)
{
  const char *format = data;
  const TpkTestPath path = { .to_server_ms = 20, .to_client_ms = 20 };
  Fixture fixture;
  g_autoptr (TpkTestDelay) delay = NULL;
  g_autofree char *text = NULL;
  g_autoptr (TpkIceUrl) url = NULL;
  g_autoptr (TpkCheckRun) run = NULL;
  g_autoptr (TpkResult) result = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gpointer pair[2];

  if (!set_up (&fixture))
    return;

  delay = tpk_test_delay_new (&path, tpk_test_coturn_get_port (fixture.coturn));
  text = tpk_test_dup_url (format, tpk_test_delay_get_port (delay));
  url = tpk_ice_url_new (text);
  run = tpk_check_run_new (&fixture.options);
  tpk_check_run_add_url (run, url, "Test", NULL, fixture.credential);
  pair[0] = run;
  pair[1] = cancellable;
  g_signal_connect (tpk_check_run_get_results (run), "items-changed",
                    G_CALLBACK (items_changed_cb), pair);
  tpk_test_run_to_end (run, cancellable, NULL);
  g_signal_handlers_disconnect_by_data (tpk_check_run_get_results (run), pair);

  result = tpk_test_get_result (run, 0);
  g_assert_cmpint (tpk_result_get_state (result), ==, TPK_RESULT_STATE_CANCELLED);
  g_assert_cmpstr (tpk_result_get_code (result), ==, "cancelled");
  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, 1));
  tear_down (&fixture);
}

static void
test_public_addresses (void)
{
  static const struct {
    const char *address;
    gboolean is_public;
  } cases[] = {
    { "192.0.2.1", TRUE }, { "10.0.0.1", FALSE }, { "172.16.0.1", FALSE },
    { "192.168.0.1", FALSE }, { "169.254.0.1", FALSE }, { "127.0.0.1", FALSE },
    { "0.0.0.0", FALSE }, { "100.63.255.255", TRUE }, { "100.64.0.0", FALSE },
    { "100.127.255.255", FALSE }, { "100.128.0.0", TRUE }, { "2001:db8::1", TRUE },
    { "fbff::1", TRUE }, { "fc00::1", FALSE }, { "fd00::5", FALSE }, { "fe00::1", TRUE },
    { "fe80::1", FALSE }, { "::1", FALSE }, { "::", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GInetAddress) address = g_inet_address_new_from_string (cases[i].address);

    g_test_message ("%s", cases[i].address);
    g_assert_cmpint (tpk_address_is_public (address), ==, cases[i].is_public);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ladders); i++) {
    g_autofree char *path = g_strdup_printf ("/checks/ladder/%s", ladders[i].name);

    g_test_add_data_func (path, &ladders[i], test_ladder);
  }
  g_test_add_func ("/checks/ladder/secret", test_secret);
  g_test_add_func ("/checks/ladder/tls-1.3", test_tls_1_3);
  g_test_add_func ("/checks/ladder/only-stage", test_only_stage);
  g_test_add_data_func ("/checks/ladder/dripping", NULL, test_dripping);
  g_test_add_data_func ("/checks/ladder/path/long", &long_path, test_path);
  g_test_add_data_func ("/checks/ladder/path/doubling", &doubling_path, test_path);
  g_test_add_data_func ("/checks/ladder/path/unordered", &unordered_path, test_path);
  g_test_add_data_func ("/checks/ladder/path/lossy", &lossy_path, test_path);
  g_test_add_data_func ("/checks/ladder/cancel-releases/udp", "turn:127.0.0.1:{port}",
                        test_cancel_releases);
  g_test_add_data_func ("/checks/ladder/cancel-releases/tcp",
                        "turn:127.0.0.1:{port}?transport=tcp", test_cancel_releases);
  g_test_add_func ("/checks/ladder/public-addresses", test_public_addresses);

  return g_test_run ();
}
