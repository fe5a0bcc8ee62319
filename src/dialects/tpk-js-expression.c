/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-js-expression"

#include "config.h"

#include "tpk-js-parser-private.h"

#include <string.h>

/*
 * Expressions: a value, and what operators make of it. Only the sum of strings and numbers is
 * computed, for people break long addresses over lines; `as` of TypeScript changes no value.
 */

/* Longer sums are not computed: each step copies what came before. */
#define MAX_SUM_BYTES 4096

static gboolean
at_operator (TpkJsParser *self)
{
  static const char *const words[] = { "as", "satisfies", "in", "of", "instanceof", NULL };

  if (tpk_js_kind (self) == TPK_JS_TOKEN_ARROW)
    return TRUE;
  if (tpk_js_kind (self) == TPK_JS_TOKEN_NAME)
    return !self->ahead[0].starts_line && g_strv_contains (words, self->ahead[0].text);

  return tpk_js_at_any (self, "+-*/%<>=!&|^?:");
}

gboolean
tpk_js_at_operand (TpkJsParser *self)
{
  return tpk_js_kind (self) != TPK_JS_TOKEN_END && !tpk_js_at_any (self, ")]},;") &&
         !at_operator (self);
}

/* The type after `as`: a name, its parts, its parameters. */
static void
skip_type (TpkJsParser *self)
{
  while (tpk_js_kind (self) == TPK_JS_TOKEN_NAME || tpk_js_at_any (self, ".<>|") ||
         (tpk_js_at (self, '[') && tpk_js_token_is_punctuator (&self->ahead[1], ']'))) {
    if (self->ahead[0].starts_line)
      break;
    if (tpk_js_at (self, '['))
      tpk_js_advance (self);
    tpk_js_advance (self);
  }
}

static char *
dup_as_text (TpkJsValue *value)
{
  GType type = value->node != NULL && JSON_NODE_HOLDS_VALUE (value->node)
                 ? json_node_get_value_type (value->node)
                 : G_TYPE_INVALID;

  if (type == G_TYPE_STRING)
    return json_node_dup_string (value->node);
  if (type == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (value->node));

  return NULL;
}

static void
add_value (TpkJsValue *sum,
           TpkJsValue *value)
{
  g_autofree char *left = dup_as_text (sum);
  g_autofree char *right = dup_as_text (value);

  tpk_js_value_clear (sum);

  if (left != NULL && right != NULL && strlen (left) + strlen (right) <= MAX_SUM_BYTES) {
    g_autofree char *text = g_strconcat (left, right, NULL);

    sum->node = json_node_init_string (json_node_alloc (), text);
  }
}

static void
parse_operation (TpkJsParser *self,
                 TpkJsValue  *value)
{
  gboolean plus = tpk_js_at (self, '+');
  gboolean type = tpk_js_at_name (self, "as") || tpk_js_at_name (self, "satisfies");
  gboolean arrow = tpk_js_kind (self) == TPK_JS_TOKEN_ARROW;
  g_auto (TpkJsValue) right = TPK_JS_UNKNOWN;

  tpk_js_advance (self);

  if (type) {
    skip_type (self);
    return;
  }

  if (arrow && tpk_js_at (self, '{'))
    tpk_js_read_block (self);
  else if (tpk_js_at_operand (self))
    right = tpk_js_read_operand (self);

  if (plus)
    add_value (value, &right);
  else
    tpk_js_value_clear (value);
}

/* What stands before a value and leaves it alone, negates it, or makes another of it. */
typedef enum {
  PREFIX_NONE,
  PREFIX_SAME,
  PREFIX_NEGATIVE,
  PREFIX_OTHER,
} Prefix;

static gboolean
at_word_before_value (TpkJsParser       *self,
                      const char *const *words)
{
  return tpk_js_kind (self) == TPK_JS_TOKEN_NAME &&
         g_strv_contains (words, self->ahead[0].text) &&
         (self->ahead[1].kind == TPK_JS_TOKEN_NAME ||
          tpk_js_token_is_punctuator (&self->ahead[1], '{'));
}

static Prefix
take_prefix (TpkJsParser *self)
{
  static const char *const same[] = { "await", "async", "return", "yield", "throw", NULL };
  static const char *const other[] = { "typeof", "void", "delete", NULL };
  Prefix prefix = PREFIX_NONE;

  if (tpk_js_at (self, '-'))
    prefix = PREFIX_NEGATIVE;
  else if (tpk_js_at (self, '+') || at_word_before_value (self, same))
    prefix = PREFIX_SAME;
  else if (tpk_js_at_any (self, "!~") || at_word_before_value (self, other))
    prefix = PREFIX_OTHER;

  self->awaits |= tpk_js_at_name (self, "await");
  if (prefix != PREFIX_NONE)
    tpk_js_advance (self);

  return prefix;
}

static void
apply_prefix (TpkJsValue *value,
              Prefix      prefix)
{
  if (prefix == PREFIX_SAME || prefix == PREFIX_NONE)
    return;

  if (prefix == PREFIX_NEGATIVE && value->node != NULL && JSON_NODE_HOLDS_VALUE (value->node) &&
      json_node_get_value_type (value->node) == G_TYPE_INT64)
    json_node_set_int (value->node, -json_node_get_int (value->node));
  else
    tpk_js_value_clear (value);
}

/* Takes at least one token, unless it is at a closing bracket. */
TpkJsValue
tpk_js_read_expression (TpkJsParser *self)
{
  TpkJsValue value = TPK_JS_UNKNOWN;
  Prefix strongest = PREFIX_NONE;
  Prefix prefix;

  self->awaits = FALSE;
  while ((prefix = take_prefix (self)) != PREFIX_NONE)
    strongest = MAX (strongest, prefix);

  if (tpk_js_at_closer (self) || (strongest != PREFIX_NONE && !tpk_js_at_operand (self)))
    return TPK_JS_UNKNOWN;

  value = tpk_js_read_operand (self);
  apply_prefix (&value, strongest);

  while (at_operator (self))
    parse_operation (self, &value);

  return value;
}
