/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Appends the value of the member @name, or returns %FALSE to have the object's own written. */
typedef gboolean (*TpkJsonMemberFunc)  (GString    *text,
                                        guint       level,
                                        const char *name,
                                        gpointer    data);
/* Appends the element at @position. */
typedef void     (*TpkJsonElementFunc) (GString    *text,
                                        guint       level,
                                        guint       position,
                                        gpointer    data);

void     tpk_json_append_indent   (GString            *text,
                                   guint               level);
void     tpk_json_append_node     (GString            *text,
                                   guint               level,
                                   JsonNode           *node);
void     tpk_json_append_object   (GString            *text,
                                   guint               level,
                                   JsonObject         *object,
                                   TpkJsonMemberFunc   append,
                                   gpointer            data);
void     tpk_json_append_array    (GString            *text,
                                   guint               level,
                                   guint               n_elements,
                                   TpkJsonElementFunc  append,
                                   gpointer            data);
gboolean tpk_json_append_plain    (GString            *text,
                                   const char         *value);

G_END_DECLS
