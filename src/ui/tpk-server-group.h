/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

GPtrArray *tpk_server_group_duplicate   (TpkWorkspace *workspace,
                                         TpkProfile   *profile,
                                         GPtrArray    *servers,
                                         GtkWidget    *widget);
gboolean   tpk_server_group_move        (TpkWorkspace *workspace,
                                         TpkProfile   *profile,
                                         GPtrArray    *servers,
                                         gboolean      up);
void       tpk_server_group_remove      (TpkWorkspace *workspace,
                                         TpkProfile   *profile,
                                         GPtrArray    *servers,
                                         GtkWidget    *widget);
void       tpk_server_group_set_enabled (TpkWorkspace *workspace,
                                         TpkProfile   *profile,
                                         GPtrArray    *servers,
                                         gboolean      enabled,
                                         GtkWidget    *widget);

G_END_DECLS
