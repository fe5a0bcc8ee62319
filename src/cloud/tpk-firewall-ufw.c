/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-firewall-ufw"

#include "config.h"

#include "tpk-firewall-private.h"

#include "dialects/tpk-text-escape.h"

#include <glib/gi18n-lib.h>

/* iptables' multiport takes 15 ports, and a range counts as two. */
#define MAX_SLOTS 15
#define MAX_COMMENT 100

static void
begin (TpkFirewallWriter *writer)
{
  g_string_append (writer->text, "#!/bin/sh\n");
  tpk_firewall_write_comment (writer, "# ",
    _("Allow-list for this computer’s ufw, written by Turnpike. It matters where ufw denies what "
      "goes out: ufw default deny outgoing."));
  g_string_append (writer->text, "set -e\n");
}

static void
write_command (TpkFirewallWriter *writer,
               TpkAllowEntry     *entry,
               gboolean           inbound,
               const char        *ports)
{
  const char *protocol = tpk_transport_to_string (tpk_allow_entry_get_protocol (entry));
  const char *destination = tpk_allow_entry_get_destination (entry);
  g_autofree char *comment = tpk_firewall_dup_line (tpk_allow_entry_get_purpose (entry),
                                                    MAX_COMMENT);

  if (inbound)
    g_string_append_printf (writer->text, "ufw allow in proto %s from %s to any port %s", protocol,
                            destination, ports);
  else
    g_string_append_printf (writer->text, "ufw allow out proto %s to %s port %s", protocol,
                            destination, ports);
  /* ufw refuses them in a comment, however they are quoted for the shell. */
  g_strdelimit (comment, "'", '"');
  if (*comment != '\0') {
    g_autofree char *quoted = tpk_escape_shell (comment);

    g_string_append_printf (writer->text, " comment %s", quoted);
  }
  g_string_append_c (writer->text, '\n');
}

static void
rule (TpkFirewallWriter *writer,
      TpkAllowEntry     *entry,
      gboolean           inbound)
{
  GArray *ranges = tpk_allow_entry_get_ranges (entry);
  g_autoptr (GArray) some = g_array_new (FALSE, FALSE, sizeof (TpkPortRange));
  guint slots = 0;

  for (guint i = 0; i < ranges->len; i++) {
    TpkPortRange range = g_array_index (ranges, TpkPortRange, i);
    guint needed = range.first == range.last ? 1 : 2;

    if (slots + needed > MAX_SLOTS) {
      g_autofree char *ports = tpk_port_ranges_to_string (some, ",", ":");

      write_command (writer, entry, inbound, ports);
      g_array_set_size (some, 0);
      slots = 0;
    }
    g_array_append_val (some, range);
    slots += needed;
  }
  if (some->len > 0) {
    g_autofree char *ports = tpk_port_ranges_to_string (some, ",", ":");

    write_command (writer, entry, inbound, ports);
  }
}

const TpkFirewallFormat tpk_firewall_ufw = {
  .id = "ufw",
  .name = "ufw",
  .extension = "sh",
  .content_type = "application/x-shellscript",
  .begin = begin,
  .rule = rule,
  .one_way = TRUE,
  .comment = "# ",
};
