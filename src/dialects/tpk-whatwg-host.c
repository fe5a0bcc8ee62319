/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-whatwg-host"

#include "config.h"

#include "tpk-whatwg-host.h"

#include <string.h>

/*
 * The host parser of the URL Standard (url.spec.whatwg.org, "Host parsing"). All that it accepts is
 * what browsers dial, including the old notations of IPv4 (010.0.0.1 is 8.0.0.1).
 */

#define IPV6_PIECES 8

/* Larger than every IPv4 address: numbers are not counted beyond. */
#define IPV4_TOO_LARGE (G_GUINT64_CONSTANT (1) << 40)

static gboolean
is_forbidden_host_byte (guchar c)
{
  return c == '\0' || strchr ("\t\n\r #/:<>?@[\\]^|", c) != NULL;
}

static gboolean
is_forbidden_domain_byte (guchar c)
{
  return c <= 0x1f || c == '%' || c == 0x7f || is_forbidden_host_byte (c);
}

char *
tpk_whatwg_percent_decode (const char *text,
                           gsize       length,
                           gsize      *decoded_length)
{
  char *decoded = g_malloc (length + 1);
  gsize n = 0;

  for (gsize i = 0; i < length; i++) {
    if (text[i] == '%' && i + 2 < length &&
        g_ascii_isxdigit (text[i + 1]) && g_ascii_isxdigit (text[i + 2])) {
      decoded[n++] = (char) (g_ascii_xdigit_value (text[i + 1]) * 16 +
                             g_ascii_xdigit_value (text[i + 2]));
      i += 2;
    } else {
      decoded[n++] = text[i];
    }
  }

  decoded[n] = '\0';
  *decoded_length = n;
  return decoded;
}

/* Standard, "IPv4 number parser"; saturates at IPV4_TOO_LARGE. */
static gboolean
parse_ipv4_number (const char *text,
                   gsize       length,
                   guint64    *number)
{
  int base = 10;

  *number = 0;
  if (length == 0)
    return FALSE;

  if (length >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    base = 16;
    text += 2;
    length -= 2;
  } else if (length >= 2 && text[0] == '0') {
    base = 8;
    text++;
    length--;
  }

  for (gsize i = 0; i < length; i++) {
    int digit = g_ascii_xdigit_value (text[i]);

    if (digit < 0 || digit >= base)
      return FALSE;
    if (*number < IPV4_TOO_LARGE)
      *number = *number * base + digit;
  }

  return TRUE;
}

/* Standard, "ends in a number checker": such a host is an IPv4 address or nothing. */
static gboolean
ends_in_number (const char *domain,
                gsize       length)
{
  gsize start;
  guint64 number;
  gboolean digits = TRUE;

  if (length > 0 && domain[length - 1] == '.')
    length--;
  if (length == 0)
    return FALSE;

  for (start = length; start > 0 && domain[start - 1] != '.'; start--)
    digits = digits && g_ascii_isdigit (domain[start - 1]);

  if (start == length)
    return FALSE;

  return digits || parse_ipv4_number (domain + start, length - start, &number);
}

/* nsStandardURL's ValidIPv4orHexNumber() takes "0x" for zero, but not at the end. */
static gboolean
ends_in_x (const char *domain)
{
  return g_str_has_suffix (domain, "x") || g_str_has_suffix (domain, "x.");
}

static gboolean
parse_ipv4 (const char *domain,
            gsize       length,
            guint32    *address)
{
  guint64 numbers[4];
  guint64 value;
  guint n = 0;
  gsize start = 0;

  if (length > 0 && domain[length - 1] == '.')
    length--;

  for (gsize i = 0; i <= length; i++) {
    if (i < length && domain[i] != '.')
      continue;
    if (n == G_N_ELEMENTS (numbers) ||
        !parse_ipv4_number (domain + start, i - start, &numbers[n]))
      return FALSE;
    n++;
    start = i + 1;
  }

  value = numbers[n - 1];
  if (value >= G_GUINT64_CONSTANT (1) << (8 * (5 - n)))
    return FALSE;

  for (guint i = 0; i + 1 < n; i++) {
    if (numbers[i] > 255)
      return FALSE;
    value += numbers[i] << (8 * (3 - i));
  }

  *address = (guint32) value;
  return TRUE;
}

static char *
serialize_ipv4 (guint32 address)
{
  return g_strdup_printf ("%u.%u.%u.%u", address >> 24, (address >> 16) & 0xff,
                          (address >> 8) & 0xff, address & 0xff);
}

/* The dotted end of an IPv6 address: four decimal numbers without leading zeros, nothing after. */
static gboolean
parse_ipv6_dotted (const char *p,
                   const char *end,
                   guint16     pieces[static 2])
{
  guint32 value = 0;

  for (guint i = 0; i < 4; i++) {
    int number = -1;

    if (i > 0 && (p == end || *p++ != '.'))
      return FALSE;

    for (; p < end && g_ascii_isdigit (*p); p++) {
      if (number == 0)
        return FALSE;
      number = MAX (number, 0) * 10 + (*p - '0');
      if (number > 255)
        return FALSE;
    }

    if (number < 0)
      return FALSE;
    value = value << 8 | (guint32) number;
  }

  pieces[0] = (guint16) (value >> 16);
  pieces[1] = (guint16) (value & 0xffff);
  return p == end;
}

/* Moves the pieces after the "::" to the end of the address. */
static gboolean
expand_ipv6 (guint16 pieces[static IPV6_PIECES],
             int     n,
             int     compress)
{
  if (compress < 0)
    return n == IPV6_PIECES;

  memmove (pieces + compress + IPV6_PIECES - n, pieces + compress,
           sizeof *pieces * (gsize) (n - compress));
  memset (pieces + compress, 0, sizeof *pieces * (gsize) (IPV6_PIECES - n));
  return TRUE;
}

/* Chromium reads the address at the end as it reads one alone: octal and hexadecimal too. */
static gboolean
parse_ipv6_dotted_like_chromium (const char *text,
                                 const char *end,
                                 guint16     pieces[static 2])
{
  guint32 value = 0;

  for (guint i = 0; i < 4; i++) {
    const char *dot = memchr (text, '.', (gsize) (end - text));
    const char *stop = dot != NULL ? dot : end;
    guint64 number;

    if ((dot != NULL) != (i < 3) ||
        !parse_ipv4_number (text, (gsize) (stop - text), &number) || number > 255)
      return FALSE;
    value = value << 8 | (guint32) number;
    text = stop + (dot != NULL);
  }

  pieces[0] = (guint16) (value >> 16);
  pieces[1] = (guint16) (value & 0xffff);
  return TRUE;
}

/* Whether what is left is dotted, and no hexadecimal piece. */
static gboolean
is_dotted (const char *text,
           const char *end)
{
  gsize length = (gsize) (end - text);

  return memchr (text, '.', length) != NULL && memchr (text, ':', length) == NULL;
}

static gboolean
parse_ipv6 (const char       *text,
            gsize             length,
            TpkWhatwgFlavour  flavour,
            guint16           pieces[static IPV6_PIECES])
{
  const char *p = text;
  const char *end = text + length;
  int n = 0;
  int compress = -1;

  if (p < end && *p == ':') {
    if (p + 1 == end || p[1] != ':')
      return FALSE;
    p += 2;
    compress = 0;
  }

  while (p < end) {
    const char *piece = p;
    guint value = 0;
    int used = n + (compress >= 0);

    if (used == IPV6_PIECES)
      return FALSE;

    if (*p == ':') {
      if (compress >= 0)
        return FALSE;
      p++;
      compress = n;
      continue;
    }

    if (flavour == TPK_WHATWG_CHROMIUM && is_dotted (p, end))
      return used <= IPV6_PIECES - 2 &&
             parse_ipv6_dotted_like_chromium (p, end, pieces + n) &&
             expand_ipv6 (pieces, n + 2, compress);

    for (; p < end && p - piece < 4 && g_ascii_isxdigit (*p); p++)
      value = value * 16 + (guint) g_ascii_xdigit_value (*p);

    if (p < end && *p == '.') {
      if (p == piece || used > IPV6_PIECES - 2 || !parse_ipv6_dotted (piece, end, pieces + n))
        return FALSE;
      return expand_ipv6 (pieces, n + 2, compress);
    }

    if (p < end && (*p++ != ':' || p == end))
      return FALSE;

    pieces[n++] = (guint16) value;
  }

  return expand_ipv6 (pieces, n, compress);
}

/* RFC 5952: the first longest run of two or more zero pieces becomes "::". */
static char *
serialize_ipv6 (const guint16 pieces[static IPV6_PIECES])
{
  GString *text = g_string_sized_new (42);
  int best = -1;
  int best_length = 1;

  for (int i = 0; i < IPV6_PIECES; i++) {
    int run = 0;

    while (i + run < IPV6_PIECES && pieces[i + run] == 0)
      run++;
    if (run > best_length) {
      best = i;
      best_length = run;
    }
    i += run;
  }

  g_string_append_c (text, '[');
  for (int i = 0; i < IPV6_PIECES; i++) {
    if (i == best) {
      g_string_append (text, i == 0 ? "::" : ":");
      i += best_length - 1;
      continue;
    }
    g_string_append_printf (text, "%x", pieces[i]);
    if (i + 1 < IPV6_PIECES)
      g_string_append_c (text, ':');
  }
  g_string_append_c (text, ']');

  return g_string_free (text, FALSE);
}

static char *
parse_bracketed (const char        *text,
                 gsize              length,
                 TpkWhatwgFlavour   flavour,
                 TpkWhatwgHostKind *kind)
{
  guint16 pieces[IPV6_PIECES] = { 0 };

  if (length < 2 || text[length - 1] != ']' ||
      !parse_ipv6 (text + 1, length - 2, flavour, pieces))
    return NULL;

  *kind = TPK_WHATWG_HOST_IPV6;
  return serialize_ipv6 (pieces);
}

/* Chromium looks at the last eight bits of the first UTF-16 unit only. */
static gboolean
chromium_forbids (gunichar c)
{
  guint unit = c < 0x10000 ? c : 0xd800 + ((c - 0x10000) >> 10);

  return is_forbidden_host_byte ((guchar) unit);
}

/* Standard, "opaque-host parser". */
static char *
parse_opaque_host (const char        *text,
                   gsize              length,
                   TpkWhatwgFlavour   flavour,
                   TpkWhatwgHostKind *kind)
{
  GString *host = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++) {
    guchar c = (guchar) text[i];
    gboolean forbidden = is_forbidden_host_byte (c);

    if (flavour == TPK_WHATWG_CHROMIUM && c >= 0xc0)
      forbidden = chromium_forbids (g_utf8_get_char (text + i));

    if (forbidden) {
      g_string_free (host, TRUE);
      return NULL;
    }
    if (c <= 0x1f || c > 0x7e)
      g_string_append_printf (host, "%%%02X", c);
    else
      g_string_append_c (host, (char) c);
  }

  *kind = length > 0 ? TPK_WHATWG_HOST_OPAQUE : TPK_WHATWG_HOST_EMPTY;
  return g_string_free (host, FALSE);
}

/* The host of a special scheme: the standard's "forbidden domain code point", and Firefox's. */
static gboolean
is_forbidden_in_domain (guchar           c,
                        TpkWhatwgFlavour flavour)
{
  return is_forbidden_domain_byte (c) ||
         (flavour == TPK_WHATWG_FIREFOX && (c == '*' || c == '"'));
}

/* What Chromium's canonicaliser escapes, where the standard refuses it or leaves it alone. */
static gboolean
is_escaped_by_chromium (char c)
{
  return c == ' ' || c == '*';
}

static char *
escape_like_chromium (const char *host)
{
  GString *escaped = g_string_new (NULL);

  for (const char *p = host; *p != '\0'; p++) {
    if (is_escaped_by_chromium (*p))
      g_string_append_printf (escaped, "%%%02X", (guint) *p);
    else
      g_string_append_c (escaped, *p);
  }

  return g_string_free (escaped, FALSE);
}

/* Whether `ascii` goes on with one of those escapes, whose letter domain_to_ascii() has lowered. */
static gboolean
raise_escape (char *ascii)
{
  if (!g_str_has_prefix (ascii, "%20") && !g_str_has_prefix (ascii, "%2a"))
    return FALSE;

  ascii[2] = g_ascii_toupper (ascii[2]);
  return TRUE;
}

/* Chromium escapes first, so that the escapes go into punycode, and once more what letters were mapped
 * to. It does not look into punycode that is there already, unless it makes some itself. */
static char *
domain_to_ascii_in_chromium (const char *domain)
{
  g_autofree char *escaped = NULL;
  g_autofree char *ascii = NULL;

  if (strchr (domain, '%') != NULL)
    return NULL;

  escaped = escape_like_chromium (domain);
  ascii = g_str_is_ascii (domain) ? g_ascii_strdown (escaped, -1)
                                  : tpk_whatwg_domain_to_ascii (escaped);
  if (ascii == NULL)
    return NULL;

  for (char *p = ascii; *p != '\0'; p++) {
    if (!raise_escape (p) && !is_escaped_by_chromium (*p) &&
        is_forbidden_in_domain ((guchar) *p, TPK_WHATWG_CHROMIUM))
      return NULL;
  }

  return escape_like_chromium (ascii);
}

static char *
domain_to_ascii (const char       *domain,
                 TpkWhatwgFlavour  flavour)
{
  g_autofree char *ascii = NULL;

  if (flavour == TPK_WHATWG_CHROMIUM)
    return domain_to_ascii_in_chromium (domain);

  ascii = tpk_whatwg_domain_to_ascii (domain);
  for (const char *p = ascii; p != NULL && *p != '\0'; p++) {
    if (is_forbidden_in_domain ((guchar) *p, flavour))
      return NULL;
  }

  return g_steal_pointer (&ascii);
}

static char *
parse_domain (const char        *text,
              gsize              length,
              TpkWhatwgFlavour   flavour,
              TpkWhatwgHostKind *kind)
{
  g_autofree char *decoded = NULL;
  g_autofree char *ascii = NULL;
  gsize decoded_length;
  guint32 address;

  decoded = tpk_whatwg_percent_decode (text, length, &decoded_length);
  if (memchr (decoded, '\0', decoded_length) != NULL || !g_utf8_validate (decoded, -1, NULL))
    return NULL;

  ascii = domain_to_ascii (decoded, flavour);
  if (ascii == NULL || *ascii == '\0')
    return NULL;

  if (ends_in_number (ascii, strlen (ascii))) {
    if (!parse_ipv4 (ascii, strlen (ascii), &address) ||
        (flavour == TPK_WHATWG_FIREFOX && ends_in_x (ascii)))
      return NULL;
    *kind = TPK_WHATWG_HOST_IPV4;
    return serialize_ipv4 (address);
  }

  *kind = TPK_WHATWG_HOST_DOMAIN;
  return g_steal_pointer (&ascii);
}

/**
 * tpk_whatwg_host_parse:
 * @text: valid UTF-8
 * @length: the length of @text in bytes
 * @special: whether the scheme is one of the web's, whose hosts are domains
 * @flavour: whose parser
 * @kind: (out): what the host is
 *
 * The host parser of the URL Standard.
 *
 * Returns: (transfer full) (nullable): the host serialised, or %NULL when it is none
 */
char *
tpk_whatwg_host_parse (const char        *text,
                       gsize              length,
                       gboolean           special,
                       TpkWhatwgFlavour   flavour,
                       TpkWhatwgHostKind *kind)
{
  if (length > 0 && text[0] == '[')
    return parse_bracketed (text, length, flavour, kind);
  if (!special)
    return parse_opaque_host (text, length, flavour, kind);
  return parse_domain (text, length, flavour, kind);
}
