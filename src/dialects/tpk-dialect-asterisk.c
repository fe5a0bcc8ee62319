/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-asterisk"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>

#include "tpk-client-writer.h"
#include "tpk-text-escape.h"

/*
 * The section [general] of Asterisk's rtp.conf. There is one STUN and one TURN server, and
 * res_rtp_asterisk dials the latter over TCP, whatever it is.
 */

static const TpkClientLimits limits = {
  .name = "Asterisk",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_TURN_TCP | TPK_CLIENT_PASSWORD,
  .max_stun = 1,
  .max_turn = 1,
  .carries = tpk_client_carries_lines,
};

/* With a space behind the equals sign: “=>” is another sign for the same. */
static void
append_value (GString    *text,
              const char *key,
              const char *value)
{
  g_autofree char *escaped = tpk_escape_semicolon (value);

  g_string_append_printf (text, "%s = %s\n", key, escaped);
}

static void
append_address (GString    *text,
                const char *key,
                TpkIceUrl  *url)
{
  g_autofree char *address = tpk_client_writer_dup_address (url);

  append_value (text, key, address);
}

static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  g_autoptr (GString) text = g_string_new ("; rtp.conf\n[general]\nicesupport = true\n");
  TpkClientChoice choice;

  if (tpk_client_writer_find (servers, FALSE, &choice))
    append_address (text, "stunaddr", choice.url);

  if (tpk_client_writer_find (servers, TRUE, &choice)) {
    append_address (text, "turnaddr", choice.url);
    append_value (text, "turnusername", choice.server->username);
    append_value (text, "turnpassword", choice.server->password);
  }

  if (servers->len > 0)
    tpk_client_writer_note_manual (export,
                                   _("Put the lines into the section “general” of "
                                     "/etc/asterisk/rtp.conf and reload res_rtp_asterisk."));

  tpk_export_set_text (export, g_string_free (g_steal_pointer (&text), FALSE));
  return g_steal_pointer (&export);
}

const TpkDialect tpk_dialect_asterisk = {
  .id = "asterisk",
  .name = N_("Asterisk"),
  .version = "rtp.conf of Asterisk 20",
  .about = N_("For an Asterisk PBX: lines for rtp.conf, with one STUN and one TURN server"),
  .content_type = "text/plain",
  .suffix = "conf",
  .limits = &limits,
  .write = write_profile,
};
