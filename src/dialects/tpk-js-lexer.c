/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-js-lexer"

#include "config.h"

#include "tpk-js-lexer.h"

#include <string.h>

/*
 * TpkJsLexer:
 *
 * The tokens of JavaScript and TypeScript as far as literals and calls need them. It never fails:
 * what it does not know is a punctuator, and an unfinished string ends with its line. Every byte is
 * looked at a bounded number of times, so that its time grows with the length of the text alone.
 * The text has to be valid UTF-8.
 */

#define LINE_SEPARATOR 0x2028
#define PARAGRAPH_SEPARATOR 0x2029
#define BYTE_ORDER_MARK 0xfeff
#define REPLACEMENT 0xfffd

/* GLib's look at the lowest byte alone: to them, U+2E38 is an eight. */
static gboolean
is_ascii_letter (gunichar c)
{
  return c < 0x80 && g_ascii_isalpha ((char) c);
}

static gboolean
is_ascii_digit (gunichar c)
{
  return c < 0x80 && g_ascii_isdigit ((char) c);
}

static gboolean
is_name_start (gunichar c)
{
  return is_ascii_letter (c) || c == '_' || c == '$' || c == '#' ||
         (c >= 0x80 && g_unichar_isalpha (c));
}

static gboolean
is_name_part (gunichar c)
{
  return is_name_start (c) || is_ascii_digit (c) || (c >= 0x80 && g_unichar_isalnum (c));
}

/* Typographic quotes come with text copied from documents. Either of a pair opens and closes. */
static gunichar
quote_class (gunichar c)
{
  switch (c) {
  case '\'':
  case '"':
  case '`':
    return c;
  case 0x2018:
  case 0x2019:
    return 0x2018;
  case 0x201c:
  case 0x201d:
    return 0x201c;
  default:
    return 0;
  }
}

static gboolean
is_line_end (gunichar c)
{
  return c == '\n' || c == '\r' || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR;
}

static gunichar
peek (TpkJsLexer *self)
{
  if (self->cursor >= self->end)
    return 0;

  return g_utf8_get_char (self->cursor);
}

static char
byte_at (TpkJsLexer *self,
         gsize       offset)
{
  return (gsize) (self->end - self->cursor) > offset ? self->cursor[offset] : '\0';
}

static void
skip_line (TpkJsLexer *self)
{
  while (self->cursor < self->end && !is_line_end (peek (self)))
    self->cursor = g_utf8_next_char (self->cursor);
}

static gboolean
skip_block_comment (TpkJsLexer *self)
{
  const char *close = g_strstr_len (self->cursor + 2, self->end - self->cursor - 2, "*/");
  const char *stop = close != NULL ? close + 2 : self->end;
  gboolean lines = memchr (self->cursor, '\n', stop - self->cursor) != NULL;

  self->cursor = stop;
  return lines;
}

/* Returns: whether a line ended on the way */
static gboolean
skip_blank (TpkJsLexer *self)
{
  gboolean lines = FALSE;

  while (self->cursor < self->end) {
    gunichar c = peek (self);

    if (is_line_end (c))
      lines = TRUE;
    else if (c == '/' && byte_at (self, 1) == '*') {
      lines |= skip_block_comment (self);
      continue;
    } else if (c == '/' && byte_at (self, 1) == '/') {
      skip_line (self);
      continue;
    } else if (c != '\v' && c != BYTE_ORDER_MARK && !g_unichar_isspace (c))
      break;

    self->cursor = g_utf8_next_char (self->cursor);
  }

  return lines;
}

static gboolean
read_hex (TpkJsLexer *self,
          guint       n_digits,
          gunichar   *value)
{
  gunichar v = 0;

  for (guint i = 0; i < n_digits; i++) {
    if (!g_ascii_isxdigit (byte_at (self, i)))
      return FALSE;

    v = v * 16 + g_ascii_xdigit_value (byte_at (self, i));
  }

  self->cursor += n_digits;
  *value = v;
  return TRUE;
}

static gboolean
read_braced_hex (TpkJsLexer *self,
                 gunichar   *value)
{
  gsize length = 1;

  while (g_ascii_isxdigit (byte_at (self, length)) && length < 8)
    length++;

  if (length == 1 || byte_at (self, length) != '}')
    return FALSE;

  self->cursor++;
  read_hex (self, length - 1, value);
  self->cursor++;
  return TRUE;
}

static void
append_code_point (GString  *text,
                   gunichar  c)
{
  /* NUL cannot live in the strings of the model, and a lone surrogate in no UTF-8 text. */
  g_string_append_unichar (text, c != 0 && g_unichar_validate (c) ? c : REPLACEMENT);
}

static void
read_unicode_escape (TpkJsLexer *self,
                     GString    *text)
{
  gunichar value = 0;
  gunichar low;
  const char *before_low;

  if (byte_at (self, 0) == '{' ? !read_braced_hex (self, &value) : !read_hex (self, 4, &value)) {
    append_code_point (text, 'u');
    return;
  }

  before_low = self->cursor;
  if (value >= 0xd800 && value <= 0xdbff && byte_at (self, 0) == '\\' && byte_at (self, 1) == 'u') {
    self->cursor += 2;
    if (read_hex (self, 4, &low) && low >= 0xdc00 && low <= 0xdfff)
      value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
    else
      self->cursor = before_low;
  }

  append_code_point (text, value);
}

/* The cursor is after the backslash. */
static void
read_escape (TpkJsLexer *self,
             GString    *text)
{
  static const char from[] = "nrtbfv0";
  static const char to[] = "\n\r\t\b\f\v";
  gunichar c = peek (self);
  gunichar value;
  const char *known;

  if (self->cursor >= self->end)
    return;

  self->cursor = g_utf8_next_char (self->cursor);

  if (c == 'x')
    append_code_point (text, read_hex (self, 2, &value) ? value : 'x');
  else if (c == 'u')
    read_unicode_escape (self, text);
  else if (c == '\r' && peek (self) == '\n')
    self->cursor++;
  else if (is_line_end (c))
    return;
  else if (c < 0x80 && c != 0 && (known = strchr (from, c)) != NULL)
    append_code_point (text, *known == '0' ? 0 : (gunichar) to[known - from]);
  else
    append_code_point (text, c);
}

/* The cursor is on the opening quote. A plain string that is not closed ends with its line. */
static void
read_string (TpkJsLexer *self,
             gunichar    quote,
             TpkJsToken *token)
{
  g_autoptr (GString) text = g_string_new (NULL);

  token->kind = TPK_JS_TOKEN_STRING;
  self->cursor = g_utf8_next_char (self->cursor);

  while (self->cursor < self->end) {
    gunichar c = peek (self);

    if (quote_class (c) == quote) {
      self->cursor = g_utf8_next_char (self->cursor);
      break;
    }
    if (quote != '`' && (c == '\n' || c == '\r'))
      break;
    if (quote == '`' && c == '$' && byte_at (self, 1) == '{')
      token->kind = TPK_JS_TOKEN_TEMPLATE;

    self->cursor = g_utf8_next_char (self->cursor);
    if (c == '\\')
      read_escape (self, text);
    else
      append_code_point (text, c);
  }

  token->text = g_string_free (g_steal_pointer (&text), FALSE);
}

/* One template that does not end makes every later one unfinished too: without this, each back-tick
 * of a text that is no JavaScript would search to its end. */
static gboolean
template_is_closed (TpkJsLexer *self)
{
  if (self->no_more_templates)
    return FALSE;

  for (const char *p = self->cursor + 1; p < self->end; p++) {
    if (*p == '`')
      return TRUE;
    if (*p == '\\')
      p++;
  }

  self->no_more_templates = TRUE;
  return FALSE;
}

static void
read_number (TpkJsLexer *self,
             TpkJsToken *token)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  char prefix = g_ascii_tolower (byte_at (self, 1));
  guint base = 10;

  if (byte_at (self, 0) == '0' && prefix != '\0' && strchr ("xob", prefix) != NULL) {
    base = prefix == 'x' ? 16 : prefix == 'o' ? 8 : 2;
    self->cursor += 2;
  }

  while (self->cursor < self->end) {
    char c = *self->cursor;
    gboolean sign = (c == '+' || c == '-') && base == 10 && digits->len > 0 &&
                    g_ascii_tolower (digits->str[digits->len - 1]) == 'e';

    if (!g_ascii_isalnum (c) && c != '.' && c != '_' && !sign)
      break;
    if (c != '_')
      g_string_append_c (digits, c);
    self->cursor++;
  }

  token->kind = TPK_JS_TOKEN_NUMBER;
  token->number = base == 10 ? g_ascii_strtod (digits->str, NULL)
                             : (double) g_ascii_strtoull (digits->str, NULL, base);
}

static void
read_name (TpkJsLexer *self,
           TpkJsToken *token)
{
  const char *start = self->cursor;

  while (self->cursor < self->end && is_name_part (peek (self)))
    self->cursor = g_utf8_next_char (self->cursor);

  token->kind = TPK_JS_TOKEN_NAME;
  token->text = g_strndup (start, self->cursor - start);
}

static void
read_dots (TpkJsLexer *self,
           TpkJsToken *token)
{
  gsize n = 1;

  while (byte_at (self, n) == '.')
    n++;

  if (n >= 3)
    token->kind = TPK_JS_TOKEN_DOTS;

  self->cursor += n;
}

static void
read_punctuator (TpkJsLexer *self,
                 gunichar    c,
                 TpkJsToken *token)
{
  token->kind = TPK_JS_TOKEN_PUNCTUATOR;
  token->punctuator = c < 0x80 ? (char) c : '\0';

  if (c == '.') {
    read_dots (self, token);
    return;
  }

  self->cursor = g_utf8_next_char (self->cursor);

  if (c == '=' && byte_at (self, 0) == '>') {
    token->kind = TPK_JS_TOKEN_ARROW;
    self->cursor++;
  } else if (c == '?' && byte_at (self, 0) == '.' && !g_ascii_isdigit (byte_at (self, 1))) {
    /* Optional chaining reads like a member. */
    token->punctuator = '.';
    self->cursor++;
  }
}

/**
 * tpk_js_lexer_init:
 * @self: the lexer
 * @text: valid UTF-8, which has to outlive @self
 * @length: the bytes of @text
 *
 * Puts the lexer at the beginning of @text.
 */
void
tpk_js_lexer_init (TpkJsLexer *self,
                   const char *text,
                   gsize       length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (text != NULL);

  self->cursor = text;
  self->end = text + length;
  self->no_more_templates = FALSE;
}

/**
 * tpk_js_lexer_next:
 * @self: the lexer
 * @token: (out caller-allocates): where the token goes; it is cleared first
 *
 * Reads the next token; at the end of the text, again and again %TPK_JS_TOKEN_END.
 */
void
tpk_js_lexer_next (TpkJsLexer *self,
                   TpkJsToken *token)
{
  gunichar c, quote;

  g_return_if_fail (self != NULL);
  g_return_if_fail (token != NULL);

  tpk_js_token_clear (token);
  token->starts_line = skip_blank (self);

  if (self->cursor >= self->end)
    return;

  c = peek (self);
  quote = quote_class (c);

  if (quote != 0 && (quote != '`' || template_is_closed (self)))
    read_string (self, quote, token);
  else if (is_ascii_digit (c) || (c == '.' && g_ascii_isdigit (byte_at (self, 1))))
    read_number (self, token);
  else if (is_name_start (c))
    read_name (self, token);
  else
    read_punctuator (self, c, token);
}

/**
 * tpk_js_token_clear:
 * @token: a token
 *
 * Frees what @token holds and makes it %TPK_JS_TOKEN_END.
 */
void
tpk_js_token_clear (TpkJsToken *token)
{
  g_return_if_fail (token != NULL);

  g_clear_pointer (&token->text, g_free);
  token->kind = TPK_JS_TOKEN_END;
  token->punctuator = '\0';
  token->starts_line = FALSE;
  token->number = 0;
}

/**
 * tpk_js_token_is_punctuator:
 * @token: a token
 * @punctuator: an ASCII character
 *
 * Returns: whether @token is that character
 */
gboolean
tpk_js_token_is_punctuator (const TpkJsToken *token,
                            char              punctuator)
{
  return token->kind == TPK_JS_TOKEN_PUNCTUATOR && token->punctuator == punctuator;
}

/**
 * tpk_js_token_is_name:
 * @token: a token
 * @name: a name or keyword
 *
 * Returns: whether @token is that name
 */
gboolean
tpk_js_token_is_name (const TpkJsToken *token,
                      const char       *name)
{
  return token->kind == TPK_JS_TOKEN_NAME && strcmp (token->text, name) == 0;
}
