/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-whatwg-idna"

#include "config.h"

#include "tpk-whatwg-host.h"

#include <idn2.h>
#include <string.h>

#include "tpk-whatwg-label.h"

/*
 * "Domain to ASCII" of the URL Standard: UTS #46, non-transitional, with beStrict false, so labels
 * may be empty or long, and hyphens, underscores and symbols stand where they like.
 *
 * libidn2 maps and checks labels, and beyond UTS #46 it checks them by IDNA 2008, which knows no
 * symbol (a snowman) and no label above 63 bytes. Where only such a check fails, the label is
 * encoded here. GLib's g_hostname_to_ascii() is no help: it lowers letters by the rules of prose
 * (two capital sigmas become a medial and a final one) and drops joiners, so it names another host
 * than browsers dial.
 */

#define PUNYCODE_BASE 36
#define PUNYCODE_TMIN 1
#define PUNYCODE_TMAX 26
#define PUNYCODE_SKEW 38
#define PUNYCODE_DAMP 700
#define PUNYCODE_INITIAL_BIAS 72
#define PUNYCODE_INITIAL_N 128

/* RFC 3492, section 6.1. */
static guint
adapt_bias (guint    delta,
            guint    n_points,
            gboolean first)
{
  guint k = 0;

  delta = first ? delta / PUNYCODE_DAMP : delta / 2;
  delta += delta / n_points;
  for (; delta > (PUNYCODE_BASE - PUNYCODE_TMIN) * PUNYCODE_TMAX / 2; k += PUNYCODE_BASE)
    delta /= PUNYCODE_BASE - PUNYCODE_TMIN;

  return k + (PUNYCODE_BASE - PUNYCODE_TMIN + 1) * delta / (delta + PUNYCODE_SKEW);
}

static void
append_delta (GString *ascii,
              guint    delta,
              guint    bias)
{
  static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";

  for (guint k = PUNYCODE_BASE;; k += PUNYCODE_BASE) {
    guint threshold = k <= bias ? PUNYCODE_TMIN : MIN (k - bias, PUNYCODE_TMAX);

    if (delta < threshold)
      break;
    g_string_append_c (ascii,
                       digits[threshold + (delta - threshold) % (PUNYCODE_BASE - threshold)]);
    delta = (delta - threshold) / (PUNYCODE_BASE - threshold);
  }

  g_string_append_c (ascii, digits[delta]);
}

/* RFC 3492, section 6.3. Quadratic, so the caller bounds the length. */
static void
append_punycode (GString        *ascii,
                 const gunichar *points,
                 guint           n_points)
{
  guint n = PUNYCODE_INITIAL_N;
  guint bias = PUNYCODE_INITIAL_BIAS;
  guint delta = 0;
  guint n_basic = 0;
  guint done;

  g_string_append (ascii, "xn--");
  for (guint i = 0; i < n_points; i++) {
    if (points[i] < 128) {
      g_string_append_c (ascii, (char) points[i]);
      n_basic++;
    }
  }
  if (n_basic > 0)
    g_string_append_c (ascii, '-');

  for (done = n_basic; done < n_points; delta++, n++) {
    guint next = G_MAXUINT;

    for (guint i = 0; i < n_points; i++) {
      if (points[i] >= n && points[i] < next)
        next = points[i];
    }

    delta += (next - n) * (done + 1);
    n = next;

    for (guint i = 0; i < n_points; i++) {
      if (points[i] < n)
        delta++;
      if (points[i] != n)
        continue;
      append_delta (ascii, delta, bias);
      bias = adapt_bias (delta, done + 1, done == n_basic);
      delta = 0;
      done++;
    }
  }
}

/* RFC 3492, section 6.2. Returns: (nullable): what the label after its "xn--" stands for */
static char *
decode_punycode (const char *label)
{
  const char *hyphen = strrchr (label, '-');
  gsize n_basic = hyphen != NULL ? (gsize) (hyphen - label) : 0;
  const char *p = hyphen != NULL ? hyphen + 1 : label;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (gunichar));
  guint64 n = PUNYCODE_INITIAL_N;
  guint64 delta = 0;
  guint bias = PUNYCODE_INITIAL_BIAS;

  for (gsize i = 0; i < n_basic; i++) {
    gunichar c = (guchar) label[i];

    g_array_append_val (points, c);
  }

  while (*p != '\0') {
    guint64 start = delta;
    guint64 weight = 1;
    gunichar c;

    for (guint k = PUNYCODE_BASE;; k += PUNYCODE_BASE) {
      guint threshold = k <= bias ? PUNYCODE_TMIN : MIN (k - bias, PUNYCODE_TMAX);
      guint digit;

      if (g_ascii_isalpha (*p))
        digit = (guint) (g_ascii_tolower (*p) - 'a');
      else if (g_ascii_isdigit (*p))
        digit = (guint) (*p - '0') + 26;
      else
        return NULL;
      p++;

      delta += digit * weight;
      if (delta > G_MAXINT)
        return NULL;
      if (digit < threshold)
        break;
      weight *= PUNYCODE_BASE - threshold;
    }

    bias = adapt_bias ((guint) (delta - start), points->len + 1, start == 0);
    n += delta / (points->len + 1);
    delta %= points->len + 1;
    if (n > 0x10ffff || !g_unichar_validate ((gunichar) n))
      return NULL;
    c = (gunichar) n;
    g_array_insert_val (points, (guint) delta, c);
    delta++;
  }

  return g_ucs4_to_utf8 ((const gunichar *) (gpointer) points->data, (glong) points->len, NULL,
                         NULL, NULL);
}

static gboolean
is_ignored (gunichar c)
{
  return c == 0x00ad || c == 0x034f || c == 0x200b || c == 0x2060 || c == 0x2064 || c == 0xfeff ||
         (c >= 0x180b && c <= 0x180f) || (c >= 0xfe00 && c <= 0xfe0f);
}

static gboolean
is_disallowed (gunichar c)
{
  if (c < 128 || c == 0x200c || c == 0x200d)
    return FALSE;
  if (c == 0xfffd)
    return TRUE;

  switch (g_unichar_type (c)) {
  case G_UNICODE_CONTROL:
  case G_UNICODE_FORMAT:
  case G_UNICODE_UNASSIGNED:
  case G_UNICODE_PRIVATE_USE:
  case G_UNICODE_SURROGATE:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
  case G_UNICODE_SPACE_SEPARATOR:
    return TRUE;
  default:
    return FALSE;
  }
}

/* Full case folding, which makes two letters of some. UTS #46 leaves the sharp s and the final sigma;
 * capitals are what Cherokee folds to, which GLib would lower again. */
static void
append_folded (GString    *mapped,
               const char *letter)
{
  const gsize length = (gsize) (g_utf8_next_char (letter) - letter);
  const gunichar c = g_utf8_get_char (letter);
  g_autofree char *folded = NULL;

  if (c == 0x00df || c == 0x03c2 || (c >= 0x13a0 && c <= 0x13f5)) {
    g_string_append_unichar (mapped, c);
    return;
  }

  folded = g_utf8_casefold (letter, (gssize) length);
  g_string_append (mapped, folded);
}

static gboolean
append_mapped (GString    *mapped,
               const char *letter)
{
  const gsize length = (gsize) (g_utf8_next_char (letter) - letter);
  g_autofree char *composed = g_utf8_normalize (letter, (gssize) length, G_NORMALIZE_NFKC);

  for (const char *p = composed; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (is_ignored (c))
      continue;
    if (is_disallowed (c))
      return FALSE;
    append_folded (mapped, p);
  }

  return TRUE;
}

/* The mapping of UTS #46: each code point for itself, so that marks compose with what they follow then. */
static char *
map_label (const char *label)
{
  g_autoptr (GString) mapped = g_string_new (NULL);

  for (const char *p = label; *p != '\0'; p = g_utf8_next_char (p)) {
    if (!append_mapped (mapped, p))
      return NULL;
  }

  return g_utf8_normalize (mapped->str, -1, G_NORMALIZE_NFKC);
}

/* The longest label that is encoded, for the algorithm is quadratic. DNS carries 63 bytes. */
#define MAX_LABEL_SIZE 4096

/* A label that is in punycode already stays if it stands for what would be encoded as it. */
static gboolean
append_encoded_label (GString    *ascii,
                      const char *label)
{
  g_autofree char *lower = g_ascii_strdown (label, -1);
  g_autofree char *decoded = decode_punycode (lower + strlen ("xn--"));
  g_autofree char *mapped = decoded != NULL ? map_label (decoded) : NULL;

  if (mapped == NULL || strcmp (mapped, decoded) != 0 || g_str_is_ascii (mapped) ||
      g_unichar_ismark (g_utf8_get_char (mapped)))
    return FALSE;

  g_string_append (ascii, lower);
  return TRUE;
}

static gboolean
append_label_leniently (GString    *ascii,
                        const char *label)
{
  g_autofree char *mapped = NULL;
  g_autofree gunichar *points = NULL;
  glong n_points;

  if (strlen (label) > MAX_LABEL_SIZE)
    return FALSE;
  if (g_str_is_ascii (label))
    return append_encoded_label (ascii, label);

  mapped = map_label (label);
  if (mapped == NULL || strchr (mapped, '.') != NULL || g_str_has_prefix (mapped, "xn--"))
    return FALSE;

  if (g_str_is_ascii (mapped)) {
    g_string_append (ascii, mapped);
    return TRUE;
  }

  points = g_utf8_to_ucs4_fast (mapped, -1, &n_points);
  if (g_unichar_ismark (points[0]))
    return FALSE;

  append_punycode (ascii, points, (guint) n_points);
  return TRUE;
}

/* Whether libidn2 failed only by what the URL Standard does not ask for. */
static gboolean
is_lenient_failure (int result)
{
  switch (result) {
  case IDN2_DISALLOWED:
  case IDN2_UNASSIGNED:
  case IDN2_TOO_BIG_LABEL:
  case IDN2_TOO_BIG_DOMAIN:
  case IDN2_PUNYCODE_BAD_INPUT:
  case IDN2_PUNYCODE_BIG_OUTPUT:
  case IDN2_2HYPHEN:
  case IDN2_HYPHEN_STARTEND:
  case IDN2_LEADING_COMBINING:
  case IDN2_CONTEXTO:
  case IDN2_CONTEXTO_NO_RULE:
  case IDN2_ALABEL_ROUNDTRIP_FAILED:
    return TRUE;
  default:
    return FALSE;
  }
}

/* libidn2 makes two letters of the capital sharp s; UTS #46 since 15.1 makes it a small one. */
static char *
dup_label (const char *text,
           gsize       length)
{
  GString *label = g_string_new_len (text, (gssize) length);

  g_string_replace (label, "ẞ", "ß", 0);
  return g_string_free (label, FALSE);
}

static gboolean
append_label (GString    *ascii,
              const char *text,
              gsize       length)
{
  g_autofree char *label = dup_label (text, length);
  char *encoded = NULL;
  int result;

  if (g_str_is_ascii (label) && g_ascii_strncasecmp (label, "xn--", 4) != 0) {
    for (char *p = label; *p != '\0'; p++)
      g_string_append_c (ascii, g_ascii_tolower (*p));
    return TRUE;
  }

  result = idn2_to_ascii_8z (label, &encoded, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
  if (result == IDN2_OK)
    g_string_append (ascii, encoded);
  idn2_free (encoded);

  return result == IDN2_OK ||
         (is_lenient_failure (result) && append_label_leniently (ascii, label));
}

static gboolean
has_punycode_label (const char *domain)
{
  for (const char *p = domain; p != NULL; p = strchr (p, '.')) {
    if (*p == '.')
      p++;
    if (g_ascii_strncasecmp (p, "xn--", 4) == 0)
      return TRUE;
  }

  return FALSE;
}

/* libidn2 looks at each label alone, and not at those encoded here. */
static gboolean
is_valid_domain (const char *ascii)
{
  g_auto (GStrv) labels = g_strsplit (ascii, ".", -1);

  for (gsize i = 0; labels[i] != NULL; i++) {
    char *decoded;

    if (!g_str_has_prefix (labels[i], "xn--"))
      continue;
    decoded = decode_punycode (labels[i] + strlen ("xn--"));
    if (decoded == NULL)
      return FALSE;
    g_free (labels[i]);
    labels[i] = decoded;
  }

  return tpk_whatwg_labels_are_valid ((const char *const *) labels);
}

/**
 * tpk_whatwg_domain_to_ascii:
 * @domain: valid UTF-8
 *
 * Returns: (transfer full) (nullable): the domain in punycode, or %NULL when it is none
 */
char *
tpk_whatwg_domain_to_ascii (const char *domain)
{
  g_autoptr (GString) ascii = NULL;
  const char *label = domain;

  if (g_str_is_ascii (domain) && !has_punycode_label (domain))
    return g_ascii_strdown (domain, -1);

  ascii = g_string_sized_new (strlen (domain) + 16);
  for (const char *p = domain;; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c != 0 && c != '.' && c != 0x3002 && c != 0xff0e && c != 0xff61)
      continue;
    if (!append_label (ascii, label, (gsize) (p - label)))
      return NULL;
    if (c == 0)
      break;
    g_string_append_c (ascii, '.');
    label = g_utf8_next_char (p);
  }

  if (!is_valid_domain (ascii->str))
    return NULL;

  return g_string_free (g_steal_pointer (&ascii), FALSE);
}
