/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <string.h>

#include "tpk-js-lexer.h"
#include "tpk-js-script-private.h"

G_BEGIN_DECLS

/* A name bound to an array of names bound to arrays … grows without bound when it is resolved; so
 * does nothing that a person writes. */
#define TPK_JS_MAX_NODES 1000000

/* Calls and names beyond this many are not kept. */
#define TPK_JS_MAX_CALLS 100000

typedef struct {
  TpkJsLexer   lexer;
  TpkJsToken   ahead[3];       /* the token to read next, and those after it */
  guint        depth;
  gsize        n_nodes;
  gboolean     awaits;         /* the word stands before what is read */
  TpkJsScript *script;
  GHashTable  *bindings;       /* name → TpkJsBinding, the latest of that name */
} TpkJsParser;

typedef struct {
  JsonNode *node;              /* (nullable) (owned): %NULL when the value is not known */
  guint     height;            /* levels of arrays and objects */
} TpkJsValue;

#define TPK_JS_UNKNOWN ((TpkJsValue) { NULL, 0 })

static inline TpkJsTokenKind
tpk_js_kind (TpkJsParser *self)
{
  return self->ahead[0].kind;
}

static inline gboolean
tpk_js_at (TpkJsParser *self,
                  char         punctuator)
{
  return tpk_js_token_is_punctuator (&self->ahead[0], punctuator);
}

static inline gboolean
tpk_js_at_name (TpkJsParser *self,
                       const char  *name)
{
  return tpk_js_token_is_name (&self->ahead[0], name);
}

static inline gboolean
tpk_js_at_any (TpkJsParser *self,
               const char  *punctuators)
{
  return self->ahead[0].kind == TPK_JS_TOKEN_PUNCTUATOR && self->ahead[0].punctuator != '\0' &&
         strchr (punctuators, self->ahead[0].punctuator) != NULL;
}

static inline gboolean
tpk_js_at_closer (TpkJsParser *self)
{
  return tpk_js_at_any (self, ")]}");
}

void       tpk_js_advance         (TpkJsParser *self);
gboolean   tpk_js_take            (TpkJsParser *self,
                                          char         punctuator);
gboolean   tpk_js_take_closer     (TpkJsParser *self,
                                          char         closer);
void       tpk_js_skip_nested     (TpkJsParser *self);
gboolean   tpk_js_enter           (TpkJsParser *self);
void       tpk_js_leave           (TpkJsParser *self);

TpkJsValue tpk_js_new_value       (TpkJsParser *self,
                                          JsonNode    *node,
                                          guint        height);
void       tpk_js_bind            (TpkJsParser *self,
                                          const char  *name,
                                          TpkJsValue  *value,
                                          gsize        weight);
TpkJsValue tpk_js_resolve         (TpkJsParser *self,
                                          const char  *path);

void       tpk_js_read_function   (TpkJsParser *self);
void       tpk_js_read_block      (TpkJsParser *self);
void       tpk_js_read_reference  (TpkJsParser *self,
                                          GString     *path);
TpkJsValue tpk_js_read_operand    (TpkJsParser *self);
gboolean   tpk_js_at_operand      (TpkJsParser *self);
TpkJsValue tpk_js_read_expression (TpkJsParser *self);
void       tpk_js_read_statements (TpkJsParser *self,
                                          char         closer);

void       tpk_js_value_clear            (TpkJsValue  *value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TpkJsValue, tpk_js_value_clear)

G_END_DECLS
