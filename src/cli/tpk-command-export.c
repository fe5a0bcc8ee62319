/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-command-export"

#include "config.h"

#include "dialects/tpk-dialect.h"
#include "store/tpk-atomic-file.h"

#include "tpk-cli-commands.h"
#include "tpk-cli-findings.h"
#include "tpk-cli-output.h"
#include "tpk-cli-session.h"
#include "tpk-cli-suggest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static struct {
  char *client;       /* (nullable) (owned) */
  char *output;       /* (nullable) (owned) */
} options;

static const GOptionEntry entries[] = {
  { "client", 'c', 0, G_OPTION_ARG_STRING, &options.client,
    N_("The calling client to write for, see “turnpikectl clients”"), N_("ID") },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
    N_("Write to this file, that only you can read, instead of standard output"), N_("FILE") },
  G_OPTION_ENTRY_NULL
};

static TpkCliExit
unknown_client (TpkCli *cli)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;
  g_autofree char *list = NULL;
  const TpkDialect *const *dialects;
  const char *nearest;
  guint n_dialects;

  dialects = tpk_dialects_get (&n_dialects);
  for (guint i = 0; i < n_dialects; i++)
    if (dialects[i]->write != NULL)
      g_strv_builder_add (builder, dialects[i]->id);
  ids = g_strv_builder_end (builder);
  list = g_strjoinv (", ", ids);

  if (options.client == NULL)
    /* Translators: %s is a list of IDs. */
    return tpk_cli_usage_error (cli, _("Say for which client, with --client. There are: %s."),
                                list);

  nearest = tpk_cli_suggest (options.client, (const char *const *) ids);
  if (nearest != NULL)
    /* Translators: the first %s is what was typed, the second what was probably meant. */
    return tpk_cli_usage_error (cli, _("Nothing can be written for a client “%s”. "
                                       "Did you mean “%s”?"), options.client, nearest);

  /* Translators: the first %s is what was typed, the second a list of IDs. */
  return tpk_cli_usage_error (cli, _("Nothing can be written for a client “%s”. There are: %s."),
                              options.client, list);
}

static void
print_json (TpkExport        *export,
            const TpkDialect *dialect)
{
  g_autoptr (JsonObject) document = json_object_new ();

  json_object_set_int_member (document, "schema", 1);
  json_object_set_string_member (document, "client", dialect->id);
  tpk_cli_json_set_string (document, "content_type", dialect->content_type);
  tpk_cli_json_set_string (document, "output", options.output);
  tpk_cli_json_set_string (document, "text",
                           options.output == NULL ? tpk_export_get_text (export) : NULL);
  json_object_set_array_member (document, "notes",
                                tpk_cli_findings_to_json (tpk_export_get_notes (export)));
  tpk_cli_print_json (document);
}

static TpkCliExit
run_export (TpkCli            *cli,
            const char *const *args)
{
  g_autoptr (TpkExport) export = NULL;
  g_autoptr (TpkProfile) effective = NULL;
  g_autoptr (GError) error = NULL;
  const TpkDialect *dialect = NULL;
  TpkProfile *profile;
  TpkCliExit exit_code;
  const char *text;

  tpk_cli_read_output_path (&options.output);
  if (options.client != NULL)
    dialect = tpk_dialect_find (options.client);
  if (dialect == NULL || dialect->write == NULL)
    return unknown_client (cli);

  profile = tpk_cli_load_profile (cli, &exit_code);
  if (profile == NULL)
    return exit_code;

  effective = tpk_workspace_dup_effective_profile (cli->workspace, profile);
  export = dialect->write (dialect->whole ? profile : effective,
                           g_get_real_time () / G_USEC_PER_SEC, &error);
  if (export == NULL)
    return tpk_cli_error (cli, error);

  text = tpk_export_get_text (export);
  if (options.output != NULL &&
      !tpk_atomic_file_write (options.output, text, strlen (text), NULL, &error))
    return tpk_cli_error (cli, error);

  if (cli->json) {
    print_json (export, dialect);
    return TPK_CLI_EXIT_OK;
  }

  /* Not for people but for the client, so that nothing is escaped. */
  if (options.output == NULL) {
    fputs (text, stdout);
    if (!g_str_has_suffix (text, "\n"))
      fputc ('\n', stdout);
  } else {
    /* Translators: the first %s is a file name, the second the name of a client. */
    tpk_cli_tell (cli, _("“%s” is written for %s."), options.output, _(dialect->name));
  }
  tpk_cli_print_notes (cli, tpk_export_get_notes (export));

  return TPK_CLI_EXIT_OK;
}

const TpkCommand tpk_command_export = {
  .name = "export",
  .synopsis = N_("--client ID"),
  .summary = N_("Write the profile in the form that a calling client reads"),
  .description = N_("The text holds the passwords that the client needs. What could not be said in "
                    "the client’s\nform, or was changed for it, is told on standard error."),
  .options = entries,
  .run = run_export,
};
