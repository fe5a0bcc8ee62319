/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "model/tpk-server.h"

#include "tpk-insight.h"

G_BEGIN_DECLS

#define TPK_TYPE_URL_ROW (tpk_url_row_get_type ())
G_DECLARE_FINAL_TYPE (TpkUrlRow, tpk_url_row, TPK, URL_ROW, GtkWidget)

GtkWidget  *tpk_url_row_new       (void);

void        tpk_url_row_update    (TpkUrlRow  *self,
                                   TpkServer  *server,
                                   guint       position,
                                   guint       server_position,
                                   TpkInsight *insight);

TpkState    tpk_url_row_get_state (TpkUrlRow  *self);
const char *tpk_url_row_get_text  (TpkUrlRow  *self);

G_END_DECLS
