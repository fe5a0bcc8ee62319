/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "tpk-check-events.h"

G_BEGIN_DECLS

#define TPK_TYPE_LOG_VIEW (tpk_log_view_get_type ())
G_DECLARE_FINAL_TYPE (TpkLogView, tpk_log_view, TPK, LOG_VIEW, GtkWidget)

GtkWidget *tpk_log_view_new        (void);

void       tpk_log_view_set_run    (TpkLogView  *self,
                                    TpkCheckRun *run,
                                    TpkMask     *mask);
void       tpk_log_view_set_narrow (TpkLogView  *self,
                                    gboolean     narrow);
char      *tpk_log_view_dup_text   (TpkLogView  *self);

G_END_DECLS
