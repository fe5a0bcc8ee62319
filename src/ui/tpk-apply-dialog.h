/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_APPLY_DIALOG (tpk_apply_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TpkApplyDialog, tpk_apply_dialog, TPK, APPLY_DIALOG, AdwWindow)

GtkWidget *tpk_apply_dialog_new   (TpkWorkspace   *workspace);
void       tpk_apply_dialog_apply (TpkApplyDialog *self);

G_END_DECLS
