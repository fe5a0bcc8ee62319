/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-target-row.h"

G_BEGIN_DECLS

#define TPK_TYPE_TARGET_ROWS (tpk_target_rows_get_type ())
G_DECLARE_FINAL_TYPE (TpkTargetRows, tpk_target_rows, TPK, TARGET_ROWS, GObject)

TpkTargetRows *tpk_target_rows_new         (void);

void           tpk_target_rows_set_results (TpkTargetRows *self,
                                            GListModel    *results);
void           tpk_target_rows_set_old     (TpkTargetRows *self,
                                            gboolean       old);
gboolean       tpk_target_rows_is_stale    (TpkTargetRows *self);
void           tpk_target_rows_refresh     (TpkTargetRows *self,
                                            guint          max);
TpkTargetRow  *tpk_target_rows_dup_row     (TpkTargetRows *self,
                                            guint          position);

G_END_DECLS
