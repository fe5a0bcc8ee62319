/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <glib/gstdio.h>

#include "store/tpk-call-lease.h"

#include "tpk-ui-test.h"
#include "ui/tpk-client-file-dialog.h"
#include "ui/tpk-client-file-editor.h"
#include "ui/tpk-client-file-row.h"
#include "ui/tpk-clients-page.h"
#include "ui/tpk-diff-view.h"
#include "ui/tpk-import-dialog.h"

typedef struct {
  TpkUiFixture  base;
  GtkWidget    *window;
  GtkWidget    *page;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  GtkWidget *overlay = adw_toast_overlay_new ();

  tpk_ui_fixture_set_up (&fixture->base, NULL);
  tpk_ui_fixture_add_server (&fixture->base, "Office", "turn:turn.example.org");
  tpk_workspace_set_route (fixture->base.workspace, TPK_ROUTE_OWN);

  fixture->page = tpk_clients_page_new ();
  tpk_clients_page_set_workspace (TPK_CLIENTS_PAGE (fixture->page), fixture->base.workspace);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), fixture->page);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), overlay);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (fixture->page != NULL)
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_fixture_tear_down (&fixture->base, NULL);
}

static void
ready_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  GAsyncResult **kept = data;

  *kept = g_object_ref (result);
}

static TpkApplyOutcome
apply (Fixture *fixture)
{
  TpkWorkspace *workspace = fixture->base.workspace;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  TpkApplyOutcome outcome = TPK_APPLY_OUTCOME_APPLIED;

  tpk_workspace_apply_async (workspace, FALSE, NULL, ready_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  tpk_workspace_apply_finish (workspace, result, &outcome, &error);
  g_assert_no_error (error);

  return outcome;
}

static TpkClientFileRow *
get_row (Fixture *fixture,
         guint    position)
{
  return TPK_CLIENT_FILE_ROW (tpk_ui_test_find (fixture->page, TPK_TYPE_CLIENT_FILE_ROW,
                                                position));
}

/* Files are looked at in a thread. */
static TpkClientFileRow *
wait_for_state (Fixture        *fixture,
                guint           position,
                TpkClientState  state)
{
  while (tpk_ui_test_find (fixture->page, TPK_TYPE_CLIENT_FILE_ROW, position) == NULL ||
         tpk_client_status_get_state (tpk_client_file_row_get_status (get_row (fixture, position)))
           != state)
    g_main_context_iteration (NULL, TRUE);

  return get_row (fixture, position);
}

static void
assert_row (Fixture    *fixture,
            guint       position,
            const char *title,
            const char *client,
            const char *state)
{
  TpkClientFileRow *row = get_row (fixture, position);
  g_autofree char *subtitle = g_strdup_printf ("%s · \u2066%s\u2069\n%s", client,
                                              fixture->base.folder, state);

  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, title);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, subtitle);
}

static char *
dup_path (Fixture    *fixture,
          const char *name)
{
  return g_build_filename (fixture->base.folder, name, NULL);
}

static void
add_client (Fixture    *fixture,
            const char *client,
            const char *name)
{
  g_autofree char *path = dup_path (fixture, name);
  g_autoptr (TpkClientFile) file = tpk_client_file_new (client, path);

  tpk_document_add_client_file (tpk_workspace_get_draft (fixture->base.workspace), file);
  tpk_workspace_commit (fixture->base.workspace, "Add Client");
}

static guint
count_files (Fixture *fixture)
{
  TpkDocument *draft = tpk_workspace_get_draft (fixture->base.workspace);

  return g_list_model_get_n_items (tpk_document_get_client_files (draft));
}

static void
activate (Fixture    *fixture,
          const char *action,
          guint       position)
{
  g_assert_true (gtk_widget_activate_action (fixture->page, action, "u", position));
  tpk_ui_test_settle ();
}

static char *
dup_shown (gpointer    dialog,
           const char *id)
{
  return tpk_diff_view_dup_text (tpk_ui_test_child (TpkDiffView, dialog, id));
}

static gboolean
is_shown (gpointer    widget,
          const char *id)
{
  return gtk_widget_get_visible (tpk_ui_test_get_child (widget, id));
}

static void
close_window (GtkWindow *window)
{
  gtk_window_destroy (window);
  tpk_ui_test_settle ();
}

/* What is always there, before and after the first apply. */
static void
test_first (Fixture       *fixture,
            gconstpointer  data)
{
  wait_for_state (fixture, 0, TPK_CLIENT_NEW);
  assert_row (fixture, 0, "rtc-configuration.json", "Web browsers (RTCConfiguration)",
              "Not written yet. Applying writes it");
  g_assert_true (is_shown (fixture->page, "hint_group"));
  g_assert_false (is_shown (fixture->page, "calls_group"));
  g_assert_null (tpk_ui_test_find (fixture->page, TPK_TYPE_CLIENT_FILE_ROW, 1));

  g_assert_cmpint (apply (fixture), ==, TPK_APPLY_OUTCOME_APPLIED);
  wait_for_state (fixture, 0, TPK_CLIENT_IN_STEP);
  assert_row (fixture, 0, "rtc-configuration.json", "Web browsers (RTCConfiguration)",
              "In step, written just now");
}

/* Passwords are hidden until asked for; the clipboard gets what a client can use. */
static void
test_show (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *masked = NULL, *clear = NULL, *diff = NULL;
  GtkWindow *dialog;

  wait_for_state (fixture, 0, TPK_CLIENT_NEW);
  activate (fixture, "clients.show", 0);
  dialog = tpk_ui_test_find_window (TPK_TYPE_CLIENT_FILE_DIALOG);
  g_assert_cmpstr (gtk_window_get_title (dialog), ==, "rtc-configuration.json");

  masked = dup_shown (dialog, "text_view");
  g_assert_cmpstr (masked, ==,
                   "{\n"
                   "  \"iceServers\" : [\n"
                   "    {\n"
                   "      \"urls\" : [\n"
                   "        \"turn:turn.example.org\"\n"
                   "      ],\n"
                   "      \"username\" : \"alice\",\n"
                   "      \"credential\" : \"••••••\"\n"
                   "    }\n"
                   "  ],\n"
                   "  \"iceTransportPolicy\" : \"relay\"\n"
                   "}\n");
  gtk_toggle_button_set_active (tpk_ui_test_child (GtkToggleButton, dialog, "reveal_button"), TRUE);
  clear = dup_shown (dialog, "text_view");
  g_assert_nonnull (strstr (clear, "\"credential\" : \"open sesame\""));
  g_assert_false (is_shown (dialog, "switcher"));
  diff = dup_shown (dialog, "diff_view");
  g_assert_cmpstr (diff, ==, "");
  g_assert_false (is_shown (dialog, "choices_box"));
  close_window (dialog);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  char **text = data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_copy (Fixture       *fixture,
           gconstpointer  data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fixture->page);
  g_autofree char *text = NULL;

  wait_for_state (fixture, 0, TPK_CLIENT_NEW);
  activate (fixture, "clients.copy", 0);
  gdk_clipboard_read_text_async (clipboard, NULL, read_cb, &text);
  while (text == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (text, "\"credential\" : \"open sesame\""));
}

/* Somebody else wrote: overwrite, keep theirs, import theirs. */
static GtkWindow *
show_foreign (Fixture    *fixture,
              const char *theirs)
{
  g_autofree char *path = dup_path (fixture, "acs.json");

  add_client (fixture, "acs", "acs.json");
  g_assert_cmpint (apply (fixture), ==, TPK_APPLY_OUTCOME_APPLIED);
  wait_for_state (fixture, 1, TPK_CLIENT_IN_STEP);
  g_assert_true (g_file_set_contents (path, theirs, -1, NULL));
  wait_for_state (fixture, 1, TPK_CLIENT_FOREIGN);
  assert_row (fixture, 1, "acs.json", "Azure Communication Services",
              "Changed by someone else. Compare, and choose who wins");
  activate (fixture, "clients.show", 1);

  return tpk_ui_test_find_window (TPK_TYPE_CLIENT_FILE_DIALOG);
}

static void
test_overwrite (Fixture       *fixture,
                gconstpointer  data)
{
  GtkWindow *dialog = show_foreign (fixture, "theirs\n");
  g_autofree char *path = dup_path (fixture, "acs.json");
  g_autofree char *diff = dup_shown (dialog, "diff_view");
  g_autofree char *text = NULL;

  g_assert_cmpstr (gtk_stack_get_visible_child_name
                     (tpk_ui_test_child (GtkStack, dialog, "stack")), ==, "changes");
  g_assert_nonnull (strstr (diff, "\n-theirs\n"));
  g_assert_null (strstr (diff, "open sesame"));
  g_assert_true (is_shown (dialog, "choices_box"));
  g_assert_false (is_shown (dialog, "import_child"));

  tpk_ui_test_click (tpk_ui_test_find_button (dialog, "_Overwrite Theirs"));
  wait_for_state (fixture, 1, TPK_CLIENT_IN_STEP);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "turn:turn.example.org:3478?transport=udp"));
  g_assert_false (tpk_workspace_is_modified (fixture->base.workspace));
}

static void
test_keep (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWindow *dialog = show_foreign (fixture, "theirs\n");
  g_autofree char *path = dup_path (fixture, "acs.json");
  g_autofree char *text = NULL;

  tpk_ui_test_click (tpk_ui_test_find_button (dialog, "_Keep Theirs"));
  wait_for_state (fixture, 1, TPK_CLIENT_OFF);
  g_assert_cmpint (apply (fixture), ==, TPK_APPLY_OUTCOME_APPLIED);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "theirs\n");

  tpk_workspace_undo (fixture->base.workspace);
  wait_for_state (fixture, 1, TPK_CLIENT_FOREIGN);
}

static void
test_import (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWindow *dialog = show_foreign (fixture, "{\"iceServers\":[{\"urls\":\"turn:b.example.org\","
                                    "\"username\":\"b\",\"credential\":\"b\"}]}\n");
  GtkWindow *import;

  g_assert_true (is_shown (dialog, "import_child"));
  tpk_ui_test_click (tpk_ui_test_find_button (dialog, "_Import Theirs…"));
  import = tpk_ui_test_find_window (TPK_TYPE_IMPORT_DIALOG);
  g_assert_cmpstr (gtk_button_get_label (tpk_ui_test_child (GtkButton, import, "apply_button")), ==,
                   "_Add 1 Server");
  close_window (import);
}

static void
test_missing (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *path = dup_path (fixture, "rtc-configuration.json");
  GtkWidget *button;

  g_assert_cmpint (apply (fixture), ==, TPK_APPLY_OUTCOME_APPLIED);
  wait_for_state (fixture, 0, TPK_CLIENT_IN_STEP);
  g_assert_cmpint (g_unlink (path), ==, 0);
  wait_for_state (fixture, 0, TPK_CLIENT_MISSING);
  button = tpk_ui_test_find_button (get_row (fixture, 0), "_Write Again");
  tpk_ui_test_click (button);
  wait_for_state (fixture, 0, TPK_CLIENT_IN_STEP);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (gtk_widget_get_visible (button));
}

static void
test_calls (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkCallLease) lease = tpk_call_lease_take (fixture->base.folder, "Linphone", &error);
  g_autofree char *waiting = NULL, *since = NULL;
  GtkWidget *group = tpk_ui_test_get_child (fixture->page, "calls_group");
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (apply (fixture), ==, TPK_APPLY_OUTCOME_STAGED);
  wait_for_state (fixture, 0, TPK_CLIENT_NEW);
  while (!gtk_widget_get_visible (group))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (adw_preferences_row_get_title
                     (ADW_PREFERENCES_ROW (tpk_ui_test_find (group, ADW_TYPE_ACTION_ROW, 0))), ==,
                   "Linphone");

  utc = g_date_time_new_from_iso8601 (tpk_call_get_since (tpk_call_lease_get_call (lease)), NULL);
  local = g_date_time_to_local (utc);
  since = g_date_time_format (local, "%H:%M");
  waiting = g_strdup_printf ("Waits: “Linphone” is in a call since %s", since);
  while (!g_str_has_suffix (adw_action_row_get_subtitle (ADW_ACTION_ROW (get_row (fixture, 0))),
                            waiting))
    g_main_context_iteration (NULL, TRUE);

  tpk_call_lease_release (lease);
  wait_for_state (fixture, 0, TPK_CLIENT_IN_STEP);
  while (gtk_widget_get_visible (group))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_remove (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *overlay = gtk_widget_get_parent (fixture->page);
  TpkDocument *draft = tpk_workspace_get_draft (fixture->base.workspace);
  GListModel *files = tpk_document_get_client_files (draft);
  g_autoptr (TpkClientFile) first = NULL;

  add_client (fixture, "acs", "acs.json");
  add_client (fixture, "pion", "pion.json");
  wait_for_state (fixture, 2, TPK_CLIENT_NEW);
  activate (fixture, "clients.remove", 1);
  g_assert_cmpuint (count_files (fixture), ==, 1);

  /* What is edited in between stays. */
  tpk_profile_set_relay_only (tpk_workspace_get_profile (fixture->base.workspace), FALSE);
  tpk_ui_test_click (tpk_ui_test_find_button (overlay, "_Undo"));
  g_assert_cmpuint (count_files (fixture), ==, 2);
  first = g_list_model_get_item (files, 0);
  g_assert_cmpstr (tpk_client_file_get_client (first), ==, "acs");
  g_assert_false (tpk_profile_get_relay_only
                    (tpk_workspace_get_profile (fixture->base.workspace)));
}

static void
test_toggle (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *path = dup_path (fixture, "acs.json");

  add_client (fixture, "acs", "acs.json");
  wait_for_state (fixture, 1, TPK_CLIENT_NEW);
  activate (fixture, "clients.toggle", 1);
  wait_for_state (fixture, 1, TPK_CLIENT_OFF);
  g_assert_cmpint (apply (fixture), ==, TPK_APPLY_OUTCOME_APPLIED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  activate (fixture, "clients.toggle", 1);
  wait_for_state (fixture, 1, TPK_CLIENT_NEW);
}

static void
wait_for_look (GtkWindow *editor,
               gboolean   good)
{
  GtkWidget *button = tpk_ui_test_get_child (editor, "apply_button");
  GtkWidget *problem = tpk_ui_test_get_child (editor, "problem_label");

  while (good ? !gtk_widget_get_sensitive (button) : !gtk_widget_get_visible (problem))
    g_main_context_iteration (NULL, TRUE);
}

static const char *
get_problem (GtkWindow *editor)
{
  return gtk_label_get_label (tpk_ui_test_child (GtkLabel, editor, "problem_label"));
}

static void
select_client (GtkWindow  *editor,
               const char *name)
{
  AdwComboRow *row = tpk_ui_test_child (AdwComboRow, editor, "client_row");
  GListModel *names = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (names); i++) {
    g_autoptr (GtkStringObject) string = g_list_model_get_item (names, i);

    if (g_str_equal (gtk_string_object_get_string (string), name))
      adw_combo_row_set_selected (row, i);
  }
}

static void
test_add (Fixture       *fixture,
          gconstpointer  data)
{
  g_autofree char *own = dup_path (fixture, "turnpike.json");
  g_autofree char *path = dup_path (fixture, "janus.jcfg");
  g_autoptr (TpkClientFile) file = NULL;
  GtkWindow *editor;
  GtkWidget *entry;

  g_assert_cmpint (apply (fixture), ==, TPK_APPLY_OUTCOME_APPLIED);
  gtk_widget_activate_action (fixture->page, "clients.add", NULL);
  editor = tpk_ui_test_find_window (TPK_TYPE_CLIENT_FILE_EDITOR);
  entry = tpk_ui_test_get_child (editor, "path_row");
  select_client (editor, "Janus");
  g_assert_cmpstr (adw_preferences_group_get_description
                     (tpk_ui_test_child (AdwPreferencesGroup, editor, "client_group")), ==,
                   "For the Janus gateway: the group “nat” of janus.jcfg, with one STUN and one "
                   "TURN server");

  gtk_editable_set_text (GTK_EDITABLE (entry), own);
  wait_for_look (editor, FALSE);
  g_assert_cmpstr (get_problem (editor), ==,
                   "This file cannot be written: Turnpike keeps its own things there. Choose "
                   "another file.");
  g_assert_false (gtk_widget_get_sensitive (tpk_ui_test_get_child (editor, "apply_button")));

  g_assert_true (g_file_set_contents (path, "theirs\n", -1, NULL));
  gtk_editable_set_text (GTK_EDITABLE (entry), path);
  wait_for_look (editor, TRUE);
  g_assert_cmpstr (get_problem (editor), ==,
                   "There is something in this file that Turnpike did not write. You will be asked "
                   "before it is overwritten.");
  tpk_ui_test_click (tpk_ui_test_get_child (editor, "apply_button"));
  g_assert_null (tpk_ui_test_find_window (TPK_TYPE_CLIENT_FILE_EDITOR));
  file = g_list_model_get_item (tpk_document_get_client_files
                                  (tpk_workspace_get_draft (fixture->base.workspace)), 0);
  g_assert_cmpstr (tpk_client_file_get_client (file), ==, "janus");
  g_assert_cmpstr (tpk_client_file_get_path (file), ==, path);
  g_assert_cmpstr (tpk_workspace_get_undo_name (fixture->base.workspace), ==, "Add Client");
  wait_for_state (fixture, 1, TPK_CLIENT_FOREIGN);
}

static void
test_edit (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *path = dup_path (fixture, "moved.json");
  g_autoptr (TpkClientFile) file = NULL;
  GtkWindow *editor;

  add_client (fixture, "acs", "acs.json");
  add_client (fixture, "pion", "pion.json");
  wait_for_state (fixture, 2, TPK_CLIENT_NEW);
  activate (fixture, "clients.edit", 1);
  editor = tpk_ui_test_find_window (TPK_TYPE_CLIENT_FILE_EDITOR);
  g_assert_cmpstr (gtk_window_get_title (editor), ==, "Change Client");
  gtk_editable_set_text (GTK_EDITABLE (tpk_ui_test_get_child (editor, "path_row")), path);
  wait_for_look (editor, TRUE);
  g_assert_false (is_shown (editor, "problem_label"));
  tpk_client_file_editor_apply (TPK_CLIENT_FILE_EDITOR (editor));
  tpk_ui_test_settle ();

  g_assert_cmpuint (count_files (fixture), ==, 2);
  file = g_list_model_get_item (tpk_document_get_client_files
                                  (tpk_workspace_get_draft (fixture->base.workspace)), 0);
  g_assert_cmpstr (tpk_client_file_get_client (file), ==, "acs");
  g_assert_cmpstr (tpk_client_file_get_path (file), ==, path);
}

/* One that cannot be written says why, and leads to where it can be mended. */
static void
test_blocked (Fixture       *fixture,
              gconstpointer  data)
{
  add_client (fixture, "acs", "acs.json");
  add_client (fixture, "pion", "acs.json");
  wait_for_state (fixture, 2, TPK_CLIENT_BLOCKED);
  assert_row (fixture, 2, "acs.json", "Pion",
              "Cannot be written: the same file is written for another client. Choose another "
              "file.");
  tpk_ui_test_click (tpk_ui_test_find_button (get_row (fixture, 2), "C_hange…"));
  close_window (tpk_ui_test_find_window (TPK_TYPE_CLIENT_FILE_EDITOR));
}

#define add(path, func) \
  g_test_add ("/ui/clients-page/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("first", test_first);
  add ("show", test_show);
  add ("copy", test_copy);
  add ("overwrite", test_overwrite);
  add ("keep", test_keep);
  add ("import", test_import);
  add ("missing", test_missing);
  add ("calls", test_calls);
  add ("remove", test_remove);
  add ("toggle", test_toggle);
  add ("add", test_add);
  add ("edit", test_edit);
  add ("blocked", test_blocked);

  return g_test_run ();
}
