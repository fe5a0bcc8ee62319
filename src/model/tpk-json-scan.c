/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-json-scan"

#include "config.h"

#include "tpk-json-scan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-json.h"

/* A strict reading of RFC 8259 that builds nothing and does not recurse.
 *
 * json-glib recurses once a level, so that a file of "[" overflows its stack, and it takes comments
 * and other things that are not JSON. It only ever sees what has passed here. */

typedef enum {
  EXPECT_VALUE,
  EXPECT_VALUE_OR_CLOSE,    /* after "[" */
  EXPECT_NAME,              /* after "," in an object */
  EXPECT_NAME_OR_CLOSE,     /* after "{" */
  EXPECT_COLON,
  EXPECT_COMMA_OR_CLOSE,
  EXPECT_END,
} Expect;

typedef struct {
  const char *data;
  const char *cursor;
  const char *end;
  Expect expect;
  guint depth;
  char open[TPK_JSON_MAX_DEPTH];
} Scan;

static gboolean
fail (Scan         *scan,
      TpkJsonError  code,
      const char   *what,
      GError      **error)
{
  guint line = 1;
  const char *line_start = scan->data;

  for (const char *p = scan->data; p < scan->cursor; p++)
    {
      if (*p == '\n')
        {
          line++;
          line_start = p + 1;
        }
    }

  /* Translators: the numbers are a line and a column of a file, the text says what is wrong there. */
  g_set_error (error, TPK_JSON_ERROR, code, _("line %u, column %u: %s"), line,
               (guint) (g_utf8_strlen (line_start, scan->cursor - line_start) + 1), what);
  return FALSE;
}

static gboolean
fail_syntax (Scan    *scan,
             GError **error)
{
  if (scan->cursor >= scan->end)
    return fail (scan, TPK_JSON_ERROR_SYNTAX, _("the text ends too early"), error);

  return fail (scan, TPK_JSON_ERROR_SYNTAX, _("this is not JSON"), error);
}

static void
value_done (Scan *scan)
{
  scan->expect = scan->depth == 0 ? EXPECT_END : EXPECT_COMMA_OR_CLOSE;
}

static gboolean
scan_hex4 (Scan  *scan,
           guint *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++)
    {
      if (scan->cursor >= scan->end || !g_ascii_isxdigit (*scan->cursor))
        return FALSE;
      *unit = *unit << 4 | (guint) g_ascii_xdigit_value (*scan->cursor++);
    }
  return TRUE;
}

/* After "\u". A surrogate must come as a pair, and NUL would cut the C string short unseen. */
static gboolean
scan_unicode_escape (Scan    *scan,
                     GError **error)
{
  guint unit;
  guint low;

  if (!scan_hex4 (scan, &unit))
    return fail_syntax (scan, error);
  if (unit == 0)
    return fail (scan, TPK_JSON_ERROR_SYNTAX, _("a NUL character cannot be part of a text"), error);
  if (unit < 0xd800 || unit > 0xdfff)
    return TRUE;

  if (unit > 0xdbff || scan->end - scan->cursor < 2 ||
      scan->cursor[0] != '\\' || scan->cursor[1] != 'u')
    return fail_syntax (scan, error);
  scan->cursor += 2;
  if (!scan_hex4 (scan, &low) || low < 0xdc00 || low > 0xdfff)
    return fail_syntax (scan, error);

  return TRUE;
}

static gboolean
scan_string (Scan    *scan,
             GError **error)
{
  scan->cursor++;

  while (scan->cursor < scan->end)
    {
      guchar c = *scan->cursor;

      if (c < 0x20)
        return fail_syntax (scan, error);

      scan->cursor++;
      if (c == '"')
        return TRUE;
      if (c != '\\')
        continue;

      if (scan->cursor >= scan->end || strchr ("\"\\/bfnrtu", *scan->cursor) == NULL)
        return fail_syntax (scan, error);
      if (*scan->cursor++ == 'u' && !scan_unicode_escape (scan, error))
        return FALSE;
    }

  return fail_syntax (scan, error);
}

static gboolean
scan_digits (Scan *scan)
{
  const char *start = scan->cursor;

  while (scan->cursor < scan->end && g_ascii_isdigit (*scan->cursor))
    scan->cursor++;

  return scan->cursor > start;
}

static gboolean
scan_number (Scan    *scan,
             GError **error)
{
  const char *start;
  gboolean whole = TRUE;

  if (*scan->cursor == '-')
    scan->cursor++;

  start = scan->cursor;
  if (!scan_digits (scan) || (*start == '0' && scan->cursor - start > 1))
    return fail_syntax (scan, error);
  /* json-glib keeps whole numbers in 64 bits; what does not fit could not be written back. */
  if (scan->cursor - start > 18)
    return fail (scan, TPK_JSON_ERROR_VALUE, _("this number is too long"), error);

  if (scan->cursor < scan->end && *scan->cursor == '.')
    {
      whole = FALSE;
      scan->cursor++;
      if (!scan_digits (scan))
        return fail_syntax (scan, error);
    }

  if (scan->cursor < scan->end && (*scan->cursor == 'e' || *scan->cursor == 'E'))
    {
      whole = FALSE;
      scan->cursor++;
      if (scan->cursor < scan->end && (*scan->cursor == '+' || *scan->cursor == '-'))
        scan->cursor++;
      if (!scan_digits (scan))
        return fail_syntax (scan, error);
    }

  if (!whole)
    {
      g_autofree char *number = g_strndup (start, scan->cursor - start);

      if (g_ascii_strtod (number, NULL) > G_MAXDOUBLE)
        return fail (scan, TPK_JSON_ERROR_VALUE, _("this number is too large"), error);
    }

  return TRUE;
}

static gboolean
scan_word (Scan        *scan,
           const char  *word,
           GError     **error)
{
  gsize length = strlen (word);

  if ((gsize) (scan->end - scan->cursor) < length || memcmp (scan->cursor, word, length) != 0)
    return fail_syntax (scan, error);

  scan->cursor += length;
  return TRUE;
}

static gboolean
scan_open (Scan    *scan,
           GError **error)
{
  if (scan->depth == TPK_JSON_MAX_DEPTH)
    return fail (scan, TPK_JSON_ERROR_TOO_DEEP, _("the nesting is too deep"), error);

  scan->open[scan->depth++] = *scan->cursor;
  scan->expect = *scan->cursor == '[' ? EXPECT_VALUE_OR_CLOSE : EXPECT_NAME_OR_CLOSE;
  scan->cursor++;
  return TRUE;
}

static gboolean
scan_close (Scan    *scan,
            GError **error)
{
  char open = *scan->cursor == ']' ? '[' : '{';

  if (scan->depth == 0 || scan->open[scan->depth - 1] != open)
    return fail_syntax (scan, error);

  scan->depth--;
  scan->cursor++;
  value_done (scan);
  return TRUE;
}

static gboolean
scan_value (Scan    *scan,
            GError **error)
{
  gboolean ok;

  switch (*scan->cursor)
    {
    case '{':
    case '[':
      return scan_open (scan, error);
    case '"':
      ok = scan_string (scan, error);
      break;
    case 't':
      ok = scan_word (scan, "true", error);
      break;
    case 'f':
      ok = scan_word (scan, "false", error);
      break;
    case 'n':
      ok = scan_word (scan, "null", error);
      break;
    case '-': case '0': case '1': case '2': case '3': case '4':
    case '5': case '6': case '7': case '8': case '9':
      ok = scan_number (scan, error);
      break;
    default:
      return fail_syntax (scan, error);
    }

  value_done (scan);
  return ok;
}

static gboolean
scan_comma_or_close (Scan    *scan,
                     GError **error)
{
  if (*scan->cursor == ']' || *scan->cursor == '}')
    return scan_close (scan, error);
  if (*scan->cursor != ',')
    return fail_syntax (scan, error);

  scan->cursor++;
  scan->expect = scan->open[scan->depth - 1] == '[' ? EXPECT_VALUE : EXPECT_NAME;
  return TRUE;
}

static gboolean
scan_token (Scan    *scan,
            GError **error)
{
  char c = *scan->cursor;

  switch (scan->expect)
    {
    case EXPECT_VALUE:
      return scan_value (scan, error);
    case EXPECT_VALUE_OR_CLOSE:
      return c == ']' ? scan_close (scan, error) : scan_value (scan, error);
    case EXPECT_NAME_OR_CLOSE:
      if (c == '}')
        return scan_close (scan, error);
      G_GNUC_FALLTHROUGH;
    case EXPECT_NAME:
      if (c != '"')
        return fail_syntax (scan, error);
      scan->expect = EXPECT_COLON;
      return scan_string (scan, error);
    case EXPECT_COLON:
      if (c != ':')
        return fail_syntax (scan, error);
      scan->cursor++;
      scan->expect = EXPECT_VALUE;
      return TRUE;
    case EXPECT_COMMA_OR_CLOSE:
      return scan_comma_or_close (scan, error);
    case EXPECT_END:
    default:
      return fail_syntax (scan, error);
    }
}

/**
 * tpk_json_scan:
 * @data: (array length=length): UTF-8 that has been validated
 * @length: length of @data in bytes
 * @error: return location for an error
 *
 * Checks that @data is one JSON value (RFC 8259) that json-glib can take without harm: nested no
 * deeper than %TPK_JSON_MAX_DEPTH, and without numbers and characters that it would change.
 *
 * The error names a line and a column and never repeats the data, which can hold passwords.
 *
 * Returns: %TRUE if json-glib may parse @data
 */
gboolean
tpk_json_scan (const char  *data,
               gsize        length,
               GError     **error)
{
  Scan scan = { data, data, data + length, EXPECT_VALUE, };

  g_return_val_if_fail (data != NULL, FALSE);

  for (;;)
    {
      while (scan.cursor < scan.end &&
             (*scan.cursor == ' ' || *scan.cursor == '\n' ||
              *scan.cursor == '\r' || *scan.cursor == '\t'))
        scan.cursor++;

      if (scan.cursor >= scan.end)
        return scan.expect == EXPECT_END || fail_syntax (&scan, error);
      if (!scan_token (&scan, error))
        return FALSE;
    }
}
