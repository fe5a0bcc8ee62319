/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-js-script"

#include "config.h"

#include "tpk-js-script-private.h"

#include <string.h>

/*
 * TpkJsScript:
 *
 * What tpk_js_script_parse() found, in the order of the text.
 */

static void
js_call_free (TpkJsCall *call)
{
  g_free (call->callee);
  json_array_unref (call->arguments);
  g_free (call);
}

static void
js_binding_free (TpkJsBinding *binding)
{
  g_free (binding->name);
  g_clear_pointer (&binding->node, json_node_unref);
  g_free (binding);
}

TpkJsScript *
tpk_js_script_new (void)
{
  TpkJsScript *self = g_new0 (TpkJsScript, 1);

  self->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) js_call_free);
  self->bindings = g_ptr_array_new_with_free_func ((GDestroyNotify) js_binding_free);
  self->literals = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);

  return self;
}

/**
 * tpk_js_script_free:
 * @self: (transfer full): what to free
 */
void
tpk_js_script_free (TpkJsScript *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->calls);
  g_ptr_array_unref (self->bindings);
  g_ptr_array_unref (self->literals);
  g_free (self);
}

/**
 * tpk_js_script_get_n_calls:
 * @self: a script
 *
 * Returns: the number of calls, those inside function bodies counted where they stand
 */
guint
tpk_js_script_get_n_calls (TpkJsScript *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->calls->len;
}

/**
 * tpk_js_script_get_callee:
 * @self: a script
 * @position: less than tpk_js_script_get_n_calls()
 *
 * Returns: what is called, as `client.startProxyServer` or `new CallClient`
 */
const char *
tpk_js_script_get_callee (TpkJsScript *self,
                          guint        position)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (position < self->calls->len, NULL);

  return ((TpkJsCall *) g_ptr_array_index (self->calls, position))->callee;
}

/**
 * tpk_js_script_get_arguments:
 * @self: a script
 * @position: less than tpk_js_script_get_n_calls()
 *
 * Returns: (transfer none): the arguments, with null for what is no literal
 */
JsonArray *
tpk_js_script_get_arguments (TpkJsScript *self,
                             guint        position)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (position < self->calls->len, NULL);

  return ((TpkJsCall *) g_ptr_array_index (self->calls, position))->arguments;
}

/**
 * tpk_js_script_is_awaited:
 * @self: a script
 * @position: less than tpk_js_script_get_n_calls()
 *
 * Returns: whether the script goes on when the call has ended: by `await`, or in `.then()`
 */
gboolean
tpk_js_script_is_awaited (TpkJsScript *self,
                          guint        position)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (position < self->calls->len, FALSE);

  return ((TpkJsCall *) g_ptr_array_index (self->calls, position))->awaited;
}

/**
 * tpk_js_script_get_n_bindings:
 * @self: a script
 *
 * Returns: the number of names that were given a value
 */
guint
tpk_js_script_get_n_bindings (TpkJsScript *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->bindings->len;
}

/**
 * tpk_js_script_get_binding_name:
 * @self: a script
 * @position: less than tpk_js_script_get_n_bindings()
 *
 * Returns: the name, with its dots: `config.iceServers`
 */
const char *
tpk_js_script_get_binding_name (TpkJsScript *self,
                                guint        position)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (position < self->bindings->len, NULL);

  return ((TpkJsBinding *) g_ptr_array_index (self->bindings, position))->name;
}

/**
 * tpk_js_script_get_binding:
 * @self: a script
 * @position: less than tpk_js_script_get_n_bindings()
 *
 * Returns: (transfer none) (nullable): the value, or %NULL when it is no literal
 */
JsonNode *
tpk_js_script_get_binding (TpkJsScript *self,
                           guint        position)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (position < self->bindings->len, NULL);

  return ((TpkJsBinding *) g_ptr_array_index (self->bindings, position))->node;
}

/**
 * tpk_js_script_get_n_literals:
 * @self: a script
 *
 * Returns: the number of arrays and objects that stand by themselves
 */
guint
tpk_js_script_get_n_literals (TpkJsScript *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->literals->len;
}

/**
 * tpk_js_script_get_literal:
 * @self: a script
 * @position: less than tpk_js_script_get_n_literals()
 *
 * Returns: (transfer none): an array or object that is neither bound nor an argument
 */
JsonNode *
tpk_js_script_get_literal (TpkJsScript *self,
                           guint        position)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (position < self->literals->len, NULL);

  return g_ptr_array_index (self->literals, position);
}

/**
 * tpk_js_script_is_truncated:
 * @self: a script
 *
 * Returns: whether the text ended inside a bracket
 */
gboolean
tpk_js_script_is_truncated (TpkJsScript *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->truncated;
}

/**
 * tpk_js_callee_is:
 * @callee: from tpk_js_script_get_callee()
 * @method: a method's name
 *
 * Returns: whether @callee calls @method, of any object
 */
gboolean
tpk_js_callee_is (const char *callee,
                  const char *method)
{
  const char *dot;

  g_return_val_if_fail (callee != NULL, FALSE);
  g_return_val_if_fail (method != NULL, FALSE);

  dot = strrchr (callee, '.');
  return strcmp (dot != NULL ? dot + 1 : callee, method) == 0;
}
