/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allow-export-dialog"

#include "config.h"

#include "tpk-allow-export-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cloud/tpk-firewall.h"

#include "tpk-finding-line.h"
#include "tpk-toast.h"

/**
 * TpkAllowExportDialog:
 *
 * An allow-list in the language of a firewall: to be looked at, copied, or saved to a file, with what
 * the language cannot say.
 */
struct _TpkAllowExportDialog
{
  AdwWindow            parent_instance;

  AdwComboRow         *format_row;
  GtkTextView         *text_view;
  GtkBox              *notes_box;

  TpkAllowList        *list;             /* (owned) */
  TpkExport           *export;           /* (nullable) (owned) */
  GtkFileChooserNative *chooser;         /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkAllowExportDialog, tpk_allow_export_dialog, ADW_TYPE_WINDOW)

static const TpkFirewallFormat *
get_format (TpkAllowExportDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->format_row);
  const TpkFirewallFormat *const *formats;
  guint n_formats;

  formats = tpk_firewall_formats_get (&n_formats);

  return selected < n_formats ? formats[selected] : NULL;
}

static GPtrArray *
dup_notes (TpkExport *export)
{
  GListModel *notes = tpk_export_get_notes (export);
  GPtrArray *array = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (notes); i++)
    g_ptr_array_add (array, g_list_model_get_item (notes, i));

  return array;
}

static void
update_cb (TpkAllowExportDialog *self)
{
  const TpkFirewallFormat *format = get_format (self);
  g_autoptr (GPtrArray) notes = NULL;

  if (format == NULL || self->list == NULL)
    return;

  g_clear_object (&self->export);
  self->export = tpk_firewall_format_write (format, self->list);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view),
                            tpk_export_get_text (self->export), -1);
  notes = dup_notes (self->export);
  tpk_finding_lines_update (self->notes_box, notes, NULL, NULL);
}

static void
copy_cb (TpkAllowExportDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          tpk_export_get_text (self->export));
  tpk_toast_send (GTK_WIDGET (self->text_view), _("Copied"));
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  GWeakRef *ref = data;
  g_autoptr (TpkAllowExportDialog) self = g_weak_ref_get (ref);
  g_autoptr (GError) error = NULL;
  gboolean saved = g_file_replace_contents_finish (G_FILE (source), result, NULL, &error);

  g_weak_ref_clear (ref);
  g_free (ref);
  if (self == NULL || self->list == NULL)
    return;

  if (saved)
    tpk_toast_send (GTK_WIDGET (self->text_view), _("Saved"));
  else
    tpk_toast_send (GTK_WIDGET (self->text_view), error->message);
}

static void
chosen_cb (TpkAllowExportDialog *self,
           int                   response)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT) {
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
    tpk_allow_export_dialog_save (self, file);
  }
  g_clear_object (&self->chooser);
}

static void
save_cb (TpkAllowExportDialog *self)
{
  g_autofree char *name = g_strdup_printf ("turnpike-firewall.%s", get_format (self)->extension);

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Save Rules"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"),
                                               _("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
tpk_allow_export_dialog_dispose (GObject *object)
{
  TpkAllowExportDialog *self = TPK_ALLOW_EXPORT_DIALOG (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->export);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (tpk_allow_export_dialog_parent_class)->dispose (object);
}

static void
tpk_allow_export_dialog_class_init (TpkAllowExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_allow_export_dialog_dispose;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               APP_PATH "/ui/tpk-allow-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkAllowExportDialog, format_row);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowExportDialog, text_view);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowExportDialog, notes_box);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
tpk_allow_export_dialog_init (TpkAllowExportDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const TpkFirewallFormat *const *formats;
  guint n_formats;

  gtk_widget_init_template (GTK_WIDGET (self));
  formats = tpk_firewall_formats_get (&n_formats);
  for (guint i = 0; i < n_formats; i++)
    gtk_string_list_append (names, _(formats[i]->name));
  adw_combo_row_set_model (self->format_row, G_LIST_MODEL (names));
}

/**
 * tpk_allow_export_dialog_new:
 * @list: what to export; not changed while the dialog is there
 *
 * Returns: (transfer floating): a dialog
 */
GtkWidget *
tpk_allow_export_dialog_new (TpkAllowList *list)
{
  TpkAllowExportDialog *self;

  g_return_val_if_fail (TPK_IS_ALLOW_LIST (list), NULL);

  self = g_object_new (TPK_TYPE_ALLOW_EXPORT_DIALOG, NULL);
  self->list = g_object_ref (list);
  update_cb (self);

  return GTK_WIDGET (self);
}

/**
 * tpk_allow_export_dialog_save:
 * @self: the dialog
 * @file: where to
 *
 * Saves what is shown, and tells in a toast whether that worked.
 */
void
tpk_allow_export_dialog_save (TpkAllowExportDialog *self,
                              GFile                *file)
{
  /* The dialog may be closed before the file is written, and must not outlive its parent. */
  GWeakRef *ref;
  const char *text;
  g_autoptr (GBytes) bytes = NULL;

  g_return_if_fail (TPK_IS_ALLOW_EXPORT_DIALOG (self));
  g_return_if_fail (G_IS_FILE (file));

  text = tpk_export_get_text (self->export);
  ref = g_new0 (GWeakRef, 1);
  g_weak_ref_init (ref, self);
  bytes = g_bytes_new (text, strlen (text));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, saved_cb,
                                       ref);
}
