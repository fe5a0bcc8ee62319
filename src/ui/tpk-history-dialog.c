/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-history-dialog"

#include "config.h"

#include "tpk-history-dialog.h"

#include <glib/gi18n-lib.h>

#include "tpk-accessible.h"
#include "tpk-client-file-words.h"
#include "tpk-diff-view.h"
#include "tpk-format.h"
#include "tpk-history-dialog-entry.h"
#include "tpk-toast.h"

/**
 * TpkHistoryDialog:
 *
 * What was applied when, what going back to it would change, and the way back. Emits
 * [signal@HistoryDialog::restored] and closes when the draft is an older document.
 */
struct _TpkHistoryDialog
{
  AdwWindow             parent_instance;

  GtkStack             *stack;
  AdwPreferencesGroup  *group;

  TpkWorkspace         *workspace;       /* (owned) */
  GCancellable         *cancellable;     /* (owned) */
  GPtrArray            *rows;            /* (owned): as they are in the group */
};

G_DEFINE_FINAL_TYPE (TpkHistoryDialog, tpk_history_dialog, ADW_TYPE_WINDOW)

enum {
  SIGNAL_RESTORED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *
get_route_text (TpkRoute route)
{
  switch (route) {
  case TPK_ROUTE_CLOUD:
    return _("through a cloud proxy");
  case TPK_ROUTE_OWN:
    return _("through own servers");
  case TPK_ROUTE_DIRECT:
  default:
    return _("directly");
  }
}

static char *
dup_title (TpkHistoryEntry *entry)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (entry->time_s);

  if (entry->time_s == 0 || time == NULL)
    return g_strdup (entry->id);

  /* Translators: a date and time, as for g_date_time_format(). */
  return g_date_time_format (time, _("%A, %x, %H:%M"));
}

static char *
dup_subtitle (TpkHistoryEntry *entry)
{
  g_autofree char *servers = NULL;
  g_autofree char *text = NULL;

  if (entry->profile == NULL)
    return g_strdup (_("This file is damaged and cannot be gone back to"));

  servers = g_strdup_printf (ngettext ("%u server", "%u servers", entry->n_servers),
                             entry->n_servers);
  /* Translators: the name of a profile, how calls go ("through own servers"), and "2 servers". */
  text = g_strdup_printf (_("%s · %s · %s"), entry->profile, get_route_text (entry->route),
                          servers);

  /* Translators: what was applied, as "Office · directly · 2 servers". */
  return entry->current ? g_strdup_printf (_("Applied now · %s"), text) : g_steal_pointer (&text);
}

static void
restored_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (TpkHistoryDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!tpk_workspace_restore_finish (TPK_WORKSPACE (source), result, &error)) {
    gtk_widget_set_sensitive (GTK_WIDGET (self->group), TRUE);
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      tpk_toast_send (GTK_WIDGET (self->stack), error->message);
    return;
  }

  g_signal_emit (self, signals[SIGNAL_RESTORED], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
go_back_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  TpkHistoryDialog *self = TPK_HISTORY_DIALOG (widget);

  gtk_widget_set_sensitive (GTK_WIDGET (self->group), FALSE);
  tpk_workspace_restore_async (self->workspace, g_variant_get_string (parameter, NULL),
                               self->cancellable, restored_cb, g_object_ref (self));
}

static GtkWidget *
new_button (TpkHistoryEntry *entry,
            const char      *title)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Go Back"));
  g_autofree char *label = NULL;

  /* Translators: a date and time. */
  label = g_strdup_printf (_("Go back to %s"), title);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", entry->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "history.go-back");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);

  return button;
}

static GtkWidget *
new_diff (TpkHistoryEntry *entry)
{
  GtkWidget *view = tpk_diff_view_new ();
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  tpk_diff_view_set_diff (TPK_DIFF_VIEW (view), entry->diff);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("What going back changes"),
                                  -1);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 300);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), scrolled);

  return row;
}

static void
add_row (TpkHistoryDialog *self,
         TpkHistoryEntry  *entry)
{
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *title = dup_title (entry);
  g_autofree char *subtitle = dup_subtitle (entry);
  gboolean differs = *entry->diff != '\0';

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  if (differs) {
    adw_expander_row_add_action (ADW_EXPANDER_ROW (row), new_button (entry, title));
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row), new_diff (entry));
  }
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row), differs);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
show_entries (TpkHistoryDialog *self,
              GPtrArray        *entries)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < entries->len; i++)
    add_row (self, g_ptr_array_index (entries, i));
  gtk_stack_set_visible_child_name (self->stack, entries->len > 0 ? "list" : "empty");
}

typedef struct {
  TpkStore    *store;        /* (owned) */
  TpkDocument *applied;      /* (owned): a copy */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->store);
  g_object_unref (reading->applied);
  g_free (reading);
}

static void
read_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Reading *reading = task_data;

  g_task_return_pointer (task, tpk_history_entries_new (reading->store, reading->applied,
                                                        tpk_now_s ()),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GPtrArray) entries = g_task_propagate_pointer (G_TASK (result), NULL);

  if (entries != NULL)
    show_entries (TPK_HISTORY_DIALOG (source), entries);
}

static void
read_entries (TpkHistoryDialog *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, read_cb, NULL);
  Reading *reading = g_new0 (Reading, 1);

  reading->store = g_object_ref (tpk_workspace_get_store (self->workspace));
  reading->applied = tpk_document_copy (tpk_workspace_get_applied (self->workspace));
  g_task_set_source_tag (task, read_entries);
  g_task_set_task_data (task, reading, reading_free);
  g_task_run_in_thread (task, read_thread);
}

static void
tpk_history_dialog_dispose (GObject *object)
{
  TpkHistoryDialog *self = TPK_HISTORY_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_history_dialog_parent_class)->dispose (object);
}

static void
tpk_history_dialog_finalize (GObject *object)
{
  TpkHistoryDialog *self = TPK_HISTORY_DIALOG (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (tpk_history_dialog_parent_class)->finalize (object);
}

static void
tpk_history_dialog_class_init (TpkHistoryDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_history_dialog_dispose;
  object_class->finalize = tpk_history_dialog_finalize;

  /**
   * TpkHistoryDialog::restored:
   * @self: the dialog
   *
   * The draft is an older document now.
   */
  signals[SIGNAL_RESTORED] =
    g_signal_new ("restored", TPK_TYPE_HISTORY_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "history.go-back", "s", go_back_cb);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-history-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkHistoryDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, TpkHistoryDialog, group);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tpk_history_dialog_init (TpkHistoryDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tpk_history_dialog_new:
 * @workspace: the session whose history to show
 *
 * Makes the dialog and begins to read what was applied.
 *
 * Returns: (transfer floating): the dialog
 */
GtkWidget *
tpk_history_dialog_new (TpkWorkspace *workspace)
{
  TpkHistoryDialog *self;

  g_return_val_if_fail (TPK_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (TPK_TYPE_HISTORY_DIALOG, NULL);
  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "notify::generation", G_CALLBACK (read_entries), self,
                           G_CONNECT_SWAPPED);
  read_entries (self);

  return GTK_WIDGET (self);
}
