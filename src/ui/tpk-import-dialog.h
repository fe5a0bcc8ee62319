/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_IMPORT_DIALOG (tpk_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TpkImportDialog, tpk_import_dialog, TPK, IMPORT_DIALOG, AdwWindow)

GtkWidget *tpk_import_dialog_new       (TpkWorkspace    *workspace);

void       tpk_import_dialog_set_text  (TpkImportDialog *self,
                                        const char      *text,
                                        gssize           length);
void       tpk_import_dialog_load_file (TpkImportDialog *self,
                                        GFile           *file);
void       tpk_import_dialog_apply     (TpkImportDialog *self);

G_END_DECLS
