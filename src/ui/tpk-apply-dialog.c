/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-apply-dialog"

#include "config.h"

#include "tpk-apply-dialog.h"

#include <glib/gi18n-lib.h>

#include "cloud/tpk-cloud-lint.h"

#include "tpk-client-file-words.h"
#include "tpk-file-change-row.h"
#include "tpk-finding-line.h"

/**
 * TpkApplyDialog:
 *
 * What applying will change in which file, before it does. Emits [signal@ApplyDialog::applied] and
 * closes when it is done; stays, and says why, when it could not.
 */
struct _TpkApplyDialog
{
  AdwWindow            parent_instance;

  GtkStack            *stack;
  AdwStatusPage       *error_page;
  GtkWidget           *clients_button;
  GtkWidget           *remarks_group;
  GtkBox              *remarks_box;
  GtkWidget           *calls_group;
  AdwActionRow        *calls_row;
  AdwPreferencesGroup *files_group;
  GtkCheckButton      *overwrite_button;
  GtkWidget           *overwrite_group;
  GtkWidget           *apply_button;
  GtkLabel            *failure_label;

  TpkWorkspace        *workspace;        /* (owned) */
  GCancellable        *cancellable;      /* (owned) */
  gboolean             planned;
  gboolean             applying;
};

G_DEFINE_FINAL_TYPE (TpkApplyDialog, tpk_apply_dialog, ADW_TYPE_WINDOW)

enum {
  SIGNAL_APPLIED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
is_overwriting (TpkApplyDialog *self)
{
  return gtk_check_button_get_active (self->overwrite_button);
}

static void
update_sensitive (TpkApplyDialog *self)
{
  gboolean foreign = gtk_widget_get_visible (self->overwrite_group);

  gtk_widget_set_sensitive (self->apply_button,
                            self->planned && !self->applying &&
                            (!foreign || is_overwriting (self)));
}

static void
show_plan (TpkApplyDialog *self,
           GListModel     *changes)
{
  gboolean foreign = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (changes); i++) {
    g_autoptr (TpkFileChange) change = g_list_model_get_item (changes, i);

    GtkWidget *row = tpk_file_change_row_new (change);

    foreign = foreign || tpk_file_change_get_kind (change) == TPK_FILE_CHANGE_FOREIGN;
    adw_preferences_group_add (self->files_group, row);
    /* Somebody else's work is looked at before it is overwritten. */
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row),
                                   tpk_file_change_get_kind (change) == TPK_FILE_CHANGE_FOREIGN);
  }

  gtk_widget_set_visible (self->overwrite_group, foreign);
  gtk_stack_set_visible_child_name (self->stack, "plan");
  self->planned = TRUE;
  update_sensitive (self);
  /* The focus is on Cancel, but whoever asked for this goes on with Return. */
  if (gtk_widget_is_sensitive (self->apply_button))
    gtk_window_set_focus (GTK_WINDOW (self), self->apply_button);
}

static void
show_calls (TpkApplyDialog *self,
            GListModel     *calls)
{
  g_autofree char *waiting = tpk_client_file_words_waiting (calls);

  if (g_list_model_get_n_items (calls) == 0)
    return;

  adw_action_row_set_subtitle (self->calls_row, waiting);
  gtk_widget_set_visible (self->calls_group, TRUE);
  gtk_button_set_label (GTK_BUTTON (self->apply_button), _("_Apply After the Call"));
}

/* A vendor's SDK does not do everything that its settings say, and what is for tests is no good in
 * production: that is known before it is applied. */
static void
show_remarks (TpkApplyDialog *self)
{
  g_autoptr (GPtrArray) remarks = NULL;

  remarks = tpk_cloud_lint_vendor (tpk_workspace_get_profile (self->workspace));
  tpk_finding_lines_update (self->remarks_box, remarks, NULL, NULL);
  gtk_widget_set_visible (self->remarks_group, remarks->len > 0);
}

static void
list_calls_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  g_task_return_pointer (task, tpk_store_list_calls (task_data), g_object_unref);
}

static void
calls_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GListModel) calls = g_task_propagate_pointer (G_TASK (result), NULL);

  if (calls != NULL)
    show_calls (TPK_APPLY_DIALOG (source), calls);
}

static void
list_calls (TpkApplyDialog *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, calls_listed_cb, NULL);

  g_task_set_source_tag (task, list_calls);
  g_task_set_task_data (task, g_object_ref (tpk_workspace_get_store (self->workspace)),
                        g_object_unref);
  g_task_run_in_thread (task, list_calls_thread);
}

/* One of the client files stands in the way, and is mended there. */
static void
show_clients_cb (TpkApplyDialog *self)
{
  GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (self));

  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", "clients");
  gtk_window_close (GTK_WINDOW (self));
}

static void
planned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (TpkApplyDialog) self = user_data;
  g_autoptr (GListModel) changes = NULL;
  g_autoptr (GError) error = NULL;

  changes = tpk_workspace_plan_finish (TPK_WORKSPACE (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL) {
    adw_status_page_set_description (self->error_page, error->message);
    gtk_widget_set_visible (self->clients_button,
                            g_error_matches (error, TPK_STORE_ERROR, TPK_STORE_ERROR_CLIENT_FILE));
    gtk_stack_set_visible_child_name (self->stack, "error");
    return;
  }
  show_plan (self, changes);
}

static void
applied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (TpkApplyDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  TpkApplyOutcome outcome = TPK_APPLY_OUTCOME_APPLIED;

  self->applying = FALSE;
  if (!tpk_workspace_apply_finish (TPK_WORKSPACE (source), result, &outcome, &error)) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      gtk_label_set_label (self->failure_label, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->failure_label), TRUE);
    }
    update_sensitive (self);
    return;
  }

  g_signal_emit (self, signals[SIGNAL_APPLIED], 0, (int) outcome);
  gtk_window_close (GTK_WINDOW (self));
}

static void
tpk_apply_dialog_dispose (GObject *object)
{
  TpkApplyDialog *self = TPK_APPLY_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_apply_dialog_parent_class)->dispose (object);
}

static void
tpk_apply_dialog_finalize (GObject *object)
{
  TpkApplyDialog *self = TPK_APPLY_DIALOG (object);

  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (tpk_apply_dialog_parent_class)->finalize (object);
}

static void
tpk_apply_dialog_class_init (TpkApplyDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_apply_dialog_dispose;
  object_class->finalize = tpk_apply_dialog_finalize;

  /**
   * TpkApplyDialog::applied:
   * @self: the dialog
   * @outcome: a [enum@ApplyOutcome]
   *
   * Everything is written, or staged until the call in progress ends.
   */
  signals[SIGNAL_APPLIED] =
    g_signal_new ("applied", TPK_TYPE_APPLY_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-apply-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkApplyDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, TpkApplyDialog, error_page);
  gtk_widget_class_bind_template_child (widget_class, TpkApplyDialog, clients_button);
  gtk_widget_class_bind_template_child (widget_class, TpkApplyDialog, remarks_group);
  gtk_widget_class_bind_template_child (widget_class, TpkApplyDialog, remarks_box);
  gtk_widget_class_bind_template_child (widget_class, TpkApplyDialog, calls_group);
  gtk_widget_class_bind_template_child (widget_class, TpkApplyDialog, calls_row);
  gtk_widget_class_bind_template_child (widget_class, TpkApplyDialog, files_group);
  gtk_widget_class_bind_template_child (widget_class, TpkApplyDialog, overwrite_button);
  gtk_widget_class_bind_template_child (widget_class, TpkApplyDialog, overwrite_group);
  gtk_widget_class_bind_template_child (widget_class, TpkApplyDialog, apply_button);
  gtk_widget_class_bind_template_child (widget_class, TpkApplyDialog, failure_label);
  gtk_widget_class_bind_template_callback (widget_class, show_clients_cb);
  gtk_widget_class_bind_template_callback (widget_class, tpk_apply_dialog_apply);
  gtk_widget_class_bind_template_callback (widget_class, update_sensitive);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tpk_apply_dialog_init (TpkApplyDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tpk_apply_dialog_new:
 * @workspace: the session whose draft to apply
 *
 * Makes the dialog and begins to find out what would change.
 *
 * Returns: (transfer floating): the dialog
 */
GtkWidget *
tpk_apply_dialog_new (TpkWorkspace *workspace)
{
  TpkApplyDialog *self;

  g_return_val_if_fail (TPK_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (TPK_TYPE_APPLY_DIALOG, NULL);
  self->workspace = g_object_ref (workspace);
  show_remarks (self);
  tpk_workspace_plan_async (workspace, self->cancellable, planned_cb, g_object_ref (self));
  list_calls (self);

  return GTK_WIDGET (self);
}

/**
 * tpk_apply_dialog_apply:
 * @self: a dialog
 *
 * Applies what is shown, as its button does. Does nothing until the plan is there.
 */
void
tpk_apply_dialog_apply (TpkApplyDialog *self)
{
  g_return_if_fail (TPK_IS_APPLY_DIALOG (self));

  if (!gtk_widget_get_sensitive (self->apply_button))
    return;

  self->applying = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->failure_label), FALSE);
  update_sensitive (self);
  tpk_workspace_apply_async (self->workspace, is_overwriting (self), self->cancellable,
                             applied_cb, g_object_ref (self));
}
