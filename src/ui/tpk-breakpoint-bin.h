/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TPK_TYPE_BREAKPOINT_BIN (tpk_breakpoint_bin_get_type ())
G_DECLARE_FINAL_TYPE (TpkBreakpointBin, tpk_breakpoint_bin, TPK, BREAKPOINT_BIN, GtkWidget)

GtkWidget *tpk_breakpoint_bin_new         (void);

GtkWidget *tpk_breakpoint_bin_get_child   (TpkBreakpointBin *self);
void       tpk_breakpoint_bin_set_child   (TpkBreakpointBin *self,
                                           GtkWidget        *child);
gboolean   tpk_breakpoint_bin_get_compact (TpkBreakpointBin *self);
gboolean   tpk_breakpoint_bin_get_narrow  (TpkBreakpointBin *self);
void       tpk_breakpoint_bin_expect_width (TpkBreakpointBin *self,
                                            int               width);

G_END_DECLS
