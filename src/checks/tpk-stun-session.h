/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-carrier.h"
#include "tpk-stun-message.h"

G_BEGIN_DECLS

/* The STUN and TURN transactions of one client on one carrier. */
typedef struct _TpkStunSession TpkStunSession;

/* How one transaction ended; lives as long as the call that tells it. */
typedef struct {
  const TpkFailure  *failure;         /* (nullable): no reply at all, and why */
  const StunMessage *message;         /* (nullable): the reply; untrusted */
  gboolean           success;
  gboolean           authenticated;   /* the reply carried a MESSAGE-INTEGRITY that is right */
  int                stun_error;      /* 0: none */
  char               reason[128];
  char               software[128];
  guint              round_trips;     /* 2 after a stale nonce */
  guint              transmissions;
  double             rtt_ms;          /* of the last transmission's request to its reply */
} TpkStunReply;

typedef void (*TpkStunReplyFunc) (TpkStunSession     *session,
                                  const TpkStunReply *reply,
                                  gpointer            user_data);

typedef struct {
  /* A datagram came from @peer through the relay. */
  void (*data)   (TpkStunSession       *session,
                  const struct sockaddr_storage *peer,
                  const guint8         *bytes,
                  gsize                 length,
                  gpointer              user_data);
  /* The carrier failed; every transaction was told before. */
  void (*failed) (TpkStunSession       *session,
                  const TpkFailure     *failure,
                  gpointer              user_data);
} TpkStunSessionHandler;

TpkStunSession *tpk_stun_session_new             (TpkCarrier                  *carrier,
                                                  const char                  *username,
                                                  const char                  *password,
                                                  const TpkStunSessionHandler *handler,
                                                  gpointer                     user_data);
void            tpk_stun_session_free            (TpkStunSession              *self);
void            tpk_stun_session_request         (TpkStunSession              *self,
                                                  TpkStunRequest               request,
                                                  const struct sockaddr_storage *peer,
                                                  guint                        timeout_ms,
                                                  TpkStunReplyFunc             func,
                                                  gpointer                     user_data);
gboolean        tpk_stun_session_has_credentials (TpkStunSession              *self);
const char     *tpk_stun_session_get_realm       (TpkStunSession              *self);
void            tpk_stun_session_send_data       (TpkStunSession              *self,
                                                  const struct sockaddr_storage *peer,
                                                  const guint8                *bytes,
                                                  gsize                        length);

G_END_DECLS
