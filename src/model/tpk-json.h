/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define TPK_JSON_ERROR (tpk_json_error_quark ())

typedef enum {
  TPK_JSON_ERROR_SYNTAX,       /* not JSON, truncated, not UTF-8 */
  TPK_JSON_ERROR_TOO_LARGE,
  TPK_JSON_ERROR_TOO_DEEP,
  TPK_JSON_ERROR_TYPE,         /* a member has the wrong type */
  TPK_JSON_ERROR_VALUE,        /* a member has a value that cannot be */
  TPK_JSON_ERROR_SCHEMA,       /* written by a later version */
} TpkJsonError;

GQuark      tpk_json_error_quark   (void);

JsonNode   *tpk_json_parse         (const char  *data,
                                    gssize       length,
                                    gsize        max_bytes,
                                    GError     **error);
char       *tpk_json_to_string     (JsonNode    *node,
                                    gboolean     pretty);

gboolean    tpk_json_get_string    (JsonObject  *object,
                                    const char  *member,
                                    const char **value,
                                    GError     **error);
gboolean    tpk_json_get_boolean   (JsonObject  *object,
                                    const char  *member,
                                    gboolean    *value,
                                    GError     **error);
gboolean    tpk_json_get_int       (JsonObject  *object,
                                    const char  *member,
                                    gint64       minimum,
                                    gint64       maximum,
                                    gint64      *value,
                                    GError     **error);
gboolean    tpk_json_get_array     (JsonObject  *object,
                                    const char  *member,
                                    JsonArray  **value,
                                    GError     **error);
gboolean    tpk_json_get_object    (JsonObject  *object,
                                    const char  *member,
                                    JsonObject **value,
                                    GError     **error);
gboolean    tpk_json_get_objects   (JsonObject  *object,
                                    const char  *member,
                                    JsonArray  **value,
                                    GError     **error);
gboolean    tpk_json_get_strings   (JsonObject    *object,
                                    const char    *member,
                                    const char  ***value,
                                    GError       **error);
void        tpk_json_set_string    (JsonObject  *object,
                                    const char  *member,
                                    const char  *value);
JsonObject *tpk_json_dup_unknown   (JsonObject        *object,
                                    const char *const *known);
void        tpk_json_add_unknown   (JsonObject        *object,
                                    JsonObject        *unknown);
gboolean    tpk_json_unknown_equal  (JsonObject        *one,
                                     JsonObject        *other);
gboolean    tpk_json_unknown_assign (JsonObject       **unknown,
                                     JsonObject        *other);

G_END_DECLS
