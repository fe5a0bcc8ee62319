/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli-table"

#include "config.h"

#include "tpk-cli-table.h"

typedef struct {
  TpkCliStyle  style;
  char        *text;         /* (owned): escaped */
  guint        width;        /* in terminal cells */
} Cell;

struct _TpkCliTable {
  guint     n_columns;
  gboolean *numeric;         /* (owned): of each column, whether it is aligned to the right */
  GArray   *cells;           /* (owned): of Cell, row by row; the first row is the headings */
};

static void
cell_clear (gpointer data)
{
  Cell *cell = data;

  g_clear_pointer (&cell->text, g_free);
}

/**
 * tpk_cli_table_new:
 * @headings: (array zero-terminated=1): one for each column
 *
 * Returns: (transfer full): an empty table
 */
TpkCliTable *
tpk_cli_table_new (const char *const *headings)
{
  TpkCliTable *self;

  g_return_val_if_fail (headings != NULL, NULL);

  self = g_new0 (TpkCliTable, 1);
  self->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  g_array_set_clear_func (self->cells, cell_clear);
  self->n_columns = g_strv_length ((char **) headings);
  self->numeric = g_new0 (gboolean, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    tpk_cli_table_add (self, TPK_CLI_STYLE_BOLD, headings[i]);

  return self;
}

/**
 * tpk_cli_table_free:
 * @self: (transfer full): a table
 *
 * Frees @self.
 */
void
tpk_cli_table_free (TpkCliTable *self)
{
  g_array_unref (self->cells);
  g_free (self->numeric);
  g_free (self);
}

/**
 * tpk_cli_table_set_numeric:
 * @self: a table
 * @column: from 0
 *
 * Aligns @column to the right.
 */
void
tpk_cli_table_set_numeric (TpkCliTable *self,
                           guint        column)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (column < self->n_columns);

  self->numeric[column] = TRUE;
}

/**
 * tpk_cli_table_add:
 * @self: a table
 * @style: how the cell looks
 * @text: (nullable): what is in it, escaped here; %NULL shows a dash
 *
 * Fills the next cell, row by row.
 */
void
tpk_cli_table_add (TpkCliTable *self,
                   TpkCliStyle  style,
                   const char  *text)
{
  Cell cell = { style, NULL, 0 };

  g_return_if_fail (self != NULL);

  cell.text = tpk_cli_escape (text != NULL ? text : "–");
  cell.width = tpk_cli_display_width (cell.text);
  g_array_append_val (self->cells, cell);
}

/**
 * tpk_cli_table_add_printf:
 * @self: a table
 * @style: how the cell looks
 * @format: printf() format
 * @...: its arguments
 *
 * Fills the next cell, row by row.
 */
void
tpk_cli_table_add_printf (TpkCliTable *self,
                          TpkCliStyle  style,
                          const char  *format,
                          ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  tpk_cli_table_add (self, style, text);
}

static void
put_blanks (FILE  *stream,
            guint *n_blanks)
{
  for (; *n_blanks > 0; (*n_blanks)--)
    fputc (' ', stream);
}

/**
 * tpk_cli_table_print:
 * @self: a table whose last row is full
 * @stream: where to
 *
 * Prints @self with two blanks between columns and none at the end of a line.
 */
void
tpk_cli_table_print (TpkCliTable *self,
                     FILE        *stream)
{
  g_autofree guint *widths = NULL;
  guint n_blanks = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (stream != NULL);
  g_return_if_fail (self->cells->len % self->n_columns == 0);

  widths = g_new0 (guint, self->n_columns);
  for (guint i = 0; i < self->cells->len; i++) {
    guint *width = &widths[i % self->n_columns];

    *width = MAX (*width, g_array_index (self->cells, Cell, i).width);
  }

  for (guint i = 0; i < self->cells->len; i++) {
    Cell *cell = &g_array_index (self->cells, Cell, i);
    guint column = i % self->n_columns;
    guint missing = widths[column] - cell->width;

    if (self->numeric[column])
      n_blanks += missing;
    if (cell->width > 0) {
      put_blanks (stream, &n_blanks);
      tpk_cli_put (stream, cell->style, cell->text);
    }
    n_blanks += self->numeric[column] ? 2 : missing + 2;

    if (column == self->n_columns - 1) {
      fputc ('\n', stream);
      n_blanks = 0;
    }
  }
}
