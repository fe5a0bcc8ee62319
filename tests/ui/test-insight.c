/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-test.h"
#include "ui/tpk-insight.h"

#define URL_1 "turn:a.turnpike.test"
#define URL_2 "turns:a.turnpike.test"

static TpkResult *
make_result (const char     *server_id,
             const char     *url,
             TpkResultState  state,
             double          rtt_ms)
{
  TpkResultFields fields = {
    .url = url,
    .server_id = server_id,
    .state = state,
    .rtt_ms = rtt_ms,
    .summary = state == TPK_RESULT_STATE_FAILED ? "No reply" : NULL,
    .advice = state == TPK_RESULT_STATE_FAILED ? "Ask for UDP." : NULL,
  };

  return tpk_result_new (&fields);
}

static void
take (GListStore *store,
      gpointer    item)
{
  g_list_store_append (store, item);
  g_object_unref (item);
}

static void
changed_cb (TpkInsight *insight,
            const char *server_id,
            GString    *log)
{
  g_string_append_printf (log, "%s;", server_id != NULL ? server_id : "any");
}

static void
test_findings (void)
{
  TpkInsight *insight = tpk_insight_new ();
  g_autoptr (GListStore) findings = g_list_store_new (TPK_TYPE_FINDING);
  g_autoptr (GString) log = g_string_new (NULL);

  take (findings, tpk_finding_new (TPK_SEVERITY_INFO, "whole", "All of it."));
  take (findings, tpk_finding_at (tpk_finding_new (TPK_SEVERITY_INFO, "first", "First."), 0, 0,
                                  NULL));
  tpk_insight_set_findings (insight, G_LIST_MODEL (findings));
  g_signal_connect (insight, "changed", G_CALLBACK (changed_cb), log);

  g_assert_cmpuint (tpk_insight_get_findings (insight, 0)->len, ==, 1);
  g_assert_cmpuint (tpk_insight_get_findings (insight, TPK_FINDING_NOWHERE)->len, ==, 1);
  g_assert_null (tpk_insight_get_findings (insight, 1));

  take (findings, tpk_finding_at (tpk_finding_new (TPK_SEVERITY_INFO, "second", "Second."), 1, 0,
                                  NULL));
  g_assert_cmpstr (log->str, ==, "any;");
  g_assert_cmpuint (tpk_insight_get_findings (insight, 1)->len, ==, 1);

  g_assert_finalize_object (insight);
}

static void
test_results (void)
{
  TpkInsight *insight = tpk_insight_new ();
  g_autoptr (GListStore) results = g_list_store_new (TPK_TYPE_RESULT);
  g_autoptr (GString) log = g_string_new (NULL);
  TpkUrlOutcome outcome;

  g_assert_false (tpk_insight_get_url_outcome (insight, "s1", URL_1, &outcome));
  g_assert_cmpint (outcome.state, ==, TPK_STATE_NONE);

  take (results, make_result ("s1", URL_1, TPK_RESULT_STATE_RUNNING, -1.0));
  tpk_insight_set_results (insight, G_LIST_MODEL (results));
  g_signal_connect (insight, "changed", G_CALLBACK (changed_cb), log);
  g_assert_true (tpk_insight_get_url_outcome (insight, "s1", URL_1, &outcome));
  g_assert_cmpint (outcome.state, ==, TPK_STATE_RUNNING);

  /* A newer snapshot takes the place of the one before. */
  {
    g_autoptr (TpkResult) passed = make_result ("s1", URL_1, TPK_RESULT_STATE_PASSED, 14.0);

    g_list_store_splice (results, 0, 1, (gpointer *) &passed, 1);
  }
  take (results, make_result ("s2", URL_1, TPK_RESULT_STATE_PASSED, 2.0));
  g_assert_cmpstr (log->str, ==, "s1;s2;");
  g_assert_cmpuint (tpk_insight_get_results (insight, "s1")->len, ==, 1);
  tpk_insight_get_url_outcome (insight, "s1", URL_1, &outcome);
  g_assert_cmpint (outcome.state, ==, TPK_STATE_GOOD);
  g_assert_cmpfloat (outcome.rtt_ms, ==, 14.0);

  /* Another address of the same URL fails: it still works, and something is wrong. */
  take (results, make_result ("s1", URL_1, TPK_RESULT_STATE_FAILED, -1.0));
  tpk_insight_get_url_outcome (insight, "s1", URL_1, &outcome);
  g_assert_cmpint (outcome.state, ==, TPK_STATE_WARNING);
  g_assert_cmpfloat (outcome.rtt_ms, ==, 14.0);
  g_assert_cmpstr (outcome.text, ==, "No reply");
  g_assert_cmpstr (outcome.advice, ==, "Ask for UDP.");

  tpk_insight_set_results (insight, NULL);
  g_assert_false (tpk_insight_get_url_outcome (insight, "s1", URL_1, &outcome));

  g_assert_finalize_object (insight);
}

static void
test_server (void)
{
  static const struct {
    TpkResultState first, second;
    TpkState       expected;
  } cases[] = {
    { TPK_RESULT_STATE_PASSED, TPK_RESULT_STATE_PASSED, TPK_STATE_GOOD },
    { TPK_RESULT_STATE_PASSED, TPK_RESULT_STATE_FAILED, TPK_STATE_WARNING },
    { TPK_RESULT_STATE_PASSED, TPK_RESULT_STATE_DEGRADED, TPK_STATE_WARNING },
    { TPK_RESULT_STATE_PASSED, TPK_RESULT_STATE_UNTESTED, TPK_STATE_GOOD },
    { TPK_RESULT_STATE_FAILED, TPK_RESULT_STATE_FAILED, TPK_STATE_ERROR },
    { TPK_RESULT_STATE_FAILED, TPK_RESULT_STATE_RUNNING, TPK_STATE_RUNNING },
    { TPK_RESULT_STATE_UNTESTED, TPK_RESULT_STATE_CANCELLED, TPK_STATE_NONE },
  };
  g_autoptr (TpkServer) server = tpk_server_new ();
  double rtt_ms;

  tpk_server_add_url (server, URL_1);
  tpk_server_add_url (server, URL_2);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TpkInsight) insight = tpk_insight_new ();
    g_autoptr (GListStore) results = g_list_store_new (TPK_TYPE_RESULT);

    take (results, make_result (tpk_server_get_id (server), URL_1, cases[i].first, 20.0));
    take (results, make_result (tpk_server_get_id (server), URL_2, cases[i].second, 10.0));
    tpk_insight_set_results (insight, G_LIST_MODEL (results));
    g_assert_cmpint (tpk_insight_get_server_outcome (insight, server, &rtt_ms), ==,
                     cases[i].expected);
    g_assert_cmpfloat (rtt_ms, ==, 10.0);
  }
}

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/insight/findings", test_findings);
  g_test_add_func ("/ui/insight/results", test_results);
  g_test_add_func ("/ui/insight/server", test_server);

  return g_test_run ();
}
