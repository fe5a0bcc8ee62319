/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-check-run-results"

#include "config.h"

#include "tpk-check-run-private.h"

#include "tpk-check-document.h"

/* What is known of a run while it goes on, and when it is over. */

/**
 * tpk_check_run_get_results:
 * @self: a run
 *
 * Returns: (transfer none): the #TpkResult objects, in the order of the URLs; a newer snapshot
 *   replaces an older one
 */
GListModel *
tpk_check_run_get_results (TpkCheckRun *self)
{
  g_return_val_if_fail (TPK_IS_CHECK_RUN (self), NULL);

  return G_LIST_MODEL (self->results);
}

/**
 * tpk_check_run_get_proofs:
 * @self: a run
 *
 * Returns: (transfer none): the #TpkProof objects, in the order of the results they belong to; a
 *   newer snapshot replaces an older one. They come when the results are over
 */
GListModel *
tpk_check_run_get_proofs (TpkCheckRun *self)
{
  g_return_val_if_fail (TPK_IS_CHECK_RUN (self), NULL);

  return tpk_check_proofs_get_model (self->proofs);
}

/**
 * tpk_check_run_get_candidates:
 * @self: a run
 *
 * Returns: (transfer none): the #TpkCandidate objects that ICE would offer, in the order of
 *   arrival: of this computer (`host`), as servers see it (`srflx`), and of relays (`relay`). They
 *   come when the results are over
 */
GListModel *
tpk_check_run_get_candidates (TpkCheckRun *self)
{
  g_return_val_if_fail (TPK_IS_CHECK_RUN (self), NULL);

  return tpk_check_candidates_get_model (self->candidates);
}

gboolean
tpk_check_run_is_running (TpkCheckRun *self)
{
  g_return_val_if_fail (TPK_IS_CHECK_RUN (self), FALSE);

  return self->job != NULL || tpk_check_candidates_is_running (self->candidates) ||
         tpk_check_proofs_is_running (self->proofs);
}

static double
get_results_progress (TpkCheckRun *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->results));
  guint n_running = 0;

  if (n == 0)
    return 0.0;
  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (G_LIST_MODEL (self->results), i);

    n_running += tpk_result_get_state (result) == TPK_RESULT_STATE_RUNNING ? 1 : 0;
  }

  return (double) (n - n_running) / n;
}

/**
 * tpk_check_run_get_progress:
 * @self: a run
 *
 * Returns: the share of the targets that are over, from 0 to 1; with proofs, they are half of it
 */
double
tpk_check_run_get_progress (TpkCheckRun *self)
{
  g_return_val_if_fail (TPK_IS_CHECK_RUN (self), 0.0);

  if (self->started != NULL && !tpk_check_run_is_running (self))
    return 1.0;
  if (!self->with_proofs)
    return get_results_progress (self);

  return (get_results_progress (self) + tpk_check_proofs_get_progress (self->proofs)) / 2;
}

/**
 * tpk_check_run_get_verdict:
 * @self: a run
 *
 * Returns: (transfer none): what the results and calls so far say together; a new one after each
 *   change
 */
TpkVerdict *
tpk_check_run_get_verdict (TpkCheckRun *self)
{
  g_return_val_if_fail (TPK_IS_CHECK_RUN (self), NULL);

  if (self->verdict == NULL)
    self->verdict = tpk_verdict_new (G_LIST_MODEL (self->results),
                                     tpk_check_proofs_get_model (self->proofs), &self->network,
                                     &self->nat);

  return self->verdict;
}

/**
 * tpk_check_run_get_state:
 * @self: a run
 *
 * Returns: running; cancelled when any target or call was; else the state of the verdict
 */
TpkResultState
tpk_check_run_get_state (TpkCheckRun *self)
{
  gboolean calls_cancelled;

  g_return_val_if_fail (TPK_IS_CHECK_RUN (self), TPK_RESULT_STATE_UNTESTED);

  if (tpk_check_run_is_running (self))
    return TPK_RESULT_STATE_RUNNING;

  calls_cancelled = tpk_check_proofs_get_state (self->proofs) == TPK_RESULT_STATE_CANCELLED;
  switch (tpk_verdict_get_state (tpk_check_run_get_verdict (self))) {
  case TPK_VERDICT_STATE_PASSED:
    return calls_cancelled ? TPK_RESULT_STATE_CANCELLED : TPK_RESULT_STATE_PASSED;
  case TPK_VERDICT_STATE_DEGRADED:
    return calls_cancelled ? TPK_RESULT_STATE_CANCELLED : TPK_RESULT_STATE_DEGRADED;
  case TPK_VERDICT_STATE_FAILED:
    return TPK_RESULT_STATE_FAILED;
  case TPK_VERDICT_STATE_CANCELLED:
    return TPK_RESULT_STATE_CANCELLED;
  case TPK_VERDICT_STATE_UNTESTED:
  default:
    return TPK_RESULT_STATE_UNTESTED;
  }
}

/**
 * tpk_check_run_to_json:
 * @self: a run that was started
 *
 * Returns: (transfer full): the document of `check --json`
 */
JsonObject *
tpk_check_run_to_json (TpkCheckRun *self)
{
  JsonObject *document;

  g_return_val_if_fail (TPK_IS_CHECK_RUN (self), NULL);

  document = tpk_check_document_new (self, self->started, self->elapsed_ms);
  if (self->with_candidates)
    tpk_check_document_add_candidates (document, tpk_check_run_get_candidates (self));

  return document;
}
