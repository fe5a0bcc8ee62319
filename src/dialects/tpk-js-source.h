/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-js-reader.h"

G_BEGIN_DECLS

/* Where a configuration may be: a JSON document, or the values in a piece of JavaScript. */
typedef struct _TpkJsSource TpkJsSource;

/* Returns: (nullable) (transfer full): the wanted value in @root, or @root itself */
typedef JsonNode *(* TpkJsMatch) (JsonNode *root);

TpkJsSource *tpk_js_source_new          (const char  *text,
                                         GError     **error);
void         tpk_js_source_free         (TpkJsSource *self);

TpkJsScript *tpk_js_source_get_script   (TpkJsSource *self);
gboolean     tpk_js_source_is_truncated (TpkJsSource *self);
GPtrArray   *tpk_js_source_find         (TpkJsSource *self,
                                         TpkJsMatch   match);

JsonObject  *tpk_js_find_owner          (JsonNode    *root,
                                         const char  *member);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkJsSource, tpk_js_source_free)

G_END_DECLS
