/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-mailbox.h"
#include "tpk-reach-plan.h"

G_BEGIN_DECLS

/* At most so many probes are open at once, whatever is asked for. */
#define TPK_REACH_MAX_PROBES 64

/* Tries every endpoint of a plan, in the checking thread. */
typedef struct _TpkReachJob TpkReachJob;

TpkReachJob *tpk_reach_job_new      (TpkReachPlan *plan,
                                     guint         timeout_ms,
                                     guint         jobs,
                                     TpkMailbox   *mailbox);
TpkReachJob *tpk_reach_job_ref      (TpkReachJob  *self);
void         tpk_reach_job_unref    (TpkReachJob  *self);
void         tpk_reach_job_start    (TpkReachJob  *self);
void         tpk_reach_job_cancel   (TpkReachJob  *self);
guint        tpk_reach_job_get_peak (TpkReachJob  *self);

G_END_DECLS
