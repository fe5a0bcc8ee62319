/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli-output"

#include "config.h"

#include "tpk-cli-output.h"

#include "model/tpk-json.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

static const char *const style_codes[] = {
  [TPK_CLI_STYLE_PLAIN] = "",
  [TPK_CLI_STYLE_BOLD] = "\033[1m",
  [TPK_CLI_STYLE_DIM] = "\033[2m",
  [TPK_CLI_STYLE_GOOD] = "\033[32m",
  [TPK_CLI_STYLE_WARNING] = "\033[33m",
  [TPK_CLI_STYLE_BAD] = "\033[31m",
};

/* Whether a terminal would obey @c rather than show it, or show the text around it in another
 * order than it is in. */
static gboolean
is_treacherous (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) ||
         c == 0x061c || c == 0x200e || c == 0x200f ||
         (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) ||
         c == 0xfeff;
}

static char *
escape (const char *text,
        gboolean    keep_newlines)
{
  GString *escaped = g_string_sized_new (strlen (text) + 1);
  const char *p = text;

  while (*p != '\0') {
    gunichar c = g_utf8_get_char_validated (p, -1);

    if (c == (gunichar) -1 || c == (gunichar) -2) {
      g_string_append_printf (escaped, "\\x%02x", (guchar) *p);
      p++;
      continue;
    }

    if (is_treacherous (c) && !(keep_newlines && c == '\n'))
      g_string_append_printf (escaped, c < 0x100 ? "\\x%02x" : "\\u%04x", c);
    else
      g_string_append_unichar (escaped, c);
    p = g_utf8_next_char (p);
  }

  return g_string_free (escaped, FALSE);
}

/**
 * tpk_cli_escape:
 * @text: bytes from anywhere: a server, a file, an argument
 *
 * Makes @text safe to show on a terminal, on one line: control characters, direction overrides,
 * invisible marks and bytes that are not UTF-8 become `\x1b` or `\u202e`.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
tpk_cli_escape (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return escape (text, FALSE);
}

/**
 * tpk_cli_display_width:
 * @text: valid UTF-8
 *
 * Returns: how many terminal cells @text takes
 */
guint
tpk_cli_display_width (const char *text)
{
  guint width = 0;

  g_return_val_if_fail (text != NULL, 0);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_iszerowidth (c))
      continue;
    width += g_unichar_iswide (c) ? 2 : 1;
  }

  return width;
}

/**
 * tpk_cli_has_colour:
 * @stream: standard output or standard error
 *
 * Returns: whether @stream is a terminal that wants colour; `NO_COLOR` and `TERM=dumb` say no
 */
gboolean
tpk_cli_has_colour (FILE *stream)
{
  const char *no_colour = g_getenv ("NO_COLOR");
  const char *term = g_getenv ("TERM");

  g_return_val_if_fail (stream != NULL, FALSE);

  return isatty (fileno (stream)) &&
         (no_colour == NULL || no_colour[0] == '\0') &&
         g_strcmp0 (term, "dumb") != 0;
}

/**
 * tpk_cli_put:
 * @stream: standard output or standard error
 * @style: how it looks, where there is colour
 * @text: what to show; escaped here, newlines are kept
 *
 * Shows @text. All output for people goes through here, so that nothing that comes from a server
 * or a file can command the terminal.
 */
void
tpk_cli_put (FILE        *stream,
             TpkCliStyle  style,
             const char  *text)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (stream != NULL);
  g_return_if_fail (text != NULL);

  escaped = escape (text, TRUE);
  if (style != TPK_CLI_STYLE_PLAIN && tpk_cli_has_colour (stream))
    fprintf (stream, "%s%s\033[0m", style_codes[style], escaped);
  else
    fputs (escaped, stream);
}

/**
 * tpk_cli_print:
 * @format: printf() format
 * @...: its arguments
 *
 * Prints what was asked for on standard output, without adding a newline.
 */
void
tpk_cli_print (const char *format,
               ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  tpk_cli_put (stdout, TPK_CLI_STYLE_PLAIN, text);
}

/**
 * tpk_cli_print_styled:
 * @style: how it looks, where there is colour
 * @format: printf() format
 * @...: its arguments
 *
 * Does what tpk_cli_print() does, in colour.
 */
void
tpk_cli_print_styled (TpkCliStyle  style,
                      const char  *format,
                      ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  tpk_cli_put (stdout, style, text);
}

/**
 * tpk_cli_tell:
 * @cli: the run
 * @format: printf() format of one line, without the newline
 * @...: its arguments
 *
 * Says on standard output what was done. Silent with `--json` and `--quiet`.
 */
void
tpk_cli_tell (TpkCli     *cli,
              const char *format,
              ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (cli->json || cli->quiet)
    return;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  tpk_cli_print ("%s\n", text);
}

/**
 * tpk_cli_note:
 * @cli: the run
 * @format: printf() format of one line, without the newline
 * @...: its arguments
 *
 * Says something beside the result, on standard error. Silent with `--quiet`.
 */
void
tpk_cli_note (TpkCli     *cli,
              const char *format,
              ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (cli->quiet)
    return;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  fflush (stdout);
  tpk_cli_put (stderr, TPK_CLI_STYLE_PLAIN, text);
  fputc ('\n', stderr);
}

static gboolean has_printed_json;

static void
print_json (JsonObject *object,
            gboolean    pretty)
{
  g_autoptr (JsonNode) node = json_node_alloc ();
  g_autofree char *text = NULL;

  has_printed_json = TRUE;
  json_node_init_object (node, object);
  text = tpk_json_to_string (node, pretty);
  fputs (text, stdout);
  if (!g_str_has_suffix (text, "\n"))
    fputc ('\n', stdout);
}

/**
 * tpk_cli_print_json:
 * @object: a document
 *
 * Prints @object on standard output, indented.
 */
void
tpk_cli_print_json (JsonObject *object)
{
  g_return_if_fail (object != NULL);

  print_json (object, TRUE);
}

/**
 * tpk_cli_print_json_line:
 * @object: one of many
 *
 * Prints @object on standard output, on one line.
 */
void
tpk_cli_print_json_line (JsonObject *object)
{
  g_return_if_fail (object != NULL);

  print_json (object, FALSE);
}

/**
 * tpk_cli_has_printed_json:
 *
 * Returns: whether any object was printed on standard output yet
 */
gboolean
tpk_cli_has_printed_json (void)
{
  return has_printed_json;
}

/**
 * tpk_cli_read_output_path:
 * @path: (inout) (nullable): what an option says where to write to
 *
 * Lets "-" be standard output, which is where there is no path.
 */
void
tpk_cli_read_output_path (char **path)
{
  g_return_if_fail (path != NULL);

  if (g_strcmp0 (*path, "-") == 0)
    g_clear_pointer (path, g_free);
}

/**
 * tpk_cli_close_output:
 *
 * Writes what is still held back of standard output. Complains on standard error where that is not
 * possible, such as on a full disk.
 *
 * Returns: whether all output was written
 */
gboolean
tpk_cli_close_output (void)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return TRUE;

  /* Translators: %s is the system's reason, such as “No space left on device”. */
  fprintf (stderr, _("turnpikectl: the output could not be written: %s\n"), g_strerror (errno));

  return FALSE;
}
