/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum {
  TPK_STAGE_RESOLVE,
  TPK_STAGE_CONNECT,
  TPK_STAGE_PROXY,
  TPK_STAGE_TLS,
  TPK_STAGE_BINDING,
  TPK_STAGE_CHALLENGE,
  TPK_STAGE_ALLOCATE,
  TPK_STAGE_PERMISSION,
  TPK_STAGE_DATA,
  TPK_STAGE_RELEASE,
  TPK_N_STAGES,
} TpkStageId;

typedef enum {
  TPK_STAGE_STATE_PENDING,
  TPK_STAGE_STATE_RUNNING,
  TPK_STAGE_STATE_PASSED,
  TPK_STAGE_STATE_FAILED,
  TPK_STAGE_STATE_SKIPPED,
  TPK_STAGE_STATE_CANCELLED,
} TpkStageState;

/* An immutable snapshot of one stage of one target. */
#define TPK_TYPE_STAGE (tpk_stage_get_type ())
G_DECLARE_FINAL_TYPE (TpkStage, tpk_stage, TPK, STAGE, GObject)

TpkStage      *tpk_stage_new             (TpkStageId     id,
                                          TpkStageState  state,
                                          double         ms,
                                          guint          round_trips,
                                          JsonObject    *detail);

TpkStageId     tpk_stage_get_id          (TpkStage      *self);
TpkStageState  tpk_stage_get_state       (TpkStage      *self);
double         tpk_stage_get_ms          (TpkStage      *self);
guint          tpk_stage_get_round_trips (TpkStage      *self);
JsonObject    *tpk_stage_get_detail      (TpkStage      *self);
JsonObject    *tpk_stage_to_json         (TpkStage      *self);

const char    *tpk_stage_id_to_string    (TpkStageId     id);
gboolean       tpk_stage_id_from_string  (const char    *text,
                                          TpkStageId    *id);
const char    *tpk_stage_id_get_name     (TpkStageId     id);
const char    *tpk_stage_state_to_string (TpkStageState  state);

G_END_DECLS
