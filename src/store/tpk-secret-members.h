/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A reference is this and 32 hexadecimal digits. */
#define TPK_SECRET_REFERENCE_PREFIX "keyring:"
#define TPK_SECRET_REFERENCE_LENGTH (8 + 32)

/* @owner: (nullable): whose secret it is, for people */
typedef void (* TpkSecretFunc) (JsonObject *object,
                                const char *member,
                                const char *reference_member,
                                const char *owner,
                                gpointer    user_data);

void         tpk_secret_members_foreach   (JsonObject    *document,
                                           TpkSecretFunc  func,
                                           gpointer       user_data);
const char  *tpk_secret_members_peek      (JsonObject    *object,
                                           const char    *member);

gboolean     tpk_secret_text_has_plain    (const char    *text,
                                           gsize          length);
gboolean     tpk_secret_text_has_reference (const char   *text,
                                           gsize          length);
void         tpk_secret_text_collect      (const char    *text,
                                           gsize          length,
                                           GHashTable    *references);

G_END_DECLS
