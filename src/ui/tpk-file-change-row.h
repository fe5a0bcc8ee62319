/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "store/tpk-file-change.h"

G_BEGIN_DECLS

#define TPK_TYPE_FILE_CHANGE_ROW (tpk_file_change_row_get_type ())
G_DECLARE_FINAL_TYPE (TpkFileChangeRow, tpk_file_change_row, TPK, FILE_CHANGE_ROW, AdwExpanderRow)

GtkWidget     *tpk_file_change_row_new        (TpkFileChange    *change);
TpkFileChange *tpk_file_change_row_get_change (TpkFileChangeRow *self);

G_END_DECLS
