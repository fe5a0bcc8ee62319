/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-report-page.h"
#include "tpk-report.h"

G_BEGIN_DECLS

TpkReportPage *tpk_report_content_new (TpkCheckRun         *run,
                                       const TpkReportInfo *info);

G_END_DECLS
