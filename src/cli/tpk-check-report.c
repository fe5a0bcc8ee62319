/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-check-report"

#include "config.h"

#include "tpk-check-report.h"

#include "checks/tpk-proof.h"

#include "tpk-candidate-report.h"
#include "tpk-cli-output.h"
#include "tpk-cli-table.h"
#include "tpk-proof-report.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#define CLEAR_LINE "\r\033[K"
#define MAX_RANKED 5

struct _TpkCheckProgress {
  TpkCheckRun *check_run;      /* (owned) */
  gulong       handler_id;
  gboolean     shown;
};

static void
progress_cb (TpkCheckRun      *check_run,
             GParamSpec       *pspec,
             TpkCheckProgress *self)
{
  /* Translators: “%%” is a per-cent sign; %d is how much of the check is done. */
  fprintf (stderr, CLEAR_LINE);
  fprintf (stderr, _("Checking… %d %%"),
           (int) (tpk_check_run_get_progress (check_run) * 100.0));
  fflush (stderr);
  self->shown = TRUE;
}

/**
 * tpk_check_progress_new:
 * @cli: the run of the program
 * @check_run: what to watch
 *
 * Shows how far @check_run is, where people are watching.
 *
 * Returns: (transfer full): shows it until it is freed
 */
TpkCheckProgress *
tpk_check_progress_new (TpkCli      *cli,
                        TpkCheckRun *check_run)
{
  TpkCheckProgress *self;

  g_return_val_if_fail (cli != NULL, NULL);
  g_return_val_if_fail (TPK_IS_CHECK_RUN (check_run), NULL);

  self = g_new0 (TpkCheckProgress, 1);
  self->check_run = g_object_ref (check_run);
  if (!cli->quiet && isatty (STDERR_FILENO))
    self->handler_id = g_signal_connect (check_run, "notify::progress", G_CALLBACK (progress_cb),
                                         self);

  return self;
}

/**
 * tpk_check_progress_free:
 * @self: (transfer full): a progress line
 *
 * Takes the line away.
 */
void
tpk_check_progress_free (TpkCheckProgress *self)
{
  if (self->handler_id != 0)
    g_signal_handler_disconnect (self->check_run, self->handler_id);
  if (self->shown)
    fprintf (stderr, CLEAR_LINE);
  g_object_unref (self->check_run);
  g_free (self);
}

static TpkCliStyle
state_style (TpkResultState state)
{
  switch (state) {
    case TPK_RESULT_STATE_PASSED:
      return TPK_CLI_STYLE_GOOD;
    case TPK_RESULT_STATE_DEGRADED:
      return TPK_CLI_STYLE_WARNING;
    case TPK_RESULT_STATE_FAILED:
      return TPK_CLI_STYLE_BAD;
    case TPK_RESULT_STATE_RUNNING:
    case TPK_RESULT_STATE_UNTESTED:
    case TPK_RESULT_STATE_CANCELLED:
    default:
      return TPK_CLI_STYLE_DIM;
  }
}

static const char *
state_name (TpkResultState state)
{
  switch (state) {
    case TPK_RESULT_STATE_RUNNING:
      return _("running");
    case TPK_RESULT_STATE_PASSED:
      return _("passed");
    case TPK_RESULT_STATE_DEGRADED:
      return _("degraded");
    case TPK_RESULT_STATE_FAILED:
      return _("failed");
    case TPK_RESULT_STATE_UNTESTED:
      return _("untested");
    case TPK_RESULT_STATE_CANCELLED:
      return _("cancelled");
    default:
      return "";
  }
}

static void
add_milliseconds (TpkCliTable *table,
                  double       ms)
{
  if (ms >= 0.0)
    tpk_cli_table_add_printf (table, TPK_CLI_STYLE_PLAIN, "%.1f ms", ms);
  else
    tpk_cli_table_add (table, TPK_CLI_STYLE_DIM, NULL);
}

static void
add_lost (TpkCliTable *table,
          TpkResult   *result)
{
  const TpkQuality *quality = tpk_result_get_quality (result);

  if (quality != NULL && quality->known)
    tpk_cli_table_add_printf (table, TPK_CLI_STYLE_PLAIN, "%.0f %%", quality->lost_percent);
  else
    tpk_cli_table_add (table, TPK_CLI_STYLE_DIM, NULL);
}

static void
add_result (TpkCliTable *table,
            TpkResult   *result)
{
  TpkResultState state = tpk_result_get_state (result);

  tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, tpk_result_get_url (result));
  tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN,
                     tpk_wire_to_string (tpk_result_get_wire (result)));
  tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, tpk_result_get_address (result));
  tpk_cli_table_add (table, state_style (state), state_name (state));
  tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN,
                     tpk_stage_id_get_name (tpk_result_get_stage (result)));
  add_milliseconds (table, tpk_result_get_elapsed_ms (result));
  add_milliseconds (table, tpk_result_get_rtt_ms (result));
  add_lost (table, result);
}

static void
print_table (GListModel *results)
{
  const char *const headings[] = {
    /* Translators: headings of a table of results; “Via” is a transport, such as udp. */
    _("Address"), _("Via"), _("IP"), _("State"), _("Stage"), _("Time"), _("RTT"), _("Lost"), NULL
  };
  g_autoptr (TpkCliTable) table = tpk_cli_table_new (headings);
  guint n = g_list_model_get_n_items (results);

  for (guint i = 5; i < 8; i++)
    tpk_cli_table_set_numeric (table, i);
  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);

    add_result (table, result);
  }

  tpk_cli_table_print (table, stdout);
}

static void
print_reason (TpkResult *result)
{
  const char *address = tpk_result_get_address (result);
  const char *summary = tpk_result_get_summary (result);
  const char *advice = tpk_result_get_advice (result);
  g_autofree char *title = NULL;

  title = address != NULL ? g_strdup_printf ("%s (%s)", tpk_result_get_url (result), address)
                          : g_strdup (tpk_result_get_url (result));
  tpk_cli_print ("\n");
  tpk_cli_print_styled (TPK_CLI_STYLE_BOLD, "%s\n", title);
  if (summary != NULL) {
    g_autofree char *escaped = tpk_cli_escape (summary);

    tpk_cli_print ("  %s (%s)\n", escaped, tpk_result_get_code (result));
  }
  if (advice != NULL && advice[0] != '\0') {
    g_autofree char *escaped = tpk_cli_escape (advice);

    tpk_cli_print ("  → %s\n", escaped);
  }
}

/* Of more, the document has all. */
static void
print_ranking (const char *const *ranking)
{
  guint n = g_strv_length ((char **) ranking);

  if (n < 2)
    return;
  /* Translators: the servers follow, a line each. */
  tpk_cli_print ("%s\n", _("The best first:"));
  for (guint i = 0; i < MIN (n, MAX_RANKED); i++) {
    g_autofree char *escaped = tpk_cli_escape (ranking[i]);

    tpk_cli_print ("  %u. %s\n", i + 1, escaped);
  }
  if (n > MAX_RANKED)
    /* Translators: ends a list of servers. */
    tpk_cli_print (ngettext ("  and %u more\n", "  and %u more\n", n - MAX_RANKED), n - MAX_RANKED);
}

static void
print_verdict (TpkVerdict *verdict)
{
  const char *const *advice = tpk_verdict_get_advice (verdict);
  const char *headline = tpk_verdict_get_headline (verdict);
  const char *nat = tpk_nat_get_sentence (tpk_verdict_get_nat (verdict));
  const char *coverage = tpk_verdict_get_coverage_sentence (verdict);

  tpk_cli_print ("\n");
  if (headline != NULL)
    tpk_cli_print_styled (TPK_CLI_STYLE_BOLD, "%s\n", headline);
  for (gsize i = 0; advice != NULL && advice[i] != NULL; i++)
    tpk_cli_print ("→ %s\n", advice[i]);
  if (nat != NULL)
    tpk_cli_print ("%s\n", nat);
  if (coverage != NULL)
    tpk_cli_print ("%s\n", coverage);
  print_ranking (tpk_verdict_get_ranking (verdict));
}

/**
 * tpk_check_report_print:
 * @check_run: a run that has ended
 *
 * Prints the results for people: the table, then what stands behind every row that is not all
 * well, then how the calls went, then the verdict.
 */
void
tpk_check_report_print (TpkCheckRun *check_run)
{
  GListModel *results;
  TpkVerdict *verdict;
  guint n;

  g_return_if_fail (TPK_IS_CHECK_RUN (check_run));

  results = tpk_check_run_get_results (check_run);
  print_table (results);

  n = g_list_model_get_n_items (results);
  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);

    if (tpk_result_get_state (result) != TPK_RESULT_STATE_PASSED)
      print_reason (result);
  }

  tpk_candidate_report_print (tpk_check_run_get_candidates (check_run));
  tpk_proof_report_print (tpk_check_run_get_proofs (check_run));

  verdict = tpk_check_run_get_verdict (check_run);
  if (verdict != NULL)
    print_verdict (verdict);
}

static gboolean
has_failed_proof (TpkCheckRun *check_run)
{
  GListModel *proofs = tpk_check_run_get_proofs (check_run);

  for (guint i = 0; i < g_list_model_get_n_items (proofs); i++) {
    g_autoptr (TpkProof) proof = g_list_model_get_item (proofs, i);

    if (tpk_proof_get_state (proof) == TPK_RESULT_STATE_FAILED)
      return TRUE;
  }

  return FALSE;
}

/**
 * tpk_check_report_get_exit_code:
 * @cli: the run of the program
 * @check_run: a check that has ended
 *
 * Returns: how a program ends after @check_run: with success only when no server failed
 */
TpkCliExit
tpk_check_report_get_exit_code (TpkCli      *cli,
                                TpkCheckRun *check_run)
{
  GListModel *results = tpk_check_run_get_results (check_run);
  guint n = g_list_model_get_n_items (results);

  if (g_cancellable_is_cancelled (cli->cancellable))
    return TPK_CLI_EXIT_CANCELLED;

  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);

    if (tpk_result_get_state (result) == TPK_RESULT_STATE_FAILED)
      return TPK_CLI_EXIT_FAILED;
  }

  if (has_failed_proof (check_run))
    return TPK_CLI_EXIT_FAILED;

  return tpk_check_run_get_state (check_run) == TPK_RESULT_STATE_UNTESTED
           ? TPK_CLI_EXIT_TROUBLE : TPK_CLI_EXIT_OK;
}
