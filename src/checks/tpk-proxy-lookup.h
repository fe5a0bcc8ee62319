/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-failure.h"
#include "tpk-poller.h"
#include "tpk-proxy.h"

G_BEGIN_DECLS

/* Asks the system which proxy leads to a server. */
typedef struct _TpkProxyLookup TpkProxyLookup;

/* @proxy is NULL for none; @failure is NULL on success. */
typedef void (*TpkProxyLookupFunc) (TpkProxyLookup   *lookup,
                                    TpkProxy         *proxy,
                                    const TpkFailure *failure,
                                    gpointer          user_data);

TpkProxyLookup *tpk_proxy_lookup_new  (TpkPoller          *poller,
                                       const char         *host,
                                       guint16             port,
                                       guint               timeout_ms,
                                       TpkProxyLookupFunc  func,
                                       gpointer            user_data);
void            tpk_proxy_lookup_free (TpkProxyLookup     *self);

G_END_DECLS
