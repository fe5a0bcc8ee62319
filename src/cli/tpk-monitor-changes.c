/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-monitor-changes"

#include "config.h"

#include "tpk-monitor-changes.h"

#include "tpk-cli-findings.h"
#include "tpk-cli-output.h"

#include <glib/gi18n-lib.h>

struct _TpkMonitorChanges {
  TpkCli     *cli;       /* (unowned) */
  char       *verdict;   /* (nullable) (owned): state and headline of the last one */
  GHashTable *targets;   /* (owned): which target → state and code */
};

static void
print_line (GDateTime   *when,
            TpkCliStyle  style,
            const char  *text)
{
  g_autoptr (GDateTime) local = g_date_time_to_local (when);
  g_autofree char *time = g_date_time_format (local, "%Y-%m-%d %H:%M:%S");
  g_autofree char *escaped = tpk_cli_escape (text);

  tpk_cli_print ("%s  ", time);
  tpk_cli_print_styled (style, "%s\n", escaped);
}

static void
set_time (JsonObject *object,
          GDateTime  *when,
          const char *event)
{
  g_autofree char *time = g_date_time_format (when, "%Y-%m-%dT%H:%M:%SZ");

  json_object_set_string_member (object, "time", time);
  json_object_set_string_member (object, "event", event);
}

static TpkCliStyle
style_of (const char *state)
{
  if (g_str_equal (state, "passed"))
    return TPK_CLI_STYLE_GOOD;
  if (g_str_equal (state, "degraded"))
    return TPK_CLI_STYLE_WARNING;

  return g_str_equal (state, "failed") ? TPK_CLI_STYLE_BAD : TPK_CLI_STYLE_DIM;
}

/* Nothing to check is no trouble of the network. The service says it in the same words. */
static const char *
get_headline (TpkCheckRun *check_run)
{
  if (tpk_check_run_get_n_urls (check_run) == 0)
    return _("No server is in use, so there is nothing to check. Add servers in Turnpike, and "
             "apply.");

  return tpk_verdict_get_headline (tpk_check_run_get_verdict (check_run));
}

static void
tell_verdict (TpkMonitorChanges *self,
              TpkCheckRun       *check_run,
              GDateTime         *when)
{
  TpkVerdict *verdict = tpk_check_run_get_verdict (check_run);
  const char *state = tpk_verdict_state_to_string (tpk_verdict_get_state (verdict));
  const char *headline = get_headline (check_run);

  if (self->cli->json) {
    g_autoptr (JsonObject) line = json_object_new ();
    JsonObject *object = tpk_verdict_to_json (verdict);

    json_object_set_string_member (object, "headline", headline);
    set_time (line, when, "verdict");
    json_object_set_object_member (line, "verdict", object);
    tpk_cli_print_json_line (line);
  } else if (!self->cli->quiet) {
    print_line (when, style_of (state), headline);
  }
}

static void
tell_target (TpkMonitorChanges *self,
             TpkResult         *result,
             const char        *before,
             GDateTime         *when)
{
  const char *state = tpk_result_state_to_string (tpk_result_get_state (result));

  if (self->cli->json) {
    g_autoptr (JsonObject) line = json_object_new ();

    set_time (line, when, "target");
    tpk_cli_json_set_string (line, "before", before);
    json_object_set_object_member (line, "result", tpk_result_to_json (result));
    tpk_cli_print_json_line (line);
  } else if (!self->cli->quiet) {
    const char *address = tpk_result_get_address (result);
    const char *summary = tpk_result_get_summary (result);
    g_autofree char *text = NULL;

    text = g_strdup_printf ("%s (%s, %s): %s%s%s", tpk_result_get_url (result),
                            address != NULL ? address : "–",
                            tpk_wire_to_string (tpk_result_get_wire (result)), state,
                            summary != NULL ? ": " : "", summary != NULL ? summary : "");
    print_line (when, style_of (state), text);
  }
}

static void
tell_gone (TpkMonitorChanges *self,
           const char        *target,
           GDateTime         *when)
{
  if (self->cli->json) {
    g_autoptr (JsonObject) line = json_object_new ();

    set_time (line, when, "gone");
    json_object_set_string_member (line, "target", target);
    tpk_cli_print_json_line (line);
  } else if (!self->cli->quiet) {
    /* Translators: %s is an address that was watched until now. */
    g_autofree char *text = g_strdup_printf (_("%s: no longer watched"), target);

    print_line (when, TPK_CLI_STYLE_DIM, text);
  }
}

/* Two rows may be the same in all of these, such as one address written twice. */
static char *
dup_target (TpkResult  *result,
            GHashTable *taken)
{
  const char *address = tpk_result_get_address (result);
  g_autofree char *name = g_strdup_printf (
    "%s (%s, %s)", tpk_result_get_url (result), address != NULL ? address : "–",
    tpk_wire_to_string (tpk_result_get_wire (result)));
  g_autofree char *numbered = g_strdup (name);

  for (guint i = 2; g_hash_table_contains (taken, numbered); i++) {
    g_free (numbered);
    numbered = g_strdup_printf ("%s #%u", name, i);
  }

  return g_steal_pointer (&numbered);
}

static guint
tell_targets (TpkMonitorChanges *self,
              GListModel        *results,
              GDateTime         *when)
{
  g_autoptr (GHashTable) now = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer target;
  guint n_changes = 0;

  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);
    g_autofree char *name = dup_target (result, now);
    const char *before = g_hash_table_lookup (self->targets, name);
    g_autofree char *state = NULL;

    state = g_strconcat (tpk_result_state_to_string (tpk_result_get_state (result)), " ",
                         tpk_result_get_code (result), NULL);
    if (g_strcmp0 (before, state) != 0) {
      tell_target (self, result, before, when);
      n_changes++;
    }
    g_hash_table_insert (now, g_steal_pointer (&name), g_steal_pointer (&state));
  }

  g_hash_table_iter_init (&iter, self->targets);
  while (g_hash_table_iter_next (&iter, &target, NULL)) {
    if (!g_hash_table_contains (now, target)) {
      tell_gone (self, target, when);
      n_changes++;
    }
  }

  g_hash_table_unref (self->targets);
  self->targets = g_steal_pointer (&now);

  return n_changes;
}

/**
 * tpk_monitor_changes_new:
 * @cli: the run of the program, which outlives this
 *
 * Returns: (transfer full): remembers nothing yet, so that everything is new at first
 */
TpkMonitorChanges *
tpk_monitor_changes_new (TpkCli *cli)
{
  TpkMonitorChanges *self = g_new0 (TpkMonitorChanges, 1);

  self->cli = cli;
  self->targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
tpk_monitor_changes_free (TpkMonitorChanges *self)
{
  g_free (self->verdict);
  g_hash_table_unref (self->targets);
  g_free (self);
}

/**
 * tpk_monitor_changes_tell:
 * @self: what was before
 * @check_run: a run that has ended
 * @when: when it ended
 *
 * Prints what is different since the last time: one line a change, and nothing when all is as it
 * was. Times and round trips differ always, and are no change.
 *
 * Returns: how many lines there were to print
 */
guint
tpk_monitor_changes_tell (TpkMonitorChanges *self,
                          TpkCheckRun       *check_run,
                          GDateTime         *when)
{
  TpkVerdict *verdict = tpk_check_run_get_verdict (check_run);
  g_autofree char *text = NULL;
  guint n_changes;

  n_changes = tell_targets (self, tpk_check_run_get_results (check_run), when);
  text = g_strconcat (tpk_verdict_state_to_string (tpk_verdict_get_state (verdict)), " ",
                      get_headline (check_run), NULL);
  if (g_strcmp0 (text, self->verdict) != 0) {
    tell_verdict (self, check_run, when);
    g_free (self->verdict);
    self->verdict = g_steal_pointer (&text);
    n_changes++;
  }

  return n_changes;
}
