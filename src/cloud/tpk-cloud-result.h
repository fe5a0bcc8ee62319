/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "checks/tpk-stage.h"

#include "tpk-cloud-code.h"
#include "tpk-cloud-set.h"

G_BEGIN_DECLS

/* The steps of asking a service. */
typedef enum {
  TPK_CLOUD_STAGE_RESOLVE,
  TPK_CLOUD_STAGE_CONNECT,
  TPK_CLOUD_STAGE_TLS,
  TPK_CLOUD_STAGE_HTTP,        /* from the question to the end of the answer */
} TpkCloudStageId;

#define TPK_CLOUD_N_STAGES (TPK_CLOUD_STAGE_HTTP + 1)

typedef struct {
  TpkStageState state;
  double        ms;
} TpkCloudStage;

/* What is filled in while a service is asked. */
typedef struct {
  const char    *service;         /* the ID of a service */
  char          *host;            /* (nullable) (owned) */
  TpkCloudStage  stages[TPK_CLOUD_N_STAGES];
  TpkCloudCode   code;
  guint          http_status;     /* 0: there was none */
  char          *reason;          /* (nullable) (owned): fit to be shown, without secrets */
  guint          retry_after_s;   /* 0: the service did not say */
  double         elapsed_ms;
  TpkCloudSet   *set;             /* (nullable) (owned) */
  GPtrArray     *notes;           /* (element-type TpkFinding) (owned) */
} TpkCloudResultData;

/* An immutable value: how asking a service ended. */
#define TPK_TYPE_CLOUD_RESULT (tpk_cloud_result_get_type ())
G_DECLARE_FINAL_TYPE (TpkCloudResult, tpk_cloud_result, TPK, CLOUD_RESULT, GObject)

TpkCloudResult *tpk_cloud_result_new_take       (TpkCloudResultData *data);
void            tpk_cloud_result_data_init      (TpkCloudResultData *data,
                                                 const char         *service);
void            tpk_cloud_result_data_clear     (TpkCloudResultData *data);

gboolean        tpk_cloud_result_is_ok          (TpkCloudResult     *self);
TpkCloudCode    tpk_cloud_result_get_code       (TpkCloudResult     *self);
const char     *tpk_cloud_result_get_service    (TpkCloudResult     *self);
const char     *tpk_cloud_result_get_host       (TpkCloudResult     *self);
char           *tpk_cloud_result_dup_summary    (TpkCloudResult     *self);
char           *tpk_cloud_result_dup_advice     (TpkCloudResult     *self);
guint           tpk_cloud_result_get_http_status (TpkCloudResult    *self);
guint           tpk_cloud_result_get_retry_after_s (TpkCloudResult  *self);
double          tpk_cloud_result_get_elapsed_ms (TpkCloudResult     *self);
TpkStageState   tpk_cloud_result_get_stage      (TpkCloudResult     *self,
                                                 TpkCloudStageId     id,
                                                 double             *ms);
TpkCloudSet    *tpk_cloud_result_get_set        (TpkCloudResult     *self);
GPtrArray      *tpk_cloud_result_get_notes      (TpkCloudResult     *self);
JsonObject     *tpk_cloud_result_to_json        (TpkCloudResult     *self);

const char     *tpk_cloud_stage_id_to_string    (TpkCloudStageId     id);
const char     *tpk_cloud_stage_id_get_name     (TpkCloudStageId     id);
JsonArray      *tpk_cloud_set_dup_public_json   (TpkCloudSet        *set);

G_END_DECLS
