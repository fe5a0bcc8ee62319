/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "checks/tpk-result.h"

G_BEGIN_DECLS

#define TPK_TYPE_LADDER_VIEW (tpk_ladder_view_get_type ())
G_DECLARE_FINAL_TYPE (TpkLadderView, tpk_ladder_view, TPK, LADDER_VIEW, GtkWidget)

GtkWidget *tpk_ladder_view_new        (void);

TpkResult *tpk_ladder_view_get_result (TpkLadderView *self);
void       tpk_ladder_view_set_result (TpkLadderView *self,
                                       TpkResult     *result);

GtkWidget *tpk_ladder_view_find_stage (TpkLadderView *self,
                                       TpkStageId     id);

G_END_DECLS
