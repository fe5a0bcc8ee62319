/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-check.h"
#include "tpk-test-delay.h"
#include "tpk-test-net.h"
#include "tpk-test-proof.h"

#include <math.h>

/* Calls through a real turnserver. */

static void
test_way (gconstpointer data)
{
  const TpkTestWay *way = data;
  TpkTestProof fixture;
  g_autoptr (TpkProof) proof = NULL;

  if (way->needs_ipv6 && !tpk_test_have_ipv6 ()) {
    g_test_skip ("This machine has no IPv6 on loopback");
    return;
  }
  if (!tpk_test_proof_set_up (&fixture, NULL))
    return;

  fixture.options.video = TRUE;
  proof = tpk_test_proof_make (&fixture, way->url,
                               tpk_test_way_get_port (way, fixture.coturn));
  tpk_test_proof_assert (proof, TPK_RESULT_STATE_PASSED, "ok");
  tpk_test_proof_assert_relayed (proof);
  g_assert_cmpfloat (tpk_proof_get_ready_ms (proof), >, 0);
  g_assert_null (tpk_proof_get_proxy (proof));
  tpk_test_proof_assert_lossless (tpk_proof_get_voice (proof), 50);
  tpk_test_proof_assert_lossless (tpk_proof_get_video (proof), 100);
  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, way->allocations));
  tpk_test_proof_tear_down (&fixture);
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

typedef struct {
  const char *name;
  const char *url;
  gboolean is_tls;
  TpkTestPath path;
  double round_trip_ms;
  double jitter_ms;
} PathCase;

static gboolean
prove_path (const PathCase *c)
{
  g_autoptr (TpkTestDelay) delay = NULL;
  g_autoptr (TpkProof) proof = NULL;
  const TpkCallQuality *voice;
  gboolean good;
  TpkTestProof fixture;

  tpk_test_proof_set_up (&fixture, NULL);
  tpk_test_expect_dtls ();
  delay = tpk_test_delay_new (&c->path, c->is_tls ? tpk_test_coturn_get_tls_port (fixture.coturn)
                                                  : tpk_test_coturn_get_port (fixture.coturn));
  fixture.options.seconds = 2;
  proof = tpk_test_proof_make (&fixture, c->url, tpk_test_delay_get_port (delay));
  tpk_test_proof_assert (proof, TPK_RESULT_STATE_PASSED, "ok");
  voice = tpk_proof_get_voice (proof);
  tpk_test_proof_assert_lossless (voice, 100);
  tpk_test_proof_assert_relayed (proof);
  g_test_message ("%s: round trip %.2f ms at least, %.2f in the middle, %.2f set; jitter %.2f ms, "
                  "%.2f set", c->name, voice->echo.rtt_min_ms, voice->echo.rtt_median_ms,
                  c->round_trip_ms, voice->echo.jitter_ms, c->jitter_ms);
  good = within (voice->echo.rtt_min_ms, c->round_trip_ms) &&
         voice->echo.jitter_ms >= c->jitter_ms - 1;
  if (g_getenv ("TURNPIKE_TEST_EXACT") != NULL)
    good = good && within (voice->echo.jitter_ms, c->jitter_ms) &&
           (c->path.alternate_ms > 0 || within (voice->echo.rtt_median_ms, c->round_trip_ms));
  tpk_test_proof_tear_down (&fixture);

  return good;
}

/* Each end of a call is one path away from the relay, and a packet goes there and back. Every second
 * packet of the last path is late, so that the transit of two that follow each other always
 * differs by the same. What else runs on the machine is late as well, so that a test knows the least
 * only; all figures are compared among the benchmarks, within 5 % or 1 ms. */
static const PathCase path_cases[] = {
  { "udp", "turn:127.0.0.1:{port}", FALSE, { .to_server_ms = 15, .to_client_ms = 25 }, 80, 0 },
  { "tcp", "turn:127.0.0.1:{port}?transport=tcp", FALSE,
    { .to_server_ms = 15, .to_client_ms = 25 }, 80, 0 },
  { "tls", "turns:127.0.0.1:{port}", TRUE,
    { .to_server_ms = 15, .to_client_ms = 25 }, 80, 0 },
  { "dtls", "turns:127.0.0.1:{port}?transport=udp", TRUE,
    { .to_server_ms = 15, .to_client_ms = 25 }, 80, 0 },
  { "jitter", "turn:127.0.0.1:{port}", FALSE,
    { .to_server_ms = 5, .alternate_ms = 7, .from_size = 200 }, 10, 7 },
};

static void
test_path (gconstpointer data)
{
  gboolean good = FALSE;

  if (is_slow () || !tpk_test_coturn_available ())
    return;

  for (guint tries = 0; tries < 5 && !good; tries++)
    good = prove_path (data);
  g_assert_true (good);
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
  TpkTestProof fixture;
  guint n_lost;

  if (!tpk_test_proof_set_up (&fixture, NULL))
    return;

  baseline.delay = delay = tpk_test_delay_new (&path, tpk_test_coturn_get_port (fixture.coturn));
  fixture.options.seconds = 2;
  run = tpk_check_run_new (&fixture.options);
  g_signal_connect (tpk_check_run_get_proofs (run), "items-changed", G_CALLBACK (begun_cb),
                    &baseline);
  tpk_test_proof_add_url (&fixture, run, "turn:127.0.0.1:{port}", tpk_test_delay_get_port (delay));
  tpk_test_run_to_end (run, NULL, NULL);
  n_lost = tpk_test_delay_get_n_lost (delay) - baseline.n_lost;
  proof = tpk_test_proof_get (run, 0);
  voice = tpk_proof_get_voice (proof);
  g_assert_cmpuint (voice->echo.sent, ==, 100);
  g_assert_cmpuint (voice->echo.sent - voice->echo.received, ==, n_lost);
  g_assert_cmpfloat (voice->echo.lost_percent, ==, n_lost);
  g_assert_cmpuint (n_lost, >, 2);
  tpk_test_proof_assert (proof, TPK_RESULT_STATE_DEGRADED, "relay-lossy");
  g_assert_cmpint (tpk_check_run_get_state (run), ==, TPK_RESULT_STATE_DEGRADED);
  tpk_test_proof_tear_down (&fixture);
}

static void
test_forbidden (void)
{
  const TpkTestCoturnOptions options = { .loopback_peers_forbidden = TRUE };
  TpkTestProof fixture;
  g_autoptr (TpkProof) proof = NULL;

  if (!tpk_test_proof_set_up (&fixture, &options))
    return;

  proof = tpk_test_proof_make (&fixture, "turn:127.0.0.1:{port}", tpk_test_coturn_get_port (fixture.coturn));
  tpk_test_proof_assert (proof, TPK_RESULT_STATE_UNTESTED, "peer-forbidden");
  g_assert_cmpuint (json_array_get_length (tpk_proof_get_candidates (proof)), ==, 0);
  g_assert_null (tpk_proof_get_voice (proof));
  /* Only the ladder asked for relays. */
  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, 2));
  tpk_test_proof_tear_down (&fixture);
}

static void
test_wrong_certificate (void)
{
  const TpkTestCoturnOptions options = { .cert = TPK_TEST_CERT_WRONG_NAME };
  TpkTestProof fixture;

  if (!tpk_test_proof_set_up (&fixture, &options))
    return;

  g_assert_null (tpk_test_proof_make (&fixture, "turns:127.0.0.1:{port}",
                        tpk_test_coturn_get_tls_port (fixture.coturn)));
  tpk_test_proof_tear_down (&fixture);
}

/* A call needs two relays: with a quota of one there is none, with one of two it has to wait until
 * those of the ladder are forgotten. */
static void
test_quota (void)
{
  static const char *const one[] = { "--user-quota", "1", NULL };
  static const char *const two[] = { "--user-quota", "2", NULL };
  const TpkTestCoturnOptions options[] = { { .flags = one }, { .flags = two } };
  TpkTestProof fixture;

  for (guint i = 0; i < G_N_ELEMENTS (options); i++) {
    g_autoptr (TpkProof) proof = NULL;

    if (!tpk_test_proof_set_up (&fixture, &options[i]))
      return;
    proof = tpk_test_proof_make (&fixture, "turns:127.0.0.1:{port}",
                   tpk_test_coturn_get_tls_port (fixture.coturn));
    if (i == 0)
      tpk_test_proof_assert (proof, TPK_RESULT_STATE_UNTESTED, "quota-reached");
    else
      tpk_test_proof_assert (proof, TPK_RESULT_STATE_PASSED, "ok");
    tpk_test_proof_tear_down (&fixture);
  }
}

/* A server that wants no password, whether somebody has one or not. */
static void
test_open (gconstpointer data)
{
  const TpkTestCoturnOptions options = { .auth = TPK_TEST_COTURN_OPEN };
  TpkTestProof fixture;
  g_autoptr (TpkProof) proof = NULL;

  if (!tpk_test_proof_set_up (&fixture, &options))
    return;

  if (!GPOINTER_TO_INT (data)) {
    tpk_credential_unref (fixture.credential);
    fixture.credential = tpk_credential_new_none ();
  }
  proof = tpk_test_proof_make (&fixture, "turn:127.0.0.1:{port}",
                               tpk_test_coturn_get_port (fixture.coturn));
  tpk_test_proof_assert (proof, TPK_RESULT_STATE_PASSED, "ok");
  tpk_test_proof_assert_relayed (proof);
  tpk_test_proof_tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < TPK_TEST_N_WAYS; i++) {
    g_autofree char *call = g_strdup_printf ("/checks/proof/call/%s", tpk_test_ways[i].name);

    g_test_add_data_func (call, &tpk_test_ways[i], test_way);
  }
  for (guint i = 0; i < G_N_ELEMENTS (path_cases); i++) {
    g_autofree char *path = g_strconcat ("/checks/proof/path/", path_cases[i].name, NULL);

    g_test_add_data_func (path, &path_cases[i], test_path);
  }
  g_test_add_func ("/checks/proof/loss", test_loss);
  g_test_add_func ("/checks/proof/forbidden", test_forbidden);
  g_test_add_func ("/checks/proof/wrong-certificate", test_wrong_certificate);
  g_test_add_func ("/checks/proof/quota", test_quota);
  g_test_add_data_func ("/checks/proof/open", GINT_TO_POINTER (FALSE), test_open);
  g_test_add_data_func ("/checks/proof/open-with-password", GINT_TO_POINTER (TRUE), test_open);

  return g_test_run ();
}
