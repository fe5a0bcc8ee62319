/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-synapse"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-client-writer.h"
#include "tpk-config-reader.h"
#include "tpk-text-escape.h"
#include "tpk-yaml-lite.h"

/*
 * The keys “turn_…” of Synapse's homeserver.yaml (its manual, “TURN”). The server hands them to all
 * Matrix clients, with one credential for all addresses.
 */

static const TpkClientLimits limits = {
  .name = "Synapse",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_ALL_TURN | TPK_CLIENT_IPV6 | TPK_CLIENT_PASSWORD |
              TPK_CLIENT_SECRET | TPK_CLIENT_ONE_CREDENTIAL,
  .max_stun = G_MAXUINT,
  .max_turn = G_MAXUINT,
  .judge = &tpk_dialect_w3c,
};

static void
append_uris (GString   *text,
             GPtrArray *servers)
{
  g_string_append (text, servers->len > 0 ? "turn_uris:\n" : "turn_uris: []\n");

  for (guint i = 0; i < servers->len; i++) {
    TpkWritableServer *server = g_ptr_array_index (servers, i);

    for (guint j = 0; j < server->urls->len; j++) {
      TpkWritableUrl *url = g_ptr_array_index (server->urls, j);
      g_autofree char *uri = tpk_escape_yaml (tpk_ice_url_get_canonical (url->url));

      g_string_append_printf (text, "  - %s\n", uri);
    }
  }
}

static void
append_credential (GString           *text,
                   TpkWritableServer *server)
{
  g_autofree char *username = tpk_escape_yaml (server->username);
  g_autofree char *password = tpk_escape_yaml (server->secret != NULL ? server->secret
                                                                      : server->password);

  if (server->secret != NULL)
    g_string_append_printf (text, "turn_shared_secret: %s\n", password);
  else
    g_string_append_printf (text, "turn_username: %s\nturn_password: %s\n", username, password);

  if (server->lifetime_s > 0)
    g_string_append_printf (text, "turn_user_lifetime: \"%us\"\n", server->lifetime_s);
}

static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  g_autoptr (GString) text = g_string_new ("# homeserver.yaml\n");
  TpkClientChoice turn;

  append_uris (text, servers);
  if (tpk_client_writer_find (servers, TRUE, &turn))
    append_credential (text, turn.server);

  tpk_export_set_text (export, g_string_free (g_steal_pointer (&text), FALSE));
  return g_steal_pointer (&export);
}

/* “1h”, as Synapse reads a time; without a unit it is milliseconds. */
static guint
parse_lifetime (const char *text)
{
  static const struct {
    char unit;
    guint64 seconds;
  } units[] = {
    { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 7 * 86400 }, { 'y', 365 * 86400 },
  };
  char *end = NULL;
  guint64 number = text != NULL ? g_ascii_strtoull (text, &end, 10) : 0;

  if (number == 0 || number > G_MAXUINT / 2)
    return TPK_CREDENTIAL_DEFAULT_LIFETIME_S;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    if (*end == units[i].unit)
      return (guint) MIN (number * units[i].seconds, G_MAXUINT / 2);
  }

  return (guint) MAX (number / 1000, 1);
}

static TpkCredential *
dup_credential (TpkImport  *import,
                JsonObject *object)
{
  const char *secret = tpk_config_get_text (object, "turn_shared_secret");
  const char *username = tpk_config_get_text (object, "turn_username");
  const char *password = tpk_config_get_text (object, "turn_password");

  if (tpk_config_get_text (object, "turn_shared_secret_path") != NULL)
    tpk_config_note (import, "import-secret-in-file",
                     _("The shared secret is in a file of its own, which was not read. Enter the "
                       "secret."));

  if (secret != NULL)
    return tpk_credential_new_secret (NULL, secret,
                                      parse_lifetime (tpk_config_get_text (object,
                                                                           "turn_user_lifetime")));
  if (username != NULL)
    return tpk_credential_new_password (username, password);

  return NULL;
}

static TpkImport *
read_text (const char  *text,
           GError     **error)
{
  g_autoptr (TpkImport) import = tpk_import_new (tpk_dialect_synapse.id);
  g_autoptr (JsonNode) root = tpk_yaml_lite_read (text, error);
  g_autoptr (TpkServer) server = tpk_server_new ();
  g_autoptr (TpkCredential) credential = NULL;
  JsonObject *object;

  if (root == NULL)
    return NULL;

  object = json_node_get_object (root);
  tpk_config_add_urls (import, server, json_object_get_member (object, "turn_uris"));
  if (tpk_server_get_n_urls (server) == 0) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                         _("No addresses were found under “turn_uris”. Paste the lines that begin "
                           "with “turn_”."));
    return NULL;
  }

  credential = dup_credential (import, object);
  if (credential != NULL)
    tpk_server_set_credential (server, credential);

  return tpk_config_finish (g_steal_pointer (&import), server);
}

static int
recognise (const char *text)
{
  return tpk_config_has_key (text, "turn_uris") ? 85 : 0;
}

const TpkDialect tpk_dialect_synapse = {
  .id = "synapse",
  .name = N_("Matrix Synapse"),
  .version = "Synapse 1.116",
  .about = N_("For a Matrix server, Synapse: the lines of homeserver.yaml that hand servers to "
             "its clients"),
  .content_type = "application/yaml",
  .suffix = "yaml",
  .write = write_profile,
  .recognise = recognise,
  .read = read_text,
};
