/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "tpk-path.h"

G_BEGIN_DECLS

#define TPK_TYPE_PATH_STOP_VIEW (tpk_path_stop_view_get_type ())
G_DECLARE_FINAL_TYPE (TpkPathStopView, tpk_path_stop_view, TPK, PATH_STOP_VIEW, GtkWidget)

GtkWidget *tpk_path_stop_view_new      (void);

void       tpk_path_stop_view_set_stop (TpkPathStopView   *self,
                                        const TpkPathStop *stop,
                                        gboolean           stacked);

G_END_DECLS
