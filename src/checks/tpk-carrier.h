/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "tpk-failure.h"
#include "tpk-poller.h"
#include "tpk-proxy.h"

G_BEGIN_DECLS

/* Carries whole STUN messages to one address, over UDP, TCP, TLS or DTLS. */
typedef struct _TpkCarrier TpkCarrier;

/* @failure is NULL on success. May be called before the function that started it returns. */
typedef void (*TpkCarrierDone) (TpkCarrier       *carrier,
                                const TpkFailure *failure,
                                gpointer          user_data);

typedef struct {
  void (*received) (TpkCarrier       *carrier,
                    const guint8     *frame,
                    gsize             length,
                    gpointer          user_data);
  void (*failed)   (TpkCarrier       *carrier,
                    const TpkFailure *failure,
                    gpointer          user_data);
  /* (nullable): everything that was sent has left, after some of it had to wait. */
  void (*drained)  (TpkCarrier       *carrier,
                    gpointer          user_data);
} TpkCarrierHandler;

/* How an encrypted connection is to be verified. */
typedef struct {
  const char   *host;       /* SNI, and the name in the certificate */
  guint16       port;
  const char   *protocol;   /* for ALPN, RFC 7443 */
  GTlsDatabase *database;   /* whom to trust */
} TpkTlsOptions;

TpkCarrier *tpk_carrier_new         (TpkPoller               *poller,
                                     TpkWire                  wire,
                                     GSocketAddress          *address);
TpkCarrier *tpk_carrier_ref         (TpkCarrier              *self);
void        tpk_carrier_unref       (TpkCarrier              *self);
void        tpk_carrier_set_handler (TpkCarrier              *self,
                                     const TpkCarrierHandler *handler,
                                     gpointer                 user_data);
void        tpk_carrier_accept_channels (TpkCarrier          *self);
TpkPoller  *tpk_carrier_get_poller  (TpkCarrier              *self);
gboolean    tpk_carrier_is_reliable (TpkCarrier              *self);
void        tpk_carrier_connect     (TpkCarrier              *self,
                                     TpkCarrierDone           done,
                                     gpointer                 user_data);
void        tpk_carrier_tunnel      (TpkCarrier              *self,
                                     TpkProxy                *proxy,
                                     const char              *host,
                                     guint16                  port,
                                     TpkCarrierDone           done,
                                     gpointer                 user_data);
void        tpk_carrier_secure      (TpkCarrier              *self,
                                     const TpkTlsOptions     *options,
                                     TpkCarrierDone           done,
                                     gpointer                 user_data);
gboolean    tpk_carrier_is_waiting  (TpkCarrier              *self);
void        tpk_carrier_send        (TpkCarrier              *self,
                                     const guint8            *bytes,
                                     gsize                    length);
gboolean    tpk_carrier_has_unsent  (TpkCarrier              *self);
const guint8 *tpk_carrier_peek      (TpkCarrier              *self,
                                     gsize                   *length);
JsonObject *tpk_carrier_get_tls     (TpkCarrier              *self);
void        tpk_carrier_close       (TpkCarrier              *self);

G_END_DECLS
