/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-failure.h"
#include "tpk-proxy.h"

G_BEGIN_DECLS

/* What is said to a proxy until it has connected to somebody else. Bytes in, bytes out. */
typedef struct _TpkTunnel TpkTunnel;

typedef enum {
  TPK_TUNNEL_WAITING,   /* for more from the proxy */
  TPK_TUNNEL_OPEN,      /* what follows is the other side's */
  TPK_TUNNEL_FAILED,
} TpkTunnelState;

TpkTunnel      *tpk_tunnel_new          (TpkProxy      *proxy,
                                         const char    *host,
                                         guint16        port);
void            tpk_tunnel_free         (TpkTunnel     *self);
GBytes         *tpk_tunnel_take_request (TpkTunnel     *self);
TpkTunnelState  tpk_tunnel_push         (TpkTunnel     *self,
                                         const guint8  *bytes,
                                         gsize          length,
                                         gsize         *used,
                                         TpkFailure    *failure);
void            tpk_tunnel_end          (TpkTunnel     *self,
                                         TpkFailure    *failure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkTunnel, tpk_tunnel_free)

G_END_DECLS
