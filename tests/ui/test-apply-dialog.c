/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store/tpk-call-lease.h"

#include "tpk-ui-test.h"
#include "ui/tpk-apply-dialog.h"
#include "ui/tpk-file-change-row.h"
#include "ui/tpk-finding-line.h"

static const char own_server[] =
  "{\n"
  "  \"iceServers\" : [\n"
  "    {\n"
  "      \"urls\" : [\n"
  "        \"turn:turn.example.org\"\n"
  "      ],\n"
  "      \"username\" : \"alice\",\n"
  "      \"credential\" : \"open sesame\"\n"
  "    }\n"
  "  ],\n"
  "  \"iceTransportPolicy\" : \"relay\"\n"
  "}\n";

static const char *
get_shown (TpkApplyDialog *dialog)
{
  return gtk_stack_get_visible_child_name (tpk_ui_test_child (GtkStack, dialog, "stack"));
}

/* Planning reads the files in a thread. */
static TpkApplyDialog *
open_dialog (TpkUiFixture *fixture)
{
  GtkWidget *dialog = tpk_apply_dialog_new (fixture->workspace);

  gtk_window_present (GTK_WINDOW (dialog));
  while (g_str_equal (get_shown (TPK_APPLY_DIALOG (dialog)), "planning"))
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_test_settle ();

  return TPK_APPLY_DIALOG (dialog);
}

static void
applied_cb (TpkApplyDialog *dialog,
            int             outcome,
            int            *applied)
{
  *applied = outcome;
}

/* Presses the button and waits for the dialog to close. */
static int
apply (TpkApplyDialog *dialog)
{
  int outcome = -1;

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  g_signal_connect (dialog, "applied", G_CALLBACK (applied_cb), &outcome);
  tpk_ui_test_click (tpk_ui_test_get_child (dialog, "apply_button"));
  while (dialog != NULL)
    g_main_context_iteration (NULL, TRUE);

  return outcome;
}

static void
assert_file (TpkUiFixture *fixture,
             const char   *name,
             const char   *expected)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    text = NULL;
  g_assert_cmpstr (text, ==, expected);
}

static void
use_own_server (TpkUiFixture *fixture)
{
  tpk_ui_fixture_add_server (fixture, "Office", "turn:turn.example.org");
  tpk_workspace_set_route (fixture->workspace, TPK_ROUTE_OWN);
}

static AdwExpanderRow *
get_row (TpkApplyDialog *dialog,
         guint           position)
{
  return ADW_EXPANDER_ROW (tpk_ui_test_find (dialog, TPK_TYPE_FILE_CHANGE_ROW, position));
}

static char *
dup_diff (AdwExpanderRow *row)
{
  GtkTextView *view = tpk_ui_test_child (GtkTextView, row, "diff_view");
  char *text;

  g_object_get (gtk_text_view_get_buffer (view), "text", &text, NULL);

  return text;
}

/* What a vendor's SDK will not do is said before it is applied, and nothing of a route without. */
static void
test_remarks (TpkUiFixture  *fixture,
              gconstpointer  data)
{
  TpkApplyDialog *dialog;
  GtkWidget *line;

  use_own_server (fixture);
  dialog = open_dialog (fixture);
  g_assert_false (gtk_widget_get_visible (tpk_ui_test_get_child (dialog, "remarks_group")));
  gtk_window_destroy (GTK_WINDOW (dialog));

  tpk_workspace_set_route (fixture->workspace, TPK_ROUTE_CLOUD);
  dialog = open_dialog (fixture);
  g_assert_true (gtk_widget_get_visible (tpk_ui_test_get_child (dialog, "remarks_group")));
  line = gtk_widget_get_first_child (tpk_ui_test_get_child (dialog, "remarks_box"));
  g_assert_cmpstr (tpk_finding_get_code (tpk_finding_line_get_finding (TPK_FINDING_LINE (line))), ==,
                   "agora-automatic");
  g_assert_null (gtk_widget_get_next_sibling (line));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_apply (TpkUiFixture  *fixture,
            gconstpointer  data)
{
  g_autofree char *document = NULL, *subtitle = NULL, *diff = NULL;
  TpkApplyDialog *dialog;
  AdwExpanderRow *row;

  use_own_server (fixture);
  dialog = open_dialog (fixture);
  g_assert_cmpstr (get_shown (dialog), ==, "plan");
  row = get_row (dialog, 0);
  subtitle = g_strdup_printf ("Will be created · \u2066%s\u2069", fixture->folder);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "turnpike.json");
  g_assert_cmpstr (adw_expander_row_get_subtitle (row), ==, subtitle);
  row = get_row (dialog, 1);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==,
                   "rtc-configuration.json");
  g_assert_null (tpk_ui_test_find (dialog, TPK_TYPE_FILE_CHANGE_ROW, 2));

  diff = dup_diff (row);
  g_assert_nonnull (strstr (diff, "+        \"turn:turn.example.org\"\n"));
  g_assert_null (strstr (diff, "open sesame"));
  g_assert_false (gtk_widget_get_visible (tpk_ui_test_get_child (dialog, "overwrite_group")));

  /* Return goes on. */
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (dialog)) ==
                 tpk_ui_test_get_child (dialog, "apply_button"));
  g_assert_cmpint (apply (dialog), ==, TPK_APPLY_OUTCOME_APPLIED);
  assert_file (fixture, "rtc-configuration.json", own_server);
  document = tpk_document_to_data (tpk_workspace_get_draft (fixture->workspace), NULL);
  assert_file (fixture, "turnpike.json", document);
  g_assert_false (tpk_workspace_is_modified (fixture->workspace));
}

static void
test_foreign (TpkUiFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "rtc-configuration.json", NULL);
  g_autofree char *subtitle = NULL;
  TpkApplyDialog *dialog;
  GtkWidget *button;

  use_own_server (fixture);
  g_assert_cmpint (apply (open_dialog (fixture)), ==, TPK_APPLY_OUTCOME_APPLIED);
  g_assert_true (g_file_set_contents (path, "theirs\n", -1, NULL));
  tpk_profile_set_relay_only (tpk_workspace_get_profile (fixture->workspace), FALSE);
  tpk_workspace_commit (fixture->workspace, NULL);

  dialog = open_dialog (fixture);
  button = tpk_ui_test_get_child (dialog, "apply_button");
  subtitle = g_strdup_printf ("Somebody else changed this file since it was last written · "
                              "\u2066%s\u2069",
                              fixture->folder);
  g_assert_cmpstr (adw_expander_row_get_subtitle (get_row (dialog, 1)), ==, subtitle);
  g_assert_true (adw_expander_row_get_expanded (get_row (dialog, 1)));
  g_assert_false (adw_expander_row_get_expanded (get_row (dialog, 0)));
  g_assert_true (gtk_widget_get_visible (tpk_ui_test_get_child (dialog, "overwrite_group")));
  g_assert_false (gtk_widget_get_sensitive (button));

  /* Not even by the way of the keyboard. */
  tpk_apply_dialog_apply (dialog);
  tpk_ui_test_settle ();
  assert_file (fixture, "rtc-configuration.json", "theirs\n");

  gtk_check_button_set_active (tpk_ui_test_child (GtkCheckButton, dialog, "overwrite_button"),
                               TRUE);
  g_assert_true (gtk_widget_get_sensitive (button));
  g_assert_cmpint (apply (dialog), ==, TPK_APPLY_OUTCOME_APPLIED);
  assert_file (fixture, "rtc-configuration.json",
               "{\n"
               "  \"iceServers\" : [\n"
               "    {\n"
               "      \"urls\" : [\n"
               "        \"turn:turn.example.org\"\n"
               "      ],\n"
               "      \"username\" : \"alice\",\n"
               "      \"credential\" : \"open sesame\"\n"
               "    }\n"
               "  ]\n"
               "}\n");
}

static void
test_staged (TpkUiFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkCallLease) lease = tpk_call_lease_take (fixture->folder, "Linphone", &error);
  TpkApplyDialog *dialog;

  g_assert_no_error (error);
  use_own_server (fixture);
  dialog = open_dialog (fixture);
  while (!gtk_widget_get_visible (tpk_ui_test_get_child (dialog, "calls_group")))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_str_has_prefix (adw_action_row_get_subtitle
                                     (tpk_ui_test_child (AdwActionRow, dialog, "calls_row")),
                                   "Waits: “Linphone” is in a call since "));
  g_assert_cmpstr (gtk_button_get_label (tpk_ui_test_child (GtkButton, dialog, "apply_button")), ==,
                   "_Apply After the Call");
  g_assert_cmpint (apply (dialog), ==, TPK_APPLY_OUTCOME_STAGED);
  g_assert_true (tpk_workspace_is_staged (fixture->workspace));
  assert_file (fixture, "rtc-configuration.json", NULL);

  /* The end of the call is enough. */
  tpk_call_lease_release (lease);
  while (tpk_workspace_is_staged (fixture->workspace))
    g_main_context_iteration (NULL, TRUE);
  assert_file (fixture, "rtc-configuration.json", own_server);
}

/* What cannot be right is not written, and the dialog says what is wrong. */
static void
test_refused (TpkUiFixture  *fixture,
              gconstpointer  data)
{
  TpkApplyDialog *dialog;
  GtkWidget *label;

  tpk_ui_fixture_add_server (fixture, "Office", "turn:");
  tpk_workspace_set_route (fixture->workspace, TPK_ROUTE_OWN);
  dialog = open_dialog (fixture);
  g_assert_cmpstr (get_shown (dialog), ==, "plan");
  label = tpk_ui_test_get_child (dialog, "failure_label");

  tpk_ui_test_click (tpk_ui_test_get_child (dialog, "apply_button"));
  while (!gtk_widget_get_visible (label))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==,
                   "The host is missing at character 6. Write the name or the address of the "
                   "server there.");
  assert_file (fixture, "rtc-configuration.json", NULL);

  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* A client file stands in the way: the dialog says which and why, and leads there. */
static void
test_blocked (TpkUiFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "no", "acs.json", NULL);
  g_autoptr (TpkClientFile) file = tpk_client_file_new ("acs", path);
  g_autofree char *expected = NULL;
  TpkApplyDialog *dialog;

  use_own_server (fixture);
  tpk_document_add_client_file (tpk_workspace_get_draft (fixture->workspace), file);
  dialog = open_dialog (fixture);
  expected = g_strdup_printf ("“%s” cannot be written for “Azure Communication Services”: its "
                              "folder is not there. Create the folder, or choose another one.", path);
  g_assert_cmpstr (get_shown (dialog), ==, "error");
  g_assert_cmpstr (adw_status_page_get_description
                     (tpk_ui_test_child (AdwStatusPage, dialog, "error_page")), ==, expected);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  tpk_ui_test_click (tpk_ui_test_get_child (dialog, "clients_button"));
  while (dialog != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* While it still finds out what would change. */
static void
test_closed_early (TpkUiFixture  *fixture,
                   gconstpointer  data)
{
  GtkWidget *dialog;

  use_own_server (fixture);
  dialog = tpk_apply_dialog_new (fixture->workspace);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
  while (dialog != NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_file (fixture, "rtc-configuration.json", NULL);
}

#define add(path, func) \
  g_test_add ("/ui/apply-dialog/" path, TpkUiFixture, NULL, tpk_ui_fixture_set_up, func, \
              tpk_ui_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("apply", test_apply);
  add ("foreign", test_foreign);
  add ("staged", test_staged);
  add ("refused", test_refused);
  add ("blocked", test_blocked);
  add ("closed-early", test_closed_early);
  add ("remarks", test_remarks);

  return g_test_run ();
}
