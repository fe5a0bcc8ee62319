/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-stage"

#include "config.h"

#include "tpk-stage.h"

#include <glib/gi18n-lib.h>

/**
 * TpkStage:
 *
 * An immutable snapshot of one stage of one target: its state, how long it took and what the
 * other side said. It may be handed from thread to thread.
 */
struct _TpkStage {
  GObject parent_instance;

  TpkStageId id;
  TpkStageState state;
  double ms;
  guint round_trips;
  JsonObject *detail; /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkStage, tpk_stage, G_TYPE_OBJECT)

static const struct {
  const char *id;
  const char *name;
} ids[TPK_N_STAGES] = {
  [TPK_STAGE_RESOLVE] = { "resolve", N_("Find Address") },
  [TPK_STAGE_CONNECT] = { "connect", N_("Connect") },
  [TPK_STAGE_PROXY] = { "proxy", N_("Pass Proxy") },
  [TPK_STAGE_TLS] = { "tls", N_("Encrypt") },
  [TPK_STAGE_BINDING] = { "binding", N_("Learn Own Address") },
  [TPK_STAGE_CHALLENGE] = { "challenge", N_("Reach Relay") },
  [TPK_STAGE_ALLOCATE] = { "allocate", N_("Sign In and Get Relay") },
  [TPK_STAGE_PERMISSION] = { "permission", N_("Permit Peer") },
  [TPK_STAGE_DATA] = { "data", N_("Send Data Through") },
  [TPK_STAGE_RELEASE] = { "release", N_("Give Relay Back") },
};

static const char *const states[] = {
  [TPK_STAGE_STATE_PENDING] = "pending",
  [TPK_STAGE_STATE_RUNNING] = "running",
  [TPK_STAGE_STATE_PASSED] = "passed",
  [TPK_STAGE_STATE_FAILED] = "failed",
  [TPK_STAGE_STATE_SKIPPED] = "skipped",
  [TPK_STAGE_STATE_CANCELLED] = "cancelled",
};

static void
tpk_stage_finalize (GObject *object)
{
  TpkStage *self = TPK_STAGE (object);

  g_clear_pointer (&self->detail, json_object_unref);

  G_OBJECT_CLASS (tpk_stage_parent_class)->finalize (object);
}

static void
tpk_stage_class_init (TpkStageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tpk_stage_finalize;
}

static void
tpk_stage_init (TpkStage *self)
{
}

/**
 * tpk_stage_new:
 * @id: which stage
 * @state: how far it is
 * @ms: how long it took so far, in milliseconds; below 0 when it never began
 * @round_trips: how many requests were answered or given up, retransmissions not counted
 * @detail: (nullable) (transfer none): what the other side said; must not change any more
 *
 * Returns: (transfer full): a new snapshot
 */
TpkStage *
tpk_stage_new (TpkStageId     id,
               TpkStageState  state,
               double         ms,
               guint          round_trips,
               JsonObject    *detail)
{
  TpkStage *self;

  g_return_val_if_fail (id < TPK_N_STAGES, NULL);

  self = g_object_new (TPK_TYPE_STAGE, NULL);
  self->id = id;
  self->state = state;
  self->ms = ms;
  self->round_trips = round_trips;
  self->detail = detail ? json_object_ref (detail) : NULL;

  return self;
}

TpkStageId
tpk_stage_get_id (TpkStage *self)
{
  g_return_val_if_fail (TPK_IS_STAGE (self), TPK_STAGE_RESOLVE);

  return self->id;
}

TpkStageState
tpk_stage_get_state (TpkStage *self)
{
  g_return_val_if_fail (TPK_IS_STAGE (self), TPK_STAGE_STATE_PENDING);

  return self->state;
}

/**
 * tpk_stage_get_ms:
 * @self: a stage
 *
 * Returns: how long the stage took, in milliseconds; below 0 when it never began
 */
double
tpk_stage_get_ms (TpkStage *self)
{
  g_return_val_if_fail (TPK_IS_STAGE (self), -1.0);

  return self->ms;
}

guint
tpk_stage_get_round_trips (TpkStage *self)
{
  g_return_val_if_fail (TPK_IS_STAGE (self), 0);

  return self->round_trips;
}

/**
 * tpk_stage_get_detail:
 * @self: a stage
 *
 * Returns: (nullable) (transfer none): what the other side said; never holds a secret
 */
JsonObject *
tpk_stage_get_detail (TpkStage *self)
{
  g_return_val_if_fail (TPK_IS_STAGE (self), NULL);

  return self->detail;
}

/**
 * tpk_stage_to_json:
 * @self: a stage
 *
 * Returns: (transfer full): the stage as `check --json` writes it
 */
JsonObject *
tpk_stage_to_json (TpkStage *self)
{
  JsonObject *object;

  g_return_val_if_fail (TPK_IS_STAGE (self), NULL);

  object = json_object_new ();
  json_object_set_string_member (object, "name", tpk_stage_id_to_string (self->id));
  json_object_set_string_member (object, "state", tpk_stage_state_to_string (self->state));
  if (self->ms >= 0)
    json_object_set_double_member (object, "ms", self->ms);
  if (self->round_trips > 0)
    json_object_set_int_member (object, "round_trips", self->round_trips);
  if (self->detail != NULL && json_object_get_size (self->detail) > 0)
    json_object_set_object_member (object, "detail", json_object_ref (self->detail));

  return object;
}

const char *
tpk_stage_id_to_string (TpkStageId id)
{
  g_return_val_if_fail (id < TPK_N_STAGES, NULL);

  return ids[id].id;
}

/**
 * tpk_stage_id_from_string:
 * @text: (nullable): the stable string of a stage
 * @id: (out): the stage
 *
 * Returns: whether @text names a stage
 */
gboolean
tpk_stage_id_from_string (const char *text,
                          TpkStageId *id)
{
  g_return_val_if_fail (id != NULL, FALSE);

  for (guint i = 0; i < TPK_N_STAGES; i++) {
    if (g_strcmp0 (text, ids[i].id) == 0) {
      *id = i;
      return TRUE;
    }
  }

  return FALSE;
}

/**
 * tpk_stage_id_get_name:
 * @id: a stage
 *
 * Returns: (transfer none): the translated name of the stage, in plain words
 */
const char *
tpk_stage_id_get_name (TpkStageId id)
{
  g_return_val_if_fail (id < TPK_N_STAGES, NULL);

  return _(ids[id].name);
}

const char *
tpk_stage_state_to_string (TpkStageState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);

  return states[state];
}
