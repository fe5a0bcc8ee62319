/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-check-candidates.h"
#include "tpk-check-job.h"
#include "tpk-check-proofs.h"
#include "tpk-check-run.h"
#include "tpk-local-network.h"

G_BEGIN_DECLS

struct _TpkCheckRun {
  GObject parent_instance;

  GMainContext *context;           /* (owned) */
  TpkCheckJobOptions options;
  TpkCheckProofs *proofs;          /* (owned) */
  gboolean with_proofs;
  TpkCheckCandidates *candidates;  /* (owned) */
  gboolean with_candidates;
  char *ca_file;                   /* (nullable) (owned) */
  gint64 now_s;

  GPtrArray *specs;                /* (element-type TpkTargetSpec) (owned) */
  GArray *n_rows;                  /* (element-type guint) (owned): by spec, at least 1 */
  GListStore *results;             /* (element-type TpkResult) (owned) */
  TpkVerdict *verdict;             /* (nullable) (owned): of the present results */
  TpkLocalNetwork network;         /* at the start */
  TpkNat nat;                      /* known at the end of the job */

  TpkMailbox *mailbox;             /* (nullable) (owned): while running */
  TpkCheckJob *job;                /* (nullable) (owned): while running */
  gboolean cancelled;
  GDateTime *started;              /* (nullable) (owned) */
  gint64 started_us;
  double elapsed_ms;

  GCancellable *cancellable;       /* (nullable) (owned) */
  gulong cancelled_id;
  GAsyncReadyCallback callback;    /* (nullable) */
  gpointer user_data;
};

G_END_DECLS
