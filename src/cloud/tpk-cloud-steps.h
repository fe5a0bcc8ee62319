/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-cloud-result.h"

G_BEGIN_DECLS

/* What a cloud proxy does, in the words of the first of the two documents: it is asked, it gives
 * information back, data goes through it, and comes back. */
typedef enum {
  TPK_CLOUD_STEP_ASKED,
  TPK_CLOUD_STEP_RECEIVED,
  TPK_CLOUD_STEP_FORWARDED,
  TPK_CLOUD_STEP_RETURNED,
} TpkCloudStepId;

#define TPK_CLOUD_N_STEPS (TPK_CLOUD_STEP_RETURNED + 1)

/* What is known of the steps. All members may be missing. */
typedef struct {
  TpkProfile     *profile;
  TpkCloudSet    *set;          /* (nullable): what was handed out for @profile */
  TpkCloudResult *result;       /* (nullable): how asking ended last */
  GListModel     *results;      /* (nullable) (element-type TpkResult): of a check */
  GListModel     *proofs;       /* (nullable) (element-type TpkProof): of a check */
  guint           n_endpoints;  /* of a vendor: how many addresses were tried; 0: none yet */
  guint           n_reached;    /* of these: how many answered */
  gint64          now_s;
} TpkCloudStepsInput;

/* An immutable value: the four steps. */
#define TPK_TYPE_CLOUD_STEPS (tpk_cloud_steps_get_type ())
G_DECLARE_FINAL_TYPE (TpkCloudSteps, tpk_cloud_steps, TPK, CLOUD_STEPS, GObject)

TpkCloudSteps *tpk_cloud_steps_new         (const TpkCloudStepsInput *input);
TpkStageState  tpk_cloud_steps_get_state   (TpkCloudSteps            *self,
                                            TpkCloudStepId            id);
const char    *tpk_cloud_steps_get_summary (TpkCloudSteps            *self,
                                            TpkCloudStepId            id);
const char    *tpk_cloud_steps_get_advice  (TpkCloudSteps            *self,
                                            TpkCloudStepId            id);
JsonArray     *tpk_cloud_steps_to_json     (TpkCloudSteps            *self);

const char    *tpk_cloud_step_id_to_string (TpkCloudStepId            id);
const char    *tpk_cloud_step_id_get_name  (TpkCloudStepId            id);

G_END_DECLS
