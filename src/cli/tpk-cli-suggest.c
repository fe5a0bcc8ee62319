/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli-suggest"

#include "config.h"

#include "tpk-cli-suggest.h"

#include <string.h>

/* A word that is longer than any of ours is no typing mistake. */
#define MAX_WORD 64

/**
 * tpk_cli_edit_distance:
 * @one: a word
 * @other: another word
 *
 * Counts the bytes to insert, delete, replace or swap with their neighbour to make one word the
 * other (the optimal string alignment distance).
 *
 * Returns: the distance, %G_MAXUINT when a word is longer than 64 bytes
 */
guint
tpk_cli_edit_distance (const char *one,
                       const char *other)
{
  guint rows[3][MAX_WORD + 1];
  guint *before = rows[0];
  guint *last = rows[1];
  guint *row = rows[2];
  gsize one_length;
  gsize other_length;

  g_return_val_if_fail (one != NULL, G_MAXUINT);
  g_return_val_if_fail (other != NULL, G_MAXUINT);

  one_length = strlen (one);
  other_length = strlen (other);
  if (one_length > MAX_WORD || other_length > MAX_WORD)
    return G_MAXUINT;

  for (guint j = 0; j <= other_length; j++)
    last[j] = j;

  for (guint i = 1; i <= one_length; i++) {
    guint *free_row = before;

    row[0] = i;
    for (guint j = 1; j <= other_length; j++) {
      guint cost = one[i - 1] != other[j - 1];

      row[j] = MIN (MIN (last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
      if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
        row[j] = MIN (row[j], before[j - 2] + 1);
    }

    before = last;
    last = row;
    row = free_row;
  }

  return last[other_length];
}

/**
 * tpk_cli_suggest:
 * @word: what was typed
 * @candidates: (array zero-terminated=1): what could have been meant
 *
 * Finds what was probably meant: the nearest candidate, when no more than a third of it differs.
 *
 * Returns: (nullable) (transfer none): one of @candidates
 */
const char *
tpk_cli_suggest (const char        *word,
                 const char *const *candidates)
{
  const char *best = NULL;
  guint best_distance = G_MAXUINT;

  g_return_val_if_fail (word != NULL, NULL);
  g_return_val_if_fail (candidates != NULL, NULL);

  for (gsize i = 0; candidates[i] != NULL; i++) {
    g_autofree char *lower = g_ascii_strdown (word, -1);
    guint distance = tpk_cli_edit_distance (lower, candidates[i]);

    if (distance < best_distance && distance <= MAX (1, strlen (candidates[i]) / 3)) {
      best = candidates[i];
      best_distance = distance;
    }
  }

  return best;
}
