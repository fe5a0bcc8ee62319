/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-failure.h"

#include "tpk-test-net.h"
#include "tpk-test-proof.h"

#include <sched.h>

/* Calls that end before their time. */

#define SETTLE_MS 8000

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
  const TpkTestWay *way = data;
  g_autoptr (TpkCheckRun) run = NULL;
  g_autoptr (TpkProof) proof = NULL;
  TpkVerdict *verdict;
  Interruption interruption = { 0 };
  TpkTestProof fixture;

  if (!tpk_test_proof_set_up (&fixture, NULL))
    return;

  fixture.options.seconds = 60;
  interruption.coturn = fixture.coturn;
  run = tpk_check_run_new (&fixture.options);
  g_signal_connect (tpk_check_run_get_proofs (run), "items-changed", G_CALLBACK (call_changed_cb),
                    &interruption);
  tpk_test_proof_add_url (&fixture, run, way->url, tpk_test_way_get_port (way, fixture.coturn));
  tpk_test_run_to_end (run, NULL, NULL);
  g_assert_true (interruption.done);
  proof = tpk_test_proof_get (run, 0);
  tpk_test_proof_assert (proof, TPK_RESULT_STATE_FAILED, "relay-silent");
  tpk_test_proof_assert_relayed (proof);
  g_assert_cmpuint (tpk_proof_get_voice (proof)->echo.received, <, 60 * 50);
  g_assert_cmpint (tpk_check_run_get_state (run), ==, TPK_RESULT_STATE_FAILED);
  verdict = tpk_check_run_get_verdict (run);
  g_assert_cmpint (tpk_verdict_get_state (verdict), ==, TPK_VERDICT_STATE_FAILED);
  g_assert_cmpstr (tpk_verdict_get_headline (verdict), ==,
                   "Calls will not work: the servers answer, but no data gets through them.");
  g_assert_cmpstr (tpk_verdict_get_advice (verdict)[0], ==, tpk_proof_get_advice (proof));
  tpk_test_proof_tear_down (&fixture);
}

static gboolean
is_settled (gpointer data)
{
  const guint *before = data;

  return tpk_test_count_fds () == before[0] && tpk_test_count_threads () <= before[1];
}

/* Cancels in the middle of the call. */
static void
interrupt (TpkTestProof     *fixture,
           const TpkTestWay *way)
{
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&fixture->options);
  g_autoptr (GError) error = NULL;
  Interruption interruption = { .run = run };

  g_signal_connect (tpk_check_run_get_proofs (run), "items-changed", G_CALLBACK (call_changed_cb),
                    &interruption);
  tpk_test_proof_add_url (fixture, run, way->url, tpk_test_way_get_port (way, fixture->coturn));
  tpk_test_proof_add_url (fixture, run, "turn:127.0.0.1:{port}", tpk_test_coturn_get_port (fixture->coturn));
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (interruption.done);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (TpkProof) proof = tpk_test_proof_get (run, i);

    tpk_test_proof_assert (proof, TPK_RESULT_STATE_CANCELLED, "cancelled");
    /* The second one had to wait for the first. */
    g_assert_true ((tpk_proof_get_voice (proof) != NULL) == (i == 0));
  }
}

static void
test_cancelled (gconstpointer data)
{
  const TpkTestWay *way = data;
  TpkTestProof fixture;
  guint before[2];

  if (!tpk_test_proof_set_up (&fixture, NULL))
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
  tpk_test_proof_tear_down (&fixture);
}

static void
dropped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  gboolean *done = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_false (tpk_check_run_start_finish (TPK_CHECK_RUN (object), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *done = TRUE;
}

static void
drop_cb (GListModel *proofs,
         guint       position,
         guint       n_removed,
         guint       n_added,
         gpointer    user_data)
{
  TpkCheckRun **run = user_data;
  g_autoptr (TpkProof) proof = g_list_model_get_item (proofs, 0);
  const TpkCallQuality *voice = tpk_proof_get_voice (proof);

  if (voice != NULL && voice->echo.received >= 10)
    g_clear_object (run);
}

/* Whoever lets go of a run in the middle of a call still gets everything given back. */
static void
test_dropped (void)
{
  TpkTestProof fixture;
  TpkCheckRun *run;
  gboolean done = FALSE;

  if (!tpk_test_proof_set_up (&fixture, NULL))
    return;

  fixture.options.seconds = 60;
  run = tpk_check_run_new (&fixture.options);
  g_signal_connect (tpk_check_run_get_proofs (run), "items-changed", G_CALLBACK (drop_cb), &run);
  tpk_test_proof_add_url (&fixture, run, "turn:127.0.0.1:{port}",
                          tpk_test_coturn_get_port (fixture.coturn));
  tpk_check_run_start_async (run, NULL, dropped_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (run);
  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, 4));
  tpk_test_proof_tear_down (&fixture);
}

/* Nobody is to blame for silence where this computer has no network: here, because it is in an empty
 * namespace. */
static void
test_network_lost (void)
{
  TpkFailure silent;
  TpkFailure refused;

  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, 0);
    g_test_trap_assert_passed ();
    return;
  }
  if (unshare (CLONE_NEWNET) != 0)
    return;

  tpk_failure_set (&silent, TPK_CODE_RELAY_SILENT, NULL);
  g_assert_true (tpk_failure_blame_network (&silent));
  g_assert_cmpint (silent.code, ==, TPK_CODE_NO_NETWORK);
  g_assert_true (silent.untested);
  tpk_failure_set (&refused, TPK_CODE_REFUSED, NULL);
  g_assert_false (tpk_failure_blame_network (&refused));
  g_assert_cmpint (refused.code, ==, TPK_CODE_REFUSED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < TPK_TEST_N_IPV4_WAYS; i++) {
    g_autofree char *killed = g_strdup_printf ("/checks/proof-ends/killed/%s",
                                               tpk_test_ways[i].name);
    g_autofree char *cancelled = g_strdup_printf ("/checks/proof-ends/cancelled/%s",
                                                  tpk_test_ways[i].name);

    g_test_add_data_func (killed, &tpk_test_ways[i], test_killed);
    g_test_add_data_func (cancelled, &tpk_test_ways[i], test_cancelled);
  }
  g_test_add_func ("/checks/proof-ends/dropped", test_dropped);
  g_test_add_func ("/checks/proof/network-lost", test_network_lost);

  return g_test_run ();
}
