/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_OWN_ROUTE_ROW (tpk_own_route_row_get_type ())
G_DECLARE_FINAL_TYPE (TpkOwnRouteRow, tpk_own_route_row, TPK, OWN_ROUTE_ROW, AdwExpanderRow)

GtkWidget *tpk_own_route_row_new           (void);
void       tpk_own_route_row_set_profile   (TpkOwnRouteRow *self,
                                            TpkProfile     *profile);
void       tpk_own_route_row_set_workspace (TpkOwnRouteRow *self,
                                            TpkWorkspace   *workspace);

void       tpk_own_route_expect_servers    (TpkProfile     *profile);

G_END_DECLS
