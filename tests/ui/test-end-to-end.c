/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-coturn.h"
#include "tpk-ui-test.h"
#include "ui/tpk-apply-dialog.h"
#include "ui/tpk-checks-page.h"
#include "ui/tpk-file-change-row.h"
#include "ui/tpk-finding-line.h"
#include "ui/tpk-import-dialog.h"
#include "ui/tpk-server-row.h"
#include "ui/tpk-window.h"

/*
 * The whole way, through the window alone: what Azure's documentation shows is pasted, looked at,
 * mended, checked against a real server, and applied.
 */

static char *
read_sample (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "seed-acs.js", NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

/* The sample with a server that is there in the place of Microsoft's. */
static char *
adapt_sample (const char    *sample,
              TpkTestCoturn *coturn)
{
  g_autoptr (GString) text = g_string_new (sample);
  g_autofree char *host = g_strdup_printf ("127.0.0.1:%u", tpk_test_coturn_get_port (coturn));

  /* A mistake that people make, too. */
  g_assert_cmpuint (g_string_replace (text, "turn:turn1.azure.com", "turn://turn.azure.com", 0), ==,
                    1);
  g_assert_cmpuint (g_string_replace (text, "turn.azure.com:3478", host, 0), ==, 2);
  g_assert_cmpuint (g_string_replace (text, "20.202.255.255:3478", host, 0), ==, 2);
  g_string_replace (text, "turnserver1username", TPK_TEST_USER, 0);
  g_string_replace (text, "turnserver2username", TPK_TEST_USER, 0);
  g_string_replace (text, "turnserver1credentialorpass", TPK_TEST_PASSWORD, 0);
  g_string_replace (text, "turnserver2credentialorpass", TPK_TEST_PASSWORD, 0);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
activate (TpkWindow  *window,
          const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), action, NULL));
  tpk_ui_test_settle ();
}

static void
paste (TpkWindow  *window,
       const char *text)
{
  GtkWindow *dialog;
  GtkStack *stack;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (window)), text);
  activate (window, "win.paste");
  while ((dialog = tpk_ui_test_find_window (TPK_TYPE_IMPORT_DIALOG)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  stack = tpk_ui_test_child (GtkStack, dialog, "stack");
  while (g_strcmp0 (gtk_stack_get_visible_child_name (stack), "preview") != 0)
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_test_settle ();

  tpk_ui_test_click (tpk_ui_test_get_child (dialog, "apply_button"));
  while (tpk_ui_test_find_window (TPK_TYPE_IMPORT_DIALOG) != NULL)
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_test_settle ();
}

/* What a closed row would show is not made. */
static void
open_rows (TpkWindow *window)
{
  /* Rows are made with the next frame. */
  while (tpk_ui_test_find (window, TPK_TYPE_SERVER_ROW, 1) == NULL)
    g_main_context_iteration (NULL, TRUE);

  for (guint i = 0; i < 2; i++) {
    GtkWidget *row = tpk_ui_test_find (window, TPK_TYPE_SERVER_ROW, i);

    gtk_toggle_button_set_active (tpk_ui_test_child (GtkToggleButton, row, "expander"), TRUE);
  }
  tpk_ui_test_settle ();
}

static guint
count_findings (TpkWindow  *window,
                const char *code)
{
  GtkWidget *line;
  guint n = 0;

  for (guint i = 0; (line = tpk_ui_test_find (window, TPK_TYPE_FINDING_LINE, i)) != NULL; i++) {
    TpkFinding *finding = tpk_finding_line_get_finding (TPK_FINDING_LINE (line));

    n += g_strcmp0 (tpk_finding_get_code (finding), code) == 0;
  }

  return n;
}

/* The button of the first finding with that repair. */
static GtkWidget *
find_repair (TpkWindow  *window,
             TpkFixKind  kind)
{
  GtkWidget *line;

  for (guint i = 0; (line = tpk_ui_test_find (window, TPK_TYPE_FINDING_LINE, i)) != NULL; i++) {
    TpkFinding *finding = tpk_finding_line_get_finding (TPK_FINDING_LINE (line));

    if (tpk_finding_get_fix_kind (finding) == kind)
      return tpk_finding_line_get_button (TPK_FINDING_LINE (line));
  }

  return NULL;
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
check (TpkWindow *window)
{
  GtkWidget *page = tpk_ui_test_find (window, TPK_TYPE_CHECKS_PAGE, 0);
  GListModel *results;
  gboolean done = FALSE;

  tpk_window_show_page (window, "checks");
  g_signal_connect (tpk_window_get_checker (window), "finished", G_CALLBACK (finished_cb), &done);
  activate (window, "win.check");
  tpk_ui_test_wait (&done);
  tpk_ui_test_settle ();
  g_signal_handlers_disconnect_by_data (tpk_window_get_checker (window), &done);

  g_assert_cmpstr (gtk_label_get_label (tpk_ui_test_child (GtkLabel, page, "headline_label")), ==,
                   "Calls will work, over UDP and TCP.");
  results = tpk_check_run_get_results (tpk_checker_get_run (tpk_window_get_checker (window)));
  g_assert_cmpuint (g_list_model_get_n_items (results), ==, 4);
  for (guint i = 0; i < 4; i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);

    g_assert_cmpstr (tpk_result_get_code (result), ==, "ok");
    g_assert_cmpint (tpk_result_get_stage (result), ==, TPK_STAGE_DATA);
  }
}

static void
apply (TpkWindow *window)
{
  GtkWindow *dialog;
  GtkWidget *button;

  activate (window, "win.apply");
  dialog = tpk_ui_test_find_window (TPK_TYPE_APPLY_DIALOG);
  g_assert_nonnull (dialog);
  button = tpk_ui_test_get_child (dialog, "apply_button");
  while (!gtk_widget_get_sensitive (button))
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (tpk_ui_test_find (dialog, TPK_TYPE_FILE_CHANGE_ROW, 1));

  tpk_ui_test_click (button);
  while (tpk_ui_test_find_window (TPK_TYPE_APPLY_DIALOG) != NULL)
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_test_settle ();
}

static void
assert_written (TpkUiFixture  *fixture,
                TpkTestCoturn *coturn)
{
  g_autofree char *path = g_build_filename (fixture->folder, "rtc-configuration.json", NULL);
  g_autofree char *expected = NULL;
  g_autofree char *text = NULL;
  guint port = tpk_test_coturn_get_port (coturn);

  expected = g_strdup_printf ("{\n"
                              "  \"iceServers\" : [\n"
                              "    {\n"
                              "      \"urls\" : [\n"
                              "        \"turn:127.0.0.1:%u?transport=udp\",\n"
                              "        \"turn:127.0.0.1:%u?transport=udp\"\n"
                              "      ],\n"
                              "      \"username\" : \"" TPK_TEST_USER "\",\n"
                              "      \"credential\" : \"" TPK_TEST_PASSWORD "\"\n"
                              "    },\n"
                              "    {\n"
                              "      \"urls\" : [\n"
                              "        \"turn:127.0.0.1:%u\",\n"
                              "        \"turn:127.0.0.1:%u?transport=tcp\"\n"
                              "      ],\n"
                              "      \"username\" : \"" TPK_TEST_USER "\",\n"
                              "      \"credential\" : \"" TPK_TEST_PASSWORD "\"\n"
                              "    }\n"
                              "  ],\n"
                              "  \"iceTransportPolicy\" : \"relay\"\n"
                              "}\n", port, port, port, port);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_azure (TpkUiFixture  *fixture,
            gconstpointer  data)
{
  TpkTestCoturnOptions options = { .auth = TPK_TEST_COTURN_PASSWORD };
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autofree char *sample = read_sample ();
  g_autofree char *adapted = NULL;
  GtkWidget *repair;
  TpkWindow *window;

  if (!tpk_test_coturn_available ()) {
    g_test_skip ("there is no turnserver");
    return;
  }

  coturn = tpk_test_coturn_new (&options);
  adapted = adapt_sample (sample, coturn);
  window = TPK_WINDOW (tpk_window_new (NULL, fixture->workspace));
  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 700);
  gtk_window_present (GTK_WINDOW (window));
  tpk_ui_test_settle ();

  /* As it is: nobody can call through what the documentation shows, and nothing of it is TLS. */
  paste (window, sample);
  open_rows (window);
  g_assert_cmpuint (count_findings (window, "placeholder-address"), ==, 4);
  g_assert_cmpuint (count_findings (window, "no-tls"), >, 0);
  activate (window, "win.undo");
  g_assert_cmpuint (tpk_profile_get_n_servers (tpk_workspace_get_profile (fixture->workspace)), ==,
                    0);

  paste (window, adapted);
  open_rows (window);
  g_assert_cmpuint (count_findings (window, "placeholder-address"), ==, 0);
  repair = find_repair (window, TPK_FIX_REPLACE_URL);
  g_assert_nonnull (repair);
  tpk_ui_test_click (repair);
  g_assert_null (find_repair (window, TPK_FIX_REPLACE_URL));

  check (window);
  apply (window);
  assert_written (fixture, coturn);
  g_assert_false (tpk_workspace_is_modified (fixture->workspace));

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  tpk_ui_test_settle ();
  g_assert_null (window);
}

/* What was typed last is on the disk when the window is gone. */
static void
test_close_saves (TpkUiFixture  *fixture,
                  gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "draft.json", NULL);
  GtkWidget *window = tpk_window_new (NULL, fixture->workspace);

  gtk_window_present (GTK_WINDOW (window));
  tpk_ui_fixture_add_server (fixture, "Typed last", "turn:turn.example.org");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  gtk_window_close (GTK_WINDOW (window));
  while (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_test_settle ();
}

#define add(path, func) \
  g_test_add ("/ui/end-to-end/" path, TpkUiFixture, NULL, tpk_ui_fixture_set_up, func, \
              tpk_ui_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("azure", test_azure);
  add ("close-saves", test_close_saves);

  return g_test_run ();
}
