/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "checks/tpk-result.h"

G_BEGIN_DECLS

#define TPK_TYPE_STAGE_ROW (tpk_stage_row_get_type ())
G_DECLARE_FINAL_TYPE (TpkStageRow, tpk_stage_row, TPK, STAGE_ROW, GtkWidget)

GtkWidget *tpk_stage_row_new       (void);

void       tpk_stage_row_join      (TpkStageRow  *self,
                                    GtkSizeGroup *names);
void       tpk_stage_row_set_stage (TpkStageRow  *self,
                                    TpkResult    *result,
                                    TpkStage     *stage,
                                    double        scale_ms);

G_END_DECLS
