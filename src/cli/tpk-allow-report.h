/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "checks/tpk-reach-run.h"

#include "tpk-cli.h"

G_BEGIN_DECLS

void       tpk_allow_report_print_list    (TpkAllowList   *list);
void       tpk_allow_report_print_presets (void);
JsonArray *tpk_allow_report_presets       (void);
void       tpk_allow_report_print_matrix  (TpkReachMatrix *matrix);
gulong     tpk_allow_report_show_progress (TpkCli         *cli,
                                           TpkReachRun    *run);
void       tpk_allow_report_hide_progress (TpkReachRun    *run,
                                           gulong          handler_id);

G_END_DECLS
