/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-window-import"

#include "config.h"

#include "tpk-window-import.h"

#include <glib/gi18n-lib.h>

#include "tpk-import-dialog.h"
#include "tpk-toast.h"

/* The ways by which a text gets into the import dialog: paste, drop, a file, typing. */

/* Says why nothing can be taken where an administrator has set the servers. */
static gboolean
is_locked (TpkWindow *self)
{
  g_autofree char *reason = tpk_workspace_dup_lock_reason (tpk_window_get_workspace (self),
                                                           TPK_MANAGED_SERVERS);

  if (reason != NULL)
    tpk_toast_send (GTK_WIDGET (self), reason);

  return reason != NULL;
}

static void
imported_cb (TpkImportDialog *dialog,
             guint            n_servers,
             TpkWindow       *self)
{
  g_autofree char *text = NULL;

  if (n_servers > 0)
    text = g_strdup_printf (ngettext ("%u server added", "%u servers added", n_servers), n_servers);
  tpk_toast_send_action (GTK_WIDGET (self), text != NULL ? text : _("Settings taken over"),
                         _("_Undo"), "win.undo", NULL);
  if (n_servers > 0)
    tpk_window_show_page (self, "servers");
}

static TpkImportDialog *
present (TpkWindow *self)
{
  GtkWidget *dialog = tpk_import_dialog_new (tpk_window_get_workspace (self));

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (self));
  g_signal_connect_object (dialog, "imported", G_CALLBACK (imported_cb), self, G_CONNECT_DEFAULT);
  gtk_window_present (GTK_WINDOW (dialog));

  return TPK_IMPORT_DIALOG (dialog);
}

static void
pasted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (TpkWindow) self = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (text != NULL)
    g_strstrip (text);
  /* Without anything to paste, the dialog still has a place to type. */
  tpk_window_import_text (self, text != NULL && *text != '\0' ? text : NULL);
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         TpkWindow     *self)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST)) {
    GSList *files = g_value_get_boxed (value);

    if (files == NULL)
      return FALSE;
    tpk_window_import_file (self, files->data);
    return TRUE;
  }

  if (!G_VALUE_HOLDS_STRING (value) || g_value_get_string (value) == NULL)
    return FALSE;

  tpk_window_import_text (self, g_value_get_string (value));
  return TRUE;
}

static void
chosen_cb (GtkNativeDialog *chooser,
           int              response,
           TpkWindow       *self)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

    tpk_window_import_file (self, file);
  }

  g_object_unref (chooser);
}

/**
 * tpk_window_import_paste:
 * @self: the window
 *
 * Shows what would be taken from the clipboard.
 */
void
tpk_window_import_paste (TpkWindow *self)
{
  g_return_if_fail (TPK_IS_WINDOW (self));

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, pasted_cb,
                                 g_object_ref (self));
}

/**
 * tpk_window_import_choose:
 * @self: the window
 *
 * Has the user choose a file, and shows what would be taken from it.
 */
void
tpk_window_import_choose (TpkWindow *self)
{
  GtkFileChooserNative *chooser;

  g_return_if_fail (TPK_IS_WINDOW (self));

  chooser = gtk_file_chooser_native_new (_("Import File"), GTK_WINDOW (self),
                                         GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_DEFAULT);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/**
 * tpk_window_import_accept_drops:
 * @self: the window
 *
 * Has texts and files that are dropped anywhere on the window imported.
 */
void
tpk_window_import_accept_drops (TpkWindow *self)
{
  GtkDropTarget *target;

  g_return_if_fail (TPK_IS_WINDOW (self));

  target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  gtk_drop_target_set_gtypes (target, (GType[]) { GDK_TYPE_FILE_LIST, G_TYPE_STRING }, 2);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * tpk_window_import_file:
 * @self: the window
 * @file: a file
 *
 * Shows what would be taken from @file.
 */
void
tpk_window_import_file (TpkWindow *self,
                        GFile     *file)
{
  g_return_if_fail (TPK_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  if (!is_locked (self))
    tpk_import_dialog_load_file (present (self), file);
}

/**
 * tpk_window_import_text:
 * @self: the window
 * @text: (nullable): what was pasted or dropped, or %NULL to have it typed
 *
 * Shows what would be taken from @text.
 */
void
tpk_window_import_text (TpkWindow  *self,
                        const char *text)
{
  TpkImportDialog *dialog;

  g_return_if_fail (TPK_IS_WINDOW (self));

  if (is_locked (self))
    return;

  dialog = present (self);
  if (text != NULL)
    tpk_import_dialog_set_text (dialog, text, -1);
}

/**
 * tpk_window_import_update_lock:
 * @self: the window
 *
 * Has the ways to new servers there or not, after an administrator's locks were read.
 */
void
tpk_window_import_update_lock (TpkWindow *self)
{
  static const char *const actions[] = {
    "win.add-server", "win.edit-server", "win.import", "win.import-file", "win.paste",
  };
  gboolean locked;

  g_return_if_fail (TPK_IS_WINDOW (self));

  locked = tpk_workspace_get_locked_by (tpk_window_get_workspace (self),
                                        TPK_MANAGED_SERVERS) != NULL;
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], !locked);
}
