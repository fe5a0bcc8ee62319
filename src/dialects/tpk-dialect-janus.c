/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-janus"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>

#include "tpk-client-writer.h"
#include "tpk-config-reader.h"
#include "tpk-libconfig-lite.h"
#include "tpk-text-escape.h"

/*
 * The group “nat” of janus.jcfg (Janus 1.1). There is one STUN and one TURN server. Its “tls” is
 * libnice's, which up to 0.1.21 sends in the clear, so it is not written.
 */

static const TpkClientLimits limits = {
  .name = "Janus",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_TURN_UDP | TPK_CLIENT_TURN_TCP | TPK_CLIENT_IPV6 |
              TPK_CLIENT_PASSWORD,
  .max_stun = 1,
  .max_turn = 1,
};

static void
append_string (GString    *text,
               const char *name,
               const char *value)
{
  g_autofree char *string = tpk_escape_libconfig (value);

  g_string_append_printf (text, "\t%s = %s\n", name, string);
}

static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  g_autoptr (GString) text = g_string_new ("# janus.jcfg\nnat: {\n");
  TpkClientChoice choice;

  if (tpk_client_writer_find (servers, FALSE, &choice)) {
    append_string (text, "stun_server", tpk_ice_url_get_host (choice.url));
    g_string_append_printf (text, "\tstun_port = %u\n", tpk_ice_url_get_port (choice.url));
  }

  if (tpk_client_writer_find (servers, TRUE, &choice)) {
    append_string (text, "turn_server", tpk_ice_url_get_host (choice.url));
    g_string_append_printf (text, "\tturn_port = %u\n", tpk_ice_url_get_port (choice.url));
    append_string (text, "turn_type",
                   tpk_transport_to_string (tpk_ice_url_get_transport (choice.url)));
    append_string (text, "turn_user", choice.server->username);
    append_string (text, "turn_pwd", choice.server->password);
  }

  g_string_append (text, "}\n");
  if (servers->len > 0)
    tpk_client_writer_note_manual (export,
                                   _("Put the lines into the group “nat” of "
                                     "/etc/janus/janus.jcfg, and restart Janus."));

  tpk_export_set_text (export, g_string_free (g_steal_pointer (&text), FALSE));
  return g_steal_pointer (&export);
}

static void
read_stun (TpkImport  *import,
           JsonObject *nat)
{
  const char *host = tpk_config_get_text (nat, "stun_server");
  g_autoptr (TpkServer) server = tpk_server_new ();

  if (host == NULL)
    return;

  if (tpk_config_add_url (server, TPK_SCHEME_STUN, host,
                          tpk_config_parse_port (tpk_config_get_text (nat, "stun_port")), NULL))
    tpk_config_finish (import, server);
  else
    tpk_config_note (import, "import-not-a-server",
                     _("The STUN server was left: its host is no name or address. Enter it by "
                       "hand."));
}

static void
read_turn (TpkImport  *import,
           JsonObject *nat)
{
  const char *host = tpk_config_get_text (nat, "turn_server");
  const char *type = tpk_config_get_text (nat, "turn_type");
  const char *username = tpk_config_get_text (nat, "turn_user");
  gboolean tls = g_strcmp0 (type, "tls") == 0;
  g_autoptr (TpkServer) server = tpk_server_new ();
  g_autoptr (TpkCredential) credential = NULL;

  if (tpk_config_get_text (nat, "turn_rest_api") != NULL)
    tpk_config_note (import, "import-service",
                     _("Janus asks a service for its TURN servers; that was left. Add the service "
                       "as a cloud service."));
  if (host == NULL)
    return;

  if (!tpk_config_add_url (server, tls ? TPK_SCHEME_TURNS : TPK_SCHEME_TURN, host,
                           tpk_config_parse_port (tpk_config_get_text (nat, "turn_port")),
                           tls ? "tcp" : type)) {
    tpk_config_note (import, "import-not-a-server",
                     _("The TURN server was left: its host or type makes no address. Enter it by "
                       "hand."));
    return;
  }

  if (username != NULL) {
    credential = tpk_credential_new_password (username, tpk_config_get_text (nat, "turn_pwd"));
    tpk_server_set_credential (server, credential);
  }
  tpk_config_finish (import, server);
}

static TpkImport *
read_text (const char  *text,
           GError     **error)
{
  g_autoptr (TpkImport) import = tpk_import_new (tpk_dialect_janus.id);
  g_autoptr (JsonNode) root = tpk_libconfig_lite_read (text, error);
  JsonNode *nat;

  if (root == NULL)
    return NULL;

  nat = json_object_get_member (json_node_get_object (root), "nat");
  if (nat == NULL || !JSON_NODE_HOLDS_OBJECT (nat))
    nat = root;

  read_stun (import, json_node_get_object (nat));
  read_turn (import, json_node_get_object (nat));

  if (tpk_profile_get_n_servers (tpk_import_get_profile (import)) == 0) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                         _("No “stun_server” or “turn_server” was found. Paste the group “nat” of "
                           "janus.jcfg."));
    return NULL;
  }

  return g_steal_pointer (&import);
}

static int
recognise (const char *text)
{
  if (tpk_config_has_key (text, "turn_server") || tpk_config_has_key (text, "stun_server"))
    return tpk_config_has_key (text, "nat") || tpk_config_has_key (text, "turn_pwd") ? 85 : 55;

  return 0;
}

const TpkDialect tpk_dialect_janus = {
  .id = "janus",
  .name = N_("Janus"),
  .version = "Janus 1.1.2",
  .about = N_("For the Janus gateway: the group “nat” of janus.jcfg, with one STUN and one TURN "
             "server"),
  .content_type = "text/plain",
  .suffix = "jcfg",
  .write = write_profile,
  .recognise = recognise,
  .read = read_text,
};
