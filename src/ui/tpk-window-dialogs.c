/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-window-dialogs"

#include "config.h"

#include "tpk-window-dialogs.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tpk-help-window.h"
#include "tpk-history-dialog.h"
#include "tpk-preferences.h"
#include "tpk-settings.h"
#include "tpk-toast.h"
#include "tpk-window.h"

/* The dialogs that the primary menu opens. */

static void
restored_cb (GtkWidget *window)
{
  tpk_toast_send_action (window, _("The older settings are your draft now. Look at them, then apply "
                                   "them"),
                         _("_Undo"), "win.undo", NULL);
}

static void
history_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  GtkWidget *dialog = tpk_history_dialog_new (tpk_window_get_workspace (TPK_WINDOW (widget)));

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (widget));
  g_signal_connect_object (dialog, "restored", G_CALLBACK (restored_cb), widget,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
preferences_cb (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  GSettings *settings = tpk_settings_get ();
  GtkWidget *dialog;

  if (settings == NULL) {
    tpk_toast_send (widget, _("Turnpike is not installed completely, so preferences cannot be "
                              "kept"));
    return;
  }

  dialog = tpk_preferences_new (settings, tpk_window_get_workspace (TPK_WINDOW (widget)));
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (widget));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
help_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  tpk_help_window_present (GTK_WINDOW (widget), NULL);
}

/**
 * tpk_window_dialogs_install_actions:
 * @widget_class: the class of the window
 *
 * Gives the window the actions that open history, preferences and help.
 */
void
tpk_window_dialogs_install_actions (GtkWidgetClass *widget_class)
{
  g_return_if_fail (GTK_IS_WIDGET_CLASS (widget_class));

  gtk_widget_class_install_action (widget_class, "win.help", NULL, help_cb);
  gtk_widget_class_install_action (widget_class, "win.history", NULL, history_cb);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, preferences_cb);
}
