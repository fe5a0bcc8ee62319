/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_SESSION_BAR (tpk_session_bar_get_type ())
G_DECLARE_FINAL_TYPE (TpkSessionBar, tpk_session_bar, TPK, SESSION_BAR, GtkWidget)

GtkWidget *tpk_session_bar_new           (void);

void       tpk_session_bar_set_workspace (TpkSessionBar *self,
                                          TpkWorkspace  *workspace);

G_END_DECLS
