/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "checks/tpk-reach-matrix.h"

G_BEGIN_DECLS

#define TPK_TYPE_ALLOW_MATRIX (tpk_allow_matrix_get_type ())
G_DECLARE_FINAL_TYPE (TpkAllowMatrix, tpk_allow_matrix, TPK, ALLOW_MATRIX, GtkWidget)

GtkWidget *tpk_allow_matrix_new         (void);
void       tpk_allow_matrix_set_matrix  (TpkAllowMatrix *self,
                                         TpkReachMatrix *matrix);
char      *tpk_allow_matrix_dup_summary (TpkReachMatrix *matrix);

G_END_DECLS
