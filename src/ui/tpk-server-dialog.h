/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_SERVER_DIALOG (tpk_server_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TpkServerDialog, tpk_server_dialog, TPK, SERVER_DIALOG, AdwWindow)

GtkWidget *tpk_server_dialog_new        (TpkWorkspace    *workspace,
                                         TpkServer       *server);

TpkServer *tpk_server_dialog_dup_server (TpkServerDialog *self);
void       tpk_server_dialog_save       (TpkServerDialog *self);
void       tpk_server_dialog_test       (TpkServerDialog *self);

G_END_DECLS
