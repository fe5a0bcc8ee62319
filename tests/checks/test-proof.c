/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-proof.h"

#include "tpk-test-check.h"
#include "tpk-test-delay.h"
#include "tpk-test-net.h"

#include <math.h>
#include <string.h>

/* Calls through a real turnserver. */

#define SETTLE_MS 8000

typedef struct {
  TpkTestCoturn *coturn;
  TpkCredential *credential;
  TpkCheckOptions options;
} Fixture;

static gboolean
set_up (Fixture                    *fixture,
        const TpkTestCoturnOptions *options)
{
  memset (fixture, 0, sizeof *fixture);
  if (!tpk_test_coturn_available ())
    return FALSE;

  fixture->coturn = tpk_test_coturn_new (options);
  fixture->credential = tpk_test_good_credential ();
  fixture->options.ca_file = tpk_test_certs_get_file (TPK_TEST_CERT_CA);
  fixture->options.proof = TRUE;

  return TRUE;
}

static void
tear_down (Fixture *fixture)
{
  tpk_credential_unref (fixture->credential);
  tpk_test_coturn_free (fixture->coturn);
}

static void
add_url (Fixture     *fixture,
         TpkCheckRun *run,
         const char  *format,
         guint16      port)
{
  g_autofree char *text = tpk_test_dup_url (format, port);
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);

  tpk_check_run_add_url (run, url, "Test", "test", fixture->credential);
}

static TpkProof *
get_proof (TpkCheckRun *run,
           guint        index)
{
  TpkProof *proof = g_list_model_get_item (tpk_check_run_get_proofs (run), index);

  g_assert_true (TPK_IS_PROOF (proof));

  return proof;
}

/* Checks one URL to the end; returns its only proof, or NULL when it has none. */
static TpkProof *
prove (Fixture    *fixture,
       const char *format,
       guint16     port)
{
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&fixture->options);
  g_autoptr (GError) error = NULL;
  g_autofree char *document = NULL;

  add_url (fixture, run, format, port);
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_no_error (error);
  document = tpk_test_dup_document (run);
  g_assert_null (strstr (document, TPK_TEST_PASSWORD));
  g_assert_cmpfloat (tpk_check_run_get_progress (run), ==, 1);
  if (g_list_model_get_n_items (tpk_check_run_get_proofs (run)) == 0)
    return NULL;
  g_assert_cmpuint (g_list_model_get_n_items (tpk_check_run_get_proofs (run)), ==, 1);

  return get_proof (run, 0);
}

static void
assert_outcome (TpkProof       *proof,
                TpkResultState  state,
                const char     *code)
{
  g_assert_nonnull (proof);
  g_assert_cmpstr (tpk_proof_get_code (proof), ==, code);
  g_assert_cmpint (tpk_proof_get_state (proof), ==, state);
  g_assert_true (g_str_has_suffix (tpk_proof_get_summary (proof), "."));
  g_assert_true (g_str_has_suffix (tpk_proof_get_advice (proof), "."));
}

static char *
dup_candidate (JsonArray  *candidates,
               const char *end)
{
  for (guint i = 0; i < json_array_get_length (candidates); i++) {
    JsonObject *candidate = json_array_get_object_element (candidates, i);

    if (g_str_equal (json_object_get_string_member (candidate, "end"), end))
      return g_strdup_printf ("%s:%d", json_object_get_string_member (candidate, "address"),
                              (int) json_object_get_int_member (candidate, "port"));
  }

  return NULL;
}

/* Both ends use what their own relay gave them, and the other’s as their peer. */
static void
assert_relayed (TpkProof *proof)
{
  JsonArray *candidates = tpk_proof_get_candidates (proof);
  g_autofree char *local = dup_candidate (candidates, "local");
  g_autofree char *remote = dup_candidate (candidates, "remote");

  g_assert_cmpuint (json_array_get_length (candidates), ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (candidates, i),
                                                    "type"), ==, "relay");
  g_assert_cmpstr (tpk_proof_get_local (proof), ==, local);
  g_assert_cmpstr (tpk_proof_get_remote (proof), ==, remote);
  g_assert_cmpstr (local, !=, remote);
}

static void
assert_lossless (const TpkCallQuality *quality,
                 guint                 count)
{
  g_assert_nonnull (quality);
  g_test_message ("%u of %u, %u arrived, %u reordered, %g / %g / %g / %g ms, jitter %g ms",
                  quality->echo.received, quality->echo.sent, quality->arrived,
                  quality->echo.reordered, quality->echo.rtt_min_ms, quality->echo.rtt_median_ms,
                  quality->echo.rtt_p95_ms, quality->echo.rtt_max_ms, quality->echo.jitter_ms);
  g_assert_cmpuint (quality->echo.sent, ==, count);
  g_assert_cmpuint (quality->arrived, ==, count);
  g_assert_cmpuint (quality->echo.received, ==, count);
  g_assert_cmpfloat (quality->echo.lost_percent, ==, 0);
  g_assert_cmpuint (quality->duplicates, ==, 0);
  g_assert_cmpfloat (quality->echo.rtt_min_ms, >, 0);
}

typedef struct {
  const char *name;
  const char *url;
  gboolean is_tls;
  gboolean needs_ipv6;
  guint allocations;
} Way;

static const Way ways[] = {
  { "udp", "turn:127.0.0.1:{port}", FALSE, FALSE, 4 },
  { "tcp", "turn:127.0.0.1:{port}?transport=tcp", FALSE, FALSE, 4 },
  { "tls", "turns:127.0.0.1:{port}", TRUE, FALSE, 4 },
  { "udp-ipv6", "turn:[::1]:{port}", FALSE, TRUE, 4 },
  { "tls-ipv6", "turns:[::1]:{port}", TRUE, TRUE, 4 },
};

static void
test_way (gconstpointer data)
{
  const Way *way = data;
  Fixture fixture;
  g_autoptr (TpkProof) proof = NULL;

  if (way->needs_ipv6 && !tpk_test_have_ipv6 ()) {
    g_test_skip ("This machine has no IPv6 on loopback");
    return;
  }
  if (!set_up (&fixture, NULL))
    return;

  fixture.options.video = TRUE;
  proof = prove (&fixture, way->url,
                 way->is_tls ? tpk_test_coturn_get_tls_port (fixture.coturn)
                             : tpk_test_coturn_get_port (fixture.coturn));
  assert_outcome (proof, TPK_RESULT_STATE_PASSED, "ok");
  assert_relayed (proof);
  g_assert_cmpfloat (tpk_proof_get_ready_ms (proof), >, 0);
  assert_lossless (tpk_proof_get_voice (proof), 50);
  assert_lossless (tpk_proof_get_video (proof), 100);
  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, way->allocations));
  tear_down (&fixture);
}

static gboolean
within (double value,
        double wanted)
{
  return fabs (value - wanted) <= MAX (1, wanted * 0.05);
}

static gboolean
is_slow (void)
{
  if (g_getenv ("TURNPIKE_TEST_SLOW_TOOL") == NULL)
    return FALSE;
  g_test_skip ("The tool delays packets more than the path does");

  return TRUE;
}

static gboolean
prove_path (const TpkTestPath *path,
            double             round_trip_ms,
            double             jitter_ms)
{
  g_autoptr (TpkTestDelay) delay = NULL;
  g_autoptr (TpkProof) proof = NULL;
  const TpkCallQuality *voice;
  gboolean good;
  Fixture fixture;

  set_up (&fixture, NULL);
  delay = tpk_test_delay_new (path, tpk_test_coturn_get_port (fixture.coturn));
  fixture.options.seconds = 2;
  proof = prove (&fixture, "turn:127.0.0.1:{port}", tpk_test_delay_get_port (delay));
  assert_outcome (proof, TPK_RESULT_STATE_PASSED, "ok");
  voice = tpk_proof_get_voice (proof);
  assert_lossless (voice, 100);
  good = within (voice->echo.rtt_min_ms, round_trip_ms) &&
         within (voice->echo.jitter_ms, jitter_ms) &&
         (path->alternate_ms > 0 || within (voice->echo.rtt_median_ms, round_trip_ms));
  tear_down (&fixture);

  return good;
}

/* Each end of a call is one path away from the relay, and a packet goes there and back. Every second
 * packet of the second path is late, so that the transit of two that follow each other always
 * differs by the same. What else runs on the machine is late as well: a figure that is wrong is wrong
 * each time. */
static void
test_path (void)
{
  static const struct {
    TpkTestPath path;
    double round_trip_ms;
    double jitter_ms;
  } rows[] = {
    { { .to_server_ms = 15, .to_client_ms = 25 }, 80, 0 },
    { { .to_server_ms = 5, .alternate_ms = 7, .from_size = 200 }, 10, 7 },
  };

  if (is_slow () || !tpk_test_coturn_available ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gboolean good = FALSE;

    for (guint tries = 0; tries < 5 && !good; tries++)
      good = prove_path (&rows[i].path, rows[i].round_trip_ms, rows[i].jitter_ms);
    g_assert_true (good);
  }
}

typedef struct {
  TpkTestDelay *delay;
  guint n_lost;
} Baseline;

static void
begun_cb (GListModel *proofs,
          guint       position,
          guint       n_removed,
          guint       n_added,
          gpointer    user_data)
{
  Baseline *baseline = user_data;

  if (n_removed == 0)
    baseline->n_lost = tpk_test_delay_get_n_lost (baseline->delay);
}

/* What the path says that it dropped is exactly what is missing. */
static void
test_loss (void)
{
  const TpkTestPath path = { .lost = 0.03, .from_size = 200, .seed = 7 };
  g_autoptr (TpkTestDelay) delay = NULL;
  g_autoptr (TpkCheckRun) run = NULL;
  g_autoptr (TpkProof) proof = NULL;
  const TpkCallQuality *voice;
  Baseline baseline = { 0 };
  Fixture fixture;
  guint n_lost;

  if (!set_up (&fixture, NULL))
    return;

  baseline.delay = delay = tpk_test_delay_new (&path, tpk_test_coturn_get_port (fixture.coturn));
  fixture.options.seconds = 2;
  run = tpk_check_run_new (&fixture.options);
  g_signal_connect (tpk_check_run_get_proofs (run), "items-changed", G_CALLBACK (begun_cb),
                    &baseline);
  add_url (&fixture, run, "turn:127.0.0.1:{port}", tpk_test_delay_get_port (delay));
  tpk_test_run_to_end (run, NULL, NULL);
  n_lost = tpk_test_delay_get_n_lost (delay) - baseline.n_lost;
  proof = get_proof (run, 0);
  voice = tpk_proof_get_voice (proof);
  g_assert_cmpuint (voice->echo.sent, ==, 100);
  g_assert_cmpuint (voice->echo.sent - voice->echo.received, ==, n_lost);
  g_assert_cmpfloat (voice->echo.lost_percent, ==, n_lost);
  g_assert_cmpuint (n_lost, >, 2);
  assert_outcome (proof, TPK_RESULT_STATE_DEGRADED, "relay-lossy");
  g_assert_cmpint (tpk_check_run_get_state (run), ==, TPK_RESULT_STATE_DEGRADED);
  tear_down (&fixture);
}

static void
test_forbidden (void)
{
  const TpkTestCoturnOptions options = { .loopback_peers_forbidden = TRUE };
  Fixture fixture;
  g_autoptr (TpkProof) proof = NULL;

  if (!set_up (&fixture, &options))
    return;

  proof = prove (&fixture, "turn:127.0.0.1:{port}", tpk_test_coturn_get_port (fixture.coturn));
  assert_outcome (proof, TPK_RESULT_STATE_UNTESTED, "peer-forbidden");
  g_assert_cmpuint (json_array_get_length (tpk_proof_get_candidates (proof)), ==, 0);
  g_assert_null (tpk_proof_get_voice (proof));
  /* Only the ladder asked for relays. */
  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, 2));
  tear_down (&fixture);
}

static void
test_wrong_certificate (void)
{
  const TpkTestCoturnOptions options = { .cert = TPK_TEST_CERT_WRONG_NAME };
  Fixture fixture;

  if (!set_up (&fixture, &options))
    return;

  g_assert_null (prove (&fixture, "turns:127.0.0.1:{port}",
                        tpk_test_coturn_get_tls_port (fixture.coturn)));
  tear_down (&fixture);
}

/* A call needs two relays: with a quota of one there is none, with one of two it has to wait until
 * those of the ladder are forgotten. */
static void
test_quota (void)
{
  static const char *const one[] = { "--user-quota", "1", NULL };
  static const char *const two[] = { "--user-quota", "2", NULL };
  const TpkTestCoturnOptions options[] = { { .flags = one }, { .flags = two } };
  Fixture fixture;

  for (guint i = 0; i < G_N_ELEMENTS (options); i++) {
    g_autoptr (TpkProof) proof = NULL;

    if (!set_up (&fixture, &options[i]))
      return;
    proof = prove (&fixture, "turns:127.0.0.1:{port}",
                   tpk_test_coturn_get_tls_port (fixture.coturn));
    if (i == 0)
      assert_outcome (proof, TPK_RESULT_STATE_UNTESTED, "quota-reached");
    else
      assert_outcome (proof, TPK_RESULT_STATE_PASSED, "ok");
    tear_down (&fixture);
  }
}

static void
test_dtls (void)
{
  Fixture fixture;
  g_autoptr (TpkProof) proof = NULL;

  if (!set_up (&fixture, NULL))
    return;

  proof = prove (&fixture, "turns:127.0.0.1:{port}?transport=udp",
                 tpk_test_coturn_get_tls_port (fixture.coturn));
  assert_outcome (proof, TPK_RESULT_STATE_UNTESTED, "unsupported-transport");
  tear_down (&fixture);
}

/* A server that wants no password. */
static void
test_open (void)
{
  const TpkTestCoturnOptions options = { .auth = TPK_TEST_COTURN_OPEN };
  Fixture fixture;
  g_autoptr (TpkProof) proof = NULL;

  if (!set_up (&fixture, &options))
    return;

  tpk_credential_unref (fixture.credential);
  fixture.credential = tpk_credential_new_none ();
  proof = prove (&fixture, "turn:127.0.0.1:{port}", tpk_test_coturn_get_port (fixture.coturn));
  assert_outcome (proof, TPK_RESULT_STATE_PASSED, "ok");
  assert_relayed (proof);
  tear_down (&fixture);
}

typedef struct {
  TpkTestCoturn *coturn;        /* (nullable): to be killed in the middle of the call */
  TpkCheckRun *run;             /* (nullable): to be cancelled then */
  gboolean done;
  guint n_snapshots;
} Interruption;

static void
call_changed_cb (GListModel *proofs,
                 guint       position,
                 guint       n_removed,
                 guint       n_added,
                 gpointer    user_data)
{
  Interruption *self = user_data;
  g_autoptr (TpkProof) proof = g_list_model_get_item (proofs, 0);
  const TpkCallQuality *voice = tpk_proof_get_voice (proof);

  self->n_snapshots++;
  if (self->done || voice == NULL || voice->echo.received < 10)
    return;
  self->done = TRUE;
  g_assert_cmpint (tpk_proof_get_state (proof), ==, TPK_RESULT_STATE_RUNNING);
  if (self->coturn != NULL)
    tpk_test_coturn_kill (self->coturn);
  else
    tpk_check_run_cancel (self->run);
}

static void
test_killed (gconstpointer data)
{
  const Way *way = data;
  g_autoptr (TpkCheckRun) run = NULL;
  g_autoptr (TpkProof) proof = NULL;
  Interruption interruption = { 0 };
  Fixture fixture;

  if (!set_up (&fixture, NULL))
    return;

  fixture.options.seconds = 60;
  interruption.coturn = fixture.coturn;
  run = tpk_check_run_new (&fixture.options);
  g_signal_connect (tpk_check_run_get_proofs (run), "items-changed", G_CALLBACK (call_changed_cb),
                    &interruption);
  add_url (&fixture, run, way->url,
           way->is_tls ? tpk_test_coturn_get_tls_port (fixture.coturn)
                       : tpk_test_coturn_get_port (fixture.coturn));
  tpk_test_run_to_end (run, NULL, NULL);
  g_assert_true (interruption.done);
  proof = get_proof (run, 0);
  assert_outcome (proof, TPK_RESULT_STATE_FAILED, "relay-silent");
  assert_relayed (proof);
  g_assert_cmpuint (tpk_proof_get_voice (proof)->echo.received, <, 60 * 50);
  g_assert_cmpint (tpk_check_run_get_state (run), ==, TPK_RESULT_STATE_FAILED);
  tear_down (&fixture);
}

static gboolean
is_settled (gpointer data)
{
  const guint *before = data;

  return tpk_test_count_fds () == before[0] && tpk_test_count_threads () <= before[1];
}

/* Cancels in the middle of the call. */
static void
interrupt (Fixture   *fixture,
           const Way *way)
{
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&fixture->options);
  g_autoptr (GError) error = NULL;
  Interruption interruption = { .run = run };

  g_signal_connect (tpk_check_run_get_proofs (run), "items-changed", G_CALLBACK (call_changed_cb),
                    &interruption);
  add_url (fixture, run, way->url,
           way->is_tls ? tpk_test_coturn_get_tls_port (fixture->coturn)
                       : tpk_test_coturn_get_port (fixture->coturn));
  add_url (fixture, run, "turn:127.0.0.1:{port}", tpk_test_coturn_get_port (fixture->coturn));
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (interruption.done);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (TpkProof) proof = get_proof (run, i);

    assert_outcome (proof, TPK_RESULT_STATE_CANCELLED, "cancelled");
    /* The second one had to wait for the first. */
    g_assert_true ((tpk_proof_get_voice (proof) != NULL) == (i == 0));
  }
}

static void
test_cancelled (gconstpointer data)
{
  const Way *way = data;
  Fixture fixture;
  guint before[2];

  if (!set_up (&fixture, NULL))
    return;

  fixture.options.seconds = 60;
  interrupt (&fixture, way);
  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, 6));
  before[0] = tpk_test_count_fds ();
  before[1] = tpk_test_count_threads ();
  interrupt (&fixture, way);
  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, 12));
  if (!tpk_test_wait_until (is_settled, before, SETTLE_MS))
    g_error ("Left over: %u file descriptors were %u, %u threads were %u", tpk_test_count_fds (),
             before[0], tpk_test_count_threads (), before[1]);
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    g_autofree char *call = g_strdup_printf ("/checks/proof/call/%s", ways[i].name);

    g_test_add_data_func (call, &ways[i], test_way);
  }
  for (guint i = 0; i < 3; i++) {
    g_autofree char *killed = g_strdup_printf ("/checks/proof/killed/%s", ways[i].name);
    g_autofree char *cancelled = g_strdup_printf ("/checks/proof/cancelled/%s", ways[i].name);

    g_test_add_data_func (killed, &ways[i], test_killed);
    g_test_add_data_func (cancelled, &ways[i], test_cancelled);
  }
  g_test_add_func ("/checks/proof/path", test_path);
  g_test_add_func ("/checks/proof/loss", test_loss);
  g_test_add_func ("/checks/proof/forbidden", test_forbidden);
  g_test_add_func ("/checks/proof/wrong-certificate", test_wrong_certificate);
  g_test_add_func ("/checks/proof/quota", test_quota);
  g_test_add_func ("/checks/proof/dtls", test_dtls);
  g_test_add_func ("/checks/proof/open", test_open);

  return g_test_run ();
}
