/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-config-reader"

#include "config.h"

#include "tpk-config-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the readers of servers' configurations have in common. */

/* Where a configuration keeps the part with the servers is never deeper than this. */
#define MAX_SEARCH_DEPTH 4

/**
 * tpk_config_has_key:
 * @text: a text
 * @key: the name of a setting
 *
 * Returns: whether a line of @text begins with @key, and a colon, an equals sign or nothing after
 */
gboolean
tpk_config_has_key (const char *text,
                    const char *key)
{
  gsize length = strlen (key);

  for (const char *line = text; line != NULL; line = strchr (line, '\n')) {
    line += strspn (line, " \t\r\n");
    if (strncmp (line, key, length) == 0) {
      const char *end = line + length + strspn (line + length, " \t");

      if (*end == '\0' || strchr (":=\r\n", *end) != NULL)
        return TRUE;
    }
  }

  return FALSE;
}

/**
 * tpk_config_get_text:
 * @object: an object of strings
 * @member: a name
 *
 * Returns: (nullable) (transfer none): the string of that name
 */
const char *
tpk_config_get_text (JsonObject *object,
                     const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

static JsonNode *
find_member (JsonNode   *node,
             const char *member,
             guint       depth)
{
  JsonObject *object;
  g_autoptr (GList) values = NULL;
  JsonNode *found;

  if (depth == 0 || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  object = json_node_get_object (node);
  found = json_object_get_member (object, member);
  values = found == NULL ? json_object_get_values (object) : NULL;
  for (GList *l = values; l != NULL && found == NULL; l = l->next)
    found = find_member (l->data, member, depth - 1);

  return found;
}

/**
 * tpk_config_find:
 * @root: a configuration, whole or in part
 * @member: a name
 *
 * Returns: (nullable) (transfer none): what stands under @member, wherever that is
 */
JsonNode *
tpk_config_find (JsonNode   *root,
                 const char *member)
{
  g_return_val_if_fail (root != NULL, NULL);

  return find_member (root, member, MAX_SEARCH_DEPTH);
}

/**
 * tpk_config_parse_port:
 * @text: (nullable): a number
 *
 * Returns: the port, or 0 when @text is none
 */
guint16
tpk_config_parse_port (const char *text)
{
  guint64 port = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &port, NULL))
    return 0;

  return (guint16) port;
}

/**
 * tpk_config_add_urls:
 * @import: what gets the notes
 * @server: a server
 * @list: (nullable): a list of URLs, or one
 *
 * Adds the URLs of @list to @server.
 */
void
tpk_config_add_urls (TpkImport *import,
                     TpkServer *server,
                     JsonNode  *list)
{
  g_autoptr (GPtrArray) urls = g_ptr_array_new ();
  JsonArray *array;

  if (list == NULL)
    return;

  if (!JSON_NODE_HOLDS_ARRAY (list)) {
    if (JSON_NODE_HOLDS_VALUE (list) && *json_node_get_string (list) != '\0')
      tpk_server_add_url (server, json_node_get_string (list));
    return;
  }

  array = json_node_get_array (list);
  for (guint i = 0; i < json_array_get_length (array) && urls->len < TPK_CONFIG_MAX_URLS; i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (JSON_NODE_HOLDS_VALUE (node))
      g_ptr_array_add (urls, (char *) json_node_get_string (node));
    else
      tpk_config_note (import, "import-not-a-text",
                       _("Something in the list is no address, so it was left."));
  }

  g_ptr_array_add (urls, NULL);
  tpk_server_set_urls (server, (const char *const *) urls->pdata);
}

/**
 * tpk_config_add_url:
 * @server: a server
 * @scheme: the scheme
 * @host: the host, an IPv6 address with or without brackets
 * @port: the port, or 0 for the default
 * @transport: (nullable): the transport
 *
 * Adds a URL that a configuration has in parts.
 *
 * Returns: %FALSE when the parts make no valid URL
 */
gboolean
tpk_config_add_url (TpkServer  *server,
                    TpkScheme   scheme,
                    const char *host,
                    guint16     port,
                    const char *transport)
{
  gboolean bare_ipv6 = *host != '[' && strchr (host, ':') != NULL;
  g_autofree char *number = port != 0 ? g_strdup_printf (":%u", port) : NULL;
  g_autofree char *text = g_strdup_printf ("%s:%s%s%s%s%s%s", tpk_scheme_to_string (scheme),
                                           bare_ipv6 ? "[" : "", host, bare_ipv6 ? "]" : "",
                                           number != NULL ? number : "",
                                           transport != NULL ? "?transport=" : "",
                                           transport != NULL ? transport : "");
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);

  if (!tpk_ice_url_is_valid (url))
    return FALSE;

  tpk_server_add_url (server, text);
  return TRUE;
}

/**
 * tpk_config_note:
 * @import: what gets the note
 * @code: a stable code
 * @message: what was left or guessed, and what to do
 *
 * Takes a warning.
 */
void
tpk_config_note (TpkImport  *import,
                 const char *code,
                 const char *message)
{
  tpk_import_take_note (import, tpk_finding_new (TPK_SEVERITY_WARNING, code, message));
}

/**
 * tpk_config_finish:
 * @import: (transfer full): an import
 * @server: (nullable): its last server
 *
 * Adds @server unless it is without URLs, and states the route when there are servers.
 *
 * Returns: (transfer full): @import
 */
TpkImport *
tpk_config_finish (TpkImport *import,
                   TpkServer *server)
{
  TpkProfile *profile = tpk_import_get_profile (import);

  if (server != NULL && tpk_server_get_n_urls (server) > 0)
    tpk_profile_append_server (profile, server);
  if (tpk_profile_get_n_servers (profile) > 0)
    tpk_import_set_route (import, TPK_ROUTE_OWN);

  return import;
}
