/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-yaml-lite"

#include "config.h"

#include "tpk-yaml-lite.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-dialect.h"
#include "tpk-yaml-lite-private.h"

/*
 * As much of YAML as servers' configurations have: mappings, sequences, lists and mappings in
 * brackets, quoted and plain scalars, comments. No anchors, tags or documents. A line that is none of
 * that is passed over, as a fragment may begin anywhere.
 */

typedef struct {
  GPtrArray *lines;          /* (element-type TpkYamlLine) */
  guint      position;
  gboolean   too_deep;
} Reader;

static JsonNode *read_block (Reader *self,
                             guint   depth);

static TpkYamlLine *
peek (Reader *self)
{
  return self->position < self->lines->len ? g_ptr_array_index (self->lines, self->position) : NULL;
}

static gboolean
is_item (const TpkYamlLine *line)
{
  return line->text[0] == '-' && (line->text[1] == '\0' || line->text[1] == ' ');
}

/* The key of a line, and where what follows its colon begins; %NULL when there is no key. */
static char *
dup_key (const TpkYamlLine  *line,
         const char        **rest)
{
  const char *p = line->text;
  g_autofree char *key = NULL;

  if (*p == '[' || *p == '{')
    return NULL;

  key = tpk_yaml_scalar (&p, FALSE);
  p += strspn (p, " \t");
  if (*p != ':')
    return NULL;

  *rest = p + 1 + strspn (p + 1, " \t");
  return g_steal_pointer (&key);
}

/* Brackets may close some lines later. */
static JsonNode *
read_brackets (Reader     *self,
               const char *text,
               guint       depth)
{
  g_autoptr (GString) whole = g_string_new (text);

  while (!tpk_yaml_is_closed (whole->str) && peek (self) != NULL &&
         whole->len < TPK_YAML_LITE_MAX_BYTES) {
    g_string_append_printf (whole, " %s", peek (self)->text);
    self->position++;
  }

  return tpk_yaml_flow (whole->str, depth);
}

/* “|” and “>”: the lines below, as they are. */
static JsonNode *
read_block_scalar (Reader *self,
                   guint   indent)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (TpkYamlLine *line = peek (self); line != NULL && line->indent > indent;
       line = peek (self)) {
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line->text);
    self->position++;
  }

  return json_node_init_string (json_node_alloc (), text->str);
}

/* What follows a colon or a dash on its line, which is behind already. */
static JsonNode *
read_inline (Reader     *self,
             const char *text,
             guint       indent,
             guint       depth)
{
  g_autofree char *scalar = NULL;

  if (*text == '[' || *text == '{')
    return read_brackets (self, text, depth);
  if ((*text == '|' || *text == '>') && strspn (text + 1, "+-0123456789") == strlen (text + 1))
    return read_block_scalar (self, indent);

  if (*text == '"' || *text == '\'')
    scalar = tpk_yaml_scalar (&text, FALSE);
  else
    scalar = g_strdup (text);

  return json_node_init_string (json_node_alloc (), scalar);
}

static JsonNode *
read_value (Reader     *self,
            const char *text,
            guint       indent,
            guint       depth)
{
  TpkYamlLine *next = peek (self);

  if (*text != '\0')
    return read_inline (self, text, indent, depth);

  /* The items of a mapping's list may stand as far left as its key. */
  if (next != NULL && (next->indent > indent || (next->indent == indent && is_item (next))))
    return read_block (self, depth + 1);

  return json_node_new (JSON_NODE_NULL);
}

static JsonNode *
read_item (Reader      *self,
           TpkYamlLine *line,
           guint        depth)
{
  gsize skip = 1 + strspn (line->text + 1, " \t");
  TpkYamlLine *next;

  if (line->text[skip] != '\0') {
    /* What follows the dash is a block of its own, as far right as it stands. */
    memmove (line->text, line->text + skip, strlen (line->text + skip) + 1);
    line->indent += (guint) skip;
    return read_block (self, depth + 1);
  }

  self->position++;
  next = peek (self);
  if (next != NULL && next->indent > line->indent)
    return read_block (self, depth + 1);

  return json_node_new (JSON_NODE_NULL);
}

static JsonNode *
read_sequence (Reader *self,
               guint   indent,
               guint   depth)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (TpkYamlLine *line = peek (self);
       line != NULL && line->indent == indent && is_item (line) && !self->too_deep;
       line = peek (self))
    json_array_add_element (array, read_item (self, line, depth));

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
read_mapping (Reader *self,
              guint   indent,
              guint   depth)
{
  g_autoptr (JsonObject) object = json_object_new ();

  for (TpkYamlLine *line = peek (self); line != NULL && line->indent >= indent && !self->too_deep;
       line = peek (self)) {
    const char *rest = NULL;
    g_autofree char *key = NULL;

    if (line->indent == indent && is_item (line))
      break;

    self->position++;
    key = line->indent == indent ? dup_key (line, &rest) : NULL;
    if (key != NULL)
      json_object_set_member (object, key, read_value (self, rest, indent, depth));
  }

  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
read_block (Reader *self,
            guint   depth)
{
  TpkYamlLine *line = peek (self);
  g_autofree char *key = NULL;
  const char *rest;

  if (depth >= TPK_YAML_LITE_MAX_DEPTH) {
    self->too_deep = TRUE;
    self->position = self->lines->len;
  }
  if (line == NULL || self->too_deep)
    return json_node_new (JSON_NODE_NULL);

  if (is_item (line))
    return read_sequence (self, line->indent, depth);

  key = dup_key (line, &rest);
  if (key != NULL)
    return read_mapping (self, line->indent, depth);

  self->position++;
  return read_inline (self, line->text, line->indent, depth);
}

/* A fragment may begin further right than it goes on; its parts come together. */
static void
merge (JsonObject *whole,
       JsonNode   *part)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  if (!JSON_NODE_HOLDS_OBJECT (part))
    return;

  json_object_iter_init (&iter, json_node_get_object (part));
  while (json_object_iter_next (&iter, &member, &node))
    json_object_set_member (whole, member, json_node_copy (node));
}

/**
 * tpk_yaml_lite_read:
 * @text: UTF-8
 * @error: return location for an error of %TPK_DIALECT_ERROR
 *
 * Reads as much of YAML as configurations of servers have. Every scalar is a string.
 *
 * Returns: (transfer full): an object, empty when @text has no mapping
 */
JsonNode *
tpk_yaml_lite_read (const char  *text,
                    GError     **error)
{
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (JsonObject) whole = json_object_new ();
  Reader self = { 0 };

  g_return_val_if_fail (text != NULL, NULL);

  if (strlen (text) > TPK_YAML_LITE_MAX_BYTES) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE,
                         _("The text is larger than 1 MiB. Take the part that names the servers."));
    return NULL;
  }

  lines = tpk_yaml_split (text);
  self.lines = lines;
  while (self.position < lines->len) {
    g_autoptr (JsonNode) part = read_block (&self, 0);

    merge (whole, part);
  }

  if (self.too_deep) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                         _("The text is nested too deeply. Take the part that names the servers."));
    return NULL;
  }

  return json_node_init_object (json_node_alloc (), whole);
}
