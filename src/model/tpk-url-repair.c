/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-url-repair"

#include "config.h"

#include "tpk-url-repair.h"

#include <string.h>

#include "tpk-url-reader.h"

/* One text can have several things wrong with it; more than this many is no URL. */
#define MAX_REPAIRS 16

typedef struct {
  const char *text;
  gsize length;
  gsize offset;                 /* of the problem, in bytes */
  TpkUrlParts parts;
} Wrong;

/* The text with @removed bytes at @at replaced by @inserted. */
static char *
splice (Wrong      *wrong,
        gsize       at,
        gsize       removed,
        const char *inserted)
{
  GString *result = g_string_sized_new (wrong->length + strlen (inserted));

  g_assert (at + removed <= wrong->length);

  g_string_append_len (result, wrong->text, at);
  g_string_append (result, inserted);
  g_string_append_len (result, wrong->text + at + removed, wrong->length - at - removed);

  return g_string_free (result, FALSE);
}

/* The bytes from the problem on up to one of @stops, or to the end. */
static gsize
span_until (Wrong      *wrong,
            const char *stops)
{
  return strcspn (wrong->text + wrong->offset, stops);
}

static gboolean
is_delimiter (gunichar c)
{
  return c != 0 && c < 0x80 && strchr (":/?=&#@,;\"'", (int) c) != NULL;
}

/* Drops what cannot be seen, and white space where it can mean nothing: at the ends, beside
 * punctuation, and where a line was wrapped (as the URL standard of the browsers does). A space
 * between two letters may stand for anything. */
static char *
repair_characters (Wrong *wrong)
{
  g_autoptr (GString) result = g_string_sized_new (wrong->length);
  const char *end = wrong->text + wrong->length;
  gunichar before = 0;
  gboolean space = FALSE;

  for (const char *p = wrong->text; p < end; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == '\t' || c == '\n' || c == '\r')
      continue;
    if (tpk_url_is_space (c) || g_unichar_isspace (c)) {
      space = TRUE;
      continue;
    }
    if (tpk_url_is_invisible (c))
      continue;

    if (space && before != 0 && !is_delimiter (before) && !is_delimiter (c))
      return NULL;
    space = FALSE;
    before = c;
    g_string_append_unichar (result, c);
  }

  return g_string_free (g_steal_pointer (&result), FALSE);
}

static char *
repair_quotes (Wrong *wrong)
{
  const char *start = wrong->text;
  const char *end = wrong->text + wrong->length;

  while (start < end && tpk_url_is_quote (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (start < end) {
    const char *last = g_utf8_prev_char (end);
    gunichar c = g_utf8_get_char (last);

    if (c != ',' && c != ';' && !tpk_url_is_quote (c))
      break;
    end = last;
  }

  return g_strndup (start, end - start);
}

/* "turn:" may be put before what is clearly a host: an address, or a name with a dot in it. */
static char *
repair_no_scheme (Wrong *wrong)
{
  gsize host_length = strcspn (wrong->text, ":/?#@");
  const char *scheme = "turn:";

  if (wrong->text[0] != '[' &&
      memchr (wrong->text, '.', host_length) == NULL &&
      !(host_length == 9 && g_ascii_strncasecmp (wrong->text, "localhost", 9) == 0))
    return NULL;

  if (g_ascii_strncasecmp (wrong->text, "stun.", 5) == 0)
    scheme = "stun:";
  return splice (wrong, 0, 0, scheme);
}

static char *
decode (const char *text,
        gsize       length)
{
  g_autofree char *raw = g_strndup (text, length);
  g_autofree char *decoded = g_uri_unescape_string (raw, NULL);

  if (decoded != NULL && g_utf8_validate (decoded, -1, NULL))
    return g_steal_pointer (&decoded);

  return g_steal_pointer (&raw);
}

/* user, user:password, and the same with percent signs (RFC 3986 §3.2.1). */
static char *
repair_user_info (Wrong  *wrong,
                  char  **username,
                  char  **password)
{
  const char *start = wrong->text + wrong->offset;
  const char *at = memrchr (start, '@', wrong->text + wrong->length - start);
  const char *colon = memchr (start, ':', at - start);

  if (at > start && *username == NULL) {
    *username = decode (start, (colon != NULL ? colon : at) - start);
    *password = colon != NULL ? decode (colon + 1, at - colon - 1) : NULL;
  }

  return splice (wrong, wrong->offset, at + 1 - start, "");
}

/* `2001:db8::1:3478` is an address as it stands, but its last group is more likely a port if it is
 * one that TURN is known by. Where any other number ends it, nobody can tell. */
static char *
repair_unbracketed (Wrong *wrong)
{
  const char *start = wrong->text + wrong->offset;
  gsize length = span_until (wrong, "/?#%");
  const char *last = memrchr (start, ':', length);
  gsize address_length = last - start;
  g_autofree char *group = g_strndup (last + 1, length - address_length - 1);
  g_autofree char *bracketed = NULL;
  gboolean number = *group != '\0' && group[strspn (group, "0123456789")] == '\0';

  if (start[length] == '%')
    return NULL;

  if (number && tpk_url_is_ipv6 (start, address_length)) {
    if (tpk_url_is_ipv6 (start, length) &&
        !g_str_equal (group, "3478") && !g_str_equal (group, "5349"))
      return NULL;
    bracketed = g_strdup_printf ("[%.*s]:%s", (int) address_length, start, group);
  } else {
    bracketed = g_strdup_printf ("[%.*s]", (int) length, start);
  }

  return splice (wrong, wrong->offset, length, bracketed);
}

/* `[2001:db8::1]3478` lacks nothing but the colon. */
static char *
repair_port (Wrong *wrong)
{
  if (wrong->parts.host_kind != TPK_HOST_IPV6 || wrong->text[wrong->offset - 1] != ']')
    return NULL;

  return splice (wrong, wrong->offset, 0, ":");
}

/* A path that is but slashes says nothing. Another one may be a part of a name gone wrong. */
static char *
repair_path (Wrong *wrong)
{
  gsize length = strspn (wrong->text + wrong->offset, "/");

  if (span_until (wrong, "?#") != length)
    return NULL;

  return splice (wrong, wrong->offset, length, "");
}

/* Does a parameter that is not `transport=` speak of a transport all the same? */
static gboolean
names_transport (const char *parameter)
{
  static const char *const names[] = { "udp", "tcp", "tls", "sctp" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (strcasestr (parameter, names[i]) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* Parameters that some clients know and TURN does not are dropped. If the transport is said twice
 * in two ways, or in words that are not RFC 7065's, nobody can tell which is meant. */
static char *
repair_query (Wrong *wrong)
{
  const char *mark = memchr (wrong->text, '?', wrong->length);
  gsize at = mark - wrong->text;
  gsize length = strcspn (mark, "#");
  g_autofree char *query = g_strndup (mark + 1, length - 1);
  const char *transport = NULL;
  char *rest = query;
  char *parameter;

  while ((parameter = strsep (&rest, "&?;,")) != NULL) {
    const char *found;
    g_autofree char *value = NULL;

    if (g_ascii_strncasecmp (parameter, "transport=", 10) != 0) {
      if (names_transport (parameter))
        return NULL;
      continue;
    }

    value = g_strndup (parameter + 10, strcspn (parameter + 10, "="));
    g_strdelimit (value, "\"'`", ' ');
    g_strstrip (value);

    if (*value == '\0')
      continue;
    else if (g_ascii_strcasecmp (value, "udp") == 0)
      found = "?transport=udp";
    else if (g_ascii_strcasecmp (value, "tcp") == 0)
      found = "?transport=tcp";
    else if (g_ascii_strcasecmp (value, "tls") == 0)
      found = "?transport=tls";  /* repaired in its own turn */
    else
      return NULL;

    if (transport != NULL && transport != found)
      return NULL;
    transport = found;
  }

  return splice (wrong, at, length, transport != NULL ? transport : "");
}

static char *
repair_transport_case (Wrong *wrong)
{
  g_autofree char *lower = g_ascii_strdown (wrong->text + wrong->offset,
                                            span_until (wrong, "#"));

  return splice (wrong, wrong->offset, strlen (lower), lower);
}

/* Azure's SDK and some servers write `transport=tls`, and mean TLS by it after turn: as well. RFC
 * 7065 says turns with tcp; a repair that kept turn: would take the encryption away. */
static char *
repair_transport (Wrong *wrong)
{
  gsize length = span_until (wrong, "#");
  gsize scheme = strcspn (wrong->text, ":");
  g_autofree char *transport = NULL;
  gboolean secure;

  if (length != 3 || g_ascii_strncasecmp (wrong->text + wrong->offset, "tls", 3) != 0)
    return NULL;

  secure = scheme > 0 && g_ascii_tolower (wrong->text[scheme - 1]) == 's';
  transport = splice (wrong, wrong->offset, length, "tcp");

  return g_strdup_printf ("%.*s%s%s", (int) scheme, transport, secure ? "" : "s",
                          transport + scheme);
}

static char *
repair_one (Wrong          *wrong,
            TpkUrlProblem   problem,
            char          **username,
            char          **password)
{
  switch (problem) {
  case TPK_URL_PROBLEM_WHITE_SPACE:
  case TPK_URL_PROBLEM_INVISIBLE:
    return repair_characters (wrong);
  case TPK_URL_PROBLEM_QUOTED:
    return repair_quotes (wrong);
  case TPK_URL_PROBLEM_NO_SCHEME:
    return repair_no_scheme (wrong);
  case TPK_URL_PROBLEM_SLASHES:
    return splice (wrong, wrong->offset, strspn (wrong->text + wrong->offset, "/"), "");
  case TPK_URL_PROBLEM_USER_INFO:
    return repair_user_info (wrong, username, password);
  case TPK_URL_PROBLEM_UNBRACKETED_IPV6:
    return repair_unbracketed (wrong);
  case TPK_URL_PROBLEM_EMPTY_PORT:
    return splice (wrong, wrong->offset, 1, "");
  case TPK_URL_PROBLEM_BAD_PORT:
    return repair_port (wrong);
  case TPK_URL_PROBLEM_PATH:
    return repair_path (wrong);
  case TPK_URL_PROBLEM_FRAGMENT:
    return g_strndup (wrong->text, wrong->offset);
  case TPK_URL_PROBLEM_QUERY_ON_STUN:
    return splice (wrong, wrong->offset, span_until (wrong, "#"), "");
  case TPK_URL_PROBLEM_BAD_QUERY:
    return repair_query (wrong);
  case TPK_URL_PROBLEM_TRANSPORT_CASE:
    return repair_transport_case (wrong);
  case TPK_URL_PROBLEM_UNKNOWN_TRANSPORT:
    return repair_transport (wrong);
  case TPK_URL_PROBLEM_NONE:
  case TPK_URL_PROBLEM_EMPTY:
  case TPK_URL_PROBLEM_NOT_UTF8:
  case TPK_URL_PROBLEM_UNKNOWN_SCHEME:
  case TPK_URL_PROBLEM_NO_HOST:
  case TPK_URL_PROBLEM_BAD_HOST:
  case TPK_URL_PROBLEM_BAD_IPV4:
  case TPK_URL_PROBLEM_BAD_IPV6:
  case TPK_URL_PROBLEM_ZONE_ID:
  case TPK_URL_PROBLEM_PORT_RANGE:
  default:
    return NULL;
  }
}

/**
 * tpk_url_repair:
 * @text: a URL that has a problem
 * @length: length of @text in bytes
 * @username: (inout): set to the decoded user name, if there is user information
 * @password: (inout) (nullable): set to the decoded password, if there is one
 *
 * Repairs one problem after the other, as long as each has one repair that does not change what is
 * meant. User information is handed out, since the repaired URL does not have it any more.
 *
 * Returns: (transfer full) (nullable): a valid URL, or %NULL if there is no safe one
 */
char *
tpk_url_repair (const char  *text,
                gsize        length,
                char       **username,
                char       **password)
{
  g_autofree char *repaired = NULL;
  Wrong wrong = { .text = text, .length = length };

  for (guint i = 0; i < MAX_REPAIRS; i++) {
    TpkUrlProblem problem = tpk_url_read (wrong.text, wrong.length, &wrong.parts, &wrong.offset);
    char *next;

    if (problem == TPK_URL_PROBLEM_NONE)
      return g_steal_pointer (&repaired);

    next = repair_one (&wrong, problem, username, password);
    if (next == NULL)
      return NULL;

    g_free (repaired);
    wrong.text = repaired = next;
    wrong.length = strlen (repaired);
  }

  return NULL;
}
