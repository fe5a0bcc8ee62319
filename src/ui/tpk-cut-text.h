/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void  tpk_cut_text_init   (void);
char *tpk_cut_text_dup_at (GtkWidget *root,
                           double     x,
                           double     y);

G_END_DECLS
