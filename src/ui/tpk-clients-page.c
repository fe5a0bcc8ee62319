/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-clients-page"

#include "config.h"

#include "tpk-clients-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "store/tpk-call.h"

#include "tpk-client-file-commands.h"
#include "tpk-client-file-dialog.h"
#include "tpk-client-file-editor.h"
#include "tpk-client-file-monitor.h"
#include "tpk-client-file-row.h"
#include "tpk-client-file-words.h"
#include "tpk-import-dialog.h"
#include "tpk-lock-note.h"
#include "tpk-toast.h"

/**
 * TpkClientsPage:
 *
 * Which files are kept written for calling clients, how each stands to what is on the disk, and who
 * is in a call. The list is looked at again whenever anybody changes anything, while it is shown.
 */
struct _TpkClientsPage
{
  GtkWidget             parent_instance;

  AdwPreferencesGroup  *calls_group;
  AdwPreferencesGroup  *files_group;
  GtkWidget            *hint_group;
  TpkLockNote          *lock_note;
  GtkWidget            *add_button;

  TpkWorkspace         *workspace;     /* (nullable) (owned) */
  TpkClientFileMonitor *monitor;       /* (nullable) (owned) */
  GPtrArray            *file_rows;     /* (owned): in the order of the files */
  GPtrArray            *call_rows;     /* (owned) */
  TpkClientFileDialog  *dialog;        /* (nullable) (weak): about a file */
  guint                 dialog_position;
  gboolean              narrow;
};

G_DEFINE_FINAL_TYPE (TpkClientsPage, tpk_clients_page, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_NARROW,
  PROP_WORKSPACE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static TpkClientStatus *
get_status (TpkClientsPage *self,
            guint           position)
{
  return position < self->file_rows->len
         ? tpk_client_file_row_get_status (g_ptr_array_index (self->file_rows, position)) : NULL;
}

static TpkClientStatus *
get_target (TpkClientsPage *self,
            GVariant       *parameter)
{
  return get_status (self, g_variant_get_uint32 (parameter));
}

static TpkClientFile *
get_target_file (TpkClientsPage *self,
                 GVariant       *parameter)
{
  TpkClientStatus *status = get_target (self, parameter);

  return status != NULL ? tpk_client_status_get_file (status) : NULL;
}

static char *
dup_waiting (TpkClientsPage *self)
{
  return tpk_workspace_is_staged (self->workspace)
         ? tpk_client_file_words_waiting (tpk_client_file_monitor_get_calls (self->monitor)) : NULL;
}

static void
resize_rows (AdwPreferencesGroup *group,
             GPtrArray           *rows,
             guint                n_rows)
{
  while (rows->len > n_rows) {
    adw_preferences_group_remove (group, g_ptr_array_index (rows, rows->len - 1));
    g_ptr_array_set_size (rows, rows->len - 1);
  }
}

/* Rows stay as they are where they can, and keep the focus. */
static void
update_files (TpkClientsPage *self)
{
  GListModel *statuses = tpk_client_file_monitor_get_statuses (self->monitor);
  guint n_files = g_list_model_get_n_items (statuses);
  g_autofree char *waiting = dup_waiting (self);

  resize_rows (self->files_group, self->file_rows, n_files);
  for (guint i = 0; i < n_files; i++) {
    g_autoptr (TpkClientStatus) status = g_list_model_get_item (statuses, i);

    if (i == self->file_rows->len) {
      GtkWidget *row = tpk_client_file_row_new (i);

      adw_preferences_group_add (self->files_group, row);
      g_ptr_array_add (self->file_rows, row);
    }
    tpk_client_file_row_update (g_ptr_array_index (self->file_rows, i), status, waiting,
                                self->narrow);
    if (self->dialog != NULL && self->dialog_position == i)
      tpk_client_file_dialog_update (self->dialog, status, waiting);
  }
  gtk_widget_set_visible (self->hint_group, n_files == 1);
}

static void
update_call (AdwActionRow *row,
             TpkCall      *call)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_iso8601 (tpk_call_get_since (call), NULL);
  g_autofree char *subtitle = NULL;
  g_autofree char *time = NULL;

  time = utc != NULL ? tpk_client_file_words_time (g_date_time_to_unix (utc),
                                                   g_get_real_time () / G_USEC_PER_SEC) : NULL;
  if (time != NULL && tpk_call_get_pid (call) > 0)
    /* Translators: a time such as "2 min ago" or "at 10:42", and the number of a process. */
    subtitle = g_strdup_printf (_("Began %s · process %d"), time, (int) tpk_call_get_pid (call));
  else if (time != NULL)
    /* Translators: a time such as "2 min ago" or "at 10:42". */
    subtitle = g_strdup_printf (_("Began %s"), time);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), tpk_call_get_client (call));
  adw_action_row_set_subtitle (row, subtitle);
}

static void
update_calls (TpkClientsPage *self)
{
  GListModel *calls = tpk_client_file_monitor_get_calls (self->monitor);
  guint n_calls = g_list_model_get_n_items (calls);

  resize_rows (self->calls_group, self->call_rows, n_calls);
  for (guint i = 0; i < n_calls; i++) {
    g_autoptr (TpkCall) call = g_list_model_get_item (calls, i);

    if (i == self->call_rows->len) {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_group_add (self->calls_group, row);
      g_ptr_array_add (self->call_rows, row);
    }
    update_call (g_ptr_array_index (self->call_rows, i), call);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->calls_group), n_calls > 0);
}

static void
updated_cb (TpkClientsPage *self)
{
  update_calls (self);
  update_files (self);
}

static void
set_narrow (TpkClientsPage *self,
            gboolean        narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  if (self->file_rows->len > 0)
    update_files (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NARROW]);
}

static void
present (TpkClientsPage *self,
         GtkWidget      *dialog)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
chosen_cb (TpkClientsPage *self,
           const char     *action)
{
  gtk_widget_activate_action (GTK_WIDGET (self), action, "u", self->dialog_position);
}

static void
show_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  TpkClientsPage *self = TPK_CLIENTS_PAGE (widget);
  TpkClientStatus *status = get_target (self, parameter);
  g_autofree char *waiting = NULL;

  if (status == NULL)
    return;

  waiting = dup_waiting (self);
  g_set_weak_pointer (&self->dialog,
                      TPK_CLIENT_FILE_DIALOG (tpk_client_file_dialog_new (status, waiting)));
  self->dialog_position = g_variant_get_uint32 (parameter);
  g_signal_connect_object (self->dialog, "chosen", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  present (self, GTK_WIDGET (self->dialog));
}

static void
copy_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  TpkClientStatus *status = get_target (TPK_CLIENTS_PAGE (widget), parameter);
  TpkFileChange *change = status != NULL ? tpk_client_status_get_change (status) : NULL;

  if (change == NULL) {
    tpk_toast_send (widget, _("Nothing is written for this client, so there is nothing to copy"));
    return;
  }

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          tpk_file_change_get_new_text (change));
  tpk_toast_send (widget, _("Copied, with its passwords"));
}

static void
open_folder_cb (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  TpkClientStatus *status = get_target (TPK_CLIENTS_PAGE (widget), parameter);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFile) folder = NULL;
  g_autofree char *uri = NULL;
  GtkRoot *root = gtk_widget_get_root (widget);

  if (status == NULL)
    return;

  file = g_file_new_for_path (tpk_client_status_get_path (status));
  folder = g_file_get_parent (file);
  uri = g_file_get_uri (folder != NULL ? folder : file);
  gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, uri, GDK_CURRENT_TIME);
}

static void
managed_changed_cb (TpkClientsPage *self)
{
  static const struct {
    const char       *action;
    TpkManagedMember  member;
  } changes[] = {
    { "clients.add", TPK_MANAGED_CLIENT_FILES },
    { "clients.edit", TPK_MANAGED_CLIENT_FILES },
    { "clients.import", TPK_MANAGED_SERVERS },
    { "clients.remove", TPK_MANAGED_CLIENT_FILES },
    { "clients.toggle", TPK_MANAGED_CLIENT_FILES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), changes[i].action,
                                   tpk_workspace_get_locked_by (self->workspace,
                                                                changes[i].member) == NULL);
}

static void
add_cb (GtkWidget  *widget,
        const char *action_name,
        GVariant   *parameter)
{
  TpkClientsPage *self = TPK_CLIENTS_PAGE (widget);

  present (self, tpk_client_file_editor_new (self->workspace, NULL));
}

static void
edit_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  TpkClientsPage *self = TPK_CLIENTS_PAGE (widget);
  TpkClientFile *file = get_target_file (self, parameter);

  if (file != NULL)
    present (self, tpk_client_file_editor_new (self->workspace, file));
}

static void
toggle_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TpkClientsPage *self = TPK_CLIENTS_PAGE (widget);
  TpkClientFile *file = get_target_file (self, parameter);

  if (file != NULL)
    tpk_client_file_toggle (widget, self->workspace, file);
}

static void
remove_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TpkClientsPage *self = TPK_CLIENTS_PAGE (widget);
  TpkClientFile *file = get_target_file (self, parameter);

  if (file != NULL)
    tpk_client_file_remove (widget, self->workspace, file);
}

static void
import_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TpkClientsPage *self = TPK_CLIENTS_PAGE (widget);
  TpkClientStatus *status = get_target (self, parameter);
  TpkFileChange *change = status != NULL ? tpk_client_status_get_change (status) : NULL;
  GtkWidget *dialog;

  if (change == NULL || tpk_file_change_get_old_text (change) == NULL)
    return;

  dialog = tpk_import_dialog_new (self->workspace);
  present (self, dialog);
  tpk_import_dialog_set_text (TPK_IMPORT_DIALOG (dialog), tpk_file_change_get_old_text (change),
                              -1);
}

static void
rewritten_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (TpkClientsPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (tpk_workspace_rewrite_finish (TPK_WORKSPACE (source), result, &error))
    tpk_toast_send (GTK_WIDGET (self), _("Written again"));
  else
    tpk_toast_send (GTK_WIDGET (self), error->message);
  if (self->monitor != NULL)
    tpk_client_file_monitor_refresh (self->monitor);
}

static void
rewrite_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  TpkClientsPage *self = TPK_CLIENTS_PAGE (widget);
  TpkClientStatus *status = get_target (self, parameter);

  if (status == NULL)
    return;

  /* With edits that are not applied there are two things that could be written. */
  if (tpk_workspace_is_modified (self->workspace))
    gtk_widget_activate_action (widget, "win.apply", NULL);
  else
    tpk_workspace_rewrite_async (self->workspace, tpk_client_status_get_path (status), NULL,
                                 rewritten_cb, g_object_ref (self));
}

static void
tpk_clients_page_map (GtkWidget *widget)
{
  TpkClientsPage *self = TPK_CLIENTS_PAGE (widget);

  GTK_WIDGET_CLASS (tpk_clients_page_parent_class)->map (widget);
  if (self->monitor != NULL)
    tpk_client_file_monitor_set_active (self->monitor, TRUE);
}

static void
tpk_clients_page_unmap (GtkWidget *widget)
{
  TpkClientsPage *self = TPK_CLIENTS_PAGE (widget);

  if (self->monitor != NULL)
    tpk_client_file_monitor_set_active (self->monitor, FALSE);
  GTK_WIDGET_CLASS (tpk_clients_page_parent_class)->unmap (widget);
}

static void
tpk_clients_page_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_NARROW:
    g_value_set_boolean (value, TPK_CLIENTS_PAGE (object)->narrow);
    break;
  case PROP_WORKSPACE:
    g_value_set_object (value, TPK_CLIENTS_PAGE (object)->workspace);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_clients_page_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  switch (prop_id) {
  case PROP_NARROW:
    set_narrow (TPK_CLIENTS_PAGE (object), g_value_get_boolean (value));
    break;
  case PROP_WORKSPACE:
    tpk_clients_page_set_workspace (TPK_CLIENTS_PAGE (object), g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_clients_page_dispose (GObject *object)
{
  TpkClientsPage *self = TPK_CLIENTS_PAGE (object);
  GtkWidget *child;

  g_clear_weak_pointer (&self->dialog);
  g_ptr_array_set_size (self->file_rows, 0);
  g_ptr_array_set_size (self->call_rows, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  /* What it has begun to look at would keep the session alive until it is known. */
  if (self->monitor != NULL)
    g_object_run_dispose (G_OBJECT (self->monitor));
  g_clear_object (&self->monitor);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_clients_page_parent_class)->dispose (object);
}

static void
tpk_clients_page_finalize (GObject *object)
{
  TpkClientsPage *self = TPK_CLIENTS_PAGE (object);

  g_ptr_array_unref (self->file_rows);
  g_ptr_array_unref (self->call_rows);

  G_OBJECT_CLASS (tpk_clients_page_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "clients.add", NULL, add_cb);
  gtk_widget_class_install_action (widget_class, "clients.copy", "u", copy_cb);
  gtk_widget_class_install_action (widget_class, "clients.edit", "u", edit_cb);
  gtk_widget_class_install_action (widget_class, "clients.import", "u", import_cb);
  gtk_widget_class_install_action (widget_class, "clients.open-folder", "u", open_folder_cb);
  gtk_widget_class_install_action (widget_class, "clients.remove", "u", remove_cb);
  gtk_widget_class_install_action (widget_class, "clients.rewrite", "u", rewrite_cb);
  gtk_widget_class_install_action (widget_class, "clients.show", "u", show_cb);
  gtk_widget_class_install_action (widget_class, "clients.toggle", "u", toggle_cb);
}

static void
tpk_clients_page_class_init (TpkClientsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tpk_clients_page_get_property;
  object_class->set_property = tpk_clients_page_set_property;
  object_class->dispose = tpk_clients_page_dispose;
  object_class->finalize = tpk_clients_page_finalize;
  widget_class->map = tpk_clients_page_map;
  widget_class->unmap = tpk_clients_page_unmap;

  /**
   * TpkClientsPage:narrow:
   *
   * Whether rows have room for nothing but a menu.
   */
  props[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * TpkClientsPage:workspace:
   *
   * The session whose client files are shown.
   */
  props[PROP_WORKSPACE] =
    g_param_spec_object ("workspace", NULL, NULL, TPK_TYPE_WORKSPACE,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  install_actions (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_type_ensure (TPK_TYPE_LOCK_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-clients-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkClientsPage, calls_group);
  gtk_widget_class_bind_template_child (widget_class, TpkClientsPage, files_group);
  gtk_widget_class_bind_template_child (widget_class, TpkClientsPage, hint_group);
  gtk_widget_class_bind_template_child (widget_class, TpkClientsPage, lock_note);
  gtk_widget_class_bind_template_child (widget_class, TpkClientsPage, add_button);
}

static void
tpk_clients_page_init (TpkClientsPage *self)
{
  self->file_rows = g_ptr_array_new ();
  self->call_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tpk_clients_page_new:
 *
 * Returns: (transfer floating): a page without a workspace
 */
GtkWidget *
tpk_clients_page_new (void)
{
  return g_object_new (TPK_TYPE_CLIENTS_PAGE, NULL);
}

/**
 * tpk_clients_page_set_workspace:
 * @self: a page without a workspace
 * @workspace: the session whose client files to show
 */
void
tpk_clients_page_set_workspace (TpkClientsPage *self,
                                TpkWorkspace   *workspace)
{
  g_return_if_fail (TPK_IS_CLIENTS_PAGE (self));
  g_return_if_fail (TPK_IS_WORKSPACE (workspace));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  self->monitor = tpk_client_file_monitor_new (workspace);
  g_signal_connect_object (workspace, "managed-changed", G_CALLBACK (managed_changed_cb), self,
                           G_CONNECT_SWAPPED);
  managed_changed_cb (self);
  tpk_lock_note_watch (self->lock_note, workspace, TPK_MANAGED_CLIENT_FILES);
  g_signal_connect_object (self->monitor, "updated", G_CALLBACK (updated_cb), self,
                           G_CONNECT_SWAPPED);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tpk_client_file_monitor_set_active (self->monitor, TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WORKSPACE]);
}
