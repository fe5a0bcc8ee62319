/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-mailbox.h"
#include "tpk-relay-proof.h"

G_BEGIN_DECLS

/* The relay proofs of one run, made in the checking thread. */
typedef struct _TpkProofJob TpkProofJob;

typedef struct {
  guint       timeout_ms;
  guint       at_once;      /* proofs side by side */
  guint       seconds;
  gboolean    video;
  const char *ca_file;      /* (nullable): absolute path */
} TpkProofJobOptions;

TpkProofJob *tpk_proof_job_new    (GPtrArray                *requests,
                                   const TpkProofJobOptions *options,
                                   TpkMailbox               *mailbox);
TpkProofJob *tpk_proof_job_ref    (TpkProofJob              *self);
void         tpk_proof_job_unref  (TpkProofJob              *self);
void         tpk_proof_job_start  (TpkProofJob              *self);
void         tpk_proof_job_cancel (TpkProofJob              *self);

G_END_DECLS
