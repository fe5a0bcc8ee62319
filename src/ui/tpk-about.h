/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

void  tpk_about_present        (GtkWindow    *parent,
                                TpkWorkspace *workspace);
char *tpk_about_dup_versions   (void);
char *tpk_about_dup_debug_info (TpkWorkspace *workspace);

G_END_DECLS
