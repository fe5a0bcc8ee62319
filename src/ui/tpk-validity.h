/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void tpk_validity_set (gpointer widget,
                       gboolean valid);

G_END_DECLS
