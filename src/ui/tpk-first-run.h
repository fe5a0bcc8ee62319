/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TPK_TYPE_FIRST_RUN (tpk_first_run_get_type ())
G_DECLARE_FINAL_TYPE (TpkFirstRun, tpk_first_run, TPK, FIRST_RUN, GtkWidget)

GtkWidget *tpk_first_run_new (void);

G_END_DECLS
