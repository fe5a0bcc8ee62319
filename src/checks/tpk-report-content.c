/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-report-content"

#include "config.h"

#include "tpk-report-content.h"

#include "tpk-address.h"
#include "tpk-candidate.h"
#include "tpk-result.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct {
  const char    *word;
  TpkReportTone  tone;
} states[] = {
  [TPK_RESULT_STATE_RUNNING] = { N_("running"), TPK_REPORT_TONE_DIM },
  [TPK_RESULT_STATE_PASSED] = { N_("passed"), TPK_REPORT_TONE_GOOD },
  [TPK_RESULT_STATE_DEGRADED] = { N_("degraded"), TPK_REPORT_TONE_WARNING },
  [TPK_RESULT_STATE_FAILED] = { N_("failed"), TPK_REPORT_TONE_BAD },
  [TPK_RESULT_STATE_UNTESTED] = { N_("untested"), TPK_REPORT_TONE_DIM },
  [TPK_RESULT_STATE_CANCELLED] = { N_("cancelled"), TPK_REPORT_TONE_DIM },
};

static const struct {
  const char    *word;
  TpkReportTone  tone;
} stage_states[] = {
  [TPK_STAGE_STATE_PENDING] = { N_("not reached"), TPK_REPORT_TONE_DIM },
  [TPK_STAGE_STATE_RUNNING] = { N_("running"), TPK_REPORT_TONE_DIM },
  [TPK_STAGE_STATE_PASSED] = { N_("passed"), TPK_REPORT_TONE_GOOD },
  [TPK_STAGE_STATE_FAILED] = { N_("failed"), TPK_REPORT_TONE_BAD },
  [TPK_STAGE_STATE_SKIPPED] = { N_("skipped"), TPK_REPORT_TONE_DIM },
  [TPK_STAGE_STATE_CANCELLED] = { N_("cancelled"), TPK_REPORT_TONE_DIM },
};

static const TpkReportTone verdict_tones[] = {
  [TPK_VERDICT_STATE_UNTESTED] = TPK_REPORT_TONE_DIM,
  [TPK_VERDICT_STATE_PASSED] = TPK_REPORT_TONE_GOOD,
  [TPK_VERDICT_STATE_DEGRADED] = TPK_REPORT_TONE_WARNING,
  [TPK_VERDICT_STATE_FAILED] = TPK_REPORT_TONE_BAD,
  [TPK_VERDICT_STATE_CANCELLED] = TPK_REPORT_TONE_DIM,
};

static const char *const facts[TPK_N_FACTS] = {
  [TPK_FACT_ID_UDP] = N_("UDP"),
  [TPK_FACT_ID_TCP] = N_("TCP"),
  [TPK_FACT_ID_TLS_443] = N_("TLS on port 443"),
  [TPK_FACT_ID_IPV4] = N_("IPv4"),
  [TPK_FACT_ID_IPV6] = N_("IPv6"),
};

static const struct {
  const char    *word;
  TpkReportTone  tone;
} fact_states[] = {
  [TPK_FACT_UNKNOWN] = { N_("not known"), TPK_REPORT_TONE_DIM },
  [TPK_FACT_WORKS] = { N_("works"), TPK_REPORT_TONE_GOOD },
  [TPK_FACT_BLOCKED] = { N_("blocked"), TPK_REPORT_TONE_BAD },
  [TPK_FACT_ABSENT] = { N_("absent"), TPK_REPORT_TONE_DIM },
};

/* Adds a cell; below 0 it is a dash. */
void
tpk_report_add_milliseconds (TpkReportPage *page,
                             double         ms)
{
  g_autofree char *text = NULL;

  if (ms >= 0.0)
    /* Translators: “ms” are milliseconds. */
    text = g_strdup_printf (_("%.1f ms"), ms);
  tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, text);
}

/* Adds a cell; a dash where it is not known. */
void
tpk_report_add_percent (TpkReportPage *page,
                        gboolean       known,
                        double         percent)
{
  g_autofree char *text = NULL;

  if (known)
    /* Translators: “%%” is a per-cent sign. */
    text = g_strdup_printf (_("%.1f %%"), percent);
  tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, text);
}

/* Adds a cell. */
void
tpk_report_add_state (TpkReportPage  *page,
                      TpkResultState  state)
{
  tpk_report_page_add_cell (page, states[state].tone, _(states[state].word));
}

static void
add_nat (TpkReportPage *page,
         const TpkNat  *nat)
{
  const char *sentence = nat != NULL ? tpk_nat_get_sentence (nat) : NULL;

  if (sentence != NULL)
    tpk_report_page_add_text (page, TPK_REPORT_BLOCK_PARAGRAPH, TPK_REPORT_TONE_PLAIN, sentence);
}

static void
add_ranking (TpkReportPage *page,
             TpkVerdict    *verdict)
{
  const char *const *ranking = tpk_verdict_get_ranking (verdict);

  if (ranking[0] == NULL)
    return;
  tpk_report_page_add_heading (page, 2, _("Servers That Work, the Best First"));
  for (; *ranking != NULL; ranking++)
    tpk_report_page_add_text (page, TPK_REPORT_BLOCK_ITEM, TPK_REPORT_TONE_PLAIN, *ranking);
}

static void
add_verdict (TpkReportPage *page,
             TpkVerdict    *verdict)
{
  const char *const headings[] = { _("On This Network"), _("State"), NULL };
  const char *const *advice = tpk_verdict_get_advice (verdict);

  tpk_report_page_add_text (page, TPK_REPORT_BLOCK_LEAD,
                            verdict_tones[tpk_verdict_get_state (verdict)],
                            tpk_verdict_get_headline (verdict));

  if (advice != NULL && advice[0] != NULL)
    tpk_report_page_add_heading (page, 2, _("What to Do"));
  for (gsize i = 0; advice != NULL && advice[i] != NULL; i++)
    tpk_report_page_add_text (page, TPK_REPORT_BLOCK_ITEM, TPK_REPORT_TONE_PLAIN, advice[i]);

  tpk_report_page_add_heading (page, 2, _("What Works Here"));
  tpk_report_page_add_table (page, headings);
  for (guint i = 0; i < TPK_N_FACTS; i++) {
    TpkFact fact = tpk_verdict_get_fact (verdict, i);

    tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, _(facts[i]));
    tpk_report_page_add_cell (page, fact_states[fact].tone, _(fact_states[fact].word));
  }
  add_nat (page, tpk_verdict_get_nat (verdict));
  if (tpk_verdict_get_coverage_sentence (verdict) != NULL)
    tpk_report_page_add_text (page, TPK_REPORT_BLOCK_PARAGRAPH, TPK_REPORT_TONE_PLAIN,
                              tpk_verdict_get_coverage_sentence (verdict));
  add_ranking (page, verdict);
}

static void
add_overview (TpkReportPage *page,
              GListModel    *results)
{
  const char *const headings[] = {
    _("Address"), _("Via"), _("IP Address"), _("State"), _("Code"), _("Time"), _("Round Trip"),
    _("Lost"), NULL
  };

  tpk_report_page_add_heading (page, 2, _("Servers"));
  tpk_report_page_add_table (page, headings);
  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);
    const TpkQuality *quality = tpk_result_get_quality (result);
    gboolean known = quality != NULL && quality->known;

    tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, tpk_result_get_url (result));
    tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN,
                              tpk_wire_to_string (tpk_result_get_wire (result)));
    tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, tpk_result_get_address (result));
    tpk_report_add_state (page, tpk_result_get_state (result));
    tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, tpk_result_get_code (result));
    tpk_report_add_milliseconds (page, tpk_result_get_elapsed_ms (result));
    tpk_report_add_milliseconds (page, tpk_result_get_rtt_ms (result));
    tpk_report_add_percent (page, known, known ? quality->lost_percent : 0.0);
  }
}

static void
append_value (GString    *text,
              const char *name,
              JsonNode   *node)
{
  g_autofree char *value = NULL;

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    value = json_node_dup_string (node);
  else if (!JSON_NODE_HOLDS_NULL (node))
    value = json_to_string (node, FALSE);
  if (value == NULL || *value == '\0')
    return;

  if (text->len > 0)
    g_string_append (text, ", ");
  g_string_append_printf (text, "%s: %s", name, value);
}

/* Under the names of `check --json`, which those who read on can look up. */
static char *
dup_members (JsonObject *object)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GList) members = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *l = members; l != NULL; l = l->next)
    append_value (text, l->data, json_object_get_member (object, l->data));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_stages (TpkReportPage *page,
            TpkResult     *result)
{
  const char *const headings[] = { _("Stage"), _("State"), _("Time"), _("Detail"), NULL };
  GListModel *stages = tpk_result_get_stages (result);

  if (g_list_model_get_n_items (stages) == 0)
    return;

  tpk_report_page_add_table (page, headings);
  for (guint i = 0; i < g_list_model_get_n_items (stages); i++) {
    g_autoptr (TpkStage) stage = g_list_model_get_item (stages, i);
    TpkStageState state = tpk_stage_get_state (stage);
    g_autofree char *detail = dup_members (tpk_stage_get_detail (stage));

    tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN,
                              tpk_stage_id_get_name (tpk_stage_get_id (stage)));
    tpk_report_page_add_cell (page, stage_states[state].tone, _(stage_states[state].word));
    tpk_report_add_milliseconds (page, tpk_stage_get_ms (stage));
    tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, detail);
  }
}

/* Adds an item; nothing where there is no value. */
void
tpk_report_add_line (TpkReportPage *page,
                     const char    *name,
                     const char    *value)
{
  g_autofree char *text = NULL;

  if (value == NULL || *value == '\0')
    return;
  /* Translators: a line of a report, such as “Certificate: subject: …”. */
  text = g_strdup_printf (_("%s: %s"), name, value);
  tpk_report_page_add_text (page, TPK_REPORT_BLOCK_ITEM, TPK_REPORT_TONE_PLAIN, text);
}

static void
add_result (TpkReportPage *page,
            TpkResult     *result)
{
  const char *address = tpk_result_get_address (result);
  g_autofree char *tls = dup_members (tpk_result_get_tls (result));
  g_autofree char *title = NULL;

  title = address != NULL ? g_strdup_printf ("%s (%s)", tpk_result_get_url (result), address)
                          : g_strdup (tpk_result_get_url (result));
  tpk_report_page_add_heading (page, 3, title);
  if (tpk_result_get_summary (result) != NULL)
    tpk_report_page_add_text (page, TPK_REPORT_BLOCK_PARAGRAPH,
                              states[tpk_result_get_state (result)].tone,
                              tpk_result_get_summary (result));
  if (tpk_result_get_advice (result) != NULL && *tpk_result_get_advice (result) != '\0')
    tpk_report_page_add_text (page, TPK_REPORT_BLOCK_PARAGRAPH, TPK_REPORT_TONE_PLAIN,
                              tpk_result_get_advice (result));
  tpk_report_add_line (page, _("Server"), tpk_result_get_server (result));
  tpk_report_add_line (page, _("Reached through"), tpk_result_get_proxy (result));
  tpk_report_add_line (page, _("Certificate"), tls);
  tpk_report_add_line (page, _("This computer, as the server sees it"),
                       tpk_result_get_mapped (result));
  tpk_report_add_line (page, _("Relayed address"), tpk_result_get_relayed (result));
  add_stages (page, result);
}

static void
add_candidates (TpkReportPage *page,
                GListModel    *candidates)
{
  const char *const headings[] = {
    /* Translators: headings of a table of addresses that ICE would offer to the other side. */
    _("Type"), _("Protocol"), _("IP Address"), _("Priority"), _("Server"), _("Time"), NULL
  };

  if (g_list_model_get_n_items (candidates) == 0)
    return;

  tpk_report_page_add_heading (page, 2, _("What ICE Would Offer"));
  tpk_report_page_add_table (page, headings);
  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++) {
    g_autoptr (TpkCandidate) candidate = g_list_model_get_item (candidates, i);
    g_autofree char *endpoint = NULL;
    g_autofree char *priority = NULL;

    endpoint = tpk_address_dup_endpoint (tpk_candidate_get_address (candidate),
                                         tpk_candidate_get_port (candidate));
    priority = g_strdup_printf ("%u", tpk_candidate_get_priority (candidate));
    tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, tpk_candidate_get_kind (candidate));
    tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, tpk_candidate_get_protocol (candidate));
    tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, endpoint);
    tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, priority);
    tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, tpk_candidate_get_url (candidate));
    tpk_report_add_milliseconds (page, tpk_candidate_get_ms (candidate));
  }
}

static void
add_making (TpkReportPage       *page,
            const TpkReportInfo *info)
{
  g_autofree char *when = g_date_time_format (info->written, "%Y-%m-%d %H:%M:%S UTC");
  g_autofree char *line = NULL;

  if (info->profile != NULL)
    /* Translators: the first %s is a date with time, the second the name of a profile. */
    line = g_strdup_printf (_("Written %s, for the profile “%s”."), when, info->profile);
  else
    /* Translators: %s is a date with time. */
    line = g_strdup_printf (_("Written %s."), when);
  tpk_report_page_add_text (page, TPK_REPORT_BLOCK_PARAGRAPH, TPK_REPORT_TONE_DIM, line);
}

/**
 * tpk_report_content_new:
 * @run: a run that has ended
 * @info: what else the report says
 *
 * Returns: (transfer full): what there is to say, in the order in which a help desk reads it
 */
TpkReportPage *
tpk_report_content_new (TpkCheckRun         *run,
                        const TpkReportInfo *info)
{
  TpkReportPage *page = tpk_report_page_new (_("Turnpike: will calls work here?"));
  GListModel *results = tpk_check_run_get_results (run);
  TpkVerdict *verdict = tpk_check_run_get_verdict (run);

  tpk_report_page_add_heading (page, 1, tpk_report_page_get_title (page));
  add_making (page, info);
  if (verdict != NULL)
    add_verdict (page, verdict);
  add_overview (page, results);
  tpk_report_add_calls (page, tpk_check_run_get_proofs (run));
  add_candidates (page, tpk_check_run_get_candidates (run));

  tpk_report_page_add_heading (page, 2, _("Every Address, Stage by Stage"));
  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);

    add_result (page, result);
  }
  tpk_report_page_add_text (page, TPK_REPORT_BLOCK_PARAGRAPH, TPK_REPORT_TONE_DIM,
                            info->versions);

  return page;
}
