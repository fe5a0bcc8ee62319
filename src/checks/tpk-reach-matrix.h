/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "tpk-reach-plan.h"
#include "tpk-reach-result.h"

G_BEGIN_DECLS

/* Ports in a row that came out alike. */
typedef struct {
  guint16       first;
  guint16       last;
  TpkReachState state;
  TpkCode       code;
} TpkReachCell;

/* One address, with its ports. */
typedef struct {
  TpkTransport  protocol;
  const char   *destination;   /* as the allow-list has it */
  const char   *address;       /* (nullable): in numbers; NULL when the name has none, or not yet */
  GArray       *cells;         /* (element-type TpkReachCell) (owned): by port */
} TpkReachRow;

/* What came of an allow-list: addresses × ports. Does not change. */
#define TPK_TYPE_REACH_MATRIX (tpk_reach_matrix_get_type ())
G_DECLARE_FINAL_TYPE (TpkReachMatrix, tpk_reach_matrix, TPK, REACH_MATRIX, GObject)

TpkReachMatrix    *tpk_reach_matrix_new          (TpkReachPlan      *plan,
                                                  GPtrArray         *results);
guint              tpk_reach_matrix_get_n_rows   (TpkReachMatrix    *self);
const TpkReachRow *tpk_reach_matrix_get_row      (TpkReachMatrix    *self,
                                                  guint              position);
GArray            *tpk_reach_matrix_dup_columns  (TpkReachMatrix    *self,
                                                  TpkTransport       protocol);
const TpkReachCell *tpk_reach_row_find_cell      (const TpkReachRow *row,
                                                  guint16            port);
GPtrArray         *tpk_reach_matrix_get_left_out (TpkReachMatrix    *self);
const char        *tpk_reach_get_left_out_reason (TpkAllowEntry     *entry);
guint              tpk_reach_matrix_count        (TpkReachMatrix    *self,
                                                  TpkReachState      state);
TpkReachState      tpk_reach_matrix_get_state    (TpkReachMatrix    *self);
char              *tpk_reach_matrix_dup_findings (TpkReachMatrix    *self);
TpkAllowList      *tpk_reach_matrix_new_closed_list (TpkReachMatrix *self,
                                                  TpkAllowList      *list);
JsonObject        *tpk_reach_matrix_to_json      (TpkReachMatrix    *self);

G_END_DECLS
