/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-settings-json"

#include "config.h"

#include "tpk-cloud-settings-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-json.h"

/* The cloud settings of a profile as JSON, and what their words are called there. */

static const char *const member_names[TPK_CLOUD_N_FIELDS] = {
  [TPK_CLOUD_FIELD_SERVICE] = "service",
  [TPK_CLOUD_FIELD_SDK] = "sdk",
  [TPK_CLOUD_FIELD_APP_ID] = "app_id",
  [TPK_CLOUD_FIELD_ENDPOINT] = "endpoint",
  [TPK_CLOUD_FIELD_ACCOUNT] = "account",
  [TPK_CLOUD_FIELD_SECRET] = "secret",
  [TPK_CLOUD_FIELD_USER] = "user",
  [TPK_CLOUD_FIELD_REGION] = "region",
  [TPK_CLOUD_FIELD_CA_FILE] = "ca_file",
  [TPK_CLOUD_FIELD_METHOD] = "method",
  [TPK_CLOUD_FIELD_HEADERS] = "headers",
  [TPK_CLOUD_FIELD_BODY] = "body",
  [TPK_CLOUD_FIELD_LIST_PATH] = "list_path",
};

static const char *const mode_names[] = {
  [TPK_CLOUD_MODE_AUTOMATIC] = "automatic",
  [TPK_CLOUD_MODE_UDP] = "udp",
  [TPK_CLOUD_MODE_TLS] = "tls",
};

static const char *const known_members[] = {
  "service", "sdk", "mode", "app_id", "endpoint", "account", "secret", "user", "region", "ca_file",
  "method", "headers", "body", "list_path", "lifetime_s", "testing", NULL
};

/* Headers are a list, so that nobody has to write the ends of lines. */
static gboolean
read_headers (TpkCloudSettings  *self,
              JsonObject        *object,
              GError           **error)
{
  g_autofree const char **headers = NULL;
  g_autofree char *text = NULL;

  if (!tpk_json_get_strings (object, member_names[TPK_CLOUD_FIELD_HEADERS], &headers, error))
    return FALSE;

  for (guint i = 0; headers != NULL && headers[i] != NULL; i++) {
    if (strpbrk (headers[i], "\r\n") != NULL) {
      g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE,
                           _("headers: expected one header a text, without an end of line"));
      return FALSE;
    }
  }

  text = headers != NULL ? g_strjoinv ("\n", (char **) headers) : NULL;
  tpk_cloud_settings_set_text (self, TPK_CLOUD_FIELD_HEADERS, text);

  return TRUE;
}

static gboolean
read_texts (TpkCloudSettings  *self,
            JsonObject        *object,
            GError           **error)
{
  for (guint i = 0; i < TPK_CLOUD_N_FIELDS; i++) {
    const char *text = self->texts[i];

    if (i == TPK_CLOUD_FIELD_HEADERS)
      continue;
    if (!tpk_json_get_string (object, member_names[i], &text, error))
      return FALSE;
    if (text != self->texts[i])
      tpk_cloud_settings_set_text (self, i, text);
  }

  return read_headers (self, object, error);
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
  g_autoptr (TpkCloudSettings) self = tpk_cloud_settings_new ();
  const char *mode_name = "automatic";
  gint64 lifetime_s = 0;

  g_return_val_if_fail (object != NULL, NULL);

  if (!read_texts (self, object, error) ||
      !tpk_json_get_string (object, "mode", &mode_name, error) ||
      !tpk_json_get_int (object, "lifetime_s", 0, TPK_CLOUD_MAX_LIFETIME_S, &lifetime_s, error) ||
      !tpk_json_get_boolean (object, "testing", &self->testing, error))
    return NULL;

  if (!tpk_cloud_mode_from_string (mode_name, &self->mode)) {
    g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE,
                         _("mode: expected “automatic”, “udp” or “tls”"));
    return NULL;
  }

  self->lifetime_s = (guint) lifetime_s;
  self->unknown = tpk_json_dup_unknown (object, known_members);

  return g_steal_pointer (&self);
}

static void
write_headers (const char *text,
               JsonObject *object)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\r\n", -1);
  JsonArray *array = json_array_new ();

  for (guint i = 0; lines[i] != NULL; i++) {
    if (lines[i][0] != '\0')
      json_array_add_string_element (array, lines[i]);
  }

  json_object_set_array_member (object, member_names[TPK_CLOUD_FIELD_HEADERS], array);
}

/* What only services need is not written where nothing is said. */
static void
write_text (TpkCloudSettings *self,
            JsonObject       *object,
            TpkCloudField     field)
{
  const char *text = self->texts[field];

  if (field > TPK_CLOUD_FIELD_APP_ID && *text == '\0')
    return;

  if (field == TPK_CLOUD_FIELD_HEADERS)
    write_headers (text, object);
  else
    tpk_json_set_string (object, member_names[field], text);
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
  write_text (self, object, TPK_CLOUD_FIELD_SERVICE);
  write_text (self, object, TPK_CLOUD_FIELD_SDK);
  json_object_set_string_member (object, "mode", mode_names[self->mode]);
  for (guint i = TPK_CLOUD_FIELD_APP_ID; i < TPK_CLOUD_N_FIELDS; i++)
    write_text (self, object, i);
  if (self->lifetime_s > 0)
    json_object_set_int_member (object, "lifetime_s", self->lifetime_s);
  if (self->testing)
    json_object_set_boolean_member (object, "testing", TRUE);
  tpk_json_add_unknown (object, self->unknown);

  return object;
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

/**
 * tpk_cloud_field_to_string:
 * @field: a field
 *
 * Returns: (transfer none): its name in the document, as `list_path`
 */
const char *
tpk_cloud_field_to_string (TpkCloudField field)
{
  g_return_val_if_fail ((guint) field < TPK_CLOUD_N_FIELDS, NULL);

  return member_names[field];
}

/**
 * tpk_cloud_field_from_string:
 * @text: a name as tpk_cloud_field_to_string() gives it
 * @field: (out) (optional): the field
 *
 * Returns: %TRUE if @text names a field; otherwise @field is left alone
 */
gboolean
tpk_cloud_field_from_string (const char    *text,
                             TpkCloudField *field)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (guint i = 0; i < TPK_CLOUD_N_FIELDS; i++) {
    if (g_str_equal (text, member_names[i])) {
      if (field != NULL)
        *field = i;
      return TRUE;
    }
  }

  return FALSE;
}
