/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-group"

#include "config.h"

#include "tpk-group.h"

/**
 * TpkGroup:
 *
 * Rows below a title that goes on in the next line where it has no room, as the description below it
 * does. (That of AdwPreferencesGroup is cut off, as of libadwaita 1.8.)
 */
G_DEFINE_TYPE (TpkGroup, tpk_group, ADW_TYPE_PREFERENCES_GROUP)

static void
tpk_group_class_init (TpkGroupClass *klass)
{
}

/* Returns: (transfer none) (nullable): the first label below @widget that is a heading */
static GtkWidget *
find_heading (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "heading")
                     ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_heading (child);

  return found;
}

static void
tpk_group_init (TpkGroup *self)
{
  GtkWidget *heading = find_heading (GTK_WIDGET (self));

  if (heading == NULL)
    return;

  gtk_label_set_ellipsize (GTK_LABEL (heading), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (heading), PANGO_WRAP_WORD_CHAR);
}

/**
 * tpk_group_new:
 *
 * Returns: (transfer floating): a group without a title
 */
GtkWidget *
tpk_group_new (void)
{
  return g_object_new (TPK_TYPE_GROUP, NULL);
}
