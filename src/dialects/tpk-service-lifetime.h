/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "tpk-import.h"

G_BEGIN_DECLS

/* The members that tell a life, for those who list what they know. */
#define TPK_SERVICE_LIFETIME_MEMBERS \
  "ttl", "Ttl", "lifetimeDuration", "expiryInSeconds", "expiresOn", "expires_at", "expires"

void     tpk_service_lifetime_read     (TpkImport  *import,
                                        JsonObject *object);
gboolean tpk_service_lifetime_add_time (TpkImport  *import,
                                        const char *text);
void     tpk_service_lifetime_finish   (TpkImport  *import);

G_END_DECLS
