/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-accessible"

#include "config.h"

#include "tpk-accessible.h"

/**
 * tpk_accessible_name_inner:
 * @widget: a compound widget
 * @type: the type of the part of it that has the focus
 * @label: the name for assistive technology
 *
 * Names the first part of that type. The switch of AdwExpanderRow and the arrow of AdwSplitButton
 * have no name of their own, as of libadwaita 1.2.
 *
 * Returns: whether there is such a part
 */
gboolean
tpk_accessible_name_inner (GtkWidget  *widget,
                           GType       type,
                           const char *label)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);
  g_return_val_if_fail (label != NULL, FALSE);

  if (g_type_is_a (G_OBJECT_TYPE (widget), type)) {
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                    -1);
    return TRUE;
  }

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (tpk_accessible_name_inner (child, type, label))
      return TRUE;
  }

  return FALSE;
}
