/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <glib/gstdio.h>

#include "checks/tpk-candidate.h"
#include "checks/tpk-report.h"

#include "tpk-test-coturn.h"
#include "tpk-ui-test.h"
#include "ui/tpk-call-view.h"
#include "ui/tpk-calls-view.h"
#include "ui/tpk-check-events.h"
#include "ui/tpk-checks-page.h"
#include "ui/tpk-log-view.h"
#include "ui/tpk-report-saver.h"
#include "ui/tpk-window.h"

/*
 * The page of the checks in the window, with a real server: candidates, test calls, the log, the
 * comparison with the check before, and reports.
 */

typedef struct {
  TpkUiFixture    base;
  TpkTestCoturn  *coturn;
  TpkWindow      *window;
  GtkWidget      *page;
  char           *url;
} Fixture;

static void
add_office (Fixture *fixture)
{
  TpkServer *server = tpk_ui_fixture_add_server (&fixture->base, "Office", fixture->url);
  g_autoptr (TpkCredential) credential = tpk_credential_new_password (TPK_TEST_USER,
                                                                      TPK_TEST_PASSWORD);

  tpk_server_set_credential (server, credential);
  tpk_workspace_commit (fixture->base.workspace, "Edit Server");
  tpk_workspace_set_route (fixture->base.workspace, TPK_ROUTE_OWN);
}

static void
open_window (Fixture *fixture)
{
  fixture->window = TPK_WINDOW (tpk_window_new (NULL, fixture->base.workspace));
  fixture->page = tpk_ui_test_find (fixture->window, TPK_TYPE_CHECKS_PAGE, 0);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1200, 800);
  gtk_window_present (GTK_WINDOW (fixture->window));
  tpk_window_show_page (fixture->window, "checks");
  tpk_ui_test_settle ();
}

static void
close_window (Fixture *fixture)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  tpk_ui_test_settle ();
  g_assert_null (fixture->window);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  TpkTestCoturnOptions server = { .auth = TPK_TEST_COTURN_PASSWORD };

  tpk_ui_fixture_set_up (&fixture->base, NULL);
  if (tpk_test_coturn_available ()) {
    fixture->coturn = tpk_test_coturn_new (&server);
    fixture->url = g_strdup_printf ("turn:127.0.0.1:%u?transport=udp",
                                    tpk_test_coturn_get_port (fixture->coturn));
    add_office (fixture);
  }
  open_window (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  close_window (fixture);
  tpk_ui_fixture_tear_down (&fixture->base, NULL);
  g_clear_pointer (&fixture->coturn, tpk_test_coturn_free);
  g_free (fixture->url);
}

static gboolean
skip (Fixture *fixture)
{
  if (fixture->coturn != NULL)
    return FALSE;

  g_test_skip ("there is no turnserver");
  return TRUE;
}

static void
finished_cb (TpkChecker   *checker,
             const GError *error,
             gboolean     *done)
{
  g_assert_no_error (error);
  *done = TRUE;
}

/* Waits for the end of a check that @button begins, or without one the window's action. */
static TpkCheckRun *
click_and_wait (Fixture   *fixture,
                GtkWidget *button)
{
  TpkChecker *checker = tpk_window_get_checker (fixture->window);
  gboolean done = FALSE;
  gulong id = g_signal_connect (checker, "finished", G_CALLBACK (finished_cb), &done);

  if (button != NULL)
    tpk_ui_test_click (button);
  else
    gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.check", NULL);
  tpk_ui_test_wait (&done);
  g_signal_handler_disconnect (checker, id);
  tpk_ui_test_settle ();

  return tpk_checker_get_run (checker);
}

static TpkCheckRun *
check (Fixture *fixture)
{
  return click_and_wait (fixture, NULL);
}

static GtkWidget *
get_view (Fixture    *fixture,
          const char *id)
{
  return tpk_ui_test_get_child (fixture->page, id);
}

static const char *
get_place (GtkWidget *view)
{
  return gtk_stack_get_visible_child_name (tpk_ui_test_child (GtkStack, view, "stack"));
}

static void
test_views (Fixture       *fixture,
            gconstpointer  data)
{
  static const char *const names[] = { "targets", "candidates", "calls", "log" };
  GtkStack *views = tpk_ui_test_child (GtkStack, fixture->page, "views");
  GtkDropDown *drop_down = tpk_ui_test_child (GtkDropDown, fixture->page, "view_drop_down");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    gtk_drop_down_set_selected (drop_down, i);
    g_assert_cmpstr (gtk_stack_get_visible_child_name (views), ==, names[i]);
  }
  gtk_stack_set_visible_child_name (views, "candidates");
  g_assert_cmpuint (gtk_drop_down_get_selected (drop_down), ==, 1);

  g_assert_true (gtk_widget_get_visible (get_view (fixture, "switcher")));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (drop_down)));
  g_object_set (fixture->page, "narrow", TRUE, NULL);
  g_assert_false (gtk_widget_get_visible (get_view (fixture, "switcher")));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (drop_down)));
}

static void
test_candidates (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *view = get_view (fixture, "candidates_view");
  GtkWidget *button = tpk_ui_test_get_child (view, "gather_button");
  GtkLabel *summary = tpk_ui_test_child (GtkLabel, view, "summary_label");
  GtkDropDown *policy = tpk_ui_test_child (GtkDropDown, view, "policy_drop_down");
  GtkColumnView *table = tpk_ui_test_child (GtkColumnView, view, "column_view");
  GListModel *rows = G_LIST_MODEL (gtk_column_view_get_model (table));
  g_autoptr (TpkCandidate) relayed = NULL;
  guint counts[2] = { 0, 0 };
  g_autofree char *expected = NULL;
  TpkCheckRun *run;

  if (skip (fixture))
    return;

  check (fixture);
  g_assert_cmpstr (get_place (view), ==, "empty");
  run = click_and_wait (fixture, button);
  g_assert_cmpstr (get_place (view), ==, "table");
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==,
                    g_list_model_get_n_items (tpk_check_run_get_candidates (run)));
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
    g_autoptr (TpkCandidate) candidate = g_list_model_get_item (rows, i);

    counts[0] += g_str_equal (tpk_candidate_get_kind (candidate), "host") ? 1 : 0;
    counts[1] += g_str_equal (tpk_candidate_get_kind (candidate), "srflx") ? 1 : 0;
  }
  expected = g_strdup_printf ("Addresses that a call can offer: %u of this computer, %u as seen "
                              "from outside, 1 of relays.", counts[0], counts[1]);
  g_assert_cmpstr (gtk_label_get_label (summary), ==, expected);

  gtk_drop_down_set_selected (policy, 1);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 1);
  relayed = g_list_model_get_item (rows, 0);
  g_assert_cmpstr (tpk_candidate_get_kind (relayed), ==, "relay");
  g_assert_cmpstr (tpk_candidate_get_url (relayed), ==, fixture->url);
  tpk_ui_test_settle ();
  /* Seven titles come before the cells. */
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (tpk_ui_test_find (table, GTK_TYPE_LABEL, 7))),
                   ==, "Relayed (relay)");
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (tpk_ui_test_find (table, GTK_TYPE_LABEL, 8))),
                   ==, "UDP");
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (tpk_ui_test_find (table, GTK_TYPE_LABEL, 13))),
                   ==, fixture->url);
}

static void
test_call (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWidget *view = get_view (fixture, "calls_view");
  GtkWidget *button = tpk_ui_test_get_child (view, "call_button");
  GtkWidget *call;
  g_autoptr (TpkProof) proof = NULL;
  g_autofree char *voice = NULL;
  TpkCheckRun *run;
  double mos;

  if (skip (fixture))
    return;

  check (fixture);
  g_assert_cmpstr (get_place (view), ==, "empty");
  gtk_spin_button_set_value (tpk_ui_test_child (GtkSpinButton, view, "seconds_button"), 1);
  run = click_and_wait (fixture, button);
  g_assert_cmpstr (get_place (view), ==, "calls");
  g_assert_cmpuint (g_list_model_get_n_items (tpk_check_run_get_proofs (run)), ==, 1);
  proof = g_list_model_get_item (tpk_check_run_get_proofs (run), 0);
  g_assert_cmpuint (tpk_proof_get_voice (proof)->echo.sent, ==, 50);

  call = tpk_ui_test_find (view, TPK_TYPE_CALL_VIEW, 0);
  g_assert_null (tpk_ui_test_find (view, TPK_TYPE_CALL_VIEW, 1));
  g_assert_true (tpk_call_view_get_proof (TPK_CALL_VIEW (call)) == proof);
  g_assert_cmpstr (gtk_label_get_label (tpk_ui_test_child (GtkLabel, call, "url_label")), ==,
                   fixture->url);
  g_assert_true (tpk_call_quality_get_mos (tpk_proof_get_voice (proof), &mos));
  voice = g_strdup_printf ("A voice would sound like %.1f of 5 (mean opinion score, MOS)", mos);
  g_assert_cmpstr (gtk_label_get_label (tpk_ui_test_child (GtkLabel, call, "voice_label")), ==,
                   voice);

  /* The next check makes no calls. */
  check (fixture);
  g_assert_cmpstr (get_place (view), ==, "empty");
  g_assert_cmpstr (adw_status_page_get_title (tpk_ui_test_child (AdwStatusPage, view,
                                                                 "empty_page")),
                   ==, "No Test Call Yet");
}

static void
test_call_without_relay (Fixture       *fixture,
                         gconstpointer  data)
{
  GtkWidget *view = get_view (fixture, "calls_view");
  TpkProfile *profile = tpk_workspace_get_profile (fixture->base.workspace);

  if (skip (fixture))
    return;

  tpk_profile_remove_server (profile, 0);
  tpk_ui_fixture_add_server (&fixture->base, "Closed", "turn:127.0.0.1:1?transport=tcp");
  check (fixture);
  click_and_wait (fixture, tpk_ui_test_get_child (view, "call_button"));
  g_assert_cmpstr (get_place (view), ==, "empty");
  g_assert_cmpstr (adw_status_page_get_title (tpk_ui_test_child (AdwStatusPage, view,
                                                                 "empty_page")),
                   ==, "Nothing to Call Through");
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (GError) error = NULL;
  char **text = data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);
  g_assert_no_error (error);
}

static char *
read_clipboard (Fixture *fixture)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (fixture->page), NULL, read_cb, &text);
  while (text == NULL)
    g_main_context_iteration (NULL, TRUE);

  return text;
}

/* Without the time of the day. */
static const char *
get_event (char       **lines,
           guint        i)
{
  g_assert_true (g_regex_match_simple ("^[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}  ", lines[i],
                                       G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT));

  return lines[i] + strlen ("00:00:00.000  ");
}

static void
test_log (Fixture       *fixture,
          gconstpointer  data)
{
  TpkLogView *view = TPK_LOG_VIEW (get_view (fixture, "log_view"));
  g_autofree char *text = NULL, *copied = NULL, *target = NULL, *found = NULL, *works = NULL;
  g_auto (GStrv) lines = NULL;
  guint n;

  if (skip (fixture))
    return;

  check (fixture);
  text = tpk_log_view_dup_text (view);
  lines = g_strsplit (text, "\n", -1);
  n = g_strv_length (lines);
  target = g_strdup_printf ("%s (UDP, 127.0.0.1) · ", fixture->url);
  found = g_strconcat (target, "Find Address · done after ", NULL);
  works = g_strconcat (target, "Works over UDP.", NULL);
  g_assert_cmpstr (get_event (lines, 0), ==, "Check of 1 address begins");
  g_assert_true (g_str_has_prefix (get_event (lines, 1), found));
  /* The last line ends, too. */
  g_assert_cmpstr (lines[n - 1], ==, "");
  g_assert_true (g_str_has_prefix (get_event (lines, n - 2), "Check is over · "));
  g_assert_true (g_strv_contains ((const char *const []) { get_event (lines, n - 3),
                                                           get_event (lines, n - 4), NULL },
                                  works));
  g_assert_null (strstr (text, TPK_TEST_PASSWORD));

  tpk_ui_test_click (tpk_ui_test_get_child (view, "copy_button"));
  copied = read_clipboard (fixture);
  g_assert_cmpstr (copied, ==, text);
}

/* What a server says is kept apart from what stands around it. */
#define SHOWN_REALM "realm \342\201\250" TPK_TEST_REALM

static void
event_cb (TpkCheckEvents *events,
          const char     *line,
          GPtrArray      *lines)
{
  g_ptr_array_add (lines, g_strdup (line));
}

static void
test_log_masked (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (TpkCheckEvents) events = tpk_check_events_new ();
  g_autoptr (TpkMask) mask = tpk_mask_new ();
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  TpkCheckRun *run;

  if (skip (fixture))
    return;

  /* As if a server called itself by the password. */
  tpk_mask_add_secret (mask, SHOWN_REALM);
  run = check (fixture);
  g_signal_connect (events, "event", G_CALLBACK (event_cb), lines);
  tpk_check_events_watch (events, run, mask);
  g_assert_cmpuint (lines->len, >, 5);
  for (guint i = 0; i < lines->len; i++)
    g_assert_null (strstr (lines->pdata[i], TPK_TEST_REALM));
  g_ptr_array_set_size (lines, 0);
  tpk_check_events_watch (events, run, NULL);
  g_assert_nonnull (strstr (lines->pdata[3], SHOWN_REALM));
}

static void
test_compare (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *button = get_view (fixture, "compare_button");
  GtkWidget *popover, *heading;
  g_autofree char *worse = NULL;

  if (skip (fixture))
    return;

  check (fixture);
  g_assert_false (gtk_widget_get_visible (button));
  tpk_test_coturn_kill (fixture->coturn);
  check (fixture);
  g_assert_true (gtk_widget_get_visible (button));
  popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON
                                                       (gtk_widget_get_first_child (button))));
  heading = tpk_ui_test_find (popover, GTK_TYPE_LABEL, 0);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (heading)), ==, "0 got better, 1 got worse");
  worse = g_strdup_printf ("%s (UDP, 127.0.0.1): Works before, Refused now", fixture->url);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (tpk_ui_test_find (popover, GTK_TYPE_LABEL, 1))),
                   ==, worse);
}

/* Of a check in an earlier window, there is only how it ended. */
static void
test_compare_remembered (Fixture       *fixture,
                         gconstpointer  data)
{
  GtkWidget *button, *popover, *heading;
  GListModel *history;

  if (skip (fixture))
    return;

  check (fixture);
  close_window (fixture);
  /* It is written by a thread of its own. */
  do {
    if (fixture->window != NULL)
      close_window (fixture);
    open_window (fixture);
    history = tpk_checker_get_history (tpk_window_get_checker (fixture->window));
    for (guint i = 0; i < 20 && g_list_model_get_n_items (history) == 0; i++) {
      g_usleep (1000);
      tpk_ui_test_settle ();
    }
  } while (g_list_model_get_n_items (history) == 0);

  check (fixture);
  button = get_view (fixture, "compare_button");
  g_assert_true (gtk_widget_get_visible (button));
  popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON
                                                       (gtk_widget_get_first_child (button))));
  heading = tpk_ui_test_find (popover, GTK_TYPE_LABEL, 0);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (heading)), ==,
                   "All that is remembered of the check before");
}

static char *
wait_for_file (const char *path)
{
  char *contents = NULL;

  while (!g_file_get_contents (path, &contents, NULL, NULL) || *contents == '\0') {
    g_clear_pointer (&contents, g_free);
    g_main_context_iteration (NULL, TRUE);
  }

  return contents;
}

static void
test_report_formats (Fixture       *fixture,
                     gconstpointer  data)
{
  static const char *const beginnings[] = { "<!DOCTYPE html>", "# ", "{" };
  const TpkReportFormat *formats;
  TpkCheckRun *run;
  guint n;

  if (skip (fixture))
    return;

  run = check (fixture);
  formats = tpk_report_formats_get (&n);
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (beginnings));
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strconcat ("report.", formats[i].extension, NULL);
    g_autofree char *path = g_build_filename (fixture->base.folder, name, NULL);
    g_autoptr (GFile) file = g_file_new_for_path (path);
    g_autofree char *contents = NULL;

    tpk_report_saver_save (fixture->page, run, "Default", &formats[i], file);
    contents = wait_for_file (path);
    g_assert_true (g_str_has_prefix (contents, beginnings[i]));
    g_assert_nonnull (strstr (contents, "transport=udp"));
    g_assert_null (strstr (contents, TPK_TEST_PASSWORD));
    g_remove (path);
  }
  tpk_ui_test_settle ();
}

static GtkWidget *
find_tool (Fixture    *fixture,
           const char *icon_name)
{
  GtkWidget *tool = gtk_widget_get_first_child (get_view (fixture, "tools_box"));

  while (!GTK_IS_BUTTON (tool) ||
         g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (tool)), icon_name) != 0)
    tool = gtk_widget_get_next_sibling (tool);

  return tool;
}

static void
test_report_copy (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *text = NULL;

  if (skip (fixture))
    return;

  check (fixture);
  tpk_ui_test_click (find_tool (fixture, "edit-copy-symbolic"));
  text = read_clipboard (fixture);
  g_assert_true (g_str_has_prefix (text, "# "));
  g_assert_nonnull (strstr (text, fixture->url));
  g_assert_null (strstr (text, TPK_TEST_PASSWORD));
}

/* Where there is no portal, GTK's own dialog asks. */
static void
test_report_save (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (GListModel) filters = NULL;
  g_autofree char *name = NULL;
  GtkWindow *dialog;

  if (skip (fixture))
    return;

  check (fixture);
  tpk_ui_test_click (find_tool (fixture, "document-save-symbolic"));
  while ((dialog = tpk_ui_test_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (gtk_window_get_title (dialog), ==, "Save Report");
  g_assert_true (gtk_window_get_modal (dialog));
  name = gtk_file_chooser_get_current_name (GTK_FILE_CHOOSER (dialog));
  g_assert_true (g_regex_match_simple ("^check-[0-9]{4}-[0-9]{2}-[0-9]{2}\\.html$", name,
                                       G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT));
  filters = gtk_file_chooser_get_filters (GTK_FILE_CHOOSER (dialog));
  g_assert_cmpuint (g_list_model_get_n_items (filters), ==, 3);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  tpk_ui_test_settle ();
}

#define add(path, func) \
  g_test_add ("/ui/check-views/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("views", test_views);
  add ("candidates", test_candidates);
  add ("call", test_call);
  add ("call-without-relay", test_call_without_relay);
  add ("log", test_log);
  add ("log-masked", test_log_masked);
  add ("compare", test_compare);
  add ("compare-remembered", test_compare_remembered);
  add ("report-formats", test_report_formats);
  add ("report-copy", test_report_copy);
  add ("report-save", test_report_save);

  return g_test_run ();
}
