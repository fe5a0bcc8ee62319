/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-whatwg-label"

#include "config.h"

#include "tpk-whatwg-label.h"

#include <fribidi.h>

/*
 * What UTS #46 asks of the labels of a domain beyond their characters, with CheckJoiners and
 * CheckBidi: the rules of RFC 5892, appendix A, and of RFC 5893, section 2. Both are about text as
 * it is read, so labels come here decoded.
 */

#define ZERO_WIDTH_NON_JOINER 0x200c
#define ZERO_WIDTH_JOINER 0x200d

/* The combining class of signs that join the letters of Indic scripts. */
#define VIRAMA 9

#define MASK(type) (1u << (type))

/* The classes of RFC 5893; all others are forbidden in every label. */
enum {
  BIDI_L,
  BIDI_R_OR_AL,
  BIDI_AN,
  BIDI_EN,
  BIDI_NEUTRAL,
  BIDI_NSM,
  BIDI_FORBIDDEN,
};

static guint
get_bidi_class (gunichar c)
{
  switch (fribidi_get_bidi_type (c)) {
  case FRIBIDI_TYPE_LTR:
    return BIDI_L;
  case FRIBIDI_TYPE_RTL:
  case FRIBIDI_TYPE_AL:
    return BIDI_R_OR_AL;
  case FRIBIDI_TYPE_AN:
    return BIDI_AN;
  case FRIBIDI_TYPE_EN:
    return BIDI_EN;
  case FRIBIDI_TYPE_ES:
  case FRIBIDI_TYPE_CS:
  case FRIBIDI_TYPE_ET:
  case FRIBIDI_TYPE_ON:
  case FRIBIDI_TYPE_BN:
    return BIDI_NEUTRAL;
  case FRIBIDI_TYPE_NSM:
    return BIDI_NSM;
  default:
    return BIDI_FORBIDDEN;
  }
}

/* Whether a letter before or after is shaped to join over what is transparent in between. */
static gboolean
joins (const gunichar *points,
       glong           n_points,
       glong           start,
       glong           step)
{
  for (glong i = start; i >= 0 && i < n_points; i += step) {
    FriBidiJoiningType type = fribidi_get_joining_type (points[i]);

    if (FRIBIDI_IS_JOINING_TYPE_T (type))
      continue;
    return FRIBIDI_IS_JOINING_TYPE_D (type) ||
           (step < 0 ? FRIBIDI_IS_JOINING_TYPE_L (type) : FRIBIDI_IS_JOINING_TYPE_R (type));
  }

  return FALSE;
}

static gboolean
joiners_are_valid (const char *label)
{
  glong n_points;
  g_autofree gunichar *points = g_utf8_to_ucs4_fast (label, -1, &n_points);

  for (glong i = 0; i < n_points; i++) {
    if (points[i] != ZERO_WIDTH_JOINER && points[i] != ZERO_WIDTH_NON_JOINER)
      continue;
    if (i > 0 && g_unichar_combining_class (points[i - 1]) == VIRAMA)
      continue;
    if (points[i] == ZERO_WIDTH_JOINER ||
        !joins (points, n_points, i - 1, -1) || !joins (points, n_points, i + 1, 1))
      return FALSE;
  }

  return TRUE;
}

static gboolean
is_right_to_left (const char *label)
{
  for (const char *p = label; *p != '\0'; p = g_utf8_next_char (p)) {
    guint class = get_bidi_class (g_utf8_get_char (p));

    if (class == BIDI_R_OR_AL || class == BIDI_AN)
      return TRUE;
  }

  return FALSE;
}

/* The six conditions of RFC 5893, section 2. */
static gboolean
direction_is_valid (const char *label)
{
  guint first = get_bidi_class (g_utf8_get_char (label));
  guint seen = 0;
  guint last = first;

  for (const char *p = label; *p != '\0'; p = g_utf8_next_char (p)) {
    guint class = get_bidi_class (g_utf8_get_char (p));

    seen |= MASK (class);
    if (class != BIDI_NSM)
      last = class;
  }

  if (seen & MASK (BIDI_FORBIDDEN))
    return FALSE;
  if (first == BIDI_L)
    return (seen & (MASK (BIDI_R_OR_AL) | MASK (BIDI_AN))) == 0 &&
           (last == BIDI_L || last == BIDI_EN);

  return first == BIDI_R_OR_AL && (seen & MASK (BIDI_L)) == 0 &&
         (~seen & (MASK (BIDI_EN) | MASK (BIDI_AN))) != 0 &&
         (last == BIDI_R_OR_AL || last == BIDI_EN || last == BIDI_AN);
}

/**
 * tpk_whatwg_labels_are_valid:
 * @labels: the labels of a domain, not in punycode
 *
 * Returns: whether joiners stand where they may, and, when a label is written from right to left,
 *   no label can be taken for a part of its neighbour
 */
gboolean
tpk_whatwg_labels_are_valid (const char *const *labels)
{
  gboolean right_to_left = FALSE;

  g_return_val_if_fail (labels != NULL, FALSE);

  for (gsize i = 0; labels[i] != NULL; i++) {
    if (!joiners_are_valid (labels[i]))
      return FALSE;
    right_to_left = right_to_left || is_right_to_left (labels[i]);
  }

  for (gsize i = 0; right_to_left && labels[i] != NULL; i++) {
    if (*labels[i] != '\0' && !direction_is_valid (labels[i]))
      return FALSE;
  }

  return TRUE;
}
