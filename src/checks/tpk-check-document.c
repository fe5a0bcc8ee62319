/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-check-document"

#include "config.h"

#include "tpk-check-document.h"

#include "tpk-candidate.h"
#include "tpk-proof.h"

static JsonArray *
write_results (GListModel *results)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);

    json_array_add_object_element (array, tpk_result_to_json (result));
  }

  return array;
}

static JsonArray *
write_proofs (GListModel *proofs)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (proofs); i++) {
    g_autoptr (TpkProof) proof = g_list_model_get_item (proofs, i);

    json_array_add_object_element (array, tpk_proof_to_json (proof));
  }

  return array;
}

/**
 * tpk_check_document_new:
 * @run: a run that was started
 * @started: (nullable): when
 * @elapsed_ms: how long it took so far
 *
 * Returns: (transfer full): the document of `check --json`
 */
JsonObject *
tpk_check_document_new (TpkCheckRun *run,
                        GDateTime   *started,
                        double       elapsed_ms)
{
  g_autofree char *text = NULL;
  JsonObject *document = json_object_new ();

  if (started != NULL)
    text = g_date_time_format (started, "%Y-%m-%dT%H:%M:%SZ");
  json_object_set_int_member (document, "schema", 1);
  json_object_set_string_member (document, "started", text);
  json_object_set_double_member (document, "elapsed_ms", elapsed_ms);
  json_object_set_string_member (document, "state",
                                 tpk_result_state_to_string (tpk_check_run_get_state (run)));
  json_object_set_array_member (document, "results",
                                write_results (tpk_check_run_get_results (run)));
  json_object_set_array_member (document, "proofs", write_proofs (tpk_check_run_get_proofs (run)));
  json_object_set_object_member (document, "verdict",
                                 tpk_verdict_to_json (tpk_check_run_get_verdict (run)));

  return document;
}

/**
 * tpk_check_document_add_candidates:
 * @document: the document of `check --json`
 * @candidates: the #TpkCandidate objects that were gathered
 *
 * Adds the table of candidates, which is there only when it was asked for.
 */
void
tpk_check_document_add_candidates (JsonObject *document,
                                   GListModel *candidates)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++) {
    g_autoptr (TpkCandidate) candidate = g_list_model_get_item (candidates, i);

    json_array_add_object_element (array, tpk_candidate_to_json (candidate));
  }
  json_object_set_array_member (document, "candidates", array);
}
