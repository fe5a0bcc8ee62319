/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TPK_TYPE_TARGETS_VIEW (tpk_targets_view_get_type ())
G_DECLARE_FINAL_TYPE (TpkTargetsView, tpk_targets_view, TPK, TARGETS_VIEW, GtkWidget)

GtkWidget *tpk_targets_view_new         (void);

void       tpk_targets_view_set_results (TpkTargetsView *self,
                                         GListModel     *results);
void       tpk_targets_view_set_old     (TpkTargetsView *self,
                                         gboolean        old);
void       tpk_targets_view_select      (TpkTargetsView *self,
                                         guint           position);
gboolean   tpk_targets_view_is_current  (TpkTargetsView *self);
void       tpk_targets_view_fit         (TpkTargetsView *self,
                                         gboolean        compact,
                                         gboolean        narrow);

G_END_DECLS
