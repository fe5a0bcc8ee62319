/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-baresip"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-client-writer.h"

/*
 * The parameters of a line in baresip's file of accounts (1.0.0). A value ends at the first white
 * space or semicolon, and nothing escapes one. There is one server for STUN and TURN together.
 */

static gboolean
carries (const TpkWritableServer *server)
{
  const char *texts[] = { server->username, server->password };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    if (*texts[i] == '\0' || strpbrk (texts[i], " \t\r\n;") != NULL)
      return FALSE;
  }

  return tpk_client_carries_lines (server);
}

static const TpkClientLimits limits = {
  .name = "baresip",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_ALL_TURN | TPK_CLIENT_IPV6 | TPK_CLIENT_RELAY_ONLY |
              TPK_CLIENT_PASSWORD,
  .max_stun = 1,
  .max_turn = 1,
  .carries = carries,
};

static void
append_turn (GString               *text,
             const TpkClientChoice *choice,
             gboolean               relay_only)
{
  /* The way “turn” takes no other candidate than the relay's. */
  g_string_append_printf (text, ";medianat=%s;stunserver=%s;stunuser=%s;stunpass=%s\n",
                          relay_only ? "turn" : "ice", tpk_ice_url_get_canonical (choice->url),
                          choice->server->username, choice->server->password);
}

static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  g_autoptr (GString) text = g_string_new ("# At the end of an account's line in "
                                           "~/.baresip/accounts:\n");
  TpkClientChoice turn, stun;
  gboolean has_turn = tpk_client_writer_find (servers, TRUE, &turn);
  gboolean has_stun = tpk_client_writer_find (servers, FALSE, &stun);

  if (has_turn)
    append_turn (text, &turn, tpk_profile_get_relay_only (profile));
  else if (has_stun)
    g_string_append_printf (text, ";medianat=ice;stunserver=%s\n",
                            tpk_ice_url_get_canonical (stun.url));

  if (has_turn && has_stun)
    tpk_client_writer_note (export, TPK_SEVERITY_INFO, "stun-by-turn-server",
                            _("baresip knows one server in all, so the STUN server was left out. "
                              "The TURN server answers STUN as well."));
  if (servers->len > 0)
    tpk_client_writer_note_manual (export,
                                   _("Append the line to that of your account in "
                                     "~/.baresip/accounts, without a space between."));

  tpk_export_set_text (export, g_string_free (g_steal_pointer (&text), FALSE));
  return g_steal_pointer (&export);
}

const TpkDialect tpk_dialect_baresip = {
  .id = "baresip",
  .name = N_("baresip"),
  .version = "baresip 1.0.0",
  .content_type = "text/plain",
  .suffix = "txt",
  .write = write_profile,
};
