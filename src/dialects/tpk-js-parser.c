/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-js-parser"

#include "config.h"

#include "tpk-js-parser-private.h"

#include <string.h>

/*
 * What the reader of JavaScript stands on: its tokens, its depth, the names it knows.
 */

void
tpk_js_advance (TpkJsParser *self)
{
  TpkJsToken first = self->ahead[0];

  /* Too much: what is left is not read, and tpk_js_script_parse() says so. */
  if (self->n_nodes > TPK_JS_MAX_NODES)
    self->lexer.cursor = self->lexer.end;

  self->ahead[0] = self->ahead[1];
  self->ahead[1] = self->ahead[2];
  self->ahead[2] = first;
  tpk_js_lexer_next (&self->lexer, &self->ahead[2]);
}

gboolean
tpk_js_take (TpkJsParser *self,
             char         punctuator)
{
  if (!tpk_js_at (self, punctuator))
    return FALSE;

  tpk_js_advance (self);
  return TRUE;
}

/* Takes @closer; at the end of the text says that it is missing. */
gboolean
tpk_js_take_closer (TpkJsParser *self,
                    char         closer)
{
  if (tpk_js_kind (self) == TPK_JS_TOKEN_END) {
    self->script->truncated = TRUE;
    return TRUE;
  }

  return tpk_js_take (self, closer);
}

void
tpk_js_value_clear (TpkJsValue *value)
{
  g_clear_pointer (&value->node, json_node_unref);
}

TpkJsValue
tpk_js_new_value (TpkJsParser *self,
                  JsonNode    *node,
                  guint        height)
{
  self->n_nodes++;
  return (TpkJsValue) { node, height };
}

/* Steps over what is nested too deeply, without recursion. The opening bracket was taken. */
void
tpk_js_skip_nested (TpkJsParser *self)
{
  gsize open = 1;

  while (open > 0 && tpk_js_kind (self) != TPK_JS_TOKEN_END) {
    if (tpk_js_at (self, '{') || tpk_js_at (self, '[') || tpk_js_at (self, '('))
      open++;
    else if (tpk_js_at_closer (self))
      open--;
    tpk_js_advance (self);
  }
}

gboolean
tpk_js_enter (TpkJsParser *self)
{
  tpk_js_advance (self);

  if (self->depth >= TPK_JS_MAX_DEPTH) {
    tpk_js_skip_nested (self);
    return FALSE;
  }

  self->depth++;
  return TRUE;
}

void
tpk_js_leave (TpkJsParser *self)
{
  self->depth--;
}

void
tpk_js_bind (TpkJsParser *self,
             const char  *name,
             TpkJsValue  *value,
             gsize        weight)
{
  TpkJsBinding *binding;

  if (self->script->bindings->len >= TPK_JS_MAX_CALLS)
    return;

  binding = g_new0 (TpkJsBinding, 1);
  binding->name = g_strdup (name);
  binding->height = value->height;
  binding->weight = weight;
  binding->node = g_steal_pointer (&value->node);

  g_ptr_array_add (self->script->bindings, binding);
  g_hash_table_replace (self->bindings, binding->name, binding);
}

/* The member that @members, names with dots between them, lead to in @node. */
static JsonNode *
find_member (JsonNode   *node,
             const char *members)
{
  g_auto (GStrv) names = g_strsplit (members, ".", TPK_JS_MAX_DEPTH);

  for (guint i = 0; node != NULL && names[i] != NULL; i++)
    node = JSON_NODE_HOLDS_OBJECT (node)
             ? json_object_get_member (json_node_get_object (node), names[i])
             : NULL;

  return node;
}

TpkJsValue
tpk_js_resolve (TpkJsParser *self,
                const char  *path)
{
  TpkJsBinding *binding = g_hash_table_lookup (self->bindings, path);
  const char *dot = binding == NULL ? strchr (path, '.') : NULL;
  JsonNode *node;

  if (dot != NULL) {
    g_autofree char *base = g_strndup (path, dot - path);

    binding = g_hash_table_lookup (self->bindings, base);
  }

  if (*path == '\0' || binding == NULL || self->depth + binding->height > TPK_JS_MAX_DEPTH ||
      self->n_nodes + binding->weight > TPK_JS_MAX_NODES)
    return TPK_JS_UNKNOWN;

  node = dot != NULL ? find_member (binding->node, dot + 1) : binding->node;
  if (node == NULL)
    return TPK_JS_UNKNOWN;

  /* A member is at most as large as the whole. */
  self->n_nodes += binding->weight;
  return (TpkJsValue) { json_node_copy (node), binding->height };
}
