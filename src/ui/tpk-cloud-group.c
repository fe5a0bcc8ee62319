/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-group"

#include "config.h"

#include "tpk-cloud-group.h"

#include <glib/gi18n-lib.h>

/**
 * TpkCloudGroup:
 *
 * The settings of the cloud proxy: which SDK the calling client uses, and what the SDK is asked for.
 */
struct _TpkCloudGroup
{
  AdwPreferencesGroup  parent_instance;

  AdwComboRow         *sdk_row;
  AdwComboRow         *mode_row;
  GtkEditable         *app_id_row;

  TpkCloudSettings    *settings;         /* (nullable) (owned) */
  gboolean             updating;
};

G_DEFINE_FINAL_TYPE (TpkCloudGroup, tpk_cloud_group, ADW_TYPE_PREFERENCES_GROUP)

/* In the order of the rows in the template. */
static const char *const sdks[] = { "4.15", "4.0", "3.x", "2.x" };

/* SDK versions are written in full in the document; the row shows the generation they are of. */
static guint
get_sdk_position (const char *sdk)
{
  if (sdk == NULL || *sdk == '\0')
    return 0;
  if (*sdk == '2')
    return 3;
  if (*sdk == '3')
    return 2;
  if (g_str_has_prefix (sdk, "4.") && g_ascii_strtoull (sdk + 2, NULL, 10) < 15)
    return 1;
  return 0;
}

/* The first generation knows on and off only. */
static void
update_mode (TpkCloudGroup *self)
{
  gboolean modes = get_sdk_position (tpk_cloud_settings_get_sdk (self->settings)) != 3;

  gtk_widget_set_sensitive (GTK_WIDGET (self->mode_row), modes);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->mode_row),
                               modes ? "" : _("This SDK has one mode only"));
}

static void
update (TpkCloudGroup *self)
{
  const char *app_id;

  if (self->updating || self->settings == NULL)
    return;

  self->updating = TRUE;
  app_id = tpk_cloud_settings_get_app_id (self->settings);
  adw_combo_row_set_selected (self->sdk_row,
                              get_sdk_position (tpk_cloud_settings_get_sdk (self->settings)));
  adw_combo_row_set_selected (self->mode_row, tpk_cloud_settings_get_mode (self->settings));
  if (g_strcmp0 (gtk_editable_get_text (self->app_id_row), app_id != NULL ? app_id : "") != 0)
    gtk_editable_set_text (self->app_id_row, app_id != NULL ? app_id : "");
  update_mode (self);
  self->updating = FALSE;
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
tpk_cloud_group_dispose (GObject *object)
{
  TpkCloudGroup *self = TPK_CLOUD_GROUP (object);

  g_clear_object (&self->settings);

  G_OBJECT_CLASS (tpk_cloud_group_parent_class)->dispose (object);
}

static void
tpk_cloud_group_class_init (TpkCloudGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_cloud_group_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-cloud-group.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkCloudGroup, sdk_row);
  gtk_widget_class_bind_template_child (widget_class, TpkCloudGroup, mode_row);
  gtk_widget_class_bind_template_child (widget_class, TpkCloudGroup, app_id_row);
  gtk_widget_class_bind_template_callback (widget_class, sdk_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, mode_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, app_id_changed_cb);
}

static void
tpk_cloud_group_init (TpkCloudGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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
  if (settings != NULL)
    g_signal_connect_object (settings, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  update (self);
}
