/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "store/tpk-client-status.h"

G_BEGIN_DECLS

#define TPK_TYPE_CLIENT_FILE_ROW (tpk_client_file_row_get_type ())
G_DECLARE_FINAL_TYPE (TpkClientFileRow, tpk_client_file_row, TPK, CLIENT_FILE_ROW, AdwActionRow)

GtkWidget       *tpk_client_file_row_new        (guint             position);
void             tpk_client_file_row_update     (TpkClientFileRow *self,
                                                 TpkClientStatus  *status,
                                                 const char       *waiting,
                                                 gboolean          narrow);
TpkClientStatus *tpk_client_file_row_get_status (TpkClientFileRow *self);

G_END_DECLS
