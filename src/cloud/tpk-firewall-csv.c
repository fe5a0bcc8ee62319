/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-firewall-csv"

#include "config.h"

#include "tpk-firewall-private.h"

#include <string.h>

static void
begin (TpkFirewallWriter *writer)
{
  g_string_append (writer->text,
                   "protocol,destination,ports,direction,purpose,source,date\r\n");
}

/* RFC 4180. A spreadsheet would calculate what starts like a formula, so that gets an apostrophe
 * before it, which spreadsheets take for “this is text”. */
static void
write_cell (GString    *text,
            const char *cell,
            const char *after)
{
  g_autofree char *valid = g_utf8_make_valid (cell != NULL ? cell : "", -1);

  g_string_append_c (text, '"');
  if (*valid != '\0' && strchr ("=+-@\t\r\n", *valid) != NULL)
    g_string_append_c (text, '\'');
  for (const char *p = valid; *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c (text, '"');
    g_string_append_c (text, *p);
  }
  g_string_append_c (text, '"');
  g_string_append (text, after);
}

static void
rule (TpkFirewallWriter *writer,
      TpkAllowEntry     *entry,
      gboolean           inbound)
{
  GString *text = writer->text;

  write_cell (text, tpk_transport_to_string (tpk_allow_entry_get_protocol (entry)), ",");
  write_cell (text, tpk_allow_entry_get_destination (entry), ",");
  write_cell (text, tpk_allow_entry_get_ports (entry), ",");
  write_cell (text, tpk_direction_to_string (tpk_allow_entry_get_direction (entry)), ",");
  write_cell (text, tpk_allow_entry_get_purpose (entry), ",");
  write_cell (text, tpk_allow_entry_get_source (entry), ",");
  write_cell (text, tpk_allow_entry_get_date (entry), "\r\n");
}

const TpkFirewallFormat tpk_firewall_csv = {
  .id = "csv",
  .name = "CSV",
  .extension = "csv",
  .content_type = "text/csv",
  .begin = begin,
  .rule = rule,
  .names = TRUE,
  .wildcards = TRUE,
};
