/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-toast"

#include "config.h"

#include "tpk-toast.h"

#include <glib/gi18n-lib.h>

static AdwToast *
new_toast (const char *text)
{
  /* Titles are markup, and names of servers can have anything in them. */
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  return adw_toast_new (escaped);
}

static GtkWidget *
find_overlay (GtkWidget *widget)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);

  /* What is told late may come when the window is closed. */
  if (overlay != NULL || !ADW_IS_APPLICATION_WINDOW (widget) || !gtk_widget_get_realized (widget))
    return overlay;

  overlay = adw_application_window_get_content (ADW_APPLICATION_WINDOW (widget));
  while (overlay != NULL && !ADW_IS_TOAST_OVERLAY (overlay))
    overlay = gtk_widget_get_first_child (overlay);

  return overlay;
}

static void
add_toast (GtkWidget *widget,
           AdwToast  *toast)
{
  GtkWidget *overlay = find_overlay (widget);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  else
    g_object_unref (toast);
}

/**
 * tpk_toast_send:
 * @widget: a widget in the window, or the window
 * @text: what to tell
 */
void
tpk_toast_send (GtkWidget  *widget,
                const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

  add_toast (widget, new_toast (text));
}

/**
 * tpk_toast_send_action:
 * @widget: a widget in the window, or the window
 * @text: what to tell
 * @button: the button's label, with a mnemonic
 * @action: the action that it activates
 * @target: (nullable) (transfer floating): the action's target
 */
void
tpk_toast_send_action (GtkWidget  *widget,
                       const char *text,
                       const char *button,
                       const char *action,
                       GVariant   *target)
{
  AdwToast *toast;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);
  g_return_if_fail (button != NULL && action != NULL);

  toast = new_toast (text);
  adw_toast_set_button_label (toast, button);
  adw_toast_set_action_name (toast, action);
  adw_toast_set_action_target_value (toast, target);
  add_toast (widget, toast);
}

/**
 * tpk_toast_send_undo:
 * @widget: a widget in the window, or the window
 * @text: what was done
 * @undo_cb: undoes it; called with the toast and @data
 * @data: handed to @undo_cb
 * @destroy: (nullable): frees @data
 *
 * Tells what was done, with a button to undo it. It undoes exactly that, whatever was edited since.
 */
void
tpk_toast_send_undo (GtkWidget      *widget,
                     const char     *text,
                     GCallback       undo_cb,
                     gpointer        data,
                     GClosureNotify  destroy)
{
  AdwToast *toast;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);
  g_return_if_fail (undo_cb != NULL);

  toast = new_toast (text);
  adw_toast_set_button_label (toast, _("_Undo"));
  g_signal_connect_data (toast, "button-clicked", undo_cb, data, destroy, G_CONNECT_DEFAULT);
  add_toast (widget, toast);
}
