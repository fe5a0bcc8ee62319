/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean tpk_accessible_name_inner (GtkWidget  *widget,
                                    GType       type,
                                    const char *label);

G_END_DECLS
