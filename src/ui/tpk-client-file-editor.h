/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_CLIENT_FILE_EDITOR (tpk_client_file_editor_get_type ())
G_DECLARE_FINAL_TYPE (TpkClientFileEditor, tpk_client_file_editor, TPK, CLIENT_FILE_EDITOR,
                      AdwWindow)

GtkWidget *tpk_client_file_editor_new   (TpkWorkspace        *workspace,
                                         TpkClientFile       *file);
void       tpk_client_file_editor_apply (TpkClientFileEditor *self);

G_END_DECLS
