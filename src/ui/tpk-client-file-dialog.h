/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "store/tpk-client-status.h"

G_BEGIN_DECLS

#define TPK_TYPE_CLIENT_FILE_DIALOG (tpk_client_file_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TpkClientFileDialog, tpk_client_file_dialog, TPK, CLIENT_FILE_DIALOG,
                      AdwWindow)

GtkWidget *tpk_client_file_dialog_new    (TpkClientStatus     *status,
                                          const char          *waiting);
void       tpk_client_file_dialog_update (TpkClientFileDialog *self,
                                          TpkClientStatus     *status,
                                          const char          *waiting);

G_END_DECLS
