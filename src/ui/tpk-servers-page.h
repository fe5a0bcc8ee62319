/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_SERVERS_PAGE (tpk_servers_page_get_type ())
G_DECLARE_FINAL_TYPE (TpkServersPage, tpk_servers_page, TPK, SERVERS_PAGE, GtkWidget)

GtkWidget *tpk_servers_page_new           (void);

void       tpk_servers_page_set_workspace (TpkServersPage *self,
                                           TpkWorkspace   *workspace);
void       tpk_servers_page_set_check_run (TpkServersPage *self,
                                           TpkCheckRun    *run);

G_END_DECLS
