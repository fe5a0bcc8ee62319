/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "tpk-path.h"

G_BEGIN_DECLS

#define TPK_TYPE_PATH_VIEW (tpk_path_view_get_type ())
G_DECLARE_FINAL_TYPE (TpkPathView, tpk_path_view, TPK, PATH_VIEW, GtkWidget)

GtkWidget  *tpk_path_view_new             (void);

void        tpk_path_view_set_path        (TpkPathView *self,
                                           TpkPath     *path,
                                           gboolean     old);
void        tpk_path_view_set_stacked     (TpkPathView *self,
                                           gboolean     stacked);
const char *tpk_path_view_get_description (TpkPathView *self);
gboolean    tpk_path_view_is_moving       (TpkPathView *self);

G_END_DECLS
