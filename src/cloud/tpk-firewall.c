/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-firewall"

#include "config.h"

#include "tpk-firewall-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const TpkFirewallFormat *const formats[] = {
  &tpk_firewall_nftables,
  &tpk_firewall_ufw,
  &tpk_firewall_firewalld,
  &tpk_firewall_powershell,
  &tpk_firewall_paloalto,
  &tpk_firewall_asa,
  &tpk_firewall_csv,
  &tpk_firewall_markdown,
};

/**
 * tpk_firewall_formats_get:
 * @n_formats: (out): how many there are
 *
 * Returns: (array length=n_formats) (transfer none): the forms in which an allow-list can be
 *   handed to whoever runs the firewall
 */
const TpkFirewallFormat *const *
tpk_firewall_formats_get (guint *n_formats)
{
  g_return_val_if_fail (n_formats != NULL, NULL);

  *n_formats = G_N_ELEMENTS (formats);

  return formats;
}

/**
 * tpk_firewall_format_find:
 * @id: such as `nftables`
 *
 * Returns: (nullable) (transfer none): the form of that ID
 */
const TpkFirewallFormat *
tpk_firewall_format_find (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i]->id, id))
      return formats[i];

  return NULL;
}

/* Characters that nobody sees can hide what a line does: direction marks, zero-width ones. */
static gboolean
is_blank (gunichar c)
{
  switch (g_unichar_type (c)) {
  case G_UNICODE_CONTROL:
  case G_UNICODE_FORMAT:
  case G_UNICODE_SURROGATE:
  case G_UNICODE_PRIVATE_USE:
  case G_UNICODE_UNASSIGNED:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
  case G_UNICODE_SPACE_SEPARATOR:
    return TRUE;
  default:
    return FALSE;
  }
}

/**
 * tpk_firewall_dup_line:
 * @text: what somebody typed
 * @max_chars: how many characters may be left of it, at least 1
 *
 * Returns: (transfer full): valid UTF-8 in one line: runs of blanks, line breaks and characters
 *   that cannot be seen have become one space each, and there is none at the ends
 */
char *
tpk_firewall_dup_line (const char *text,
                       glong       max_chars)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *line = g_string_new (NULL);
  gboolean blank = FALSE;
  glong n = 0;

  for (const char *p = valid; *p != '\0' && n < max_chars; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (is_blank (c)) {
      blank = line->len > 0;
      continue;
    }
    if (blank && n + 1 < max_chars) {
      g_string_append_c (line, ' ');
      n++;
    }
    blank = FALSE;
    g_string_append_unichar (line, c);
    n++;
  }

  return g_string_free (line, FALSE);
}

/**
 * tpk_firewall_dup_ascii_line:
 * @text: what somebody typed
 * @max_chars: how many characters may be left of it, at least 1
 *
 * For command lines of devices, where a question mark asks for help as soon as it is typed.
 *
 * Returns: (transfer full): one line of letters, digits, blanks and harmless signs
 */
char *
tpk_firewall_dup_ascii_line (const char *text,
                             glong       max_chars)
{
  g_autofree char *line = tpk_firewall_dup_line (text, max_chars);
  g_autofree char *ascii = g_str_to_ascii (line, "C");

  for (char *p = ascii; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr (" .,:;()/+-_=", *p) == NULL)
      *p = '.';

  return tpk_firewall_dup_line (ascii, max_chars);
}

/**
 * tpk_firewall_write_comment:
 * @writer: what is being written
 * @prefix: what a comment starts with
 * @text: anything
 */
void
tpk_firewall_write_comment (TpkFirewallWriter *writer,
                            const char        *prefix,
                            const char        *text)
{
  g_autofree char *line = tpk_firewall_dup_line (text, 400);

  g_string_append_printf (writer->text, "%s%s\n", prefix, line);
}

static gboolean
can_say (const TpkFirewallFormat *format,
         TpkAllowEntry           *entry)
{
  switch (tpk_allow_entry_get_destination_kind (entry)) {
  case TPK_DESTINATION_NAME:
    return format->names;
  case TPK_DESTINATION_WILDCARD:
    return format->wildcards;
  case TPK_DESTINATION_ADDRESS:
  case TPK_DESTINATION_NETWORK:
  default:
    return TRUE;
  }
}

/* A note for whoever reads the rules: the words of @entry, the ports as one text. */
static TpkFinding *
new_note (const TpkFirewallFormat *format,
          TpkAllowEntry           *entry)
{
  guint n_ports = tpk_port_ranges_count (tpk_allow_entry_get_ranges (entry));
  g_autofree char *protocol =
    g_ascii_strup (tpk_transport_to_string (tpk_allow_entry_get_protocol (entry)), -1);
  g_autofree char *ports = tpk_port_ranges_to_string (tpk_allow_entry_get_ranges (entry), ", ",
                                                      "-");
  const char *destination = tpk_allow_entry_get_destination (entry);

  if (tpk_allow_entry_get_destination_kind (entry) == TPK_DESTINATION_WILDCARD)
    return tpk_finding_new_printf (TPK_SEVERITY_WARNING, "firewall-wildcard",
      /* Translators: %s are a protocol, a name such as *.example.org, a port or ports, and the name
       * of a firewall. */
      ngettext ("Not written: %s to %s, port %s. A rule for %s takes addresses, not every name "
                "below one. Ask the service for its addresses, or use a firewall that knows names.",
                "Not written: %s to %s, ports %s. A rule for %s takes addresses, not every name "
                "below one. Ask the service for its addresses, or use a firewall that knows names.",
                n_ports), protocol, destination, ports, _(format->name));

  return tpk_finding_new_printf (TPK_SEVERITY_WARNING, "firewall-name",
    /* Translators: %s are a protocol, a name, a port or ports, and the name of a firewall. */
    ngettext ("Not written: %s to %s, port %s. A rule for %s takes addresses, not names. Look the "
              "name up, add its addresses, and repeat that when they change.",
              "Not written: %s to %s, ports %s. A rule for %s takes addresses, not names. Look the "
              "name up, add its addresses, and repeat that when they change.", n_ports),
    protocol, destination, ports, _(format->name));
}

/* What cannot be said is neither dropped in silence nor guessed at. */
static void
leave_out (TpkFirewallWriter       *writer,
           const TpkFirewallFormat *format,
           TpkAllowEntry           *entry)
{
  TpkFinding *note = new_note (format, entry);

  if (format->comment != NULL)
    tpk_firewall_write_comment (writer, format->comment, tpk_finding_get_message (note));
  tpk_export_take_note (writer->export, note);
}

static void
write_rule (TpkFirewallWriter       *writer,
            const TpkFirewallFormat *format,
            TpkAllowEntry           *entry,
            gboolean                 inbound)
{
  writer->n_rules++;
  format->rule (writer, entry, inbound);
}

static void
write_entry (TpkFirewallWriter       *writer,
             const TpkFirewallFormat *format,
             TpkAllowEntry           *entry)
{
  TpkDirection direction = tpk_allow_entry_get_direction (entry);

  if (!can_say (format, entry)) {
    leave_out (writer, format, entry);
    return;
  }
  if (!format->one_way) {
    write_rule (writer, format, entry, FALSE);
    return;
  }
  if (direction != TPK_DIRECTION_INBOUND)
    write_rule (writer, format, entry, FALSE);
  if (direction != TPK_DIRECTION_OUTBOUND)
    write_rule (writer, format, entry, TRUE);
}

/**
 * tpk_firewall_format_write:
 * @format: a form
 * @list: what to let through
 *
 * Returns: (transfer full): the rules, with a note for every entry that the form cannot say
 */
TpkExport *
tpk_firewall_format_write (const TpkFirewallFormat *format,
                           TpkAllowList            *list)
{
  TpkFirewallWriter writer = { NULL, };

  g_return_val_if_fail (format != NULL, NULL);
  g_return_val_if_fail (TPK_IS_ALLOW_LIST (list), NULL);

  writer.text = g_string_new (NULL);
  writer.export = tpk_export_new ("");
  if (format->begin != NULL)
    format->begin (&writer);
  for (guint i = 0; i < tpk_allow_list_get_n_entries (list); i++)
    write_entry (&writer, format, tpk_allow_list_get_entry (list, i));
  if (format->end != NULL)
    format->end (&writer, writer.n_rules > 0);
  tpk_export_set_text (writer.export, g_string_free (writer.text, FALSE));

  return writer.export;
}
