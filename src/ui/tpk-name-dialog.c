/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-name-dialog"

#include "config.h"

#include "tpk-name-dialog.h"

#include <glib/gi18n-lib.h>

#include "tpk-validity.h"

/**
 * TpkNameDialog:
 *
 * Asks for the name of a profile. Responds with `accept`, only with a name that no other profile
 * has.
 */
struct _TpkNameDialog
{
  AdwMessageDialog  parent_instance;

  GtkWidget        *entry;
  GtkLabel         *problem;
  TpkDocument      *document;    /* (owned) */
  TpkProfile       *profile;     /* (nullable) (owned): the one that is renamed */
};

G_DEFINE_FINAL_TYPE (TpkNameDialog, tpk_name_dialog, ADW_TYPE_MESSAGE_DIALOG)

static void
changed_cb (TpkNameDialog *self)
{
  g_autofree char *name = g_strstrip (g_strdup (tpk_name_dialog_get_name (self)));
  TpkProfile *other = tpk_document_find_profile (self->document, name);
  gboolean taken = other != NULL && other != self->profile;

  gtk_label_set_label (self->problem, taken ? _("Another profile has this name") : "");
  tpk_validity_set (self->entry, !taken);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "accept",
                                           *name != '\0' && !taken);
}

static void
tpk_name_dialog_dispose (GObject *object)
{
  TpkNameDialog *self = TPK_NAME_DIALOG (object);

  g_clear_object (&self->document);
  g_clear_object (&self->profile);

  G_OBJECT_CLASS (tpk_name_dialog_parent_class)->dispose (object);
}

static void
tpk_name_dialog_class_init (TpkNameDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tpk_name_dialog_dispose;
}

static void
tpk_name_dialog_init (TpkNameDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *list = gtk_list_box_new ();

  self->entry = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), _("_Name"));
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (self->entry), TRUE);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (self->entry), TRUE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Profile"), -1);
  gtk_list_box_append (GTK_LIST_BOX (list), self->entry);
  gtk_box_append (GTK_BOX (box), list);

  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->problem, 0.0f);
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->problem));

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self), box);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * tpk_name_dialog_new:
 * @heading: what the name is for
 * @accept_label: what the button says, with a mnemonic
 * @document: the document whose profiles have names already
 * @profile: (nullable): the profile that is renamed, or %NULL for a new one
 *
 * Returns: (transfer floating): a dialog
 */
GtkWidget *
tpk_name_dialog_new (const char  *heading,
                     const char  *accept_label,
                     TpkDocument *document,
                     TpkProfile  *profile)
{
  TpkNameDialog *self;
  AdwMessageDialog *dialog;

  g_return_val_if_fail (heading != NULL && accept_label != NULL, NULL);
  g_return_val_if_fail (TPK_IS_DOCUMENT (document), NULL);

  self = g_object_new (TPK_TYPE_NAME_DIALOG, "modal", TRUE, NULL);
  self->document = g_object_ref (document);
  g_set_object (&self->profile, profile);

  dialog = ADW_MESSAGE_DIALOG (self);
  adw_message_dialog_set_heading (dialog, heading);
  adw_message_dialog_add_responses (dialog,
                                    "cancel", _("_Cancel"),
                                    "accept", accept_label,
                                    NULL);
  adw_message_dialog_set_response_appearance (dialog, "accept", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "accept");
  adw_message_dialog_set_close_response (dialog, "cancel");

  gtk_editable_set_text (GTK_EDITABLE (self->entry),
                         profile != NULL ? tpk_profile_get_name (profile) : "");
  changed_cb (self);
  gtk_widget_grab_focus (self->entry);

  return GTK_WIDGET (self);
}

/**
 * tpk_name_dialog_get_name:
 * @self: the dialog
 *
 * Returns: (transfer none): what was typed
 */
const char *
tpk_name_dialog_get_name (TpkNameDialog *self)
{
  g_return_val_if_fail (TPK_IS_NAME_DIALOG (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}
