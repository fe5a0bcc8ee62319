/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-command-lint"

#include "config.h"

#include "cloud/tpk-cloud-lint.h"

#include "tpk-cli-commands.h"
#include "tpk-cli-findings.h"
#include "tpk-cli-input.h"
#include "tpk-cli-output.h"
#include "tpk-cli-session.h"

#include <glib/gi18n-lib.h>

static gboolean strict;

static const GOptionEntry entries[] = {
  { "strict", 0, 0, G_OPTION_ARG_NONE, &strict,
    N_("Exit with 1 when there are warnings"), NULL },
  G_OPTION_ENTRY_NULL
};

static void
take_findings (GListStore *all,
               GListModel *findings)
{
  guint n = g_list_model_get_n_items (findings);

  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    g_list_store_append (all, finding);
  }
}

/* What could not be read of a file is a finding on that file, and comes first. */
static GListModel *
lint (TpkCli     *cli,
      TpkProfile *profile,
      TpkImport  *import)
{
  g_autoptr (GPtrArray) findings = NULL;
  GListStore *all = g_list_store_new (TPK_TYPE_FINDING);
  TpkCloudSet *set = NULL;

  if (import == NULL)
    set = tpk_workspace_get_cloud_set (cli->workspace, profile);
  if (import != NULL)
    take_findings (all, tpk_import_get_notes (import));
  findings = tpk_cloud_lint (profile, set, NULL, g_get_real_time () / G_USEC_PER_SEC);
  g_list_store_splice (all, g_list_model_get_n_items (G_LIST_MODEL (all)), 0, findings->pdata,
                       findings->len);

  return G_LIST_MODEL (all);
}

/* What an administrator has set instead of what is in the file. People were told when the file was
 * read; programs find it here. */
static GListModel *
with_managed (TpkCli     *cli,
              GListModel *findings)
{
  GListStore *all = g_list_store_new (TPK_TYPE_FINDING);
  GListModel *notices = tpk_workspace_get_notices (cli->workspace);

  for (guint i = 0; i < g_list_model_get_n_items (notices); i++) {
    g_autoptr (TpkFinding) notice = g_list_model_get_item (notices, i);

    if (g_str_has_prefix (tpk_finding_get_code (notice), "managed-"))
      g_list_store_append (all, notice);
  }
  take_findings (all, findings);

  return G_LIST_MODEL (all);
}

static void
print_json (TpkCli     *cli,
            GListModel *findings)
{
  g_autoptr (JsonObject) document = json_object_new ();
  g_autoptr (GListModel) all = NULL;

  all = cli->workspace != NULL ? with_managed (cli, findings) : g_object_ref (findings);
  json_object_set_int_member (document, "schema", 1);
  json_object_set_array_member (document, "findings", tpk_cli_findings_to_json (all));
  tpk_cli_print_json (document);
}

static void
count (GListModel *findings,
       guint       n_of[TPK_SEVERITY_ERROR + 1])
{
  guint n = g_list_model_get_n_items (findings);

  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    n_of[tpk_finding_get_severity (finding)]++;
  }
}

static void
print_for_people (TpkCli     *cli,
                  GListModel *findings)
{
  guint n = g_list_model_get_n_items (findings);

  if (n == 0) {
    tpk_cli_tell (cli, "%s", _("Nothing was found wrong."));
    return;
  }

  if (cli->quiet)
    return;

  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    tpk_cli_print_finding (finding, "", stdout);
  }
}

static TpkCliExit
run_lint (TpkCli            *cli,
          const char *const *args)
{
  g_autoptr (TpkImport) import = NULL;
  g_autoptr (GListModel) findings = NULL;
  g_autoptr (GError) error = NULL;
  guint n_of[TPK_SEVERITY_ERROR + 1] = { 0, };
  TpkProfile *profile;
  TpkCliExit exit_code;

  if (args[0] != NULL) {
    import = tpk_cli_read_import (cli, args[0], FALSE, &error);
    if (import == NULL)
      return tpk_cli_error (cli, error);
    profile = tpk_import_get_profile (import);
  } else {
    profile = tpk_cli_load_profile (cli, &exit_code);
    if (profile == NULL)
      return exit_code;
  }

  findings = lint (cli, profile, import);
  if (cli->json)
    print_json (cli, findings);
  else
    print_for_people (cli, findings);

  count (findings, n_of);
  if (n_of[TPK_SEVERITY_ERROR] > 0)
    return TPK_CLI_EXIT_INVALID;
  if (strict && n_of[TPK_SEVERITY_WARNING] > 0)
    return TPK_CLI_EXIT_FAILED;

  return TPK_CLI_EXIT_OK;
}

const TpkCommand tpk_command_lint = {
  .name = "lint",
  .synopsis = N_("[FILE]"),
  .summary = N_("Find what is wrong with the profile, or with a client’s file"),
  .description = N_("FILE may be in any form that “turnpikectl clients” can import; - reads "
                    "standard input.\nExits with 2 when there is an error among the findings."),
  .options = entries,
  .max_args = 1,
  .run = run_lint,
};
