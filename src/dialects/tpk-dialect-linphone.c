/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-linphone"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>

#include "tpk-client-writer.h"

/*
 * Linphone's file linphonerc (liblinphone 5). A policy has one server for STUN and TURN; its password
 * is looked up among the credentials of the accounts, by the user name. A value is the rest of the
 * line as it is, less the spaces at its end.
 */

#define POLICY "turnpike"

static const TpkClientLimits limits = {
  .name = "Linphone",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_ALL_TURN | TPK_CLIENT_PASSWORD,
  .max_stun = 1,
  .max_turn = 1,
  .carries = tpk_client_carries_lines,
};

static void
append_policy (GString         *text,
               TpkClientChoice *choice)
{
  g_autofree char *address = tpk_client_writer_dup_address (choice->url);
  gboolean turn = tpk_ice_url_is_turn (choice->url);
  gboolean tls = tpk_ice_url_is_secure (choice->url);
  gboolean tcp = !tls && tpk_ice_url_get_transport (choice->url) == TPK_TRANSPORT_TCP;

  g_string_append_printf (text, "[net]\nnat_policy_ref=" POLICY "\n\n"
                                "[nat_policy_0]\nref=" POLICY "\nstun_server=%s\n", address);
  if (!turn) {
    g_string_append (text, "protocols=stun,ice\n");
    return;
  }

  g_string_append_printf (text, "stun_server_username=%s\nprotocols=stun,turn,ice\n"
                                "turn_enable_udp=%d\nturn_enable_tcp=%d\nturn_enable_tls=%d\n\n",
                          choice->server->username, !tcp && !tls, tcp, tls);
  g_string_append_printf (text, "[auth_info_0]\nusername=%s\npasswd=%s\n",
                          choice->server->username, choice->server->password);
}

static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  g_autoptr (GString) text = g_string_new ("# linphonerc\n");
  TpkClientChoice turn, stun;
  gboolean has_turn = tpk_client_writer_find (servers, TRUE, &turn);
  gboolean has_stun = tpk_client_writer_find (servers, FALSE, &stun);

  if (has_turn)
    append_policy (text, &turn);
  else if (has_stun)
    append_policy (text, &stun);

  if (has_turn && has_stun)
    tpk_client_writer_note (export, TPK_SEVERITY_INFO, "stun-by-turn-server",
                            _("Linphone knows one server in all, so the STUN server was left out. "
                              "The TURN server answers STUN as well."));
  if (servers->len > 0)
    tpk_client_writer_note_manual (export,
                                   _("Put the sections into linphonerc while Linphone is closed. If "
                                     "accounts have “auth_info_0” already, take the next free "
                                     "number."));

  tpk_export_set_text (export, g_string_free (g_steal_pointer (&text), FALSE));
  return g_steal_pointer (&export);
}

const TpkDialect tpk_dialect_linphone = {
  .id = "linphone",
  .name = N_("Linphone"),
  .version = "liblinphone 5",
  .about = N_("For Linphone: lines for linphonerc, with one server"),
  .content_type = "text/plain",
  .suffix = "rc",
  .limits = &limits,
  .write = write_profile,
};
