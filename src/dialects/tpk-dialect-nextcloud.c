/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-nextcloud"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>

#include "tpk-client-writer.h"
#include "tpk-text-escape.h"

/*
 * Nextcloud Talk, by the commands of its administration (spreed, docs/occ.md). A TURN server is
 * host and port, schemes, protocols and the shared secret; there is no place for a password.
 */

static const TpkClientLimits limits = {
  .name = "Nextcloud Talk",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_ALL_TURN | TPK_CLIENT_IPV6 | TPK_CLIENT_SECRET,
  .max_stun = G_MAXUINT,
  .max_turn = G_MAXUINT,
  .judge = &tpk_dialect_w3c,
};

static void
append_stun (GString   *text,
             TpkIceUrl *url)
{
  g_autofree char *address = tpk_client_writer_dup_address (url);
  g_autofree char *word = tpk_escape_shell (address);

  g_string_append_printf (text, "occ talk:stun:add -- %s\n", word);
}

static gboolean
is_same_address (TpkIceUrl *one,
                 TpkIceUrl *other)
{
  return tpk_ice_url_is_turn (other) &&
         tpk_ice_url_get_scheme (one) == tpk_ice_url_get_scheme (other) &&
         tpk_ice_url_get_port (one) == tpk_ice_url_get_port (other) &&
         g_ascii_strcasecmp (tpk_ice_url_get_host (one), tpk_ice_url_get_host (other)) == 0;
}

/* UDP and TCP of one address are one command. Returns: whether @position comes first of them */
static gboolean
collect_protocols (GPtrArray  *urls,
                   guint       position,
                   const char **protocols)
{
  TpkIceUrl *url = ((TpkWritableUrl *) g_ptr_array_index (urls, position))->url;
  gboolean udp = FALSE;
  gboolean tcp = FALSE;

  for (guint i = 0; i < urls->len; i++) {
    TpkIceUrl *other = ((TpkWritableUrl *) g_ptr_array_index (urls, i))->url;

    if (!is_same_address (url, other))
      continue;
    if (i < position)
      return FALSE;

    if (tpk_ice_url_get_transport (other) == TPK_TRANSPORT_TCP)
      tcp = TRUE;
    else
      udp = TRUE;
  }

  *protocols = udp && tcp ? "udp,tcp" : udp ? "udp" : "tcp";
  return TRUE;
}

static void
append_server (GString           *text,
               TpkWritableServer *server)
{
  for (guint i = 0; i < server->urls->len; i++) {
    TpkIceUrl *url = ((TpkWritableUrl *) g_ptr_array_index (server->urls, i))->url;
    g_autofree char *address = NULL;
    g_autofree char *word = NULL;
    g_autofree char *secret = NULL;
    const char *protocols;

    if (!tpk_ice_url_is_turn (url)) {
      append_stun (text, url);
      continue;
    }
    if (!collect_protocols (server->urls, i, &protocols))
      continue;

    address = tpk_client_writer_dup_address (url);
    word = tpk_escape_shell (address);
    secret = tpk_escape_shell (server->secret);
    g_string_append_printf (text, "occ talk:turn:add --secret=%s -- %s %s %s\n", secret,
                            tpk_scheme_to_string (tpk_ice_url_get_scheme (url)), word, protocols);
  }
}

static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  g_autoptr (GString) text = g_string_new ("# Nextcloud Talk\n");

  for (guint i = 0; i < servers->len; i++)
    append_server (text, g_ptr_array_index (servers, i));

  if (servers->len > 0)
    tpk_client_writer_note_manual (export,
                                   _("Run the commands on the Nextcloud server as its user. They "
                                     "add to what is there: “occ talk:turn:list” shows it, “occ "
                                     "talk:turn:delete” takes old servers away."));

  tpk_export_set_text (export, g_string_free (g_steal_pointer (&text), FALSE));
  return g_steal_pointer (&export);
}

const TpkDialect tpk_dialect_nextcloud = {
  .id = "nextcloud",
  .name = N_("Nextcloud Talk"),
  .version = "Talk 17, occ",
  .about = N_("For Nextcloud Talk: commands for occ, which whoever administers the server runs"),
  .content_type = "application/x-sh",
  .suffix = "sh",
  .write = write_profile,
};
