/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-gather-job.h"

G_BEGIN_DECLS

/* The table of candidates of a run, as seen from the main context of the run. */
typedef struct _TpkCheckCandidates TpkCheckCandidates;

typedef void (*TpkCheckCandidatesFunc) (gboolean ended,
                                        gpointer user_data);

TpkCheckCandidates *tpk_check_candidates_new        (const TpkGatherJobOptions *options);
void                tpk_check_candidates_free       (TpkCheckCandidates        *self);
void                tpk_check_candidates_start      (TpkCheckCandidates        *self,
                                                     GMainContext              *context,
                                                     GPtrArray                 *specs,
                                                     const guint               *n_rows,
                                                     GListModel                *results,
                                                     GCancellable              *cancellable,
                                                     TpkCheckCandidatesFunc     func,
                                                     gpointer                   user_data);
void                tpk_check_candidates_cancel     (TpkCheckCandidates        *self);
void                tpk_check_candidates_close      (TpkCheckCandidates        *self);
gboolean            tpk_check_candidates_is_running (TpkCheckCandidates        *self);
GListModel         *tpk_check_candidates_get_model  (TpkCheckCandidates        *self);

G_END_DECLS
