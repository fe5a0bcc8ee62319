/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli-commands"

#include "config.h"

#include "tpk-cli-commands.h"

#include "tpk-cli-output.h"
#include "tpk-cli-suggest.h"

#include <glib/gi18n-lib.h>

/* All commands, in the order of the help. */
static const TpkCommand *const commands[] = {
  &tpk_command_url,
  &tpk_command_lint,
  &tpk_command_check,
  &tpk_command_show,
  &tpk_command_import,
  &tpk_command_export,
  &tpk_command_clients,
  &tpk_command_route,
  &tpk_command_cloud,
  &tpk_command_allowlist,
  &tpk_command_apply,
  &tpk_command_undo,
  &tpk_command_history,
  &tpk_command_call,
  &tpk_command_monitor,
  &tpk_command_help,
  NULL
};

/**
 * tpk_commands_get:
 *
 * Returns: (array zero-terminated=1) (transfer none): all commands
 */
const TpkCommand *const *
tpk_commands_get (void)
{
  return commands;
}

/**
 * tpk_commands_find:
 * @name: a word
 *
 * Returns: (nullable) (transfer none): the command of that name
 */
const TpkCommand *
tpk_commands_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (gsize i = 0; commands[i] != NULL; i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];

  return NULL;
}

/**
 * tpk_commands_dup_nearest:
 * @name: a word that is no command
 *
 * Returns: (nullable) (transfer full): the command that was probably meant
 */
char *
tpk_commands_dup_nearest (const char *name)
{
  const char *names[G_N_ELEMENTS (commands)];

  g_return_val_if_fail (name != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    names[i] = commands[i] != NULL ? commands[i]->name : NULL;

  return g_strdup (tpk_cli_suggest (name, names));
}

/**
 * tpk_commands_dup_common_options:
 * @cli: what the options set
 *
 * Returns: (transfer container) (array zero-terminated=1): the options that every command takes,
 *   and that may stand before the command, too
 */
GOptionEntry *
tpk_commands_dup_common_options (TpkCli *cli)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json,
      N_("Print JSON for programs instead of text for people"), NULL },
    { "config-dir", 0, 0, G_OPTION_ARG_FILENAME, &cli->config_dir,
      N_("Work on the configuration in this folder"), N_("DIR") },
    { "profile", 0, 0, G_OPTION_ARG_STRING, &cli->profile_name,
      N_("Work on this profile instead of the active one"), N_("NAME") },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &cli->quiet,
      N_("Say nothing but errors and what was asked for"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &cli->version,
      N_("Print the version and the libraries it runs with"), NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &cli->help,
      N_("Print this help"), NULL },
    G_OPTION_ENTRY_NULL
  };

  g_return_val_if_fail (cli != NULL, NULL);

  return g_memdup2 (entries, sizeof entries);
}

/* The command's own options first, then those that every command takes. */
static GOptionGroup *
new_group (const TpkCommand *command,
           TpkCli           *cli)
{
  g_autofree GOptionEntry *common = tpk_commands_dup_common_options (cli);
  GOptionGroup *group = g_option_group_new ("turnpikectl", NULL, NULL, NULL, NULL);

  if (command != NULL && command->options != NULL)
    g_option_group_add_entries (group, command->options);
  g_option_group_add_entries (group, common);
  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);

  return group;
}

static char *
dup_overview (void)
{
  GString *text = g_string_new (NULL);
  gsize widest = 0;

  g_string_append (text, _("Judges, checks and writes the ICE servers and cloud-proxy settings "
                           "of calling clients."));
  g_string_append_printf (text, "\n\n%s\n", _("Commands:"));
  for (gsize i = 0; commands[i] != NULL; i++)
    widest = MAX (widest, tpk_cli_display_width (commands[i]->name));
  for (gsize i = 0; commands[i] != NULL; i++)
    g_string_append_printf (text, "  %-*s  %s\n", (int) widest, commands[i]->name,
                            _(commands[i]->summary));
  g_string_truncate (text, text->len - 1);

  return g_string_free (text, FALSE);
}

/* GOptionContext takes the program's own name from the first argument; ours holds it as a word of
 * the usage line. */
static char *
dup_usage (const TpkCommand *command)
{
  if (command == NULL)
    return g_strdup (_("COMMAND [ARGUMENT…]"));
  if (command->synopsis[0] == '\0')
    return g_strdup (command->name);

  return g_strdup_printf ("%s %s", command->name, _(command->synopsis));
}

/**
 * tpk_commands_new_context:
 * @command: (nullable): whose options to take; %NULL takes those before the command
 * @cli: what the options set
 *
 * Returns: (transfer full): the options and the help of @command
 */
GOptionContext *
tpk_commands_new_context (const TpkCommand *command,
                          TpkCli           *cli)
{
  g_autofree char *usage = dup_usage (command);
  g_autofree char *summary = NULL;
  GOptionContext *context;

  g_return_val_if_fail (cli != NULL, NULL);

  context = g_option_context_new (usage);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_main_group (context, new_group (command, cli));
  g_option_context_set_strict_posix (context, command == NULL || command->passes_options);

  if (command == NULL) {
    summary = dup_overview ();
    g_option_context_set_summary (context, summary);
    g_option_context_set_description (context,
      _("“turnpikectl COMMAND --help” tells more about a command.\n"
        "Exit codes: 0 all well, 1 something failed, 2 bad usage or invalid configuration,\n"
        "3 could not test, read or write, 4 staged until a call ends, 130 cancelled."));
    return context;
  }

  g_option_context_set_summary (context, _(command->summary));
  if (command->description != NULL)
    g_option_context_set_description (context, _(command->description));

  return context;
}

/**
 * tpk_commands_print_help:
 * @command: (nullable): what to explain; %NULL explains the program
 * @cli: the run
 *
 * Prints the help on standard output.
 */
void
tpk_commands_print_help (const TpkCommand *command,
                         TpkCli           *cli)
{
  g_autoptr (GOptionContext) context = NULL;
  g_autofree char *help = NULL;

  g_return_if_fail (cli != NULL);

  context = tpk_commands_new_context (command, cli);
  help = g_option_context_get_help (context, TRUE, NULL);
  tpk_cli_print ("%s", help);
}

static TpkCliExit
run_help (TpkCli            *cli,
          const char *const *args)
{
  const TpkCommand *command = NULL;

  if (args[0] != NULL) {
    command = tpk_commands_find (args[0]);
    if (command == NULL)
      /* Translators: %s is what was typed. */
      return tpk_cli_usage_error (cli, _("There is no command “%s”."), args[0]);
  }

  tpk_commands_print_help (command, cli);

  return TPK_CLI_EXIT_OK;
}

const TpkCommand tpk_command_help = {
  .name = "help",
  .synopsis = N_("[COMMAND]"),
  .summary = N_("Explain turnpikectl, or a command"),
  .max_args = 1,
  .run = run_help,
};
