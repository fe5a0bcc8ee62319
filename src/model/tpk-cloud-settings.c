/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-settings"

#include "config.h"

#include "tpk-cloud-settings-private.h"

#include "tpk-json.h"

#define DEFAULT_SERVICE "agora"
#define DEFAULT_SDK "4.15"

/**
 * TpkCloudSettings:
 *
 * What a profile says about a cloud proxy. For a vendor's own: whose it is, which generation of the
 * SDK the calling client uses, and the mode. For a service that hands out servers: where it is
 * asked, as whom, and for how long. Every profile has them, also while its route is another one.
 */

G_DEFINE_ENUM_TYPE (TpkCloudMode, tpk_cloud_mode,
                    G_DEFINE_ENUM_VALUE (TPK_CLOUD_MODE_AUTOMATIC, "automatic"),
                    G_DEFINE_ENUM_VALUE (TPK_CLOUD_MODE_UDP, "udp"),
                    G_DEFINE_ENUM_VALUE (TPK_CLOUD_MODE_TLS, "tls"))

G_DEFINE_FINAL_TYPE (TpkCloudSettings, tpk_cloud_settings, G_TYPE_OBJECT)

/* The texts have the first properties, in the order of their fields. */
enum {
  PROP_0,
  PROP_MODE = TPK_CLOUD_N_FIELDS + 1,
  PROP_LIFETIME_S,
  PROP_TESTING,
  N_PROPS
};

enum {
  CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static const struct {
  const char *property;
  const char *value;            /* the default */
} fields[TPK_CLOUD_N_FIELDS] = {
  [TPK_CLOUD_FIELD_SERVICE] = { "service", DEFAULT_SERVICE },
  [TPK_CLOUD_FIELD_SDK] = { "sdk", DEFAULT_SDK },
  [TPK_CLOUD_FIELD_APP_ID] = { "app-id", "" },
  [TPK_CLOUD_FIELD_ENDPOINT] = { "endpoint", "" },
  [TPK_CLOUD_FIELD_ACCOUNT] = { "account", "" },
  [TPK_CLOUD_FIELD_SECRET] = { "secret", "" },
  [TPK_CLOUD_FIELD_USER] = { "user", "" },
  [TPK_CLOUD_FIELD_REGION] = { "region", "" },
  [TPK_CLOUD_FIELD_CA_FILE] = { "ca-file", "" },
  [TPK_CLOUD_FIELD_METHOD] = { "method", "" },
  [TPK_CLOUD_FIELD_HEADERS] = { "headers", "" },
  [TPK_CLOUD_FIELD_BODY] = { "body", "" },
  [TPK_CLOUD_FIELD_LIST_PATH] = { "list-path", "" },
};

/* Sets a text and says whether that was a change; the caller tells the others. */
static gboolean
assign_text (TpkCloudSettings *self,
             TpkCloudField     field,
             const char       *value)
{
  if (value == NULL)
    value = "";
  if (g_strcmp0 (self->texts[field], value) == 0)
    return FALSE;

  g_free (self->texts[field]);
  self->texts[field] = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), props[field + 1]);
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

static gboolean
assign_lifetime (TpkCloudSettings *self,
                 guint             lifetime_s)
{
  if (self->lifetime_s == lifetime_s)
    return FALSE;

  self->lifetime_s = lifetime_s;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LIFETIME_S]);
  return TRUE;
}

static gboolean
assign_testing (TpkCloudSettings *self,
                gboolean          testing)
{
  if (self->testing == !!testing)
    return FALSE;

  self->testing = !!testing;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TESTING]);
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
  case PROP_MODE:
    g_value_set_enum (value, self->mode);
    break;
  case PROP_LIFETIME_S:
    g_value_set_uint (value, self->lifetime_s);
    break;
  case PROP_TESTING:
    g_value_set_boolean (value, self->testing);
    break;
  default:
    if (prop_id - 1 < TPK_CLOUD_N_FIELDS)
      g_value_set_string (value, self->texts[prop_id - 1]);
    else
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
  case PROP_MODE:
    tpk_cloud_settings_set_mode (self, g_value_get_enum (value));
    break;
  case PROP_LIFETIME_S:
    tpk_cloud_settings_set_lifetime_s (self, g_value_get_uint (value));
    break;
  case PROP_TESTING:
    tpk_cloud_settings_set_testing (self, g_value_get_boolean (value));
    break;
  default:
    if (prop_id - 1 < TPK_CLOUD_N_FIELDS)
      tpk_cloud_settings_set_text (self, prop_id - 1, g_value_get_string (value));
    else
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_cloud_settings_finalize (GObject *object)
{
  TpkCloudSettings *self = TPK_CLOUD_SETTINGS (object);

  for (guint i = 0; i < TPK_CLOUD_N_FIELDS; i++)
    g_free (self->texts[i]);
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

  for (guint i = 0; i < TPK_CLOUD_N_FIELDS; i++)
    props[i + 1] = g_param_spec_string (fields[i].property, NULL, NULL, fields[i].value, flags);
  props[PROP_MODE] = g_param_spec_enum ("mode", NULL, NULL, TPK_TYPE_CLOUD_MODE,
                                        TPK_CLOUD_MODE_AUTOMATIC, flags);
  props[PROP_LIFETIME_S] = g_param_spec_uint ("lifetime-s", NULL, NULL,
                                              0, TPK_CLOUD_MAX_LIFETIME_S, 0, flags);
  props[PROP_TESTING] = g_param_spec_boolean ("testing", NULL, NULL, FALSE, flags);

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
  for (guint i = 0; i < TPK_CLOUD_N_FIELDS; i++)
    self->texts[i] = g_strdup (fields[i].value);
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
  for (guint i = 0; i < TPK_CLOUD_N_FIELDS; i++)
    changed |= assign_text (self, i, other->texts[i]);
  changed |= assign_mode (self, other->mode);
  changed |= assign_lifetime (self, other->lifetime_s);
  changed |= assign_testing (self, other->testing);
  changed |= tpk_json_unknown_assign (&self->unknown, other->unknown);
  g_object_thaw_notify (G_OBJECT (self));

  if (changed)
    emit_changed (self);
}

/**
 * tpk_cloud_settings_get_text:
 * @self: the settings
 * @field: which
 *
 * Returns: (transfer none): the text, "" when nothing is said
 */
const char *
tpk_cloud_settings_get_text (TpkCloudSettings *self,
                             TpkCloudField     field)
{
  g_return_val_if_fail (TPK_IS_CLOUD_SETTINGS (self), NULL);
  g_return_val_if_fail ((guint) field < TPK_CLOUD_N_FIELDS, NULL);

  return self->texts[field];
}

/**
 * tpk_cloud_settings_set_text:
 * @self: the settings
 * @field: which
 * @text: (nullable): the text, %NULL for ""
 */
void
tpk_cloud_settings_set_text (TpkCloudSettings *self,
                             TpkCloudField     field,
                             const char       *text)
{
  g_return_if_fail (TPK_IS_CLOUD_SETTINGS (self));
  g_return_if_fail ((guint) field < TPK_CLOUD_N_FIELDS);

  if (assign_text (self, field, text))
    emit_changed (self);
}

/**
 * tpk_cloud_settings_get_lifetime_s:
 * @self: the settings
 *
 * Returns: for how many seconds servers are wanted, 0 to leave it to the service
 */
guint
tpk_cloud_settings_get_lifetime_s (TpkCloudSettings *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_SETTINGS (self), 0);

  return self->lifetime_s;
}

/**
 * tpk_cloud_settings_set_lifetime_s:
 * @self: the settings
 * @lifetime_s: seconds, at most %TPK_CLOUD_MAX_LIFETIME_S; 0 to leave it to the service
 */
void
tpk_cloud_settings_set_lifetime_s (TpkCloudSettings *self,
                                   guint             lifetime_s)
{
  g_return_if_fail (TPK_IS_CLOUD_SETTINGS (self));
  g_return_if_fail (lifetime_s <= TPK_CLOUD_MAX_LIFETIME_S);

  if (assign_lifetime (self, lifetime_s))
    emit_changed (self);
}

/**
 * tpk_cloud_settings_get_testing:
 * @self: the settings
 *
 * Returns: whether the vendor's addresses for tests are used, not those for production
 */
gboolean
tpk_cloud_settings_get_testing (TpkCloudSettings *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_SETTINGS (self), FALSE);

  return self->testing;
}

/**
 * tpk_cloud_settings_set_testing:
 * @self: the settings
 * @testing: whether the vendor's addresses for tests are used
 */
void
tpk_cloud_settings_set_testing (TpkCloudSettings *self,
                                gboolean          testing)
{
  g_return_if_fail (TPK_IS_CLOUD_SETTINGS (self));

  if (assign_testing (self, testing))
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

  return self->texts[TPK_CLOUD_FIELD_SERVICE];
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

  tpk_cloud_settings_set_text (self, TPK_CLOUD_FIELD_SERVICE, service);
}

/**
 * tpk_cloud_settings_switch_service:
 * @self: the settings
 * @service: the ID of another service
 *
 * Like tpk_cloud_settings_set_service(), for people who choose another one: what the service before
 * was told is not told to this one, least of all a secret. What concerns the calling client only,
 * its SDK and app, stays. With one #TpkCloudSettings::changed, or none if @service is what is set.
 */
void
tpk_cloud_settings_switch_service (TpkCloudSettings *self,
                                   const char       *service)
{
  g_return_if_fail (TPK_IS_CLOUD_SETTINGS (self));
  g_return_if_fail (service != NULL);

  if (g_str_equal (self->texts[TPK_CLOUD_FIELD_SERVICE], service))
    return;

  g_object_freeze_notify (G_OBJECT (self));
  assign_text (self, TPK_CLOUD_FIELD_SERVICE, service);
  for (guint i = TPK_CLOUD_FIELD_ENDPOINT; i < TPK_CLOUD_N_FIELDS; i++)
    assign_text (self, i, NULL);
  assign_lifetime (self, 0);
  g_object_thaw_notify (G_OBJECT (self));

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

  return self->texts[TPK_CLOUD_FIELD_SDK];
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

  tpk_cloud_settings_set_text (self, TPK_CLOUD_FIELD_SDK, sdk);
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
  g_return_if_fail ((guint) mode <= TPK_CLOUD_MODE_TLS);

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

  return self->texts[TPK_CLOUD_FIELD_APP_ID];
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

  tpk_cloud_settings_set_text (self, TPK_CLOUD_FIELD_APP_ID, app_id);
}
