/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "model/tpk-server.h"

G_BEGIN_DECLS

#define TPK_TYPE_SERVER_SELECTION (tpk_server_selection_get_type ())
G_DECLARE_FINAL_TYPE (TpkServerSelection, tpk_server_selection, TPK, SERVER_SELECTION, GObject)

TpkServerSelection *tpk_server_selection_new           (GListModel         *shown);
void                tpk_server_selection_set_servers   (TpkServerSelection *self,
                                                        GListModel         *servers);
void                tpk_server_selection_set_locked    (TpkServerSelection *self,
                                                        gboolean            locked);

gboolean            tpk_server_selection_get_selecting (TpkServerSelection *self);
void                tpk_server_selection_set_selecting (TpkServerSelection *self,
                                                        gboolean            selecting);
guint               tpk_server_selection_get_current   (TpkServerSelection *self);
void                tpk_server_selection_set_current   (TpkServerSelection *self,
                                                        guint               position);
GPtrArray          *tpk_server_selection_dup_servers   (TpkServerSelection *self,
                                                        guint              *n_hidden);
TpkServer          *tpk_server_selection_get_only      (TpkServerSelection *self);
void                tpk_server_selection_replace       (TpkServerSelection *self,
                                                        GPtrArray          *servers);

G_END_DECLS
