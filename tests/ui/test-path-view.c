/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-test.h"
#include "ui/tpk-path-stop-view.h"
#include "ui/tpk-path-view.h"

typedef struct {
  GtkWidget   *window;
  TpkPathView *view;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->window = gtk_window_new ();
  fixture->view = TPK_PATH_VIEW (tpk_path_view_new ());
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->view));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 300);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  tpk_ui_test_settle ();
}

static const TpkQuality quality = {
  .known = TRUE, .sent = 50, .received = 49, .lost_percent = 2, .rtt_median_ms = 41,
};

static const struct {
  const char      *name;
  TpkResultFields  fields;
  const char      *description;
} rows[] = {
  { "works",
    { .url = "turns:turn.example.org:443", .wire = TPK_WIRE_TLS, .address = "192.0.2.7",
      .port = 443, .state = TPK_RESULT_STATE_PASSED, .stage = TPK_STAGE_RELEASE, .code = "ok",
      .mapped = "203.0.113.9:40000", .relayed = "192.0.2.7:49170", .proxy = "direct",
      .rtt_ms = 12 },
    "This Computer, 203.0.113.9. Next, “turn.example.org”: Works, 12 ms · TLS, encrypted, "
    "192.0.2.7:49170. Next, “The Other Side”: Works, relayed, 2 % lost · 41 ms" },
  { "no reply",
    { .url = "turn:turn.example.org", .wire = TPK_WIRE_UDP, .address = "192.0.2.7", .port = 3478,
      .state = TPK_RESULT_STATE_FAILED, .stage = TPK_STAGE_CHALLENGE, .code = "no-reply",
      .rtt_ms = -1 },
    "This Computer. Next, “turn.example.org”: Error, No reply, UDP, 192.0.2.7. Next, “The Other "
    "Side”: Not checked yet, not tried" },
  { "wrong password",
    { .url = "turn:turn.example.org", .wire = TPK_WIRE_UDP, .address = "192.0.2.7", .port = 3478,
      .state = TPK_RESULT_STATE_FAILED, .stage = TPK_STAGE_ALLOCATE, .code = "bad-credentials",
      .stun_error = 401, .rtt_ms = 20 },
    "This Computer. Next, “turn.example.org”: Works, 20 ms · UDP, not encrypted, 192.0.2.7. "
    "Next, “The Other Side”: Error, Wrong sign-in" },
  { "lossy",
    { .url = "turn:192.0.2.7", .wire = TPK_WIRE_UDP, .address = "192.0.2.7", .port = 3478,
      .state = TPK_RESULT_STATE_DEGRADED, .stage = TPK_STAGE_RELEASE, .code = "relay-lossy",
      .rtt_ms = 20 },
    "This Computer. Next, “192.0.2.7”: Works, 20 ms · UDP, not encrypted. Next, “The Other "
    "Side”: Warning, Loses packets, 2 % lost · 41 ms" },
  { "its own addresses are forbidden",
    { .url = "turn:turn.example.org", .wire = TPK_WIRE_UDP, .address = "192.0.2.7", .port = 3478,
      .state = TPK_RESULT_STATE_DEGRADED, .stage = TPK_STAGE_PERMISSION, .code = "peer-forbidden",
      .relayed = "0.0.0.0:49170", .stun_error = 403, .rtt_ms = 5 },
    "This Computer. Next, “turn.example.org”: Works, 5.0 ms · UDP, not encrypted, 192.0.2.7. Next, "
    "“The Other Side”: Warning, Peer forbidden" },
  { "proxy refuses",
    { .url = "turn:turn.example.org?transport=tcp", .wire = TPK_WIRE_TCP,
      .state = TPK_RESULT_STATE_FAILED, .stage = TPK_STAGE_PROXY, .code = "proxy-refused",
      .proxy = "http://proxy.example.org:3128", .rtt_ms = -1 },
    "This Computer. Next, “Proxy”: Works, connected, proxy.example.org:3128. Next, "
    "“turn.example.org”: Error, Proxy refuses, TCP. Next, “The Other Side”: Not checked yet, not "
    "tried" },
  { "STUN",
    { .url = "stun:stun.example.org", .wire = TPK_WIRE_UDP, .address = "192.0.2.8", .port = 3478,
      .state = TPK_RESULT_STATE_PASSED, .stage = TPK_STAGE_BINDING, .code = "ok",
      .mapped = "[2001:db8::1]:40000", .rtt_ms = 9.44 },
    "This Computer, 2001:db8::1. Next, “stun.example.org”: Works, 9.4 ms · UDP, not encrypted, "
    "192.0.2.8. Next, “The Other Side”: Not checked yet, no relay" },
  { "running",
    { .url = "turn:turn.example.org", .wire = TPK_WIRE_UDP, .state = TPK_RESULT_STATE_RUNNING,
      .stage = TPK_STAGE_RESOLVE, .rtt_ms = -1 },
    "This Computer. Next, “turn.example.org”: Being checked, UDP, being tried. Next, “The Other "
    "Side”: Not checked yet, not tried yet" },
};

static TpkResult *
new_result_of (const TpkResultFields *given)
{
  TpkResultFields fields = *given;
  TpkStage *stages[TPK_N_STAGES];
  TpkResult *result;
  guint n = 0;

  /* As the ladder leaves them: all before the one it ended in have passed. */
  for (guint i = TPK_STAGE_CONNECT; i < fields.stage; i++) {
    /* A relay is not asked for a binding. */
    if (i != TPK_STAGE_BINDING)
      stages[n++] = tpk_stage_new (i, TPK_STAGE_STATE_PASSED, 1, 1, NULL);
  }
  if (fields.state == TPK_RESULT_STATE_PASSED)
    stages[n++] = tpk_stage_new (fields.stage, TPK_STAGE_STATE_PASSED, 1, 1, NULL);
  fields.stages = stages;
  fields.n_stages = n;
  if (fields.stage == TPK_STAGE_RELEASE)
    fields.quality = quality;
  result = tpk_result_new (&fields);
  for (guint i = 0; i < n; i++)
    g_object_unref (stages[i]);

  return result;
}

static TpkResult *
new_result (guint row)
{
  return new_result_of (&rows[row].fields);
}

static void
show (Fixture *fixture,
      guint    row,
      gboolean old)
{
  g_autoptr (TpkResult) result = new_result (row);

  tpk_path_view_set_path (fixture->view, tpk_path_new_for_result (result), old);
  tpk_ui_test_settle ();
}

static void
test_descriptions (Fixture       *fixture,
                   gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s", rows[i].name);
    show (fixture, i, FALSE);
    g_assert_cmpstr (tpk_path_view_get_description (fixture->view), ==, rows[i].description);
  }

  g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (fixture->view)), ==,
                   GTK_ACCESSIBLE_ROLE_GROUP);
  show (fixture, 1, TRUE);
  g_assert_true (g_str_has_prefix (tpk_path_view_get_description (fixture->view),
                                   "Out of date: This Computer. Next, “"));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (fixture->view), "old"));
}

/* A call begins with what is proven, however fast the rest answers. */
static void
test_best (Fixture       *fixture,
           gconstpointer  data)
{
  static const struct {
    const char     *url;
    TpkResultState  state;
    TpkStageId      stage;
    double          rtt_ms;
  } steps[] = {
    { "stun:a.example.org", TPK_RESULT_STATE_PASSED, TPK_STAGE_BINDING, 1 },
    { "turn:b.example.org", TPK_RESULT_STATE_DEGRADED, TPK_STAGE_PERMISSION, 2 },
    { "turn:c.example.org", TPK_RESULT_STATE_DEGRADED, TPK_STAGE_RELEASE, 80 },
    { "turn:d.example.org", TPK_RESULT_STATE_PASSED, TPK_STAGE_RELEASE, 90 },
    { "turn:e.example.org", TPK_RESULT_STATE_PASSED, TPK_STAGE_RELEASE, 70 },
  };
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (NULL);
  GListStore *results = G_LIST_STORE (tpk_check_run_get_results (run));

  /* Each is better than all before it, whichever comes first. */
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    TpkResultFields fields = {
      .url = steps[i].url, .wire = TPK_WIRE_UDP, .state = steps[i].state,
      .stage = steps[i].stage, .rtt_ms = steps[i].rtt_ms,
    };
    g_autoptr (TpkResult) result = new_result_of (&fields);
    g_autoptr (TpkResult) best = NULL;

    g_list_store_insert (results, i % 2, result);
    best = tpk_path_dup_result (run);
    g_assert_cmpstr (tpk_result_get_url (best), ==, steps[i].url);
  }
}

static double
get_x (Fixture *fixture,
       guint    nth)
{
  GtkWidget *stop = tpk_ui_test_find (fixture->view, TPK_TYPE_PATH_STOP_VIEW, nth);
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (stop, GTK_WIDGET (fixture->view), &bounds));
  return bounds.origin.x;
}

static double
get_y (Fixture *fixture,
       guint    nth)
{
  GtkWidget *stop = tpk_ui_test_find (fixture->view, TPK_TYPE_PATH_STOP_VIEW, nth);
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (stop, GTK_WIDGET (fixture->view), &bounds));
  return bounds.origin.y;
}

static void
lay_out (Fixture *fixture)
{
  int width = 700, minimum, height;

  gtk_widget_measure (GTK_WIDGET (fixture->view), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, width);
  gtk_widget_measure (GTK_WIDGET (fixture->view), GTK_ORIENTATION_VERTICAL, width, &height, NULL,
                      NULL, NULL);
  gtk_widget_allocate (GTK_WIDGET (fixture->view), width, height, -1, NULL);
}

static void
test_directions (Fixture       *fixture,
                 gconstpointer  data)
{
  show (fixture, 0, FALSE);
  lay_out (fixture);
  g_assert_cmpfloat (get_x (fixture, 0), ==, 0);
  g_assert_cmpfloat (get_x (fixture, 0), <, get_x (fixture, 1));
  g_assert_cmpfloat (get_x (fixture, 1), <, get_x (fixture, 2));
  g_assert_cmpfloat (get_y (fixture, 0), ==, get_y (fixture, 2));

  gtk_widget_set_direction (GTK_WIDGET (fixture->view), GTK_TEXT_DIR_RTL);
  lay_out (fixture);
  g_assert_cmpfloat (get_x (fixture, 2), ==, 0);
  g_assert_cmpfloat (get_x (fixture, 2), <, get_x (fixture, 1));
  g_assert_cmpfloat (get_x (fixture, 1), <, get_x (fixture, 0));

  tpk_path_view_set_stacked (fixture->view, TRUE);
  lay_out (fixture);
  g_assert_cmpfloat (get_y (fixture, 0), ==, 0);
  g_assert_cmpfloat (get_y (fixture, 0), <, get_y (fixture, 1));
  g_assert_cmpfloat (get_y (fixture, 1), <, get_y (fixture, 2));
  g_assert_cmpfloat (get_x (fixture, 0), ==, get_x (fixture, 2));
}

/* Only while something is being tried, only in sight, and not where less motion is asked for. */
static void
test_motion (Fixture       *fixture,
             gconstpointer  data)
{
  GtkSettings *settings = gtk_settings_get_default ();

  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  show (fixture, 0, FALSE);
  g_assert_false (tpk_path_view_is_moving (fixture->view));
  show (fixture, G_N_ELEMENTS (rows) - 1, FALSE);
  g_assert_true (tpk_path_view_is_moving (fixture->view));

  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  g_assert_false (tpk_path_view_is_moving (fixture->view));
  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  g_assert_true (tpk_path_view_is_moving (fixture->view));

  gtk_widget_set_visible (GTK_WIDGET (fixture->view), FALSE);
  g_assert_false (tpk_path_view_is_moving (fixture->view));
  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
}

static void
test_plan (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (TpkProfile) profile = tpk_profile_new ("Office");

  tpk_path_view_set_path (fixture->view, tpk_path_new (NULL, profile), FALSE);
  g_assert_cmpstr (tpk_path_view_get_description (fixture->view), ==,
                   "This Computer. Next, “The Other Side”: Not checked yet, not checked");
  g_assert_nonnull (tpk_ui_test_find (fixture->view, TPK_TYPE_PATH_STOP_VIEW, 1));
  g_assert_null (tpk_ui_test_find (fixture->view, TPK_TYPE_PATH_STOP_VIEW, 2));

  tpk_profile_set_route (profile, TPK_ROUTE_CLOUD);
  tpk_path_view_set_path (fixture->view, tpk_path_new (NULL, profile), FALSE);
  g_assert_cmpstr (tpk_path_view_get_description (fixture->view), ==,
                   "This Computer. Next, “Cloud Proxy”: Not checked yet, not checked. Next, “The Other Side”: "
    "Not checked yet, not checked");
}

#define add(path, func) \
  g_test_add ("/ui/path-view/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("descriptions", test_descriptions);
  add ("best", test_best);
  add ("directions", test_directions);
  add ("motion", test_motion);
  add ("plan", test_plan);

  return g_test_run ();
}
