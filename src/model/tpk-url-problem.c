/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-url-problem"

#include "config.h"

#include "tpk-url-problem.h"

#include <glib/gi18n-lib.h>

/* The stable strings and the sentence of each problem. In a sentence, %1$s is the character that it
 * is about, %2$u its place counted from 1, and %3$s the scheme. */
static const struct {
  const char *name;
  const char *message;
} problems[] = {
  [TPK_URL_PROBLEM_NONE] = { "none", NULL },
  [TPK_URL_PROBLEM_EMPTY] = {
    "empty",
    N_("There is no URL here. Write one such as turn:turn.example.org:3478.")
  },
  [TPK_URL_PROBLEM_NOT_UTF8] = {
    "not-utf8",
    N_("Character %2$u is not text in UTF-8. Type the URL anew.")
  },
  [TPK_URL_PROBLEM_WHITE_SPACE] = {
    "white-space",
    N_("There is a space or line break at character %2$u. A URL has none; remove it.")
  },
  [TPK_URL_PROBLEM_INVISIBLE] = {
    "invisible",
    N_("There is an invisible character (%1$s) at character %2$u. Remove it or type the URL anew.")
  },
  [TPK_URL_PROBLEM_QUOTED] = {
    "quoted",
    N_("The %1$s at character %2$u is not part of the URL. Remove the quotation marks and commas "
       "around it.")
  },
  [TPK_URL_PROBLEM_NO_SCHEME] = {
    "no-scheme",
    N_("The URL does not say what kind of server this is. Begin with stun:, stuns:, turn: or "
       "turns:.")
  },
  [TPK_URL_PROBLEM_UNKNOWN_SCHEME] = {
    "unknown-scheme",
    N_("This is not the address of a STUN or TURN server. Begin with stun:, stuns:, turn: or "
       "turns:.")
  },
  [TPK_URL_PROBLEM_SLASHES] = {
    "slashes",
    N_("The host comes right after “%3$s:”. Remove the slashes at character %2$u.")
  },
  [TPK_URL_PROBLEM_USER_INFO] = {
    "user-info",
    N_("The URL has a user name or password in it, from character %2$u to the “@”, where clients "
       "do not look. Move them to the fields of the server.")
  },
  [TPK_URL_PROBLEM_NO_HOST] = {
    "no-host",
    N_("The host is missing at character %2$u. Write the name or the address of the server there.")
  },
  [TPK_URL_PROBLEM_BAD_HOST] = {
    "bad-host",
    N_("The name of the host goes wrong at character %2$u (%1$s). A name has letters, digits and "
       "“-”, in parts of up to 63 characters with one dot between them.")
  },
  [TPK_URL_PROBLEM_BAD_IPV4] = {
    "bad-ipv4",
    N_("The number at character %2$u is not an IPv4 address. Write four numbers from 0 to 255 "
       "without leading zeros, such as 192.0.2.1.")
  },
  [TPK_URL_PROBLEM_BAD_IPV6] = {
    "bad-ipv6",
    N_("What is at character %2$u is not an IPv6 address. Write it in brackets, such as "
       "[2001:db8::1].")
  },
  [TPK_URL_PROBLEM_UNBRACKETED_IPV6] = {
    "unbracketed-ipv6",
    N_("The IPv6 address at character %2$u needs brackets, such as [2001:db8::1]:3478, to keep it "
       "apart from the port.")
  },
  [TPK_URL_PROBLEM_ZONE_ID] = {
    "zone-id",
    N_("The zone that begins at character %2$u (%1$s) means something on one computer only. Write "
       "an address without it.")
  },
  [TPK_URL_PROBLEM_EMPTY_PORT] = {
    "empty-port",
    N_("There is a colon at character %2$u and no port after it. Add the port or remove the "
       "colon.")
  },
  [TPK_URL_PROBLEM_BAD_PORT] = {
    "bad-port",
    N_("The port goes wrong at character %2$u (%1$s). A port is a number from 1 to 65535 after a "
       "colon.")
  },
  [TPK_URL_PROBLEM_PORT_RANGE] = {
    "port-range",
    N_("There is no port with the number at character %2$u. Use one from 1 to 65535.")
  },
  [TPK_URL_PROBLEM_PATH] = {
    "path",
    N_("The URL ends with the host and the port. Remove the path that begins at character %2$u.")
  },
  [TPK_URL_PROBLEM_FRAGMENT] = {
    "fragment",
    N_("The “#” at character %2$u and what follows mean nothing here. Remove them.")
  },
  [TPK_URL_PROBLEM_QUERY_ON_STUN] = {
    "query-on-stun",
    N_("A “%3$s:” URL takes no parameters. Remove the “?” at character %2$u and what follows.")
  },
  [TPK_URL_PROBLEM_BAD_QUERY] = {
    "bad-query",
    N_("What follows the “?” goes wrong at character %2$u (%1$s). Only ?transport=udp or "
       "?transport=tcp can stand there.")
  },
  [TPK_URL_PROBLEM_TRANSPORT_CASE] = {
    "transport-case",
    N_("There is a capital “%1$s” at character %2$u, which many clients refuse. Write "
       "transport=udp or transport=tcp in small letters.")
  },
  [TPK_URL_PROBLEM_UNKNOWN_TRANSPORT] = {
    "unknown-transport",
    N_("The transport at character %2$u is neither udp nor tcp. TLS is written as turns: with "
       "?transport=tcp.")
  },
};

/* The character itself if it can be seen, else its number. */
static char *
name_character (const char *at)
{
  gunichar c = g_utf8_get_char_validated (at, -1);
  char buffer[7] = { 0, };

  if (*at == '\0')
    /* Translators: what stands for a character where a URL ends too early. */
    return g_strdup (_("the end"));
  if (c == (gunichar) -1 || c == (gunichar) -2)
    return g_strdup_printf ("0x%02X", (guchar) *at);
  if (!g_unichar_isgraph (c) || g_unichar_iszerowidth (c))
    return g_strdup_printf ("U+%04X", c);

  g_unichar_to_utf8 (c, buffer);
  return g_strdup (buffer);
}

/* The sentences do not all use all three values, so printf() is no help. */
static char *
fill (const char *message,
      const char *character,
      guint       place,
      const char *scheme)
{
  GString *result = g_string_new (NULL);

  for (const char *p = message; *p != '\0'; p++) {
    if (g_str_has_prefix (p, "%1$s"))
      g_string_append (result, character);
    else if (g_str_has_prefix (p, "%2$u"))
      g_string_append_printf (result, "%u", place);
    else if (g_str_has_prefix (p, "%3$s"))
      g_string_append (result, scheme);
    else {
      g_string_append_c (result, *p);
      continue;
    }
    p += strlen ("%1$s") - 1;
  }

  return g_string_free (result, FALSE);
}

/**
 * tpk_url_problem_dup_message:
 * @problem: what is wrong
 * @scheme: the scheme, as far as it is known
 * @at: the text from the problem on
 * @offset: where that is, in characters
 *
 * Says what is wrong and what is right. Of the URL, which can hold a password, only the one
 * character that it is about is repeated.
 *
 * Returns: (transfer full) (nullable): a translated sentence, or %NULL if nothing is wrong
 */
char *
tpk_url_problem_dup_message (TpkUrlProblem  problem,
                             TpkScheme      scheme,
                             const char    *at,
                             guint          offset)
{
  g_autofree char *character = NULL;

  g_return_val_if_fail ((guint) problem < G_N_ELEMENTS (problems), NULL);
  g_return_val_if_fail (at != NULL, NULL);

  if (problems[problem].message == NULL)
    return NULL;

  character = name_character (at);
  return fill (_(problems[problem].message), character, offset + 1, tpk_scheme_to_string (scheme));
}

/**
 * tpk_url_problem_to_string:
 * @problem: a problem
 *
 * Returns: (transfer none): its stable name for programs, such as `empty-port`
 */
const char *
tpk_url_problem_to_string (TpkUrlProblem problem)
{
  g_return_val_if_fail ((guint) problem < G_N_ELEMENTS (problems), NULL);

  return problems[problem].name;
}
