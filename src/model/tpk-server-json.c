/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-json"

#include "config.h"

#include "tpk-server-private.h"

#include "tpk-json.h"

static const char *const known_members[] = {
  "id", "label", "enabled", "urls", "credential", NULL
};

static const char *const known_credential_members[] = {
  "kind", "username", "password", "secret", "lifetime_s", NULL
};

static gboolean
read_credential (TpkServer   *self,
                 JsonObject  *object,
                 GError     **error)
{
  TpkCredential *credential = tpk_credential_new_from_json (object, error);

  if (credential == NULL) {
    g_prefix_error (error, "credential.");
    return FALSE;
  }

  tpk_credential_unref (self->credential);
  self->credential = credential;
  self->credential_unknown = tpk_json_dup_unknown (object, known_credential_members);
  return TRUE;
}

/**
 * tpk_server_new_from_json:
 * @object: one of the `servers` of a profile
 * @error: return location for a #TpkJsonError
 *
 * Reads a server. URLs are taken as they are, also those that are not valid; a missing or empty
 * `id` becomes a new one.
 *
 * Returns: (transfer full) (nullable): a server, or %NULL with @error set
 */
TpkServer *
tpk_server_new_from_json (JsonObject  *object,
                          GError     **error)
{
  g_autoptr (TpkServer) self = NULL;
  g_autofree const char **texts = NULL;
  const char *id = NULL;
  const char *label = "";
  gboolean enabled = TRUE;
  JsonObject *credential = NULL;

  g_return_val_if_fail (object != NULL, NULL);

  if (!tpk_json_get_string (object, "id", &id, error) ||
      !tpk_json_get_string (object, "label", &label, error) ||
      !tpk_json_get_boolean (object, "enabled", &enabled, error) ||
      !tpk_json_get_strings (object, "urls", &texts, error) ||
      !tpk_json_get_object (object, "credential", &credential, error))
    return NULL;

  self = tpk_server_new_with_id (id != NULL && *id != '\0' ? id : NULL);
  if (credential != NULL && !read_credential (self, credential, error))
    return NULL;

  tpk_server_set_label (self, label);
  self->enabled = enabled;
  tpk_server_set_urls (self, (const char *const *) texts);
  self->unknown = tpk_json_dup_unknown (object, known_members);

  return g_steal_pointer (&self);
}

/**
 * tpk_server_to_json:
 * @self: a server
 *
 * Writes a server with its password or secret.
 *
 * Returns: (transfer full): one of the `servers` of a profile
 */
JsonObject *
tpk_server_to_json (TpkServer *self)
{
  JsonObject *object;
  JsonObject *credential;
  JsonArray *urls;
  guint n_urls;

  g_return_val_if_fail (TPK_IS_SERVER (self), NULL);

  n_urls = tpk_server_get_n_urls (self);
  urls = json_array_sized_new (n_urls);
  for (guint i = 0; i < n_urls; i++) {
    const char *text = tpk_ice_url_get_text (tpk_server_get_url (self, i));
    g_autofree char *valid = NULL;

    if (!g_utf8_validate (text, -1, NULL))
      text = valid = g_utf8_make_valid (text, -1);
    json_array_add_string_element (urls, text);
  }

  credential = tpk_credential_to_json (self->credential);
  tpk_json_add_unknown (credential, self->credential_unknown);

  object = json_object_new ();
  tpk_json_set_string (object, "id", self->id);
  tpk_json_set_string (object, "label", self->label);
  json_object_set_boolean_member (object, "enabled", self->enabled);
  json_object_set_array_member (object, "urls", urls);
  json_object_set_object_member (object, "credential", credential);
  tpk_json_add_unknown (object, self->unknown);

  return object;
}

/**
 * tpk_server_is_secret_lost:
 * @self: a server
 *
 * Returns: whether its password or shared secret was kept in a keyring, where it was not found when
 *   the server was read, and none was set since
 */
gboolean
tpk_server_is_secret_lost (TpkServer *self)
{
  TpkCredential *credential;

  g_return_val_if_fail (TPK_IS_SERVER (self), FALSE);

  credential = self->credential;
  if (self->credential_unknown == NULL)
    return FALSE;

  switch (tpk_credential_get_kind (credential)) {
  case TPK_CREDENTIAL_PASSWORD:
    return *tpk_credential_get_password (credential) == '\0' &&
           json_object_has_member (self->credential_unknown, "password_ref");
  case TPK_CREDENTIAL_SECRET:
    return *tpk_credential_get_secret (credential) == '\0' &&
           json_object_has_member (self->credential_unknown, "secret_ref");
  case TPK_CREDENTIAL_NONE:
  default:
    return FALSE;
  }
}
