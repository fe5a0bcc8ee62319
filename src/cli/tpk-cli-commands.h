/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-cli.h"

G_BEGIN_DECLS

/* The values of options with a number that was not given; nobody can mean these. */
#define TPK_CLI_UNSAID   G_MININT
#define TPK_CLI_UNSAID_S (-G_MAXDOUBLE)

extern const TpkCommand tpk_command_allowlist;
extern const TpkCommand tpk_command_apply;
extern const TpkCommand tpk_command_call;
extern const TpkCommand tpk_command_check;
extern const TpkCommand tpk_command_clients;
extern const TpkCommand tpk_command_cloud;
extern const TpkCommand tpk_command_export;
extern const TpkCommand tpk_command_help;
extern const TpkCommand tpk_command_history;
extern const TpkCommand tpk_command_import;
extern const TpkCommand tpk_command_lint;
extern const TpkCommand tpk_command_monitor;
extern const TpkCommand tpk_command_route;
extern const TpkCommand tpk_command_show;
extern const TpkCommand tpk_command_undo;
extern const TpkCommand tpk_command_url;

const TpkCommand *const *tpk_commands_get         (void);
const TpkCommand        *tpk_commands_find        (const char       *name);
char                    *tpk_commands_dup_nearest (const char       *name);

/* Options and help, from the table. */
GOptionEntry            *tpk_commands_dup_common_options (TpkCli    *cli);
GOptionContext          *tpk_commands_new_context (const TpkCommand *command,
                                                   TpkCli           *cli);
void                     tpk_commands_print_help  (const TpkCommand *command,
                                                   TpkCli           *cli);

G_END_DECLS
