/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-report-markdown"

#include "config.h"

#include "tpk-report-page.h"

#include <string.h>

/* CommonMark 0.30 §2.4: a backslash makes any of them plain. */
#define SPECIAL "\\`*_{}[]()<>#+!|~&"

static void
append_escaped (GString    *markdown,
                const char *text)
{
  for (const char *p = text; *p != '\0'; p++) {
    if (strchr (SPECIAL, *p) != NULL)
      g_string_append_c (markdown, '\\');
    g_string_append_c (markdown, *p);
  }
}

/* At the beginning of a line, “1.” would begin a list, and a row of dashes or “=” make a heading of
 * the line before it. */
static void
append_line (GString    *markdown,
             const char *text)
{
  gsize n_digits = strspn (text, "0123456789");

  if (n_digits > 0 && text[n_digits] == '.') {
    g_string_append_len (markdown, text, n_digits);
    text += n_digits;
    g_string_append_c (markdown, '\\');
  } else if (*text == '-' || *text == '=') {
    g_string_append_c (markdown, '\\');
  }
  append_escaped (markdown, text);
}

static void
append_table (GString              *markdown,
              const TpkReportBlock *block)
{
  for (guint i = 0; i < block->n_columns; i++) {
    g_string_append (markdown, "| ");
    append_escaped (markdown, block->headings[i]);
    g_string_append_c (markdown, ' ');
  }
  g_string_append (markdown, "|\n");
  for (guint i = 0; i < block->n_columns; i++)
    g_string_append (markdown, "| --- ");
  g_string_append (markdown, "|\n");

  for (guint i = 0; i < block->cells->len; i++) {
    g_string_append (markdown, "| ");
    append_escaped (markdown, g_array_index (block->cells, TpkReportCell, i).text);
    g_string_append (markdown, i % block->n_columns == block->n_columns - 1 ? " |\n" : " ");
  }
}

static void
append_block (GString              *markdown,
              const TpkReportBlock *block)
{
  static const char *const headings[] = { "", "# ", "## ", "### " };

  switch (block->kind) {
    case TPK_REPORT_BLOCK_TABLE:
      append_table (markdown, block);
      return;
    case TPK_REPORT_BLOCK_HEADING:
      g_string_append (markdown, headings[block->level]);
      append_escaped (markdown, block->text);
      break;
    case TPK_REPORT_BLOCK_LEAD:
      g_string_append (markdown, "**");
      append_escaped (markdown, block->text);
      g_string_append (markdown, "**");
      break;
    case TPK_REPORT_BLOCK_ITEM:
      g_string_append (markdown, "- ");
      append_escaped (markdown, block->text);
      break;
    case TPK_REPORT_BLOCK_PARAGRAPH:
    default:
      append_line (markdown, block->text);
      break;
  }
  g_string_append_c (markdown, '\n');
}

/**
 * tpk_report_page_to_markdown:
 * @self: a page
 *
 * Returns: (transfer full): CommonMark with tables as GitHub has them
 */
char *
tpk_report_page_to_markdown (TpkReportPage *self)
{
  g_autoptr (GString) markdown = g_string_new (NULL);
  guint n = tpk_report_page_get_n_blocks (self);

  for (guint i = 0; i < n; i++) {
    const TpkReportBlock *block = tpk_report_page_get_block (self, i);
    const TpkReportBlock *before = i > 0 ? tpk_report_page_get_block (self, i - 1) : NULL;

    if (before != NULL && !(before->kind == TPK_REPORT_BLOCK_ITEM &&
                            block->kind == TPK_REPORT_BLOCK_ITEM))
      g_string_append_c (markdown, '\n');
    append_block (markdown, block);
  }

  return g_string_free (g_steal_pointer (&markdown), FALSE);
}
