/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TPK_TYPE_SPARE_LAYOUT (tpk_spare_layout_get_type ())

G_DECLARE_FINAL_TYPE (TpkSpareLayout, tpk_spare_layout, TPK, SPARE_LAYOUT, GtkLayoutManager)

GtkLayoutManager *tpk_spare_layout_new (void);

G_END_DECLS
