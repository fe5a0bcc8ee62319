/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "model/tpk-document.h"

G_BEGIN_DECLS

#define TPK_TYPE_NAME_DIALOG (tpk_name_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TpkNameDialog, tpk_name_dialog, TPK, NAME_DIALOG, AdwMessageDialog)

GtkWidget  *tpk_name_dialog_new      (const char    *heading,
                                      const char    *accept_label,
                                      TpkDocument   *document,
                                      TpkProfile    *profile);
const char *tpk_name_dialog_get_name (TpkNameDialog *self);

G_END_DECLS
