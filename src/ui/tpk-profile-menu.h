/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_PROFILE_MENU (tpk_profile_menu_get_type ())
G_DECLARE_FINAL_TYPE (TpkProfileMenu, tpk_profile_menu, TPK, PROFILE_MENU, GtkWidget)

GtkWidget *tpk_profile_menu_new           (void);
void       tpk_profile_menu_set_workspace (TpkProfileMenu *self,
                                           TpkWorkspace   *workspace);

G_END_DECLS
