/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-black-hole.h"
#include "tpk-test-coturn.h"
#include "tpk-test-resolver.h"
#include "tpk-ui-test.h"
#include "ui/tpk-checks-page.h"
#include "ui/tpk-ladder-view.h"
#include "ui/tpk-state-icon.h"
#include "ui/tpk-target-row.h"
#include "ui/tpk-targets-view.h"

typedef struct {
  GtkWidget     *window;
  TpkChecksPage *page;
  TpkTestCoturn *coturn;       /* (nullable) */
  TpkCheckRun   *run;
  char          *urls[3];      /* works over UDP, is refused, works over TLS */
} Fixture;

static void
add_url (Fixture    *fixture,
         const char *text)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);
  g_autoptr (TpkCredential) credential = tpk_credential_new_password (TPK_TEST_USER,
                                                                      TPK_TEST_PASSWORD);

  tpk_check_run_add_url (fixture->run, url, "Office", "office", credential);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  TpkTestCoturnOptions server = { .auth = TPK_TEST_COTURN_PASSWORD };
  TpkCheckOptions options = { .ca_file = NULL };

  fixture->page = TPK_CHECKS_PAGE (tpk_checks_page_new ());
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1200, 800);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));
  tpk_ui_test_settle ();

  if (!tpk_test_coturn_available () || !tpk_test_certs_available ())
    return;

  fixture->coturn = tpk_test_coturn_new (&server);
  options.ca_file = tpk_test_certs_get_file (TPK_TEST_CERT_CA);
  fixture->run = tpk_check_run_new (&options);
  fixture->urls[0] = g_strdup_printf ("turn:127.0.0.1:%u?transport=udp",
                                      tpk_test_coturn_get_port (fixture->coturn));
  /* Nothing can listen on port 1 of loopback without being root; the answer is there at once. */
  fixture->urls[1] = g_strdup ("turn:127.0.0.1:1?transport=tcp");
  fixture->urls[2] = g_strdup_printf ("turns:127.0.0.1:%u?transport=tcp",
                                      tpk_test_coturn_get_tls_port (fixture->coturn));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  tpk_ui_test_settle ();
  g_assert_null (fixture->page);

  if (fixture->run != NULL)
    g_assert_finalize_object (fixture->run);
  g_clear_pointer (&fixture->coturn, tpk_test_coturn_free);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->urls); i++)
    g_free (fixture->urls[i]);
}

static gboolean
skip (Fixture *fixture)
{
  if (fixture->coturn != NULL)
    return FALSE;

  g_test_skip ("there is no turnserver, or no certtool");
  return TRUE;
}

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (GError) error = NULL;
  gboolean *done = data;

  tpk_check_run_start_finish (TPK_CHECK_RUN (source), result, &error);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_assert_no_error (error);
  *done = TRUE;
}

static const char *
get_stack (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (tpk_ui_test_child (GtkStack, fixture->page, "stack"));
}

static GtkWidget *
get_targets (Fixture *fixture)
{
  return tpk_ui_test_get_child (fixture->page, "targets_view");
}

static GtkColumnView *
get_table (Fixture *fixture)
{
  return tpk_ui_test_child (GtkColumnView, get_targets (fixture), "column_view");
}

static TpkResult *
get_ladder (Fixture *fixture)
{
  return tpk_ladder_view_get_result (tpk_ui_test_child (TpkLadderView, get_targets (fixture),
                                                        "ladder_view"));
}

static const char *
get_url (Fixture *fixture,
         guint    position)
{
  GListModel *model = G_LIST_MODEL (gtk_column_view_get_model (get_table (fixture)));
  g_autoptr (TpkTargetRow) row = g_list_model_get_item (model, position);

  return row != NULL ? tpk_result_get_url (tpk_target_row_get_result (row)) : NULL;
}

/* What is new is shown with the next frames. */
static void
wait_until_shown (Fixture *fixture)
{
  TpkTargetsView *targets = TPK_TARGETS_VIEW (get_targets (fixture));

  while (!tpk_targets_view_is_current (targets))
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_test_settle ();
}

/* The titles of the columns come before what is in them. */
static const char *
get_cell (Fixture *fixture,
          guint    row,
          guint    column)
{
  GListModel *columns = gtk_column_view_get_columns (get_table (fixture));
  guint n_columns = g_list_model_get_n_items (columns);
  GtkWidget *label = tpk_ui_test_find (get_table (fixture), GTK_TYPE_LABEL,
                                       (row + 1) * n_columns + column);

  return gtk_label_get_label (GTK_LABEL (label));
}

static void
sort_by (Fixture     *fixture,
         guint        position,
         GtkSortType  direction)
{
  GListModel *columns = gtk_column_view_get_columns (get_table (fixture));
  g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, position);

  gtk_column_view_sort_by_column (get_table (fixture), column, direction);
  tpk_ui_test_settle ();
}

static void
run_all (Fixture *fixture)
{
  gboolean done = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (fixture->urls); i++)
    add_url (fixture, fixture->urls[i]);
  tpk_checks_page_set_check_run (fixture->page, fixture->run);
  tpk_check_run_start_async (fixture->run, NULL, started_cb, &done);
  tpk_ui_test_wait (&done);
  wait_until_shown (fixture);
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *button = tpk_ui_test_find_button (fixture->page, "_Check Now");

  g_assert_cmpstr (get_stack (fixture), ==, "empty");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "win.check");
  g_assert_null (get_ladder (fixture));
}

static void
test_results (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const cells[3][5] = {
    { NULL, "UDP", "IPv4", "Works", "Send Data Through" },
    { NULL, "TCP", "IPv4", "Refused", "Connect" },
    { NULL, "TLS", "IPv4", "Works", "Send Data Through" },
  };
  GtkWidget *tools = tpk_ui_test_get_child (fixture->page, "tools_box");
  GtkLabel *headline = tpk_ui_test_child (GtkLabel, fixture->page, "headline_label");
  GtkExpander *expander = tpk_ui_test_child (GtkExpander, fixture->page, "advice_expander");
  GtkLabel *advice = tpk_ui_test_child (GtkLabel, fixture->page, "advice_label");

  if (skip (fixture))
    return;

  run_all (fixture);
  g_assert_cmpstr (get_stack (fixture), ==, "run");
  g_assert_cmpstr (get_url (fixture, 3), ==, NULL);
  for (guint row = 0; row < 3; row++) {
    g_assert_cmpstr (get_cell (fixture, row, 0), ==, fixture->urls[row]);
    for (guint column = 1; column < 5; column++)
      g_assert_cmpstr (get_cell (fixture, row, column), ==, cells[row][column]);
  }
  g_assert_cmpstr (get_cell (fixture, 0, 7), ==, "0.0 %");
  g_assert_cmpstr (get_cell (fixture, 1, 6), ==, "");
  g_assert_cmpstr (get_cell (fixture, 1, 7), ==, "");

  g_assert_cmpstr (gtk_label_get_label (headline), ==,
                   tpk_verdict_get_headline (tpk_check_run_get_verdict (fixture->run)));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (expander)));
  g_assert_cmpstr (gtk_expander_get_label (expander), ==, "What to do (1)");
  g_assert_cmpstr (gtk_label_get_label (advice), ==,
                   "• Check the port number. If it is right, ask the server’s operator whether the "
                   "relay service is running and listens for TCP there.");

  g_assert_true (gtk_widget_get_visible (tools));
}

static void
result_cb (TpkLadderView *ladder,
           GParamSpec    *pspec,
           Fixture       *fixture)
{
  /* What the user looks at is the same throughout. */
  g_assert_nonnull (get_ladder (fixture));
  g_assert_cmpstr (tpk_result_get_url (get_ladder (fixture)), ==, fixture->urls[2]);
}

static void
test_selected_while_filling_in (Fixture       *fixture,
                                gconstpointer  data)
{
  GtkSelectionModel *selection;
  gboolean done = FALSE;
  GtkWidget *ladder, *first;

  if (skip (fixture))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (fixture->urls); i++)
    add_url (fixture, fixture->urls[i]);
  tpk_checks_page_set_check_run (fixture->page, fixture->run);
  wait_until_shown (fixture);
  selection = gtk_column_view_get_model (get_table (fixture));
  sort_by (fixture, 3, GTK_SORT_DESCENDING);
  g_assert_cmpstr (get_url (fixture, 2), ==, fixture->urls[2]);
  gtk_selection_model_select_item (selection, 2, TRUE);
  g_assert_cmpstr (tpk_result_get_url (get_ladder (fixture)), ==, fixture->urls[2]);

  ladder = tpk_ui_test_get_child (get_targets (fixture), "ladder_view");
  g_signal_connect (ladder, "notify::result", G_CALLBACK (result_cb), fixture);
  tpk_check_run_start_async (fixture->run, NULL, started_cb, &done);
  tpk_ui_test_wait (&done);
  wait_until_shown (fixture);
  g_signal_handlers_disconnect_by_data (ladder, fixture);

  g_assert_cmpstr (tpk_result_get_url (get_ladder (fixture)), ==, fixture->urls[2]);
  g_assert_cmpint (tpk_result_get_state (get_ladder (fixture)), ==, TPK_RESULT_STATE_PASSED);
  first = tpk_ui_test_get_child (ladder, "url_label");
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (first)), ==, fixture->urls[2]);
  /* What fails comes first, which was not known when it was sorted. */
  g_assert_cmpstr (get_url (fixture, 0), ==, fixture->urls[1]);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* Made once, the table fills in what is there, in one run and in the next. */
static void
test_rows_stay (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (TpkCheckRun) earlier = NULL;
  g_autoptr (TpkTargetRow) selected = NULL;
  GtkSelectionModel *selection;
  TpkResult *before;
  GtkWidget *cell;
  guint n_changes = 0;

  if (skip (fixture))
    return;

  run_all (fixture);
  selection = gtk_column_view_get_model (get_table (fixture));
  gtk_selection_model_select_item (selection, 1, TRUE);
  selected = g_list_model_get_item (G_LIST_MODEL (selection), 1);
  before = tpk_target_row_get_result (selected);
  cell = tpk_ui_test_find (get_table (fixture), GTK_TYPE_LABEL, 2 * 8 + 3);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (cell)), ==, "Refused");

  g_signal_connect_swapped (selection, "items-changed", G_CALLBACK (count_cb), &n_changes);
  earlier = fixture->run;
  fixture->run = tpk_check_run_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->urls); i++)
    add_url (fixture, fixture->urls[i]);
  tpk_checks_page_set_check_run (fixture->page, fixture->run);
  wait_until_shown (fixture);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (cell)), ==, "Being checked");
  g_assert_true (tpk_target_row_get_result (selected) != before);
  g_assert_true (gtk_selection_model_is_selected (selection, 1));
  g_assert_true (get_ladder (fixture) == tpk_target_row_get_result (selected));
  g_assert_cmpuint (n_changes, ==, 0);
  g_signal_handlers_disconnect_by_data (selection, &n_changes);
}

static void
check_name (Fixture *fixture)
{
  gboolean done = FALSE;

  tpk_check_run_start_async (fixture->run, NULL, started_cb, &done);
  tpk_ui_test_wait (&done);
  wait_until_shown (fixture);
}

static TpkCheckRun *
new_run_of_name (Fixture *fixture)
{
  TpkCheckRun *earlier = fixture->run;

  fixture->run = tpk_check_run_new (NULL);
  add_url (fixture, "turn:two.test:1?transport=tcp");
  add_url (fixture, "turn:127.0.0.1:1?transport=tcp");
  tpk_checks_page_set_check_run (fixture->page, fixture->run);
  wait_until_shown (fixture);

  return earlier;
}

/* The second address of a name stays selected while the name is looked up again. */
static void
test_addresses_stay (Fixture       *fixture,
                     gconstpointer  data)
{
  TpkTestResolver *resolver = tpk_test_resolver_install ();
  g_autoptr (TpkCheckRun) unused = NULL;
  g_autoptr (TpkCheckRun) earlier = NULL;
  g_autoptr (TpkTargetRow) selected = NULL;
  GtkSelectionModel *selection = gtk_column_view_get_model (get_table (fixture));
  TpkResult *before;

  tpk_test_resolver_add (resolver, "two.test", "127.0.0.2");
  tpk_test_resolver_add (resolver, "two.test", "127.0.0.3");
  unused = new_run_of_name (fixture);
  check_name (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (selection)), ==, 3);
  gtk_selection_model_select_item (selection, 1, TRUE);
  selected = g_list_model_get_item (G_LIST_MODEL (selection), 1);
  before = tpk_target_row_get_result (selected);
  g_assert_cmpstr (tpk_result_get_address (before), ==, "127.0.0.3");

  earlier = new_run_of_name (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (selection)), ==, 3);
  g_assert_true (gtk_selection_model_is_selected (selection, 1));
  g_assert_true (get_ladder (fixture) == before);
  g_assert_true (tpk_target_row_get_old (selected));

  tpk_test_resolver_add (resolver, "two.test", "127.0.0.4");
  check_name (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (selection)), ==, 4);
  g_assert_true (gtk_selection_model_is_selected (selection, 1));
  g_assert_true (get_ladder (fixture) == tpk_target_row_get_result (selected));
  g_assert_true (get_ladder (fixture) != before);
  g_assert_cmpstr (tpk_result_get_address (get_ladder (fixture)), ==, "127.0.0.3");
  g_assert_false (tpk_target_row_get_old (selected));
  tpk_test_resolver_uninstall (resolver);
}

static void
test_sort (Fixture       *fixture,
           gconstpointer  data)
{
  GtkSelectionModel *selection;

  if (skip (fixture))
    return;

  run_all (fixture);
  selection = gtk_column_view_get_model (get_table (fixture));
  gtk_selection_model_select_item (selection, 1, TRUE);
  g_assert_cmpstr (tpk_result_get_url (get_ladder (fixture)), ==, fixture->urls[1]);

  /* Via: TCP, TLS, UDP. */
  sort_by (fixture, 1, GTK_SORT_ASCENDING);
  g_assert_cmpstr (get_url (fixture, 0), ==, fixture->urls[1]);
  g_assert_cmpstr (get_url (fixture, 1), ==, fixture->urls[2]);
  g_assert_cmpstr (get_url (fixture, 2), ==, fixture->urls[0]);
  g_assert_true (gtk_selection_model_is_selected (selection, 0));
  g_assert_cmpstr (tpk_result_get_url (get_ladder (fixture)), ==, fixture->urls[1]);

  /* State: what works comes before what fails. */
  sort_by (fixture, 3, GTK_SORT_ASCENDING);
  g_assert_cmpstr (get_url (fixture, 2), ==, fixture->urls[1]);
  sort_by (fixture, 3, GTK_SORT_DESCENDING);
  g_assert_cmpstr (get_url (fixture, 0), ==, fixture->urls[1]);

  /* Round trip: what was not measured comes last. */
  sort_by (fixture, 6, GTK_SORT_ASCENDING);
  g_assert_cmpstr (get_url (fixture, 2), ==, fixture->urls[1]);
  g_assert_true (gtk_selection_model_is_selected (selection, 2));
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (TpkTestBlackHole) hole = NULL;
  g_autofree char *silent = NULL;
  GtkWidget *tools = tpk_ui_test_get_child (fixture->page, "tools_box");
  GtkLabel *headline = tpk_ui_test_child (GtkLabel, fixture->page, "headline_label");
  TpkStateIcon *icon = tpk_ui_test_child (TpkStateIcon, fixture->page, "verdict_icon");
  gboolean done = FALSE;

  if (skip (fixture))
    return;

  hole = tpk_test_black_hole_new (G_SOCKET_FAMILY_IPV4);
  silent = g_strdup_printf ("turn:127.0.0.1:%u", tpk_test_black_hole_get_port (hole));
  add_url (fixture, silent);
  tpk_checks_page_set_check_run (fixture->page, fixture->run);
  tpk_check_run_start_async (fixture->run, NULL, started_cb, &done);
  wait_until_shown (fixture);
  g_assert_cmpstr (gtk_label_get_label (headline), ==, "Checking…");
  g_assert_cmpint (tpk_state_icon_get_state (icon), ==, TPK_STATE_RUNNING);
  g_assert_false (gtk_widget_get_visible (tools));
  g_assert_cmpstr (tpk_result_get_url (get_ladder (fixture)), ==, silent);

  tpk_check_run_cancel (fixture->run);
  tpk_ui_test_wait (&done);
  wait_until_shown (fixture);
  g_assert_cmpint (tpk_state_icon_get_state (icon), ==, TPK_STATE_NONE);
  g_assert_cmpstr (get_cell (fixture, 0, 3), ==, "Cancelled");
  g_assert_true (gtk_widget_get_visible (tools));
}

static guint
count_columns (Fixture *fixture)
{
  GListModel *columns = gtk_column_view_get_columns (get_table (fixture));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

    n += gtk_column_view_column_get_visible (column) ? 1 : 0;
  }

  return n;
}

static void
test_room (Fixture       *fixture,
           gconstpointer  data)
{
  GtkOrientable *paned = tpk_ui_test_child (GtkOrientable, get_targets (fixture), "paned");

  g_assert_cmpint (gtk_orientable_get_orientation (paned), ==, GTK_ORIENTATION_HORIZONTAL);
  g_assert_cmpuint (count_columns (fixture), ==, 8);

  g_object_set (fixture->page, "compact", TRUE, NULL);
  g_assert_cmpint (gtk_orientable_get_orientation (paned), ==, GTK_ORIENTATION_VERTICAL);
  g_assert_cmpuint (count_columns (fixture), ==, 7);
  g_object_set (fixture->page, "narrow", TRUE, NULL);
  g_assert_cmpuint (count_columns (fixture), ==, 2);

  g_object_set (fixture->page, "narrow", FALSE, "compact", FALSE, NULL);
  g_assert_cmpint (gtk_orientable_get_orientation (paned), ==, GTK_ORIENTATION_HORIZONTAL);
  g_assert_cmpuint (count_columns (fixture), ==, 8);
}

#define add(path, func) \
  g_test_add ("/ui/checks-page/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("empty", test_empty);
  add ("results", test_results);
  add ("selected-while-filling-in", test_selected_while_filling_in);
  add ("rows-stay", test_rows_stay);
  add ("addresses-stay", test_addresses_stay);
  add ("sort", test_sort);
  add ("cancel", test_cancel);
  add ("room", test_room);

  return g_test_run ();
}
