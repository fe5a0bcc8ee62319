/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "tpk-import.h"

G_BEGIN_DECLS

gboolean tpk_js_is_server            (JsonNode          *node);
gboolean tpk_js_is_server_list       (JsonNode          *node);
gboolean tpk_js_is_service_list      (JsonNode          *node);
void     tpk_js_read_servers         (TpkImport         *import,
                                      JsonNode          *node);
void     tpk_js_read_service_servers (TpkImport         *import,
                                      JsonNode          *node);
void     tpk_js_read_policy          (TpkImport         *import,
                                      JsonObject        *configuration);
void     tpk_js_note_left_members    (TpkImport         *import,
                                      JsonObject        *object,
                                      const char *const *known);

G_END_DECLS
