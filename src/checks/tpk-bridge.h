/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-carrier.h"
#include "tpk-proof-request.h"

G_BEGIN_DECLS

/* A port on loopback where what libnice speaks goes in, plain TURN over TCP or UDP, that comes out as
 * TURN over TLS or DTLS, or through a proxy. */
typedef struct _TpkBridge TpkBridge;

/* Tells why a call through the bridge can not work. May be called more than once. */
typedef void (*TpkBridgeTrouble) (TpkBridge        *bridge,
                                  const TpkFailure *failure,
                                  gpointer          user_data);

gboolean        tpk_bridge_is_needed   (TpkProofRequest   *request);
TpkBridge      *tpk_bridge_new         (TpkPoller         *poller,
                                        TpkProofRequest   *request,
                                        GTlsDatabase      *database,
                                        TpkBridgeTrouble   trouble,
                                        gpointer           user_data,
                                        GError           **error);
void            tpk_bridge_free        (TpkBridge         *self);
GSocketAddress *tpk_bridge_get_address (TpkBridge         *self);

G_END_DECLS
