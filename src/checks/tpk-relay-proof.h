/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-poller.h"
#include "tpk-proof.h"
#include "tpk-proof-request.h"

G_BEGIN_DECLS

/* A call between two ends in this process through one relay: the proof that calls work there. It
 * belongs to the checking thread; others see the snapshots of tpk_relay_proof_snapshot(). */
typedef struct _TpkRelayProof TpkRelayProof;

typedef struct {
  guint         timeout_ms;       /* to gather, and to connect; both have limits of their own */
  guint         seconds;          /* how long the voice takes */
  gboolean      video;            /* whether packets like those of a video follow */
  GTlsDatabase *database;         /* (nullable) (unowned): whom to trust, for turns: */
} TpkRelayProofOptions;

typedef void (*TpkRelayProofFunc) (TpkRelayProof *proof,
                                   gpointer       user_data);

TpkRelayProof   *tpk_relay_proof_new      (TpkPoller                  *poller,
                                           TpkProofRequest            *request,
                                           const TpkRelayProofOptions *options,
                                           TpkRelayProofFunc           changed,
                                           TpkRelayProofFunc           over,
                                           gpointer                    user_data);
void             tpk_relay_proof_free     (TpkRelayProof              *self);
void             tpk_relay_proof_start    (TpkRelayProof              *self);
void             tpk_relay_proof_cancel   (TpkRelayProof              *self);
TpkProof        *tpk_relay_proof_snapshot (TpkRelayProof              *self);

G_END_DECLS
