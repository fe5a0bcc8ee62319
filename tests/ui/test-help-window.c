/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-test.h"
#include "ui/tpk-help-pages.h"
#include "ui/tpk-help-window.h"

static const char *
get_title (GtkWindow *window)
{
  return adw_window_title_get_title (tpk_ui_test_child (AdwWindowTitle, window, "window_title"));
}

static void
test_pages (void)
{
  static const char *const ids[] = {
    "purpose", "paste", "servers", "verdict", "firewall", "dials", "cloud", "clients", "calls",
    "fleet",
  };
  const TpkHelpPage *pages;
  guint n_pages;

  pages = tpk_help_pages_get (&n_pages);
  g_assert_cmpuint (n_pages, ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < n_pages; i++) {
    guint n_words = 0;

    g_assert_cmpstr (pages[i].id, ==, ids[i]);
    g_assert_true (tpk_help_pages_find (ids[i]) == &pages[i]);
    g_assert_cmpint (pages[i].blocks[0].kind, ==, TPK_HELP_TEXT);

    /* Short, or nobody reads them with a call in ten minutes. */
    for (const TpkHelpBlock *block = pages[i].blocks; block->kind != TPK_HELP_END; block++) {
      g_auto (GStrv) words = g_strsplit (block->text, " ", -1);

      if (block->kind != TPK_HELP_CODE)
        n_words += g_strv_length (words);
    }
    g_assert_cmpuint (n_words, <, 200);
  }
  g_assert_null (tpk_help_pages_find ("nothing"));
}

static void
test_window (void)
{
  GtkWidget *parent = gtk_window_new ();
  GtkWindow *window;
  GtkWidget *row;

  tpk_help_window_present (GTK_WINDOW (parent), NULL);
  tpk_ui_test_settle ();
  window = tpk_ui_test_find_window (TPK_TYPE_HELP_WINDOW);
  g_assert_null (tpk_help_window_get_page (TPK_HELP_WINDOW (window)));
  g_assert_cmpstr (get_title (window), ==, "Help");

  /* As a click and Return do. */
  row = tpk_ui_test_find (window, ADW_TYPE_ACTION_ROW, 7);
  g_assert_true (gtk_widget_activate (row));
  tpk_ui_test_settle ();
  g_assert_cmpstr (tpk_help_window_get_page (TPK_HELP_WINDOW (window)), ==, "clients");
  g_assert_cmpstr (get_title (window), ==, "Keep Clients Written");

  gtk_widget_activate_action (GTK_WIDGET (window), "help.back", NULL);
  g_assert_null (tpk_help_window_get_page (TPK_HELP_WINDOW (window)));

  /* There is one window for help, and it goes with the one that it was opened from. */
  tpk_help_window_present (GTK_WINDOW (parent), "fleet");
  g_assert_true (tpk_ui_test_find_window (TPK_TYPE_HELP_WINDOW) == window);
  g_assert_cmpstr (tpk_help_window_get_page (TPK_HELP_WINDOW (window)), ==, "fleet");
  gtk_window_destroy (GTK_WINDOW (parent));
  tpk_ui_test_settle ();
  g_assert_null (tpk_ui_test_find_window (TPK_TYPE_HELP_WINDOW));
}

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/help-window/pages", test_pages);
  g_test_add_func ("/ui/help-window/window", test_window);

  return g_test_run ();
}
