/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-firewall-powershell"

#include "config.h"

#include "tpk-firewall-private.h"

#include <glib/gi18n-lib.h>

#define MAX_NAME 200

/* A text in single quotes has no escapes but the quote written twice, and PowerShell takes four
 * more characters for one (about_Quoting_Rules). */
static char *
quote (const char *text)
{
  static const gunichar quotes[] = { '\'', 0x2018, 0x2019, 0x201a, 0x201b };
  GString *quoted = g_string_new ("'");

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    for (guint i = 0; i < G_N_ELEMENTS (quotes); i++)
      if (c == quotes[i])
        g_string_append_unichar (quoted, c);
    g_string_append_unichar (quoted, c);
  }
  g_string_append_c (quoted, '\'');

  return g_string_free (quoted, FALSE);
}

/* PowerShell 5 reads a file without a byte-order mark in the code page of the country. */
static void
begin (TpkFirewallWriter *writer)
{
  g_string_append (writer->text, "\xef\xbb\xbf#Requires -RunAsAdministrator\r\n");
  tpk_firewall_write_comment (writer, "# ",
    _("Allow-list for this computer’s Windows Defender Firewall, written by Turnpike. It matters "
      "where outbound connections are blocked. Remove-NetFirewallRule -Group Turnpike takes it "
      "back."));
}

static void
rule (TpkFirewallWriter *writer,
      TpkAllowEntry     *entry,
      gboolean           inbound)
{
  g_autofree char *protocol =
    g_ascii_strup (tpk_transport_to_string (tpk_allow_entry_get_protocol (entry)), -1);
  g_autofree char *ports = tpk_port_ranges_to_string (tpk_allow_entry_get_ranges (entry), "','",
                                                      "-");
  g_autofree char *purpose = tpk_firewall_dup_line (tpk_allow_entry_get_purpose (entry), MAX_NAME);
  g_autofree char *title = g_strdup_printf ("Turnpike %u: %s", writer->n_rules,
                                            *purpose != '\0' ? purpose : protocol);
  g_autofree char *name = quote (title);

  g_string_append_printf (writer->text,
                          "New-NetFirewallRule -DisplayName %s -Group 'Turnpike' -Direction %s "
                          "-Action Allow -Protocol %s -RemoteAddress '%s' -%s '%s'\r\n",
                          name, inbound ? "Inbound" : "Outbound", protocol,
                          tpk_allow_entry_get_destination (entry),
                          inbound ? "LocalPort" : "RemotePort", ports);
}

const TpkFirewallFormat tpk_firewall_powershell = {
  .id = "powershell",
  .name = "Windows PowerShell",
  .extension = "ps1",
  .content_type = "text/plain",
  .begin = begin,
  .rule = rule,
  .one_way = TRUE,
  .comment = "# ",
};
