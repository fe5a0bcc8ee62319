/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

int      tpk_turnpike_recognise         (const char *text);
guint    tpk_turnpike_remove_references (JsonObject *profile);
gboolean tpk_turnpike_is_hidden         (const char *secret);
char    *tpk_turnpike_dup_unhidden      (const char *url);

G_END_DECLS
