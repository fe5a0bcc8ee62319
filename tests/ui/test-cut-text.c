/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-test.h"
#include "ui/tpk-cut-text.h"

#define LONG_TEXT "Servers that a service hands out, and that nobody here has ever seen"
#define OTHER_TEXT "Another line of which there is much more than there is room for"

/* Asks as GTK does when somebody rests on the middle of @widget. */
static gboolean
has_tooltip (GtkWidget *window,
             GtkWidget *widget)
{
  g_autoptr (GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  gboolean shown = FALSE;
  double x, y;

  g_assert_true (gtk_widget_get_has_tooltip (window));
  g_assert_true (gtk_widget_translate_coordinates (widget, window,
                                                   gtk_widget_get_width (widget) / 2.0,
                                                   gtk_widget_get_height (widget) / 2.0, &x, &y));
  g_signal_emit_by_name (window, "query-tooltip", (int) x, (int) y, FALSE, tooltip, &shown);

  return shown;
}

static char *
dup_at (GtkWidget *window,
        GtkWidget *widget)
{
  double x, y;

  g_assert_true (gtk_widget_translate_coordinates (widget, window,
                                                   gtk_widget_get_width (widget) / 2.0,
                                                   gtk_widget_get_height (widget) / 2.0, &x, &y));

  return tpk_cut_text_dup_at (window, x, y);
}

static void
test_label (void)
{
  GtkWidget *label = gtk_label_new (LONG_TEXT);
  GtkWidget *window;
  g_autofree char *cut = NULL;
  g_autofree char *whole = NULL;

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  window = tpk_ui_test_present (label, 120);
  cut = dup_at (window, label);
  g_assert_cmpstr (cut, ==, LONG_TEXT);
  g_assert_true (has_tooltip (window, label));

  gtk_label_set_label (GTK_LABEL (label), "Relay");
  tpk_ui_test_lay_out (window);
  whole = dup_at (window, label);
  g_assert_null (whole);
  g_assert_false (has_tooltip (window, label));

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_inscription (void)
{
  GtkWidget *inscription = gtk_inscription_new (LONG_TEXT);
  GtkWidget *window;
  g_autofree char *cut = NULL;
  g_autofree char *whole = NULL;

  gtk_widget_set_valign (inscription, GTK_ALIGN_START);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (inscription),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  window = tpk_ui_test_present (inscription, 120);
  cut = dup_at (window, inscription);
  g_assert_cmpstr (cut, ==, LONG_TEXT);

  gtk_inscription_set_min_lines (GTK_INSCRIPTION (inscription), 20);
  tpk_ui_test_lay_out (window);
  whole = dup_at (window, inscription);
  g_assert_null (whole);

  gtk_window_destroy (GTK_WINDOW (window));
}

/* What is typed into a row lies above its title, and the value of a choice is not to be pointed to. */
static void
test_row (void)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *window;
  g_autofree char *cut = NULL;

  for (guint i = 0; i < 3; i++) {
    GtkWidget *label = gtk_label_new (i == 0 ? LONG_TEXT : i == 1 ? "Relay" : OTHER_TEXT);

    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_widget_set_can_target (label, FALSE);
    gtk_box_append (GTK_BOX (box), label);
  }
  gtk_box_append (GTK_BOX (box), gtk_text_new ());
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_append (GTK_LIST_BOX (list), row);

  window = tpk_ui_test_present (list, 120);
  cut = dup_at (window, gtk_widget_get_last_child (box));
  g_assert_cmpstr (cut, ==, LONG_TEXT "\n" OTHER_TEXT);

  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/cut-text/label", test_label);
  g_test_add_func ("/ui/cut-text/inscription", test_inscription);
  g_test_add_func ("/ui/cut-text/row", test_row);

  return g_test_run ();
}
