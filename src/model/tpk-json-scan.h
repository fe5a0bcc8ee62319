/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TPK_JSON_MAX_DEPTH 64

gboolean tpk_json_scan (const char  *data,
                        gsize        length,
                        GError     **error);

G_END_DECLS
