/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

void tpk_window_apply_watch   (GtkWidget    *page,
                               TpkWorkspace *workspace);
void tpk_window_apply_present (GtkWidget    *page,
                               TpkWorkspace *workspace);

G_END_DECLS
