/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-port-ranges"

#include "config.h"

#include "tpk-port-ranges.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (tpk-allow-error-quark, tpk_allow_error)

/* Reads digits and nothing else, and blanks around them. */
static gboolean
read_port (const char *start,
           const char *end,
           guint16    *port)
{
  guint value = 0;

  while (start < end && g_ascii_isspace (*start))
    start++;
  while (start < end && g_ascii_isspace (end[-1]))
    end--;
  if (start == end || end - start > 5)
    return FALSE;
  for (; start < end; start++) {
    if (!g_ascii_isdigit (*start))
      return FALSE;
    value = value * 10 + (guint) (*start - '0');
  }
  if (value == 0 || value > G_MAXUINT16)
    return FALSE;
  *port = (guint16) value;

  return TRUE;
}

/* People paste a hyphen, an en dash, and what firewalls write. */
static const char *
find_dash (const char *text,
           gsize      *length)
{
  static const char *const dashes[] = { "-", "–", "—", ":", "‐", "‑" };

  for (guint i = 0; i < G_N_ELEMENTS (dashes); i++) {
    const char *found = strstr (text, dashes[i]);

    if (found != NULL) {
      *length = strlen (dashes[i]);
      return found;
    }
  }

  return NULL;
}

static gboolean
read_range (const char   *text,
            TpkPortRange *range)
{
  const char *end = text + strlen (text);
  gsize length = 0;
  const char *dash = find_dash (text, &length);

  if (dash == NULL) {
    if (!read_port (text, end, &range->first))
      return FALSE;
    range->last = range->first;
    return TRUE;
  }

  return read_port (text, dash, &range->first) && read_port (dash + length, end, &range->last) &&
         range->first <= range->last;
}

static int
compare_ranges (gconstpointer a,
                gconstpointer b)
{
  const TpkPortRange *left = a;
  const TpkPortRange *right = b;

  if (left->first != right->first)
    return left->first < right->first ? -1 : 1;

  return left->last < right->last ? -1 : left->last > right->last;
}

/* Puts in order, and makes one of what touches. */
static void
normalise (GArray *ranges)
{
  guint kept = 0;

  g_array_sort (ranges, compare_ranges);
  for (guint i = 1; i < ranges->len; i++) {
    TpkPortRange *before = &g_array_index (ranges, TpkPortRange, kept);
    const TpkPortRange *range = &g_array_index (ranges, TpkPortRange, i);

    if (range->first <= (guint) before->last + 1)
      before->last = MAX (before->last, range->last);
    else
      g_array_index (ranges, TpkPortRange, ++kept) = *range;
  }
  g_array_set_size (ranges, kept + 1);
}

/**
 * tpk_port_ranges_parse:
 * @text: ports and ranges with commas between them, such as `443, 3433-3460`; a dash of any length
 *   or a colon makes a range
 * @error: return location for a #TpkAllowError
 *
 * Returns: (transfer full) (nullable) (element-type TpkPortRange): at least one range, in order,
 *   that do not touch each other; or %NULL with @error set
 */
GArray *
tpk_port_ranges_parse (const char  *text,
                       GError     **error)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (TpkPortRange));
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  parts = g_strsplit (text, ",", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    TpkPortRange range;

    if (!read_range (parts[i], &range)) {
      g_autofree char *shown = g_utf8_make_valid (g_strstrip (parts[i]), -1);

      /* Translators: %s is what was typed. */
      g_set_error (error, TPK_ALLOW_ERROR, TPK_ALLOW_ERROR_PORTS,
                   _("“%s” is neither a port from 1 to 65535 nor a range of ports. Write ports and "
                     "ranges with commas between them, such as 443, 3478-3500."), shown);
      return NULL;
    }
    g_array_append_val (ranges, range);
  }
  if (ranges->len == 0) {
    g_set_error_literal (error, TPK_ALLOW_ERROR, TPK_ALLOW_ERROR_PORTS,
                         _("There is no port. Write ports and ranges with commas between them, "
                           "such as 443, 3478-3500."));
    return NULL;
  }
  normalise (ranges);

  return g_steal_pointer (&ranges);
}

/**
 * tpk_port_ranges_to_string:
 * @ranges: (element-type TpkPortRange): ranges
 * @separator: what stands between two of them
 * @dash: what stands between the ends of one
 *
 * Returns: (transfer full): the ranges as somebody else's language writes them
 */
char *
tpk_port_ranges_to_string (GArray     *ranges,
                           const char *separator,
                           const char *dash)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (ranges != NULL, NULL);

  for (guint i = 0; i < ranges->len; i++) {
    const TpkPortRange *range = &g_array_index (ranges, TpkPortRange, i);

    if (i > 0)
      g_string_append (text, separator);
    g_string_append_printf (text, "%u", range->first);
    if (range->last != range->first)
      g_string_append_printf (text, "%s%u", dash, range->last);
  }

  return g_string_free (text, FALSE);
}

/**
 * tpk_port_ranges_count:
 * @ranges: (element-type TpkPortRange): ranges
 *
 * Returns: how many ports they have together
 */
guint
tpk_port_ranges_count (GArray *ranges)
{
  guint count = 0;

  g_return_val_if_fail (ranges != NULL, 0);

  for (guint i = 0; i < ranges->len; i++) {
    const TpkPortRange *range = &g_array_index (ranges, TpkPortRange, i);

    count += range->last - range->first + 1;
  }

  return count;
}
