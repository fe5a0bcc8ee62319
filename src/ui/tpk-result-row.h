/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "checks/tpk-result.h"

G_BEGIN_DECLS

#define TPK_TYPE_RESULT_ROW (tpk_result_row_get_type ())
G_DECLARE_FINAL_TYPE (TpkResultRow, tpk_result_row, TPK, RESULT_ROW, AdwExpanderRow)

GtkWidget *tpk_result_row_new        (TpkResult    *result);
TpkResult *tpk_result_row_get_result (TpkResultRow *self);
void       tpk_result_row_set_result (TpkResultRow *self,
                                      TpkResult    *result);

G_END_DECLS
