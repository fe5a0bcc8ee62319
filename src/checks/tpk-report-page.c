/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-report-page"

#include "config.h"

#include "tpk-report-page.h"

/*
 * Names and phrases in a report come from servers, which may send anything. They are made one line
 * of valid text here, and each format escapes what means something in it.
 */
struct _TpkReportPage {
  char      *title;    /* (owned) */
  GPtrArray *blocks;   /* (owned) (element-type TpkReportBlock) */
};

static void
clear_cell (TpkReportCell *cell)
{
  g_free (cell->text);
}

static void
free_block (TpkReportBlock *block)
{
  g_free (block->text);
  g_strfreev (block->headings);
  g_clear_pointer (&block->cells, g_array_unref);
  g_free (block);
}

/* Characters that turn the direction of what follows could make one address look like another. */
static gboolean
turns_direction (gunichar character)
{
  return (character >= 0x202a && character <= 0x202e) ||
         (character >= 0x2066 && character <= 0x2069);
}

static char *
dup_one_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autoptr (GString) line = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar character = g_utf8_get_char (p);

    if (g_unichar_iscntrl (character) || g_unichar_type (character) == G_UNICODE_LINE_SEPARATOR ||
        g_unichar_type (character) == G_UNICODE_PARAGRAPH_SEPARATOR)
      g_string_append_c (line, ' ');
    else if (!turns_direction (character))
      g_string_append_unichar (line, character);
  }

  return g_string_free (g_steal_pointer (&line), FALSE);
}

static TpkReportBlock *
add_block (TpkReportPage      *self,
           TpkReportBlockKind  kind)
{
  TpkReportBlock *block = g_new0 (TpkReportBlock, 1);

  block->kind = kind;
  g_ptr_array_add (self->blocks, block);

  return block;
}

/**
 * tpk_report_page_new:
 * @title: what it is about
 *
 * Returns: (transfer full): an empty page
 */
TpkReportPage *
tpk_report_page_new (const char *title)
{
  TpkReportPage *self = g_new0 (TpkReportPage, 1);

  self->title = dup_one_line (title);
  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) free_block);

  return self;
}

void
tpk_report_page_free (TpkReportPage *self)
{
  g_free (self->title);
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

/**
 * tpk_report_page_add_heading:
 * @self: a page
 * @level: 1 to 3, as in HTML
 * @text: what it says
 */
void
tpk_report_page_add_heading (TpkReportPage *self,
                             guint          level,
                             const char    *text)
{
  TpkReportBlock *block;

  g_return_if_fail (level >= 1 && level <= 3);

  block = add_block (self, TPK_REPORT_BLOCK_HEADING);
  block->level = level;
  block->text = dup_one_line (text);
}

/**
 * tpk_report_page_add_text:
 * @self: a page
 * @kind: a lead, a paragraph, or an item; items in a row are one list
 * @tone: how good it is
 * @text: what it says
 */
void
tpk_report_page_add_text (TpkReportPage      *self,
                          TpkReportBlockKind  kind,
                          TpkReportTone       tone,
                          const char         *text)
{
  TpkReportBlock *block;

  g_return_if_fail (kind == TPK_REPORT_BLOCK_LEAD || kind == TPK_REPORT_BLOCK_PARAGRAPH ||
                    kind == TPK_REPORT_BLOCK_ITEM);

  block = add_block (self, kind);
  block->tone = tone;
  block->text = dup_one_line (text);
}

/**
 * tpk_report_page_add_table:
 * @self: a page
 * @headings: (array zero-terminated=1): one a column
 *
 * Begins a table; what tpk_report_page_add_cell() adds fills its rows from the left.
 */
void
tpk_report_page_add_table (TpkReportPage     *self,
                           const char *const *headings)
{
  TpkReportBlock *block;

  g_return_if_fail (headings != NULL && headings[0] != NULL);

  block = add_block (self, TPK_REPORT_BLOCK_TABLE);
  block->headings = g_strdupv ((char **) headings);
  block->n_columns = g_strv_length (block->headings);
  block->cells = g_array_new (FALSE, FALSE, sizeof (TpkReportCell));
  g_array_set_clear_func (block->cells, (GDestroyNotify) clear_cell);
}

/**
 * tpk_report_page_add_cell:
 * @self: a page whose last block is a table
 * @tone: how good it is
 * @text: (nullable): what it says; %NULL for a dash
 */
void
tpk_report_page_add_cell (TpkReportPage *self,
                          TpkReportTone  tone,
                          const char    *text)
{
  TpkReportBlock *block;
  TpkReportCell cell = { NULL, tone };

  g_return_if_fail (self->blocks->len > 0);
  block = g_ptr_array_index (self->blocks, self->blocks->len - 1);
  g_return_if_fail (block->kind == TPK_REPORT_BLOCK_TABLE);

  cell.text = dup_one_line (text != NULL && *text != '\0' ? text : "–");
  g_array_append_val (block->cells, cell);
}

const char *
tpk_report_page_get_title (TpkReportPage *self)
{
  return self->title;
}

guint
tpk_report_page_get_n_blocks (TpkReportPage *self)
{
  return self->blocks->len;
}

/**
 * tpk_report_page_get_block:
 * @self: a page
 * @position: below the number of blocks
 *
 * Returns: (transfer none): the block there
 */
const TpkReportBlock *
tpk_report_page_get_block (TpkReportPage *self,
                           guint          position)
{
  g_return_val_if_fail (position < self->blocks->len, NULL);

  return g_ptr_array_index (self->blocks, position);
}
