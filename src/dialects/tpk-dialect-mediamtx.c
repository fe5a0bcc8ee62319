/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-mediamtx"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-client-writer.h"
#include "tpk-text-escape.h"

/*
 * “webrtcICEServers2” of mediamtx.yml. The user name AUTH_SECRET says that the password is the shared
 * secret, of which MediaMTX makes passwords for itself and for the browsers.
 */

#define SECRET_USERNAME "AUTH_SECRET"

static gboolean
carries (const TpkWritableServer *server)
{
  return server->secret != NULL || strcmp (server->username, SECRET_USERNAME) != 0;
}

static const TpkClientLimits limits = {
  .name = "MediaMTX",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_STUNS | TPK_CLIENT_ALL_TURN | TPK_CLIENT_TURN_DTLS |
              TPK_CLIENT_IPV6 | TPK_CLIENT_PASSWORD | TPK_CLIENT_SECRET,
  .max_stun = G_MAXUINT,
  .max_turn = G_MAXUINT,
  .judge = &tpk_dialect_pion,
  .carries = carries,
};

static void
append_server (GString           *text,
               TpkWritableServer *server)
{
  for (guint i = 0; i < server->urls->len; i++) {
    TpkIceUrl *url = ((TpkWritableUrl *) g_ptr_array_index (server->urls, i))->url;
    g_autofree char *address = tpk_escape_yaml (tpk_ice_url_get_canonical (url));
    g_autofree char *username = NULL;
    g_autofree char *password = NULL;

    g_string_append_printf (text, "  - url: %s\n", address);
    if (!tpk_ice_url_is_turn (url))
      continue;

    username = tpk_escape_yaml (server->secret != NULL ? SECRET_USERNAME : server->username);
    password = tpk_escape_yaml (server->secret != NULL ? server->secret : server->password);
    g_string_append_printf (text, "    username: %s\n    password: %s\n", username, password);
  }
}

static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  g_autoptr (GString) text = g_string_new ("# mediamtx.yml\nwebrtcICEServers2:");

  g_string_append (text, servers->len > 0 ? "\n" : " []\n");
  for (guint i = 0; i < servers->len; i++)
    append_server (text, g_ptr_array_index (servers, i));

  tpk_export_set_text (export, g_string_free (g_steal_pointer (&text), FALSE));
  return g_steal_pointer (&export);
}

const TpkDialect tpk_dialect_mediamtx = {
  .id = "mediamtx",
  .name = N_("MediaMTX"),
  .version = "3e09466c",
  .about = N_("For MediaMTX: lines for mediamtx.yml"),
  .content_type = "application/yaml",
  .suffix = "yml",
  .limits = &limits,
  .write = write_profile,
};
