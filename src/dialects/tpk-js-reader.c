/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-js-reader"

#include "config.h"

#include "tpk-js-reader.h"

#include "tpk-dialect.h"
#include "tpk-js-parser-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * A reader of JavaScript as people paste it: from documentation, with `...` in it; from a console,
 * with unquoted keys; cut off in the middle. It keeps what is literal (values, names bound to them,
 * calls with them) and steps over everything else. Nothing is ever executed, each token is read
 * once, and the depth, the number of values and the number of calls are bounded.
 */

static void
parse_bound_value (TpkJsParser *self,
                   const char  *name)
{
  gsize before = self->n_nodes;
  g_auto (TpkJsValue) value = TPK_JS_UNKNOWN;

  if (!tpk_js_at_operand (self) && !tpk_js_at (self, '-'))
    return;

  value = tpk_js_read_expression (self);
  tpk_js_bind (self, name, &value, self->n_nodes - before);
}

static void
skip_annotation (TpkJsParser *self)
{
  while (tpk_js_kind (self) != TPK_JS_TOKEN_END && !tpk_js_at_any (self, "=;,)]}")) {
    gboolean open = tpk_js_at_any (self, "{[(");

    tpk_js_advance (self);
    if (open)
      tpk_js_skip_nested (self);
  }
}

/* After `const`, `let` or `var`. */
static void
parse_declaration (TpkJsParser *self)
{
  do {
    g_autofree char *name = NULL;

    if (tpk_js_kind (self) != TPK_JS_TOKEN_NAME)
      return;

    name = g_strdup (self->ahead[0].text);
    tpk_js_advance (self);
    if (tpk_js_at (self, ':'))
      skip_annotation (self);
    if (tpk_js_take (self, '='))
      parse_bound_value (self, name);
  } while (tpk_js_take (self, ','));
}

static gboolean
at_label (TpkJsParser *self)
{
  return (tpk_js_kind (self) == TPK_JS_TOKEN_NAME || tpk_js_kind (self) == TPK_JS_TOKEN_STRING) &&
         tpk_js_token_is_punctuator (&self->ahead[1], ':');
}

static gboolean
at_object (TpkJsParser *self)
{
  return tpk_js_at (self, '{') && tpk_js_token_is_punctuator (&self->ahead[2], ':') &&
         (self->ahead[1].kind == TPK_JS_TOKEN_NAME || self->ahead[1].kind == TPK_JS_TOKEN_STRING);
}

/* `iceServers: [ … ]`, a member without the object around it. */
static void
parse_label (TpkJsParser *self)
{
  g_autofree char *name = g_strdup (self->ahead[0].text);

  tpk_js_advance (self);
  tpk_js_advance (self);
  parse_bound_value (self, name);
}

static void
parse_reference_statement (TpkJsParser *self)
{
  g_autoptr (GString) path = NULL;

  if (tpk_js_at_name (self, "await")) {
    self->awaits = TRUE;
    tpk_js_advance (self);
    return;
  }

  path = g_string_new (NULL);
  tpk_js_read_reference (self, path);
  self->awaits = FALSE;

  if (tpk_js_at (self, '=') && !tpk_js_token_is_punctuator (&self->ahead[1], '=')) {
    tpk_js_advance (self);
    parse_bound_value (self, path->str);
  }
}

static void
parse_literal_statement (TpkJsParser *self)
{
  g_auto (TpkJsValue) value = tpk_js_read_expression (self);

  if (value.node != NULL &&
      (JSON_NODE_HOLDS_OBJECT (value.node) || JSON_NODE_HOLDS_ARRAY (value.node)))
    g_ptr_array_add (self->script->literals, g_steal_pointer (&value.node));
}

static void
parse_statement (TpkJsParser *self)
{
  if (tpk_js_at_name (self, "const") || tpk_js_at_name (self, "let") ||
      tpk_js_at_name (self, "var")) {
    tpk_js_advance (self);
    parse_declaration (self);
  } else if (at_label (self))
    parse_label (self);
  else if (tpk_js_at_name (self, "function") || tpk_js_at_name (self, "class"))
    tpk_js_read_function (self);
  else if (tpk_js_kind (self) == TPK_JS_TOKEN_NAME)
    parse_reference_statement (self);
  else if (at_object (self) || tpk_js_at (self, '[') || tpk_js_at (self, '('))
    parse_literal_statement (self);
  else if (tpk_js_at (self, '{'))
    tpk_js_read_block (self);
  else
    tpk_js_advance (self);
}

void
tpk_js_read_statements (TpkJsParser *self,
                        char         closer)
{
  while (closer != '\0' ? !tpk_js_take_closer (self, closer)
                        : tpk_js_kind (self) != TPK_JS_TOKEN_END)
    parse_statement (self);
}

/**
 * tpk_js_script_parse:
 * @text: JavaScript or TypeScript, whole or in pieces
 * @length: the bytes of @text, or -1 when it ends with NUL
 * @error: return location
 *
 * Reads what is literal in @text: calls with their arguments, names with their values, arrays and
 * objects that stand by themselves. Names stand for what was bound to them earlier. Everything else
 * is stepped over; what is nested deeper than %TPK_JS_MAX_DEPTH is null.
 *
 * Returns: (transfer full): what was found, or %NULL with %TPK_DIALECT_ERROR_TOO_LARGE for more
 *   than
 *   %TPK_JS_MAX_BYTES, %TPK_DIALECT_ERROR_SYNTAX for what is not UTF-8
 */
TpkJsScript *
tpk_js_script_parse (const char  *text,
                     gssize       length,
                     GError     **error)
{
  g_autoptr (TpkJsScript) script = NULL;
  TpkJsParser self = { 0 };
  gsize n_bytes;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  n_bytes = length >= 0 ? (gsize) length : strlen (text);
  if (n_bytes > TPK_JS_MAX_BYTES) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE,
                         _("The text is larger than 8 MiB. Take the part that names the "
                           "servers."));
    return NULL;
  }
  if (!g_utf8_validate_len (text, n_bytes, NULL)) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                         _("This is not text (not UTF-8). Save it as plain text and try again."));
    return NULL;
  }

  script = tpk_js_script_new ();
  self.script = script;
  self.bindings = g_hash_table_new (g_str_hash, g_str_equal);
  tpk_js_lexer_init (&self.lexer, text, n_bytes);
  for (guint i = 0; i < G_N_ELEMENTS (self.ahead); i++)
    tpk_js_lexer_next (&self.lexer, &self.ahead[i]);

  tpk_js_read_statements (&self, '\0');

  for (guint i = 0; i < G_N_ELEMENTS (self.ahead); i++)
    tpk_js_token_clear (&self.ahead[i]);
  g_hash_table_unref (self.bindings);

  if (self.n_nodes > TPK_JS_MAX_NODES) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE,
                         _("The text has more than a million values. Take the part that names "
                           "the servers."));
    return NULL;
  }

  return g_steal_pointer (&script);
}
