/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-yaml-scalar"

#include "config.h"

#include "tpk-yaml-lite.h"
#include "tpk-yaml-lite-private.h"

#include <string.h>

/*
 * The inside of a line of YAML: scalars, and lists and mappings in brackets. All scalars are texts;
 * whoever wants a number asks for it.
 */

static void
append_code_point (GString     *string,
                   const char **text,
                   gsize        digits)
{
  gunichar c = 0;

  for (gsize i = 0; i < digits && g_ascii_isxdigit (**text); i++, (*text)++)
    c = c * 16 + (gunichar) g_ascii_xdigit_value (**text);

  g_string_append_unichar (string, c != 0 && g_unichar_validate (c) ? c : 0xfffd);
}

/* What follows a backslash, YAML 1.2 §5.7. */
static void
append_escape (GString     *string,
               const char **text)
{
  static const char letters[] = "abtnvfre0";
  static const char values[] = "\a\b\t\n\v\f\r\x1b";
  char c = *(*text)++;
  const char *letter;

  switch (c) {
  case 'x':
    append_code_point (string, text, 2);
    return;
  case 'u':
    append_code_point (string, text, 4);
    return;
  case 'U':
    append_code_point (string, text, 8);
    return;
  case '\0':
    (*text)--;
    return;
  default:
    letter = strchr (letters, c);
    if (c == '0')
      g_string_append_unichar (string, 0xfffd);
    else
      g_string_append_c (string, letter != NULL ? values[letter - letters] : c);
  }
}

/* The text is behind the opening quote, and comes to be behind the closing one. */
static char *
read_quoted (const char **text,
             char         mark)
{
  GString *string = g_string_new (NULL);

  while (**text != '\0') {
    char c = *(*text)++;

    if (c == mark && mark == '\'' && **text == '\'')
      (*text)++;
    else if (c == mark)
      break;

    if (c == '\\' && mark == '"')
      append_escape (string, text);
    else
      g_string_append_c (string, c);
  }

  return g_string_free (string, FALSE);
}

static gboolean
ends_plain (const char *p,
            gboolean    flow)
{
  if (*p == '\0' || (flow && strchr (",[]{}", *p) != NULL))
    return TRUE;

  return *p == ':' && (p[1] == '\0' || p[1] == ' ' || (flow && strchr (",[]{}", p[1]) != NULL));
}

/**
 * tpk_yaml_scalar:
 * @text: (inout): where it begins, then where it ends
 * @flow: whether it is inside brackets, where more characters end it
 *
 * Returns: (transfer full): a scalar, quoted or plain, that ends at the latest with the line
 */
char *
tpk_yaml_scalar (const char **text,
                 gboolean     flow)
{
  const char *start;

  *text += strspn (*text, " \t");
  if (**text == '"' || **text == '\'') {
    char mark = *(*text)++;

    return read_quoted (text, mark);
  }

  for (start = *text; !ends_plain (*text, flow); (*text)++)
    ;

  return g_strchomp (g_strndup (start, *text - start));
}

static JsonNode *read_flow (const char **text,
                            guint        depth);

static JsonNode *
read_flow_list (const char **text,
                guint        depth)
{
  g_autoptr (JsonArray) array = json_array_new ();

  while (**text != '\0' && **text != ']') {
    json_array_add_element (array, read_flow (text, depth + 1));
    *text += strspn (*text, " \t");

    /* What fits nowhere is passed over, so that every turn goes on. */
    if (**text != '\0' && **text != ']')
      (*text)++;
    *text += strspn (*text, " \t");
  }
  if (**text == ']')
    (*text)++;

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
read_flow_mapping (const char **text,
                   guint        depth)
{
  g_autoptr (JsonObject) object = json_object_new ();

  while (**text != '\0' && **text != '}') {
    g_autofree char *key = tpk_yaml_scalar (text, TRUE);

    *text += strspn (*text, " \t");
    if (**text == ':') {
      (*text)++;
      json_object_set_member (object, key, read_flow (text, depth + 1));
      *text += strspn (*text, " \t");
    }

    if (**text != '\0' && **text != '}')
      (*text)++;
    *text += strspn (*text, " \t");
  }
  if (**text == '}')
    (*text)++;

  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
read_flow (const char **text,
           guint        depth)
{
  g_autofree char *scalar = NULL;

  *text += strspn (*text, " \t");

  /* As deep as this nobody writes; the rest is passed over. */
  if (depth >= TPK_YAML_LITE_MAX_DEPTH)
    *text += strlen (*text);

  if (**text == '[' || **text == '{') {
    gboolean list = *(*text)++ == '[';

    *text += strspn (*text, " \t");
    return list ? read_flow_list (text, depth) : read_flow_mapping (text, depth);
  }

  scalar = tpk_yaml_scalar (text, TRUE);
  return json_node_init_string (json_node_alloc (), scalar);
}

/**
 * tpk_yaml_flow:
 * @text: what begins with a bracket or brace
 * @depth: how deep it is
 *
 * Returns: (transfer full): the list or mapping
 */
JsonNode *
tpk_yaml_flow (const char *text,
               guint       depth)
{
  return read_flow (&text, depth);
}

static gboolean
opens_quote (const char *text,
             const char *p)
{
  return (*p == '"' || *p == '\'') && (p == text || strchr (" \t[]{},:", p[-1]) != NULL);
}

static const char *
skip_quoted (const char *p)
{
  char mark = *p++;

  while (*p != '\0' && *p != mark)
    p += *p == '\\' && mark == '"' && p[1] != '\0' ? 2 : 1;

  return p;
}

/**
 * tpk_yaml_is_closed:
 * @text: what begins with a bracket or brace
 *
 * Returns: whether all that was opened is closed again
 */
gboolean
tpk_yaml_is_closed (const char *text)
{
  int open = 0;

  for (const char *p = text; *p != '\0'; p++) {
    if (opens_quote (text, p)) {
      p = skip_quoted (p);
      if (*p == '\0')
        return FALSE;
    } else if (*p == '[' || *p == '{') {
      open++;
    } else if (*p == ']' || *p == '}') {
      open--;
    }
  }

  return open <= 0;
}

static gsize
measure_without_comment (const char *line)
{
  const char *p;

  for (p = line; *p != '\0'; p++) {
    if (*p == '#' && (p == line || p[-1] == ' ' || p[-1] == '\t'))
      break;
    if (opens_quote (line, p)) {
      p = skip_quoted (p);
      if (*p == '\0')
        break;
    }
  }

  return p - line;
}

static void
line_free (gpointer data)
{
  TpkYamlLine *line = data;

  g_free (line->text);
  g_free (line);
}

/**
 * tpk_yaml_split:
 * @text: a text
 *
 * Returns: (transfer full) (element-type TpkYamlLine): the lines with something on them
 */
GPtrArray *
tpk_yaml_split (const char *text)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);

  while (*text != '\0') {
    gsize length = strcspn (text, "\r\n");
    g_autofree char *whole = g_strndup (text, length);
    gsize indent = strspn (whole, " \t");
    g_autofree char *content = NULL;

    text += length;
    text += strspn (text, "\r\n");

    content = g_strchomp (g_strndup (whole + indent, measure_without_comment (whole + indent)));
    if (*content != '\0' && *content != '%' && strcmp (content, "---") != 0 &&
        strcmp (content, "...") != 0) {
      TpkYamlLine *line = g_new0 (TpkYamlLine, 1);

      line->indent = (guint) indent;
      line->text = g_steal_pointer (&content);
      g_ptr_array_add (lines, line);
    }
  }

  return lines;
}
