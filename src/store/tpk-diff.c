/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-diff"

#include "config.h"

#include "tpk-diff.h"

#include <string.h>

/* A unified diff by lines: the longest common subsequence after Hirschberg, which needs memory for
 * one row only. Texts are compared by what they hold and printed by what may be shown of them. */

#define CONTEXT 3
/* Above this many differing lines the comparison would take too long for eyes that would not read
 * it. */
#define MAX_LINES 5000

typedef struct {
  GPtrArray *lines;      /* (element-type utf8) (owned): with their line ends */
  GPtrArray *shown;      /* (element-type utf8) (owned) */
  guint     *ids;        /* (owned): equal lines have equal numbers */
  guint8    *kept;       /* (owned): whether the line is in the other text too */
} Side;

static GPtrArray *
split_lines (const char *text)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  while (*text != '\0') {
    const char *end = strchr (text, '\n');
    gsize length = end != NULL ? (gsize) (end - text) + 1 : strlen (text);

    g_ptr_array_add (lines, g_strndup (text, length));
    text += length;
  }

  return lines;
}

static void
side_init (Side       *side,
           GHashTable *numbers,
           const char *text,
           const char *shown)
{
  side->lines = split_lines (text);
  side->shown = split_lines (shown);
  side->ids = g_new0 (guint, side->lines->len + 1);
  side->kept = g_new0 (guint8, side->lines->len + 1);

  for (guint i = 0; i < side->lines->len; i++) {
    char *line = g_ptr_array_index (side->lines, i);
    gpointer number = g_hash_table_lookup (numbers, line);

    if (number == NULL) {
      number = GUINT_TO_POINTER (g_hash_table_size (numbers) + 1);
      g_hash_table_insert (numbers, line, number);
    }
    side->ids[i] = GPOINTER_TO_UINT (number);
  }
}

static void
side_clear (Side *side)
{
  g_ptr_array_unref (side->lines);
  g_ptr_array_unref (side->shown);
  g_free (side->ids);
  g_free (side->kept);
}

static void
keep_both (Side  *a,
           guint  i,
           Side  *b,
           guint  j)
{
  a->kept[i] = 1;
  b->kept[j] = 1;
}

/* Lengths of the longest common subsequences of a[from, to) and each start (or, backwards, each
 * end) of b[b_from, b_to), into @row of b_to - b_from + 1 entries. */
static void
score (Side     *a,
       guint     from,
       guint     to,
       Side     *b,
       guint     b_from,
       guint     b_to,
       gboolean  backwards,
       guint    *row)
{
  guint n = to - from;
  guint m = b_to - b_from;

  memset (row, 0, (m + 1) * sizeof *row);
  for (guint i = 0; i < n; i++) {
    guint id = backwards ? a->ids[to - 1 - i] : a->ids[from + i];
    guint diagonal = 0;

    for (guint j = 1; j <= m; j++) {
      guint other = backwards ? b->ids[b_to - j] : b->ids[b_from + j - 1];
      guint above = row[j];

      row[j] = id == other ? diagonal + 1 : MAX (above, row[j - 1]);
      diagonal = above;
    }
  }
}

static void
match_lines (Side  *a,
             guint  from,
             guint  to,
             Side  *b,
             guint  b_from,
             guint  b_to)
{
  g_autofree guint *ahead = NULL;
  g_autofree guint *behind = NULL;
  guint middle, m, best = 0;

  while (from < to && b_from < b_to && a->ids[from] == b->ids[b_from])
    keep_both (a, from++, b, b_from++);
  while (from < to && b_from < b_to && a->ids[to - 1] == b->ids[b_to - 1])
    keep_both (a, --to, b, --b_to);

  if (from == to || b_from == b_to || MAX (to - from, b_to - b_from) > MAX_LINES)
    return;

  if (to - from == 1) {
    for (guint j = b_from; j < b_to; j++) {
      if (a->ids[from] == b->ids[j]) {
        keep_both (a, from, b, j);
        return;
      }
    }
    return;
  }

  m = b_to - b_from;
  middle = from + (to - from) / 2;
  ahead = g_new (guint, m + 1);
  behind = g_new (guint, m + 1);
  score (a, from, middle, b, b_from, b_to, FALSE, ahead);
  score (a, middle, to, b, b_from, b_to, TRUE, behind);

  for (guint k = 1; k <= m; k++) {
    if (ahead[k] + behind[m - k] > ahead[best] + behind[m - best])
      best = k;
  }

  match_lines (a, from, middle, b, b_from, b_from + best);
  match_lines (a, middle, to, b, b_from + best, b_to);
}

static void
append_line (GString *diff,
             char     mark,
             Side    *side,
             guint    i)
{
  const char *line = g_ptr_array_index (side->shown, i);

  g_string_append_c (diff, mark);
  g_string_append (diff, line);
  if (!g_str_has_suffix (line, "\n"))
    g_string_append (diff, "\n\\ No newline at end of file\n");
}

static void
append_range (GString *diff,
              char     mark,
              guint    start,
              guint    length)
{
  /* An empty range is named by the line before it. */
  if (length == 1)
    g_string_append_printf (diff, "%c%u", mark, start + 1);
  else
    g_string_append_printf (diff, "%c%u,%u", mark, length == 0 ? start : start + 1, length);
}

/* How many lines that are in both follow from @i. */
static guint
count_kept (Side  *a,
            guint  i,
            Side  *b,
            guint  j)
{
  guint n = 0;

  while (i + n < a->lines->len && j + n < b->lines->len && a->kept[i + n] && b->kept[j + n])
    n++;

  return n;
}

static void
append_hunk (GString *diff,
             Side    *a,
             guint    from,
             guint    to,
             Side    *b,
             guint    b_from,
             guint    b_to)
{
  guint i = from;
  guint j = b_from;

  g_string_append (diff, "@@ ");
  append_range (diff, '-', from, to - from);
  g_string_append_c (diff, ' ');
  append_range (diff, '+', b_from, b_to - b_from);
  g_string_append (diff, " @@\n");

  while (i < to || j < b_to) {
    if (i < to && !a->kept[i]) {
      append_line (diff, '-', a, i++);
    } else if (j < b_to && !b->kept[j]) {
      append_line (diff, '+', b, j++);
    } else {
      append_line (diff, ' ', b, j);
      i++;
      j++;
    }
  }
}

static void
append_hunks (GString *diff,
              Side    *a,
              Side    *b)
{
  guint i = 0;
  guint j = 0;

  for (;;) {
    guint same = count_kept (a, i, b, j);
    guint lead = MIN (same, CONTEXT);
    guint from, b_from;

    i += same;
    j += same;
    if (i == a->lines->len && j == b->lines->len)
      return;

    from = i - lead;
    b_from = j - lead;
    /* The hunk goes on until more lines than two contexts hold are the same, or all that are
     * left. */
    for (;;) {
      while (i < a->lines->len && !a->kept[i])
        i++;
      while (j < b->lines->len && !b->kept[j])
        j++;
      same = count_kept (a, i, b, j);
      if (same > 2 * CONTEXT || (i + same == a->lines->len && j + same == b->lines->len))
        break;
      i += same;
      j += same;
    }

    same = MIN (same, CONTEXT);
    append_hunk (diff, a, from, i + same, b, b_from, j + same);
    i += same;
    j += same;
  }
}

/**
 * tpk_diff_unified:
 * @path: the file's name for the head of the diff
 * @old_text: (nullable): what it holds, or %NULL when there is no such file
 * @old_shown: (nullable): what may be shown of that, with the same lines
 * @new_text: what it will hold
 * @new_shown: what may be shown of that, with the same lines
 *
 * Returns: (transfer full): a unified diff with three lines of context; empty when nothing differs
 */
char *
tpk_diff_unified (const char *path,
                  const char *old_text,
                  const char *old_shown,
                  const char *new_text,
                  const char *new_shown)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) diff = g_string_new (NULL);
  Side a, b;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (new_text != NULL, NULL);
  g_return_val_if_fail (new_shown != NULL, NULL);

  if (old_text != NULL && strcmp (old_text, new_text) == 0)
    return g_strdup ("");

  side_init (&a, numbers, old_text != NULL ? old_text : "", old_shown != NULL ? old_shown : "");
  side_init (&b, numbers, new_text, new_shown);
  g_assert (a.lines->len == a.shown->len);
  g_assert (b.lines->len == b.shown->len);

  match_lines (&a, 0, a.lines->len, &b, 0, b.lines->len);

  g_string_append_printf (diff, "--- %s\n", old_text != NULL ? path : "/dev/null");
  g_string_append_printf (diff, "+++ %s\n", path);
  append_hunks (diff, &a, &b);

  side_clear (&a);
  side_clear (&b);

  return g_string_free (g_steal_pointer (&diff), FALSE);
}
