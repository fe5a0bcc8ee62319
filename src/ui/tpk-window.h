/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "workspace/tpk-workspace.h"

#include "tpk-checker.h"

G_BEGIN_DECLS

#define TPK_TYPE_WINDOW (tpk_window_get_type ())
G_DECLARE_FINAL_TYPE (TpkWindow, tpk_window, TPK, WINDOW, AdwApplicationWindow)

GtkWidget    *tpk_window_new           (GtkApplication *application,
                                        TpkWorkspace   *workspace);

TpkWorkspace *tpk_window_get_workspace (TpkWindow      *self);
TpkChecker   *tpk_window_get_checker   (TpkWindow      *self);
const char   *tpk_window_get_page      (TpkWindow      *self);
void          tpk_window_show_page     (TpkWindow      *self,
                                        const char     *name);
void          tpk_window_import_file   (TpkWindow      *self,
                                        GFile          *file);
void          tpk_window_import_text   (TpkWindow      *self,
                                        const char     *text);

G_END_DECLS
