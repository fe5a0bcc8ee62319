/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-command-call"

#include "config.h"

#include "store/tpk-call-lease.h"

#include "tpk-cli-apply.h"
#include "tpk-cli-commands.h"
#include "tpk-cli-output.h"
#include "tpk-cli-session.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <sys/wait.h>

static char *client;

static const GOptionEntry entries[] = {
  { "client", 'c', 0, G_OPTION_ARG_STRING, &client,
    N_("Who is in the call, for people to read"), N_("NAME") },
  G_OPTION_ENTRY_NULL
};

/* What the client is called, of which people are told; or %NULL. */
static char *
dup_client_name (const char *command)
{
  g_autofree char *name = NULL;

  if (client != NULL)
    return tpk_call_is_client_name (client) ? g_strdup (client) : NULL;

  name = g_filename_display_basename (command);

  return g_strdup (tpk_call_is_client_name (name) ? name : "turnpikectl");
}

/* A terminal sends SIGINT to the command, too; it decides what that means. */
static gboolean
interrupted_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
terminated_cb (gpointer user_data)
{
  GSubprocess **process = user_data;

  if (*process != NULL)
    g_subprocess_send_signal (*process, SIGTERM);

  return G_SOURCE_CONTINUE;
}

/* Before the command is there, so that no signal ends this program and leaves the command alone:
 * one that comes meanwhile is passed on as soon as somebody waits for the command. */
static void
pass_signals (TpkCli       *cli,
              GSubprocess **process)
{
  cli->signal_ids[0] = g_unix_signal_add (SIGINT, interrupted_cb, NULL);
  cli->signal_ids[1] = g_unix_signal_add (SIGTERM, terminated_cb, process);
}

/* Returns what the command would have given to a shell. */
static int
wait_for (TpkCli      *cli,
          GSubprocess *process)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_subprocess_wait_async (process, NULL, tpk_cli_ready_cb, &result);
  tpk_cli_wait (cli, &result);
  g_subprocess_wait_finish (process, result, NULL);

  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process)
                                              : 128 + g_subprocess_get_term_sig (process);
}

static TpkCliExit
run_call (TpkCli            *cli,
          const char *const *args)
{
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autoptr (TpkCallLease) lease = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  TpkCliExit exit_code;
  int status = 0;

  if (args[0] != NULL && g_str_equal (args[0], "--"))
    args++;
  if (args[0] == NULL)
    return tpk_cli_usage_error (cli, "%s", _("Say which command is the call, after “--”."));

  name = dup_client_name (args[0]);
  if (name == NULL)
    return tpk_cli_usage_error (cli, "%s",
                                _("The client’s name is for people to read: give 1 to 100 "
                                  "characters on one line."));

  folder = tpk_cli_dup_config_dir (cli);
  lease = tpk_call_lease_take (folder, name, &error);
  if (lease == NULL)
    return tpk_cli_error (cli, error);

  pass_signals (cli, &process);
  process = g_subprocess_newv (args, G_SUBPROCESS_FLAGS_STDIN_INHERIT, &error);
  if (process != NULL)
    status = wait_for (cli, process);
  tpk_cli_ignore_signals (cli);
  if (process == NULL)
    return tpk_cli_error (cli, error);

  tpk_call_lease_release (lease);

  exit_code = tpk_cli_carry_out (cli);

  return status != 0 ? (TpkCliExit) status : exit_code;
}

const TpkCommand tpk_command_call = {
  .name = "call",
  .synopsis = N_("[--client NAME] -- COMMAND [ARGUMENT…]"),
  .summary = N_("Run a command as a call, during which nothing is changed"),
  .description = N_("Changes that are applied meanwhile are staged, and are made when the command "
                    "ends.\nExits as the command does."),
  .options = entries,
  .max_args = -1,
  .passes_options = TRUE,
  .run = run_call,
};
