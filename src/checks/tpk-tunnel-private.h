/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-tunnel.h"

G_BEGIN_DECLS

typedef enum {
  AWAITING_HEAD,      /* of HTTP */
  AWAITING_METHOD,    /* of SOCKS, and so on */
  AWAITING_AUTH,
  AWAITING_REPLY,
} Step;

struct _TpkTunnel {
  TpkProxy *proxy;        /* (owned) */
  char *host;             /* (owned) */
  guint16 port;
  Step step;
  GByteArray *request;    /* (owned): to be sent */
  GByteArray *reply;      /* (owned): of the present step, so far */
};

void           tpk_tunnel_add            (TpkTunnel    *self,
                                          const guint8 *bytes,
                                          gsize         length);
TpkTunnelState tpk_tunnel_fail           (TpkFailure   *failure,
                                          TpkCode       code,
                                          const char   *text,
                                          const char   *summary);
TpkTunnelState tpk_tunnel_fail_unknown   (TpkTunnel    *self,
                                          TpkFailure   *failure);
TpkTunnelState tpk_tunnel_fail_beyond    (TpkFailure   *failure,
                                          const char   *text);
TpkTunnelState tpk_tunnel_fail_auth      (TpkTunnel    *self,
                                          TpkFailure   *failure,
                                          const char   *text);

void           tpk_tunnel_write_connect  (TpkTunnel    *self);
TpkTunnelState tpk_tunnel_take_http      (TpkTunnel    *self,
                                          TpkFailure   *failure);
void           tpk_tunnel_write_greeting (TpkTunnel    *self);
TpkTunnelState tpk_tunnel_take_socks     (TpkTunnel    *self,
                                          TpkFailure   *failure);

G_END_DECLS
