/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TPK_TYPE_STEADY_LAYOUT (tpk_steady_layout_get_type ())

G_DECLARE_FINAL_TYPE (TpkSteadyLayout, tpk_steady_layout, TPK, STEADY_LAYOUT, GtkLayoutManager)

GtkLayoutManager *tpk_steady_layout_new (void);

G_END_DECLS
