/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-command-allowlist"

#include "config.h"

#include "checks/tpk-reach-run.h"
#include "cloud/tpk-allow-letter.h"
#include "cloud/tpk-cloud-service.h"
#include "cloud/tpk-firewall.h"
#include "store/tpk-atomic-file.h"

#include "tpk-allow-report.h"
#include "tpk-cli-allow-edit.h"
#include "tpk-cli-allow-list.h"
#include "tpk-cli-commands.h"
#include "tpk-cli-findings.h"
#include "tpk-cli-output.h"
#include "tpk-cli-session.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TIMEOUT_S 60.0

static struct {
  char    *preset;       /* (nullable) (owned) */
  char    *from;         /* (nullable) (owned) */
  char    *as;           /* (nullable) (owned) */
  char    *output;       /* (nullable) (owned) */
  char    *direction;    /* (nullable) (owned) */
  double   timeout_s;
  int      jobs;
  char    *app_id;       /* (nullable) (owned) */
  char    *regions;      /* (nullable) (owned) */
  char    *concurrency;  /* (nullable) (owned) */
  char    *operators;    /* (nullable) (owned) */
  char    *sender;       /* (nullable) (owned) */
  gboolean production;
  gboolean checked;
  gboolean mailto;
} options = {
  .timeout_s = TPK_CLI_UNSAID_S,
  .jobs = TPK_CLI_UNSAID,
};

static const GOptionEntry entries[] = {
  { "preset", 0, 0, G_OPTION_ARG_STRING, &options.preset,
    N_("Take a vendor’s list instead of the profile’s, see “turnpikectl allowlist presets”"),
    N_("ID") },
  { "from", 0, 0, G_OPTION_ARG_FILENAME, &options.from,
    N_("Take the list in this file, as “allowlist --json” prints it; - for standard input"),
    N_("FILE") },
  { "as", 0, 0, G_OPTION_ARG_STRING, &options.as,
    N_("export: for which firewall, or in which form"), N_("FORMAT") },
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
    N_("export: write to this file instead of standard output"), N_("FILE") },
  { "direction", 0, 0, G_OPTION_ARG_STRING, &options.direction,
    N_("add: outbound, as if not said, inbound or both; remove: only in this direction"), N_("DIRECTION") },
  { "timeout", 0, 0, G_OPTION_ARG_DOUBLE, &options.timeout_s,
    N_("check: wait this long for each port, 4 seconds if not said"), N_("SECONDS") },
  { "jobs", 0, 0, G_OPTION_ARG_INT, &options.jobs,
    N_("check: try at most so many ports at once, 64 if not said"), N_("N") },
  { "checked", 0, 0, G_OPTION_ARG_NONE, &options.checked,
    N_("letter: check first, and ask for what is not open"), NULL },
  { "production", 0, 0, G_OPTION_ARG_NONE, &options.production,
    N_("letter: ask Agora for the addresses of a cloud proxy in production"), NULL },
  { "app-id", 0, 0, G_OPTION_ARG_STRING, &options.app_id,
    N_("letter: the app ID, that of the profile if not said"), N_("ID") },
  { "regions", 0, 0, G_OPTION_ARG_STRING, &options.regions,
    N_("letter: where the cloud proxy is used"), N_("TEXT") },
  { "concurrency", 0, 0, G_OPTION_ARG_STRING, &options.concurrency,
    N_("letter: how many users at the same time"), N_("TEXT") },
  { "operators", 0, 0, G_OPTION_ARG_STRING, &options.operators,
    N_("letter: whose networks they are in"), N_("TEXT") },
  { "sender", 0, 0, G_OPTION_ARG_STRING, &options.sender,
    N_("letter: the name below it"), N_("NAME") },
  { "mailto", 0, 0, G_OPTION_ARG_NONE, &options.mailto,
    N_("letter: print a mailto: address that opens a draft"), NULL },
  G_OPTION_ENTRY_NULL
};

static TpkAllowList *
load_list (TpkCli     *cli,
           TpkCliExit *exit_code)
{
  return tpk_cli_load_allow_list (cli, options.preset, options.from, exit_code);
}

/* For what means nothing without an entry. */
static TpkAllowList *
need_list (TpkCli     *cli,
           TpkCliExit *exit_code)
{
  return tpk_cli_need_allow_list (cli, options.preset, options.from, exit_code);
}

static TpkCliExit
run_show (TpkCli            *cli,
          const char *const *args)
{
  TpkCliExit exit_code;
  g_autoptr (TpkAllowList) list = load_list (cli, &exit_code);
  g_autoptr (JsonObject) document = NULL;

  if (list == NULL)
    return exit_code;
  if (!cli->json) {
    tpk_allow_report_print_list (list);
    return TPK_CLI_EXIT_OK;
  }
  document = tpk_allow_list_to_json (list);
  json_object_set_int_member (document, "schema", 1);
  tpk_cli_print_json (document);

  return TPK_CLI_EXIT_OK;
}

static TpkCliExit
run_presets (TpkCli            *cli,
             const char *const *args)
{
  g_autoptr (JsonObject) document = NULL;

  if (!cli->json) {
    tpk_allow_report_print_presets ();
    return TPK_CLI_EXIT_OK;
  }
  document = json_object_new ();
  json_object_set_int_member (document, "schema", 1);
  json_object_set_array_member (document, "presets", tpk_allow_report_presets ());
  tpk_cli_print_json (document);

  return TPK_CLI_EXIT_OK;
}

static TpkCliAllowEdit
get_edit (void)
{
  return (TpkCliAllowEdit) { options.preset, options.from, options.direction };
}

static TpkCliExit
run_add (TpkCli            *cli,
         const char *const *args)
{
  const TpkCliAllowEdit edit = get_edit ();

  return tpk_cli_allow_add (cli, &edit, args);
}

static TpkCliExit
run_remove (TpkCli            *cli,
            const char *const *args)
{
  const TpkCliAllowEdit edit = get_edit ();

  return tpk_cli_allow_remove (cli, &edit, args);
}

static TpkCliExit
run_clear (TpkCli            *cli,
           const char *const *args)
{
  return tpk_cli_allow_clear (cli);
}

/* Returns a run that is over, or NULL when there was nothing to try or it cannot be. */
static TpkReachRun *
carry_out (TpkCli       *cli,
           TpkAllowList *list,
           TpkCliExit   *exit_code)
{
  TpkReachOptions reach = { 0, };
  g_autoptr (TpkReachRun) run = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gulong handler_id;

  if (options.timeout_s != TPK_CLI_UNSAID_S &&
      !(options.timeout_s >= 0.001 && options.timeout_s <= MAX_TIMEOUT_S)) {
    *exit_code = tpk_cli_usage_error (cli, "%s", _("--timeout takes 0.001 to 60 seconds."));
    return NULL;
  }
  if (options.jobs != TPK_CLI_UNSAID && (options.jobs < 1 || options.jobs > 64)) {
    /* Translators: %d is a number. */
    *exit_code = tpk_cli_usage_error (cli, _("--jobs takes 1 to %d."), 64);
    return NULL;
  }
  reach.timeout_ms = options.timeout_s > 0 ? (guint) (options.timeout_s * 1000.0 + 0.5) : 0;
  reach.jobs = MAX (options.jobs, 0);
  run = tpk_reach_run_new (list, &reach, &error);
  if (run == NULL) {
    *exit_code = tpk_cli_error (cli, error);
    return NULL;
  }

  handler_id = tpk_allow_report_show_progress (cli, run);
  tpk_cli_catch_signals (cli);
  tpk_reach_run_start_async (run, cli->cancellable, tpk_cli_ready_cb, &result);
  tpk_cli_wait (cli, &result);
  tpk_reach_run_start_finish (run, result, NULL);
  tpk_allow_report_hide_progress (run, handler_id);

  return g_steal_pointer (&run);
}

static TpkCliExit
get_exit_code (TpkCli         *cli,
               TpkReachMatrix *matrix)
{
  if (g_cancellable_is_cancelled (cli->cancellable))
    return TPK_CLI_EXIT_CANCELLED;

  switch (tpk_reach_matrix_get_state (matrix)) {
  case TPK_REACH_PASSED:
    return TPK_CLI_EXIT_OK;
  case TPK_REACH_FAILED:
    return TPK_CLI_EXIT_FAILED;
  case TPK_REACH_CANCELLED:
    return TPK_CLI_EXIT_CANCELLED;
  case TPK_REACH_WAITING:
  case TPK_REACH_UNCLEAR:
  case TPK_REACH_UNTESTED:
  default:
    return TPK_CLI_EXIT_TROUBLE;
  }
}

static TpkCliExit
run_check (TpkCli            *cli,
           const char *const *args)
{
  TpkCliExit exit_code;
  g_autoptr (TpkAllowList) list = need_list (cli, &exit_code);
  g_autoptr (TpkReachRun) run = NULL;

  if (list == NULL)
    return exit_code;
  run = carry_out (cli, list, &exit_code);
  if (run == NULL)
    return exit_code;

  if (cli->json) {
    g_autoptr (JsonObject) document = tpk_reach_run_to_json (run);

    tpk_cli_print_json (document);
  } else if (!cli->quiet)
    tpk_allow_report_print_matrix (tpk_reach_run_get_matrix (run));

  return get_exit_code (cli, tpk_reach_run_get_matrix (run));
}

static const TpkFirewallFormat *
find_format (TpkCli     *cli,
             TpkCliExit *exit_code)
{
  const TpkFirewallFormat *format = options.as != NULL ? tpk_firewall_format_find (options.as)
                                                       : NULL;
  const TpkFirewallFormat *const *formats;
  g_autofree const char **ids = NULL;
  g_autofree char *list = NULL;
  guint n_formats;

  if (format != NULL)
    return format;
  formats = tpk_firewall_formats_get (&n_formats);
  ids = g_new0 (const char *, n_formats + 1);
  for (guint i = 0; i < n_formats; i++)
    ids[i] = formats[i]->id;
  list = g_strjoinv (", ", (char **) ids);
  if (options.as == NULL)
    /* Translators: %s is a list of words. */
    *exit_code = tpk_cli_usage_error (cli, _("Say in which form, with --as. There are: %s."), list);
  else
    /* Translators: the first %s is what was typed, the second a list of words. */
    *exit_code = tpk_cli_usage_error (cli, _("There is no form “%s”. There are: %s."), options.as,
                                      list);

  return NULL;
}

static void
print_export (TpkCli                  *cli,
              const TpkFirewallFormat *format,
              TpkExport               *export)
{
  g_autoptr (JsonObject) document = NULL;

  if (!cli->json) {
    /* Not for people but for the firewall, so that nothing is escaped. */
    if (options.output == NULL)
      fputs (tpk_export_get_text (export), stdout);
    else
      /* Translators: the first %s is a file name, the second the name of a firewall. */
      tpk_cli_tell (cli, _("“%s” is written for %s."), options.output, _(format->name));
    tpk_cli_print_notes (cli, tpk_export_get_notes (export));
    return;
  }

  document = json_object_new ();
  json_object_set_int_member (document, "schema", 1);
  json_object_set_string_member (document, "format", format->id);
  json_object_set_string_member (document, "content_type", format->content_type);
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
  TpkCliExit exit_code;
  const TpkFirewallFormat *format = find_format (cli, &exit_code);
  g_autoptr (TpkAllowList) list = NULL;
  g_autoptr (TpkExport) export = NULL;
  g_autoptr (GError) error = NULL;
  const char *text;

  tpk_cli_read_output_path (&options.output);
  if (format == NULL)
    return exit_code;
  list = need_list (cli, &exit_code);
  if (list == NULL)
    return exit_code;

  export = tpk_firewall_format_write (format, list);
  text = tpk_export_get_text (export);
  if (options.output != NULL &&
      !tpk_atomic_file_write (options.output, text, strlen (text), NULL, &error))
    return tpk_cli_error (cli, error);
  print_export (cli, format, export);

  return TPK_CLI_EXIT_OK;
}

static TpkAllowLetter *
new_firewall_letter (TpkCli               *cli,
                     const TpkLetterFacts *facts,
                     TpkCliExit           *exit_code)
{
  g_autoptr (TpkAllowList) list = need_list (cli, exit_code);
  g_autoptr (TpkAllowList) closed = NULL;
  g_autoptr (TpkReachRun) run = NULL;
  g_autofree char *findings = NULL;
  TpkReachMatrix *matrix;

  if (list == NULL)
    return NULL;
  if (!options.checked)
    return tpk_allow_letter_new_firewall (list, NULL, facts);

  run = carry_out (cli, list, exit_code);
  if (run == NULL)
    return NULL;
  matrix = tpk_reach_run_get_matrix (run);
  closed = tpk_reach_matrix_new_closed_list (matrix, list);
  if (g_cancellable_is_cancelled (cli->cancellable)) {
    *exit_code = TPK_CLI_EXIT_CANCELLED;
    return NULL;
  }
  if (tpk_allow_list_get_n_entries (closed) == 0) {
    tpk_cli_tell (cli, "%s", _("Everything is open, so there is nothing to ask for."));
    *exit_code = TPK_CLI_EXIT_OK;
    return NULL;
  }
  findings = tpk_reach_matrix_dup_findings (matrix);

  return tpk_allow_letter_new_firewall (closed, findings, facts);
}

static TpkAllowLetter *
new_production_letter (TpkCli         *cli,
                       TpkLetterFacts *facts,
                       TpkCliExit     *exit_code)
{
  TpkProfile *profile;
  TpkCloudSettings *settings;

  if (facts->app_id == NULL || facts->regions == NULL) {
    profile = tpk_cli_load_profile (cli, exit_code);
    if (profile == NULL)
      return NULL;
    settings = tpk_profile_get_cloud (profile);
    if (facts->app_id == NULL)
      facts->app_id = tpk_cloud_settings_get_app_id (settings);
    /* Of another service it is where its servers shall be. */
    if (facts->regions == NULL && !tpk_cloud_hands_out_servers (settings))
      facts->regions = tpk_cloud_settings_get_text (settings, TPK_CLOUD_FIELD_REGION);
  }

  return tpk_allow_letter_new_production (facts);
}

static TpkCliExit
run_letter (TpkCli            *cli,
            const char *const *args)
{
  TpkLetterFacts facts = {
    options.app_id, options.regions, options.concurrency, options.operators, options.sender,
  };
  TpkCliExit exit_code;
  g_autoptr (TpkAllowLetter) letter = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autofree char *mailto = NULL;
  g_autofree char *text = NULL;

  letter = options.production ? new_production_letter (cli, &facts, &exit_code)
                              : new_firewall_letter (cli, &facts, &exit_code);
  if (letter == NULL)
    return exit_code;

  mailto = tpk_allow_letter_dup_mailto (letter);
  if (cli->json) {
    document = json_object_new ();
    json_object_set_int_member (document, "schema", 1);
    tpk_cli_json_set_string (document, "to", letter->to);
    json_object_set_string_member (document, "subject", letter->subject);
    json_object_set_string_member (document, "body", letter->body);
    json_object_set_string_member (document, "mailto", mailto);
    tpk_cli_print_json (document);
    return TPK_CLI_EXIT_OK;
  }
  text = tpk_allow_letter_dup_text (letter);
  tpk_cli_print ("%s\n", options.mailto ? mailto : text);

  return TPK_CLI_EXIT_OK;
}

static const struct {
  const char *name;
  gboolean takes_args;
  TpkCliExit (* run) (TpkCli            *cli,
                      const char *const *args);
} actions[] = {
  { "show", FALSE, run_show },
  { "check", FALSE, run_check },
  { "export", FALSE, run_export },
  { "letter", FALSE, run_letter },
  { "presets", FALSE, run_presets },
  { "add", TRUE, run_add },
  { "remove", TRUE, run_remove },
  { "clear", FALSE, run_clear },
};

static TpkCliExit
run_allowlist (TpkCli            *cli,
               const char *const *args)
{
  const char *names[G_N_ELEMENTS (actions) + 1] = { NULL, };
  g_autofree char *list = NULL;

  if (args[0] == NULL)
    return run_show (cli, args);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    names[i] = actions[i].name;
    if (!g_str_equal (args[0], actions[i].name))
      continue;
    if (args[1] != NULL && !actions[i].takes_args)
      /* Translators: %s is a word of a command line. */
      return tpk_cli_usage_error (cli, _("“allowlist %s” takes no arguments."), args[0]);
    return actions[i].run (cli, args + 1);
  }

  list = g_strjoinv (", ", (char **) names);

  /* Translators: the first %s is what was typed, the second a list of words. */
  return tpk_cli_usage_error (cli, _("There is no “allowlist %s”. There are: %s."), args[0], list);
}

const TpkCommand tpk_command_allowlist = {
  .name = "allowlist",
  .synopsis = "[show|check|export|letter|presets|add|remove|clear]",
  .summary = N_("What a firewall must let through: show, check, export, ask for it"),
  .description = N_("The list is that of the draft of the profile: what its servers need, also those "
                    "that a service\nhanded out, and what was added with “allowlist add PROTOCOL "
                    "DESTINATION PORTS [PURPOSE]”.\n“remove” takes the same words. “check” exits "
                    "with 1 when something is closed, and with 3\nwhen silence over UDP leaves it "
                    "open or nothing could be tried. “export --as” takes nftables,\nufw, firewalld, "
                    "powershell, paloalto, asa, csv and markdown."),
  .options = entries,
  .max_args = -1,
  .run = run_allowlist,
};
