/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-firewall-markdown"

#include "config.h"

#include "tpk-firewall-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_CELL 1000

static void
begin (TpkFirewallWriter *writer)
{
  g_string_append_printf (writer->text, "| %s | %s | %s | %s | %s | %s |\n",
                          _("Protocol"), _("Destination"), _("Ports"), _("Direction"),
                          _("Purpose"), _("Source"));
  g_string_append (writer->text, "| --- | --- | --- | --- | --- | --- |\n");
}

/* CommonMark §2.4: a backslash before any ASCII punctuation makes it mean itself. */
static void
write_cell (GString    *text,
            const char *cell)
{
  g_autofree char *line = tpk_firewall_dup_line (cell != NULL ? cell : "", MAX_CELL);

  for (const char *p = line; *p != '\0'; p++) {
    if (strchr ("\\`*_{}[]<>()#+!|~&=\"'@", *p) != NULL)
      g_string_append_c (text, '\\');
    g_string_append_c (text, *p);
  }
  g_string_append (text, " |");
}

static const char *
get_direction_name (TpkDirection direction)
{
  switch (direction) {
  case TPK_DIRECTION_INBOUND:
    /* Translators: the direction of a connection through a firewall. */
    return _("inbound");
  case TPK_DIRECTION_BOTH:
    /* Translators: both directions of connections through a firewall. */
    return _("both");
  case TPK_DIRECTION_OUTBOUND:
  default:
    /* Translators: the direction of a connection through a firewall. */
    return _("outbound");
  }
}

static void
rule (TpkFirewallWriter *writer,
      TpkAllowEntry     *entry,
      gboolean           inbound)
{
  const char *date = tpk_allow_entry_get_date (entry);
  const char *source = tpk_allow_entry_get_source (entry);
  g_autofree char *protocol =
    g_ascii_strup (tpk_transport_to_string (tpk_allow_entry_get_protocol (entry)), -1);
  g_autofree char *ports = tpk_port_ranges_to_string (tpk_allow_entry_get_ranges (entry), ", ",
                                                      "–");
  g_autofree char *dated = date != NULL && source != NULL
                             ? g_strdup_printf ("%s, %s", source, date)
                             : g_strdup (source != NULL ? source : date);
  const char *cells[] = {
    protocol, tpk_allow_entry_get_destination (entry), ports,
    get_direction_name (tpk_allow_entry_get_direction (entry)),
    tpk_allow_entry_get_purpose (entry), dated,
  };

  g_string_append_c (writer->text, '|');
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++) {
    g_string_append_c (writer->text, ' ');
    write_cell (writer->text, cells[i]);
  }
  g_string_append_c (writer->text, '\n');
}

const TpkFirewallFormat tpk_firewall_markdown = {
  .id = "markdown",
  .name = N_("Markdown table"),
  .extension = "md",
  .content_type = "text/markdown",
  .begin = begin,
  .rule = rule,
  .names = TRUE,
  .wildcards = TRUE,
};
