/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-allocation.h"
#include "tpk-data-probe.h"
#include "tpk-ladder.h"

G_BEGIN_DECLS

/* A server has at most this long for one stage. */
#define TPK_STAGE_TIMEOUT_MS    4500
#define TPK_RELEASE_TIMEOUT_MS  1000

struct _TpkLadder {
  TpkPoller *poller;              /* (unowned) */
  TpkTarget *target;              /* (owned) */
  TpkLadderOptions options;
  GTlsDatabase *database;         /* (nullable) (owned) */
  TpkLadderFunc func;
  gpointer user_data;

  GSocketAddress *address;        /* (nullable) (owned): of the server; unknown behind a proxy */
  guint proxy_index;              /* which of the proxy's addresses is dialled */
  TpkAllocation *sides[2];        /* (nullable) (owned): those that climb */
  TpkFailure failures[2];         /* of the stage that runs */
  gboolean failed[2];
  guint n_sides;
  guint n_pending;
  GPtrArray *retired;             /* (element-type TpkAllocation) (owned): freed at the end */
  gboolean alone;                 /* the second side fell off, for the reason below */
  TpkFailure second_failure;
  gboolean redirected;
  guint n_mismatches;             /* how often it began again after a mix-up of ports */

  TpkStageId stage;               /* the one that runs, or was the last to */
  gboolean ending;
  gint64 deadline_us;
  TpkTimer *deadline;             /* (nullable) (owned): of the target */
  TpkTimer *stage_timer;          /* (nullable) (owned) */
  TpkTimer *probe_timer;          /* (nullable) (owned) */
  TpkDataProbe *probe;            /* (nullable) (owned) */
  guint n_releasing;

  const char *summary;            /* (nullable): of something that works, marked with N_() */
  const char *advice;             /* (nullable): likewise */
  TpkFailure remark;              /* what is wrong though it works */
  gboolean has_remark;
};

/* One stage: how it starts, and what it makes of the sides once they all are through. */
typedef struct {
  TpkStageId id;
  gboolean timed;                 /* whether it does not end by itself */
  void (*start) (TpkLadder *self);
  void (*end)   (TpkLadder *self);
} TpkLadderStage;

const TpkLadderStage *tpk_ladder_get_stage_row (TpkStageId         id);

guint    tpk_ladder_get_timeout_ms (TpkLadder     *self);
void     tpk_ladder_side_done  (TpkAllocation     *side,
                                const TpkFailure  *failure,
                                gpointer           user_data);
gboolean tpk_ladder_keep_good  (TpkLadder         *self);
void     tpk_ladder_remark     (TpkLadder         *self,
                                TpkCode            code);
void     tpk_ladder_pass       (TpkLadder         *self);
void     tpk_ladder_fail       (TpkLadder         *self,
                                TpkResultState     state,
                                const TpkFailure  *failure);
void     tpk_ladder_restart    (TpkLadder         *self);
GSocketAddress *tpk_ladder_dup_dialled (TpkLadder *self);
void     tpk_ladder_describe_dialled (TpkLadder *self);
gboolean tpk_ladder_try_next_proxy   (TpkLadder *self);
gboolean tpk_ladder_is_before_server (TpkLadder *self);
void     tpk_ladder_start_proxy      (TpkLadder *self);
void     tpk_ladder_end_proxy        (TpkLadder *self);

gboolean tpk_ladder_redirect   (TpkLadder         *self,
                                const struct sockaddr_storage *alternate);

G_END_DECLS
