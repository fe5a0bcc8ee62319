/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-url-host"

#include "config.h"

#include "tpk-url-host.h"

#include <string.h>

/* RFC 1035 §2.3.4. */
#define MAX_LABEL 63
#define MAX_NAME 253

/* The labels of a name, as they go by. */
typedef struct {
  gsize length;                 /* of the present one, in characters */
  gsize start;                  /* of the present one, in bytes */
  gsize last_start;             /* of the one before, in bytes */
  gboolean all_numbers;         /* every label so far is a number */
  gboolean last_is_number;
} Labels;

/* What inet_aton() and every browser read as a part of an IPv4 address: decimal, octal, or
 * hexadecimal. */
static gboolean
is_number (const char *label,
           gsize       length)
{
  gboolean hexadecimal = length >= 2 && label[0] == '0' && (label[1] | 0x20) == 'x';

  for (gsize i = hexadecimal ? 2 : 0; i < length; i++) {
    if (hexadecimal ? !g_ascii_isxdigit (label[i]) : !g_ascii_isdigit (label[i]))
      return FALSE;
  }

  return TRUE;
}

/* Four decimal numbers without leading zeros (RFC 3986 §3.2.2, IPv4address). */
static gboolean
is_ipv4 (const char *host,
         gsize       length)
{
  guint parts = 0;
  gsize i = 0;

  while (parts < 4) {
    guint value = 0;
    gsize start = i;

    while (i < length && i - start < 3 && g_ascii_isdigit (host[i]))
      value = value * 10 + (guint) (host[i++] - '0');
    if (i == start || value > 255 || (host[start] == '0' && i - start > 1))
      return FALSE;
    if (++parts < 4 && (i == length || host[i++] != '.'))
      return FALSE;
  }

  return i == length;
}

/* At a dot, or at the end. */
static gboolean
end_label (Labels     *labels,
           const char *host,
           gsize       end,
           gsize      *offset)
{
  const char *label = host + labels->start;
  gsize length = end - labels->start;

  *offset = labels->start;
  if (length == 0 || labels->length > MAX_LABEL || label[0] == '-')
    return FALSE;
  *offset = end - 1;
  if (label[length - 1] == '-')
    return FALSE;

  labels->last_is_number = is_number (label, length);
  labels->all_numbers = labels->all_numbers && labels->last_is_number;
  labels->last_start = labels->start;
  labels->start = end + 1;
  labels->length = 0;
  return TRUE;
}

/* Letters, digits, "-", "_" (not LDH, but common) and the letters and marks of other scripts, which
 * IDNA takes. Returns the length of the character in bytes, or 0. */
static gsize
name_character (const char *text)
{
  guchar c = *text;
  gunichar wide;

  if (g_ascii_isalnum (c) || c == '-' || c == '_')
    return 1;
  if (c < 0x80)
    return 0;

  wide = g_utf8_get_char (text);
  if (!g_unichar_isalnum (wide) && !g_unichar_ismark (wide))
    return 0;
  return g_utf8_next_char (text) - text;
}

/**
 * tpk_url_check_host:
 * @host: (array length=length): valid UTF-8
 * @length: length of @host in bytes, at least 1
 * @kind: (out): whether it is a name or an IPv4 address
 * @offset: (out): where the problem is, in bytes
 *
 * Checks a host that is not in brackets: a DNS name (of one or more labels; a dot at the end makes
 * it absolute), in letters of any script, or an IPv4 address of four decimal numbers.
 *
 * A host that would be read as a number somewhere, such as `192.0.2`, `010.0.0.1` or
 * `3221225985`, is no name: resolvers and browsers disagree about where it leads.
 *
 * Returns: the problem, or %TPK_URL_PROBLEM_NONE
 */
TpkUrlProblem
tpk_url_check_host (const char  *host,
                    gsize        length,
                    TpkHostKind *kind,
                    gsize       *offset)
{
  Labels labels = { .all_numbers = TRUE, };
  gsize n_characters = 0;
  gsize size;

  for (gsize i = 0; i < length; i += size, n_characters++) {
    if (host[i] == '.') {
      if (!end_label (&labels, host, i, offset))
        return TPK_URL_PROBLEM_BAD_HOST;
      size = 1;
      continue;
    }

    *offset = i;
    labels.length++;
    size = name_character (host + i);
    if (size == 0)
      return TPK_URL_PROBLEM_BAD_HOST;
  }

  if (labels.start < length && !end_label (&labels, host, length, offset))
    return TPK_URL_PROBLEM_BAD_HOST;

  *offset = 0;
  if (n_characters - (host[length - 1] == '.') > MAX_NAME)
    return TPK_URL_PROBLEM_BAD_HOST;

  *kind = TPK_HOST_NAME;
  if (!labels.last_is_number)
    return TPK_URL_PROBLEM_NONE;

  if (!labels.all_numbers) {
    *offset = labels.last_start;
    return TPK_URL_PROBLEM_BAD_HOST;
  }

  *kind = TPK_HOST_IPV4;
  return is_ipv4 (host, length) ? TPK_URL_PROBLEM_NONE : TPK_URL_PROBLEM_BAD_IPV4;
}
