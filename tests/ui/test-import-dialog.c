/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-test.h"
#include "ui/tpk-import-dialog.h"

/* Azure's sample, as the tutorial has it. */
static const char acs_sample[] =
  "const myTurn1 = {\n"
  "    urls: [\n"
  "        'turn:turn.azure.com:3478?transport=udp',\n"
  "        'turn:turn1.azure.com:3478?transport=udp',\n"
  "    ],\n"
  "    username: 'turnserver1username',\n"
  "    credential: 'turnserver1credentialorpass'\n"
  "};\n"
  "\n"
  "const myTurn2 = {\n"
  "    urls: [\n"
  "        'turn:20.202.255.255:3478',\n"
  "        'turn:20.202.255.255:3478?transport=tcp',\n"
  "    ],\n"
  "    username: 'turnserver2username',\n"
  "    credential: 'turnserver2credentialorpass'\n"
  "};\n"
  "\n"
  "new CallClient({\n"
  "    networkConfiguration: {\n"
  "        turn: {\n"
  "            iceServers: [myTurn1, myTurn2]\n"
  "        }\n"
  "    }\n"
  "});\n";

static TpkImportDialog *
open_dialog (TpkUiFixture *fixture)
{
  GtkWidget *dialog = tpk_import_dialog_new (fixture->workspace);

  gtk_window_present (GTK_WINDOW (dialog));
  tpk_ui_test_settle ();

  return TPK_IMPORT_DIALOG (dialog);
}

static const char *
get_shown (TpkImportDialog *dialog)
{
  return gtk_stack_get_visible_child_name (tpk_ui_test_child (GtkStack, dialog, "stack"));
}

static AdwActionRow *
get_row (TpkImportDialog *dialog,
         const char      *list,
         int              position)
{
  GtkListBox *box = tpk_ui_test_child (GtkListBox, dialog, list);

  return (AdwActionRow *) gtk_list_box_get_row_at_index (box, position);
}

static void
count_cb (TpkImportDialog *dialog,
          guint            n_servers,
          guint           *n_imported)
{
  *n_imported = n_servers;
}

static void
test_acs_sample (TpkUiFixture  *fixture,
                 gconstpointer  data)
{
  TpkProfile *profile = tpk_workspace_get_profile (fixture->workspace);
  TpkImportDialog *dialog = open_dialog (fixture);
  GtkWidget *apply = tpk_ui_test_get_child (dialog, "apply_button");
  TpkCredential *credential;
  guint n_imported = 0;

  g_assert_cmpstr (get_shown (dialog), ==, "nothing");
  g_assert_false (gtk_widget_get_sensitive (apply));

  tpk_import_dialog_set_text (dialog, acs_sample, -1);
  g_assert_cmpstr (get_shown (dialog), ==, "preview");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (dialog)) == apply);
  /* What was pasted has passwords in it. */
  g_assert_false (gtk_widget_get_visible (tpk_ui_test_get_child (dialog, "text_group")));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (apply)), ==, "_Add 2 Servers");
  g_assert_cmpstr (adw_action_row_get_subtitle (get_row (dialog, "taken_list", 0)), ==,
                   "turn:turn.azure.com:3478?transport=udp\n"
                   "turn:turn1.azure.com:3478?transport=udp\n"
                   "user turnserver1username");
  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 0);

  g_signal_connect (dialog, "imported", G_CALLBACK (count_cb), &n_imported);
  tpk_ui_test_click (apply);
  g_assert_cmpuint (n_imported, ==, 2);
  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 2);
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_OWN);
  g_assert_cmpstr (tpk_ice_url_get_text (tpk_server_get_url (tpk_profile_get_server (profile, 1),
                                                             1)),
                   ==, "turn:20.202.255.255:3478?transport=tcp");
  credential = tpk_server_get_credential (tpk_profile_get_server (profile, 1));
  g_assert_cmpstr (tpk_credential_get_username (credential), ==, "turnserver2username");
  g_assert_cmpstr (tpk_credential_get_password (credential), ==, "turnserver2credentialorpass");

  tpk_workspace_undo (fixture->workspace);
  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 0);
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_DIRECT);
}

/* Whoever opens it by a key types or pastes at once. */
static void
test_focus (TpkUiFixture  *fixture,
            gconstpointer  data)
{
  TpkImportDialog *dialog = open_dialog (fixture);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (dialog));

  g_assert_true (GTK_IS_TEXT_VIEW (focus));
  g_assert_true (gtk_text_view_get_buffer (GTK_TEXT_VIEW (focus)) ==
                 tpk_ui_test_child (GtkTextBuffer, dialog, "buffer"));
  gtk_window_destroy (GTK_WINDOW (dialog));

  /* Of a text that was pasted there is nothing to type into, whether it is of use or not. */
  dialog = TPK_IMPORT_DIALOG (tpk_import_dialog_new (fixture->workspace));
  gtk_window_present (GTK_WINDOW (dialog));
  tpk_import_dialog_set_text (dialog, "good morning", -1);
  tpk_ui_test_settle ();
  focus = gtk_window_get_focus (GTK_WINDOW (dialog));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (focus)), ==, "_Cancel");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_typing (TpkUiFixture  *fixture,
             gconstpointer  data)
{
  TpkImportDialog *dialog = open_dialog (fixture);
  GtkTextBuffer *buffer = tpk_ui_test_child (GtkTextBuffer, dialog, "buffer");
  AdwPreferencesRow *row;
  GtkWidget *apply = tpk_ui_test_get_child (dialog, "apply_button");

  g_assert_true (gtk_widget_get_visible (tpk_ui_test_get_child (dialog, "text_group")));
  gtk_text_buffer_set_text (buffer, "good morning", -1);
  while (g_strcmp0 (get_shown (dialog), "error") != 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (gtk_widget_get_sensitive (apply));

  gtk_text_buffer_set_text (buffer,
                            "{\"iceServers\":[{\"urls\":\"stun:stun.turnpike.test\"}]}", -1);
  while (g_strcmp0 (get_shown (dialog), "preview") != 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gtk_widget_get_sensitive (apply));
  g_assert_cmpstr (adw_action_row_get_subtitle (get_row (dialog, "taken_list", 0)), ==,
                   "stun:stun.turnpike.test\nno sign-in");
  row = ADW_PREFERENCES_ROW (get_row (dialog, "taken_list", 1));
  g_assert_cmpstr (adw_preferences_row_get_title (row), ==, "Calls will go through own servers");
  g_assert_null (get_row (dialog, "taken_list", 2));

  gtk_text_buffer_set_text (buffer, "", -1);
  while (g_strcmp0 (get_shown (dialog), "nothing") != 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (gtk_widget_get_sensitive (apply));

  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_bad_input (TpkUiFixture  *fixture,
                gconstpointer  data)
{
  TpkImportDialog *dialog = open_dialog (fixture);
  g_autofree char *deep = g_strnfill (1000000, '[');
  static const char bytes[] = "\xff\xfe\x00{\x80";

  tpk_import_dialog_set_text (dialog, bytes, sizeof bytes - 1);
  g_assert_cmpstr (get_shown (dialog), ==, "error");
  tpk_import_dialog_set_text (dialog, deep, -1);
  g_assert_cmpstr (get_shown (dialog), ==, "error");
  g_assert_false (gtk_widget_get_sensitive (tpk_ui_test_get_child (dialog, "apply_button")));

  /* What was cut off in the middle is taken as far as it goes, and said to be. */
  tpk_import_dialog_set_text (dialog, "{\"iceServers\":[{\"urls\":[\"turn:a.turnpike.test\", \"tu",
                              -1);
  g_assert_cmpstr (get_shown (dialog), ==, "preview");
  g_assert_true (gtk_widget_get_visible (tpk_ui_test_get_child (dialog, "left_group")));
  g_assert_nonnull (get_row (dialog, "left_list", 0));

  /* A new text leaves nothing of the one before. */
  tpk_import_dialog_set_text (dialog, "{\"iceServers\":[]}", -1);
  g_assert_false (gtk_widget_get_sensitive (tpk_ui_test_get_child (dialog, "apply_button")));
  g_assert_null (get_row (dialog, "left_list", 0));

  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_file (TpkUiFixture  *fixture,
           gconstpointer  data)
{
  TpkImportDialog *dialog = open_dialog (fixture);
  g_autofree char *path = g_build_filename (fixture->folder, "given.js", NULL);
  g_autofree char *missing_path = g_build_filename (fixture->folder, "missing.js", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) missing = g_file_new_for_path (missing_path);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, acs_sample, -1, &error);
  g_assert_no_error (error);

  tpk_import_dialog_load_file (dialog, file);
  while (g_strcmp0 (get_shown (dialog), "preview") != 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (get_row (dialog, "taken_list", 1));

  tpk_import_dialog_load_file (dialog, missing);
  while (g_strcmp0 (get_shown (dialog), "error") != 0)
    g_main_context_iteration (NULL, TRUE);

  gtk_window_destroy (GTK_WINDOW (dialog));
}

#define add(path, func) \
  g_test_add ("/ui/import-dialog/" path, TpkUiFixture, NULL, tpk_ui_fixture_set_up, func, \
              tpk_ui_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("acs-sample", test_acs_sample);
  add ("focus", test_focus);
  add ("typing", test_typing);
  add ("bad-input", test_bad_input);
  add ("file", test_file);

  return g_test_run ();
}
