/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-validity"

#include "config.h"

#include "tpk-validity.h"

/**
 * tpk_validity_set:
 * @widget: (type Gtk.Widget): a field
 * @valid: whether what is in it can be right
 *
 * Marks a field as wrong or right, to the eye and to assistive technology. It is the text inside a
 * field that has the focus, and so the text that has to tell.
 */
void
tpk_validity_set (gpointer widget,
                  gboolean valid)
{
  GtkEditable *delegate = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (valid)
    gtk_widget_remove_css_class (widget, "error");
  else
    gtk_widget_add_css_class (widget, "error");

  if (GTK_IS_EDITABLE (widget))
    delegate = gtk_editable_get_delegate (widget);
  gtk_accessible_update_state (GTK_ACCESSIBLE (delegate != NULL ? (gpointer) delegate : widget),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
}
