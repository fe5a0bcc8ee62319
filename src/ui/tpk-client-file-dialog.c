/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-client-file-dialog"

#include "config.h"

#include "tpk-client-file-dialog.h"

#include <glib/gi18n-lib.h>

#include "dialects/tpk-dialect.h"

#include "tpk-client-file-words.h"
#include "tpk-diff-view.h"
#include "tpk-finding-line.h"
#include "tpk-format.h"
#include "tpk-toast.h"

/**
 * TpkClientFileDialog:
 *
 * What is written for one client, what of that changes in the file, and who wins where somebody
 * else wrote there. Passwords are hidden until asked for. Emits
 * [signal@ClientFileDialog::chosen] with what the user wants done.
 */
struct _TpkClientFileDialog
{
  AdwWindow         parent_instance;

  AdwWindowTitle   *window_title;
  GtkWidget        *copy_button;
  GtkToggleButton  *reveal_button;
  TpkStateIcon     *icon;
  GtkLabel         *state_label;
  GtkBox           *notes_box;
  GtkWidget        *choices_box;
  GtkWidget        *keep_child;
  GtkWidget        *import_child;
  GtkWidget        *switcher;
  GtkStack         *stack;
  TpkDiffView      *text_view;
  TpkDiffView      *diff_view;
  AdwStatusPage    *none_page;

  TpkClientStatus  *status;        /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkClientFileDialog, tpk_client_file_dialog, ADW_TYPE_WINDOW)

enum {
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static TpkFileChange *
get_change (TpkClientFileDialog *self)
{
  return tpk_client_status_get_change (self->status);
}

static void
show_text (TpkClientFileDialog *self)
{
  TpkFileChange *change = get_change (self);
  g_autofree char *masked = NULL;

  if (change == NULL)
    return;

  masked = tpk_file_change_dup_preview (change);
  tpk_diff_view_set_text (self->text_view, gtk_toggle_button_get_active (self->reveal_button)
                          ? tpk_file_change_get_new_text (change) : masked);
}

static void
show_diff (TpkClientFileDialog *self)
{
  TpkFileChange *change = get_change (self);
  g_autofree char *diff = change != NULL ? tpk_file_change_dup_diff (change) : NULL;
  gboolean differs = diff != NULL && *diff != '\0' &&
                     tpk_file_change_get_kind (change) != TPK_FILE_CHANGE_CREATED;

  tpk_diff_view_set_diff (self->diff_view, differs ? diff : "");
  gtk_widget_set_visible (self->switcher, differs);
  if (change == NULL)
    gtk_stack_set_visible_child_name (self->stack, "none");
  else if (!differs)
    gtk_stack_set_visible_child_name (self->stack, "text");
}

static void
show_notes (TpkClientFileDialog *self)
{
  TpkFileChange *change = get_change (self);
  GListModel *notes = change != NULL ? tpk_file_change_get_notes (change) : NULL;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; notes != NULL && i < g_list_model_get_n_items (notes); i++)
    g_ptr_array_add (lines, g_list_model_get_item (notes, i));
  tpk_finding_lines_update (self->notes_box, lines, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->notes_box), lines->len > 0);
}

static void
show_choices (TpkClientFileDialog *self)
{
  TpkFileChange *change = get_change (self);
  gboolean foreign = tpk_client_status_get_state (self->status) == TPK_CLIENT_FOREIGN;
  const char *theirs = change != NULL ? tpk_file_change_get_old_text (change) : NULL;

  gtk_widget_set_visible (self->choices_box, foreign);
  gtk_widget_set_visible (self->keep_child, tpk_client_status_get_file (self->status) != NULL);
  gtk_widget_set_visible (self->import_child,
                          foreign && theirs != NULL && tpk_dialect_recognise (theirs) != NULL);
}

static void
copy_cb (TpkClientFileDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          tpk_file_change_get_new_text (get_change (self)));
  tpk_toast_send (GTK_WIDGET (self->stack), _("Copied"));
}

static void
choose (TpkClientFileDialog *self,
        const char          *action)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, action);
  gtk_window_close (GTK_WINDOW (self));
}

static void
overwrite_cb (TpkClientFileDialog *self)
{
  choose (self, "clients.rewrite");
}

static void
keep_cb (TpkClientFileDialog *self)
{
  choose (self, "clients.toggle");
}

static void
import_cb (TpkClientFileDialog *self)
{
  choose (self, "clients.import");
}

static void
tpk_client_file_dialog_dispose (GObject *object)
{
  TpkClientFileDialog *self = TPK_CLIENT_FILE_DIALOG (object);

  g_clear_object (&self->status);

  G_OBJECT_CLASS (tpk_client_file_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               APP_PATH "/ui/tpk-client-file-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileDialog, copy_button);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileDialog, reveal_button);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileDialog, icon);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileDialog, state_label);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileDialog, notes_box);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileDialog, choices_box);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileDialog, keep_child);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileDialog, import_child);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileDialog, switcher);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileDialog, text_view);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileDialog, diff_view);
  gtk_widget_class_bind_template_child (widget_class, TpkClientFileDialog, none_page);
  gtk_widget_class_bind_template_callback (widget_class, show_text);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, overwrite_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tpk_client_file_dialog_class_init (TpkClientFileDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tpk_client_file_dialog_dispose;

  /**
   * TpkClientFileDialog::chosen:
   * @self: the dialog
   * @action: what to do with the file: an action of the clients page
   */
  signals[SIGNAL_CHOSEN] =
    g_signal_new ("chosen", TPK_TYPE_CLIENT_FILE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (TPK_TYPE_DIFF_VIEW);
  g_type_ensure (TPK_TYPE_STATE_ICON);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
tpk_client_file_dialog_init (TpkClientFileDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tpk_client_file_dialog_new:
 * @status: how the file stands
 * @waiting: (nullable): what a staged change waits for
 *
 * Returns: (transfer floating): a dialog about it; where somebody else wrote the file, it shows what
 *   differs
 */
GtkWidget *
tpk_client_file_dialog_new (TpkClientStatus *status,
                            const char      *waiting)
{
  TpkClientFileDialog *self;

  g_return_val_if_fail (TPK_IS_CLIENT_STATUS (status), NULL);

  self = g_object_new (TPK_TYPE_CLIENT_FILE_DIALOG, NULL);
  tpk_client_file_dialog_update (self, status, waiting);
  if (tpk_client_status_get_state (status) == TPK_CLIENT_FOREIGN)
    gtk_stack_set_visible_child_name (self->stack, "changes");

  return GTK_WIDGET (self);
}

/**
 * tpk_client_file_dialog_update:
 * @self: a dialog
 * @status: how the file stands now
 * @waiting: (nullable): what a staged change waits for
 */
void
tpk_client_file_dialog_update (TpkClientFileDialog *self,
                               TpkClientStatus     *status,
                               const char          *waiting)
{
  g_autofree char *name = NULL;
  g_autofree char *state = NULL;

  g_return_if_fail (TPK_IS_CLIENT_FILE_DIALOG (self));
  g_return_if_fail (TPK_IS_CLIENT_STATUS (status));

  g_set_object (&self->status, status);
  name = g_filename_display_basename (tpk_client_status_get_path (status));
  state = tpk_client_file_words_state (status, waiting, tpk_now_s ());
  gtk_window_set_title (GTK_WINDOW (self), name);
  adw_window_title_set_title (self->window_title, name);
  adw_window_title_set_subtitle (self->window_title,
                                 tpk_client_file_words_client
                                   (tpk_client_status_get_client (status)));
  gtk_label_set_label (self->state_label, state);
  tpk_state_icon_set_state (self->icon, tpk_client_file_words_icon (status, waiting != NULL));
  adw_status_page_set_description (self->none_page, state);

  gtk_widget_set_sensitive (self->copy_button, get_change (self) != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->reveal_button), get_change (self) != NULL);
  show_text (self);
  show_diff (self);
  show_notes (self);
  show_choices (self);
}
