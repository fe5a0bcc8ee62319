/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli-input"

#include "config.h"

#include "tpk-cli-input.h"

#include "model/tpk-document.h"

#include "tpk-cli-findings.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define CHUNK (64 * 1024)

struct _TpkCliLines {
  int         fd;
  GByteArray *buffer;      /* (owned) */
  gsize       start;       /* of the line that is not yet handed out */
  gsize       scanned;     /* up to here there is no newline */
  gboolean    ended;
};

static void
set_errno_error (GError     **error,
                 const char  *path,
                 int          saved_errno)
{
  /* Translators: the first %s is a file name, the second the system's reason. */
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
               _("“%s” could not be read: %s"), path, g_strerror (saved_errno));
}

static gssize
read_some (int     fd,
           guint8 *data,
           gsize   size)
{
  gssize n;

  do
    n = read (fd, data, size);
  while (n < 0 && errno == EINTR);

  return n;
}

static gboolean
read_all (int           fd,
          const char   *path,
          gsize         max_bytes,
          GByteArray   *bytes,
          GError      **error)
{
  for (;;) {
    gsize old = bytes->len;
    gssize n;

    if (old > max_bytes) {
      g_autofree char *limit = g_format_size_full (max_bytes, G_FORMAT_SIZE_IEC_UNITS);

      /* Translators: the first %s is a file name, the second a size such as “32.0 MiB”. */
      g_set_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE,
                   _("“%s” is too large. Give a file of at most %s."), path, limit);
      return FALSE;
    }

    g_byte_array_set_size (bytes, old + CHUNK);
    n = read_some (fd, bytes->data + old, CHUNK);
    g_byte_array_set_size (bytes, old + MAX (n, 0));
    if (n < 0) {
      set_errno_error (error, path, errno);
      return FALSE;
    }
    if (n == 0)
      return TRUE;
  }
}

/**
 * tpk_cli_read_file:
 * @path: a file name, or `-` for standard input
 * @max_bytes: no more is read
 * @data: (out) (transfer full): the bytes, with a NUL added behind them
 * @length: (out): how many bytes, without that NUL
 * @error: where to tell what failed: a #GIOErrorEnum, or %TPK_DIALECT_ERROR_TOO_LARGE
 *
 * Reads a whole file, or pipe.
 *
 * Returns: whether it could be read
 */
gboolean
tpk_cli_read_file (const char  *path,
                   gsize        max_bytes,
                   char       **data,
                   gsize       *length,
                   GError     **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gboolean from_stdin;
  gboolean success;
  int fd = STDIN_FILENO;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (data != NULL, FALSE);
  g_return_val_if_fail (length != NULL, FALSE);

  from_stdin = g_str_equal (path, "-");
  if (!from_stdin) {
    fd = open (path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
      set_errno_error (error, path, errno);
      return FALSE;
    }
  }

  success = read_all (fd, from_stdin ? _("standard input") : path, max_bytes, bytes, error);
  if (!from_stdin)
    close (fd);
  if (!success)
    return FALSE;

  g_byte_array_append (bytes, (const guint8 *) "", 1);
  *length = bytes->len - 1;
  *data = (char *) g_byte_array_free (g_steal_pointer (&bytes), FALSE);

  return TRUE;
}

/**
 * tpk_cli_read_import:
 * @cli: the run
 * @path: a file name, or `-` for standard input
 * @tell_notes: whether to tell on standard error what was left, and why
 * @error: where to tell what failed
 *
 * Reads a configuration in whatever dialect it is written in. One of which nothing can be taken is an
 * error, and what was left of it is told in any case.
 *
 * Returns: (transfer full): what was read
 */
TpkImport *
tpk_cli_read_import (TpkCli      *cli,
                     const char  *path,
                     gboolean     tell_notes,
                     GError     **error)
{
  g_autoptr (TpkImport) import = NULL;
  g_autofree char *data = NULL;
  gboolean empty;
  gsize length;

  g_return_val_if_fail (cli != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  if (!tpk_cli_read_file (path, TPK_DOCUMENT_MAX_BYTES, &data, &length, error))
    return NULL;

  import = tpk_dialects_import (data, length, error);
  if (import == NULL)
    return NULL;

  empty = tpk_import_is_empty (import);
  if (tell_notes || empty)
    tpk_cli_print_notes (cli, tpk_import_get_notes (import));
  if (!empty)
    return g_steal_pointer (&import);

  /* Translators: %s is a file name. */
  g_set_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_UNKNOWN,
               _("There is nothing in “%s” to take. “turnpikectl clients” lists what can be "
                 "imported."), path);

  return NULL;
}

static char *
check_password (char    *password,
                gsize    length,
                GError **error)
{
  if (strlen (password) == length)
    return password;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       _("The password has a NUL byte in it, which no TURN server accepts. "
                         "Give a file that holds the password and nothing else."));
  memset (password, 0, length);
  g_free (password);

  return NULL;
}

/**
 * tpk_cli_read_password:
 * @path: a file name, or `-` for standard input
 * @error: where to tell what failed
 *
 * Reads a password of any bytes. One newline at its end is not part of it.
 *
 * Returns: (transfer full): the password
 */
char *
tpk_cli_read_password (const char  *path,
                       GError     **error)
{
  char *password;
  gsize length;

  g_return_val_if_fail (path != NULL, NULL);

  if (!tpk_cli_read_file (path, TPK_CLI_MAX_PASSWORD, &password, &length, error))
    return NULL;

  if (length > 0 && password[length - 1] == '\n')
    password[--length] = '\0';
  if (length > 0 && password[length - 1] == '\r')
    password[--length] = '\0';

  return check_password (password, length, error);
}

/**
 * tpk_cli_ask_password:
 * @username: whose password
 * @error: where to tell what failed
 *
 * Asks on the terminal, without showing what is typed.
 *
 * Returns: (transfer full): the password
 */
char *
tpk_cli_ask_password (const char  *username,
                      GError     **error)
{
  g_autofree char *shown = NULL;
  struct termios saved;
  struct termios silent;
  char line[TPK_CLI_MAX_PASSWORD + 1];
  FILE *terminal;
  char *got;
  char *password;

  g_return_val_if_fail (username != NULL, NULL);

  terminal = fopen ("/dev/tty", "r+e");
  if (terminal == NULL || tcgetattr (fileno (terminal), &saved) != 0) {
    g_clear_pointer (&terminal, fclose);
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                         _("There is no terminal to ask for the password on. "
                           "Give it in a file with --password-file."));
    return NULL;
  }

  silent = saved;
  silent.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (fileno (terminal), TCSAFLUSH, &silent);

  shown = g_strescape (username, NULL);
  /* Translators: %s is a user name. */
  fprintf (terminal, _("Password of %s: "), shown);
  fflush (terminal);
  got = fgets (line, sizeof line, terminal);

  tcsetattr (fileno (terminal), TCSAFLUSH, &saved);
  fputc ('\n', terminal);
  fclose (terminal);

  password = g_strdup (got != NULL ? line : "");
  memset (line, 0, sizeof line);
  password[strcspn (password, "\r\n")] = '\0';

  return password;
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
  n = read_some (self->fd, self->buffer->data + old, CHUNK);
  g_byte_array_set_size (self->buffer, old + MAX (n, 0));
  if (n < 0) {
    set_errno_error (error, _("standard input"), errno);
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
