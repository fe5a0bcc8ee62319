/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_CLIENTS_PAGE (tpk_clients_page_get_type ())
G_DECLARE_FINAL_TYPE (TpkClientsPage, tpk_clients_page, TPK, CLIENTS_PAGE, GtkWidget)

GtkWidget *tpk_clients_page_new           (void);
void       tpk_clients_page_set_workspace (TpkClientsPage *self,
                                           TpkWorkspace   *workspace);

G_END_DECLS
