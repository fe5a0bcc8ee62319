/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_NOTICES (tpk_notices_get_type ())
G_DECLARE_FINAL_TYPE (TpkNotices, tpk_notices, TPK, NOTICES, GtkWidget)

GtkWidget *tpk_notices_new           (void);
void       tpk_notices_set_workspace (TpkNotices   *self,
                                      TpkWorkspace *workspace);

G_END_DECLS
