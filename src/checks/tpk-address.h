/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean tpk_address_is_public    (GInetAddress *address);
char    *tpk_address_dup_endpoint (const char   *host,
                                   guint         port);

G_END_DECLS
