/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli"

#include "config.h"

#include "tpk-cli.h"

#include "cloud/tpk-versions.h"
#include "dialects/tpk-dialect.h"
#include "model/tpk-json.h"

#include "tpk-cli-commands.h"
#include "tpk-cli-findings.h"
#include "tpk-cli-output.h"
#include "tpk-cli-session.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void
print_complaint (TpkCli     *cli,
                 const char *message)
{
  g_autofree char *escaped = tpk_cli_escape (message);

  fflush (stdout);
  if (cli->command != NULL)
    fprintf (stderr, "turnpikectl %s: %s\n", cli->command->name, escaped);
  else
    fprintf (stderr, "turnpikectl: %s\n", escaped);

  g_free (cli->complaint);
  cli->complaint = g_strdup (message);
}

/* A program that asked for JSON gets some, also where the command failed before it had any. One line,
 * since some commands print one object a line. */
static void
print_json_complaint (TpkCli *cli)
{
  g_autoptr (JsonObject) document = NULL;

  if (!cli->json || cli->complaint == NULL || tpk_cli_has_printed_json ())
    return;

  document = json_object_new ();
  json_object_set_int_member (document, "schema", 1);
  tpk_cli_json_set_string (document, "error", cli->complaint);
  tpk_cli_print_json_line (document);
}

/**
 * tpk_cli_usage_error:
 * @cli: the run
 * @format: printf() format of a sentence, without the newline
 * @...: its arguments
 *
 * Says on standard error what is wrong with the command line, and where to read what is right.
 *
 * Returns: the exit code for that
 */
TpkCliExit
tpk_cli_usage_error (TpkCli     *cli,
                     const char *format,
                     ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  print_complaint (cli, message);
  if (cli->command != NULL)
    /* Translators: %s is a command. */
    fprintf (stderr, _("“turnpikectl %s --help” tells what is right.\n"), cli->command->name);
  else
    fputs (_("“turnpikectl --help” tells what is right.\n"), stderr);

  return TPK_CLI_EXIT_INVALID;
}

static TpkCliExit
exit_code_of (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TPK_CLI_EXIT_CANCELLED;

  if (error->domain == TPK_JSON_ERROR ||
      error->domain == TPK_DIALECT_ERROR ||
      g_error_matches (error, TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_INVALID) ||
      g_error_matches (error, TPK_STORE_ERROR, TPK_STORE_ERROR_MANAGED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    return TPK_CLI_EXIT_INVALID;

  return TPK_CLI_EXIT_TROUBLE;
}

/**
 * tpk_cli_error:
 * @cli: the run
 * @error: what failed
 *
 * Says on standard error what failed. Being cancelled is no failure and goes without words.
 *
 * Returns: the exit code for that
 */
TpkCliExit
tpk_cli_error (TpkCli       *cli,
               const GError *error)
{
  TpkCliExit exit_code;

  g_return_val_if_fail (error != NULL, TPK_CLI_EXIT_TROUBLE);

  exit_code = exit_code_of (error);
  if (exit_code != TPK_CLI_EXIT_CANCELLED)
    print_complaint (cli, error->message);

  return exit_code;
}

static void
print_version (void)
{
  g_autofree char *libraries = tpk_versions_dup_libraries ();

  printf ("turnpikectl %s\n%s\n", VERSION, libraries);
}

/* Options may stand before the command and after it; what stands last counts. */
static gboolean
parse (TpkCli             *cli,
       const TpkCommand   *command,
       char             ***args,
       GError            **error)
{
  g_autoptr (GOptionContext) context = NULL;
  g_autofree char *config_dir = g_steal_pointer (&cli->config_dir);
  g_autofree char *profile_name = g_steal_pointer (&cli->profile_name);

  context = tpk_commands_new_context (command, cli);
  if (!g_option_context_parse_strv (context, args, error))
    return FALSE;

  if (cli->config_dir == NULL)
    cli->config_dir = g_steal_pointer (&config_dir);
  if (cli->profile_name == NULL)
    cli->profile_name = g_steal_pointer (&profile_name);

  return TRUE;
}

static TpkCliExit
run_command (TpkCli   *cli,
             char   ***args)
{
  g_autoptr (GError) error = NULL;

  if (!parse (cli, cli->command, args, &error))
    return tpk_cli_usage_error (cli, "%s.", error->message);

  if (cli->help) {
    tpk_commands_print_help (cli->command, cli);
    return TPK_CLI_EXIT_OK;
  }

  if (cli->version) {
    print_version ();
    return TPK_CLI_EXIT_OK;
  }

  /* It would be the folder that somebody happens to be in. */
  if (cli->config_dir != NULL && cli->config_dir[0] == '\0')
    return tpk_cli_usage_error (cli, "%s", _("--config-dir takes the name of a folder."));

  if (cli->command->max_args >= 0 &&
      g_strv_length (*args) > (guint) cli->command->max_args + 1)
    /* Translators: %s is an argument that does not belong there. */
    return tpk_cli_usage_error (cli, _("“%s” is one argument too many."),
                                (*args)[cli->command->max_args + 1]);

  return cli->command->run (cli, (const char *const *) *args + 1);
}

static TpkCliExit
unknown_command (TpkCli     *cli,
                 const char *name)
{
  g_autofree char *nearest = tpk_commands_dup_nearest (name);

  if (nearest != NULL)
    /* Translators: the first %s is what was typed, the second what was probably meant. */
    return tpk_cli_usage_error (cli, _("There is no command “%s”. Did you mean “%s”?"),
                                name, nearest);

  /* Translators: %s is what was typed. */
  return tpk_cli_usage_error (cli, _("There is no command “%s”."), name);
}

static TpkCliExit
run (TpkCli   *cli,
     char   ***args)
{
  g_autoptr (GError) error = NULL;

  if (!parse (cli, NULL, args, &error))
    return tpk_cli_usage_error (cli, "%s.", error->message);

  if ((*args)[0] != NULL && (*args)[1] != NULL) {
    cli->command = tpk_commands_find ((*args)[1]);
    if (cli->command == NULL)
      return unknown_command (cli, (*args)[1]);

    /* The command's own parse begins after the word, which takes the program's place. */
    g_free ((*args)[0]);
    for (gsize i = 0; (*args)[i] != NULL; i++)
      (*args)[i] = (*args)[i + 1];

    return run_command (cli, args);
  }

  if (cli->version) {
    print_version ();
    return TPK_CLI_EXIT_OK;
  }

  if (cli->help) {
    tpk_commands_print_help (NULL, cli);
    return TPK_CLI_EXIT_OK;
  }

  return tpk_cli_usage_error (cli, "%s", _("Say what to do, such as “turnpikectl check”."));
}

/* While nothing is under way that must be ended in order. */
static void
leave_cb (int signal_number)
{
  _exit (TPK_CLI_EXIT_CANCELLED);
}

static void
tpk_cli_clear (TpkCli *cli)
{
  tpk_cli_ignore_signals (cli);
  g_clear_object (&cli->workspace);
  g_clear_object (&cli->cancellable);
  g_clear_pointer (&cli->config_dir, g_free);
  g_clear_pointer (&cli->profile_name, g_free);
  g_clear_pointer (&cli->complaint, g_free);
}

/**
 * tpk_cli_run:
 * @argc: how many arguments
 * @argv: the arguments, the program's name first
 *
 * Carries out one command line.
 *
 * Returns: the exit code, see #TpkCliExit
 */
int
tpk_cli_run (int    argc,
             char **argv)
{
  g_auto (GStrv) args = NULL;
  TpkCli cli = { NULL };
  TpkCliExit exit_code;

  g_set_prgname ("turnpikectl");
  signal (SIGINT, leave_cb);
  signal (SIGTERM, leave_cb);

  args = g_strdupv (argv);
  cli.cancellable = g_cancellable_new ();
  exit_code = run (&cli, &args);
  print_json_complaint (&cli);
  tpk_cli_clear (&cli);

  if (!tpk_cli_close_output () && exit_code != TPK_CLI_EXIT_CANCELLED)
    exit_code = TPK_CLI_EXIT_TROUBLE;

  return exit_code;
}
