/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-servers-group"

#include "config.h"

#include "tpk-cloud-servers-group.h"

#include <glib/gi18n-lib.h>

#include "tpk-client-chip.h"
#include "tpk-format.h"
#include "tpk-shown-clients.h"
#include "tpk-wrap-layout.h"

/**
 * TpkCloudServersGroup:
 *
 * The servers that a service handed out, to be looked at: nobody edits them, since the next renewal
 * brings others. Each address has what calling clients make of it.
 */
struct _TpkCloudServersGroup
{
  TpkGroup             parent_instance;

  TpkCloudSet         *set;              /* (nullable) (owned) */
  GPtrArray           *rows;             /* (element-type GtkWidget) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkCloudServersGroup, tpk_cloud_servers_group, TPK_TYPE_GROUP)

/* A service hands out a few; whatever hands out more is not shown in full. */
#define MAX_ROWS 50

static GtkWidget *
new_chips (TpkIceUrl     *url,
           TpkCredential *credential)
{
  GPtrArray *judgements = tpk_shown_clients_judge (url, credential, tpk_now_s ());
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  const TpkShownClient *clients;
  guint n_clients;

  gtk_widget_set_layout_manager (box, tpk_wrap_layout_new (2));
  clients = tpk_shown_clients_get (&n_clients);
  for (guint i = 0; i < n_clients; i++) {
    GtkWidget *chip = tpk_client_chip_new (_(clients[i].label));

    tpk_client_chip_set_judgement (TPK_CLIENT_CHIP (chip), g_ptr_array_index (judgements, i));
    gtk_box_append (GTK_BOX (box), chip);
  }

  return box;
}

static GtkWidget *
new_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  /* A hyphen would read as part of the address. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);

  return label;
}

static void
add_url (TpkCloudServersGroup *self,
         TpkServer            *server,
         TpkIceUrl            *url)
{
  TpkCredential *credential = tpk_server_get_credential (server);
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *text = tpk_format_url (url);

  gtk_widget_add_css_class (box, "turnpike-field");
  gtk_box_append (GTK_BOX (box), new_label (text));
  gtk_box_append (GTK_BOX (box), new_chips (url, credential));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
update (TpkCloudServersGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; self->set != NULL && i < tpk_cloud_set_get_n_servers (self->set); i++) {
    TpkServer *server = tpk_cloud_set_get_server (self->set, i);

    for (guint j = 0; j < tpk_server_get_n_urls (server) && self->rows->len < MAX_ROWS; j++)
      add_url (self, server, tpk_server_get_url (server, j));
  }
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

static void
tpk_cloud_servers_group_dispose (GObject *object)
{
  TpkCloudServersGroup *self = TPK_CLOUD_SERVERS_GROUP (object);

  g_clear_object (&self->set);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (tpk_cloud_servers_group_parent_class)->dispose (object);
}

static void
tpk_cloud_servers_group_class_init (TpkCloudServersGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tpk_cloud_servers_group_dispose;
}

static void
tpk_cloud_servers_group_init (TpkCloudServersGroup *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);

  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (group, _("Handed-Out Servers"));
  adw_preferences_group_set_description (group, _("Each renewal may bring others, so they "
                                                  "cannot be edited"));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
tpk_cloud_servers_group_new (void)
{
  return g_object_new (TPK_TYPE_CLOUD_SERVERS_GROUP, NULL);
}

/**
 * tpk_cloud_servers_group_set_set:
 * @self: a group
 * @set: (nullable): what was handed out
 *
 * Shows @set; without one, the group is not there.
 */
void
tpk_cloud_servers_group_set_set (TpkCloudServersGroup *self,
                                 TpkCloudSet          *set)
{
  g_return_if_fail (TPK_IS_CLOUD_SERVERS_GROUP (self));
  g_return_if_fail (set == NULL || TPK_IS_CLOUD_SET (set));

  if (!g_set_object (&self->set, set))
    return;

  update (self);
}
