/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-firewall-asa"

#include "config.h"

#include "tpk-firewall-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of a remark, with what stands before it. */
#define MAX_REMARK 90

static void
begin (TpkFirewallWriter *writer)
{
  g_autofree char *ascii = tpk_firewall_dup_ascii_line (
    _("Allow-list for ASA 9.0 or later, written by Turnpike. Apply it with access-group."), 400);

  g_string_append_printf (writer->text, "! %s\n", ascii);
}

/* IPv4 blocks have a netmask, IPv6 ones a prefix. */
static char *
dup_address (TpkAllowEntry *entry,
             guint          number)
{
  const char *destination = tpk_allow_entry_get_destination (entry);
  const char *slash = strchr (destination, '/');
  guint32 bits;

  if (!tpk_allow_entry_is_numeric (entry))
    return g_strdup_printf ("object turnpike-name-%u", number);
  if (slash == NULL)
    return g_strdup_printf ("host %s", destination);
  if (tpk_allow_entry_is_ipv6 (entry))
    return g_strdup (destination);

  bits = (guint32) g_ascii_strtoull (slash + 1, NULL, 10);
  bits = bits == 0 ? 0 : G_MAXUINT32 << (32 - bits);

  return g_strdup_printf ("%.*s %u.%u.%u.%u", (int) (slash - destination), destination, bits >> 24,
                          (bits >> 16) & 255, (bits >> 8) & 255, bits & 255);
}

static void
write_line (TpkFirewallWriter  *writer,
            TpkAllowEntry      *entry,
            gboolean            inbound,
            const TpkPortRange *range)
{
  const char *protocol = tpk_transport_to_string (tpk_allow_entry_get_protocol (entry));
  g_autofree char *address = dup_address (entry, writer->n_rules);
  const char *any = !tpk_allow_entry_is_numeric (entry) ? "any"
                                                        : tpk_allow_entry_is_ipv6 (entry) ? "any6"
                                                                                          : "any4";

  g_string_append_printf (writer->text, "access-list TURNPIKE extended permit %s %s %s ", protocol,
                          inbound ? address : any, inbound ? any : address);
  if (range->first == range->last)
    g_string_append_printf (writer->text, "eq %u\n", range->first);
  else
    g_string_append_printf (writer->text, "range %u %u\n", range->first, range->last);
}

static void
rule (TpkFirewallWriter *writer,
      TpkAllowEntry     *entry,
      gboolean           inbound)
{
  GArray *ranges = tpk_allow_entry_get_ranges (entry);
  g_autofree char *remark = tpk_firewall_dup_ascii_line (tpk_allow_entry_get_purpose (entry),
                                                         MAX_REMARK);

  if (!tpk_allow_entry_is_numeric (entry))
    g_string_append_printf (writer->text, "object network turnpike-name-%u\n fqdn %s\nexit\n",
                            writer->n_rules, tpk_allow_entry_get_destination (entry));
  if (*remark != '\0')
    g_string_append_printf (writer->text, "access-list TURNPIKE remark %s\n", remark);
  for (guint i = 0; i < ranges->len; i++)
    write_line (writer, entry, inbound, &g_array_index (ranges, TpkPortRange, i));
}

const TpkFirewallFormat tpk_firewall_asa = {
  .id = "asa",
  .name = "Cisco ASA",
  .extension = "txt",
  .content_type = "text/plain",
  .begin = begin,
  .rule = rule,
  .names = TRUE,
  .one_way = TRUE,
  .comment = "! ",
};
