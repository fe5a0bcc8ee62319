/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-json-text"

#include "config.h"

#include "tpk-json-text.h"

#include <string.h>

#include "tpk-json.h"

/* JSON text put together from parts, in the form that tpk_json_to_string() gives it for people.
 * Nodes for ten thousand servers take ten times as long to make as their text takes to copy, so what
 * has its text already is not made into nodes again. */

#define INDENT 2

/* @level: how deep the text is in objects and arrays */
void
tpk_json_append_indent (GString *text,
                        guint    level)
{
  for (guint i = 0; i < level * INDENT; i++)
    g_string_append_c (text, ' ');
}

static void
start_line (GString *text,
            guint    level)
{
  g_string_append_c (text, '\n');
  tpk_json_append_indent (text, level);
}

/* Appends any value. The lines in its text are those of its form: in a string they are escaped. */
void
tpk_json_append_node (GString  *text,
                      guint     level,
                      JsonNode *node)
{
  g_autofree char *own = tpk_json_to_string (node, TRUE);
  const char *line = own;
  const char *end;

  while ((end = strchr (line, '\n')) != NULL && end[1] != '\0') {
    g_string_append_len (text, line, end - line);
    start_line (text, level);
    line = end + 1;
  }
  g_string_append_len (text, line, end != NULL ? end - line : (gssize) strlen (line));
}

static void
append_name (GString    *text,
             const char *name)
{
  g_autoptr (JsonNode) node = NULL;

  if (tpk_json_append_plain (text, name))
    return;

  node = json_node_init_string (json_node_alloc (), name);
  tpk_json_append_node (text, 0, node);
}

/* Appends an object that has members. */
void
tpk_json_append_object (GString           *text,
                        guint              level,
                        JsonObject        *object,
                        TpkJsonMemberFunc  append,
                        gpointer           data)
{
  JsonObjectIter iter;
  const char *separator = "{";
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    g_string_append (text, separator);
    start_line (text, level + 1);
    append_name (text, name);
    g_string_append (text, " : ");
    if (!append (text, level + 1, name, data))
      tpk_json_append_node (text, level + 1, node);
    separator = ",";
  }
  start_line (text, level);
  g_string_append_c (text, '}');
}

void
tpk_json_append_array (GString            *text,
                       guint               level,
                       guint               n_elements,
                       TpkJsonElementFunc  append,
                       gpointer            data)
{
  g_string_append_c (text, '[');
  for (guint i = 0; i < n_elements; i++) {
    if (i > 0)
      g_string_append_c (text, ',');
    start_line (text, level + 1);
    append (text, level + 1, i, data);
  }
  if (n_elements > 0)
    start_line (text, level);
  g_string_append_c (text, ']');
}

/* Appends a string in quotation marks, but only one that is UTF-8 and in which nothing needs to be
 * escaped; returns whether it is. */
gboolean
tpk_json_append_plain (GString    *text,
                       const char *value)
{
  const char *end = value;

  while ((guchar) *end >= ' ' && *end != '"' && *end != '\\' && *end != '\x7f')
    end++;
  if (*end != '\0' || !g_utf8_validate_len (value, end - value, NULL))
    return FALSE;

  g_string_append_c (text, '"');
  g_string_append_len (text, value, end - value);
  g_string_append_c (text, '"');

  return TRUE;
}
