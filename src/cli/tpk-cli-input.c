/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli-input"

#include "config.h"

#include "tpk-cli-input.h"

#include "model/tpk-document.h"

#include "tpk-cli-findings.h"
#include "tpk-cli-lines.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define CHUNK (64 * 1024)

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
    n = tpk_cli_read_some (fd, bytes->data + old, CHUNK);
    g_byte_array_set_size (bytes, old + MAX (n, 0));
    if (n < 0) {
      tpk_cli_set_read_error (error, path, errno);
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
      tpk_cli_set_read_error (error, path, errno);
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
 * Reads a configuration in whatever dialect it is written in. One of which nothing can be taken is
 * an error, and what was left of it is told in any case.
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
  explicit_bzero (password, length);
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

/* A terminal that does not show what is typed, for a signal handler to put right. */
static struct {
  int            fd;
  struct termios saved;
} asked;

static void
interrupted_cb (int signal_number)
{
  tcsetattr (asked.fd, TCSANOW, &asked.saved);
  _exit (TPK_CLI_EXIT_CANCELLED);
}

/* Returns: (nullable): what was typed, with its newline */
static char *
read_silently (FILE       *terminal,
               const char *prompt,
               char       *line,
               int         size)
{
  struct termios silent = asked.saved;
  void (* on_interrupt) (int);
  void (* on_terminate) (int);
  char *typed;

  asked.fd = fileno (terminal);
  on_interrupt = signal (SIGINT, interrupted_cb);
  on_terminate = signal (SIGTERM, interrupted_cb);
  silent.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (asked.fd, TCSAFLUSH, &silent);

  fputs (prompt, terminal);
  fflush (terminal);
  typed = fgets (line, size, terminal);

  tcsetattr (asked.fd, TCSAFLUSH, &asked.saved);
  signal (SIGINT, on_interrupt);
  signal (SIGTERM, on_terminate);

  return typed;
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
  g_autofree char *prompt = NULL;
  char line[TPK_CLI_MAX_PASSWORD + 1];
  FILE *terminal;
  char *typed;
  char *password;

  g_return_val_if_fail (username != NULL, NULL);

  terminal = fopen ("/dev/tty", "r+e");
  if (terminal == NULL || tcgetattr (fileno (terminal), &asked.saved) != 0) {
    g_clear_pointer (&terminal, fclose);
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                         _("There is no terminal to ask for the password on. "
                           "Give it in a file with --password-file."));
    return NULL;
  }

  shown = tpk_cli_escape (username);
  /* Translators: %s is a user name. */
  prompt = g_strdup_printf (_("Password of %s: "), shown);
  typed = read_silently (terminal, prompt, line, sizeof line);
  fputc ('\n', terminal);
  fclose (terminal);

  if (typed == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("No password was given."));
    return NULL;
  }

  password = g_strdup (line);
  explicit_bzero (line, sizeof line);
  password[strcspn (password, "\r\n")] = '\0';

  return password;
}
