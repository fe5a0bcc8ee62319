/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-allow-list.h"

G_BEGIN_DECLS

/* More than that is not a check any more but a scan. */
#define TPK_REACH_MAX_ENDPOINTS 16384

#define TPK_REACH_ERROR (tpk_reach_error_quark ())

typedef enum {
  TPK_REACH_ERROR_TOO_MANY,
} TpkReachError;

GQuark tpk_reach_error_quark (void);

/* One port of one destination. */
typedef struct {
  TpkTransport protocol;
  const char  *destination;    /* an address or a name; belongs to the plan */
  guint16      port;
} TpkReachEndpoint;

/* What of an allow-list is tried, each endpoint once, and what can not be. Does not change. */
typedef struct _TpkReachPlan TpkReachPlan;

TpkReachPlan           *tpk_reach_plan_new             (TpkAllowList  *list,
                                                        GError       **error);
TpkReachPlan           *tpk_reach_plan_ref             (TpkReachPlan  *self);
void                    tpk_reach_plan_unref           (TpkReachPlan  *self);
guint                   tpk_reach_plan_get_n_endpoints (TpkReachPlan  *self);
const TpkReachEndpoint *tpk_reach_plan_get_endpoint    (TpkReachPlan  *self,
                                                        guint          position);
GPtrArray              *tpk_reach_plan_get_left_out    (TpkReachPlan  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkReachPlan, tpk_reach_plan_unref)

G_END_DECLS
