/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli-apply"

#include "config.h"

#include "tpk-cli-apply.h"

#include "cloud/tpk-cloud-lint.h"
#include "store/tpk-call.h"

#include "tpk-cli-findings.h"
#include "tpk-cli-output.h"
#include "tpk-cli-session.h"

#include <glib/gi18n-lib.h>

static const char *
change_to_string (TpkFileChangeKind kind)
{
  switch (kind) {
    case TPK_FILE_CHANGE_CREATED:
      return "created";
    case TPK_FILE_CHANGE_MODIFIED:
      return "modified";
    case TPK_FILE_CHANGE_FOREIGN:
      return "foreign";
    case TPK_FILE_CHANGE_NONE:
    default:
      return "none";
  }
}

static const char *
get_change_name (TpkFileChangeKind kind)
{
  switch (kind) {
    case TPK_FILE_CHANGE_CREATED:
      return _("new");
    case TPK_FILE_CHANGE_MODIFIED:
      return _("changed");
    case TPK_FILE_CHANGE_FOREIGN:
      return _("changed by somebody else");
    case TPK_FILE_CHANGE_NONE:
    default:
      return _("unchanged");
  }
}

static JsonObject *
change_to_json (TpkFileChange *change)
{
  JsonObject *object = json_object_new ();
  GListModel *notes = tpk_file_change_get_notes (change);
  g_autofree char *diff = tpk_file_change_dup_diff (change);

  json_object_set_string_member (object, "path", tpk_file_change_get_path (change));
  tpk_cli_json_set_string (object, "client", tpk_file_change_get_client (change));
  json_object_set_string_member (object, "change",
                                 change_to_string (tpk_file_change_get_kind (change)));
  json_object_set_string_member (object, "diff", diff);
  json_object_set_array_member (object, "notes",
                                notes != NULL ? tpk_cli_findings_to_json (notes)
                                              : json_array_new ());

  return object;
}

static void
print_json (const char *outcome,
            GListModel *changes)
{
  g_autoptr (JsonObject) document = json_object_new ();
  JsonArray *files = json_array_new ();
  guint n = g_list_model_get_n_items (changes);

  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkFileChange) change = g_list_model_get_item (changes, i);

    json_array_add_object_element (files, change_to_json (change));
  }

  json_object_set_int_member (document, "schema", 1);
  json_object_set_string_member (document, "outcome", outcome);
  json_object_set_array_member (document, "files", files);
  tpk_cli_print_json (document);
}

static void
print_diff (const char *diff)
{
  g_auto (GStrv) lines = g_strsplit (diff, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++) {
    TpkCliStyle style = TPK_CLI_STYLE_PLAIN;

    if (lines[i][0] == '\0' && lines[i + 1] == NULL)
      return;
    if (lines[i][0] == '+')
      style = TPK_CLI_STYLE_GOOD;
    else if (lines[i][0] == '-')
      style = TPK_CLI_STYLE_BAD;
    tpk_cli_print_styled (style, "%s\n", lines[i]);
  }
}

static void
print_changes (TpkCli     *cli,
               GListModel *changes,
               gboolean    with_diff)
{
  guint n = g_list_model_get_n_items (changes);

  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkFileChange) change = g_list_model_get_item (changes, i);
    TpkFileChangeKind kind = tpk_file_change_get_kind (change);

    if (!cli->quiet)
      tpk_cli_print_styled (TPK_CLI_STYLE_BOLD, "%s: %s\n", tpk_file_change_get_path (change),
                            get_change_name (kind));
    if (with_diff && kind != TPK_FILE_CHANGE_NONE) {
      g_autofree char *diff = tpk_file_change_dup_diff (change);

      print_diff (diff);
    }
    tpk_cli_print_notes (cli, tpk_file_change_get_notes (change));
  }
}

/**
 * tpk_cli_show_plan:
 * @cli: the run, with a workspace
 * @profile: of the draft: the one to apply
 *
 * Shows what applying @profile would change in which file, with every secret masked. The
 * draft is left alone.
 *
 * Returns: the exit code
 */
TpkCliExit
tpk_cli_show_plan (TpkCli     *cli,
                   TpkProfile *profile)
{
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (GListModel) changes = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (cli != NULL && cli->workspace != NULL, TPK_CLI_EXIT_TROUBLE);
  g_return_val_if_fail (TPK_IS_PROFILE (profile), TPK_CLI_EXIT_TROUBLE);

  document = tpk_document_copy (tpk_workspace_get_draft (cli->workspace));
  tpk_document_set_active_profile (
    document, tpk_document_find_profile (document, tpk_profile_get_name (profile)));
  changes = tpk_store_plan (tpk_workspace_get_store (cli->workspace), document,
                            g_get_real_time () / G_USEC_PER_SEC, &error);
  if (changes == NULL)
    return tpk_cli_error (cli, error);

  if (cli->json)
    print_json ("dry-run", changes);
  else
    print_changes (cli, changes, TRUE);

  return TPK_CLI_EXIT_OK;
}

static void
print_errors (TpkCli *cli)
{
  GListModel *findings = tpk_workspace_get_findings (cli->workspace);
  guint n = g_list_model_get_n_items (findings);

  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    if (tpk_finding_get_severity (finding) == TPK_SEVERITY_ERROR)
      tpk_cli_print_finding (finding, "", stderr);
  }
}

/* What is applied all the same, but will not do everything that it says. */
static void
print_remarks (TpkCli *cli)
{
  g_autoptr (GPtrArray) remarks = NULL;

  remarks = tpk_cloud_lint_vendor (tpk_workspace_get_profile (cli->workspace));
  for (guint i = 0; i < remarks->len; i++)
    tpk_cli_print_finding (g_ptr_array_index (remarks, i), "", stderr);
}

/* Who is in a call, and since when. */
static void
tell_calls (TpkCli *cli)
{
  g_autoptr (GListModel) calls = NULL;
  guint n;

  calls = tpk_store_list_calls (tpk_workspace_get_store (cli->workspace));
  n = g_list_model_get_n_items (calls);
  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkCall) call = g_list_model_get_item (calls, i);
    /* Clients write these files themselves. */
    g_autofree char *name = tpk_cli_escape (tpk_call_get_client (call));
    g_autofree char *since = tpk_cli_escape (tpk_call_get_since (call));

    /* Translators: the first %s is the name of a program, the second a time. */
    tpk_cli_tell (cli, _("A call is in progress: %s, since %s."), name,
                  since[0] != '\0' ? since : "–");
  }

  if (n == 0)
    tpk_cli_tell (cli, "%s", _("A call is in progress."));
}

static gboolean
is_asked (TpkProfile  *profile,
          TpkCloudSet *set)
{
  return !tpk_cloud_profile_asks (profile) ||
         (set != NULL && tpk_cloud_set_is_good (set, g_get_real_time () / G_USEC_PER_SEC));
}

/* Servers that a service is still to hand out belong to what is going to change. What its settings
 * lack is a finding, which is told when applying. */
static gboolean
ask_first (TpkCli  *cli,
           GError **error)
{
  TpkProfile *profile = tpk_workspace_get_profile (cli->workspace);
  g_autoptr (GAsyncResult) async = NULL;
  g_autoptr (TpkCloudResult) result = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *advice = NULL;

  if (is_asked (profile, tpk_workspace_get_cloud_set (cli->workspace, profile)))
    return TRUE;

  tpk_cli_catch_signals (cli);
  tpk_workspace_fetch_cloud_async (cli->workspace, profile, cli->cancellable, tpk_cli_ready_cb,
                                   &async);
  tpk_cli_wait (cli, &async);
  result = tpk_workspace_fetch_cloud_finish (cli->workspace, async);
  switch (tpk_cloud_result_get_code (result)) {
  case TPK_CLOUD_CODE_OK:
  case TPK_CLOUD_CODE_SETTINGS:
  case TPK_CLOUD_CODE_INSECURE:
    return TRUE;
  case TPK_CLOUD_CODE_CANCELLED:
    return !g_cancellable_set_error_if_cancelled (cli->cancellable, error);
  default:
    break;
  }

  summary = tpk_cloud_result_dup_summary (result);
  advice = tpk_cloud_result_dup_advice (result);
  g_set_error (error, TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_CLOUD, "%s %s", summary, advice);

  return FALSE;
}

/**
 * tpk_cli_apply:
 * @cli: the run, with a workspace
 * @overwrite_foreign: whether to replace files that somebody else changed
 *
 * Applies the draft and tells what was written.
 *
 * Returns: the exit code; %TPK_CLI_EXIT_STAGED while a call is in progress
 */
TpkCliExit
tpk_cli_apply (TpkCli   *cli,
               gboolean  overwrite_foreign)
{
  g_autoptr (GListModel) changes = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  TpkApplyOutcome outcome = TPK_APPLY_OUTCOME_APPLIED;

  g_return_val_if_fail (cli != NULL && cli->workspace != NULL, TPK_CLI_EXIT_TROUBLE);

  if (!ask_first (cli, &error))
    return tpk_cli_error (cli, error);

  /* What is going to change, to be told afterwards. */
  changes = tpk_store_plan (tpk_workspace_get_store (cli->workspace),
                            tpk_workspace_get_draft (cli->workspace),
                            g_get_real_time () / G_USEC_PER_SEC, &error);
  if (changes == NULL)
    return tpk_cli_error (cli, error);

  tpk_workspace_apply_async (cli->workspace, overwrite_foreign, cli->cancellable,
                             tpk_cli_ready_cb, &result);
  tpk_cli_wait (cli, &result);
  if (!tpk_workspace_apply_finish (cli->workspace, result, &outcome, &error)) {
    if (g_error_matches (error, TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_INVALID))
      print_errors (cli);
    return tpk_cli_error (cli, error);
  }

  tpk_cli_tell_where_secrets_are (cli);
  if (cli->json)
    print_json (outcome == TPK_APPLY_OUTCOME_STAGED ? "staged" : "applied", changes);
  else if (outcome == TPK_APPLY_OUTCOME_APPLIED)
    print_changes (cli, changes, FALSE);

  if (!cli->quiet)
    print_remarks (cli);
  if (outcome == TPK_APPLY_OUTCOME_APPLIED)
    return TPK_CLI_EXIT_OK;

  tell_calls (cli);
  tpk_cli_tell (cli, "%s", _("The change is staged, and is made when the last call ends."));

  return TPK_CLI_EXIT_STAGED;
}

static gboolean
carry_out (TpkCli    *cli,
           gboolean  *applied,
           GError   **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tpk_workspace_carry_out_async (cli->workspace, cli->cancellable, tpk_cli_ready_cb, &result);
  tpk_cli_wait (cli, &result);

  return tpk_workspace_carry_out_finish (cli->workspace, result, applied, error);
}

static gboolean
write_cloud (TpkCli    *cli,
             gboolean  *written,
             GError   **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tpk_workspace_write_cloud_async (cli->workspace, cli->cancellable, tpk_cli_ready_cb, &result);
  tpk_cli_wait (cli, &result);

  return tpk_workspace_write_cloud_finish (cli->workspace, result, written, error);
}

/**
 * tpk_cli_carry_out:
 * @cli: the run, without a workspace
 *
 * Makes the change that waits for the end of a call, where there is one and no other call goes on.
 *
 * Returns: the exit code
 */
TpkCliExit
tpk_cli_carry_out (TpkCli *cli)
{
  g_autoptr (GError) error = NULL;
  gboolean applied = FALSE;
  gboolean written = FALSE;
  TpkCliExit exit_code;

  g_return_val_if_fail (cli != NULL, TPK_CLI_EXIT_TROUBLE);

  if (!tpk_cli_load (cli, &exit_code))
    return exit_code;

  if (tpk_workspace_is_staged (cli->workspace) && !carry_out (cli, &applied, &error))
    return tpk_cli_error (cli, error);

  if (applied)
    tpk_cli_note (cli, "%s", _("The change that was staged during the call is made."));

  if (!write_cloud (cli, &written, &error))
    return tpk_cli_error (cli, error);

  if (written)
    tpk_cli_note (cli, "%s", _("The servers that were handed out during the call are written."));

  return TPK_CLI_EXIT_OK;
}
