/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-settings"

#include "config.h"

#include "tpk-cloud-settings.h"

#include <glib/gi18n-lib.h>

#include "tpk-json.h"

#define DEFAULT_SERVICE "agora"
#define DEFAULT_SDK "4.15"

/**
 * TpkCloudSettings:
 *
 * What a profile says about a vendor's cloud proxy: whose it is, which generation of the SDK the
 * calling client uses, and the mode. Every profile has them, also while its route is another one.
 */
struct _TpkCloudSettings
{
  GObject parent_instance;

  char *service;                /* (owned) */
  char *sdk;                    /* (owned) */
  TpkCloudMode mode;
  char *app_id;                 /* (owned) */
  JsonObject *unknown;          /* (nullable) (owned) */
};

G_DEFINE_ENUM_TYPE (TpkCloudMode, tpk_cloud_mode,
                    G_DEFINE_ENUM_VALUE (TPK_CLOUD_MODE_AUTOMATIC, "automatic"),
                    G_DEFINE_ENUM_VALUE (TPK_CLOUD_MODE_UDP, "udp"),
                    G_DEFINE_ENUM_VALUE (TPK_CLOUD_MODE_TLS, "tls"))

G_DEFINE_FINAL_TYPE (TpkCloudSettings, tpk_cloud_settings, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_SERVICE,
  PROP_SDK,
  PROP_MODE,
  PROP_APP_ID,
  N_PROPS
};

enum {
  CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static const char *const mode_names[] = {
  [TPK_CLOUD_MODE_AUTOMATIC] = "automatic",
  [TPK_CLOUD_MODE_UDP] = "udp",
  [TPK_CLOUD_MODE_TLS] = "tls",
};

static const char *const known_members[] = { "service", "sdk", "mode", "app_id", NULL };

/* Sets a text and says whether that was a change; the caller tells the others. */
static gboolean
assign_text (TpkCloudSettings *self,
             char            **text,
             const char       *value,
             GParamSpec       *pspec)
{
  if (value == NULL)
    value = "";
  if (g_strcmp0 (*text, value) == 0)
    return FALSE;

  g_free (*text);
  *text = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
  return TRUE;
}

static gboolean
assign_mode (TpkCloudSettings *self,
             TpkCloudMode      mode)
{
  if (self->mode == mode)
    return FALSE;

  self->mode = mode;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODE]);
  return TRUE;
}

static void
emit_changed (TpkCloudSettings *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
tpk_cloud_settings_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  TpkCloudSettings *self = TPK_CLOUD_SETTINGS (object);

  switch (prop_id) {
  case PROP_SERVICE:
    g_value_set_string (value, self->service);
    break;
  case PROP_SDK:
    g_value_set_string (value, self->sdk);
    break;
  case PROP_MODE:
    g_value_set_enum (value, self->mode);
    break;
  case PROP_APP_ID:
    g_value_set_string (value, self->app_id);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_cloud_settings_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  TpkCloudSettings *self = TPK_CLOUD_SETTINGS (object);

  switch (prop_id) {
  case PROP_SERVICE:
    tpk_cloud_settings_set_service (self, g_value_get_string (value));
    break;
  case PROP_SDK:
    tpk_cloud_settings_set_sdk (self, g_value_get_string (value));
    break;
  case PROP_MODE:
    tpk_cloud_settings_set_mode (self, g_value_get_enum (value));
    break;
  case PROP_APP_ID:
    tpk_cloud_settings_set_app_id (self, g_value_get_string (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_cloud_settings_finalize (GObject *object)
{
  TpkCloudSettings *self = TPK_CLOUD_SETTINGS (object);

  g_free (self->service);
  g_free (self->sdk);
  g_free (self->app_id);
  g_clear_pointer (&self->unknown, json_object_unref);

  G_OBJECT_CLASS (tpk_cloud_settings_parent_class)->finalize (object);
}

static void
tpk_cloud_settings_class_init (TpkCloudSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tpk_cloud_settings_get_property;
  object_class->set_property = tpk_cloud_settings_set_property;
  object_class->finalize = tpk_cloud_settings_finalize;

  props[PROP_SERVICE] = g_param_spec_string ("service", NULL, NULL, DEFAULT_SERVICE, flags);
  props[PROP_SDK] = g_param_spec_string ("sdk", NULL, NULL, DEFAULT_SDK, flags);
  props[PROP_MODE] = g_param_spec_enum ("mode", NULL, NULL, TPK_TYPE_CLOUD_MODE,
                                        TPK_CLOUD_MODE_AUTOMATIC, flags);
  props[PROP_APP_ID] = g_param_spec_string ("app-id", NULL, NULL, "", flags);

  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * TpkCloudSettings::changed:
   * @self: the settings
   *
   * Emitted after any change.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tpk_cloud_settings_init (TpkCloudSettings *self)
{
  self->service = g_strdup (DEFAULT_SERVICE);
  self->sdk = g_strdup (DEFAULT_SDK);
  self->app_id = g_strdup ("");
}

/**
 * tpk_cloud_settings_new:
 *
 * Returns: (transfer full): the default settings
 */
TpkCloudSettings *
tpk_cloud_settings_new (void)
{
  return g_object_new (TPK_TYPE_CLOUD_SETTINGS, NULL);
}

/**
 * tpk_cloud_settings_new_from_json:
 * @object: the `cloud` of a profile
 * @error: return location for a #TpkJsonError
 *
 * Returns: (transfer full) (nullable): the settings, or %NULL with @error set
 */
TpkCloudSettings *
tpk_cloud_settings_new_from_json (JsonObject  *object,
                                  GError     **error)
{
  g_autoptr (TpkCloudSettings) self = NULL;
  const char *service = DEFAULT_SERVICE;
  const char *sdk = DEFAULT_SDK;
  const char *mode_name = "automatic";
  const char *app_id = "";

  g_return_val_if_fail (object != NULL, NULL);

  if (!tpk_json_get_string (object, "service", &service, error) ||
      !tpk_json_get_string (object, "sdk", &sdk, error) ||
      !tpk_json_get_string (object, "mode", &mode_name, error) ||
      !tpk_json_get_string (object, "app_id", &app_id, error))
    return NULL;

  self = tpk_cloud_settings_new ();
  if (!tpk_cloud_mode_from_string (mode_name, &self->mode)) {
    g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE,
                         _("mode: expected “automatic”, “udp” or “tls”"));
    return NULL;
  }

  assign_text (self, &self->service, service, props[PROP_SERVICE]);
  assign_text (self, &self->sdk, sdk, props[PROP_SDK]);
  assign_text (self, &self->app_id, app_id, props[PROP_APP_ID]);
  self->unknown = tpk_json_dup_unknown (object, known_members);

  return g_steal_pointer (&self);
}

/**
 * tpk_cloud_settings_to_json:
 * @self: the settings
 *
 * Returns: (transfer full): the `cloud` of a profile
 */
JsonObject *
tpk_cloud_settings_to_json (TpkCloudSettings *self)
{
  JsonObject *object;

  g_return_val_if_fail (TPK_IS_CLOUD_SETTINGS (self), NULL);

  object = json_object_new ();
  tpk_json_set_string (object, "service", self->service);
  tpk_json_set_string (object, "sdk", self->sdk);
  json_object_set_string_member (object, "mode", mode_names[self->mode]);
  tpk_json_set_string (object, "app_id", self->app_id);
  tpk_json_add_unknown (object, self->unknown);

  return object;
}

/**
 * tpk_cloud_settings_assign:
 * @self: the settings
 * @other: other settings
 *
 * Makes @self equal to @other, with one #TpkCloudSettings::changed, or none if they were equal.
 */
void
tpk_cloud_settings_assign (TpkCloudSettings *self,
                           TpkCloudSettings *other)
{
  gboolean changed = FALSE;

  g_return_if_fail (TPK_IS_CLOUD_SETTINGS (self));
  g_return_if_fail (TPK_IS_CLOUD_SETTINGS (other));

  g_object_freeze_notify (G_OBJECT (self));
  changed |= assign_text (self, &self->service, other->service, props[PROP_SERVICE]);
  changed |= assign_text (self, &self->sdk, other->sdk, props[PROP_SDK]);
  changed |= assign_mode (self, other->mode);
  changed |= assign_text (self, &self->app_id, other->app_id, props[PROP_APP_ID]);
  changed |= tpk_json_unknown_assign (&self->unknown, other->unknown);
  g_object_thaw_notify (G_OBJECT (self));

  if (changed)
    emit_changed (self);
}

/**
 * tpk_cloud_settings_get_service:
 * @self: the settings
 *
 * Returns: (transfer none): the ID of the vendor, such as `agora`
 */
const char *
tpk_cloud_settings_get_service (TpkCloudSettings *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_SETTINGS (self), NULL);

  return self->service;
}

/**
 * tpk_cloud_settings_set_service:
 * @self: the settings
 * @service: the ID of the vendor
 */
void
tpk_cloud_settings_set_service (TpkCloudSettings *self,
                                const char       *service)
{
  g_return_if_fail (TPK_IS_CLOUD_SETTINGS (self));

  if (assign_text (self, &self->service, service, props[PROP_SERVICE]))
    emit_changed (self);
}

/**
 * tpk_cloud_settings_get_sdk:
 * @self: the settings
 *
 * Returns: (transfer none): the version of the SDK that the calling client uses, such as `4.15`
 */
const char *
tpk_cloud_settings_get_sdk (TpkCloudSettings *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_SETTINGS (self), NULL);

  return self->sdk;
}

/**
 * tpk_cloud_settings_set_sdk:
 * @self: the settings
 * @sdk: a version of the SDK
 */
void
tpk_cloud_settings_set_sdk (TpkCloudSettings *self,
                            const char       *sdk)
{
  g_return_if_fail (TPK_IS_CLOUD_SETTINGS (self));

  if (assign_text (self, &self->sdk, sdk, props[PROP_SDK]))
    emit_changed (self);
}

/**
 * tpk_cloud_settings_get_mode:
 * @self: the settings
 *
 * Returns: how the proxy is reached
 */
TpkCloudMode
tpk_cloud_settings_get_mode (TpkCloudSettings *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_SETTINGS (self), TPK_CLOUD_MODE_AUTOMATIC);

  return self->mode;
}

/**
 * tpk_cloud_settings_set_mode:
 * @self: the settings
 * @mode: how the proxy is reached
 */
void
tpk_cloud_settings_set_mode (TpkCloudSettings *self,
                             TpkCloudMode      mode)
{
  g_return_if_fail (TPK_IS_CLOUD_SETTINGS (self));
  g_return_if_fail ((guint) mode < G_N_ELEMENTS (mode_names));

  if (assign_mode (self, mode))
    emit_changed (self);
}

/**
 * tpk_cloud_settings_get_app_id:
 * @self: the settings
 *
 * Returns: (transfer none): the ID by which the vendor knows the customer's app, "" if not known
 */
const char *
tpk_cloud_settings_get_app_id (TpkCloudSettings *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_SETTINGS (self), NULL);

  return self->app_id;
}

/**
 * tpk_cloud_settings_set_app_id:
 * @self: the settings
 * @app_id: (nullable): the ID by which the vendor knows the customer's app
 */
void
tpk_cloud_settings_set_app_id (TpkCloudSettings *self,
                               const char       *app_id)
{
  g_return_if_fail (TPK_IS_CLOUD_SETTINGS (self));

  if (assign_text (self, &self->app_id, app_id, props[PROP_APP_ID]))
    emit_changed (self);
}

/**
 * tpk_cloud_mode_to_string:
 * @mode: a mode
 *
 * Returns: (transfer none): `automatic`, `udp` or `tls`
 */
const char *
tpk_cloud_mode_to_string (TpkCloudMode mode)
{
  g_return_val_if_fail ((guint) mode < G_N_ELEMENTS (mode_names), NULL);

  return mode_names[mode];
}

/**
 * tpk_cloud_mode_from_string:
 * @text: a name as tpk_cloud_mode_to_string() gives it
 * @mode: (out) (optional): the mode
 *
 * Returns: %TRUE if @text names a mode; otherwise @mode is left alone
 */
gboolean
tpk_cloud_mode_from_string (const char   *text,
                            TpkCloudMode *mode)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (mode_names); i++) {
    if (g_str_equal (text, mode_names[i])) {
      if (mode != NULL)
        *mode = i;
      return TRUE;
    }
  }

  return FALSE;
}
