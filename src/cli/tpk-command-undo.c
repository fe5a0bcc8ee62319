/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-command-undo"

#include "config.h"

#include "tpk-cli-apply.h"
#include "tpk-cli-commands.h"
#include "tpk-cli-session.h"

#include <glib/gi18n-lib.h>

static struct {
  gboolean discard;
  gboolean overwrite;
} options;

static const GOptionEntry entries[] = {
  { "discard", 0, 0, G_OPTION_ARG_NONE, &options.discard,
    N_("Also give up changes of the draft that were not applied"), NULL },
  { "overwrite", 0, 0, G_OPTION_ARG_NONE, &options.overwrite,
    N_("Also replace files that somebody else has changed"), NULL },
  G_OPTION_ENTRY_NULL
};

static TpkCliExit
run_undo (TpkCli            *cli,
          const char *const *args)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  TpkCliExit exit_code;

  if (!tpk_cli_load (cli, &exit_code))
    return exit_code;

  if (tpk_workspace_is_modified (cli->workspace) && !options.discard)
    return tpk_cli_usage_error (cli, "%s",
                                _("The draft has changes that were not applied. Apply them first, "
                                  "or give them up with --discard."));

  tpk_workspace_restore_async (cli->workspace, NULL, cli->cancellable, tpk_cli_ready_cb, &result);
  tpk_cli_wait (cli, &result);
  if (!tpk_workspace_restore_finish (cli->workspace, result, &error))
    return tpk_cli_error (cli, error);

  return tpk_cli_apply (cli, options.overwrite);
}

const TpkCommand tpk_command_undo = {
  .name = "undo",
  .synopsis = "",
  .summary = N_("Take the last apply back"),
  .description = N_("What was applied before becomes the draft, and is applied again. Used once "
                    "more, it goes\nback further. Exits with 4 when a call is in progress."),
  .options = entries,
  .run = run_undo,
};
