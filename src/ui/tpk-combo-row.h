/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TPK_TYPE_COMBO_ROW (tpk_combo_row_get_type ())

G_DECLARE_FINAL_TYPE (TpkComboRow, tpk_combo_row, TPK, COMBO_ROW, AdwComboRow)

GtkWidget *tpk_combo_row_new (void);

G_END_DECLS
