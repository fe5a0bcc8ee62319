/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-walk.h"

gboolean
tpk_ui_walk_has_text (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return *gtk_label_get_label (GTK_LABEL (widget)) != '\0';

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (gtk_widget_get_visible (child) && tpk_ui_walk_has_text (child))
      return TRUE;
  }

  return FALSE;
}

gboolean
tpk_ui_walk_is_named (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) ||
         gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/* What scrolls, and the lists that libadwaita makes of rows with names of their own. */
gboolean
tpk_ui_walk_is_container (GtkWidget *widget)
{
  if (GTK_IS_LIST_BOX (widget))
    return gtk_widget_get_ancestor (widget, ADW_TYPE_EXPANDER_ROW) != NULL ||
           gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_GROUP) != NULL;

  return GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_VIEWPORT (widget) || GTK_IS_WINDOW (widget) ||
         GTK_IS_POPOVER (widget) || GTK_IS_PANED (widget) ||
         g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "GtkColumn") ||
         g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "GtkListItem");
}

char *
tpk_ui_walk_describe (GtkWidget *widget)
{
  GString *path = g_string_new (NULL);

  for (; widget != NULL; widget = gtk_widget_get_parent (widget)) {
    const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));

    g_string_append_printf (path, "%s%s%s%s", path->len > 0 ? " in " : "",
                            G_OBJECT_TYPE_NAME (widget), id != NULL ? " #" : "",
                            id != NULL ? id : "");
  }

  return g_string_free (path, FALSE);
}

/* The buttons of the title bar, those for more and less and what is around the shortcuts are GTK's;
 * that of a toast, the title bar of preferences and the long texts about the program libadwaita's. */
static gboolean
is_toolkit (GtkWidget *widget)
{
  return GTK_IS_WINDOW_CONTROLS (widget) ||
         (GTK_IS_BUTTON (widget) && GTK_IS_SPIN_BUTTON (gtk_widget_get_parent (widget))) ||
         (ADW_IS_HEADER_BAR (widget) && ADW_IS_PREFERENCES_WINDOW (gtk_widget_get_root (widget))) ||
         (GTK_IS_TEXT_VIEW (widget) && ADW_IS_ABOUT_WINDOW (gtk_widget_get_root (widget))) ||
         ((GTK_IS_HEADER_BAR (widget) || GTK_IS_SEARCH_BAR (widget)) &&
          GTK_IS_SHORTCUTS_WINDOW (gtk_widget_get_root (widget))) ||
         g_str_equal (G_OBJECT_TYPE_NAME (widget), "AdwToastWidget");
}

GtkWidget *
tpk_ui_walk_find_widest (GtkWidget *top)
{
  GtkWidget *widest = NULL;
  int most = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (top);
       child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int width;

    if (!gtk_widget_should_layout (child) || GTK_IS_NATIVE (child))
      continue;
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
    if (width > most) {
      widest = child;
      most = width;
    }
  }

  return widest != NULL ? tpk_ui_walk_find_widest (widest) : top;
}

guint
tpk_ui_walk (GtkWidget     *top,
             TpkUiWalkFunc  func,
             gpointer       data)
{
  g_autofree char *wrong = NULL;
  guint n_wrong = 0;

  if (!gtk_widget_get_visible (top) || is_toolkit (top))
    return 0;

  wrong = func (top, data);
  if (wrong != NULL) {
    g_autofree char *path = tpk_ui_walk_describe (top);

    g_test_message ("%s: %s", wrong, path);
    n_wrong++;
  }

  for (GtkWidget *child = gtk_widget_get_first_child (top);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_wrong += tpk_ui_walk (child, func, data);

  return n_wrong;
}
