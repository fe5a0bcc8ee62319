/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "checks/tpk-check-run.h"

#include "tpk-cli.h"

G_BEGIN_DECLS

/* One line that tells how far a run is, on a terminal only. */
typedef struct _TpkCheckProgress TpkCheckProgress;

TpkCheckProgress *tpk_check_progress_new  (TpkCli           *cli,
                                           TpkCheckRun      *check_run);
void              tpk_check_progress_free (TpkCheckProgress *self);

void              tpk_check_report_print  (TpkCheckRun      *check_run);

TpkCliExit        tpk_check_report_get_exit_code (TpkCli      *cli,
                                                  TpkCheckRun *check_run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkCheckProgress, tpk_check_progress_free)

G_END_DECLS
