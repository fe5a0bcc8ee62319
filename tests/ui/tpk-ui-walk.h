/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Returns what is wrong with @widget, or NULL. */
typedef char *(*TpkUiWalkFunc) (GtkWidget *widget,
                                gpointer   data);

/* Goes through all that can be seen below @top and is not the toolkit's own; says what @func finds
 * wrong, and returns how much that is. */
guint      tpk_ui_walk              (GtkWidget     *top,
                                     TpkUiWalkFunc  func,
                                     gpointer       data);

gboolean   tpk_ui_walk_is_container (GtkWidget     *widget);
gboolean   tpk_ui_walk_is_named     (GtkWidget     *widget);
gboolean   tpk_ui_walk_has_text     (GtkWidget     *widget);
/* The widget and all it is in. */
char      *tpk_ui_walk_describe     (GtkWidget     *widget);
/* Where the width comes from that @top has at least. */
GtkWidget *tpk_ui_walk_find_widest  (GtkWidget     *top);

G_END_DECLS
