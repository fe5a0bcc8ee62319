/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-report-page.h"
#include "tpk-report.h"

G_BEGIN_DECLS

TpkReportPage *tpk_report_content_new (TpkCheckRun         *run,
                                       const TpkReportInfo *info);

void           tpk_report_add_state        (TpkReportPage  *page,
                                            TpkResultState  state);
void           tpk_report_add_milliseconds (TpkReportPage  *page,
                                            double          ms);
void           tpk_report_add_percent      (TpkReportPage  *page,
                                            gboolean        known,
                                            double          percent);
void           tpk_report_add_line         (TpkReportPage  *page,
                                            const char     *name,
                                            const char     *value);
void           tpk_report_add_calls        (TpkReportPage  *page,
                                            GListModel     *proofs);

G_END_DECLS
