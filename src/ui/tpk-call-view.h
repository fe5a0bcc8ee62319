/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "checks/tpk-proof.h"

G_BEGIN_DECLS

#define TPK_TYPE_CALL_VIEW (tpk_call_view_get_type ())
G_DECLARE_FINAL_TYPE (TpkCallView, tpk_call_view, TPK, CALL_VIEW, GtkWidget)

GtkWidget *tpk_call_view_new        (void);

TpkProof  *tpk_call_view_get_proof  (TpkCallView *self);
void       tpk_call_view_set_proof  (TpkCallView *self,
                                     TpkProof    *proof);
void       tpk_call_view_set_narrow (TpkCallView *self,
                                     gboolean     narrow);

G_END_DECLS
