/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allow-entry-dialog"

#include "config.h"

#include "tpk-allow-entry-dialog.h"

#include <glib/gi18n-lib.h>

#include "tpk-combo-row.h"
#include "tpk-validity.h"

/**
 * TpkAllowEntryDialog:
 *
 * Asks for one entry of an allow-list. What is wrong is said while it is typed, and only what can be
 * an entry is accepted (response "accept").
 */
struct _TpkAllowEntryDialog
{
  AdwMessageDialog  parent_instance;

  GtkWidget        *protocol_row;
  GtkWidget        *destination_row;
  GtkWidget        *ports_row;
  GtkWidget        *direction_row;
  GtkWidget        *purpose_row;
  GtkLabel         *problem;
  TpkAllowEntry    *entry;       /* (nullable) (owned): the one that is edited */
};

G_DEFINE_FINAL_TYPE (TpkAllowEntryDialog, tpk_allow_entry_dialog, ADW_TYPE_MESSAGE_DIALOG)

/* In the order of the rows. */
static const char *const protocols[] = { "udp", "tcp" };
static const TpkDirection directions[] = {
  TPK_DIRECTION_OUTBOUND, TPK_DIRECTION_INBOUND, TPK_DIRECTION_BOTH,
};

static const char *
get_text (GtkWidget *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* Nothing is wrong with what nobody has typed yet. */
static gboolean
is_blamed (GtkWidget    *row,
           const GError *error,
           int           code)
{
  return error != NULL && error->code == code && *get_text (row) != '\0';
}

static void
changed_cb (TpkAllowEntryDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkAllowEntry) entry = tpk_allow_entry_dialog_dup_entry (self, &error);
  gboolean destination = is_blamed (self->destination_row, error, TPK_ALLOW_ERROR_DESTINATION);
  gboolean ports = is_blamed (self->ports_row, error, TPK_ALLOW_ERROR_PORTS);

  tpk_validity_set (self->destination_row, !destination);
  tpk_validity_set (self->ports_row, !ports);
  gtk_label_set_label (self->problem, destination || ports ? error->message : "");
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "accept", entry != NULL);
}

static void
tpk_allow_entry_dialog_dispose (GObject *object)
{
  TpkAllowEntryDialog *self = TPK_ALLOW_ENTRY_DIALOG (object);

  g_clear_object (&self->entry);

  G_OBJECT_CLASS (tpk_allow_entry_dialog_parent_class)->dispose (object);
}

static void
tpk_allow_entry_dialog_class_init (TpkAllowEntryDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tpk_allow_entry_dialog_dispose;
}

static GtkWidget *
add_entry_row (TpkAllowEntryDialog *self,
               GtkWidget           *list,
               const char          *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);

  return row;
}

static GtkWidget *
add_combo_row (GtkWidget         *list,
               const char        *title,
               const char *const *items)
{
  g_autoptr (GtkStringList) model = gtk_string_list_new (items);
  GtkWidget *row = tpk_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  gtk_list_box_append (GTK_LIST_BOX (list), row);

  return row;
}

static void
tpk_allow_entry_dialog_init (TpkAllowEntryDialog *self)
{
  const char *const protocol_names[] = { "UDP", "TCP", NULL };
  const char *const direction_names[] = {
    _("From here"), _("To here"), _("Both ways"), NULL,
  };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Entry"),
                                  -1);
  self->destination_row = add_entry_row (self, list, _("_Address, Block or Name"));
  self->protocol_row = add_combo_row (list, _("P_rotocol"), protocol_names);
  self->ports_row = add_entry_row (self, list, _("_Ports, such as 443, 3478-3500"));
  self->direction_row = add_combo_row (list, _("_Direction"), direction_names);
  self->purpose_row = add_entry_row (self, list, _("P_urpose (optional)"));
  gtk_box_append (GTK_BOX (box), list);

  self->problem = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->problem, 0);
  gtk_label_set_wrap (self->problem, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "error");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->problem));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self), box);
}

static void
set_entry (TpkAllowEntryDialog *self,
           TpkAllowEntry       *entry)
{
  const char *purpose = tpk_allow_entry_get_purpose (entry);

  self->entry = g_object_ref (entry);
  gtk_editable_set_text (GTK_EDITABLE (self->destination_row),
                         tpk_allow_entry_get_destination (entry));
  gtk_editable_set_text (GTK_EDITABLE (self->ports_row), tpk_allow_entry_get_ports (entry));
  gtk_editable_set_text (GTK_EDITABLE (self->purpose_row), purpose != NULL ? purpose : "");
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->protocol_row),
                              tpk_allow_entry_get_protocol (entry) == TPK_TRANSPORT_TCP);
  for (guint i = 0; i < G_N_ELEMENTS (directions); i++)
    if (directions[i] == tpk_allow_entry_get_direction (entry))
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->direction_row), i);
}

/**
 * tpk_allow_entry_dialog_new:
 * @entry: (nullable): the entry that is edited, or %NULL for a new one
 *
 * Returns: (transfer floating): a dialog
 */
GtkWidget *
tpk_allow_entry_dialog_new (TpkAllowEntry *entry)
{
  TpkAllowEntryDialog *self = g_object_new (TPK_TYPE_ALLOW_ENTRY_DIALOG, "modal", TRUE, NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);

  adw_message_dialog_set_heading (dialog, entry != NULL ? _("Edit Entry") : _("Add Entry"));
  adw_message_dialog_add_responses (dialog,
                                    "cancel", _("_Cancel"),
                                    "accept", entry != NULL ? _("_Save") : _("_Add"),
                                    NULL);
  adw_message_dialog_set_response_appearance (dialog, "accept", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "accept");
  adw_message_dialog_set_close_response (dialog, "cancel");
  if (entry != NULL)
    set_entry (self, entry);
  changed_cb (self);
  gtk_widget_grab_focus (self->destination_row);

  return GTK_WIDGET (self);
}

/**
 * tpk_allow_entry_dialog_dup_entry:
 * @self: the dialog
 * @error: a return location
 *
 * Returns: (transfer full): what was typed, or %NULL with a #TpkAllowError
 */
TpkAllowEntry *
tpk_allow_entry_dialog_dup_entry (TpkAllowEntryDialog *self,
                                  GError             **error)
{
  TpkAllowFields fields = { 0, };

  g_return_val_if_fail (TPK_IS_ALLOW_ENTRY_DIALOG (self), NULL);

  fields.protocol = protocols[adw_combo_row_get_selected (ADW_COMBO_ROW (self->protocol_row))];
  fields.destination = get_text (self->destination_row);
  fields.ports = get_text (self->ports_row);
  fields.purpose = get_text (self->purpose_row);
  fields.direction = tpk_direction_to_string (
    directions[adw_combo_row_get_selected (ADW_COMBO_ROW (self->direction_row))]);
  if (self->entry != NULL) {
    fields.source = tpk_allow_entry_get_source (self->entry);
    fields.date = tpk_allow_entry_get_date (self->entry);
  }

  return tpk_allow_entry_new (&fields, error);
}
