/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-firewall-paloalto"

#include "config.h"

#include "tpk-firewall-private.h"

#define MAX_DESCRIPTION 200

/* Commands for the configuration mode of PAN-OS. It has no comments; what is typed is one command a
 * line. */
static void
rule (TpkFirewallWriter *writer,
      TpkAllowEntry     *entry,
      gboolean           inbound)
{
  const char *protocol = tpk_transport_to_string (tpk_allow_entry_get_protocol (entry));
  const char *object = tpk_allow_entry_is_numeric (entry) ? "ip-netmask" : "fqdn";
  g_autofree char *ports = tpk_port_ranges_to_string (tpk_allow_entry_get_ranges (entry), ",",
                                                      "-");
  g_autofree char *address = g_strdup_printf ("turnpike-addr-%u", writer->n_rules);
  g_autofree char *description =
    tpk_firewall_dup_ascii_line (tpk_allow_entry_get_purpose (entry), MAX_DESCRIPTION);

  g_string_append_printf (writer->text, "set address %s %s %s\n", address, object,
                          tpk_allow_entry_get_destination (entry));
  g_string_append_printf (writer->text, "set service turnpike-svc-%u protocol %s port %s\n",
                          writer->n_rules, protocol, ports);
  g_string_append_printf (writer->text,
                          "set rulebase security rules turnpike-%u from any to any source %s "
                          "destination %s application any service turnpike-svc-%u action allow",
                          writer->n_rules, inbound ? address : "any", inbound ? "any" : address,
                          writer->n_rules);
  if (*description != '\0')
    g_string_append_printf (writer->text, " description \"%s\"", description);
  g_string_append_c (writer->text, '\n');
}

const TpkFirewallFormat tpk_firewall_paloalto = {
  .id = "paloalto",
  .name = "Palo Alto PAN-OS",
  .extension = "txt",
  .content_type = "text/plain",
  .rule = rule,
  .names = TRUE,
  .one_way = TRUE,
};
