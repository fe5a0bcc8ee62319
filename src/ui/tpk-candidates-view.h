/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "checks/tpk-check-run.h"

G_BEGIN_DECLS

#define TPK_TYPE_CANDIDATES_VIEW (tpk_candidates_view_get_type ())
G_DECLARE_FINAL_TYPE (TpkCandidatesView, tpk_candidates_view, TPK, CANDIDATES_VIEW, GtkWidget)

GtkWidget *tpk_candidates_view_new        (void);

void       tpk_candidates_view_set_run    (TpkCandidatesView *self,
                                           TpkCheckRun       *run);
void       tpk_candidates_view_set_narrow (TpkCandidatesView *self,
                                           gboolean           narrow);

G_END_DECLS
