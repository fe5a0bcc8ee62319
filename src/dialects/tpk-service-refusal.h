/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *tpk_service_refusal_dup_words (JsonNode    *answer);
char *tpk_service_refusal_dup_clean (const char  *words);
void  tpk_service_refusal_set       (GError     **error,
                                     const char  *words);

G_END_DECLS
