/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-livekit"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>

#include "tpk-client-writer.h"
#include "tpk-config-reader.h"
#include "tpk-text-escape.h"
#include "tpk-yaml-lite.h"

/* “stun_servers” and “turn_servers” of the section “rtc” in LiveKit's config.yaml. */

static const TpkClientLimits limits = {
  .name = "LiveKit",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_ALL_TURN | TPK_CLIENT_PASSWORD,
  .max_stun = G_MAXUINT,
  .max_turn = G_MAXUINT,
  .judge = &tpk_dialect_w3c,
};

static void
append_stun (GString   *list,
             TpkIceUrl *url)
{
  g_autofree char *address = tpk_client_writer_dup_address (url);
  g_autofree char *scalar = tpk_escape_yaml (address);

  g_string_append_printf (list, "    - %s\n", scalar);
}

static void
append_turn (GString           *list,
             TpkWritableServer *server,
             TpkIceUrl         *url)
{
  g_autofree char *host = tpk_escape_yaml (tpk_ice_url_get_host (url));
  g_autofree char *username = tpk_escape_yaml (server->username);
  g_autofree char *password = tpk_escape_yaml (server->password);
  const char *protocol = tpk_ice_url_is_secure (url)
                           ? "tls"
                           : tpk_transport_to_string (tpk_ice_url_get_transport (url));

  g_string_append_printf (list,
                          "    - host: %s\n"
                          "      port: %u\n"
                          "      protocol: %s\n"
                          "      username: %s\n"
                          "      credential: %s\n",
                          host, tpk_ice_url_get_port (url), protocol, username, password);
}

static void
append_lists (GString   *text,
              GPtrArray *servers)
{
  g_autoptr (GString) stun = g_string_new (NULL);
  g_autoptr (GString) turn = g_string_new (NULL);

  for (guint i = 0; i < servers->len; i++) {
    TpkWritableServer *server = g_ptr_array_index (servers, i);

    for (guint j = 0; j < server->urls->len; j++) {
      TpkIceUrl *url = ((TpkWritableUrl *) g_ptr_array_index (server->urls, j))->url;

      if (tpk_ice_url_is_turn (url))
        append_turn (turn, server, url);
      else
        append_stun (stun, url);
    }
  }

  g_string_append_printf (text, "rtc:\n  stun_servers:%s%s", stun->len > 0 ? "\n" : " []\n",
                          stun->str);
  g_string_append_printf (text, "  turn_servers:%s%s", turn->len > 0 ? "\n" : " []\n", turn->str);
}

static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  g_autoptr (GString) text = g_string_new ("# config.yaml\n");

  append_lists (text, servers);

  tpk_export_set_text (export, g_string_free (g_steal_pointer (&text), FALSE));
  return g_steal_pointer (&export);
}

static void
read_stun (TpkImport *import,
           JsonNode  *list)
{
  g_autoptr (TpkServer) server = tpk_server_new ();
  JsonArray *array = list != NULL && JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : NULL;
  guint n = array != NULL ? MIN (json_array_get_length (array), TPK_CONFIG_MAX_URLS) : 0;

  for (guint i = 0; i < n; i++) {
    JsonNode *node = json_array_get_element (array, i);
    g_autofree char *url = NULL;

    if (!JSON_NODE_HOLDS_VALUE (node))
      continue;

    url = g_strdup_printf ("stun:%s", json_node_get_string (node));
    tpk_server_add_url (server, url);
  }

  tpk_config_finish (import, server);
}

static void
read_turn (TpkImport  *import,
           JsonObject *object)
{
  const char *host = tpk_config_get_text (object, "host");
  const char *protocol = tpk_config_get_text (object, "protocol");
  const char *username = tpk_config_get_text (object, "username");
  const char *secret = tpk_config_get_text (object, "secret");
  guint16 port = tpk_config_parse_port (tpk_config_get_text (object, "port"));
  gboolean tls = g_strcmp0 (protocol, "tls") == 0;
  const char *transport = tls ? "tcp" : protocol;
  g_autoptr (TpkServer) server = tpk_server_new ();
  g_autoptr (TpkCredential) credential = NULL;

  if (host == NULL || !tpk_config_add_url (server, tls ? TPK_SCHEME_TURNS : TPK_SCHEME_TURN, host,
                                           port, transport)) {
    tpk_config_note (import, "import-not-a-server",
                     _("A TURN server was left: its host or protocol makes no address. Enter it by "
                       "hand."));
    return;
  }

  if (secret != NULL)
    credential = tpk_credential_new_secret (NULL, secret, TPK_CREDENTIAL_DEFAULT_LIFETIME_S);
  else if (username != NULL)
    credential = tpk_credential_new_password (username, tpk_config_get_text (object, "credential"));
  if (credential != NULL)
    tpk_server_set_credential (server, credential);

  tpk_config_finish (import, server);
}

static TpkImport *
read_text (const char  *text,
           GError     **error)
{
  g_autoptr (TpkImport) import = tpk_import_new (tpk_dialect_livekit.id);
  g_autoptr (JsonNode) root = tpk_yaml_lite_read (text, error);
  JsonNode *turn;
  guint n;

  if (root == NULL)
    return NULL;

  read_stun (import, tpk_config_find (root, "stun_servers"));

  turn = tpk_config_find (root, "turn_servers");
  n = turn != NULL && JSON_NODE_HOLDS_ARRAY (turn)
        ? MIN (json_array_get_length (json_node_get_array (turn)), TPK_CONFIG_MAX_URLS) : 0;
  for (guint i = 0; i < n; i++) {
    JsonNode *node = json_array_get_element (json_node_get_array (turn), i);

    if (JSON_NODE_HOLDS_OBJECT (node))
      read_turn (import, json_node_get_object (node));
  }

  if (tpk_profile_get_n_servers (tpk_import_get_profile (import)) == 0) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                         _("No server was found under “stun_servers” or “turn_servers”. Paste the "
                           "section “rtc” of LiveKit's configuration."));
    return NULL;
  }

  return g_steal_pointer (&import);
}

static int
recognise (const char *text)
{
  gboolean lists = tpk_config_has_key (text, "turn_servers") ||
                   tpk_config_has_key (text, "stun_servers");

  return lists ? 82 : 0;
}

const TpkDialect tpk_dialect_livekit = {
  .id = "livekit",
  .name = N_("LiveKit"),
  .version = "config-sample.yaml of 1.4",
  .about = N_("For a LiveKit server: lines for its YAML configuration"),
  .content_type = "application/yaml",
  .suffix = "yaml",
  .write = write_profile,
  .recognise = recognise,
  .read = read_text,
};
