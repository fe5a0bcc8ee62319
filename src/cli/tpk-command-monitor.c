/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-command-monitor"

#include "config.h"

#include "checks/tpk-check-run.h"
#include "checks/tpk-prometheus.h"

#include "tpk-check-report.h"
#include "tpk-cli-commands.h"
#include "tpk-cli-output.h"
#include "tpk-cli-session.h"
#include "tpk-monitor-changes.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#define DEFAULT_INTERVAL_S 300
/* Every round makes allocations on somebody's server. */
#define MIN_INTERVAL_S 5
#define MAX_INTERVAL_S (24 * 60 * 60)
/* A network that changes does so several times in a row. */
#define SETTLE_MS 2000

static struct {
  int   interval_s;
  char *prometheus;   /* (nullable) (owned) */
  int   count;
  char *ca;           /* (nullable) (owned) */
} options = {
  .interval_s = TPK_CLI_UNSAID,
  .count = TPK_CLI_UNSAID,
};

static const GOptionEntry entries[] = {
  { "interval", 0, 0, G_OPTION_ARG_INT, &options.interval_s,
    N_("Check so often, every 300 seconds if not said"), N_("SECONDS") },
  { "prometheus", 0, 0, G_OPTION_ARG_FILENAME, &options.prometheus,
    N_("Keep this file written for Prometheus’ text-file collector"), N_("FILE") },
  { "count", 0, 0, G_OPTION_ARG_INT, &options.count,
    N_("End after so many checks"), N_("N") },
  { "ca", 0, 0, G_OPTION_ARG_FILENAME, &options.ca,
    N_("Trust the certificates in this PEM file instead of the system’s"), N_("FILE") },
  G_OPTION_ENTRY_NULL
};

typedef struct {
  TpkCli            *cli;
  TpkMonitorChanges *changes;        /* (owned) */
  GNetworkMonitor   *network;        /* (unowned) */
  gulong             network_id;
  guint              timeout_id;
  gboolean           due;
  char              *ca_file;        /* (nullable) (owned) */
} Monitor;

static gboolean
due_cb (gpointer user_data)
{
  Monitor *self = user_data;

  self->timeout_id = 0;
  self->due = TRUE;

  return G_SOURCE_REMOVE;
}

static void
set_due_in (Monitor *self,
            guint    ms)
{
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->due = FALSE;
  self->timeout_id = g_timeout_add (ms, due_cb, self);
}

static void
network_changed_cb (GNetworkMonitor *network,
                    gboolean         available,
                    Monitor         *self)
{
  set_due_in (self, SETTLE_MS);
}

static void
wake_cb (GCancellable *cancellable,
         gpointer      user_data)
{
  g_main_context_wakeup (NULL);
}

static void
wait_until_due (Monitor *self)
{
  gulong id = g_cancellable_connect (self->cli->cancellable, G_CALLBACK (wake_cb), NULL, NULL);

  while (!self->due && !g_cancellable_is_cancelled (self->cli->cancellable))
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_disconnect (self->cli->cancellable, id);
}

/* What the calling clients have, as it is now. */
static TpkProfile *
get_profile (Monitor *self)
{
  TpkDocument *applied = tpk_workspace_get_applied (self->cli->workspace);

  return self->cli->profile_name != NULL
           ? tpk_document_find_profile (applied, self->cli->profile_name)
           : tpk_document_get_active_profile (applied);
}

/* Readable for all, as the collector runs as somebody else; there is no secret in it. */
static gboolean
write_prometheus (Monitor      *self,
                  TpkCheckRun  *check_run,
                  GDateTime    *ended,
                  double        elapsed_s,
                  GError      **error)
{
  g_autofree char *text = NULL;

  if (options.prometheus == NULL)
    return TRUE;

  text = tpk_prometheus_write (check_run, tpk_profile_get_name (get_profile (self)), ended,
                               elapsed_s);

  return g_file_set_contents_full (options.prometheus, text, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                   0644, error);
}

static TpkCliExit
run_once (Monitor *self)
{
  const TpkCheckOptions check = { .ca_file = self->ca_file };
  g_autoptr (TpkCheckRun) check_run = NULL;
  g_autoptr (GDateTime) ended = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 began_us = g_get_monotonic_time ();
  TpkProfile *profile = get_profile (self);

  if (profile == NULL) {
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _("The profile is no longer among those that were applied."));
    return tpk_cli_error (self->cli, error);
  }

  /* A run over nothing is one, too: whoever watches is told that there is nothing to watch. */
  check_run = tpk_workspace_new_check (self->cli->workspace, profile, &check);
  tpk_check_run_start_async (check_run, self->cli->cancellable, tpk_cli_ready_cb, &result);
  tpk_cli_wait (self->cli, &result);
  if (!tpk_check_run_start_finish (check_run, result, &error))
    return tpk_cli_error (self->cli, error);

  ended = g_date_time_new_now_utc ();
  tpk_monitor_changes_tell (self->changes, check_run, ended);
  fflush (stdout);
  if (!write_prometheus (self, check_run, ended,
                         (g_get_monotonic_time () - began_us) / (double) G_USEC_PER_SEC, &error))
    return tpk_cli_error (self->cli, error);

  return tpk_check_report_get_exit_code (self->cli, check_run);
}

static gboolean
check_options (TpkCli     *cli,
               TpkCliExit *exit_code)
{
  if (options.interval_s != TPK_CLI_UNSAID &&
      (options.interval_s < MIN_INTERVAL_S || options.interval_s > MAX_INTERVAL_S)) {
    /* Translators: both are numbers. */
    *exit_code = tpk_cli_usage_error (cli, _("--interval takes %d to %d seconds."),
                                      MIN_INTERVAL_S, MAX_INTERVAL_S);
    return FALSE;
  }
  if (options.count != TPK_CLI_UNSAID && options.count < 1) {
    *exit_code = tpk_cli_usage_error (cli, "%s", _("--count takes 1 or more."));
    return FALSE;
  }

  return TRUE;
}

static TpkCliExit
monitor (Monitor *self)
{
  guint interval_s = options.interval_s > 0 ? options.interval_s : DEFAULT_INTERVAL_S;
  TpkCliExit exit_code = TPK_CLI_EXIT_OK;

  for (int n = 1; ; n++) {
    exit_code = run_once (self);
    if (exit_code == TPK_CLI_EXIT_CANCELLED || n == options.count)
      return exit_code;

    /* The network may have changed meanwhile; that is looked at soon. */
    if (self->timeout_id == 0 && !self->due)
      set_due_in (self, interval_s * 1000);
    wait_until_due (self);
    self->due = FALSE;
    if (g_cancellable_is_cancelled (self->cli->cancellable))
      return TPK_CLI_EXIT_CANCELLED;
  }
}

static TpkCliExit
run_monitor (TpkCli            *cli,
             const char *const *args)
{
  Monitor self = { .cli = cli };
  TpkCliExit exit_code;

  if (!check_options (cli, &exit_code) || tpk_cli_load_profile (cli, &exit_code) == NULL)
    return exit_code;

  tpk_cli_catch_signals (cli);
  if (options.ca != NULL)
    self.ca_file = g_canonicalize_filename (options.ca, NULL);
  self.changes = tpk_monitor_changes_new (cli);
  self.network = g_network_monitor_get_default ();
  self.network_id = g_signal_connect (self.network, "network-changed",
                                      G_CALLBACK (network_changed_cb), &self);

  /* A program that stays also renews what a service hands out. */
  if (options.count == TPK_CLI_UNSAID)
    tpk_workspace_keep_cloud (cli->workspace);
  exit_code = monitor (&self);

  g_signal_handler_disconnect (self.network, self.network_id);
  g_clear_handle_id (&self.timeout_id, g_source_remove);
  tpk_monitor_changes_free (self.changes);
  g_free (self.ca_file);

  return exit_code;
}

const TpkCommand tpk_command_monitor = {
  .name = "monitor",
  .synopsis = "",
  .summary = N_("Keep checking what was applied, and say what changes"),
  .description = N_("Checks at once, at an interval, and when the network changes. One line tells "
                    "each change;\nwith --json it is an object. What calling clients have is "
                    "checked, not the draft. What a cloud\nservice hands out is renewed "
                    "in time."),
  .options = entries,
  .max_args = 0,
  .run = run_monitor,
};
