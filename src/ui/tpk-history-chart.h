/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "store/tpk-check-record.h"

G_BEGIN_DECLS

/* How many checks the chart has room for. */
#define TPK_HISTORY_CHART_MAX 30

#define TPK_TYPE_HISTORY_CHART (tpk_history_chart_get_type ())
G_DECLARE_FINAL_TYPE (TpkHistoryChart, tpk_history_chart, TPK, HISTORY_CHART, GtkWidget)

GtkWidget  *tpk_history_chart_new             (void);

void        tpk_history_chart_set_records     (TpkHistoryChart *self,
                                               GListModel      *records);
void        tpk_history_chart_set_limit       (TpkHistoryChart *self,
                                               guint            limit);
guint       tpk_history_chart_get_n_bars      (TpkHistoryChart *self);
const char *tpk_history_chart_get_description (TpkHistoryChart *self);

char       *tpk_history_dup_when              (TpkCheckRecord  *record);
char       *tpk_history_dup_outcome           (TpkCheckRecord  *record);

G_END_DECLS
