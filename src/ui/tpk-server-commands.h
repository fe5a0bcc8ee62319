/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

TpkServer *tpk_server_commands_find      (TpkProfile   *profile,
                                          const char   *id);
gboolean   tpk_server_commands_match     (TpkServer    *server,
                                          const char   *needle);
void       tpk_server_commands_drop      (TpkWorkspace *workspace,
                                          TpkProfile   *profile,
                                          TpkServer    *dragged,
                                          TpkServer    *target,
                                          gboolean      after);
void       tpk_server_commands_fix       (TpkWorkspace *workspace,
                                          TpkProfile   *profile,
                                          TpkFinding   *finding,
                                          GtkWidget    *widget);

G_END_DECLS
