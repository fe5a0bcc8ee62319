/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define TPK_YAML_LITE_MAX_BYTES (1024 * 1024)
#define TPK_YAML_LITE_MAX_DEPTH 32

JsonNode *tpk_yaml_lite_read (const char  *text,
                              GError     **error);

G_END_DECLS
