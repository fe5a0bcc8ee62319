/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli-lines"

#include "config.h"

#include "tpk-cli-lines.h"

#include "dialects/tpk-dialect.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (64 * 1024)

struct _TpkCliLines {
  int         fd;
  GByteArray *buffer;      /* (owned) */
  gsize       start;       /* of the line that is not yet handed out */
  gsize       scanned;     /* up to here there is no newline */
  gboolean    ended;
};

/**
 * tpk_cli_set_read_error:
 * @error: (out) (optional): where to
 * @path: what was read, for people
 * @saved_errno: why it could not be
 *
 * Fills @error, a #GIOErrorEnum.
 */
void
tpk_cli_set_read_error (GError     **error,
                        const char  *path,
                        int          saved_errno)
{
  g_return_if_fail (path != NULL);

  /* Translators: the first %s is a file name, the second the system's reason. */
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
               _("“%s” could not be read: %s"), path, g_strerror (saved_errno));
}

/**
 * tpk_cli_read_some:
 * @fd: an open file, pipe or terminal
 * @data: (out caller-allocates) (array length=size): where to
 * @size: how many bytes at most
 *
 * Returns: as read(2), but never fails because of a signal
 */
gssize
tpk_cli_read_some (int     fd,
                   guint8 *data,
                   gsize   size)
{
  gssize n;

  do {
    n = read (fd, data, size);
  } while (n < 0 && errno == EINTR);

  return n;
}

/**
 * tpk_cli_lines_new:
 * @fd: an open file, pipe or terminal; not closed by the reader
 *
 * Returns: (transfer full): a reader of lines
 */
TpkCliLines *
tpk_cli_lines_new (int fd)
{
  TpkCliLines *self = g_new0 (TpkCliLines, 1);

  self->fd = fd;
  self->buffer = g_byte_array_new ();

  return self;
}

/**
 * tpk_cli_lines_free:
 * @self: (transfer full): a reader
 *
 * Frees @self.
 */
void
tpk_cli_lines_free (TpkCliLines *self)
{
  g_byte_array_unref (self->buffer);
  g_free (self);
}

static char *
take_line (TpkCliLines *self,
           gsize        end,
           gsize       *length)
{
  char *line;

  *length = end - self->start;
  line = g_malloc (*length + 1);
  memcpy (line, self->buffer->data + self->start, *length);
  line[*length] = '\0';

  return line;
}

static gboolean
fill (TpkCliLines  *self,
      GError      **error)
{
  gsize old;
  gssize n;

  /* What was found so far is shown before waiting for more. */
  fflush (stdout);

  if (self->start > 0) {
    g_byte_array_remove_range (self->buffer, 0, self->start);
    self->scanned -= self->start;
    self->start = 0;
  }

  old = self->buffer->len;
  if (old >= G_MAXINT / 2) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE,
                         _("A line on standard input is longer than 1 GiB. "
                           "Give one URL on each line."));
    return FALSE;
  }

  g_byte_array_set_size (self->buffer, old + CHUNK);
  n = tpk_cli_read_some (self->fd, self->buffer->data + old, CHUNK);
  g_byte_array_set_size (self->buffer, old + MAX (n, 0));
  if (n < 0) {
    tpk_cli_set_read_error (error, _("standard input"), errno);
    return FALSE;
  }
  self->ended = n == 0;

  return TRUE;
}

/**
 * tpk_cli_lines_next:
 * @self: a reader
 * @line: (out) (transfer full) (nullable): the line without its newline, with a NUL added behind
 *   it; %NULL after the last one
 * @length: (out): how many bytes, without that NUL
 * @error: where to tell what failed
 *
 * Waits for the next line. Output that was made of the lines before is written out before waiting,
 * so that whoever feeds the lines can wait for an answer to each.
 *
 * Returns: %FALSE when reading failed
 */
gboolean
tpk_cli_lines_next (TpkCliLines  *self,
                    char        **line,
                    gsize        *length,
                    GError      **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (line != NULL, FALSE);
  g_return_val_if_fail (length != NULL, FALSE);

  *line = NULL;
  *length = 0;

  for (;;) {
    guint8 *newline = NULL;

    if (self->buffer->len > self->scanned)
      newline = memchr (self->buffer->data + self->scanned, '\n',
                        self->buffer->len - self->scanned);

    if (newline != NULL) {
      gsize end = newline - self->buffer->data;

      *line = take_line (self, end, length);
      self->start = self->scanned = end + 1;
      return TRUE;
    }

    self->scanned = self->buffer->len;
    if (self->ended) {
      if (self->scanned > self->start)
        *line = take_line (self, self->scanned, length);
      self->start = self->scanned;
      return TRUE;
    }

    if (!fill (self, error))
      return FALSE;
  }
}
