/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allow-letter-dialog"

#include "config.h"

#include "tpk-allow-letter-dialog.h"

#include <glib/gi18n-lib.h>

#include "cloud/tpk-cloud-service.h"

#include "tpk-toast.h"

/**
 * TpkAllowLetterDialog:
 *
 * A letter that asks whoever runs the firewall to let calls through, or the vendor of a cloud proxy
 * for its addresses in production: to be copied, or opened as a mail.
 */
struct _TpkAllowLetterDialog
{
  AdwWindow         parent_instance;

  AdwComboRow      *kind_row;
  GtkEditable      *app_id_row;
  GtkEditable      *regions_row;
  GtkEditable      *concurrency_row;
  GtkEditable      *operators_row;
  GtkEditable      *sender_row;
  GtkLabel         *text_label;
  GtkWidget        *copy_button;
  GtkWidget        *mail_button;

  TpkAllowList     *list;        /* (owned) */
  char             *findings;    /* (nullable) (owned): of a test */
  TpkAllowLetter   *letter;      /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkAllowLetterDialog, tpk_allow_letter_dialog, ADW_TYPE_WINDOW)

/* In the order of the rows in the template. */
enum {
  KIND_FIREWALL,
  KIND_PRODUCTION,
};

static void
update (TpkAllowLetterDialog *self)
{
  gboolean production = adw_combo_row_get_selected (self->kind_row) == KIND_PRODUCTION;
  const TpkLetterFacts facts = {
    .app_id = gtk_editable_get_text (self->app_id_row),
    .regions = gtk_editable_get_text (self->regions_row),
    .concurrency = gtk_editable_get_text (self->concurrency_row),
    .operators = gtk_editable_get_text (self->operators_row),
    .sender = gtk_editable_get_text (self->sender_row),
  };
  gboolean any = production || tpk_allow_list_get_n_entries (self->list) > 0;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->app_id_row), production);
  gtk_widget_set_visible (GTK_WIDGET (self->regions_row), production);
  gtk_widget_set_visible (GTK_WIDGET (self->concurrency_row), production);
  gtk_widget_set_visible (GTK_WIDGET (self->operators_row), production);
  gtk_widget_set_sensitive (self->copy_button, any);
  gtk_widget_set_sensitive (self->mail_button, any);
  g_clear_pointer (&self->letter, tpk_allow_letter_free);
  if (!any) {
    gtk_label_set_label (self->text_label,
                         _("The list is empty, so there is nothing to ask for. Add entries to it, "
                           "or servers, first."));
    return;
  }

  self->letter = production ? tpk_allow_letter_new_production (&facts)
                            : tpk_allow_letter_new_firewall (self->list, self->findings, &facts);
  text = tpk_allow_letter_dup_text (self->letter);
  gtk_label_set_label (self->text_label, text);
}

/* The rows tell of their first values before there is a list. */
static void
update_cb (TpkAllowLetterDialog *self)
{
  if (self->list != NULL)
    update (self);
}

static void
copy_cb (TpkAllowLetterDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_label (self->text_label));
  tpk_toast_send (GTK_WIDGET (self->text_label), _("Copied"));
}

static void
mail_cb (TpkAllowLetterDialog *self)
{
  g_autofree char *mailto = tpk_allow_letter_dialog_dup_mailto (self);

  gtk_show_uri (GTK_WINDOW (self), mailto, GDK_CURRENT_TIME);
}

static void
tpk_allow_letter_dialog_dispose (GObject *object)
{
  TpkAllowLetterDialog *self = TPK_ALLOW_LETTER_DIALOG (object);

  g_clear_object (&self->list);
  g_clear_pointer (&self->findings, g_free);
  g_clear_pointer (&self->letter, tpk_allow_letter_free);

  G_OBJECT_CLASS (tpk_allow_letter_dialog_parent_class)->dispose (object);
}

static void
tpk_allow_letter_dialog_class_init (TpkAllowLetterDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_allow_letter_dialog_dispose;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               APP_PATH "/ui/tpk-allow-letter-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkAllowLetterDialog, kind_row);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowLetterDialog, app_id_row);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowLetterDialog, regions_row);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowLetterDialog, concurrency_row);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowLetterDialog, operators_row);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowLetterDialog, sender_row);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowLetterDialog, text_label);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowLetterDialog, copy_button);
  gtk_widget_class_bind_template_child (widget_class, TpkAllowLetterDialog, mail_button);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, mail_cb);
}

static void
tpk_allow_letter_dialog_init (TpkAllowLetterDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tpk_allow_letter_dialog_new:
 * @list: what has to be let through
 * @findings: (nullable): what a test of it found
 * @settings: of the cloud proxy, for what the letter says of it
 *
 * Returns: (transfer floating): a dialog
 */
GtkWidget *
tpk_allow_letter_dialog_new (TpkAllowList     *list,
                             const char       *findings,
                             TpkCloudSettings *settings)
{
  TpkAllowLetterDialog *self;

  g_return_val_if_fail (TPK_IS_ALLOW_LIST (list), NULL);
  g_return_val_if_fail (TPK_IS_CLOUD_SETTINGS (settings), NULL);

  self = g_object_new (TPK_TYPE_ALLOW_LETTER_DIALOG, NULL);
  self->list = g_object_ref (list);
  self->findings = g_strdup (findings);
  gtk_editable_set_text (self->app_id_row, tpk_cloud_settings_get_app_id (settings));
  if (!tpk_cloud_hands_out_servers (settings))
    gtk_editable_set_text (self->regions_row,
                           tpk_cloud_settings_get_text (settings, TPK_CLOUD_FIELD_REGION));
  update_cb (self);

  return GTK_WIDGET (self);
}

/**
 * tpk_allow_letter_dialog_dup_mailto:
 * @self: the dialog
 *
 * Returns: (transfer full) (nullable): the address that opens the letter as a draft of a mail;
 *   %NULL when there is nothing to ask for
 */
char *
tpk_allow_letter_dialog_dup_mailto (TpkAllowLetterDialog *self)
{
  g_return_val_if_fail (TPK_IS_ALLOW_LETTER_DIALOG (self), NULL);

  return self->letter != NULL ? tpk_allow_letter_dup_mailto (self->letter) : NULL;
}
