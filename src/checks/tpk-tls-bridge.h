/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-carrier.h"

G_BEGIN_DECLS

/* A port on loopback where TURN over TCP goes in that comes out as TURN over TLS. */
typedef struct _TpkTlsBridge TpkTlsBridge;

/* Tells why a call through the bridge can not work. May be called more than once. */
typedef void (*TpkTlsBridgeTrouble) (TpkTlsBridge     *bridge,
                                     const TpkFailure *failure,
                                     gpointer          user_data);

TpkTlsBridge   *tpk_tls_bridge_new         (TpkPoller            *poller,
                                            GSocketAddress       *server,
                                            const TpkTlsOptions  *options,
                                            TpkTlsBridgeTrouble   trouble,
                                            gpointer              user_data,
                                            GError              **error);
void            tpk_tls_bridge_free        (TpkTlsBridge         *self);
GSocketAddress *tpk_tls_bridge_get_address (TpkTlsBridge         *self);

G_END_DECLS
