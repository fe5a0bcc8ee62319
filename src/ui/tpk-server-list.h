/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "workspace/tpk-workspace.h"

#include "tpk-insight.h"
#include "tpk-server-selection.h"

G_BEGIN_DECLS

#define TPK_TYPE_SERVER_LIST (tpk_server_list_get_type ())
G_DECLARE_FINAL_TYPE (TpkServerList, tpk_server_list, TPK, SERVER_LIST, GtkWidget)

GtkWidget          *tpk_server_list_new           (void);

void                tpk_server_list_set_profile   (TpkServerList *self,
                                                   TpkWorkspace  *workspace,
                                                   TpkProfile    *profile);
void                tpk_server_list_set_results   (TpkServerList *self,
                                                   GListModel    *results);
void                tpk_server_list_set_search    (TpkServerList *self,
                                                   const char    *text);
TpkServerSelection *tpk_server_list_get_selection (TpkServerList *self);
TpkServer          *tpk_server_list_find          (TpkServerList *self,
                                                   const char    *id);
void                tpk_server_list_expand        (TpkServerList *self,
                                                   TpkServer     *server);
void                tpk_server_list_select        (TpkServerList *self,
                                                   TpkServer     *server);

G_END_DECLS
