/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-verdict-rows"

#include "config.h"

#include "tpk-verdict-private.h"

#include "tpk-check-proofs.h"

/*
 * What a check found of each target, and what became of the call through it: a relay that passed
 * every stage may still lose a call on the way. Which of them is the best.
 */

static void
clear_row (TpkVerdictRow *row)
{
  g_clear_object (&row->result);
  g_clear_object (&row->proof);
}

/* A server may have sent the check on to another address, to which the call went at once. */
static gboolean
belongs_to (TpkProof  *proof,
            TpkResult *result)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *text = NULL;

  if (!tpk_result_is_usable (result) ||
      g_strcmp0 (tpk_proof_get_url (proof), tpk_result_get_url (result)) != 0)
    return FALSE;

  address = tpk_check_proofs_find_address (result);
  if (address == NULL)
    return FALSE;
  text = g_inet_address_to_string (
    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));

  return g_strcmp0 (tpk_proof_get_address (proof), text) == 0;
}

/* Proofs are in the order of the results that they belong to. */
static TpkProof *
take_proof (GListModel *proofs,
            guint      *next,
            TpkResult  *result)
{
  g_autoptr (TpkProof) proof = proofs != NULL ? g_list_model_get_item (proofs, *next) : NULL;

  if (proof == NULL || !belongs_to (proof, result))
    return NULL;
  (*next)++;

  return g_steal_pointer (&proof);
}

/* One that runs, was cancelled or could not be tried tells nothing of the relay. */
static gboolean
is_telling (TpkProof *proof)
{
  TpkResultState state = tpk_proof_get_state (proof);

  return state == TPK_RESULT_STATE_PASSED || state == TPK_RESULT_STATE_DEGRADED ||
         state == TPK_RESULT_STATE_FAILED;
}

/* A check that was to stop before data, or before a STUN server's answer, says no more than that it
 * came so far. What a server's policy or quota ended has come as far as it could. */
static gboolean
is_early (TpkResult *result)
{
  GListModel *stages = tpk_result_get_stages (result);

  if (!tpk_result_is_usable (result) || tpk_result_has_passed (result, TPK_STAGE_DATA) ||
      tpk_result_has_passed (result, TPK_STAGE_BINDING))
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++) {
    g_autoptr (TpkStage) stage = g_list_model_get_item (stages, i);

    if (tpk_stage_get_state (stage) == TPK_STAGE_STATE_FAILED)
      return FALSE;
  }

  return TRUE;
}

/**
 * tpk_verdict_rows_new:
 * @results: the #TpkResult objects of one run
 * @proofs: (nullable): the #TpkProof objects of it, in the order of the results
 *
 * Returns: (transfer full) (element-type TpkVerdictRow): what is known of each target
 */
GArray *
tpk_verdict_rows_new (GListModel *results,
                      GListModel *proofs)
{
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (TpkVerdictRow));
  guint n = g_list_model_get_n_items (results);
  guint next = 0;

  g_array_set_clear_func (rows, (GDestroyNotify) clear_row);
  for (guint i = 0; i < n; i++) {
    TpkVerdictRow row = { g_list_model_get_item (results, i) };

    row.state = tpk_result_get_state (row.result);
    row.is_early = is_early (row.result);
    row.proof = take_proof (proofs, &next, row.result);
    if (row.proof != NULL && !is_telling (row.proof))
      g_clear_object (&row.proof);
    /* The states are in the order of severity. */
    if (row.proof != NULL)
      row.state = MAX (row.state, tpk_proof_get_state (row.proof));
    g_array_append_val (rows, row);
  }

  return rows;
}

/* Whether a call could go through it, by all that was tried. */
gboolean
tpk_verdict_row_is_usable (const TpkVerdictRow *self)
{
  return !self->is_early &&
         (self->state == TPK_RESULT_STATE_PASSED || self->state == TPK_RESULT_STATE_DEGRADED);
}

/* Whether the call went worse than the check before it. */
gboolean
tpk_verdict_row_blames_call (const TpkVerdictRow *self)
{
  return self->proof != NULL &&
         tpk_proof_get_state (self->proof) > tpk_result_get_state (self->result);
}

const char *
tpk_verdict_row_get_code (const TpkVerdictRow *self)
{
  return tpk_verdict_row_blames_call (self) ? tpk_proof_get_code (self->proof)
                                            : tpk_result_get_code (self->result);
}

const char *
tpk_verdict_row_get_advice (const TpkVerdictRow *self)
{
  return tpk_verdict_row_blames_call (self) ? tpk_proof_get_advice (self->proof)
                                            : tpk_result_get_advice (self->result);
}

/* A call sends more packets than the check, and more like those that people would lose. */
static const TpkQuality *
get_quality (const TpkVerdictRow *row)
{
  const TpkCallQuality *voice = row->proof != NULL ? tpk_proof_get_voice (row->proof) : NULL;

  return voice != NULL ? &voice->echo : tpk_result_get_quality (row->result);
}

static double
get_lost_percent (const TpkVerdictRow *row)
{
  const TpkQuality *quality = get_quality (row);

  return quality != NULL ? quality->lost_percent : 0;
}

static double
get_rtt_ms (const TpkVerdictRow *row)
{
  const TpkQuality *quality = get_quality (row);

  return quality != NULL && quality->received > 0 ? quality->rtt_median_ms
                                                  : tpk_result_get_rtt_ms (row->result);
}

static int
compare_numbers (double left,
                 double right)
{
  return (left > right) - (left < right);
}

/* What is in order comes first; then people hear loss before they hear delay. */
static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const TpkVerdictRow *left = *(const TpkVerdictRow *const *) a;
  const TpkVerdictRow *right = *(const TpkVerdictRow *const *) b;
  int order = compare_numbers (left->state, right->state);

  if (order == 0)
    order = compare_numbers (get_lost_percent (left), get_lost_percent (right));

  return order != 0 ? order : compare_numbers (get_rtt_ms (left), get_rtt_ms (right));
}

/**
 * tpk_verdict_rank:
 * @rows: (element-type TpkVerdictRow): what is known of each target
 *
 * Returns: (transfer full): each URL that works once, by the best of its addresses, the best first
 */
char **
tpk_verdict_rank (GArray *rows)
{
  g_autoptr (GPtrArray) usable = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rows->len; i++) {
    TpkVerdictRow *row = &g_array_index (rows, TpkVerdictRow, i);

    if (tpk_verdict_row_is_usable (row))
      g_ptr_array_add (usable, row);
  }
  g_ptr_array_sort (usable, compare_rows);
  for (guint i = 0; i < usable->len; i++) {
    const TpkVerdictRow *row = g_ptr_array_index (usable, i);
    const char *url = tpk_result_get_url (row->result);

    if (g_hash_table_add (seen, (gpointer) url))
      g_strv_builder_add (builder, url);
  }

  return g_strv_builder_end (builder);
}
