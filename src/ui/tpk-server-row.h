/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "model/tpk-profile.h"

#include "tpk-insight.h"

G_BEGIN_DECLS

#define TPK_TYPE_SERVER_ROW (tpk_server_row_get_type ())
G_DECLARE_FINAL_TYPE (TpkServerRow, tpk_server_row, TPK, SERVER_ROW, GtkWidget)

GtkWidget *tpk_server_row_new          (void);

void       tpk_server_row_bind         (TpkServerRow *self,
                                        TpkProfile   *profile,
                                        TpkServer    *server,
                                        TpkInsight   *insight);
void       tpk_server_row_unbind       (TpkServerRow *self);

TpkServer *tpk_server_row_get_server   (TpkServerRow *self);
TpkState   tpk_server_row_get_state    (TpkServerRow *self);
gboolean   tpk_server_row_get_expanded (TpkServerRow *self);
void       tpk_server_row_set_expanded (TpkServerRow *self,
                                        gboolean      expanded);

G_END_DECLS
