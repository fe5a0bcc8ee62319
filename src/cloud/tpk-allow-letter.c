/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allow-letter"

#include "config.h"

#include "tpk-allow-letter.h"

#include "tpk-firewall-private.h"

#include <glib/gi18n-lib.h>

/* Where Agora's guide says to ask (Use Cloud Proxy, step 3). */
#define AGORA_SUPPORT "support@agora.io"
#define MAX_FACT 400

static char *
dup_fact (const char *fact)
{
  g_autofree char *line = tpk_firewall_dup_line (fact != NULL ? fact : "", MAX_FACT);

  /* Translators: stands in a letter for what its sender still has to write. */
  return *line != '\0' ? g_steal_pointer (&line) : g_strdup (_("(please fill in)"));
}

static void
append_fact (GString    *body,
             const char *label,
             const char *fact)
{
  g_autofree char *line = dup_fact (fact);

  g_string_append_printf (body, "%s: %s\n", label, line);
}

static void
append_end (GString              *body,
            const TpkLetterFacts *facts)
{
  g_autofree char *sender = tpk_firewall_dup_line (facts->sender ? facts->sender : "", MAX_FACT);

  g_string_append_printf (body, "\n%s\n", _("Kind regards"));
  if (*sender != '\0')
    g_string_append_printf (body, "%s\n", sender);
}

/**
 * tpk_allow_letter_new_production:
 * @facts: who asks, and for what
 *
 * Writes the letter with which Agora is asked for the addresses of a cloud proxy in production:
 * app ID, regions, concurrency and network operators, as step 3 of its guide wants them.
 *
 * Returns: (transfer full): a letter
 */
TpkAllowLetter *
tpk_allow_letter_new_production (const TpkLetterFacts *facts)
{
  TpkAllowLetter *self = g_new0 (TpkAllowLetter, 1);
  GString *body = g_string_new (NULL);

  g_return_val_if_fail (facts != NULL, NULL);

  g_string_append_printf (body, "%s\n\n",
    _("Hello,\n\n"
      "we would like to use the Agora cloud proxy in production. Please enable it for our "
      "app ID, and tell us the IP addresses or domain names, the ports and the protocols that our "
      "firewall has to let through. The test addresses do not have to be part of them."));
  append_fact (body, _("App ID"), facts->app_id);
  append_fact (body, _("Regions in which the cloud proxy is used"), facts->regions);
  append_fact (body, _("Concurrent users at peak"), facts->concurrency);
  append_fact (body, _("Network operators of the users"), facts->operators);
  append_end (body, facts);

  self->to = g_strdup (AGORA_SUPPORT);
  self->subject = g_strdup (_("Cloud proxy for production: request for addresses"));
  self->body = g_string_free (body, FALSE);

  return self;
}

static void
append_entry (GString       *body,
              TpkAllowEntry *entry)
{
  GArray *ranges = tpk_allow_entry_get_ranges (entry);
  guint n_ports = tpk_port_ranges_count (ranges);
  g_autofree char *protocol =
    g_ascii_strup (tpk_transport_to_string (tpk_allow_entry_get_protocol (entry)), -1);
  g_autofree char *ports = tpk_port_ranges_to_string (ranges, ", ", "-");
  g_autofree char *purpose = tpk_firewall_dup_line (tpk_allow_entry_get_purpose (entry), MAX_FACT);
  const char *destination = tpk_allow_entry_get_destination (entry);

  switch (tpk_allow_entry_get_direction (entry)) {
  case TPK_DIRECTION_INBOUND:
    /* Translators: a line of a letter: protocol, source, and a port or ports, as “443, 3478”. */
    g_string_append_printf (body, ngettext ("- %s from %s, to port %s", "- %s from %s, to ports %s",
                                            n_ports), protocol, destination, ports);
    break;
  case TPK_DIRECTION_BOTH:
    /* Translators: a line of a letter: protocol, destination, and a port or ports. */
    g_string_append_printf (body, ngettext ("- %s to and from %s, port %s",
                                            "- %s to and from %s, ports %s", n_ports),
                            protocol, destination, ports);
    break;
  case TPK_DIRECTION_OUTBOUND:
  default:
    /* Translators: a line of a letter: protocol, destination, and a port or ports. */
    g_string_append_printf (body, ngettext ("- %s to %s, port %s", "- %s to %s, ports %s", n_ports),
                            protocol, destination, ports);
    break;
  }
  if (*purpose != '\0')
    g_string_append_printf (body, " (%s)", purpose);
  g_string_append_c (body, '\n');
}

/* Each source once, in the order of the list. */
static void
append_sources (GString      *body,
                TpkAllowList *list)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < tpk_allow_list_get_n_entries (list); i++) {
    TpkAllowEntry *entry = tpk_allow_list_get_entry (list, i);
    const char *date = tpk_allow_entry_get_date (entry);
    g_autofree char *source = NULL;

    if (tpk_allow_entry_get_source (entry) == NULL)
      continue;
    source = tpk_firewall_dup_line (tpk_allow_entry_get_source (entry), MAX_FACT);
    if (!g_hash_table_add (seen, g_strdup (source)))
      continue;
    if (g_hash_table_size (seen) == 1)
      g_string_append_printf (body, "\n%s\n", _("This is what the vendor documents here:"));
    g_string_append_printf (body, "- %s", source);
    if (date != NULL) {
      g_autofree char *line = tpk_firewall_dup_line (date, MAX_FACT);

      g_string_append_printf (body, " (%s)", line);
    }
    g_string_append_c (body, '\n');
  }
}

/**
 * tpk_allow_letter_new_firewall:
 * @list: what is to be let through
 * @findings: (nullable): what a check found, in lines, such as tpk_reach_matrix_dup_findings() says
 * @facts: who asks
 *
 * Writes the letter that asks whoever runs the firewall to open what is in @list.
 *
 * Returns: (transfer full): a letter without an address
 */
TpkAllowLetter *
tpk_allow_letter_new_firewall (TpkAllowList         *list,
                               const char           *findings,
                               const TpkLetterFacts *facts)
{
  TpkAllowLetter *self = g_new0 (TpkAllowLetter, 1);
  GString *body = g_string_new (NULL);

  g_return_val_if_fail (TPK_IS_ALLOW_LIST (list), NULL);
  g_return_val_if_fail (facts != NULL, NULL);

  g_string_append_printf (body, "%s\n\n",
    _("Hello,\n\n"
      "for our audio and video calls to work, please let the following through the "
      "firewall, from the computers that make calls, with the replies:"));
  for (guint i = 0; i < tpk_allow_list_get_n_entries (list); i++)
    append_entry (body, tpk_allow_list_get_entry (list, i));
  if (findings != NULL && *findings != '\0')
    g_string_append_printf (body, "\n%s\n%s",
                            _("A check from one of these computers found:"), findings);
  append_sources (body, list);
  g_string_append_printf (body, "\n%s\n",
    _("Please also leave these connections alone: a device that opens encrypted connections, or "
      "forgets UDP connections within a minute, ends calls as well."));
  append_end (body, facts);

  self->subject = g_strdup (_("Please open the firewall for audio and video calls"));
  self->body = g_string_free (body, FALSE);

  return self;
}

/**
 * tpk_allow_letter_free:
 * @self: (transfer full): a letter
 */
void
tpk_allow_letter_free (TpkAllowLetter *self)
{
  g_free (self->to);
  g_free (self->subject);
  g_free (self->body);
  g_free (self);
}

/**
 * tpk_allow_letter_dup_text:
 * @self: a letter
 *
 * Returns: (transfer full): the whole letter, to be printed or copied
 */
char *
tpk_allow_letter_dup_text (const TpkAllowLetter *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  if (self->to != NULL)
    /* Translators: whom a letter is for; %s is an e-mail address. */
    g_string_append_printf (text, _("To: %s\n"), self->to);
  /* Translators: %s is the subject of a letter. */
  g_string_append_printf (text, _("Subject: %s\n"), self->subject);
  g_string_append_printf (text, "\n%s", self->body);

  return g_string_free (text, FALSE);
}

/**
 * tpk_allow_letter_dup_mailto:
 * @self: a letter
 *
 * Returns: (transfer full): a `mailto:` URI that opens a draft (RFC 6068), lines ending with CR LF
 */
char *
tpk_allow_letter_dup_mailto (const TpkAllowLetter *self)
{
  g_auto (GStrv) lines = NULL;
  g_autofree char *crlf = NULL;
  g_autofree char *to = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *body = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  lines = g_strsplit (self->body, "\n", -1);
  crlf = g_strjoinv ("\r\n", lines);
  to = g_uri_escape_string (self->to != NULL ? self->to : "", "@", FALSE);
  subject = g_uri_escape_string (self->subject, NULL, FALSE);
  body = g_uri_escape_string (crlf, NULL, FALSE);

  return g_strdup_printf ("mailto:%s?subject=%s&body=%s", to, subject, body);
}
