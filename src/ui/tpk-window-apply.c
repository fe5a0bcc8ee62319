/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-window-apply"

#include "config.h"

#include "tpk-window-apply.h"

#include <glib/gi18n-lib.h>

#include "tpk-apply-dialog.h"
#include "tpk-toast.h"

/* Applying, and telling what came of it: at once, or when the call ends that was in progress. The
 * notifications of the service say nothing while there is a window. */

#define SEEN_KEY "tpk-window-apply-seen"

/* What there was when last looked. */
typedef struct {
  guint64    generation;
  gboolean   staged;
  GtkWindow *dialog;             /* (unowned) (nullable): what asks, and tells by itself */
  gboolean   untold;             /* what was staged took effect meanwhile */
} Seen;

static Seen *
get_seen (GtkWidget *page)
{
  return g_object_get_data (G_OBJECT (page), SEEN_KEY);
}

static void
tell_when_closed (GtkWidget *page)
{
  Seen *seen = get_seen (page);

  if (seen->dialog != NULL || !seen->untold)
    return;

  seen->untold = FALSE;
  tpk_toast_send (page, _("The call has ended. The next one uses the new settings."));
}

static void
workspace_changed_cb (GtkWidget    *page,
                      GParamSpec   *pspec,
                      TpkWorkspace *workspace)
{
  Seen *seen = get_seen (page);
  gboolean staged = tpk_workspace_is_staged (workspace);
  guint64 generation = tpk_workspace_get_generation (workspace);

  if (seen->staged && !staged && generation != seen->generation)
    seen->untold = TRUE;
  seen->staged = staged;
  seen->generation = generation;
  tell_when_closed (page);
}

static void
applied_cb (GtkWidget       *page,
            TpkApplyOutcome  outcome)
{
  get_seen (page)->untold = FALSE;
  tpk_toast_send (page, outcome == TPK_APPLY_OUTCOME_STAGED
                  ? _("A call is in progress: the changes take effect when it ends")
                  : _("Applied. Calls use the new settings from now on"));
}

static void
closed_cb (GtkWidget *page)
{
  get_seen (page)->dialog = NULL;
  tell_when_closed (page);
}

/**
 * tpk_window_apply_watch:
 * @page: a widget in the window, inside its overlay for toasts
 * @workspace: the working session, for all the life of @page
 *
 * Tells from now on when what was staged took effect.
 */
void
tpk_window_apply_watch (GtkWidget    *page,
                        TpkWorkspace *workspace)
{
  Seen *seen;

  g_return_if_fail (GTK_IS_WIDGET (page));
  g_return_if_fail (TPK_IS_WORKSPACE (workspace));
  g_return_if_fail (get_seen (page) == NULL);

  seen = g_new0 (Seen, 1);
  seen->staged = tpk_workspace_is_staged (workspace);
  seen->generation = tpk_workspace_get_generation (workspace);
  g_object_set_data_full (G_OBJECT (page), SEEN_KEY, seen, g_free);
  g_signal_connect_object (workspace, "notify", G_CALLBACK (workspace_changed_cb), page,
                           G_CONNECT_SWAPPED);
}

/**
 * tpk_window_apply_present:
 * @page: what tpk_window_apply_watch() was given
 * @workspace: the working session
 *
 * Asks whether to apply the draft, and tells what came of it. Asks once, also when assistive
 * technology, or somebody on the bus, activates what is behind the dialog.
 */
void
tpk_window_apply_present (GtkWidget    *page,
                          TpkWorkspace *workspace)
{
  Seen *seen;

  g_return_if_fail (GTK_IS_WIDGET (page));
  g_return_if_fail (TPK_IS_WORKSPACE (workspace));

  seen = get_seen (page);
  if (seen->dialog == NULL) {
    seen->dialog = GTK_WINDOW (tpk_apply_dialog_new (workspace));
    gtk_window_set_transient_for (seen->dialog, GTK_WINDOW (gtk_widget_get_root (page)));
    g_signal_connect_object (seen->dialog, "applied", G_CALLBACK (applied_cb), page,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (seen->dialog, "destroy", G_CALLBACK (closed_cb), page,
                             G_CONNECT_SWAPPED);
  }
  gtk_window_present (seen->dialog);
}
