/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "tpk-server-selection.h"
#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_SERVER_SELECTION_BAR (tpk_server_selection_bar_get_type ())
G_DECLARE_FINAL_TYPE (TpkServerSelectionBar, tpk_server_selection_bar, TPK, SERVER_SELECTION_BAR,
                      GtkWidget)

GtkWidget *tpk_server_selection_bar_new           (void);
void       tpk_server_selection_bar_set_selection (TpkServerSelectionBar *self,
                                                   TpkServerSelection    *selection);
void       tpk_server_selection_bar_set_profile   (TpkServerSelectionBar *self,
                                                   TpkWorkspace          *workspace,
                                                   TpkProfile            *profile);

G_END_DECLS
