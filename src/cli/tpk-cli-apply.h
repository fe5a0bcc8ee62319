/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-cli.h"

G_BEGIN_DECLS

TpkCliExit tpk_cli_show_plan (TpkCli     *cli,
                              TpkProfile *profile);
TpkCliExit tpk_cli_apply     (TpkCli     *cli,
                              gboolean    overwrite_foreign);
TpkCliExit tpk_cli_carry_out (TpkCli     *cli);

G_END_DECLS
