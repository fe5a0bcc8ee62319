/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "checks/tpk-check-run.h"

#include "tpk-checker.h"

G_BEGIN_DECLS

#define TPK_TYPE_CHECKS_PAGE (tpk_checks_page_get_type ())
G_DECLARE_FINAL_TYPE (TpkChecksPage, tpk_checks_page, TPK, CHECKS_PAGE, GtkWidget)

GtkWidget   *tpk_checks_page_new           (void);

TpkCheckRun *tpk_checks_page_get_check_run (TpkChecksPage *self);
void         tpk_checks_page_set_check_run (TpkChecksPage *self,
                                            TpkCheckRun   *run);
void         tpk_checks_page_select        (TpkChecksPage *self,
                                            guint          position);

G_END_DECLS
