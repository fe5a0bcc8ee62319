/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-cli.h"

G_BEGIN_DECLS

char         *tpk_cli_dup_config_dir (TpkCli        *cli);
gboolean      tpk_cli_load           (TpkCli        *cli,
                                      TpkCliExit    *exit_code);
TpkProfile   *tpk_cli_load_profile   (TpkCli        *cli,
                                      TpkCliExit    *exit_code);
gboolean      tpk_cli_save           (TpkCli        *cli,
                                      const char    *step_name,
                                      TpkCliExit    *exit_code);

void          tpk_cli_tell_where_secrets_are (TpkCli *cli);

void          tpk_cli_ready_cb       (GObject       *source,
                                      GAsyncResult  *result,
                                      gpointer       user_data);
void          tpk_cli_catch_signals  (TpkCli        *cli);
void          tpk_cli_wait           (TpkCli        *cli,
                                      GAsyncResult **result);
void          tpk_cli_ignore_signals (TpkCli        *cli);

G_END_DECLS
