/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TPK_TYPE_WRAP_LAYOUT (tpk_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (TpkWrapLayout, tpk_wrap_layout, TPK, WRAP_LAYOUT, GtkLayoutManager)

GtkLayoutManager *tpk_wrap_layout_new (int spacing);

G_END_DECLS
