/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-firewall-firewalld"

#include "config.h"

#include "tpk-firewall-private.h"

#include <glib/gi18n-lib.h>

#define COMMAND "firewall-cmd --permanent "

/* The rules of a zone are for what comes in. What goes out needs a policy, firewalld.policies(5). */
static void
write_policy (TpkFirewallWriter *writer,
              const char        *name,
              const char        *from,
              const char        *to)
{
  g_string_append_printf (writer->text,
                          COMMAND "--new-policy=%s\n"
                          COMMAND "--policy=%s --add-ingress-zone=%s\n"
                          COMMAND "--policy=%s --add-egress-zone=%s\n",
                          name, name, from, name, to);
}

static void
begin (TpkFirewallWriter *writer)
{
  g_string_append (writer->text, "#!/bin/sh\n");
  tpk_firewall_write_comment (writer, "# ",
    _("Allow-list for this computer’s firewalld 0.9 or later, written by Turnpike. It matters "
      "where another policy rejects what goes out; that policy needs a higher priority number."));
  g_string_append (writer->text, "set -e\n");
  write_policy (writer, "turnpike-out", "HOST", "ANY");
  write_policy (writer, "turnpike-in", "ANY", "HOST");
}

static void
rule (TpkFirewallWriter *writer,
      TpkAllowEntry     *entry,
      gboolean           inbound)
{
  const char *protocol = tpk_transport_to_string (tpk_allow_entry_get_protocol (entry));
  GArray *ranges = tpk_allow_entry_get_ranges (entry);

  if (*tpk_allow_entry_get_purpose (entry) != '\0')
    tpk_firewall_write_comment (writer, "# ", tpk_allow_entry_get_purpose (entry));
  for (guint i = 0; i < ranges->len; i++) {
    const TpkPortRange *range = &g_array_index (ranges, TpkPortRange, i);

    g_string_append_printf (writer->text, COMMAND "--policy=turnpike-%s --add-rich-rule="
                            "'rule family=\"ipv%d\" %s address=\"%s\" port port=\"%u",
                            inbound ? "in" : "out", tpk_allow_entry_is_ipv6 (entry) ? 6 : 4,
                            inbound ? "source" : "destination",
                            tpk_allow_entry_get_destination (entry), range->first);
    if (range->last != range->first)
      g_string_append_printf (writer->text, "-%u", range->last);
    g_string_append_printf (writer->text, "\" protocol=\"%s\" accept'\n", protocol);
  }
}

static void
end (TpkFirewallWriter *writer,
     gboolean           any)
{
  g_string_append (writer->text, "firewall-cmd --reload\n");
}

const TpkFirewallFormat tpk_firewall_firewalld = {
  .id = "firewalld",
  .name = "firewalld",
  .extension = "sh",
  .content_type = "application/x-shellscript",
  .begin = begin,
  .rule = rule,
  .end = end,
  .one_way = TRUE,
  .comment = "# ",
};
