/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "model/tpk-finding.h"

G_BEGIN_DECLS

#define TPK_TYPE_FINDING_LINE (tpk_finding_line_get_type ())
G_DECLARE_FINAL_TYPE (TpkFindingLine, tpk_finding_line, TPK, FINDING_LINE, GtkWidget)

GtkWidget  *tpk_finding_line_new         (TpkFinding     *finding);
TpkFinding *tpk_finding_line_get_finding (TpkFindingLine *self);
GtkWidget  *tpk_finding_line_get_button  (TpkFindingLine *self);

/* Brings the finding lines in @box in step with @findings (TpkFinding), and connects new ones'
 * fix-requested to @fix_cb. Lines whose finding says the same stay, and keep the focus. */
typedef void (* TpkFixFunc) (TpkFindingLine *line,
                             TpkFinding     *finding,
                             gpointer        user_data);

void        tpk_finding_lines_update     (GtkBox         *box,
                                          GPtrArray      *findings,
                                          TpkFixFunc      fix_cb,
                                          gpointer        object);

G_END_DECLS
