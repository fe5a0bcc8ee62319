/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-command-apply"

#include "config.h"

#include "tpk-cli-apply.h"
#include "tpk-cli-commands.h"
#include "tpk-cli-session.h"

#include <glib/gi18n-lib.h>

static struct {
  gboolean dry_run;
  gboolean overwrite;
} options;

static const GOptionEntry entries[] = {
  { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run,
    N_("Show what would change in which file, and write nothing"), NULL },
  { "overwrite", 0, 0, G_OPTION_ARG_NONE, &options.overwrite,
    N_("Also replace files that somebody else has changed"), NULL },
  G_OPTION_ENTRY_NULL
};

static TpkCliExit
run_apply (TpkCli            *cli,
           const char *const *args)
{
  TpkProfile *profile;
  TpkCliExit exit_code;

  profile = tpk_cli_load_profile (cli, &exit_code);
  if (profile == NULL)
    return exit_code;

  if (options.dry_run)
    return tpk_cli_show_plan (cli, profile);

  /* To apply a profile is to make it the one that counts. */
  tpk_document_set_active_profile (tpk_workspace_get_draft (cli->workspace), profile);

  return tpk_cli_apply (cli, options.overwrite);
}

const TpkCommand tpk_command_apply = {
  .name = "apply",
  .synopsis = "",
  .summary = N_("Write the draft for the calling clients"),
  .description = N_("With --profile, that profile becomes the active one. Exits with 4 when a "
                    "call is in progress:\nthe change is then made when the call ends."),
  .options = entries,
  .run = run_apply,
};
