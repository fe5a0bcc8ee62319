/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TPK_TYPE_DIFF_VIEW (tpk_diff_view_get_type ())
G_DECLARE_FINAL_TYPE (TpkDiffView, tpk_diff_view, TPK, DIFF_VIEW, GtkTextView)

GtkWidget *tpk_diff_view_new      (void);
void       tpk_diff_view_set_diff (TpkDiffView *self,
                                   const char  *diff);
void       tpk_diff_view_set_text (TpkDiffView *self,
                                   const char  *text);
char      *tpk_diff_view_dup_text (TpkDiffView *self);

G_END_DECLS
