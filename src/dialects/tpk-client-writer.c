/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-client-writer"

#include "config.h"

#include "tpk-client-writer.h"

#include "tpk-text-escape.h"

/* What the writers of one client's file need beside tpk_client_writer_select(). */

/**
 * tpk_client_writer_find:
 * @servers: (element-type TpkWritableServer): servers
 * @turn: whether to look for TURN, or else for STUN
 * @choice: (out caller-allocates): the first URL
 *
 * For clients that know one server of a kind.
 *
 * Returns: whether there is one
 */
gboolean
tpk_client_writer_find (GPtrArray       *servers,
                        gboolean         turn,
                        TpkClientChoice *choice)
{
  g_return_val_if_fail (servers != NULL, FALSE);
  g_return_val_if_fail (choice != NULL, FALSE);

  for (guint i = 0; i < servers->len; i++) {
    TpkWritableServer *server = g_ptr_array_index (servers, i);

    for (guint j = 0; j < server->urls->len; j++) {
      TpkWritableUrl *url = g_ptr_array_index (server->urls, j);

      if (!tpk_ice_url_is_turn (url->url) == !turn) {
        choice->server = server;
        choice->url = url->url;
        return TRUE;
      }
    }
  }

  return FALSE;
}

/**
 * tpk_client_writer_dup_host:
 * @url: a valid URL
 *
 * Returns: (transfer full): its host, an IPv6 address in brackets
 */
char *
tpk_client_writer_dup_host (TpkIceUrl *url)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (url), NULL);

  return tpk_ice_url_get_host_kind (url) == TPK_HOST_IPV6
           ? g_strdup_printf ("[%s]", tpk_ice_url_get_host (url))
           : g_strdup (tpk_ice_url_get_host (url));
}

/**
 * tpk_client_writer_dup_address:
 * @url: a valid URL
 *
 * Returns: (transfer full): host and port, the latter also where the URL has none
 */
char *
tpk_client_writer_dup_address (TpkIceUrl *url)
{
  g_autofree char *host = tpk_client_writer_dup_host (url);

  return g_strdup_printf ("%s:%u", host, tpk_ice_url_get_port (url));
}

/**
 * tpk_client_writer_note:
 * @export: what gets the note
 * @severity: how bad it is
 * @code: a stable code
 * @message: what there is to say
 *
 * Takes a note that belongs to no server.
 */
void
tpk_client_writer_note (TpkExport   *export,
                        TpkSeverity  severity,
                        const char  *code,
                        const char  *message)
{
  tpk_export_take_note (export, tpk_finding_new (severity, code, message));
}

/**
 * tpk_client_writer_note_manual:
 * @export: what gets the note
 * @message: what is left to do by hand
 *
 * Takes a note on how a text gets to its client.
 */
void
tpk_client_writer_note_manual (TpkExport  *export,
                               const char *message)
{
  tpk_client_writer_note (export, TPK_SEVERITY_INFO, "put-in-place", message);
}

/**
 * tpk_client_carries_lines:
 * @server: a server
 *
 * For languages of lines without escapes, which cut off spaces around a value.
 *
 * Returns: whether user name, password and secret have no control characters or outer spaces
 */
gboolean
tpk_client_carries_lines (const TpkWritableServer *server)
{
  const char *texts[] = { server->username, server->password, server->secret };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    if (texts[i] != NULL && (tpk_text_has_control (texts[i]) || tpk_text_has_outer_space (texts[i])))
      return FALSE;
  }

  return TRUE;
}
