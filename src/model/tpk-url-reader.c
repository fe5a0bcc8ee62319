/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-url-reader"

#include "config.h"

#include "tpk-url-reader.h"

#include <arpa/inet.h>
#include <string.h>

#include "tpk-url-host.h"

/* The strict reading of RFC 7064 §3.1 (stun, stuns) and RFC 7065 §3.1 (turn, turns):
 *
 *   scheme ":" host [ ":" port ] [ "?transport=" ( "udp" / "tcp" ) ]
 *
 * with the hosts of RFC 3986 §3.2.2, of which the names are held to what DNS and IDNA take. It goes
 * from left to right without allocating, reads every byte a bounded number of times, and stops at
 * the first problem. Offsets are in bytes here. */

typedef struct {
  const char *text;
  const char *cursor;
  const char *end;
  TpkUrlParts *parts;
} Reader;

static const char transport_udp[] = "transport=udp";
static const char transport_tcp[] = "transport=tcp";

/**
 * tpk_url_is_space:
 * @c: a character
 *
 * Returns: %TRUE for ASCII white space
 */
gboolean
tpk_url_is_space (gunichar c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/**
 * tpk_url_is_invisible:
 * @c: a character that is no ASCII white space
 *
 * Returns: %TRUE for characters that come along with copied text and cannot be seen
 */
gboolean
tpk_url_is_invisible (gunichar c)
{
  if (c < 0x80)
    return c < 0x20 || c == 0x7f;
  if (c >= 0xfe00 && c <= 0xfe0f)
    return TRUE;

  switch (g_unichar_type (c)) {
  case G_UNICODE_CONTROL:
  case G_UNICODE_FORMAT:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
  case G_UNICODE_SPACE_SEPARATOR:
    return TRUE;
  default:
    return FALSE;
  }
}

/**
 * tpk_url_is_quote:
 * @c: a character
 *
 * Returns: %TRUE for what programs and people put around a URL
 */
gboolean
tpk_url_is_quote (gunichar c)
{
  switch (c) {
  case '"': case '\'': case '`': case '<': case '>':
  case 0x00ab: case 0x00bb:                           /* « » */
  case 0x2018: case 0x2019: case 0x201a:              /* ‘ ’ ‚ */
  case 0x201c: case 0x201d: case 0x201e:              /* “ ” „ */
  case 0x2039: case 0x203a:                           /* ‹ › */
    return TRUE;
  default:
    return FALSE;
  }
}

/**
 * tpk_url_is_ipv6:
 * @text: the start of an address without brackets
 * @length: its length in bytes
 *
 * Returns: %TRUE if it is an IPv6 address (RFC 4291 §2.2) without a zone
 */
gboolean
tpk_url_is_ipv6 (const char *text,
                 gsize       length)
{
  char buffer[INET6_ADDRSTRLEN];
  struct in6_addr address;

  if (length < 2 || length >= sizeof buffer)
    return FALSE;

  memcpy (buffer, text, length);
  buffer[length] = '\0';
  return inet_pton (AF_INET6, buffer, &address) == 1;
}

/**
 * tpk_url_skip_scheme:
 * @text: a URL
 * @length: its length in bytes
 * @scheme: (out): the scheme
 *
 * Returns: the length of a known scheme with its colon, or 0
 */
gsize
tpk_url_skip_scheme (const char *text,
                     gsize       length,
                     TpkScheme  *scheme)
{
  static const struct {
    const char *name;
    gsize length;
    TpkScheme scheme;
  } schemes[] = {
    { "turn:", 5, TPK_SCHEME_TURN },
    { "turns:", 6, TPK_SCHEME_TURNS },
    { "stun:", 5, TPK_SCHEME_STUN },
    { "stuns:", 6, TPK_SCHEME_STUNS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++) {
    if (length >= schemes[i].length &&
        g_ascii_strncasecmp (text, schemes[i].name, schemes[i].length) == 0) {
      *scheme = schemes[i].scheme;
      return schemes[i].length;
    }
  }

  return 0;
}

/* Every byte once, for what can stand nowhere in a URL. */
static TpkUrlProblem
read_characters (Reader *reader)
{
  const char *p = reader->text;
  const char *invalid;

  while (p < reader->end && (guchar) *p > ' ' && (guchar) *p < 0x7f)
    p++;
  if (p == reader->end)
    return TPK_URL_PROBLEM_NONE;

  if (!g_utf8_validate_len (p, reader->end - p, &invalid)) {
    reader->cursor = invalid;
    return TPK_URL_PROBLEM_NOT_UTF8;
  }

  for (; p < reader->end; p = g_utf8_next_char (p)) {
    gunichar c = (guchar) *p < 0x80 ? (guchar) *p : g_utf8_get_char (p);

    reader->cursor = p;
    if (tpk_url_is_space (c))
      return TPK_URL_PROBLEM_WHITE_SPACE;
    if (tpk_url_is_invisible (c))
      return TPK_URL_PROBLEM_INVISIBLE;
  }

  reader->cursor = reader->text;
  return TPK_URL_PROBLEM_NONE;
}

/* Quotes, commas and semicolons around the whole, from the source it was copied from. A quote at
 * the end that has its fellow inside belongs to a part, as in `transport="udp"`. */
static TpkUrlProblem
read_quotes (Reader *reader)
{
  const char *start = reader->end;
  const char *p = reader->end;
  guint n = 0;

  if (tpk_url_is_quote (g_utf8_get_char (reader->text)))
    return TPK_URL_PROBLEM_QUOTED;

  for (; p > reader->text; start = p, n++) {
    gunichar c;

    p = g_utf8_prev_char (p);
    c = g_utf8_get_char (p);
    if (c != ',' && c != ';' && !tpk_url_is_quote (c))
      break;
  }

  if (n == 0)
    return TPK_URL_PROBLEM_NONE;
  if (n == 1 && *start != ',' && *start != ';' &&
      memchr (reader->text, *start, start - reader->text) != NULL)
    return TPK_URL_PROBLEM_NONE;

  reader->cursor = start;
  return TPK_URL_PROBLEM_QUOTED;
}

static gboolean
is_digits (const char *text,
           gsize       length)
{
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  }
  return length > 0;
}

/* There is no known scheme: is one missing, or is it another one? What comes before the first
 * colon can be the name of a host, if a port or nothing comes after it. */
static TpkUrlProblem
read_no_scheme (Reader *reader)
{
  gsize length = reader->end - reader->text;
  const char *colon = memchr (reader->text, ':', length);
  const char *p = reader->text;

  if (colon == NULL) {
    static const char *const names[] = { "stun", "stuns", "turn", "turns" };

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
      if (length == strlen (names[i]) && g_ascii_strncasecmp (p, names[i], length) == 0) {
        reader->cursor = reader->end;
        return TPK_URL_PROBLEM_NO_HOST;
      }
    }
    return TPK_URL_PROBLEM_NO_SCHEME;
  }

  /* RFC 3986 §3.1. */
  if (!g_ascii_isalpha (*p))
    return TPK_URL_PROBLEM_NO_SCHEME;
  while (p < colon && (g_ascii_isalnum (*p) || strchr ("+-.", *p) != NULL))
    p++;
  if (p < colon && (guchar) *p < 0x80)
    return TPK_URL_PROBLEM_NO_SCHEME;

  for (p = colon + 1; p < reader->end && g_ascii_isdigit (*p); p++)
    ;
  if (p > colon + 1 && (p == reader->end || *p == '?' || *p == '/' || *p == '#'))
    return TPK_URL_PROBLEM_NO_SCHEME;

  return TPK_URL_PROBLEM_UNKNOWN_SCHEME;
}

/* More than one colon and no brackets. */
static TpkUrlProblem
read_unbracketed (Reader     *reader,
                  const char *end)
{
  const char *start = reader->cursor;
  const char *last = memrchr (start, ':', end - start);

  if (tpk_url_is_ipv6 (start, end - start) ||
      (tpk_url_is_ipv6 (start, last - start) && is_digits (last + 1, end - last - 1)))
    return TPK_URL_PROBLEM_UNBRACKETED_IPV6;

  for (const char *p = start; p < end; p++) {
    if (*p == '%' && tpk_url_is_ipv6 (start, p - start))
      return TPK_URL_PROBLEM_UNBRACKETED_IPV6;
    if (*p != ':' && *p != '.' && !g_ascii_isxdigit (*p))
      return TPK_URL_PROBLEM_NONE;
  }

  /* An address that is wrong, or a name of hexadecimal digits with two ports? Only an address has
   * a second colon that early. */
  if (memchr (start, '.', end - start) == NULL)
    return TPK_URL_PROBLEM_BAD_IPV6;
  return TPK_URL_PROBLEM_NONE;
}

static TpkUrlProblem
read_bracketed (Reader     *reader,
                const char *end)
{
  const char *start = reader->cursor + 1;
  const char *close = memchr (start, ']', end - start);
  const char *zone;

  if (close == NULL)
    return TPK_URL_PROBLEM_BAD_IPV6;

  zone = memchr (start, '%', close - start);
  if (zone != NULL && tpk_url_is_ipv6 (start, zone - start)) {
    reader->cursor = zone;
    return TPK_URL_PROBLEM_ZONE_ID;
  }
  if (!tpk_url_is_ipv6 (start, close - start))
    return TPK_URL_PROBLEM_BAD_IPV6;

  reader->parts->host = start;
  reader->parts->host_length = close - start;
  reader->parts->host_kind = TPK_HOST_IPV6;
  reader->cursor = close + 1;
  return TPK_URL_PROBLEM_NONE;
}

static TpkUrlProblem
read_host (Reader     *reader,
           const char *end)
{
  TpkUrlProblem problem;
  const char *start = reader->cursor;
  const char *colon;
  gsize offset;

  if (start == end)
    return TPK_URL_PROBLEM_NO_HOST;
  if (*start == '[')
    return read_bracketed (reader, end);

  colon = memchr (start, ':', end - start);
  if (colon != NULL && memchr (colon + 1, ':', end - colon - 1) != NULL) {
    problem = read_unbracketed (reader, end);
    if (problem != TPK_URL_PROBLEM_NONE)
      return problem;
  }

  if (colon == NULL)
    colon = end;
  if (colon == start)
    return TPK_URL_PROBLEM_NO_HOST;

  problem = tpk_url_check_host (start, colon - start, &reader->parts->host_kind, &offset);
  if (problem != TPK_URL_PROBLEM_NONE) {
    reader->cursor = start + offset;
    return problem;
  }

  reader->parts->host = start;
  reader->parts->host_length = colon - start;
  reader->cursor = colon;
  return TPK_URL_PROBLEM_NONE;
}

static TpkUrlProblem
read_port (Reader     *reader,
           const char *end)
{
  const char *p = reader->cursor;
  guint port = 0;

  if (p == end)
    return TPK_URL_PROBLEM_NONE;
  if (*p != ':')
    return TPK_URL_PROBLEM_BAD_PORT;
  if (++p == end) {
    reader->parts->has_parts = TRUE;
    return TPK_URL_PROBLEM_EMPTY_PORT;
  }

  reader->cursor = p;
  for (; p < end; p++) {
    if (!g_ascii_isdigit (*p)) {
      reader->cursor = p;
      return TPK_URL_PROBLEM_BAD_PORT;
    }
    port = MIN (port * 10 + (guint) (*p - '0'), G_MAXUINT16 + 1);
  }

  if (port == 0 || port > G_MAXUINT16)
    return TPK_URL_PROBLEM_PORT_RANGE;

  reader->parts->port = port;
  reader->cursor = end;
  return TPK_URL_PROBLEM_NONE;
}

static gboolean
query_is (const char *query,
          gsize       length,
          const char *expected)
{
  return length == strlen (expected) && memcmp (query, expected, length) == 0;
}

static gboolean
query_is_in_any_case (const char *query,
                      gsize       length,
                      const char *expected)
{
  return length == strlen (expected) && g_ascii_strncasecmp (query, expected, length) == 0;
}

static void
set_transport (Reader       *reader,
               TpkTransport  transport)
{
  reader->parts->has_transport = TRUE;
  reader->parts->transport = transport;
}

/* A query that is neither of the two that are right: says why. */
static TpkUrlProblem
read_wrong_query (Reader     *reader,
                  const char *end)
{
  const gsize key_length = strlen ("transport=");
  const char *start = reader->cursor + 1;
  gsize length = end - start;

  if (length == 0)
    return TPK_URL_PROBLEM_BAD_QUERY;

  reader->cursor = start;
  if (query_is_in_any_case (start, length, transport_udp) ||
      query_is_in_any_case (start, length, transport_tcp)) {
    set_transport (reader, g_ascii_tolower (start[key_length]) == 'u' ? TPK_TRANSPORT_UDP
                                                                      : TPK_TRANSPORT_TCP);
    while (!g_ascii_isupper (*reader->cursor))
      reader->cursor++;
    return TPK_URL_PROBLEM_TRANSPORT_CASE;
  }

  if (length <= key_length || g_ascii_strncasecmp (start, "transport=", key_length) != 0)
    return TPK_URL_PROBLEM_BAD_QUERY;

  /* RFC 7065: transport-ext is 1*unreserved. Anything else is no value, but a query gone wrong. */
  for (const char *p = start + key_length; p < end; p++) {
    if (!g_ascii_isalnum (*p) && strchr ("-._~", *p) == NULL) {
      reader->cursor = p;
      return TPK_URL_PROBLEM_BAD_QUERY;
    }
  }

  reader->cursor = start + key_length;
  return TPK_URL_PROBLEM_UNKNOWN_TRANSPORT;
}

static TpkUrlProblem
read_query (Reader *reader)
{
  const char *end = memchr (reader->cursor, '#', reader->end - reader->cursor);
  const char *query = reader->cursor + 1;

  if (end == NULL)
    end = reader->end;

  if (reader->parts->scheme == TPK_SCHEME_STUN || reader->parts->scheme == TPK_SCHEME_STUNS)
    return TPK_URL_PROBLEM_QUERY_ON_STUN;

  if (query_is (query, end - query, transport_udp))
    set_transport (reader, TPK_TRANSPORT_UDP);
  else if (query_is (query, end - query, transport_tcp))
    set_transport (reader, TPK_TRANSPORT_TCP);
  else
    return read_wrong_query (reader, end);

  reader->cursor = end;
  return TPK_URL_PROBLEM_NONE;
}

/* After the scheme and its colon: host, port, and what may or may not follow. */
static TpkUrlProblem
read_rest (Reader *reader)
{
  TpkUrlProblem problem;
  const char *end;

  if (reader->cursor < reader->end && *reader->cursor == '/')
    return TPK_URL_PROBLEM_SLASHES;
  /* No "@" can be right, so that one after a "?" or a "/" ends a password with that in it. */
  if (memchr (reader->cursor, '@', reader->end - reader->cursor) != NULL)
    return TPK_URL_PROBLEM_USER_INFO;

  end = reader->cursor;
  while (end < reader->end && *end != '/' && *end != '?' && *end != '#')
    end++;

  problem = read_host (reader, end);
  if (problem == TPK_URL_PROBLEM_NONE)
    problem = read_port (reader, end);
  if (problem != TPK_URL_PROBLEM_NONE)
    return problem;

  reader->parts->has_parts = TRUE;
  if (end < reader->end && *end == '/')
    return TPK_URL_PROBLEM_PATH;
  if (end < reader->end && *end == '?')
    problem = read_query (reader);
  if (problem == TPK_URL_PROBLEM_NONE && reader->cursor < reader->end)
    return TPK_URL_PROBLEM_FRAGMENT;

  return problem;
}

static TpkUrlProblem
read_all (Reader *reader)
{
  TpkUrlProblem problem;
  gsize skip;

  problem = read_characters (reader);
  if (problem == TPK_URL_PROBLEM_NONE)
    problem = read_quotes (reader);
  if (problem != TPK_URL_PROBLEM_NONE)
    return problem;

  skip = tpk_url_skip_scheme (reader->text, reader->end - reader->text, &reader->parts->scheme);
  if (skip == 0)
    return read_no_scheme (reader);

  reader->parts->has_scheme = TRUE;
  reader->cursor = reader->text + skip;
  return read_rest (reader);
}

/**
 * tpk_url_read:
 * @text: (array length=length): any bytes
 * @length: length of @text in bytes
 * @parts: (out caller-allocates): what has been found
 * @offset: (out): where the first problem is, in bytes
 *
 * Reads one URL strictly.
 *
 * Returns: the first problem, or %TPK_URL_PROBLEM_NONE
 */
TpkUrlProblem
tpk_url_read (const char  *text,
              gsize        length,
              TpkUrlParts *parts,
              gsize       *offset)
{
  Reader reader = { text, text, text + length, parts };
  TpkUrlProblem problem;
  gboolean blank = TRUE;

  memset (parts, 0, sizeof *parts);
  *offset = 0;

  for (gsize i = 0; i < length && blank; i++)
    blank = tpk_url_is_space (text[i]);
  if (blank)
    return TPK_URL_PROBLEM_EMPTY;

  problem = read_all (&reader);
  if (problem != TPK_URL_PROBLEM_NONE)
    *offset = reader.cursor - text;
  return problem;
}
