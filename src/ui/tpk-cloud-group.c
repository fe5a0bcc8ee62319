/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-group"

#include "config.h"

#include "tpk-cloud-group.h"

#include <glib/gi18n-lib.h>

#include "dialects/tpk-agora-cloud.h"
#include "dialects/tpk-agora-session.h"

#include "tpk-cloud-field-row.h"

/**
 * TpkCloudGroup:
 *
 * The settings of the cloud proxy: of a vendor's, which SDK the calling client uses and what the SDK
 * is asked for; of a service, how it is asked. The rows of services come from their table.
 */
struct _TpkCloudGroup
{
  TpkGroup             parent_instance;

  AdwComboRow         *service_row;
  AdwComboRow         *sdk_row;
  AdwComboRow         *mode_row;
  GtkEditable         *app_id_row;
  GtkEditable         *areas_row;
  GtkWidget           *testing_row;
  GtkSwitch           *testing_switch;

  TpkCloudSettings    *settings;         /* (nullable) (owned) */
  const TpkCloudService *service;        /* (nullable): which rows there are for */
  GPtrArray           *rows;             /* (element-type GtkWidget) (owned): of the service */
  GHashTable          *drafts;           /* (element-type utf8 TpkCloudSettings) (owned): by service */
  gboolean             updating;
};

G_DEFINE_FINAL_TYPE (TpkCloudGroup, tpk_cloud_group, TPK_TYPE_GROUP)

/* In the order of the rows in the template. */
static const char *const sdks[] = { "4.15", "4.0", "3.x", "2.x" };

/* SDK versions are written in full in the document; the row shows the generation they are of, and
 * after those a version without a cloud proxy as it is written. */
static guint
get_sdk_position (const char *sdk)
{
  if (!tpk_agora_cloud_knows_sdk (sdk))
    return G_N_ELEMENTS (sdks);

  switch (tpk_agora_generation_from_sdk (sdk)) {
  case TPK_AGORA_2:
    return 3;
  case TPK_AGORA_3:
    return 2;
  case TPK_AGORA_4_0:
  case TPK_AGORA_4_4:
    return 1;
  case TPK_AGORA_4_15:
  default:
    return 0;
  }
}

static guint
get_service_position (const TpkCloudService *service)
{
  const TpkCloudService *const *services;
  guint n_services;

  services = tpk_cloud_services_get (&n_services);
  for (guint i = 0; i < n_services; i++)
    if (services[i] == service)
      return i;

  return GTK_INVALID_LIST_POSITION;
}

static void
update_sdk (TpkCloudGroup *self)
{
  const char *sdk = tpk_cloud_settings_get_sdk (self->settings);
  GtkStringList *list = GTK_STRING_LIST (adw_combo_row_get_model (self->sdk_row));
  const char *other = gtk_string_list_get_string (list, G_N_ELEMENTS (sdks));
  const char *const others[] = { sdk, NULL };
  guint position = get_sdk_position (sdk);
  gboolean known = position < G_N_ELEMENTS (sdks);

  if (g_strcmp0 (other, known ? NULL : sdk) != 0)
    gtk_string_list_splice (list, G_N_ELEMENTS (sdks), other != NULL ? 1 : 0,
                            known ? NULL : others);
  adw_combo_row_set_selected (self->sdk_row, position);
}

/* The first generation knows on and off only. The row says below its title what is chosen, but only
 * when that changes. */
static void
update_mode (TpkCloudGroup *self)
{
  GtkStringObject *mode = adw_combo_row_get_selected_item (self->mode_row);
  gboolean modes = get_sdk_position (tpk_cloud_settings_get_sdk (self->settings)) != 3;

  gtk_widget_set_sensitive (GTK_WIDGET (self->mode_row), modes);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->mode_row),
                               modes ? gtk_string_object_get_string (mode)
                                     : _("This SDK has one mode only"));
}

static void
remove_rows (TpkCloudGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  self->service = NULL;
}

static void
add_row (TpkCloudGroup *self,
         GtkWidget     *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
add_rows (TpkCloudGroup         *self,
          const TpkCloudService *service)
{
  for (guint i = 0; i < tpk_cloud_service_get_n_uses (service); i++)
    add_row (self, tpk_cloud_field_row_new (self->settings, &service->uses[i]));
  if (service->max_lifetime_s > 0)
    add_row (self, tpk_cloud_lifetime_row_new (self->settings, service));
}

/* The vendor's rows are in the template, since they have more to them than a text. */
static void
update_service (TpkCloudGroup *self)
{
  const char *id = tpk_cloud_settings_get_service (self->settings);
  const TpkCloudService *service = tpk_cloud_service_find (id);
  gboolean is_vendor = service != NULL && service->is_vendor;

  adw_combo_row_set_selected (self->service_row, get_service_position (service));
  gtk_widget_set_visible (GTK_WIDGET (self->sdk_row), is_vendor);
  gtk_widget_set_visible (GTK_WIDGET (self->mode_row), is_vendor);
  gtk_widget_set_visible (GTK_WIDGET (self->app_id_row), is_vendor);
  gtk_widget_set_visible (GTK_WIDGET (self->areas_row), is_vendor);
  gtk_widget_set_visible (self->testing_row, is_vendor);
  if (self->service == service)
    return;

  remove_rows (self);
  self->service = service;
  if (service != NULL && !is_vendor)
    add_rows (self, service);
}

static void
set_text (GtkEditable *row,
          const char  *text)
{
  if (g_strcmp0 (gtk_editable_get_text (row), text != NULL ? text : "") != 0)
    gtk_editable_set_text (row, text != NULL ? text : "");
}

static void
update (TpkCloudGroup *self)
{
  TpkCloudSettings *settings = self->settings;

  if (self->updating || settings == NULL)
    return;

  self->updating = TRUE;
  update_service (self);
  update_sdk (self);
  adw_combo_row_set_selected (self->mode_row, tpk_cloud_settings_get_mode (settings));
  set_text (self->app_id_row, tpk_cloud_settings_get_app_id (settings));
  set_text (self->areas_row, tpk_cloud_settings_get_text (settings, TPK_CLOUD_FIELD_REGION));
  gtk_switch_set_active (self->testing_switch, tpk_cloud_settings_get_testing (settings));
  update_mode (self);
  self->updating = FALSE;
}

/* Whoever looks at another service and comes back finds what they had typed. */
static void
service_selected_cb (TpkCloudGroup *self)
{
  guint selected = adw_combo_row_get_selected (self->service_row);
  const TpkCloudService *const *services;
  g_autoptr (TpkCloudSettings) before = NULL;
  TpkCloudSettings *after;
  const char *id;
  guint n_services;

  services = tpk_cloud_services_get (&n_services);
  if (self->updating || self->settings == NULL || selected >= n_services)
    return;

  id = tpk_cloud_settings_get_service (self->settings);
  if (g_strcmp0 (id, services[selected]->id) == 0)
    return;

  before = tpk_cloud_settings_new ();
  tpk_cloud_settings_assign (before, self->settings);
  g_hash_table_insert (self->drafts, g_strdup (id), g_steal_pointer (&before));
  after = g_hash_table_lookup (self->drafts, services[selected]->id);
  /* The old rows would be told of the new service's settings first. */
  remove_rows (self);
  if (after != NULL)
    tpk_cloud_settings_assign (self->settings, after);
  else
    tpk_cloud_settings_switch_service (self->settings, services[selected]->id);
}

static void
sdk_selected_cb (TpkCloudGroup *self)
{
  guint selected = adw_combo_row_get_selected (self->sdk_row);

  if (self->updating || self->settings == NULL || selected >= G_N_ELEMENTS (sdks))
    return;

  if (selected != get_sdk_position (tpk_cloud_settings_get_sdk (self->settings)))
    tpk_cloud_settings_set_sdk (self->settings, sdks[selected]);
  update_mode (self);
}

static void
mode_selected_cb (TpkCloudGroup *self)
{
  guint selected = adw_combo_row_get_selected (self->mode_row);

  if (self->updating || self->settings == NULL || selected > TPK_CLOUD_MODE_TLS)
    return;

  tpk_cloud_settings_set_mode (self->settings, selected);
}

static void
app_id_changed_cb (TpkCloudGroup *self)
{
  if (self->updating || self->settings == NULL)
    return;

  self->updating = TRUE;
  tpk_cloud_settings_set_app_id (self->settings, gtk_editable_get_text (self->app_id_row));
  self->updating = FALSE;
}

static void
areas_changed_cb (TpkCloudGroup *self)
{
  if (self->updating || self->settings == NULL)
    return;

  self->updating = TRUE;
  tpk_cloud_settings_set_text (self->settings, TPK_CLOUD_FIELD_REGION,
                               gtk_editable_get_text (self->areas_row));
  self->updating = FALSE;
}

static void
testing_cb (TpkCloudGroup *self)
{
  if (self->updating || self->settings == NULL)
    return;

  tpk_cloud_settings_set_testing (self->settings, gtk_switch_get_active (self->testing_switch));
}

static void
tpk_cloud_group_dispose (GObject *object)
{
  TpkCloudGroup *self = TPK_CLOUD_GROUP (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->drafts, g_hash_table_unref);

  G_OBJECT_CLASS (tpk_cloud_group_parent_class)->dispose (object);
}

static void
tpk_cloud_group_class_init (TpkCloudGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_cloud_group_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-cloud-group.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkCloudGroup, service_row);
  gtk_widget_class_bind_template_child (widget_class, TpkCloudGroup, sdk_row);
  gtk_widget_class_bind_template_child (widget_class, TpkCloudGroup, mode_row);
  gtk_widget_class_bind_template_child (widget_class, TpkCloudGroup, app_id_row);
  gtk_widget_class_bind_template_child (widget_class, TpkCloudGroup, areas_row);
  gtk_widget_class_bind_template_child (widget_class, TpkCloudGroup, testing_row);
  gtk_widget_class_bind_template_child (widget_class, TpkCloudGroup, testing_switch);
  gtk_widget_class_bind_template_callback (widget_class, service_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, sdk_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, mode_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, app_id_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, areas_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, testing_cb);
}

/* The services are a table of the room below, so their names are no items of the template. */
static GListModel *
new_names (void)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  const TpkCloudService *const *services;
  guint n_services;

  services = tpk_cloud_services_get (&n_services);
  for (guint i = 0; i < n_services; i++) {
    g_autofree char *vendor = NULL;

    if (services[i]->is_vendor)
      /* Translators: %s is the name of a company whose SDK has a cloud proxy of its own. */
      vendor = g_strdup_printf (_("%s (by its SDK)"), _(services[i]->name));
    gtk_string_list_append (names, vendor != NULL ? vendor : _(services[i]->name));
  }

  return G_LIST_MODEL (names);
}

static void
tpk_cloud_group_init (TpkCloudGroup *self)
{
  g_autoptr (GListModel) names = new_names ();

  self->rows = g_ptr_array_new ();
  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_model (self->service_row, names);
  self->updating = FALSE;
}

/**
 * tpk_cloud_group_set_settings:
 * @self: a group
 * @settings: (nullable): what to edit
 */
void
tpk_cloud_group_set_settings (TpkCloudGroup    *self,
                              TpkCloudSettings *settings)
{
  g_return_if_fail (TPK_IS_CLOUD_GROUP (self));
  g_return_if_fail (settings == NULL || TPK_IS_CLOUD_SETTINGS (settings));

  if (self->settings == settings)
    return;

  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_set_object (&self->settings, settings);
  g_hash_table_remove_all (self->drafts);
  remove_rows (self);
  if (settings != NULL)
    g_signal_connect_object (settings, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  update (self);
}
