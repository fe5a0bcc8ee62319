/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "tpk-import.h"

G_BEGIN_DECLS

/* More in one list is no configuration. */
#define TPK_CONFIG_MAX_URLS 10000

gboolean     tpk_config_has_key    (const char  *text,
                                    const char  *key);
const char  *tpk_config_get_text   (JsonObject  *object,
                                    const char  *member);
JsonNode    *tpk_config_find       (JsonNode    *root,
                                    const char  *member);
guint16      tpk_config_parse_port (const char  *text);

void         tpk_config_add_urls   (TpkImport   *import,
                                    TpkServer   *server,
                                    JsonNode    *list);
gboolean     tpk_config_add_url    (TpkServer   *server,
                                    TpkScheme    scheme,
                                    const char  *host,
                                    guint16      port,
                                    const char  *transport);
void         tpk_config_note       (TpkImport   *import,
                                    const char  *code,
                                    const char  *message);
TpkImport   *tpk_config_finish     (TpkImport   *import,
                                    TpkServer   *server);

G_END_DECLS
