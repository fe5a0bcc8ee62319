/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-js-reader.h"

G_BEGIN_DECLS

typedef struct {
  char      *callee;
  JsonArray *arguments;
  gboolean   awaited;          /* what follows comes after its end */
} TpkJsCall;

typedef struct {
  char     *name;
  JsonNode *node;              /* (nullable) (owned): %NULL when the value is not known */
  guint     height;            /* levels of arrays and objects in @node */
  gsize     weight;            /* nodes in @node */
} TpkJsBinding;

struct _TpkJsScript
{
  GPtrArray *calls;            /* (element-type TpkJsCall) */
  GPtrArray *bindings;         /* (element-type TpkJsBinding) */
  GPtrArray *literals;         /* (element-type JsonNode) */
  gboolean   truncated;
};

TpkJsScript *tpk_js_script_new (void);

G_END_DECLS
