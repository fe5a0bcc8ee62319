/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  TPK_JS_TOKEN_END,
  TPK_JS_TOKEN_NAME,
  TPK_JS_TOKEN_STRING,
  TPK_JS_TOKEN_NUMBER,
  TPK_JS_TOKEN_TEMPLATE,       /* a template with ${}, whose value is not known */
  TPK_JS_TOKEN_ARROW,          /* => */
  TPK_JS_TOKEN_DOTS,           /* three dots or more */
  TPK_JS_TOKEN_PUNCTUATOR,     /* any other single character */
} TpkJsTokenKind;

typedef struct {
  TpkJsTokenKind  kind;
  char            punctuator;
  gboolean        starts_line;
  double          number;
  char           *text;        /* (nullable) (owned): of a name or a string, decoded */
} TpkJsToken;

typedef struct {
  const char *cursor;
  const char *end;
  gboolean    no_more_templates;
} TpkJsLexer;

void     tpk_js_lexer_init           (TpkJsLexer       *self,
                                      const char       *text,
                                      gsize             length);
void     tpk_js_lexer_next           (TpkJsLexer       *self,
                                      TpkJsToken       *token);

void     tpk_js_token_clear          (TpkJsToken       *token);
gboolean tpk_js_token_is_punctuator  (const TpkJsToken *token,
                                      char              punctuator);
gboolean tpk_js_token_is_name        (const TpkJsToken *token,
                                      const char       *name);

G_END_DECLS
