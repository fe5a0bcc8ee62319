/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "model/tpk-allow-list.h"

G_BEGIN_DECLS

#define TPK_TYPE_ALLOW_EXPORT_DIALOG (tpk_allow_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TpkAllowExportDialog, tpk_allow_export_dialog, TPK, ALLOW_EXPORT_DIALOG,
                      AdwWindow)

GtkWidget *tpk_allow_export_dialog_new  (TpkAllowList         *list);
void       tpk_allow_export_dialog_save (TpkAllowExportDialog *self,
                                         GFile                *file);

G_END_DECLS
