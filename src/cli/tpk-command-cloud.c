/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-command-cloud"

#include "config.h"

#include "tpk-cli-cloud.h"
#include "tpk-cli-commands.h"
#include "tpk-cli-findings.h"
#include "tpk-cli-session.h"

#include <glib/gi18n-lib.h>

#include "cloud/tpk-cloud-service.h"

/* The cloud proxy of the profile: asking its service, and what is known of it. */

static struct {
  gboolean check;
  char    *secret_file;
} options;

static const GOptionEntry entries[] = {
  { "check", 'c', 0, G_OPTION_ARG_NONE, &options.check,
    N_("status: check the relays, and make a call through each"), NULL },
  { "secret-file", 0, 0, G_OPTION_ARG_FILENAME, &options.secret_file,
    N_("set: read the secret from FILE, - for standard input"), N_("FILE") },
  G_OPTION_ENTRY_NULL
};

/* Whether there is anybody to ask; tells why not. */
static gboolean
check_asks (TpkCli     *cli,
            TpkProfile *profile,
            TpkCliExit *exit_code)
{
  TpkCloudSettings *settings = tpk_profile_get_cloud (profile);
  const char *id = tpk_cloud_settings_get_service (settings);
  const TpkCloudService *service = tpk_cloud_service_find (id);

  if (tpk_cloud_profile_asks (profile))
    return TRUE;

  if (service == NULL)
    /* Translators: %s is what the profile says. */
    *exit_code = tpk_cli_usage_error (cli, _("There is no cloud proxy “%s”. “turnpikectl cloud "
                                             "set service=…” chooses one."), id);
  else if (tpk_profile_get_route (profile) != TPK_ROUTE_CLOUD)
    *exit_code = tpk_cli_usage_error (cli, "%s", _("The route of the profile is not “cloud”, so no "
                                                   "service is asked. “turnpikectl route cloud” "
                                                   "changes that."));
  else
    /* Translators: %s is the name of a vendor, as "Agora". */
    *exit_code = tpk_cli_usage_error (cli, _("The SDK of %s asks for its proxy by itself, so there "
                                             "is nothing to ask from here."), _(service->name));

  return FALSE;
}

static TpkCliExit
get_exit_code (TpkCli         *cli,
               TpkCloudResult *result)
{
  switch (tpk_cloud_result_get_code (result)) {
  case TPK_CLOUD_CODE_OK:
    return tpk_workspace_is_cloud_waiting (cli->workspace) ? TPK_CLI_EXIT_STAGED
                                                           : TPK_CLI_EXIT_OK;
  case TPK_CLOUD_CODE_CANCELLED:
    return TPK_CLI_EXIT_CANCELLED;
  case TPK_CLOUD_CODE_SETTINGS:
  case TPK_CLOUD_CODE_INSECURE:
    return TPK_CLI_EXIT_INVALID;
  case TPK_CLOUD_CODE_NO_NETWORK:
    return TPK_CLI_EXIT_TROUBLE;
  default:
    return TPK_CLI_EXIT_FAILED;
  }
}

/* What went wrong with the files of clients. */
static void
tell_notices (TpkCli *cli)
{
  GListModel *notices = tpk_workspace_get_notices (cli->workspace);

  for (guint i = 0; i < g_list_model_get_n_items (notices); i++) {
    g_autoptr (TpkFinding) notice = g_list_model_get_item (notices, i);

    if (g_str_has_prefix (tpk_finding_get_code (notice), "cloud-"))
      tpk_cli_print_finding (notice, "", stderr);
  }
}

static TpkCliExit
run_fetch (TpkCli     *cli,
           TpkProfile *profile)
{
  g_autoptr (GAsyncResult) async = NULL;
  g_autoptr (TpkCloudResult) result = NULL;
  TpkCliExit exit_code;

  if (!check_asks (cli, profile, &exit_code))
    return exit_code;

  tpk_cli_catch_signals (cli);
  tpk_workspace_fetch_cloud_async (cli->workspace, profile, cli->cancellable, tpk_cli_ready_cb,
                                   &async);
  tpk_cli_wait (cli, &async);
  result = tpk_workspace_fetch_cloud_finish (cli->workspace, async);
  exit_code = get_exit_code (cli, result);
  tpk_cli_cloud_print_result (cli, result);
  tell_notices (cli);
  if (exit_code == TPK_CLI_EXIT_STAGED)
    tpk_cli_tell (cli, "%s", _("A call is in progress, so calling clients are given these servers "
                               "when it ends."));

  return exit_code;
}

static TpkCliExit
run_status (TpkCli     *cli,
            TpkProfile *profile)
{
  g_autoptr (TpkCheckRun) check_run = NULL;
  TpkCloudSet *set = tpk_workspace_get_cloud_set (cli->workspace, profile);
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  TpkCliExit exit_code;

  if (options.check) {
    if (!check_asks (cli, profile, &exit_code))
      return exit_code;
    check_run = tpk_cli_cloud_check (cli, profile);
  }

  tpk_cli_cloud_print_status (cli, profile, set, check_run);
  if (g_cancellable_is_cancelled (cli->cancellable))
    return TPK_CLI_EXIT_CANCELLED;
  if (!tpk_cloud_profile_asks (profile))
    return TPK_CLI_EXIT_OK;
  if (set == NULL || !tpk_cloud_set_is_good (set, now_s))
    return TPK_CLI_EXIT_FAILED;

  return check_run != NULL && tpk_check_run_get_state (check_run) == TPK_RESULT_STATE_FAILED
           ? TPK_CLI_EXIT_FAILED : TPK_CLI_EXIT_OK;
}

static TpkCliExit
run_cloud (TpkCli            *cli,
           const char *const *args)
{
  const char *word = args[0] != NULL ? args[0] : "status";
  gboolean is_set = g_str_equal (word, "set");
  TpkProfile *profile;
  TpkCliExit exit_code;

  if (!is_set && !g_str_equal (word, "fetch") && !g_str_equal (word, "status"))
    /* Translators: %s is what was typed. */
    return tpk_cli_usage_error (cli, _("There is no “cloud %s”. There are fetch, status and set."),
                                word);
  if (!is_set && args[0] != NULL && args[1] != NULL)
    return tpk_cli_usage_error (cli, _("“%s” is one argument too many."), args[1]);

  profile = tpk_cli_load_profile (cli, &exit_code);
  if (profile == NULL)
    return exit_code;

  if (is_set)
    return tpk_cli_cloud_set (cli, profile, args + 1, options.secret_file);

  return g_str_equal (word, "fetch") ? run_fetch (cli, profile) : run_status (cli, profile);
}

const TpkCommand tpk_command_cloud = {
  .name = "cloud",
  .synopsis = N_("[status|fetch|set NAME=VALUE…]"),
  .summary = N_("Ask the service that hands out servers, and show what is known of it"),
  .description = N_("status: the service, the servers it handed out and until when they are good; "
                    "exits with 1 when\nthere are none. fetch: asks it now; calling clients are "
                    "given the servers if its profile is\napplied. set: changes the draft, as in "
                    "“turnpikectl cloud set service=twilio account=AC…\n--secret-file FILE”; the "
                    "secret is never an argument. Another service begins without\nwhat the one "
                    "before was told."),
  .options = entries,
  .max_args = -1,
  .run = run_cloud,
};
