/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-server-row.h"

G_BEGIN_DECLS

void tpk_server_row_actions_attach_menu (GtkMenuButton  *button);
void tpk_server_row_actions_install     (GtkWidgetClass *widget_class);
void tpk_server_row_actions_update      (TpkServerRow   *row,
                                         guint           position,
                                         guint           n_servers,
                                         gboolean        locked);

G_END_DECLS
