/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-command-check"

#include "config.h"

#include "checks/tpk-check-run.h"
#include "model/tpk-url-mask.h"
#include "model/tpk-wipe.h"

#include "tpk-check-report.h"
#include "tpk-cli-commands.h"
#include "tpk-cli-input.h"
#include "tpk-cli-output.h"
#include "tpk-cli-proxy.h"
#include "tpk-cli-report.h"
#include "tpk-cli-session.h"
#include "tpk-cli-suggest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* An hour; a target that answers later than that helps nobody. */
#define MAX_TIMEOUT_S 3600.0
#define MAX_JOBS 4096
/* Ten minutes; permissions are renewed and figures stay small. */
#define MAX_SECONDS 600

static struct {
  char     *from;              /* (nullable) (owned) */
  char     *username;          /* (nullable) (owned) */
  char     *password_file;     /* (nullable) (owned) */
  char     *ca;                /* (nullable) (owned) */
  char     *only;              /* (nullable) (owned) */
  double    timeout_s;
  int       jobs;
  gboolean  proof;
  int       seconds;
  gboolean  video;
  gboolean  candidates;
  gboolean  relay_only;
  char     *proxy;             /* (nullable) (owned) */
  char     *proxy_password_file; /* (nullable) (owned) */
  char     *report;            /* (nullable) (owned) */
} options = {
  /* So that a zero on the command line is told from none. */
  .timeout_s = TPK_CLI_UNSAID_S,
  .jobs = TPK_CLI_UNSAID,
  .seconds = TPK_CLI_UNSAID,
};

static const GOptionEntry entries[] = {
  { "from", 0, 0, G_OPTION_ARG_FILENAME, &options.from,
    N_("Check what is in a client’s file, - for standard input"), N_("FILE") },
  { "username", 0, 0, G_OPTION_ARG_STRING, &options.username,
    N_("User name for the URLs given"), N_("NAME") },
  { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options.password_file,
    N_("File with the password for the URLs given, - for standard input"), N_("FILE") },
  { "ca", 0, 0, G_OPTION_ARG_FILENAME, &options.ca,
    N_("Trust the certificates in this PEM file instead of the system’s"), N_("FILE") },
  { "timeout", 0, 0, G_OPTION_ARG_DOUBLE, &options.timeout_s,
    N_("Give each address this long, 10 seconds if not said"), N_("SECONDS") },
  { "jobs", 0, 0, G_OPTION_ARG_INT, &options.jobs,
    N_("Check at most so many addresses at once, 64 if not said"), N_("N") },
  { "only", 0, 0, G_OPTION_ARG_STRING, &options.only,
    N_("Stop after this stage, such as “challenge”"), N_("STAGE") },
  { "proof", 0, 0, G_OPTION_ARG_NONE, &options.proof,
    N_("Make a call through each server that works, and measure it"), NULL },
  { "seconds", 0, 0, G_OPTION_ARG_INT, &options.seconds,
    N_("Let each call of --proof last this long, 1 second if not said"), N_("N") },
  { "video", 0, 0, G_OPTION_ARG_NONE, &options.video,
    N_("Let each call of --proof send like a video, too"), NULL },
  { "candidates", 0, 0, G_OPTION_ARG_NONE, &options.candidates,
    N_("Gather what ICE would offer to peers, and show it as a table"), NULL },
  { "relay-only", 0, 0, G_OPTION_ARG_NONE, &options.relay_only,
    N_("Gather relayed candidates only"), NULL },
  { "proxy", 0, 0, G_OPTION_ARG_STRING, &options.proxy,
    N_("Reach servers over TCP and TLS through this proxy instead of the system’s; direct:// for "
       "none"), N_("URI") },
  { "proxy-password-file", 0, 0, G_OPTION_ARG_FILENAME, &options.proxy_password_file,
    N_("File with the password for the user in --proxy, - for standard input"), N_("FILE") },
  { "report", 0, 0, G_OPTION_ARG_FILENAME, &options.report,
    N_("Write what was found into this file, for people: .html, .md or .json"), N_("FILE") },
  G_OPTION_ENTRY_NULL
};

static gboolean
check_stage (TpkCli          *cli,
             TpkCheckOptions *check,
             TpkCliExit      *exit_code)
{
  const char *names[TPK_N_STAGES + 1] = { NULL, };
  g_autofree char *list = NULL;
  const char *nearest;

  if (options.only == NULL)
    return TRUE;

  if (tpk_stage_id_from_string (options.only, &check->last_stage)) {
    check->only_given = TRUE;
    return TRUE;
  }

  for (guint i = 0; i < TPK_N_STAGES; i++)
    names[i] = tpk_stage_id_to_string (i);
  list = g_strjoinv (", ", (char **) names);
  nearest = tpk_cli_suggest (options.only, names);
  if (nearest != NULL)
    /* Translators: the first %s is what was typed, the second what was probably meant. */
    *exit_code = tpk_cli_usage_error (cli, _("There is no stage “%s”. Did you mean “%s”?"),
                                      options.only, nearest);
  else
    /* Translators: the first %s is what was typed, the second a list of words. */
    *exit_code = tpk_cli_usage_error (cli, _("There is no stage “%s”. There are: %s."),
                                      options.only, list);

  return FALSE;
}

static gboolean
check_numbers (TpkCli          *cli,
               TpkCheckOptions *check,
               TpkCliExit      *exit_code)
{
  /* Written so that “nan” fails, too. */
  if (options.timeout_s != TPK_CLI_UNSAID_S &&
      !(options.timeout_s >= 0.001 && options.timeout_s <= MAX_TIMEOUT_S)) {
    *exit_code = tpk_cli_usage_error (cli, "%s", _("--timeout takes 0.001 to 3600 seconds."));
    return FALSE;
  }

  if (options.jobs != TPK_CLI_UNSAID && (options.jobs < 1 || options.jobs > MAX_JOBS)) {
    /* Translators: %d is a number. */
    *exit_code = tpk_cli_usage_error (cli, _("--jobs takes 1 to %d."), MAX_JOBS);
    return FALSE;
  }

  check->timeout_ms = options.timeout_s > 0 ? (guint) (options.timeout_s * 1000.0 + 0.5) : 0;
  check->jobs = MAX (options.jobs, 0);

  return TRUE;
}

static gboolean
check_proof (TpkCli          *cli,
             TpkCheckOptions *check,
             TpkCliExit      *exit_code)
{
  if (!options.proof && (options.seconds != TPK_CLI_UNSAID || options.video))
    *exit_code = tpk_cli_usage_error (cli, "%s",
                                      _("--seconds and --video are for calls. Add --proof."));
  else if (options.proof && options.only != NULL)
    *exit_code = tpk_cli_usage_error (cli, "%s",
                                      _("--proof needs the whole check. Leave --only out."));
  else if (options.seconds != TPK_CLI_UNSAID && (options.seconds < 1 || options.seconds > MAX_SECONDS))
    /* Translators: %d is a number. */
    *exit_code = tpk_cli_usage_error (cli, _("--seconds takes 1 to %d."), MAX_SECONDS);
  else {
    check->proof = options.proof;
    check->seconds = MAX (options.seconds, 0);
    check->video = options.video;
    return TRUE;
  }

  return FALSE;
}

static gboolean
check_candidates (TpkCli          *cli,
                  TpkCheckOptions *check,
                  TpkCliExit      *exit_code)
{
  if (options.relay_only && !options.candidates)
    *exit_code = tpk_cli_usage_error (cli, "%s",
                                      _("--relay-only is for the table of candidates. Add "
                                        "--candidates."));
  else if (options.candidates && options.only != NULL)
    *exit_code = tpk_cli_usage_error (cli, "%s",
                                      _("--candidates needs the whole check. Leave --only out."));
  else {
    check->candidates = options.candidates;
    check->relay_only = options.relay_only;
    return TRUE;
  }

  return FALSE;
}

/* A combination that means nothing is refused rather than half obeyed. */
static gboolean
check_sources (TpkCli            *cli,
               const char *const *urls,
               TpkCliExit        *exit_code)
{
  if (urls[0] != NULL && options.from != NULL)
    *exit_code = tpk_cli_usage_error (cli, "%s", _("Give either URLs or --from, not both."));
  else if (urls[0] == NULL && (options.username != NULL || options.password_file != NULL))
    *exit_code = tpk_cli_usage_error (cli, "%s",
                                      _("--username and --password-file are for URLs on the "
                                        "command line. Add the URLs to check."));
  else if (options.username == NULL && options.password_file != NULL)
    *exit_code = tpk_cli_usage_error (cli, "%s",
                                      _("--password-file needs --username: TURN knows no "
                                        "password without a user name."));
  else
    return TRUE;

  return FALSE;
}

static TpkCredential *
get_credential (GError **error)
{
  TpkCredential *credential;
  char *password;

  if (options.username == NULL)
    return tpk_credential_new_none ();

  if (options.password_file != NULL)
    password = tpk_cli_read_password (options.password_file, error);
  else
    password = tpk_cli_ask_password (options.username, error);
  if (password == NULL)
    return NULL;

  credential = tpk_credential_new_password (options.username, password);
  tpk_wipe_and_free (password);

  return credential;
}

static gboolean
add_urls (TpkCheckRun        *check_run,
          const char *const  *urls,
          GError            **error)
{
  g_autoptr (TpkCredential) credential = get_credential (error);

  if (credential == NULL)
    return FALSE;

  for (gsize i = 0; urls[i] != NULL; i++) {
    g_autoptr (TpkIceUrl) url = tpk_ice_url_new (urls[i]);

    if (!tpk_ice_url_is_valid (url)) {
      g_autofree char *message = tpk_ice_url_dup_message (url);
      g_autofree char *masked = tpk_url_dup_masked (urls[i]);

      g_set_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX, "“%s”: %s", masked,
                   message);
      return FALSE;
    }
    tpk_check_run_add_url (check_run, url, NULL, NULL, credential);
  }

  return TRUE;
}

static gboolean
add_file (TpkCli       *cli,
          TpkCheckRun  *check_run,
          const char   *path,
          GError      **error)
{
  g_autoptr (TpkImport) import = tpk_cli_read_import (cli, path, TRUE, error);

  if (import == NULL)
    return FALSE;

  tpk_check_run_add_profile (check_run, tpk_import_get_profile (import));

  return TRUE;
}

static gboolean
add_targets (TpkCli            *cli,
             TpkCheckRun       *check_run,
             const char *const *urls,
             const char       **profile_name,
             TpkCliExit        *exit_code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkProfile) effective = NULL;
  TpkProfile *profile;

  *profile_name = NULL;

  if (urls[0] != NULL ? !add_urls (check_run, urls, &error)
                      : options.from != NULL && !add_file (cli, check_run, options.from, &error)) {
    *exit_code = tpk_cli_error (cli, error);
    return FALSE;
  }

  if (urls[0] == NULL && options.from == NULL) {
    profile = tpk_cli_load_profile (cli, exit_code);
    if (profile == NULL)
      return FALSE;
    effective = tpk_workspace_dup_effective_profile (cli->workspace, profile);
    if (effective != profile && tpk_profile_get_n_servers (effective) == 0) {
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           _("There are no servers to check: the service has handed out none that "
                             "are still good. Ask it with “turnpikectl cloud fetch”."));
      *exit_code = tpk_cli_error (cli, error);
      return FALSE;
    }
    tpk_check_run_add_profile (check_run, effective);
    *profile_name = tpk_profile_get_name (profile);
  }

  return TRUE;
}

static TpkCliExit
carry_out (TpkCli                *cli,
           TpkCheckRun           *check_run,
           const TpkReportFormat *report,
           const char            *profile_name)
{
  g_autoptr (TpkCheckProgress) progress = tpk_check_progress_new (cli, check_run);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  TpkCliExit exit_code;
  gboolean finished;

  tpk_cli_catch_signals (cli);
  tpk_check_run_start_async (check_run, cli->cancellable, tpk_cli_ready_cb, &result);
  tpk_cli_wait (cli, &result);
  finished = tpk_check_run_start_finish (check_run, result, &error);
  g_clear_pointer (&progress, tpk_check_progress_free);

  /* What was found before the interruption is shown, too. */
  if (!finished && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return tpk_cli_error (cli, error);

  if (cli->json) {
    g_autoptr (JsonObject) document = tpk_check_run_to_json (check_run);

    tpk_cli_print_json (document);
  } else if (!cli->quiet) {
    tpk_check_report_print (check_run);
  }

  if (report != NULL &&
      !tpk_cli_write_report (cli, options.report, report, check_run, profile_name, &exit_code))
    return exit_code;

  return finished ? tpk_check_report_get_exit_code (cli, check_run) : TPK_CLI_EXIT_CANCELLED;
}

static TpkCliExit
run_check (TpkCli            *cli,
           const char *const *args)
{
  g_autofree char *ca_file = NULL;
  g_autofree char *proxy_password = NULL;
  g_autoptr (TpkCheckRun) check_run = NULL;
  const TpkReportFormat *report;
  const char *profile_name;
  TpkCheckOptions check = { 0, };
  TpkCliExit exit_code;

  if (!check_sources (cli, args, &exit_code) ||
      !check_numbers (cli, &check, &exit_code) ||
      !check_proof (cli, &check, &exit_code) ||
      !check_candidates (cli, &check, &exit_code) ||
      !check_stage (cli, &check, &exit_code) ||
      !tpk_cli_find_report (cli, options.report, &report, &exit_code) ||
      !tpk_cli_read_proxy (cli, options.proxy, options.proxy_password_file, &proxy_password,
                           &exit_code))
    return exit_code;

  if (options.ca != NULL)
    ca_file = g_canonicalize_filename (options.ca, NULL);
  check.ca_file = ca_file;
  check.proxy = options.proxy;
  check.proxy_password = proxy_password;

  check_run = tpk_check_run_new (&check);
  if (proxy_password != NULL)
    explicit_bzero (proxy_password, strlen (proxy_password));
  if (!add_targets (cli, check_run, args, &profile_name, &exit_code))
    return exit_code;

  if (tpk_check_run_get_n_urls (check_run) == 0 && !cli->json) {
    g_autoptr (GError) error = g_error_new_literal (
      G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
      _("There is no server to check. Add one with “turnpikectl import”, or name a URL."));

    return tpk_cli_error (cli, error);
  }

  return carry_out (cli, check_run, report, profile_name);
}

const TpkCommand tpk_command_check = {
  .name = "check",
  .synopsis = N_("[URL…]"),
  .summary = N_("Find out over the network whether the servers work"),
  .description = N_("Without URLs and --from, the draft of the profile is checked. With --username "
                    "and without\n--password-file, the password is asked for. Exits with 1 when a "
                    "server failed, and with 3\nwhen it could not be tested."),
  .options = entries,
  .max_args = -1,
  .run = run_check,
};
