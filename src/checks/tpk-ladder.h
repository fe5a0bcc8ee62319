/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-poller.h"
#include "tpk-target.h"

G_BEGIN_DECLS

/* Climbs the stages of one target, one after the other. */
typedef struct _TpkLadder TpkLadder;

typedef struct {
  guint         timeout_ms;   /* all stages together, without the release */
  TpkStageId    last_stage;   /* stop after this one */
  GTlsDatabase *database;     /* (nullable): whom to trust; needed for TLS only */
} TpkLadderOptions;

typedef void (*TpkLadderFunc) (TpkLadder *ladder,
                               gpointer   user_data);

TpkLadder *tpk_ladder_new        (TpkPoller              *poller,
                                  TpkTarget              *target,
                                  const TpkLadderOptions *options,
                                  TpkLadderFunc           func,
                                  gpointer                user_data);
void       tpk_ladder_free       (TpkLadder              *self);
void       tpk_ladder_start      (TpkLadder              *self);
void       tpk_ladder_cancel     (TpkLadder              *self);
TpkTarget *tpk_ladder_get_target (TpkLadder              *self);
TpkTarget *tpk_ladder_steal_target (TpkLadder            *self);

G_END_DECLS
