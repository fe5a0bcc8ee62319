/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "checks/tpk-check-run.h"
#include "store/tpk-check-record.h"

G_BEGIN_DECLS

#define TPK_TYPE_COMPARE_BUTTON (tpk_compare_button_get_type ())
G_DECLARE_FINAL_TYPE (TpkCompareButton, tpk_compare_button, TPK, COMPARE_BUTTON, GtkWidget)

void tpk_compare_button_set_runs   (TpkCompareButton *self,
                                    TpkCheckRun      *before,
                                    gint64            before_s,
                                    TpkCheckRun      *now);
void tpk_compare_button_set_record (TpkCompareButton *self,
                                    TpkCheckRecord   *before,
                                    TpkCheckRecord   *now);
void tpk_compare_button_set_narrow (TpkCompareButton *self,
                                    gboolean          narrow);

G_END_DECLS
