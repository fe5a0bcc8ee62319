/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-window-checks"

#include "config.h"

#include "tpk-window-checks.h"

#include <glib/gi18n-lib.h>

#include "tpk-report-saver.h"
#include "tpk-toast.h"
#include "tpk-window.h"

/* What keys do with a check from whatever page: end it, and pass on what it has found. */

/* Only what nothing else has taken comes here: popovers, the search and the selection are first. */
static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *args,
           gpointer   data)
{
  TpkChecker *checker = tpk_window_get_checker (TPK_WINDOW (widget));

  if (!tpk_checker_is_running (checker))
    return GDK_EVENT_PROPAGATE;

  tpk_checker_stop (checker);
  return GDK_EVENT_STOP;
}

static void
report_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TpkWindow *window = TPK_WINDOW (widget);
  TpkCheckRun *run = tpk_checker_get_run (tpk_window_get_checker (window));
  TpkProfile *profile = tpk_workspace_get_profile (tpk_window_get_workspace (window));

  if (run == NULL)
    tpk_toast_send_action (widget, _("There are no results yet"), _("_Check Now"), "win.check",
                           NULL);
  else if (tpk_check_run_is_running (run))
    tpk_toast_send (widget, _("The check still runs: wait until it has ended"));
  else if (g_str_equal (action_name, "win.copy-report"))
    tpk_report_saver_copy (widget, run, tpk_profile_get_name (profile));
  else
    tpk_report_saver_choose (widget, run, tpk_profile_get_name (profile));
}

/**
 * tpk_window_checks_install_actions:
 * @widget_class: the class of the window
 *
 * Gives the window the actions that pass on results, and the key that ends a check.
 */
void
tpk_window_checks_install_actions (GtkWidgetClass *widget_class)
{
  g_return_if_fail (GTK_IS_WIDGET_CLASS (widget_class));

  gtk_widget_class_install_action (widget_class, "win.copy-report", NULL, report_cb);
  gtk_widget_class_install_action (widget_class, "win.save-report", NULL, report_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}
