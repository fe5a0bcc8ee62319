/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-proof-job.h"

G_BEGIN_DECLS

/* The relay proofs of a run, as seen from the main context of the run. */
typedef struct _TpkCheckProofs TpkCheckProofs;

typedef void (*TpkCheckProofsFunc) (gboolean ended,
                                    gpointer user_data);

TpkCheckProofs *tpk_check_proofs_new          (const TpkProofJobOptions *options);
void            tpk_check_proofs_free         (TpkCheckProofs           *self);
gboolean        tpk_check_proofs_start        (TpkCheckProofs           *self,
                                               GMainContext             *context,
                                               GPtrArray                *specs,
                                               const guint              *n_rows,
                                               GListModel               *results,
                                               GCancellable             *cancellable,
                                               TpkCheckProofsFunc        func,
                                               gpointer                  user_data);
void            tpk_check_proofs_cancel       (TpkCheckProofs           *self);
void            tpk_check_proofs_close        (TpkCheckProofs           *self);
gboolean        tpk_check_proofs_is_running   (TpkCheckProofs           *self);
GListModel     *tpk_check_proofs_get_model    (TpkCheckProofs           *self);
double          tpk_check_proofs_get_progress (TpkCheckProofs           *self);
GSocketAddress *tpk_check_proofs_find_address (TpkResult                *result);
TpkProofRequest *tpk_check_proofs_make_request (TpkTargetSpec           *spec,
                                                TpkResult               *result);
TpkResultState  tpk_check_proofs_get_state    (TpkCheckProofs           *self);

G_END_DECLS
