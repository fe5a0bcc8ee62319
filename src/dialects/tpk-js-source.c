/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-js-source"

#include "config.h"

#include "tpk-js-source.h"

#include "model/tpk-json.h"
#include "tpk-text-url.h"

#include <string.h>

/* `pc1` and `pc2` are given the same configuration in most examples. Equal values are looked for
 * among so many that came before. */
#define N_COMPARED 16

struct _TpkJsSource
{
  JsonNode    *json;           /* (nullable) (owned) */
  TpkJsScript *script;         /* (nullable) (owned): when it is no JSON */
};

/**
 * tpk_js_source_new:
 * @text: valid UTF-8
 * @error: return location
 *
 * Reads @text as JSON if it is JSON, else as JavaScript; of a page with code between Markdown
 * fences, the code.
 *
 * Returns: (transfer full): the source, or %NULL with an error of tpk_js_script_parse()
 */
TpkJsSource *
tpk_js_source_new (const char  *text,
                   GError     **error)
{
  g_autoptr (TpkJsSource) self = NULL;
  g_autofree char *code = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_new0 (TpkJsSource, 1);
  self->json = tpk_json_parse (text, -1, TPK_JS_MAX_BYTES, NULL);
  if (self->json != NULL)
    return g_steal_pointer (&self);

  code = tpk_text_dup_code (text);
  self->script = tpk_js_script_parse (code != NULL ? code : text, -1, error);

  return self->script != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * tpk_js_source_free:
 * @self: (transfer full): what to free
 */
void
tpk_js_source_free (TpkJsSource *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->json, json_node_unref);
  g_clear_pointer (&self->script, tpk_js_script_free);
  g_free (self);
}

/**
 * tpk_js_source_get_script:
 * @self: a source
 *
 * Returns: (nullable) (transfer none): the script, or %NULL if the text is JSON
 */
TpkJsScript *
tpk_js_source_get_script (TpkJsSource *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->script;
}

/**
 * tpk_js_source_is_truncated:
 * @self: a source
 *
 * Returns: whether the text ended inside a bracket
 */
gboolean
tpk_js_source_is_truncated (TpkJsSource *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->script != NULL && tpk_js_script_is_truncated (self->script);
}

static void
add_match (GPtrArray  *found,
           JsonNode   *root,
           TpkJsMatch  match)
{
  g_autoptr (JsonNode) node = root != NULL ? match (root) : NULL;
  guint first = found->len > N_COMPARED ? found->len - N_COMPARED : 0;

  if (node == NULL)
    return;

  for (guint i = first; i < found->len; i++) {
    if (json_node_equal (g_ptr_array_index (found, i), node))
      return;
  }

  g_ptr_array_add (found, g_steal_pointer (&node));
}

static void
find_in_calls (TpkJsScript *script,
               GPtrArray   *found,
               TpkJsMatch   match)
{
  for (guint i = 0; i < tpk_js_script_get_n_calls (script); i++) {
    JsonArray *arguments = tpk_js_script_get_arguments (script, i);

    for (guint j = 0; j < json_array_get_length (arguments); j++)
      add_match (found, json_array_get_element (arguments, j), match);
  }
}

/**
 * tpk_js_source_find:
 * @self: a source
 * @match: tells whether a value is wanted
 *
 * Looks for values where they are most likely to be in use: in the arguments of calls, then among
 * those that stand by themselves, then behind names. Only the first of these places that has any
 * counts, for a value in a later one is mostly a part of it. Equal values are found once.
 *
 * Returns: (transfer full) (element-type JsonNode): what was found
 */
GPtrArray *
tpk_js_source_find (TpkJsSource *self,
                    TpkJsMatch   match)
{
  GPtrArray *found;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (match != NULL, NULL);

  found = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);

  if (self->json != NULL) {
    add_match (found, self->json, match);
    return found;
  }

  find_in_calls (self->script, found, match);

  if (found->len == 0) {
    for (guint i = 0; i < tpk_js_script_get_n_literals (self->script); i++)
      add_match (found, tpk_js_script_get_literal (self->script, i), match);
  }

  if (found->len == 0) {
    for (guint i = 0; i < tpk_js_script_get_n_bindings (self->script); i++)
      add_match (found, tpk_js_script_get_binding (self->script, i), match);
  }

  return found;
}

static JsonObject *
find_owner_in_array (JsonArray  *array,
                     const char *member)
{
  JsonObject *owner = NULL;

  for (guint i = 0; owner == NULL && i < json_array_get_length (array); i++)
    owner = tpk_js_find_owner (json_array_get_element (array, i), member);

  return owner;
}

/**
 * tpk_js_find_owner:
 * @root: a value, no deeper than the readers allow
 * @member: the name of a member
 *
 * Returns: (nullable) (transfer none): the outermost object in @root that has @member
 */
JsonObject *
tpk_js_find_owner (JsonNode   *root,
                   const char *member)
{
  JsonObjectIter iter;
  JsonObject *object, *owner;
  JsonNode *node;

  g_return_val_if_fail (root != NULL, NULL);
  g_return_val_if_fail (member != NULL, NULL);

  if (JSON_NODE_HOLDS_ARRAY (root))
    return find_owner_in_array (json_node_get_array (root), member);
  if (!JSON_NODE_HOLDS_OBJECT (root))
    return NULL;

  object = json_node_get_object (root);
  if (json_object_has_member (object, member))
    return object;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, NULL, &node)) {
    owner = tpk_js_find_owner (node, member);
    if (owner != NULL)
      return owner;
  }

  return NULL;
}
