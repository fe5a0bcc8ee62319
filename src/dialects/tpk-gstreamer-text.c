/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-gstreamer-text"

#include "config.h"

#include "tpk-gstreamer-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-client-writer.h"
#include "tpk-dialect-private.h"
#include "tpk-text-escape.h"

/*
 * The properties of webrtcbin, one a line as on a command line of gst-launch-1.0. It has one
 * property for a TURN server; all others come by its signal “add-turn-server”.
 */

static const TpkClientLimits limits = {
  .name = "GStreamer",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_STUNS | TPK_CLIENT_ALL_TURN | TPK_CLIENT_TURN_DTLS |
              TPK_CLIENT_IPV6 | TPK_CLIENT_RELAY_ONLY | TPK_CLIENT_PASSWORD,
  .max_stun = 1,
  .max_turn = G_MAXUINT,
  .judge = &tpk_dialect_gstreamer,
};

/* GStreamer splits the user information before it decodes it, so that every colon is escaped. */
static void
append_turn (GString           *text,
             const char        *key,
             TpkWritableServer *server,
             TpkIceUrl         *url)
{
  g_autofree char *username = tpk_escape_percent (server->username);
  g_autofree char *password = tpk_escape_percent (server->password);
  g_autofree char *address = tpk_client_writer_dup_address (url);

  g_string_append_printf (text, "%s=%s://%s:%s@%s?transport=%s\n", key,
                          tpk_scheme_to_string (tpk_ice_url_get_scheme (url)), username, password,
                          address, tpk_transport_to_string (tpk_ice_url_get_transport (url)));
}

static guint
append_server (GString           *text,
               TpkWritableServer *server,
               guint              n_turn)
{
  for (guint i = 0; i < server->urls->len; i++) {
    TpkWritableUrl *url = g_ptr_array_index (server->urls, i);

    if (tpk_ice_url_is_turn (url->url))
      append_turn (text, n_turn++ == 0 ? "turn-server" : "add-turn-server", server, url->url);
  }

  return n_turn;
}

/**
 * tpk_gstreamer_write:
 * @profile: a profile
 * @now_s: the time, in seconds since 1970
 * @error: return location for an error
 *
 * The rules of the URLs are those of webrtcbin 1.22.
 *
 * Returns: (transfer full): the properties of webrtcbin
 */
TpkExport *
tpk_gstreamer_write (TpkProfile  *profile,
                     gint64       now_s,
                     GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  g_autoptr (GString) text = g_string_new ("# webrtcbin\n");
  TpkClientChoice stun;
  guint n_turn = 0;

  if (tpk_client_writer_find (servers, FALSE, &stun)) {
    g_autofree char *address = tpk_client_writer_dup_address (stun.url);

    g_string_append_printf (text, "stun-server=stun://%s\n", address);
  }

  for (guint i = 0; i < servers->len; i++)
    n_turn = append_server (text, g_ptr_array_index (servers, i), n_turn);

  if (servers->len > 0 && tpk_profile_get_relay_only (profile))
    g_string_append (text, "ice-transport-policy=relay\n");
  if (n_turn > 1)
    tpk_client_writer_note_manual (export,
                                   _("webrtcbin has one property for a TURN server. Give the "
                                     "addresses of the lines “add-turn-server” to its signal of "
                                     "that name."));

  tpk_export_set_text (export, g_string_free (g_steal_pointer (&text), FALSE));
  return g_steal_pointer (&export);
}

static gboolean
has_slashes (const char *text)
{
  static const char *const starts[] = { "turn://", "turns://", "stun://", "stuns://" };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++) {
    if (strstr (text, starts[i]) != NULL)
      return TRUE;
  }

  return FALSE;
}

/**
 * tpk_gstreamer_recognise:
 * @text: a text
 *
 * Returns: how surely @text has URLs for webrtcbin in it, 0 to 100
 */
int
tpk_gstreamer_recognise (const char *text)
{
  g_return_val_if_fail (text != NULL, 0);

  if (!has_slashes (text))
    return 0;
  if (strstr (text, "webrtcbin") != NULL || strstr (text, "turn-server") != NULL ||
      strstr (text, "stun-server") != NULL)
    return 75;

  return strstr (text, "://") != NULL && strchr (text, '@') != NULL ? 30 : 0;
}

/**
 * tpk_gstreamer_read:
 * @text: a text
 * @error: return location for an error
 *
 * Finds every URL with slashes, wherever it stands: in properties, on a command line, in source.
 *
 * Returns: (transfer full): what was read
 */
TpkImport *
tpk_gstreamer_read (const char  *text,
                    GError     **error)
{
  g_autoptr (TpkImport) import = tpk_import_new (tpk_dialect_gstreamer.id);
  g_autoptr (TpkImport) list = NULL;
  TpkProfile *profile = tpk_import_get_profile (import);

  g_return_val_if_fail (text != NULL, NULL);

  list = tpk_dialect_list.read (text, error);
  if (list == NULL)
    return NULL;

  tpk_import_apply (list, profile);
  tpk_import_set_route (import, TPK_ROUTE_OWN);
  if (strstr (text, "ice-transport-policy=relay") != NULL)
    tpk_import_set_relay_only (import, TRUE);

  return g_steal_pointer (&import);
}
