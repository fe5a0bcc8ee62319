/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-failure.h"
#include "tpk-poller.h"

G_BEGIN_DECLS

#define TPK_LOOKUP_TIMEOUT_MS  5000
#define TPK_LOOKUP_MAX         16

/* The addresses of one name. */
typedef struct _TpkLookup TpkLookup;

/* @addresses: (element-type GInetAddress), empty when there is a @failure. */
typedef void (*TpkLookupFunc) (TpkLookup        *lookup,
                               GPtrArray        *addresses,
                               const TpkFailure *failure,
                               double            ms,
                               gpointer          user_data);

TpkLookup *tpk_lookup_new  (TpkPoller     *poller,
                            const char    *host,
                            guint          timeout_ms,
                            TpkLookupFunc  func,
                            gpointer       user_data);
void       tpk_lookup_free (TpkLookup     *self);

G_END_DECLS
