/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-allow-list.h"

#include "tpk-cli.h"

G_BEGIN_DECLS

TpkAllowList *tpk_cli_load_allow_list (TpkCli     *cli,
                                       const char *preset_id,
                                       const char *path,
                                       TpkCliExit *exit_code);
TpkAllowList *tpk_cli_need_allow_list (TpkCli     *cli,
                                       const char *preset_id,
                                       const char *path,
                                       TpkCliExit *exit_code);

G_END_DECLS
