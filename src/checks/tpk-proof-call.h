/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "tpk-poller.h"
#include "tpk-proof-request.h"

G_BEGIN_DECLS

/* Two ends that call each other through one relay. */
typedef struct _TpkProofCall TpkProofCall;

typedef enum {
  TPK_PROOF_CALL_GATHERING,
  TPK_PROOF_CALL_EMPTY,        /* an end was given no relay */
  TPK_PROOF_CALL_CONNECTING,
  TPK_PROOF_CALL_READY,
  TPK_PROOF_CALL_BROKEN,
} TpkProofCallState;

/* The first two are called in turns of the loop of their own. None is called once the call is being
 * closed. */
typedef struct {
  void (*progressed) (TpkProofCall     *call,
                      gpointer          user_data);
  void (*received)   (TpkProofCall     *call,
                      gboolean          at_far,
                      const guint8     *bytes,
                      gsize             length,
                      gpointer          user_data);
  void (*troubled)   (TpkProofCall     *call,
                      const TpkFailure *failure,
                      gpointer          user_data);
} TpkProofCallHandler;

typedef void (*TpkProofCallClosed) (TpkProofCall *call,
                                    gpointer      user_data);

TpkProofCall     *tpk_proof_call_new        (TpkPoller                  *poller,
                                             TpkProofRequest            *request,
                                             GTlsDatabase               *database,
                                             const TpkProofCallHandler  *handler,
                                             gpointer                    user_data);
void              tpk_proof_call_free       (TpkProofCall               *self);
gboolean          tpk_proof_call_start      (TpkProofCall               *self,
                                             GError                    **error);
TpkProofCallState tpk_proof_call_get_state  (TpkProofCall               *self);
gboolean          tpk_proof_call_is_relayed (TpkProofCall               *self,
                                             char                      **local,
                                             char                      **remote);
void              tpk_proof_call_describe   (TpkProofCall               *self,
                                             JsonArray                  *candidates);
void              tpk_proof_call_send       (TpkProofCall               *self,
                                             gboolean                    from_far,
                                             const guint8               *bytes,
                                             gsize                       length);
void              tpk_proof_call_close      (TpkProofCall               *self,
                                             TpkProofCallClosed          closed,
                                             gpointer                    user_data);

G_END_DECLS
