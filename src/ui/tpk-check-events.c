/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-check-events"

#include "config.h"

#include "tpk-check-events.h"

#include <glib/gi18n-lib.h>

#include "checks/tpk-candidate.h"
#include "checks/tpk-proof.h"

#include "tpk-format.h"
#include "tpk-outcome.h"

/**
 * TpkCheckEvents:
 *
 * What happens in a run, in the order in which it becomes known. A run tells by exchanging what it
 * knows of a target for something newer; the difference between the two is what happened.
 */
struct _TpkCheckEvents
{
  GObject      parent_instance;

  TpkCheckRun *run;              /* (nullable) (owned) */
  TpkMask     *mask;             /* (nullable) (owned) */
  GHashTable  *results;          /* (owned) (element-type utf8 TpkResult): told last, by target */
  GPtrArray   *proofs;           /* (owned) (element-type TpkProof): told last */
  gboolean     begun;
};

G_DEFINE_FINAL_TYPE (TpkCheckEvents, tpk_check_events, G_TYPE_OBJECT)

enum {
  SIGNAL_EVENT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void G_GNUC_PRINTF (2, 3)
tell (TpkCheckEvents *self,
      const char     *format,
      ...)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *clock = g_date_time_format (now, "%H:%M:%S");
  g_autofree char *text = NULL, *line = NULL, *masked = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_strdelimit (text, "\n\r\t", ' ');
  line = g_strdup_printf ("%s.%03d  %s", clock, g_date_time_get_microsecond (now) / 1000, text);
  masked = self->mask != NULL ? tpk_mask_apply (self->mask, line) : g_steal_pointer (&line);
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, masked);
}

static TpkStageState
get_state (TpkResult  *result,
           TpkStageId  id)
{
  TpkStage *stage = result != NULL ? tpk_result_find_stage (result, id) : NULL;

  return stage != NULL ? tpk_stage_get_state (stage) : TPK_STAGE_STATE_PENDING;
}

static void
tell_stage (TpkCheckEvents *self,
            TpkResult      *result,
            const char     *target,
            TpkStage       *stage)
{
  gboolean passed = tpk_stage_get_state (stage) == TPK_STAGE_STATE_PASSED;
  const char *name = tpk_stage_id_get_name (tpk_stage_get_id (stage));
  g_autofree char *ms = tpk_format_ms (tpk_stage_get_ms (stage));
  g_autofree char *learnt = tpk_outcome_dup_learnt (result, stage);
  g_auto (GStrv) lines = g_strsplit (learnt, "\n", -1);
  g_autofree char *detail = g_strjoinv ("; ", lines);
  const char *separator = *detail != '\0' ? ": " : "";

  if (passed)
    /* Translators: an address, a stage such as "Connect", a time, then ": " and details or
     * nothing. */
    tell (self, _("%s · %s · done after %s%s%s"), target, name, ms, separator, detail);
  else
    /* Translators: as before. */
    tell (self, _("%s · %s · failed after %s%s%s"), target, name, ms, separator, detail);
}

static void
tell_result (TpkCheckEvents *self,
             TpkResult      *result)
{
  GListModel *stages = tpk_result_get_stages (result);
  g_autofree char *target = tpk_format_target (result);
  TpkResult *before = g_hash_table_lookup (self->results, target);

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++) {
    g_autoptr (TpkStage) stage = g_list_model_get_item (stages, i);
    TpkStageState state = tpk_stage_get_state (stage);

    if ((state == TPK_STAGE_STATE_PASSED || state == TPK_STAGE_STATE_FAILED) &&
        get_state (before, tpk_stage_get_id (stage)) != state)
      tell_stage (self, result, target, stage);
  }

  if (tpk_result_get_state (result) != TPK_RESULT_STATE_RUNNING &&
      (before == NULL || tpk_result_get_state (before) == TPK_RESULT_STATE_RUNNING)) {
    const char *summary = tpk_result_get_summary (result);

    tell (self, "%s · %s", target, summary != NULL ? summary : tpk_outcome_get_name (result));
  }
  g_hash_table_insert (self->results, g_steal_pointer (&target), g_object_ref (result));
}

static void
results_changed_cb (GListModel     *results,
                    guint           position,
                    guint           removed,
                    guint           added,
                    TpkCheckEvents *self)
{
  for (guint i = position; i < position + added; i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);

    tell_result (self, result);
  }
}

static void
tell_proof (TpkCheckEvents *self,
            TpkProof       *before,
            TpkProof       *proof)
{
  const char *url = tpk_proof_get_url (proof), *address = tpk_proof_get_dialled (proof);
  g_autofree char *ms = tpk_format_ms (tpk_proof_get_ready_ms (proof));

  if (before == NULL)
    /* Translators: a URL, and an IP address or a proxy. */
    tell (self, _("Test call through %s (%s)"), url, address);
  if (*ms != '\0' && (before == NULL || tpk_proof_get_ready_ms (before) < 0))
    /* Translators: a URL, an IP address or a proxy, and a time. */
    tell (self, _("Test call through %s (%s) · connected after %s"), url, address, ms);
  if (tpk_proof_get_state (proof) != TPK_RESULT_STATE_RUNNING &&
      (before == NULL || tpk_proof_get_state (before) == TPK_RESULT_STATE_RUNNING) &&
      tpk_proof_get_summary (proof) != NULL)
    /* Translators: a URL, an IP address and a sentence that says how the call went. */
    tell (self, _("Test call through %s (%s) · %s"), url, address, tpk_proof_get_summary (proof));
}

static void
proofs_changed_cb (GListModel     *proofs,
                   guint           position,
                   guint           removed,
                   guint           added,
                   TpkCheckEvents *self)
{
  for (guint i = position; i < position + added; i++) {
    g_autoptr (TpkProof) proof = g_list_model_get_item (proofs, i);

    tell_proof (self, i < self->proofs->len ? self->proofs->pdata[i] : NULL, proof);
    if (i >= self->proofs->len)
      g_ptr_array_add (self->proofs, g_object_ref (proof));
    else
      g_set_object ((TpkProof **) &self->proofs->pdata[i], proof);
  }
}

static void
candidates_changed_cb (GListModel     *candidates,
                       guint           position,
                       guint           removed,
                       guint           added,
                       TpkCheckEvents *self)
{
  for (guint i = position; i < position + added; i++) {
    g_autoptr (TpkCandidate) candidate = g_list_model_get_item (candidates, i);
    g_autofree char *ms = tpk_format_ms (tpk_candidate_get_ms (candidate));

    /* Translators: a kind such as "relay", a protocol such as "udp", an IP address, a port number
     * and a time. */
    tell (self, _("Candidate %s %s, %s, port %u, after %s"), tpk_candidate_get_kind (candidate),
          tpk_candidate_get_protocol (candidate), tpk_candidate_get_address (candidate),
          tpk_candidate_get_port (candidate), ms);
  }
}

static void
tell_verdict (TpkCheckEvents *self)
{
  TpkVerdict *verdict = tpk_check_run_get_verdict (self->run);
  const TpkNat *nat = verdict != NULL ? tpk_verdict_get_nat (verdict) : NULL;
  const char *sentence = nat != NULL ? tpk_nat_get_sentence (nat) : NULL;

  if (verdict == NULL)
    return;
  if (sentence != NULL)
    tell (self, "%s", sentence);
  /* Translators: %s is the headline of a check, such as "Calls will work here". */
  tell (self, _("Check is over · %s"), tpk_verdict_get_headline (verdict));
}

static void
tell_begin (TpkCheckEvents *self)
{
  guint n = tpk_check_run_get_n_urls (self->run);

  if (self->begun)
    return;

  self->begun = TRUE;
  /* Translators: %u is the number of addresses of servers. */
  tell (self, ngettext ("Check of %u address begins", "Check of %u addresses begins", n), n);
}

static void
running_cb (TpkCheckEvents *self)
{
  tell_begin (self);
  if (!tpk_check_run_is_running (self->run))
    tell_verdict (self);
}

static void
stop_watching (TpkCheckEvents *self)
{
  if (self->run != NULL) {
    g_signal_handlers_disconnect_by_data (self->run, self);
    g_signal_handlers_disconnect_by_data (tpk_check_run_get_results (self->run), self);
    g_signal_handlers_disconnect_by_data (tpk_check_run_get_proofs (self->run), self);
    g_signal_handlers_disconnect_by_data (tpk_check_run_get_candidates (self->run), self);
  }
  g_clear_object (&self->run);
  g_clear_pointer (&self->mask, tpk_mask_unref);
  g_hash_table_remove_all (self->results);
  g_ptr_array_set_size (self->proofs, 0);
  self->begun = FALSE;
}

static void
tpk_check_events_dispose (GObject *object)
{
  stop_watching (TPK_CHECK_EVENTS (object));

  G_OBJECT_CLASS (tpk_check_events_parent_class)->dispose (object);
}

static void
tpk_check_events_finalize (GObject *object)
{
  TpkCheckEvents *self = TPK_CHECK_EVENTS (object);

  g_hash_table_unref (self->results);
  g_ptr_array_unref (self->proofs);

  G_OBJECT_CLASS (tpk_check_events_parent_class)->finalize (object);
}

static void
tpk_check_events_class_init (TpkCheckEventsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tpk_check_events_dispose;
  object_class->finalize = tpk_check_events_finalize;

  /**
   * TpkCheckEvents::event:
   * @self: the events
   * @line: what happened, with the time of the day, without a secret
   */
  signals[SIGNAL_EVENT] =
    g_signal_new ("event", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tpk_check_events_init (TpkCheckEvents *self)
{
  self->results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->proofs = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * tpk_check_events_new:
 *
 * Returns: (transfer full): events of no run
 */
TpkCheckEvents *
tpk_check_events_new (void)
{
  return g_object_new (TPK_TYPE_CHECK_EVENTS, NULL);
}

/**
 * tpk_check_events_watch:
 * @self: the events
 * @run: (nullable): a run; what is known of it already is told at once
 * @mask: (nullable): hides the secrets of what is checked, wherever a server repeats them
 */
void
tpk_check_events_watch (TpkCheckEvents *self,
                        TpkCheckRun    *run,
                        TpkMask        *mask)
{
  GListModel *results, *proofs, *candidates;

  g_return_if_fail (TPK_IS_CHECK_EVENTS (self));
  g_return_if_fail (run == NULL || TPK_IS_CHECK_RUN (run));

  stop_watching (self);
  if (run == NULL)
    return;

  self->run = g_object_ref (run);
  self->mask = mask != NULL ? tpk_mask_ref (mask) : NULL;
  results = tpk_check_run_get_results (run);
  proofs = tpk_check_run_get_proofs (run);
  candidates = tpk_check_run_get_candidates (run);
  g_signal_connect_object (run, "notify::running", G_CALLBACK (running_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (results, "items-changed", G_CALLBACK (results_changed_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (proofs, "items-changed", G_CALLBACK (proofs_changed_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (candidates, "items-changed", G_CALLBACK (candidates_changed_cb), self,
                           G_CONNECT_DEFAULT);
  /* One that has not been started has its targets already. */
  if (!tpk_check_run_is_running (run) && tpk_check_run_get_progress (run) < 1)
    return;

  tell_begin (self);
  results_changed_cb (results, 0, 0, g_list_model_get_n_items (results), self);
  candidates_changed_cb (candidates, 0, 0, g_list_model_get_n_items (candidates), self);
  proofs_changed_cb (proofs, 0, 0, g_list_model_get_n_items (proofs), self);
  if (!tpk_check_run_is_running (run))
    tell_verdict (self);
}
