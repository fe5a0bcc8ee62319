/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "checks/tpk-check-run.h"

G_BEGIN_DECLS

#define TPK_TYPE_CALLS_VIEW (tpk_calls_view_get_type ())
G_DECLARE_FINAL_TYPE (TpkCallsView, tpk_calls_view, TPK, CALLS_VIEW, GtkWidget)

GtkWidget *tpk_calls_view_new        (void);

void       tpk_calls_view_set_run    (TpkCallsView *self,
                                      TpkCheckRun  *run);
void       tpk_calls_view_set_narrow (TpkCallsView *self,
                                      gboolean      narrow);

G_END_DECLS
