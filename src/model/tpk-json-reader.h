/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define TPK_JSON_MAX_DEPTH 64

JsonNode *tpk_json_read (const char  *data,
                         gsize        length,
                         GError     **error);

G_END_DECLS
