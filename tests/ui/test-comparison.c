/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-result.h"

#include "tpk-ui-test.h"
#include "ui/tpk-call-view.h"
#include "ui/tpk-comparison.h"
#include "ui/tpk-live-graph.h"

/* One target as it was before and is now; without a URL, it was not checked. */
typedef struct {
  const char      *name;
  TpkResultFields  before;
  TpkResultFields  now;
  TpkState         state;
  const char      *text;         /* (nullable): nothing to tell */
} Row;

#define WORKS .url = "turn:a", .wire = TPK_WIRE_UDP, .address = "192.0.2.7", \
  .state = TPK_RESULT_STATE_PASSED, .stage = TPK_STAGE_RELEASE, .code = "ok", \
  .relayed = "192.0.2.7:49170"
#define LOSSY .url = "turn:a", .wire = TPK_WIRE_UDP, .address = "192.0.2.7", .rtt_ms = 10, \
  .state = TPK_RESULT_STATE_DEGRADED, .stage = TPK_STAGE_RELEASE, .code = "relay-lossy", \
  .relayed = "192.0.2.7:49170"
#define FAILS .url = "turn:a", .wire = TPK_WIRE_UDP, .address = "192.0.2.7", .rtt_ms = -1, \
  .state = TPK_RESULT_STATE_FAILED, .stage = TPK_STAGE_CHALLENGE

static const Row rows[] = {
  { "same", { WORKS, .rtt_ms = 10 }, { WORKS, .rtt_ms = 14.9 }, 0, NULL },
  { "slower", { WORKS, .rtt_ms = 10 }, { WORKS, .rtt_ms = 41 }, TPK_STATE_ERROR,
    "turn:a (UDP, 192.0.2.7): 10 ms before, 41 ms now" },
  { "faster", { WORKS, .rtt_ms = 41 }, { WORKS, .rtt_ms = 10 }, TPK_STATE_GOOD,
    "turn:a (UDP, 192.0.2.7): 41 ms before, 10 ms now" },
  { "within a fifth", { WORKS, .rtt_ms = 100 }, { WORKS, .rtt_ms = 119 }, 0, NULL },
  { "broke", { WORKS, .rtt_ms = 10 }, { FAILS, .code = "no-reply" }, TPK_STATE_ERROR,
    "turn:a (UDP, 192.0.2.7): Works before, No reply now" },
  { "mended", { FAILS, .code = "bad-credentials" }, { WORKS, .rtt_ms = 10 }, TPK_STATE_GOOD,
    "turn:a (UDP, 192.0.2.7): Wrong sign-in before, Works now" },
  { "degraded", { WORKS, .rtt_ms = 10 }, { LOSSY }, TPK_STATE_ERROR,
    "turn:a (UDP, 192.0.2.7): Works before, Loses packets now" },
  { "otherwise wrong", { FAILS, .code = "no-reply" }, { FAILS, .code = "refused" },
    TPK_STATE_NOTE, "turn:a (UDP, 192.0.2.7): No reply before, Refused now" },
  { "new", { .url = NULL }, { WORKS, .rtt_ms = 10 }, TPK_STATE_NOTE,
    "turn:a (UDP, 192.0.2.7): not checked before, Works now" },
  { "gone", { WORKS, .rtt_ms = 10 }, { .url = NULL }, TPK_STATE_NOTE,
    "turn:a (UDP, 192.0.2.7): Works before, not checked now" },
};

static void
append (GListStore            *store,
        const TpkResultFields *fields)
{
  g_autoptr (TpkResult) result = NULL;

  if (fields->url == NULL)
    return;

  result = tpk_result_new (fields);
  g_list_store_append (store, result);
}

static void
test_rows (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GListStore) before = g_list_store_new (TPK_TYPE_RESULT);
  g_autoptr (GListStore) now = g_list_store_new (TPK_TYPE_RESULT);
  g_autoptr (GPtrArray) changes = NULL;
  TpkChange *change;

  append (before, &row->before);
  append (now, &row->now);
  changes = tpk_comparison_new (G_LIST_MODEL (before), G_LIST_MODEL (now));
  g_assert_cmpuint (changes->len, ==, row->text != NULL ? 1 : 0);
  if (row->text == NULL)
    return;

  change = changes->pdata[0];
  g_assert_cmpstr (change->text, ==, row->text);
  g_assert_cmpint (change->state, ==, row->state);
}

static void
test_lost (void)
{
  const TpkQuality none = { .known = TRUE, .sent = 50, .received = 50, .lost_percent = 0 };
  const TpkQuality some = { .known = TRUE, .sent = 50, .received = 47, .lost_percent = 6 };
  TpkResultFields fields = { WORKS, .rtt_ms = 10, .quality = none };
  g_autoptr (GListStore) before = g_list_store_new (TPK_TYPE_RESULT);
  g_autoptr (GListStore) now = g_list_store_new (TPK_TYPE_RESULT);
  g_autoptr (GPtrArray) changes = NULL;

  append (before, &fields);
  fields.quality = some;
  append (now, &fields);
  changes = tpk_comparison_new (G_LIST_MODEL (before), G_LIST_MODEL (now));
  g_assert_cmpuint (changes->len, ==, 1);
  g_assert_cmpstr (((TpkChange *) changes->pdata[0])->text, ==,
                   "turn:a (UDP, 192.0.2.7): 0.0 % lost before, 6.0 % lost now");
}

/* What got worse comes first, and a name may stand for another address than before. */
static void
test_many (void)
{
  TpkResultFields fields[2] = { { WORKS, .rtt_ms = 10 }, { FAILS, .code = "no-reply" } };
  g_autoptr (GListStore) before = g_list_store_new (TPK_TYPE_RESULT);
  g_autoptr (GListStore) now = g_list_store_new (TPK_TYPE_RESULT);
  g_autoptr (GPtrArray) changes = NULL;
  g_autofree char *summary = NULL;

  fields[1].url = "turn:b";
  append (before, &fields[1]);
  append (before, &fields[0]);
  fields[0].state = TPK_RESULT_STATE_FAILED;
  fields[0].code = "refused";
  fields[0].address = "192.0.2.8";
  fields[1].state = TPK_RESULT_STATE_PASSED;
  fields[1].code = "ok";
  append (now, &fields[1]);
  append (now, &fields[0]);

  changes = tpk_comparison_new (G_LIST_MODEL (before), G_LIST_MODEL (now));
  g_assert_cmpuint (changes->len, ==, 2);
  g_assert_cmpstr (((TpkChange *) changes->pdata[0])->text, ==,
                   "turn:a (UDP, 192.0.2.8): Works before, Refused now");
  g_assert_cmpstr (((TpkChange *) changes->pdata[1])->text, ==,
                   "turn:b (UDP, 192.0.2.7): No reply before, Works now");
  summary = tpk_comparison_dup_summary (changes);
  g_assert_cmpstr (summary, ==, "1 got better, 1 got worse");
}

static char *
format_ms (double value)
{
  return g_strdup_printf ("%.0f ms", value);
}

static void
test_graph (void)
{
  TpkLiveGraph *graph = TPK_LIVE_GRAPH (g_object_ref_sink (tpk_live_graph_new ("Round trip",
                                                                               format_ms)));

  g_assert_cmpstr (tpk_live_graph_get_description (graph), ==, "Round trip: Nothing measured yet");
  tpk_live_graph_add (graph, 14);
  tpk_live_graph_set_figure (graph, 14);
  g_assert_cmpstr (tpk_live_graph_get_description (graph), ==,
                   "Round trip: 14 ms. 14 ms all the time");
  tpk_live_graph_add (graph, 41);
  tpk_live_graph_add (graph, 12);
  tpk_live_graph_set_figure (graph, 15);
  g_assert_cmpstr (tpk_live_graph_get_description (graph), ==,
                   "Round trip: 15 ms. Between 12 ms and 41 ms");
  g_assert_cmpuint (tpk_live_graph_get_n_values (graph), ==, 3);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (graph), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Round trip: 15 ms. Between 12 ms and 41 ms");
  tpk_live_graph_clear (graph);
  g_assert_cmpstr (tpk_live_graph_get_description (graph), ==, "Round trip: Nothing measured yet");
  g_object_unref (graph);
}

static void
set_figures (TpkCallView *view,
             guint        sent,
             guint        received,
             double       last_ms)
{
  const TpkProofFields fields = {
    .url = "turn:a", .address = "192.0.2.7", .port = 3478, .wire = TPK_WIRE_UDP,
    .state = TPK_RESULT_STATE_RUNNING, .ready_ms = 104, .local = "192.0.2.7:1",
    .remote = "192.0.2.7:2",
    .voice = {
      .echo = { .known = TRUE, .sent = sent, .received = received, .rtt_median_ms = 12,
                .lost_percent = 100.0 * (sent - received) / sent },
      .last_ms = last_ms, .arrived = received,
    },
  };
  g_autoptr (TpkProof) proof = tpk_proof_new (&fields);

  tpk_call_view_set_proof (view, proof);
}

static const char *
get_graph (TpkCallView *view,
           guint        nth)
{
  return tpk_live_graph_get_description (TPK_LIVE_GRAPH (tpk_ui_test_find (view,
                                                                           TPK_TYPE_LIVE_GRAPH,
                                                                           nth)));
}

static void
test_call (void)
{
  TpkCallView *view = TPK_CALL_VIEW (g_object_ref_sink (tpk_call_view_new ()));

  set_figures (view, 10, 10, 14);
  set_figures (view, 10, 10, 14);
  set_figures (view, 20, 18, 41);
  g_assert_cmpstr (gtk_label_get_label (tpk_ui_test_child (GtkLabel, view, "way_label")), ==,
                   "192.0.2.7, port 3478, UDP, connected after 104 ms, from 192.0.2.7:1 to "
                   "192.0.2.7:2");
  g_assert_cmpstr (gtk_label_get_label (tpk_ui_test_child (GtkLabel, view, "summary_label")), ==,
                   "In the call…");
  g_assert_cmpstr (get_graph (view, 0), ==, "Round trip: 12 ms. Between 14 ms and 41 ms");
  /* Of the second ten, two were lost. */
  g_assert_cmpstr (get_graph (view, 2), ==, "Lost: 10.0 %. Between 0.0 % and 20.0 %");

  /* A second attempt begins anew. */
  set_figures (view, 5, 5, 20);
  g_assert_cmpstr (get_graph (view, 0), ==, "Round trip: 12 ms. 20 ms all the time");
  g_object_unref (view);
}

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/ui/comparison/%s", rows[i].name);

    g_test_add_data_func (path, &rows[i], test_rows);
  }
  g_test_add_func ("/ui/comparison/lost", test_lost);
  g_test_add_func ("/ui/comparison/many", test_many);
  g_test_add_func ("/ui/call/graph", test_graph);
  g_test_add_func ("/ui/call/view", test_call);

  return g_test_run ();
}
