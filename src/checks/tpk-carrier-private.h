/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-carrier.h"
#include "tpk-datagram-line.h"
#include "tpk-stun-framer.h"
#include "tpk-tap-stream.h"
#include "tpk-tunnel.h"

G_BEGIN_DECLS

typedef enum {
  CARRIER_IDLE,
  CARRIER_CONNECTING,
  CARRIER_OPEN,
  CARRIER_SECURING,   /* another thread uses the socket */
  CARRIER_CLOSED,
} CarrierState;

struct _TpkCarrier {
  guint ref_count;
  TpkPoller *poller;                  /* (unowned) */
  TpkWire wire;
  GSocketAddress *address;            /* (owned) */
  const TpkCarrierHandler *handler;   /* (nullable) (unowned): static */
  gpointer handler_data;
  gboolean channels;                  /* whether ChannelData is let through */

  CarrierState state;
  GSocket *socket;                    /* (nullable) (owned) */
  TpkWatch *watch;                    /* (nullable) (owned) */
  TpkTunnel *tunnel;                  /* (nullable) (owned): while a proxy connects */
  TpkStunFramer *framer;              /* (nullable) (owned): of streams */
  GByteArray *unsent;                 /* (nullable) (owned): of streams */
  TpkTimer *failure_timer;            /* (nullable) (owned) */
  TpkFailure failure;                 /* to be told when the timer fires */

  TpkCarrierDone done;                /* (nullable): of what is under way */
  gpointer done_data;

  /* Only with TLS or DTLS. */
  GTlsDatabase *database;             /* (nullable) (owned) */
  GSocketConnectable *identity;       /* (nullable) (owned) */
  char *protocol;                     /* (nullable) (owned) */
  TpkTapStream *tap;                  /* (nullable) (owned) */
  GObject *tls;                       /* (nullable) (owned): GTlsConnection or GDtlsConnection */
  TpkDatagramLine *line;              /* (nullable) (owned): between @socket and DTLS */
  gboolean waiting;                   /* for its turn to shake hands */
  GTlsCertificate *certificate;       /* (nullable) (owned): the one that was refused */
  GTlsCertificateFlags flags;
  JsonObject *tls_info;               /* (nullable) (owned) */
};

void     tpk_carrier_finish       (TpkCarrier        *self,
                                   const TpkFailure  *failure);
void     tpk_carrier_fail         (TpkCarrier        *self,
                                   const TpkFailure  *failure);
gboolean tpk_carrier_watch        (TpkCarrier        *self);
void     tpk_carrier_stop_listening (TpkCarrier      *self);
gboolean tpk_carrier_tunnel_read  (TpkCarrier        *self);
gssize   tpk_carrier_tls_read     (TpkCarrier        *self,
                                   void              *buffer,
                                   gsize              size,
                                   GError           **error);
gssize   tpk_carrier_tls_write    (TpkCarrier        *self,
                                   const void        *bytes,
                                   gsize              length,
                                   GError           **error);
void     tpk_carrier_tls_close    (TpkCarrier        *self);

G_END_DECLS
