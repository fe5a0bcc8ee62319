/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-cli.h"

G_BEGIN_DECLS

void         tpk_cli_cloud_print_result (TpkCli             *cli,
                                         TpkCloudResult     *result);
void         tpk_cli_cloud_print_status (TpkCli             *cli,
                                         TpkProfile         *profile,
                                         TpkCloudSet        *set,
                                         TpkCheckRun        *check_run);
TpkCheckRun *tpk_cli_cloud_check        (TpkCli             *cli,
                                         TpkProfile         *profile);
TpkCliExit   tpk_cli_cloud_set          (TpkCli             *cli,
                                         TpkProfile         *profile,
                                         const char *const  *pairs,
                                         const char         *secret_file);

G_END_DECLS
