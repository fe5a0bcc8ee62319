/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Puts a figure in words, with its unit. */
typedef char *(* TpkLiveGraphFormat) (double value);

#define TPK_TYPE_LIVE_GRAPH (tpk_live_graph_get_type ())
G_DECLARE_FINAL_TYPE (TpkLiveGraph, tpk_live_graph, TPK, LIVE_GRAPH, GtkWidget)

GtkWidget  *tpk_live_graph_new             (const char         *title,
                                            TpkLiveGraphFormat  format);

void        tpk_live_graph_add             (TpkLiveGraph       *self,
                                            double              value);
void        tpk_live_graph_set_figure      (TpkLiveGraph       *self,
                                            double              figure);
void        tpk_live_graph_clear           (TpkLiveGraph       *self);
guint       tpk_live_graph_get_n_values    (TpkLiveGraph       *self);
const char *tpk_live_graph_get_description (TpkLiveGraph       *self);

G_END_DECLS
