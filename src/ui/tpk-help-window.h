/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TPK_TYPE_HELP_WINDOW (tpk_help_window_get_type ())
G_DECLARE_FINAL_TYPE (TpkHelpWindow, tpk_help_window, TPK, HELP_WINDOW, AdwWindow)

void        tpk_help_window_present   (GtkWindow     *parent,
                                       const char    *page);
void        tpk_help_window_show_page (TpkHelpWindow *self,
                                       const char    *page);
const char *tpk_help_window_get_page  (TpkHelpWindow *self);

G_END_DECLS
