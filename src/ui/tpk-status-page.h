/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "tpk-checker.h"

G_BEGIN_DECLS

#define TPK_TYPE_STATUS_PAGE (tpk_status_page_get_type ())
G_DECLARE_FINAL_TYPE (TpkStatusPage, tpk_status_page, TPK, STATUS_PAGE, GtkWidget)

GtkWidget *tpk_status_page_new         (void);

void       tpk_status_page_set_checker (TpkStatusPage *self,
                                        TpkWorkspace  *workspace,
                                        TpkChecker    *checker);

G_END_DECLS
