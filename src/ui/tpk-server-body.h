/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "tpk-insight.h"

G_BEGIN_DECLS

#define TPK_TYPE_SERVER_BODY (tpk_server_body_get_type ())
G_DECLARE_FINAL_TYPE (TpkServerBody, tpk_server_body, TPK, SERVER_BODY, GtkWidget)

GtkWidget *tpk_server_body_new    (void);
void       tpk_server_body_update (TpkServerBody *self,
                                   TpkServer     *server,
                                   guint          position,
                                   TpkInsight    *insight);

G_END_DECLS
