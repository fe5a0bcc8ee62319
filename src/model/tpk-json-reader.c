/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-json-reader"

#include "config.h"

#include "tpk-json-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-json.h"

/* A strict reader of RFC 8259 that fills json-glib's nodes and does not recurse.
 *
 * JsonParser recurses once a level, so that a file of "[" overflows its stack; it takes comments
 * and other things that are not JSON, repeats the data in its errors, and needs three times as
 * long. */

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
  JsonNode *open[TPK_JSON_MAX_DEPTH];   /* (not owned) each is in the one before, or the root */
  JsonNode *root;                       /* (nullable) (owned) */
  GString *name;                        /* (owned) of the member that comes */
  GString *text;                        /* (owned) of the string that has just been read */
} Reader;

static gboolean
fail (Reader        *reader,
      TpkJsonError   code,
      const char    *what,
      GError       **error)
{
  guint line = 1;
  const char *line_start = reader->data;

  for (const char *p = reader->data; p < reader->cursor; p++) {
    if (*p == '\n') {
      line++;
      line_start = p + 1;
    }
  }

  /* Translators: the numbers are a line and a column of a file, the text says what is wrong. */
  g_set_error (error, TPK_JSON_ERROR, code, _("line %u, column %u: %s"), line,
               (guint) (g_utf8_strlen (line_start, reader->cursor - line_start) + 1), what);
  return FALSE;
}

static gboolean
fail_syntax (Reader  *reader,
             GError **error)
{
  if (reader->cursor >= reader->end)
    return fail (reader, TPK_JSON_ERROR_SYNTAX, _("the text ends too early"), error);

  return fail (reader, TPK_JSON_ERROR_SYNTAX, _("this is not JSON"), error);
}

/* Puts a value where it belongs. */
static void
take_value (Reader   *reader,
            JsonNode *node)
{
  JsonNode *parent = reader->depth > 0 ? reader->open[reader->depth - 1] : NULL;

  if (parent == NULL)
    reader->root = node;
  else if (JSON_NODE_HOLDS_OBJECT (parent))
    json_object_set_member (json_node_get_object (parent), reader->name->str, node);
  else
    json_array_add_element (json_node_get_array (parent), node);

  reader->expect = parent == NULL ? EXPECT_END : EXPECT_COMMA_OR_CLOSE;
}

static gboolean
read_hex4 (Reader *reader,
           guint  *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++) {
    if (reader->cursor >= reader->end || !g_ascii_isxdigit (*reader->cursor))
      return FALSE;
    *unit = *unit << 4 | (guint) g_ascii_xdigit_value (*reader->cursor++);
  }
  return TRUE;
}

/* After "\u". A surrogate must come as a pair, and NUL would cut the C string short unseen. */
static gboolean
read_unicode_escape (Reader  *reader,
                     GError **error)
{
  guint unit;
  guint low;

  if (!read_hex4 (reader, &unit))
    return fail_syntax (reader, error);
  if (unit == 0)
    return fail (reader, TPK_JSON_ERROR_SYNTAX,
                 _("a NUL character cannot be part of a text"), error);

  if (unit >= 0xd800 && unit <= 0xdfff) {
    if (unit > 0xdbff || reader->end - reader->cursor < 2 ||
        reader->cursor[0] != '\\' || reader->cursor[1] != 'u')
      return fail_syntax (reader, error);
    reader->cursor += 2;
    if (!read_hex4 (reader, &low) || low < 0xdc00 || low > 0xdfff)
      return fail_syntax (reader, error);
    unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  }

  g_string_append_unichar (reader->text, unit);
  return TRUE;
}

/* After a backslash. */
static gboolean
read_escape (Reader  *reader,
             GError **error)
{
  static const char names[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *found;

  if (reader->cursor >= reader->end)
    return fail_syntax (reader, error);

  if (*reader->cursor == 'u') {
    reader->cursor++;
    return read_unicode_escape (reader, error);
  }

  found = strchr (names, *reader->cursor);
  if (found == NULL)
    return fail_syntax (reader, error);

  reader->cursor++;
  g_string_append_c (reader->text, meanings[found - names]);
  return TRUE;
}

static gboolean
read_string (Reader  *reader,
             GError **error)
{
  const char *start = ++reader->cursor;

  g_string_truncate (reader->text, 0);

  while (reader->cursor < reader->end) {
    guchar c = *reader->cursor;

    if (c != '"' && c != '\\' && c >= 0x20) {
      reader->cursor++;
      continue;
    }

    g_string_append_len (reader->text, start, reader->cursor - start);
    if (c < 0x20)
      return fail_syntax (reader, error);
    reader->cursor++;
    if (c == '"')
      return TRUE;
    if (!read_escape (reader, error))
      return FALSE;
    start = reader->cursor;
  }

  return fail_syntax (reader, error);
}

static gboolean
read_text (Reader  *reader,
           GError **error)
{
  if (!read_string (reader, error))
    return FALSE;

  take_value (reader, json_node_init_string (json_node_alloc (), reader->text->str));
  return TRUE;
}

static gboolean
skip_digits (Reader *reader)
{
  const char *start = reader->cursor;

  while (reader->cursor < reader->end && g_ascii_isdigit (*reader->cursor))
    reader->cursor++;

  return reader->cursor > start;
}

/* The fraction and the exponent, if there are any. */
static gboolean
skip_fraction (Reader *reader)
{
  if (reader->cursor < reader->end && *reader->cursor == '.') {
    reader->cursor++;
    if (!skip_digits (reader))
      return FALSE;
  }

  if (reader->cursor < reader->end && (*reader->cursor == 'e' || *reader->cursor == 'E')) {
    reader->cursor++;
    if (reader->cursor < reader->end && (*reader->cursor == '+' || *reader->cursor == '-'))
      reader->cursor++;
    if (!skip_digits (reader))
      return FALSE;
  }

  return TRUE;
}

/* What does not fit into json-glib's 64 bits is refused, since it could not be written back. */
static gboolean
read_number (Reader  *reader,
             GError **error)
{
  const char *start = reader->cursor;
  const char *whole_end;
  const char *digits;
  g_autofree char *text = NULL;

  if (*reader->cursor == '-')
    reader->cursor++;
  digits = reader->cursor;
  if (!skip_digits (reader) || (*digits == '0' && reader->cursor - digits > 1))
    return fail_syntax (reader, error);
  whole_end = reader->cursor;
  if (!skip_fraction (reader))
    return fail_syntax (reader, error);

  text = g_strndup (start, reader->cursor - start);
  if (reader->cursor == whole_end) {
    gint64 value;

    if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &value, NULL))
      return fail (reader, TPK_JSON_ERROR_VALUE, _("this number is too large"), error);
    take_value (reader, json_node_init_int (json_node_alloc (), value));
  } else {
    double value = g_ascii_strtod (text, NULL);

    if (value > G_MAXDOUBLE || value < -G_MAXDOUBLE)
      return fail (reader, TPK_JSON_ERROR_VALUE, _("this number is too large"), error);
    take_value (reader, json_node_init_double (json_node_alloc (), value));
  }

  return TRUE;
}

static gboolean
skip_word (Reader      *reader,
           const char  *word,
           GError     **error)
{
  gsize length = strlen (word);

  if ((gsize) (reader->end - reader->cursor) < length ||
      memcmp (reader->cursor, word, length) != 0)
    return fail_syntax (reader, error);

  reader->cursor += length;
  return TRUE;
}

static gboolean
read_boolean (Reader      *reader,
              const char  *word,
              gboolean     value,
              GError     **error)
{
  if (!skip_word (reader, word, error))
    return FALSE;

  take_value (reader, json_node_init_boolean (json_node_alloc (), value));
  return TRUE;
}

static gboolean
read_null (Reader  *reader,
           GError **error)
{
  if (!skip_word (reader, "null", error))
    return FALSE;

  take_value (reader, json_node_init_null (json_node_alloc ()));
  return TRUE;
}

static gboolean
read_open (Reader  *reader,
           GError **error)
{
  JsonNode *node;

  if (reader->depth == TPK_JSON_MAX_DEPTH)
    return fail (reader, TPK_JSON_ERROR_TOO_DEEP, _("the nesting is too deep"), error);

  if (*reader->cursor == '[') {
    node = json_node_new (JSON_NODE_ARRAY);
    json_node_take_array (node, json_array_new ());
    take_value (reader, node);
    reader->expect = EXPECT_VALUE_OR_CLOSE;
  } else {
    node = json_node_new (JSON_NODE_OBJECT);
    json_node_take_object (node, json_object_new ());
    take_value (reader, node);
    reader->expect = EXPECT_NAME_OR_CLOSE;
  }

  reader->open[reader->depth++] = node;
  reader->cursor++;
  return TRUE;
}

static gboolean
read_close (Reader  *reader,
            GError **error)
{
  JsonNodeType type = *reader->cursor == ']' ? JSON_NODE_ARRAY : JSON_NODE_OBJECT;

  g_assert (reader->depth > 0);

  if (json_node_get_node_type (reader->open[reader->depth - 1]) != type)
    return fail_syntax (reader, error);

  reader->depth--;
  reader->cursor++;
  reader->expect = reader->depth == 0 ? EXPECT_END : EXPECT_COMMA_OR_CLOSE;
  return TRUE;
}

static gboolean
read_value (Reader  *reader,
            GError **error)
{
  switch (*reader->cursor) {
  case '{':
  case '[':
    return read_open (reader, error);
  case '"':
    return read_text (reader, error);
  case 't':
    return read_boolean (reader, "true", TRUE, error);
  case 'f':
    return read_boolean (reader, "false", FALSE, error);
  case 'n':
    return read_null (reader, error);
  case '-': case '0': case '1': case '2': case '3': case '4':
  case '5': case '6': case '7': case '8': case '9':
    return read_number (reader, error);
  default:
    return fail_syntax (reader, error);
  }
}

static gboolean
read_name (Reader  *reader,
           GError **error)
{
  if (*reader->cursor != '"')
    return fail_syntax (reader, error);
  if (!read_string (reader, error))
    return FALSE;

  g_string_assign (reader->name, reader->text->str);
  reader->expect = EXPECT_COLON;
  return TRUE;
}

static gboolean
read_comma_or_close (Reader  *reader,
                     GError **error)
{
  if (*reader->cursor == ']' || *reader->cursor == '}')
    return read_close (reader, error);
  if (*reader->cursor != ',')
    return fail_syntax (reader, error);

  reader->cursor++;
  if (JSON_NODE_HOLDS_ARRAY (reader->open[reader->depth - 1]))
    reader->expect = EXPECT_VALUE;
  else
    reader->expect = EXPECT_NAME;
  return TRUE;
}

static gboolean
read_token (Reader  *reader,
            GError **error)
{
  char c = *reader->cursor;

  switch (reader->expect) {
  case EXPECT_VALUE:
    return read_value (reader, error);
  case EXPECT_VALUE_OR_CLOSE:
    return c == ']' ? read_close (reader, error) : read_value (reader, error);
  case EXPECT_NAME:
    return read_name (reader, error);
  case EXPECT_NAME_OR_CLOSE:
    return c == '}' ? read_close (reader, error) : read_name (reader, error);
  case EXPECT_COLON:
    if (c != ':')
      return fail_syntax (reader, error);
    reader->cursor++;
    reader->expect = EXPECT_VALUE;
    return TRUE;
  case EXPECT_COMMA_OR_CLOSE:
    return read_comma_or_close (reader, error);
  case EXPECT_END:
  default:
    return fail_syntax (reader, error);
  }
}

static gboolean
read_all (Reader  *reader,
          GError **error)
{
  for (;;) {
    while (reader->cursor < reader->end &&
           (*reader->cursor == ' ' || *reader->cursor == '\n' ||
            *reader->cursor == '\r' || *reader->cursor == '\t'))
      reader->cursor++;

    if (reader->cursor >= reader->end)
      return reader->expect == EXPECT_END || fail_syntax (reader, error);
    if (!read_token (reader, error))
      return FALSE;
  }
}

/**
 * tpk_json_read:
 * @data: (array length=length): UTF-8 that has been validated
 * @length: length of @data in bytes
 * @error: return location for a #TpkJsonError
 *
 * Reads one JSON value (RFC 8259), nested no deeper than %TPK_JSON_MAX_DEPTH. Of two members of one
 * name the later one counts, as in every browser.
 *
 * The error names a line and a column and never repeats the data, which can hold passwords.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL with @error set
 */
JsonNode *
tpk_json_read (const char  *data,
               gsize        length,
               GError     **error)
{
  Reader reader = { data, data, data + length, EXPECT_VALUE, };
  gboolean ok;

  g_return_val_if_fail (data != NULL, NULL);

  reader.name = g_string_new (NULL);
  reader.text = g_string_new (NULL);
  ok = read_all (&reader, error);
  g_string_free (reader.name, TRUE);
  /* It has held the passwords of the text. */
  explicit_bzero (reader.text->str, reader.text->allocated_len);
  g_string_free (reader.text, TRUE);

  if (!ok)
    g_clear_pointer (&reader.root, json_node_unref);

  return reader.root;
}
