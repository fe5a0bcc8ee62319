/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-js-value"

#include "config.h"

#include "tpk-js-parser-private.h"

#include <math.h>
#include <string.h>

/*
 * Values: literals, names, calls, functions. A value that is no literal is not known; its tokens
 * are read all the same, for there may be calls in it.
 */

static JsonNode *
node_or_null (TpkJsValue *value)
{
  if (value->node != NULL)
    return g_steal_pointer (&value->node);

  return json_node_new (JSON_NODE_NULL);
}

static TpkJsValue
parse_array (TpkJsParser *self)
{
  g_autoptr (JsonArray) array = json_array_new ();
  JsonNode *node;
  guint height = 0;

  if (!tpk_js_enter (self))
    return TPK_JS_UNKNOWN;

  while (!tpk_js_take_closer (self, ']')) {
    g_auto (TpkJsValue) value = TPK_JS_UNKNOWN;

    if (tpk_js_kind (self) == TPK_JS_TOKEN_DOTS || tpk_js_at_any (self, ",;)]}")) {
      tpk_js_advance (self);
      continue;
    }

    value = tpk_js_read_expression (self);
    height = MAX (height, value.height);
    json_array_add_element (array, node_or_null (&value));
  }

  tpk_js_leave (self);
  node = json_node_init_array (json_node_alloc (), array);
  return tpk_js_new_value (self, node, height + 1);
}

/* `...name` in an object: its members become members of this one. */
static void
parse_spread (TpkJsParser *self,
              JsonObject  *object,
              guint       *height)
{
  g_auto (TpkJsValue) value = TPK_JS_UNKNOWN;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  tpk_js_advance (self);
  if (tpk_js_at (self, ',') || tpk_js_at_closer (self) || tpk_js_kind (self) == TPK_JS_TOKEN_END)
    return;

  value = tpk_js_read_expression (self);
  if (value.node == NULL || !JSON_NODE_HOLDS_OBJECT (value.node))
    return;

  json_object_iter_init (&iter, json_node_get_object (value.node));
  while (json_object_iter_next (&iter, &name, &member))
    json_object_set_member (object, name, json_node_copy (member));

  *height = MAX (*height, value.height);
}

static void
set_member (JsonObject *object,
            const char *name,
            TpkJsValue *value,
            guint      *height)
{
  *height = MAX (*height, value->height);
  json_object_set_member (object, name, node_or_null (value));
}

/* A key, and its value: after a colon, or the name itself. */
static void
parse_member (TpkJsParser *self,
              JsonObject  *object,
              guint       *height)
{
  g_autofree char *name = g_strdup (self->ahead[0].text);
  gboolean is_name = tpk_js_kind (self) == TPK_JS_TOKEN_NAME;
  g_auto (TpkJsValue) value = TPK_JS_UNKNOWN;

  if (name == NULL)
    name = g_strdup_printf ("%.17g", self->ahead[0].number);

  tpk_js_advance (self);

  if (tpk_js_take (self, ':')) {
    gboolean undefined = tpk_js_at_name (self, "undefined");

    if (tpk_js_at (self, ',') || tpk_js_at_closer (self))
      return;

    value = tpk_js_read_expression (self);
    if (!undefined)
      set_member (object, name, &value, height);
  } else if (is_name && (tpk_js_at (self, ',') || tpk_js_at (self, '}'))) {
    value = tpk_js_resolve (self, name);
    set_member (object, name, &value, height);
  }
}

static gboolean
at_key (TpkJsParser *self)
{
  return tpk_js_kind (self) == TPK_JS_TOKEN_NAME || tpk_js_kind (self) == TPK_JS_TOKEN_STRING ||
         tpk_js_kind (self) == TPK_JS_TOKEN_NUMBER;
}

static TpkJsValue
parse_object (TpkJsParser *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonNode *node;
  guint height = 0;

  if (!tpk_js_enter (self))
    return TPK_JS_UNKNOWN;

  while (!tpk_js_take_closer (self, '}')) {
    g_auto (TpkJsValue) junk = TPK_JS_UNKNOWN;

    if (tpk_js_kind (self) == TPK_JS_TOKEN_DOTS)
      parse_spread (self, object, &height);
    else if (at_key (self))
      parse_member (self, object, &height);
    else if (tpk_js_at (self, '[') || tpk_js_at (self, '(') || tpk_js_at (self, '{'))
      junk = tpk_js_read_expression (self);
    else
      tpk_js_advance (self);
  }

  tpk_js_leave (self);
  node = json_node_init_object (json_node_alloc (), object);
  return tpk_js_new_value (self, node, height + 1);
}

void
tpk_js_read_block (TpkJsParser *self)
{
  if (!tpk_js_enter (self))
    return;

  tpk_js_read_statements (self, '}');
  tpk_js_leave (self);
}

/* What is between parentheses. @arguments: (nullable): where the values go.
 * Returns: the last value, for a group */
static TpkJsValue
parse_group (TpkJsParser *self,
             JsonArray   *arguments)
{
  TpkJsValue last = TPK_JS_UNKNOWN;

  if (!tpk_js_enter (self))
    return TPK_JS_UNKNOWN;

  while (!tpk_js_take_closer (self, ')')) {
    if (tpk_js_kind (self) == TPK_JS_TOKEN_DOTS || tpk_js_at_any (self, ",;)]}")) {
      tpk_js_advance (self);
      continue;
    }

    tpk_js_value_clear (&last);
    last = tpk_js_read_expression (self);
    if (arguments != NULL) {
      json_array_add_element (arguments, node_or_null (&last));
      last.height = 0;
    }
  }

  tpk_js_leave (self);
  return last;
}

static void
parse_call (TpkJsParser *self,
            const char  *callee)
{
  g_autoptr (JsonArray) arguments = json_array_new ();
  g_auto (TpkJsValue) last = TPK_JS_UNKNOWN;
  TpkJsCall *call = NULL;

  /* Kept before its arguments are read: calls in a callback come after the call it is given to. */
  if (self->script->calls->len < TPK_JS_MAX_CALLS) {
    call = g_new0 (TpkJsCall, 1);
    call->callee = g_strdup (callee);
    call->arguments = json_array_ref (arguments);
    call->awaited = self->awaits;
    g_ptr_array_add (self->script->calls, call);
  }
  self->awaits = FALSE;

  last = parse_group (self, arguments);
  if (call != NULL && tpk_js_at (self, '.') && tpk_js_token_is_name (&self->ahead[1], "then"))
    call->awaited = TRUE;
}

void
tpk_js_read_function (TpkJsParser *self)
{
  g_auto (TpkJsValue) parameters = TPK_JS_UNKNOWN;

  tpk_js_advance (self);
  tpk_js_take (self, '*');
  if (tpk_js_kind (self) == TPK_JS_TOKEN_NAME)
    tpk_js_advance (self);
  if (tpk_js_at (self, '('))
    parameters = parse_group (self, NULL);
  if (tpk_js_at (self, '{'))
    tpk_js_read_block (self);
}

/* What follows a value: members, calls, an index. @path: the names so far, empty when the value is
 * no name. Returns: whether the value became another */
static gboolean
parse_suffixes (TpkJsParser *self,
                GString     *path)
{
  gboolean changed = FALSE;

  while (TRUE) {
    if (tpk_js_at (self, '.') && self->ahead[1].kind == TPK_JS_TOKEN_NAME) {
      tpk_js_advance (self);
      g_string_append_printf (path, ".%s", self->ahead[0].text);
      tpk_js_advance (self);
    } else if (tpk_js_at (self, '(') && !self->ahead[0].starts_line) {
      parse_call (self, path->str);
      g_string_truncate (path, 0);
    } else if (tpk_js_at (self, '[') && !self->ahead[0].starts_line) {
      g_auto (TpkJsValue) index = parse_array (self);

      g_string_truncate (path, 0);
    } else
      return changed;

    changed = TRUE;
  }
}

/* A name with what follows it. @path: what it refers to afterwards, empty when that has no name */
void
tpk_js_read_reference (TpkJsParser *self,
                       GString     *path)
{
  if (tpk_js_at_name (self, "new")) {
    tpk_js_advance (self);
    g_string_append (path, "new ");
  }

  if (tpk_js_kind (self) == TPK_JS_TOKEN_NAME) {
    g_string_append (path, self->ahead[0].text);
    tpk_js_advance (self);
  }

  parse_suffixes (self, path);
}

static TpkJsValue
parse_name (TpkJsParser *self)
{
  g_autoptr (GString) path = g_string_new (NULL);

  tpk_js_read_reference (self, path);
  return tpk_js_resolve (self, path->str);
}

static TpkJsValue
parse_keyword (TpkJsParser *self,
               gboolean    *known)
{
  JsonNode *node;

  *known = TRUE;

  if (tpk_js_at_name (self, "true") || tpk_js_at_name (self, "false")) {
    node = json_node_init_boolean (json_node_alloc (), tpk_js_at_name (self, "true"));
    tpk_js_advance (self);
    return tpk_js_new_value (self, node, 0);
  }
  if (tpk_js_at_name (self, "null") || tpk_js_at_name (self, "undefined")) {
    tpk_js_advance (self);
    return tpk_js_new_value (self, json_node_new (JSON_NODE_NULL), 0);
  }
  if (tpk_js_at_name (self, "function") || tpk_js_at_name (self, "class")) {
    tpk_js_read_function (self);
    return TPK_JS_UNKNOWN;
  }

  *known = FALSE;
  return TPK_JS_UNKNOWN;
}

static TpkJsValue
parse_literal (TpkJsParser *self)
{
  TpkJsToken *token = &self->ahead[0];
  JsonNode *node = json_node_alloc ();
  double number = token->number;

  if (token->kind == TPK_JS_TOKEN_STRING)
    json_node_init_string (node, token->text);
  else if (!isfinite (number))
    json_node_init_null (node);
  else if (number >= -9007199254740992.0 && number <= 9007199254740992.0 &&
           number == (double) (gint64) number)
    json_node_init_int (node, (gint64) number);
  else
    json_node_init_double (node, number);

  tpk_js_advance (self);
  return tpk_js_new_value (self, node, 0);
}

TpkJsValue
tpk_js_read_operand (TpkJsParser *self)
{
  g_autoptr (GString) path = g_string_new (NULL);
  TpkJsValue value = TPK_JS_UNKNOWN;
  gboolean known;

  switch (tpk_js_kind (self)) {
  case TPK_JS_TOKEN_STRING:
  case TPK_JS_TOKEN_NUMBER:
    value = parse_literal (self);
    break;

  case TPK_JS_TOKEN_NAME:
    value = parse_keyword (self, &known);
    return known ? value : parse_name (self);

  case TPK_JS_TOKEN_PUNCTUATOR:
    if (tpk_js_at (self, '['))
      value = parse_array (self);
    else if (tpk_js_at (self, '{'))
      value = parse_object (self);
    else if (tpk_js_at (self, '('))
      value = parse_group (self, NULL);
    else
      tpk_js_advance (self);
    break;

  case TPK_JS_TOKEN_TEMPLATE:
  case TPK_JS_TOKEN_ARROW:
  case TPK_JS_TOKEN_DOTS:
  case TPK_JS_TOKEN_END:
  default:
    tpk_js_advance (self);
    break;
  }

  if (parse_suffixes (self, path))
    tpk_js_value_clear (&value);

  return value;
}
