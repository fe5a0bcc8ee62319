/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void tpk_window_checks_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
