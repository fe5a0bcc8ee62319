/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "checks/tpk-result.h"

G_BEGIN_DECLS

#define TPK_TYPE_TARGET_ROW (tpk_target_row_get_type ())
G_DECLARE_FINAL_TYPE (TpkTargetRow, tpk_target_row, TPK, TARGET_ROW, GObject)

TpkTargetRow *tpk_target_row_new         (TpkResult    *result,
                                          gboolean      old);
TpkResult    *tpk_target_row_get_result  (TpkTargetRow *self);
void          tpk_target_row_set_result  (TpkTargetRow *self,
                                          TpkResult    *result);
const char   *tpk_target_row_get_address (TpkTargetRow *self);
gboolean      tpk_target_row_get_old     (TpkTargetRow *self);
void          tpk_target_row_set_old     (TpkTargetRow *self,
                                          gboolean      old);
gboolean      tpk_target_row_is_about    (TpkTargetRow *self,
                                          TpkResult    *result);

G_END_DECLS
