/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-profile-json"

#include "config.h"

#include "tpk-profile-private.h"

#include <glib/gi18n-lib.h>

#include "tpk-json-text.h"
#include "tpk-json.h"
#include "tpk-server-private.h"

static const char *const known_members[] = {
  "name", "route", "relay_only", "signalling_proxy", "servers", "cloud", "allow_list",
  NULL
};

/* A list of routes is a mistake that people make, so the answer says why it is one. */
static gboolean
read_route (JsonObject  *object,
            TpkRoute    *route,
            GError     **error)
{
  JsonNode *node = json_object_get_member (object, "route");
  const char *name = NULL;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node) && !tpk_json_get_string (object, "route", &name, error))
    return FALSE;
  if (name != NULL && tpk_route_from_string (name, route))
    return TRUE;

  g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE,
                       _("route: expected one of “direct”, “cloud” and “own”. The routes exclude "
                         "each other; a profile has exactly one."));
  return FALSE;
}

/* Servers are known by their IDs, so the second one with an ID that is there already gets a new
 * one. */
static gboolean
read_servers (TpkProfile  *self,
              JsonArray   *array,
              GError     **error)
{
  guint n = json_array_get_length (array);
  g_autoptr (GPtrArray) servers = g_ptr_array_new_full (n, g_object_unref);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkServer) server = NULL;

    server = tpk_server_new_from_json (json_array_get_object_element (array, i), error);
    if (server == NULL) {
      g_prefix_error (error, "servers[%u].", i);
      return FALSE;
    }

    if (g_hash_table_contains (ids, tpk_server_get_id (server))) {
      TpkServer *copy = tpk_server_copy (server);

      g_object_unref (server);
      server = copy;
    }
    g_hash_table_add (ids, (gpointer) tpk_server_get_id (server));
    g_ptr_array_add (servers, g_steal_pointer (&server));
  }

  tpk_profile_append_servers (self, (TpkServer **) servers->pdata, n);
  return TRUE;
}

static gboolean
read_cloud (TpkProfile  *self,
            JsonObject  *object,
            GError     **error)
{
  g_autoptr (TpkCloudSettings) cloud = tpk_cloud_settings_new_from_json (object, error);

  if (cloud == NULL) {
    g_prefix_error (error, "cloud.");
    return FALSE;
  }

  tpk_cloud_settings_assign (self->cloud, cloud);
  return TRUE;
}

static gboolean
read_allow_list (TpkProfile  *self,
                 JsonObject  *object,
                 GError     **error)
{
  g_autoptr (TpkAllowList) allow_list = tpk_allow_list_new_from_json (object, error);

  if (allow_list == NULL) {
    g_prefix_error (error, "allow_list.");
    return FALSE;
  }

  tpk_allow_list_assign (self->allow_list, allow_list);
  return TRUE;
}

/**
 * tpk_profile_new_from_json:
 * @object: one of the `profiles` of a document
 * @error: return location for a #TpkJsonError
 *
 * Returns: (transfer full) (nullable): a profile, or %NULL with @error set
 */
TpkProfile *
tpk_profile_new_from_json (JsonObject  *object,
                           GError     **error)
{
  g_autoptr (TpkProfile) self = NULL;
  const char *name = TPK_PROFILE_DEFAULT_NAME;
  const char *signalling_proxy = NULL;
  JsonArray *servers = NULL;
  JsonObject *cloud = NULL;
  JsonObject *allow_list = NULL;

  g_return_val_if_fail (object != NULL, NULL);

  if (!tpk_json_get_string (object, "name", &name, error))
    return NULL;
  if (*name == '\0') {
    g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE,
                         _("name: expected a text that is not empty"));
    return NULL;
  }

  self = tpk_profile_new (name);
  if (!read_route (object, &self->route, error) ||
      !tpk_json_get_boolean (object, "relay_only", &self->relay_only, error) ||
      !tpk_json_get_string (object, "signalling_proxy", &signalling_proxy, error) ||
      !tpk_json_get_objects (object, "servers", &servers, error) ||
      !tpk_json_get_object (object, "cloud", &cloud, error) ||
      !tpk_json_get_object (object, "allow_list", &allow_list, error))
    return NULL;

  if ((servers != NULL && !read_servers (self, servers, error)) ||
      (cloud != NULL && !read_cloud (self, cloud, error)) ||
      (allow_list != NULL && !read_allow_list (self, allow_list, error)))
    return NULL;

  tpk_profile_set_signalling_proxy (self, signalling_proxy);
  self->unknown = tpk_json_dup_unknown (object, known_members);

  return g_steal_pointer (&self);
}

/* @servers: (transfer full): what is written for the servers */
static JsonObject *
to_json (TpkProfile *self,
         JsonArray  *servers)
{
  JsonObject *object = json_object_new ();

  tpk_json_set_string (object, "name", self->name);
  json_object_set_string_member (object, "route", tpk_route_to_string (self->route));
  json_object_set_boolean_member (object, "relay_only", self->relay_only);
  tpk_json_set_string (object, "signalling_proxy", self->signalling_proxy);
  json_object_set_array_member (object, "servers", servers);
  json_object_set_object_member (object, "cloud", tpk_cloud_settings_to_json (self->cloud));
  if (!tpk_allow_list_is_empty (self->allow_list))
    json_object_set_object_member (object, "allow_list",
                                   tpk_allow_list_to_json (self->allow_list));
  tpk_json_add_unknown (object, self->unknown);

  return object;
}

/**
 * tpk_profile_to_json:
 * @self: a profile
 *
 * Writes a profile with its passwords and secrets.
 *
 * Returns: (transfer full): one of the `profiles` of a document
 */
JsonObject *
tpk_profile_to_json (TpkProfile *self)
{
  JsonArray *servers;
  guint n_servers;

  g_return_val_if_fail (TPK_IS_PROFILE (self), NULL);

  n_servers = tpk_profile_get_n_servers (self);
  servers = json_array_sized_new (n_servers);
  for (guint i = 0; i < n_servers; i++)
    json_array_add_object_element (servers, tpk_server_to_json (tpk_profile_get_server (self, i)));

  return to_json (self, servers);
}

static void
append_server (GString  *text,
               guint     level,
               guint     position,
               gpointer  data)
{
  GBytes *server = tpk_server_get_text (tpk_profile_get_server (data, position));

  g_string_append_len (text, g_bytes_get_data (server, NULL), g_bytes_get_size (server));
}

static gboolean
append_member (GString    *text,
               guint       level,
               const char *name,
               gpointer    data)
{
  if (!g_str_equal (name, "servers"))
    return FALSE;

  tpk_json_append_array (text, level, tpk_profile_get_n_servers (data), append_server, data);
  return TRUE;
}

/* The text of what tpk_profile_to_json() gives, as an element of the list of a document. */
void
tpk_profile_append_text (TpkProfile *self,
                         GString    *text,
                         guint       level)
{
  g_autoptr (JsonObject) object = to_json (self, json_array_new ());

  tpk_json_append_object (text, level, object, append_member, self);
}
