/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-import-dialog"

#include "config.h"

#include "tpk-import-dialog.h"

#include <glib/gi18n-lib.h>

#include "dialects/tpk-dialect.h"

#include "tpk-format.h"
#include "tpk-own-route-row.h"
#include "tpk-state-icon.h"

/* Milliseconds without typing after which the text is read. */
#define TYPING_PAUSE_MS 150

/* No configuration is longer, but a film that was dropped by mistake is. */
#define MAX_FILE_BYTES (8 * 1024 * 1024)

/* More rows than anybody goes through before the servers are in the list. */
#define MAX_ROWS 100

/**
 * TpkImportDialog:
 *
 * What would be taken from a text, and what would be left and why, before anything is.
 * A text that was pasted or dropped is not shown: it has passwords in it.
 */
struct _TpkImportDialog
{
  AdwWindow      parent_instance;

  GtkButton     *apply_button;
  GtkWidget     *cancel_button;
  GtkWidget     *text_group;
  GtkWidget     *text_view;
  GtkTextBuffer *buffer;
  GtkStack      *stack;
  AdwStatusPage *error_page;
  GtkWidget     *taken_group;
  GtkListBox    *taken_list;
  GtkWidget     *left_group;
  GtkListBox    *left_list;

  TpkWorkspace  *workspace;      /* (owned) */
  TpkImport     *import;         /* (nullable) (owned) */
  GCancellable  *cancellable;    /* (owned): of reading a file */
  guint          typing_id;
};

G_DEFINE_FINAL_TYPE (TpkImportDialog, tpk_import_dialog, ADW_TYPE_WINDOW)

enum {
  SIGNAL_IMPORTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
clear_list (GtkListBox *list)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
}

static void
add_row (GtkListBox *list,
         TpkState    state,
         const char *title,
         const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (state != TPK_STATE_NONE) {
    GtkWidget *icon = tpk_state_icon_new ();

    tpk_state_icon_set_state (TPK_STATE_ICON (icon), state);
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  }
  gtk_list_box_append (list, row);
}

static void
add_server (TpkImportDialog *self,
            TpkServer       *server)
{
  g_autofree char *title = tpk_server_dup_title (server);
  g_autofree char *credential = NULL;
  g_autoptr (GString) subtitle = g_string_new (NULL);

  for (guint i = 0; i < tpk_server_get_n_urls (server); i++) {
    g_autofree char *url = tpk_format_url (tpk_server_get_url (server, i));

    g_string_append_printf (subtitle, "%s\n", url);
  }
  credential = tpk_format_credential (tpk_server_get_credential (server), tpk_now_s (), NULL);
  g_string_append (subtitle, credential);

  add_row (self->taken_list, TPK_STATE_NONE, title, subtitle->str);
}

static void
add_servers (TpkImportDialog *self,
             TpkProfile      *profile)
{
  guint n_servers = tpk_profile_get_n_servers (profile);

  for (guint i = 0; i < MIN (n_servers, MAX_ROWS); i++)
    add_server (self, tpk_profile_get_server (profile, i));

  if (n_servers > MAX_ROWS) {
    guint n_more = n_servers - MAX_ROWS;
    g_autofree char *text = g_strdup_printf (ngettext ("%u more server", "%u more servers", n_more),
                                             n_more);

    add_row (self->taken_list, TPK_STATE_NONE, text, NULL);
  }
}

static void
add_settings (TpkImportDialog *self,
              TpkProfile      *profile)
{
  static const char *const routes[] = {
    [TPK_ROUTE_DIRECT] = N_("Calls will leave this computer directly"),
    [TPK_ROUTE_CLOUD]  = N_("Calls will go through a cloud proxy"),
    [TPK_ROUTE_OWN]    = N_("Calls will go through own servers"),
  };
  const char *proxy = tpk_profile_get_signalling_proxy (profile);

  if (tpk_import_has_route (self->import))
    add_row (self->taken_list, TPK_STATE_NONE, _(routes[tpk_profile_get_route (profile)]), NULL);
  if (tpk_import_has_relay_only (self->import))
    add_row (self->taken_list, TPK_STATE_NONE,
             tpk_profile_get_relay_only (profile) ? _("Only through relays")
                                                  : _("Not only through relays"),
             NULL);
  if (proxy != NULL)
    add_row (self->taken_list, TPK_STATE_NONE, _("Signalling proxy"), proxy);
}

static void
show_import (TpkImportDialog *self)
{
  TpkProfile *profile = tpk_import_get_profile (self->import);
  GListModel *notes = tpk_import_get_notes (self->import);
  const TpkDialect *dialect = tpk_dialect_find (tpk_import_get_dialect (self->import));
  g_autofree char *description = NULL, *label = NULL;
  guint n_servers = tpk_profile_get_n_servers (profile);

  if (dialect != NULL)
    /* Translators: %s is the name of a format or of a calling client. */
    description = g_strdup_printf (_("Recognised as %s"), _(dialect->name));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->taken_group),
                                         description != NULL ? description : "");

  add_servers (self, profile);
  add_settings (self, profile);

  for (guint i = 0; i < MIN (g_list_model_get_n_items (notes), MAX_ROWS); i++) {
    g_autoptr (TpkFinding) note = g_list_model_get_item (notes, i);

    add_row (self->left_list, tpk_state_from_severity (tpk_finding_get_severity (note)),
             tpk_finding_get_message (note), NULL);
  }
  gtk_widget_set_visible (self->left_group, g_list_model_get_n_items (notes) > 0);

  if (n_servers > 0)
    label = g_strdup_printf (ngettext ("_Add %u Server", "_Add %u Servers", n_servers), n_servers);
  gtk_button_set_label (self->apply_button, label != NULL ? label : _("_Take Over"));
  gtk_stack_set_visible_child_name (self->stack, "preview");
}

static void
show_error (TpkImportDialog *self,
            const char      *message)
{
  adw_status_page_set_description (self->error_page, message);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
read_text (TpkImportDialog *self,
           const char      *text,
           gssize           length)
{
  g_autoptr (GError) error = NULL;
  gboolean usable = FALSE;

  g_clear_object (&self->import);
  clear_list (self->taken_list);
  clear_list (self->left_list);

  if (length == 0 || *text == '\0') {
    gtk_stack_set_visible_child_name (self->stack, "nothing");
  } else {
    self->import = tpk_dialects_import (text, length, &error);
    usable = self->import != NULL && !tpk_import_is_empty (self->import);
    if (self->import == NULL)
      show_error (self, error->message);
    else if (!usable && g_list_model_get_n_items (tpk_import_get_notes (self->import)) == 0)
      show_error (self, _("There is no server and no setting in this text"));
    else
      show_import (self);
  }

  gtk_widget_set_visible (self->taken_group, usable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.apply", usable);
}

static gboolean
typed_cb (gpointer data)
{
  TpkImportDialog *self = data;
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  self->typing_id = 0;
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  text = gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
  g_strstrip (text);
  read_text (self, text, strlen (text));

  return G_SOURCE_REMOVE;
}

static void
buffer_changed_cb (TpkImportDialog *self)
{
  g_clear_handle_id (&self->typing_id, g_source_remove);
  self->typing_id = g_timeout_add (TYPING_PAUSE_MS, typed_cb, self);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (TpkImportDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, &error))
    tpk_import_dialog_set_text (self, text, length);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error->message);
}

static void
queried_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (TpkImportDialog) self = data;
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  info = g_file_query_info_finish (G_FILE (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (info == NULL)
    show_error (self, error->message);
  else if (g_file_info_get_size (info) > MAX_FILE_BYTES)
    show_error (self, _("This file is too large to be a configuration. Choose another one."));
  else
    g_file_load_contents_async (G_FILE (source), self->cancellable, loaded_cb, g_object_ref (self));
}

static void
hide_text (TpkImportDialog *self)
{
  gtk_window_set_focus (GTK_WINDOW (self), self->cancel_button);
  gtk_widget_set_visible (self->text_group, FALSE);
}

static void
apply_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  tpk_import_dialog_apply (TPK_IMPORT_DIALOG (widget));
}

static void
tpk_import_dialog_dispose (GObject *object)
{
  TpkImportDialog *self = TPK_IMPORT_DIALOG (object);

  g_clear_handle_id (&self->typing_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->import);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_import_dialog_parent_class)->dispose (object);
}

static void
tpk_import_dialog_class_init (TpkImportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_import_dialog_dispose;

  /**
   * TpkImportDialog::imported:
   * @self: the dialog
   * @n_servers: how many servers were added
   *
   * Emitted after what was read has gone into the profile.
   */
  signals[SIGNAL_IMPORTED] =
    g_signal_new ("imported", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_install_action (widget_class, "import.apply", NULL, apply_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "import.apply", NULL);

  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkImportDialog, apply_button);
  gtk_widget_class_bind_template_child (widget_class, TpkImportDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, TpkImportDialog, text_group);
  gtk_widget_class_bind_template_child (widget_class, TpkImportDialog, text_view);
  gtk_widget_class_bind_template_child (widget_class, TpkImportDialog, buffer);
  gtk_widget_class_bind_template_child (widget_class, TpkImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, TpkImportDialog, error_page);
  gtk_widget_class_bind_template_child (widget_class, TpkImportDialog, taken_group);
  gtk_widget_class_bind_template_child (widget_class, TpkImportDialog, taken_list);
  gtk_widget_class_bind_template_child (widget_class, TpkImportDialog, left_group);
  gtk_widget_class_bind_template_child (widget_class, TpkImportDialog, left_list);
  gtk_widget_class_bind_template_callback (widget_class, buffer_changed_cb);
}

static void
tpk_import_dialog_init (TpkImportDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Whoever opens it by its key goes on by pasting or typing. */
  gtk_window_set_focus (GTK_WINDOW (self), self->text_view);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.apply", FALSE);
}

/**
 * tpk_import_dialog_new:
 * @workspace: the working session
 *
 * Returns: (transfer floating): a dialog to type or paste a text into
 */
GtkWidget *
tpk_import_dialog_new (TpkWorkspace *workspace)
{
  TpkImportDialog *self;

  g_return_val_if_fail (TPK_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (TPK_TYPE_IMPORT_DIALOG, NULL);
  self->workspace = g_object_ref (workspace);

  return GTK_WIDGET (self);
}

/**
 * tpk_import_dialog_set_text:
 * @self: the dialog
 * @text: (array length=length): what was pasted or dropped, in any form
 * @length: its length in bytes, or -1 if it ends with a NUL
 *
 * Shows what would be taken from @text, without showing @text.
 */
void
tpk_import_dialog_set_text (TpkImportDialog *self,
                            const char      *text,
                            gssize           length)
{
  g_return_if_fail (TPK_IS_IMPORT_DIALOG (self));
  g_return_if_fail (text != NULL || length == 0);

  hide_text (self);
  read_text (self, text, length < 0 ? (gssize) strlen (text) : length);
  /* Whoever pasted it goes on with Return. */
  if (gtk_widget_is_sensitive (GTK_WIDGET (self->apply_button)))
    gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->apply_button));
}

/**
 * tpk_import_dialog_load_file:
 * @self: the dialog
 * @file: a file
 *
 * Reads @file and shows what would be taken from it.
 */
void
tpk_import_dialog_load_file (TpkImportDialog *self,
                             GFile           *file)
{
  g_return_if_fail (TPK_IS_IMPORT_DIALOG (self));
  g_return_if_fail (G_IS_FILE (file));

  hide_text (self);
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                           G_PRIORITY_DEFAULT, self->cancellable, queried_cb, g_object_ref (self));
}

/**
 * tpk_import_dialog_apply:
 * @self: the dialog
 *
 * Adds what was read to the active profile, as one undo step, and closes the dialog.
 */
void
tpk_import_dialog_apply (TpkImportDialog *self)
{
  TpkProfile *profile;
  guint n_servers;

  g_return_if_fail (TPK_IS_IMPORT_DIALOG (self));
  g_return_if_fail (self->import != NULL);

  profile = tpk_workspace_get_profile (self->workspace);
  n_servers = tpk_profile_get_n_servers (tpk_import_get_profile (self->import));
  if (n_servers > 0 && !tpk_import_has_route (self->import))
    tpk_own_route_expect_servers (profile);
  tpk_import_apply (self->import, profile);
  tpk_workspace_commit (self->workspace, _("Import"));

  g_signal_emit (self, signals[SIGNAL_IMPORTED], 0, n_servers);
  gtk_window_close (GTK_WINDOW (self));
}
