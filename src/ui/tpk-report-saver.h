/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "checks/tpk-report.h"

G_BEGIN_DECLS

void tpk_report_saver_copy   (GtkWidget             *widget,
                              TpkCheckRun           *run,
                              const char            *profile);
void tpk_report_saver_choose (GtkWidget             *widget,
                              TpkCheckRun           *run,
                              const char            *profile);
void tpk_report_saver_save   (GtkWidget             *widget,
                              TpkCheckRun           *run,
                              const char            *profile,
                              const TpkReportFormat *format,
                              GFile                 *file);

G_END_DECLS
