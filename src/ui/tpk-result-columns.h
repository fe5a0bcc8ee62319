/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void tpk_result_columns_add (GtkColumnView *view);
void tpk_result_columns_fit (GtkColumnView *view,
                             gboolean       compact,
                             gboolean       narrow);

G_END_DECLS
