/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

/* What can be done with a client file of the draft. @widget is where toasts are shown. */
void tpk_client_file_toggle (GtkWidget     *widget,
                             TpkWorkspace  *workspace,
                             TpkClientFile *file);
void tpk_client_file_remove (GtkWidget     *widget,
                             TpkWorkspace  *workspace,
                             TpkClientFile *file);

G_END_DECLS
