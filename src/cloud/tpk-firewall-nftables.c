/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-firewall-nftables"

#include "config.h"

#include "tpk-firewall-private.h"

#include <glib/gi18n-lib.h>

/* NFTNL_UDATA_COMMENT_MAXLEN, less the NUL; a character has up to four bytes. */
#define MAX_COMMENT 31

/* An accept in one table does not undo a drop in another, so this table decides by itself: what is
 * not listed is dropped. Whoever has rules already takes the chain “allowed” alone. */
static void
begin (TpkFirewallWriter *writer)
{
  g_string_append (writer->text, "#!/usr/sbin/nft -f\n");
  tpk_firewall_write_comment (writer, "# ",
    _("Allow-list for a gateway, written by Turnpike. This table drops everything else that the "
      "gateway would forward. If there are rules already, add only the chain “allowed” to them and "
      "jump to it."));
  g_string_append (writer->text,
                   "table inet turnpike\n"
                   "delete table inet turnpike\n"
                   "table inet turnpike {\n"
                   "\tchain allowed {\n");
}

static void
rule (TpkFirewallWriter *writer,
      TpkAllowEntry     *entry,
      gboolean           inbound)
{
  const char *protocol = tpk_transport_to_string (tpk_allow_entry_get_protocol (entry));
  g_autofree char *ports = tpk_port_ranges_to_string (tpk_allow_entry_get_ranges (entry), ", ",
                                                      "-");
  g_autofree char *comment = tpk_firewall_dup_line (tpk_allow_entry_get_purpose (entry),
                                                    MAX_COMMENT);

  g_string_append_printf (writer->text, "\t\t%s %s %s %s dport { %s } accept",
                          tpk_allow_entry_is_ipv6 (entry) ? "ip6" : "ip",
                          inbound ? "saddr" : "daddr", tpk_allow_entry_get_destination (entry),
                          protocol, ports);
  /* There is no way to write a quote or a backslash in a comment. */
  g_strdelimit (comment, "\"\\", '\'');
  if (*comment != '\0')
    g_string_append_printf (writer->text, " comment \"%s\"", comment);
  g_string_append_c (writer->text, '\n');
}

static void
end (TpkFirewallWriter *writer,
     gboolean           any)
{
  g_string_append (writer->text, "\t}\n");
  /* With no rule at all, nothing would get through. */
  if (any)
    g_string_append (writer->text,
                     "\tchain forward {\n"
                     "\t\ttype filter hook forward priority filter; policy drop;\n"
                     "\t\tct state established,related accept\n"
                     "\t\tjump allowed\n"
                     "\t}\n");
  g_string_append (writer->text, "}\n");
}

const TpkFirewallFormat tpk_firewall_nftables = {
  .id = "nftables",
  .name = "nftables",
  .extension = "nft",
  .content_type = "text/plain",
  .begin = begin,
  .rule = rule,
  .end = end,
  .one_way = TRUE,
  .comment = "\t\t# ",
};
