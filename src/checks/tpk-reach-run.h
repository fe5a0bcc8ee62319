/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-reach-matrix.h"

G_BEGIN_DECLS

/* How the endpoints of an allow-list are tried. A zero member means the default. */
typedef struct {
  guint timeout_ms;            /* of one probe; default 4 000 */
  guint jobs;                  /* probes open at once; default and at most 64 */
} TpkReachOptions;

/* One check of an allow-list: fills in live, in the main context it was created in. */
#define TPK_TYPE_REACH_RUN (tpk_reach_run_get_type ())
G_DECLARE_FINAL_TYPE (TpkReachRun, tpk_reach_run, TPK, REACH_RUN, GObject)

TpkReachRun    *tpk_reach_run_new          (TpkAllowList           *list,
                                            const TpkReachOptions  *options,
                                            GError                **error);
void            tpk_reach_run_start_async  (TpkReachRun            *self,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
gboolean        tpk_reach_run_start_finish (TpkReachRun            *self,
                                            GAsyncResult           *result,
                                            GError                **error);
void            tpk_reach_run_cancel       (TpkReachRun            *self);
gboolean        tpk_reach_run_is_running   (TpkReachRun            *self);
double          tpk_reach_run_get_progress (TpkReachRun            *self);
guint           tpk_reach_run_get_peak     (TpkReachRun            *self);
TpkReachMatrix *tpk_reach_run_get_matrix   (TpkReachRun            *self);
JsonObject     *tpk_reach_run_to_json      (TpkReachRun            *self);

G_END_DECLS
