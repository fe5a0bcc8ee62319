/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-cli.h"

G_BEGIN_DECLS

gboolean tpk_cli_read_proxy (TpkCli      *cli,
                             const char  *uri,
                             const char  *password_file,
                             char       **password,
                             TpkCliExit  *exit_code);

G_END_DECLS
