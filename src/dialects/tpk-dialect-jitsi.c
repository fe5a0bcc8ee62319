/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-jitsi"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>

#include "tpk-client-writer.h"
#include "tpk-text-escape.h"

/*
 * Jitsi Meet. Its clients are told of TURN servers by Prosody (mod_external_services of 0.12, XEP-0215);
 * config.js has the STUN servers and the policy for calls of two. One text has both, that of config.js
 * as a comment.
 */

static const TpkClientLimits limits = {
  .name = "Jitsi Meet",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_ALL_TURN | TPK_CLIENT_RELAY_ONLY |
              TPK_CLIENT_PASSWORD | TPK_CLIENT_SECRET,
  .max_stun = G_MAXUINT,
  .max_turn = G_MAXUINT,
  .judge = &tpk_dialect_w3c,
};

static void
append_credential (GString           *text,
                   TpkWritableServer *server,
                   const char        *common_secret)
{
  g_autofree char *username = NULL;
  g_autofree char *password = NULL;

  if (server->secret == NULL) {
    username = tpk_escape_lua (server->username);
    password = tpk_escape_lua (server->password);
    g_string_append_printf (text, ", username = %s, password = %s", username, password);
    return;
  }

  password = tpk_escape_lua (server->secret);
  g_string_append_printf (text, ", secret = %s, ttl = %u, algorithm = \"turn\"",
                          g_strcmp0 (server->secret, common_secret) == 0 ? "true" : password,
                          server->lifetime_s);
}

static void
append_server (GString           *text,
               TpkWritableServer *server,
               const char        *common_secret)
{
  for (guint i = 0; i < server->urls->len; i++) {
    TpkIceUrl *url = ((TpkWritableUrl *) g_ptr_array_index (server->urls, i))->url;
    g_autofree char *host = tpk_escape_lua (tpk_ice_url_get_host (url));

    g_string_append_printf (text, "  { type = \"%s\", host = %s, port = %u, transport = \"%s\"",
                            tpk_scheme_to_string (tpk_ice_url_get_scheme (url)), host,
                            tpk_ice_url_get_port (url),
                            tpk_transport_to_string (tpk_ice_url_get_transport (url)));
    if (tpk_ice_url_is_turn (url))
      append_credential (text, server, common_secret);
    g_string_append (text, " };\n");
  }
}

static void
append_config_js (GString    *text,
                  GPtrArray  *servers,
                  gboolean    relay_only)
{
  TpkClientChoice stun;

  g_string_append_printf (text, "\n-- config.js of Jitsi Meet:\n"
                                "-- p2p: {\n"
                                "--   useStunTurn: true,\n"
                                "--   iceTransportPolicy: \"%s\",\n",
                          relay_only ? "relay" : "all");
  if (tpk_client_writer_find (servers, FALSE, &stun)) {
    g_autofree char *address = tpk_client_writer_dup_address (stun.url);

    g_string_append_printf (text, "--   stunServers: [{ urls: \"stun:%s\" }],\n", address);
  }
  g_string_append (text, "-- },\n");
}

static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  g_autoptr (GString) text = g_string_new ("-- Prosody, for the host of Jitsi Meet\n");
  const char *secret = NULL;

  for (guint i = 0; i < servers->len && secret == NULL; i++)
    secret = ((TpkWritableServer *) g_ptr_array_index (servers, i))->secret;
  if (secret != NULL) {
    g_autofree char *literal = tpk_escape_lua (secret);

    g_string_append_printf (text, "external_service_secret = %s;\n", literal);
  }

  g_string_append (text, "external_services = {\n");
  for (guint i = 0; i < servers->len; i++)
    append_server (text, g_ptr_array_index (servers, i), secret);
  g_string_append (text, "};\n");

  if (servers->len > 0) {
    append_config_js (text, servers, tpk_profile_get_relay_only (profile));
    tpk_client_writer_note_manual (export,
                                   _("Put the first part into Prosody's VirtualHost, with "
                                     "“external_services” among its modules, and the comment at "
                                     "the end into config.js of Jitsi Meet."));
  }
  if (servers->len > 0 && tpk_profile_get_relay_only (profile))
    tpk_client_writer_note (export, TPK_SEVERITY_WARNING, "relay-only-in-part",
                            _("Jitsi Meet can be told to use relays only for calls of two. With "
                              "three or more, media goes to its bridge on the way that works."));

  tpk_export_set_text (export, g_string_free (g_steal_pointer (&text), FALSE));
  return g_steal_pointer (&export);
}

const TpkDialect tpk_dialect_jitsi = {
  .id = "jitsi",
  .name = N_("Jitsi Meet with Prosody"),
  .version = "Prosody 0.12",
  .about = N_("For Jitsi Meet with Prosody: the lines that hand servers to browsers"),
  .content_type = "text/x-lua",
  .suffix = "lua",
  .write = write_profile,
};
