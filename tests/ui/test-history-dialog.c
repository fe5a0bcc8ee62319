/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-test.h"
#include "ui/tpk-diff-view.h"
#include "ui/tpk-history-dialog.h"

static void
ready_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  GAsyncResult **kept = data;

  *kept = g_object_ref (result);
}

static void
apply (TpkUiFixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  tpk_workspace_apply_async (fixture->workspace, FALSE, NULL, ready_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  tpk_workspace_apply_finish (fixture->workspace, result, NULL, &error);
  g_assert_no_error (error);
}

static const char *
get_shown (GtkWidget *dialog)
{
  return gtk_stack_get_visible_child_name (tpk_ui_test_child (GtkStack, dialog, "stack"));
}

/* The history is read in a thread. */
static GtkWidget *
open_dialog (TpkUiFixture *fixture)
{
  GtkWidget *dialog = tpk_history_dialog_new (fixture->workspace);

  gtk_window_present (GTK_WINDOW (dialog));
  while (g_str_equal (get_shown (dialog), "reading"))
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_test_settle ();

  return dialog;
}

static AdwExpanderRow *
get_row (GtkWidget *dialog,
         guint      position)
{
  return ADW_EXPANDER_ROW (tpk_ui_test_find (dialog, ADW_TYPE_EXPANDER_ROW, position));
}

static void
test_empty (TpkUiFixture  *fixture,
            gconstpointer  data)
{
  GtkWidget *dialog = open_dialog (fixture);

  g_assert_cmpstr (get_shown (dialog), ==, "empty");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
restored_cb (TpkHistoryDialog *dialog,
             guint            *n_restored)
{
  (*n_restored)++;
}

static void
test_go_back (TpkUiFixture  *fixture,
              gconstpointer  data)
{
  TpkProfile *profile = tpk_workspace_get_profile (fixture->workspace);
  g_autofree char *diff = NULL;
  GtkWidget *dialog;
  guint n_restored = 0;

  tpk_ui_fixture_add_server (fixture, "Office", "turn:turn.example.org");
  tpk_workspace_set_route (fixture->workspace, TPK_ROUTE_OWN);
  apply (fixture);
  tpk_ui_fixture_add_server (fixture, "Branch", "turn:branch.example.org");
  apply (fixture);

  dialog = open_dialog (fixture);
  g_assert_cmpstr (get_shown (dialog), ==, "list");
  g_assert_null (tpk_ui_test_find (dialog, ADW_TYPE_EXPANDER_ROW, 2));
  g_assert_cmpstr (adw_expander_row_get_subtitle (get_row (dialog, 0)), ==,
                   "Applied now · Default · through own servers · 2 servers");
  g_assert_false (adw_expander_row_get_enable_expansion (get_row (dialog, 0)));
  g_assert_cmpstr (adw_expander_row_get_subtitle (get_row (dialog, 1)), ==,
                   "Default · through own servers · 1 server");

  /* From what is applied now to what it was then. */
  diff = tpk_diff_view_dup_text (TPK_DIFF_VIEW (tpk_ui_test_find (dialog, TPK_TYPE_DIFF_VIEW, 0)));
  g_assert_nonnull (strstr (diff, "\n-          \"label\" : \"Branch\",\n"));
  g_assert_null (strstr (diff, "\n+          \"label\""));
  g_assert_null (strstr (diff, "open sesame"));

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  g_signal_connect (dialog, "restored", G_CALLBACK (restored_cb), &n_restored);
  tpk_ui_test_click (tpk_ui_test_find_button (dialog, "_Go Back"));
  while (dialog != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_restored, ==, 1);
  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 1);
  g_assert_true (tpk_workspace_is_modified (fixture->workspace));

  tpk_workspace_undo (fixture->workspace);
  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 2);
}

static void
test_damaged (TpkUiFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "history", NULL);
  g_autofree char *path = g_build_filename (folder, "20200102T030405.000006Z.json", NULL);
  GtkWidget *dialog;

  tpk_ui_fixture_add_server (fixture, "Office", "turn:turn.example.org");
  apply (fixture);
  g_assert_true (g_file_set_contents (path, "{", -1, NULL));
  dialog = open_dialog (fixture);
  g_assert_cmpstr (adw_expander_row_get_subtitle (get_row (dialog, 1)), ==,
                   "This file is damaged and cannot be gone back to");
  g_assert_null (tpk_ui_test_find_button (dialog, "_Go Back"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* While it still reads. */
static void
test_closed_early (TpkUiFixture  *fixture,
                   gconstpointer  data)
{
  GtkWidget *dialog = tpk_history_dialog_new (fixture->workspace);

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
  while (dialog != NULL)
    g_main_context_iteration (NULL, TRUE);
}

#define add(path, func) \
  g_test_add ("/ui/history-dialog/" path, TpkUiFixture, NULL, tpk_ui_fixture_set_up, func, \
              tpk_ui_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("empty", test_empty);
  add ("go-back", test_go_back);
  add ("damaged", test_damaged);
  add ("closed-early", test_closed_early);

  return g_test_run ();
}
