/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-text-escape"

#include "config.h"

#include "tpk-text-escape.h"

#include <string.h>

/*
 * How texts are written in the languages of the clients, one function for each family of syntax.
 * What comes back has its quotes. A caller asks before whether a language without escapes can carry
 * a text at all.
 */

#define DELETE 0x7f

/* What a language writes for a character that must not stand in a string as it is. */
typedef void (* AppendFunc) (GString  *string,
                             gunichar  c);

/**
 * tpk_text_has_control:
 * @text: a text
 *
 * Returns: whether a line end or another control character of ASCII is in @text
 */
gboolean
tpk_text_has_control (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (const char *p = text; *p != '\0'; p++) {
    if (g_ascii_iscntrl (*p))
      return TRUE;
  }

  return FALSE;
}

/**
 * tpk_text_has_outer_space:
 * @text: a text
 *
 * Returns: whether @text begins or ends with a space or tab, which many formats cut off
 */
gboolean
tpk_text_has_outer_space (const char *text)
{
  gsize length;

  g_return_val_if_fail (text != NULL, FALSE);

  length = strlen (text);
  return length > 0 && (g_ascii_isspace (*text) || g_ascii_isspace (text[length - 1]));
}

/* YAML counts some more characters among its line ends, and leaves out C1 and the byte order mark. */
static gboolean
is_special (gunichar c)
{
  return c < ' ' || (c >= DELETE && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff;
}

static void
append_hex (GString  *string,
            gunichar  c)
{
  if (c < 0x80)
    g_string_append_printf (string, "\\x%02x", c);
  else
    g_string_append_unichar (string, c);
}

static void
append_unicode (GString  *string,
                gunichar  c)
{
  g_string_append_printf (string, "\\u%04x", c);
}

static void
append_decimal (GString  *string,
                gunichar  c)
{
  if (c < 0x80)
    g_string_append_printf (string, "\\%03u", c);
  else
    g_string_append_unichar (string, c);
}

/* Double quotes, with a backslash before both. */
static char *
quote (const char *text,
       AppendFunc  append)
{
  GString *string = g_string_new ("\"");

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == '"' || c == '\\')
      g_string_append_printf (string, "\\%c", (char) c);
    else if (is_special (c))
      append (string, c);
    else
      g_string_append_unichar (string, c);
  }

  g_string_append_c (string, '"');
  return g_string_free (string, FALSE);
}

/**
 * tpk_escape_yaml:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text as a double-quoted scalar (YAML 1.1 §5.7, YAML 1.2 §5.7)
 */
char *
tpk_escape_yaml (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return quote (text, append_unicode);
}

/**
 * tpk_escape_libconfig:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text as a string of libconfig 1.5 (manual, "String Values")
 */
char *
tpk_escape_libconfig (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return quote (text, append_hex);
}

/**
 * tpk_escape_lua:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text as a literal of Lua 5.1 and later (manual §2.1)
 */
char *
tpk_escape_lua (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return quote (text, append_decimal);
}

/**
 * tpk_escape_python:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text as a string literal of Python 3 (reference §2.4.1)
 */
char *
tpk_escape_python (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return quote (text, append_unicode);
}

/**
 * tpk_escape_js:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text as a string of JSON (RFC 8259 §7), which JavaScript reads as well
 */
char *
tpk_escape_js (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return quote (text, append_unicode);
}

/**
 * tpk_escape_shell:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text as one word of a POSIX shell, in single quotes
 */
char *
tpk_escape_shell (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return g_shell_quote (text);
}

/**
 * tpk_escape_percent:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text with every byte that is not unreserved as %XX (RFC 3986 §2.1)
 */
char *
tpk_escape_percent (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return g_uri_escape_string (text, NULL, FALSE);
}

/**
 * tpk_escape_semicolon:
 * @text: UTF-8 without control characters
 *
 * A backslash is only special before a semicolon, so that none of its own is needed.
 *
 * Returns: (transfer full): @text as a value of Asterisk's files, where a semicolon begins a comment
 */
char *
tpk_escape_semicolon (const char *text)
{
  GString *string;

  g_return_val_if_fail (text != NULL, NULL);

  string = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == ';')
      g_string_append_c (string, '\\');
    g_string_append_c (string, *p);
  }

  return g_string_free (string, FALSE);
}
