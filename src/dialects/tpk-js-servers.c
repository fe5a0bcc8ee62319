/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-js-servers"

#include "config.h"

#include "tpk-js-servers.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-service-lifetime.h"

/*
 * The RTCIceServer of webrtc-pc, which the SDKs share: `urls` as a text or an array of texts, `url`
 * as it was called before 2014, `username` and `credential`.
 */

typedef struct {
  const char *urls[5];
  const char *username[3];
  const char *credential[4];
  const char *known[18];       /* all of these, and what is understood elsewhere */
} Names;

static const Names standard_names = {
  .urls = { "urls", "url" },
  .username = { "username" },
  .credential = { "credential" },
  .known = { "urls", "url", "username", "credential", "credentialType" },
};

/* What services call the same. */
static const Names service_names = {
  .urls = { "urls", "url", "uris", "Uris" },
  .username = { "username", "Username" },
  .credential = { "credential", "password", "Password" },
  .known = {
    "urls", "url", "uris", "Uris", "username", "Username", "credential", "password", "Password",
    "credentialType", TPK_SERVICE_LIFETIME_MEMBERS,
  },
};

/* Longer names of members are cut in notes. */
#define MAX_SHOWN 60

/* Returns: (nullable): the first of @names that @object has */
static const char *
find_name (JsonObject        *object,
           const char *const *names)
{
  for (; *names != NULL; names++) {
    if (json_object_has_member (object, *names))
      return *names;
  }

  return NULL;
}

static gboolean
is_server (const Names *names,
           JsonNode    *node)
{
  return JSON_NODE_HOLDS_OBJECT (node) &&
         find_name (json_node_get_object (node), names->urls) != NULL;
}

static gboolean
is_server_list (const Names *names,
                JsonNode    *node)
{
  return JSON_NODE_HOLDS_ARRAY (node) &&
         json_array_get_length (json_node_get_array (node)) > 0 &&
         is_server (names, json_array_get_element (json_node_get_array (node), 0));
}

/**
 * tpk_js_is_server:
 * @node: a value
 *
 * Returns: whether @node is an object with `urls` or `url`
 */
gboolean
tpk_js_is_server (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, FALSE);

  return is_server (&standard_names, node);
}

/**
 * tpk_js_is_server_list:
 * @node: a value
 *
 * Returns: whether @node is an array that begins with a server
 */
gboolean
tpk_js_is_server_list (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, FALSE);

  return is_server_list (&standard_names, node);
}

/**
 * tpk_js_is_service_list:
 * @node: a value
 *
 * Returns: whether @node is an array that begins with a server, as services write it
 */
gboolean
tpk_js_is_service_list (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, FALSE);

  return is_server_list (&service_names, node);
}

static gboolean
node_is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

/* Browsers make a text of a number, so a password of digits often comes without quotes. */
static char *
dup_text (JsonNode *node)
{
  if (node_is_string (node))
    return json_node_dup_string (node);
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

  return NULL;
}

static void
add_url (TpkImport *import,
         TpkServer *server,
         JsonNode  *node)
{
  if (node_is_string (node))
    tpk_server_add_url (server, json_node_get_string (node));
  else
    tpk_import_take_note (import,
                          tpk_finding_new (TPK_SEVERITY_WARNING, "import-not-a-text",
                                           _("A URL is not written out as a text, so it was left. "
                                             "Add it by hand.")));
}

static void
read_urls (TpkImport *import,
           TpkServer *server,
           JsonNode  *urls)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (urls)) {
    add_url (import, server, urls);
    return;
  }

  array = json_node_get_array (urls);
  for (guint i = 0; i < json_array_get_length (array); i++)
    add_url (import, server, json_array_get_element (array, i));
}

/* Returns: (nullable) (transfer full): the text of the first of @names that there is */
static char *
read_text (TpkImport         *import,
           JsonObject        *object,
           const char *const *names)
{
  const char *member = find_name (object, names);
  JsonNode *node = member != NULL ? json_object_get_member (object, member) : NULL;
  char *text = node != NULL ? dup_text (node) : NULL;

  if (node != NULL && text == NULL)
    tpk_import_take_note (import,
                          tpk_finding_new_printf (TPK_SEVERITY_WARNING, "import-not-a-text",
                                                  /* Translators: %s is the name of a member, as
                                                   * "credential". */
                                                  _("The value of “%s” is not written out as a "
                                                    "text, so it was left. Enter it by hand."),
                                                  member));

  return text;
}

static void
read_credential (const Names *names,
                 TpkImport   *import,
                 TpkServer   *server,
                 JsonObject  *object)
{
  static const char *const type_names[] = { "credentialType", NULL };
  g_autofree char *username = read_text (import, object, names->username);
  g_autofree char *password = read_text (import, object, names->credential);
  g_autofree char *type = read_text (import, object, type_names);
  g_autoptr (TpkCredential) credential = NULL;

  if (username == NULL && password == NULL)
    return;

  if (type != NULL && strcmp (type, "password") != 0) {
    tpk_import_take_note (import,
                          tpk_finding_new (TPK_SEVERITY_WARNING, "import-credential-type",
                                           _("A credential is of a type that no client "
                                             "supports any more. It was taken as a password; "
                                             "ask the server's operator for one.")));
  }

  credential = tpk_credential_new_password (username, password);
  tpk_server_set_credential (server, credential);
}

static TpkServer *
read_server (const Names *names,
             TpkImport   *import,
             JsonNode    *node)
{
  g_autoptr (TpkServer) server = NULL;
  JsonObject *object;

  if (!is_server (names, node)) {
    tpk_import_take_note (import,
                          tpk_finding_new (TPK_SEVERITY_WARNING, "import-no-urls",
                                           _("An entry has no “urls”, so it was left.")));
    return NULL;
  }

  object = json_node_get_object (node);
  server = tpk_server_new ();
  read_urls (import, server, json_object_get_member (object, find_name (object, names->urls)));
  if (tpk_server_get_n_urls (server) == 0)
    return NULL;

  read_credential (names, import, server, object);
  tpk_js_note_left_members (import, object, names->known);

  return g_steal_pointer (&server);
}

static void
read_servers (const Names *names,
              TpkImport   *import,
              JsonNode    *node)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = JSON_NODE_HOLDS_ARRAY (node) ? json_array_get_length (json_node_get_array (node)) : 1;

  for (guint i = 0; i < n; i++) {
    JsonNode *element = JSON_NODE_HOLDS_ARRAY (node)
                          ? json_array_get_element (json_node_get_array (node), i)
                          : node;
    TpkServer *server = read_server (names, import, element);

    if (server != NULL)
      g_ptr_array_add (servers, server);
  }

  if (servers->len > 0)
    tpk_profile_append_servers (tpk_import_get_profile (import),
                                (TpkServer **) servers->pdata, servers->len);
}

/**
 * tpk_js_read_servers:
 * @import: what gets the servers
 * @node: an array of servers, or one server
 *
 * Reads servers as webrtc-pc writes them.
 */
void
tpk_js_read_servers (TpkImport *import,
                     JsonNode  *node)
{
  g_return_if_fail (TPK_IS_IMPORT (import));
  g_return_if_fail (node != NULL);

  read_servers (&standard_names, import, node);
}

/**
 * tpk_js_read_service_servers:
 * @import: what gets the servers
 * @node: an array of servers, or one server
 *
 * Reads servers as services that give credentials write them: `uris` and `password` among them.
 */
void
tpk_js_read_service_servers (TpkImport *import,
                             JsonNode  *node)
{
  g_return_if_fail (TPK_IS_IMPORT (import));
  g_return_if_fail (node != NULL);

  read_servers (&service_names, import, node);
}

/**
 * tpk_js_read_policy:
 * @import: what gets the policy
 * @configuration: an RTCConfiguration, or what is like one
 *
 * Reads `iceTransportPolicy`, if there is one.
 */
void
tpk_js_read_policy (TpkImport  *import,
                    JsonObject *configuration)
{
  JsonNode *node;
  const char *policy = NULL;

  g_return_if_fail (TPK_IS_IMPORT (import));
  g_return_if_fail (configuration != NULL);

  node = json_object_get_member (configuration, "iceTransportPolicy");
  if (node == NULL)
    return;

  if (JSON_NODE_HOLDS_VALUE (node))
    policy = json_node_get_string (node);

  if (g_strcmp0 (policy, "relay") == 0 || g_strcmp0 (policy, "all") == 0)
    tpk_import_set_relay_only (import, strcmp (policy, "relay") == 0);
  else
    tpk_import_take_note (import,
                          tpk_finding_new (TPK_SEVERITY_WARNING, "import-policy",
                                           _("“iceTransportPolicy” is neither “all” nor “relay”, "
                                             "so it was left.")));
}

/**
 * tpk_js_note_left_members:
 * @import: what gets the notes
 * @object: what was read
 * @known: (array zero-terminated=1): the members that were understood
 *
 * Notes the members of @object that were not taken. Each name is noted once an import.
 */
void
tpk_js_note_left_members (TpkImport         *import,
                          JsonObject        *object,
                          const char *const *known)
{
  JsonObjectIter iter;
  const char *name;
  GHashTable *noted;

  g_return_if_fail (TPK_IS_IMPORT (import));
  g_return_if_fail (object != NULL);

  noted = g_object_get_data (G_OBJECT (import), "tpk-noted-members");
  if (noted == NULL) {
    noted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_object_set_data_full (G_OBJECT (import), "tpk-noted-members", noted,
                            (GDestroyNotify) g_hash_table_unref);
  }

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, NULL)) {
    g_autofree char *shown = NULL;

    if (g_strv_contains (known, name) || !g_hash_table_add (noted, g_strdup (name)))
      continue;

    shown = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), MAX_SHOWN));
    tpk_import_take_note (import,
                          tpk_finding_new_printf (TPK_SEVERITY_INFO, "import-left-member",
                                                  /* Translators: %s is the name of a member. */
                                                  _("“%s” was left: Turnpike does not keep it."),
                                                  shown));
  }
}
