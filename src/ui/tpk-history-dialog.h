/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_HISTORY_DIALOG (tpk_history_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TpkHistoryDialog, tpk_history_dialog, TPK, HISTORY_DIALOG, AdwWindow)

GtkWidget *tpk_history_dialog_new (TpkWorkspace *workspace);

G_END_DECLS
