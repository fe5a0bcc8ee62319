/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_CHECKS_PAGE (tpk_checks_page_get_type ())
G_DECLARE_FINAL_TYPE (TpkChecksPage, tpk_checks_page, TPK, CHECKS_PAGE, GtkWidget)

GtkWidget *tpk_checks_page_new (void);

G_END_DECLS
