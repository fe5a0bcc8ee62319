/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "model/tpk-allow-list.h"

G_BEGIN_DECLS

#define TPK_TYPE_ALLOW_ENTRY_DIALOG (tpk_allow_entry_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TpkAllowEntryDialog, tpk_allow_entry_dialog, TPK, ALLOW_ENTRY_DIALOG,
                      AdwMessageDialog)

GtkWidget     *tpk_allow_entry_dialog_new       (TpkAllowEntry       *entry);
TpkAllowEntry *tpk_allow_entry_dialog_dup_entry (TpkAllowEntryDialog *self,
                                                 GError             **error);

G_END_DECLS
