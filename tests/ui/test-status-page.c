/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <sched.h>

#include "tpk-test-coturn.h"
#include "tpk-ui-test.h"
#include "ui/tpk-checks-page.h"
#include "ui/tpk-first-run.h"
#include "ui/tpk-history-chart.h"
#include "ui/tpk-ladder-view.h"
#include "ui/tpk-path-view.h"
#include "ui/tpk-status-page.h"
#include "ui/tpk-status-words.h"
#include "ui/tpk-targets-view.h"
#include "ui/tpk-window.h"

typedef struct {
  TpkUiFixture   base;
  TpkWindow     *window;
  TpkStatusPage *page;
} Fixture;

static TpkProfile *
get_profile (Fixture *fixture)
{
  return tpk_workspace_get_profile (fixture->base.workspace);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  tpk_ui_fixture_set_up (&fixture->base, NULL);
  fixture->window = TPK_WINDOW (tpk_window_new (NULL, fixture->base.workspace));
  fixture->page = TPK_STATUS_PAGE (tpk_ui_test_get_child (fixture->window, "status_page"));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1100, 700);
  gtk_window_present (GTK_WINDOW (fixture->window));
  tpk_ui_test_settle ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  tpk_ui_test_settle ();
  g_assert_null (fixture->window);
  tpk_ui_fixture_tear_down (&fixture->base, NULL);
}

static const char *
get_text (Fixture    *fixture,
          const char *id)
{
  return gtk_label_get_label (tpk_ui_test_child (GtkLabel, fixture->page, id));
}

static GtkButton *
get_button (Fixture *fixture)
{
  return tpk_ui_test_child (GtkButton, fixture->page, "action_button");
}

static const char *
get_place (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (tpk_ui_test_child (GtkStack, fixture->page, "stack"));
}

/* Updates are gathered; waits until the page says so. */
static void
wait_for (Fixture    *fixture,
          const char *headline)
{
  while (g_strcmp0 (get_text (fixture, "headline_label"), headline) != 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
add_server (Fixture    *fixture,
            const char *url)
{
  tpk_ui_fixture_add_server (&fixture->base, "Office", url);
  tpk_workspace_set_route (fixture->base.workspace, TPK_ROUTE_OWN);
  tpk_ui_test_settle ();
}

static void
finished_cb (TpkChecker   *checker,
             const GError *error,
             gboolean     *done)
{
  g_assert_no_error (error);
  *done = TRUE;
}

static void
check (Fixture *fixture)
{
  TpkChecker *checker = tpk_window_get_checker (fixture->window);
  gboolean done = FALSE;
  gulong id = g_signal_connect (checker, "finished", G_CALLBACK (finished_cb), &done);

  tpk_ui_test_click (get_button (fixture));
  g_assert_true (tpk_checker_is_running (checker) || done);
  tpk_ui_test_wait (&done);
  g_signal_handler_disconnect (checker, id);
}

static void
test_first_run (Fixture       *fixture,
                gconstpointer  data)
{
  static const char *const actions[] = { "win.paste", "win.add-server", "win.show-page" };
  GtkWidget *first_run = tpk_ui_test_find (fixture->page, TPK_TYPE_FIRST_RUN, 0);
  GtkWidget *button;

  g_assert_cmpstr (tpk_window_get_page (fixture->window), ==, "status");
  g_assert_cmpstr (get_place (fixture), ==, "first-run");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    button = tpk_ui_test_find (first_run, GTK_TYPE_BUTTON, i);
    g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, actions[i]);
    g_assert_true (gtk_widget_get_focusable (button));
    g_assert_true (gtk_widget_is_sensitive (button));
  }
  g_assert_null (tpk_ui_test_find (first_run, GTK_TYPE_BUTTON, G_N_ELEMENTS (actions)));

  button = tpk_ui_test_find (first_run, GTK_TYPE_BUTTON, 2);
  tpk_ui_test_click (button);
  g_assert_cmpstr (tpk_window_get_page (fixture->window), ==, "proxy");
  tpk_window_show_page (fixture->window, "status");

  /* Gives way as soon as there is anything, and comes back with undo. */
  tpk_ui_fixture_add_server (&fixture->base, "Office", "turn:turn.turnpike.test");
  tpk_ui_test_settle ();
  g_assert_cmpstr (get_place (fixture), ==, "status");
  tpk_workspace_undo (fixture->base.workspace);
  tpk_ui_test_settle ();
  g_assert_cmpstr (get_place (fixture), ==, "first-run");
}

static void
test_routes (Fixture       *fixture,
             gconstpointer  data)
{
  TpkServer *server = tpk_ui_fixture_add_server (&fixture->base, "Office", "turn:a.turnpike.test");

  tpk_workspace_set_route (fixture->base.workspace, TPK_ROUTE_DIRECT);
  wait_for (fixture, "Calls go directly, without a relay");
  g_assert_cmpstr (gtk_button_get_label (get_button (fixture)), ==, "Choose a _Route");

  tpk_workspace_set_route (fixture->base.workspace, TPK_ROUTE_CLOUD);
  wait_for (fixture, "Calls go through a cloud proxy");
  g_assert_cmpstr (gtk_button_get_label (get_button (fixture)), ==, "Show Cloud _Proxy");

  tpk_workspace_set_route (fixture->base.workspace, TPK_ROUTE_OWN);
  wait_for (fixture, "Not checked yet");
  g_assert_cmpstr (get_text (fixture, "advice_label"), ==,
                   "A check tries every way to every server. It takes a few seconds.");
  g_assert_cmpstr (gtk_button_get_label (get_button (fixture)), ==, "_Check Now");

  tpk_server_set_enabled (server, FALSE);
  wait_for (fixture, "No server is switched on");
  tpk_ui_test_click (get_button (fixture));
  g_assert_cmpstr (tpk_window_get_page (fixture->window), ==, "servers");
}

static void
test_failing (Fixture       *fixture,
              gconstpointer  data)
{
  TpkChecker *checker = tpk_window_get_checker (fixture->window);
  GListModel *history = tpk_checker_get_history (checker);
  g_autoptr (TpkCheckRecord) record = NULL;
  GtkWidget *row;

  add_server (fixture, "turn:127.0.0.1:1?transport=tcp");
  wait_for (fixture, "Not checked yet");
  check (fixture);
  wait_for (fixture, "Calls will not work: no server can be reached from here");
  g_assert_cmpstr (gtk_button_get_label (get_button (fixture)), ==, "_Edit Server");
  g_assert_cmpint (tpk_state_icon_get_state
                     (tpk_ui_test_child (TpkStateIcon, fixture->page, "headline_icon")),
                   ==, TPK_STATE_ERROR);
  g_assert_cmpstr (tpk_path_view_get_description
                     (tpk_ui_test_child (TpkPathView, fixture->page, "path_view")),
                   ==, "This Computer. Next, “127.0.0.1”: Error, Refused, TCP. "
                       "Next, “The Other Side”: Not checked yet, not tried");

  row = tpk_ui_test_find (tpk_ui_test_get_child (fixture->page, "facts_group"),
                          ADW_TYPE_ACTION_ROW, TPK_FACT_ID_UDP);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "UDP");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "Not tried: no server in the list is reached this way");

  g_assert_cmpuint (g_list_model_get_n_items (history), ==, 1);
  record = g_list_model_get_item (history, 0);
  g_assert_cmpstr (tpk_check_record_get_state (record), ==, "failed");
  g_assert_cmpfloat (tpk_check_record_get_rtt_ms (record), ==, -1);
  g_assert_cmpuint (tpk_history_chart_get_n_bars
                      (tpk_ui_test_child (TpkHistoryChart, fixture->page, "history_chart")),
                    ==, 1);

  /* The server that is at fault, and no other. */
  tpk_ui_test_click (get_button (fixture));
  g_assert_nonnull (tpk_ui_test_find_window (g_type_from_name ("TpkServerDialog")));
  gtk_window_destroy (tpk_ui_test_find_window (g_type_from_name ("TpkServerDialog")));
  /* Where it was, for whoever is to check again. */
  g_assert_cmpstr (tpk_window_get_page (fixture->window), ==, "status");
}

static void
assert_found (TpkResultState  result_state,
              const char     *code,
              TpkFactId       id,
              TpkFact         fact,
              TpkFact         other_family,
              const char     *words,
              TpkState        state)
{
  TpkResultFields fields = {
    .url = "turn:192.0.2.7", .wire = TPK_WIRE_UDP, .family = G_SOCKET_FAMILY_IPV4,
    .address = "192.0.2.7", .port = 3478, .state = result_state, .code = code, .rtt_ms = -1,
  };
  g_autoptr (GListStore) results = g_list_store_new (TPK_TYPE_RESULT);
  g_autoptr (TpkResult) result = tpk_result_new (&fields);
  g_autofree char *found = NULL;
  TpkState shown;

  g_list_store_append (results, result);
  found = tpk_status_dup_fact_found (G_LIST_MODEL (results), id, fact, other_family, &shown);
  g_assert_cmpstr (found, ==, words);
  g_assert_cmpint (shown, ==, state);
}

static void
test_facts (Fixture       *fixture,
            gconstpointer  data)
{
  const char *offline = "Not tried: there is no network";

  /* Where nothing could be sent, nothing was found out about anybody. */
  assert_found (TPK_RESULT_STATE_UNTESTED, "no-network", TPK_FACT_ID_UDP, TPK_FACT_UNKNOWN,
                TPK_FACT_ABSENT, offline, TPK_STATE_NONE);
  assert_found (TPK_RESULT_STATE_UNTESTED, "no-network", TPK_FACT_ID_TCP, TPK_FACT_UNKNOWN,
                TPK_FACT_ABSENT, offline, TPK_STATE_NONE);
  assert_found (TPK_RESULT_STATE_UNTESTED, "no-network", TPK_FACT_ID_IPV4, TPK_FACT_ABSENT,
                TPK_FACT_ABSENT, offline, TPK_STATE_NONE);

  assert_found (TPK_RESULT_STATE_FAILED, "no-reply", TPK_FACT_ID_UDP, TPK_FACT_UNKNOWN,
                TPK_FACT_UNKNOWN,
                "Not known: no server answered this way, which may be their fault",
                TPK_STATE_NONE);
  assert_found (TPK_RESULT_STATE_PASSED, "ok", TPK_FACT_ID_IPV6, TPK_FACT_ABSENT, TPK_FACT_WORKS,
                "This network has none. That is fine", TPK_STATE_NOTE);
  assert_found (TPK_RESULT_STATE_FAILED, "no-reply", TPK_FACT_ID_IPV6, TPK_FACT_ABSENT,
                TPK_FACT_UNKNOWN, "This network has none", TPK_STATE_NOTE);
}

/* In a process of its own, which leaves the network that the others need. */
static void
test_offline (Fixture       *fixture,
              gconstpointer  data)
{
  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed ();
    return;
  }
  if (unshare (CLONE_NEWNET) != 0) {
    g_test_skip ("this user may not leave the network");
    return;
  }

  add_server (fixture, "turn:192.0.2.7");
  wait_for (fixture, "Not checked yet");
  check (fixture);
  wait_for (fixture, "This computer has no network connection, so nothing could be tried");
  /* What the headline has said is not said again. */
  g_assert_cmpstr (get_text (fixture, "advice_label"), ==,
                   "Connect to a network, then check again.");
}

static TpkTargetsView *
get_targets (Fixture *fixture)
{
  GtkWidget *checks = tpk_ui_test_find (fixture->window, TPK_TYPE_CHECKS_PAGE, 0);

  return TPK_TARGETS_VIEW (tpk_ui_test_get_child (checks, "targets_view"));
}

static gboolean
is_in_sight (GtkWidget *widget,
             GtkWidget *window)
{
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (widget, window, &bounds) && bounds.origin.y >= 0 &&
         bounds.size.height > 0 &&
         bounds.origin.y + bounds.size.height <= gtk_widget_get_height (window);
}

/* The certificate that is meant, and not the first of the list. */
static void
test_show_certificate (Fixture       *fixture,
                       gconstpointer  data)
{
  TpkTestCoturnOptions options = { .auth = TPK_TEST_COTURN_PASSWORD };
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autofree char *url = NULL;
  TpkLadderView *ladder;
  GtkWidget *window;

  if (!tpk_test_coturn_available () || !tpk_test_certs_available ()) {
    g_test_skip ("there is no turnserver, or no certtool");
    return;
  }

  /* So low that the stage is below what is seen of the ladder at first. */
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 600, 480);
  coturn = tpk_test_coturn_new (&options);
  url = g_strdup_printf ("turns:127.0.0.1:%u", tpk_test_coturn_get_tls_port (coturn));
  add_server (fixture, "turn:127.0.0.1:1?transport=tcp");
  add_server (fixture, url);
  wait_for (fixture, "Not checked yet");
  check (fixture);
  wait_for (fixture, "Calls will not work with these servers");
  g_assert_cmpstr (gtk_button_get_label (get_button (fixture)), ==, "Show _Certificate");
  tpk_ui_test_click (get_button (fixture));

  g_assert_cmpstr (tpk_window_get_page (fixture->window), ==, "checks");
  ladder = tpk_ui_test_child (TpkLadderView, get_targets (fixture), "ladder_view");
  window = tpk_ui_test_get_child (get_targets (fixture), "ladder_window");
  g_assert_cmpstr (tpk_result_get_url (tpk_ladder_view_get_result (ladder)), ==, url);
  g_assert_cmpstr (tpk_result_get_code (tpk_ladder_view_get_result (ladder)), ==, "tls-untrusted");
  while (!is_in_sight (tpk_ladder_view_find_stage (ladder, TPK_STAGE_TLS), window))
    g_main_context_iteration (NULL, TRUE);
}

/* The mark of the first row of the table of checks. */
static GtkWidget *
get_old_mark (Fixture *fixture)
{
  GtkWidget *label;

  for (guint i = 0; (label = tpk_ui_test_find (get_targets (fixture), GTK_TYPE_LABEL, i)) != NULL;
       i++) {
    if (g_str_equal (gtk_label_get_label (GTK_LABEL (label)), "Refused"))
      return gtk_widget_get_next_sibling (label);
  }

  g_assert_not_reached ();
}

static const char *
get_old_words (Fixture *fixture)
{
  GtkWidget *checks = tpk_ui_test_find (fixture->window, TPK_TYPE_CHECKS_PAGE, 0);
  GtkWidget *box = tpk_ui_test_get_child (checks, "old_box");

  return gtk_widget_get_visible (box)
         ? gtk_label_get_label (GTK_LABEL (gtk_widget_get_last_child (box))) : NULL;
}

static void
test_edited (Fixture       *fixture,
             gconstpointer  data)
{
  TpkChecker *checker = tpk_window_get_checker (fixture->window);
  TpkServer *server;

  add_server (fixture, "turn:127.0.0.1:1?transport=tcp");
  wait_for (fixture, "Not checked yet");
  check (fixture);
  wait_for (fixture, "Calls will not work: no server can be reached from here");
  g_assert_cmpuint (tpk_checker_get_age (checker), ==, TPK_CHECK_AGE_CURRENT);

  /* What it is called says nothing about the network. */
  server = tpk_profile_get_server (get_profile (fixture), 0);
  tpk_server_set_label (server, "Head office");
  tpk_workspace_commit (fixture->base.workspace, "Rename");
  g_assert_cmpuint (tpk_checker_get_age (checker), ==, TPK_CHECK_AGE_CURRENT);

  tpk_server_set_url (server, 0, "turn:127.0.0.1:2?transport=tcp");
  tpk_workspace_commit (fixture->base.workspace, "Edit");
  g_assert_cmpuint (tpk_checker_get_age (checker), ==, TPK_CHECK_AGE_EDITED);
  wait_for (fixture, "Not checked since the servers were changed");
  g_assert_cmpstr (gtk_button_get_label (get_button (fixture)), ==, "_Check Again");
  g_assert_true (gtk_widget_has_css_class (tpk_ui_test_get_child (fixture->page, "facts_group"),
                                           "old"));

  /* The page of the checks says the same, and each row that it is old. */
  tpk_window_show_page (fixture->window, "checks");
  tpk_ui_test_settle ();
  g_assert_cmpstr (get_old_words (fixture), ==, "Not checked since the servers were changed");
  g_assert_true (gtk_widget_get_visible (get_old_mark (fixture)));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_old_mark (fixture)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Out of date");

  tpk_workspace_undo (fixture->base.workspace);
  g_assert_cmpuint (tpk_checker_get_age (checker), ==, TPK_CHECK_AGE_CURRENT);
  g_assert_null (get_old_words (fixture));
  g_assert_false (gtk_widget_get_visible (get_old_mark (fixture)));
  wait_for (fixture, "Calls will not work: no server can be reached from here");
}

static void
test_clients (Fixture       *fixture,
              gconstpointer  data)
{
  AdwActionRow *row = tpk_ui_test_child (AdwActionRow, fixture->page, "clients_row");

  add_server (fixture, "turn:turn.turnpike.test");
  while (g_strcmp0 (adw_action_row_get_subtitle (row), "1 waits to be applied") != 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_widths (Fixture       *fixture,
             gconstpointer  data)
{
  TpkPathView *view = tpk_ui_test_child (TpkPathView, fixture->page, "path_view");
  int minimum;

  gtk_widget_measure (GTK_WIDGET (fixture->page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);

  add_server (fixture, "turns:a-server-with-a-very-long-name.department.turnpike.test:443");
  for (guint i = 0; i < 2; i++) {
    gtk_widget_measure (GTK_WIDGET (fixture->page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                        NULL, NULL);
    g_assert_cmpint (minimum, <=, i == 0 ? 600 : 360);
    g_object_set (fixture->page, "narrow", TRUE, NULL);
  }
  gtk_widget_measure (GTK_WIDGET (view), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                      NULL);
  g_assert_cmpint (minimum, <=, 336);
}

static GtkWidget *
tab (Fixture *fixture)
{
  gtk_widget_child_focus (GTK_WIDGET (fixture->page), GTK_DIR_TAB_FORWARD);

  return gtk_root_get_focus (GTK_ROOT (fixture->window));
}

static void
test_keyboard (Fixture       *fixture,
               gconstpointer  data)
{
  GtkWidget *first_run = tpk_ui_test_find (fixture->page, TPK_TYPE_FIRST_RUN, 0);

  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  for (guint i = 0; i < 3; i++)
    g_assert_true (tab (fixture) == tpk_ui_test_find (first_run, GTK_TYPE_BUTTON, i));

  /* One button, and the row that leads on. */
  add_server (fixture, "turn:127.0.0.1:1?transport=tcp");
  wait_for (fixture, "Not checked yet");
  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  g_assert_true (tab (fixture) == GTK_WIDGET (get_button (fixture)));
  while (tab (fixture) != tpk_ui_test_get_child (fixture->page, "clients_row"))
    g_assert_nonnull (gtk_root_get_focus (GTK_ROOT (fixture->window)));
}

#define add(path, func) \
  g_test_add ("/ui/status-page/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("first-run", test_first_run);
  add ("routes", test_routes);
  add ("failing", test_failing);
  add ("facts", test_facts);
  add ("offline", test_offline);
  add ("show-certificate", test_show_certificate);
  add ("edited", test_edited);
  add ("clients", test_clients);
  add ("keyboard", test_keyboard);
  add ("widths", test_widths);

  return g_test_run ();
}
