/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define TPK_JS_MAX_BYTES (8 * 1024 * 1024)
#define TPK_JS_MAX_DEPTH 64

/* The literals and calls of a piece of JavaScript. */
typedef struct _TpkJsScript TpkJsScript;

TpkJsScript *tpk_js_script_parse            (const char  *text,
                                             gssize       length,
                                             GError     **error);
void         tpk_js_script_free             (TpkJsScript *self);

guint        tpk_js_script_get_n_calls      (TpkJsScript *self);
const char  *tpk_js_script_get_callee       (TpkJsScript *self,
                                             guint        position);
JsonArray   *tpk_js_script_get_arguments    (TpkJsScript *self,
                                             guint        position);
gboolean     tpk_js_script_is_awaited       (TpkJsScript *self,
                                             guint        position);
guint        tpk_js_script_get_n_bindings   (TpkJsScript *self);
const char  *tpk_js_script_get_binding_name (TpkJsScript *self,
                                             guint        position);
JsonNode    *tpk_js_script_get_binding      (TpkJsScript *self,
                                             guint        position);
guint        tpk_js_script_get_n_literals   (TpkJsScript *self);
JsonNode    *tpk_js_script_get_literal      (TpkJsScript *self,
                                             guint        position);
gboolean     tpk_js_script_is_truncated     (TpkJsScript *self);

gboolean     tpk_js_callee_is               (const char  *callee,
                                             const char  *method);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkJsScript, tpk_js_script_free)

G_END_DECLS
