/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What main() does before there is a picture: the language of the environment, and the style. */
void tpk_ui_picture_init       (void);
/* As the setting of the desktop does. */
void tpk_ui_picture_scale_text (double      factor);
void tpk_ui_picture_save       (GtkWidget  *widget,
                                const char *path);

G_END_DECLS
