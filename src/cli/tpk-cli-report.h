/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "checks/tpk-report.h"

#include "tpk-cli.h"

G_BEGIN_DECLS

gboolean tpk_cli_find_report  (TpkCli                 *cli,
                               const char             *path,
                               const TpkReportFormat **format,
                               TpkCliExit             *exit_code);
gboolean tpk_cli_write_report (TpkCli                 *cli,
                               const char             *path,
                               const TpkReportFormat  *format,
                               TpkCheckRun            *check_run,
                               const char             *profile,
                               TpkCliExit             *exit_code);

G_END_DECLS
