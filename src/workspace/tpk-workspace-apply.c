/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-workspace-apply"

#include "config.h"

#include "tpk-workspace-private.h"

#include <glib/gi18n-lib.h>

/* Planning and applying, at once or when the last call ends. */

/* How often to look whether the last call has ended, while something is staged. A client that is
 * killed leaves no other sign. */
#define RETRY_MS 2000

typedef struct {
  gboolean overwrite;
  gboolean asked;                /* the cloud service, just now */
} ApplyData;

/* A document was applied. The base is the new one: what is edited meanwhile was begun on
 * it. */
void
tpk_workspace_take_applied (TpkWorkspace *self,
                            TpkJob       *job)
{
  tpk_workspace_take_document (self, job);
  tpk_workspace_drop_notices (self, "draft-outdated");
  tpk_workspace_drop_notices (self, "staged-not-applied");
  g_free (self->base);
  self->base = g_strdup (job->document_base);
  g_clear_pointer (&self->restored_text, g_bytes_unref);
  g_clear_pointer (&self->staged_text, g_bytes_unref);
  /* A save on its way still carries the old base. */
  self->save_forced |= self->saving;
  tpk_workspace_start_watch (self);
  tpk_workspace_minted_applied (self);
}

static void
carried_out_cb (TpkJob *job)
{
  TpkWorkspace *self = TPK_WORKSPACE (job->owner);
  gboolean applied = job->applied;

  self->carrying_out = FALSE;
  if (job->applied) {
    tpk_workspace_take_applied (self, job);
    tpk_workspace_set_text (&self->disk_text, job->draft_text);
  }

  if (job->error == NULL && !job->applied && !job->staged && self->staged)
    /* Somebody else has applied it, or taken it back: the files say which. */
    tpk_workspace_sync (self);
  else
    tpk_workspace_set_staged (self, job->staged);
  if (job->error != NULL) {
    /* Trying again would not help; the next call, or apply, will. */
    tpk_workspace_add_error (self, "staged-not-applied", job->error);
    g_clear_handle_id (&self->retry_id, g_source_remove);
  }

  tpk_workspace_schedule_save (self);
  tpk_workspace_tell (self);
  if (!tpk_workspace_return_error (self, job) && job->task != NULL)
    g_task_return_boolean (job->task, applied);
}

static void
carry_out (TpkWorkspace *self,
           GTask        *task)
{
  TpkJob *job = tpk_workspace_new_job (self, tpk_job_run_carry_out, carried_out_cb, task);

  self->carrying_out = TRUE;
  tpk_workspace_set_text (&job->text, self->disk_text);
  tpk_job_push (job, self->pool);
}

static gboolean
retry_cb (gpointer user_data)
{
  TpkWorkspace *self = user_data;

  if (!self->carrying_out && !self->syncing && !self->saving) {
    if (self->staged)
      carry_out (self, NULL);
    else
      tpk_workspace_refresh_clients (self);
  }

  return G_SOURCE_CONTINUE;
}

static void
calls_changed_cb (GFileMonitor      *monitor,
                  GFile             *file,
                  GFile             *other_file,
                  GFileMonitorEvent  event,
                  TpkWorkspace      *self)
{
  g_assert (TPK_IS_WORKSPACE (self));

  if (event == G_FILE_MONITOR_EVENT_DELETED)
    retry_cb (self);
}

static void
begin_to_watch_calls (TpkWorkspace *self)
{
  g_autofree char *path = tpk_store_dup_path (self->store, "calls");
  g_autoptr (GFile) calls = g_file_new_for_path (path);

  if (self->retry_id == 0)
    self->retry_id = g_timeout_add (RETRY_MS, retry_cb, self);
  if (self->calls_monitor != NULL || !g_file_test (path, G_FILE_TEST_IS_DIR))
    return;

  self->calls_monitor = g_file_monitor_directory (calls, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->calls_monitor != NULL)
    g_signal_connect_object (self->calls_monitor, "changed",
                             G_CALLBACK (calls_changed_cb), self, 0);
}

static void
forget_calls (TpkWorkspace *self)
{
  g_clear_handle_id (&self->retry_id, g_source_remove);
  if (self->calls_monitor != NULL)
    g_file_monitor_cancel (self->calls_monitor);
  g_clear_object (&self->calls_monitor);
}

/* Waits for the last call to end, or no longer does. */
void
tpk_workspace_watch_calls (TpkWorkspace *self)
{
  if (self->staged || self->cloud_waiting)
    begin_to_watch_calls (self);
  else
    forget_calls (self);
}

void
tpk_workspace_set_staged (TpkWorkspace *self,
                          gboolean      staged)
{
  self->staged = staged;
  tpk_workspace_watch_calls (self);
}

static void
end_apply (TpkWorkspace    *self,
           TpkJob          *job)
{
  if (!tpk_workspace_return_error (self, job))
    g_task_return_int (job->task, job->applied ? TPK_APPLY_OUTCOME_APPLIED
                                               : TPK_APPLY_OUTCOME_STAGED);
}

static void
applied_cb (TpkJob *job)
{
  TpkWorkspace *self = TPK_WORKSPACE (job->owner);

  if (job->applied) {
    tpk_workspace_take_applied (self, job);
    tpk_workspace_set_text (&self->disk_text, NULL);
    tpk_workspace_set_staged (self, FALSE);
  } else if (job->staged) {
    tpk_workspace_set_text (&self->disk_text, job->text);
    tpk_workspace_set_text (&self->staged_text, job->text);
    tpk_workspace_set_staged (self, TRUE);
  }

  tpk_workspace_schedule_save (self);
  tpk_workspace_tell (self);
  end_apply (self, job);
}

static gboolean
check_findings (TpkWorkspace  *self,
                GError       **error)
{
  GListModel *findings = G_LIST_MODEL (self->findings);

  tpk_workspace_update_findings (self);
  for (guint i = 0; i < g_list_model_get_n_items (findings); i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    if (tpk_finding_get_severity (finding) == TPK_SEVERITY_ERROR) {
      g_set_error_literal (error, TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_INVALID,
                           tpk_finding_get_message (finding));
      return FALSE;
    }
  }

  return TRUE;
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  TpkWorkspace *self = TPK_WORKSPACE (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (TpkCloudResult) outcome = tpk_workspace_fetch_cloud_finish (self, result);
  ApplyData *data = g_task_get_task_data (task);
  g_autofree char *summary = NULL;
  g_autofree char *advice = NULL;

  if (tpk_cloud_result_is_ok (outcome)) {
    data->asked = TRUE;
    g_queue_push_head (&self->deferred, g_steal_pointer (&task));
    tpk_workspace_continue_applies (self);
    return;
  }

  if (g_task_return_error_if_cancelled (task))
    return;

  summary = tpk_cloud_result_dup_summary (outcome);
  advice = tpk_cloud_result_dup_advice (outcome);
  g_task_return_new_error (task, TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_CLOUD, "%s %s", summary,
                           advice);
}

static void
start_apply (TpkWorkspace *self,
             GTask        *task)
{
  ApplyData *data = g_task_get_task_data (task);
  gboolean overwrite = data->overwrite;
  g_autoptr (GError) error = NULL;
  TpkJob *job;

  if (g_task_return_error_if_cancelled (task))
    return;

  tpk_workspace_commit (self, NULL);
  if (!check_findings (self, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  if (self->conflict && !overwrite) {
    g_task_return_new_error (task, TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_CHANGED, "%s",
                             _("The configuration was changed by somebody else since this draft "
                               "was begun. Take theirs over, or overwrite it."));
    return;
  }

  /* Clients are never given a list without servers because nobody asked for them yet. */
  if (!data->asked && tpk_workspace_needs_cloud (self)) {
    tpk_workspace_fetch_cloud_async (self, NULL, g_task_get_cancellable (task), asked_cb,
                                     g_object_ref (task));
    return;
  }

  if (self->conflict)
    tpk_workspace_keep_mine (self);

  job = tpk_workspace_new_job (self, tpk_job_run_apply, applied_cb, task);
  tpk_workspace_set_text (&job->text, self->current_text);
  job->base = g_strdup (self->base);
  job->overwrite = overwrite;
  job->step_back = self->restored_text != NULL &&
                   g_bytes_equal (self->restored_text, self->current_text);
  tpk_job_push (job, self->pool);
}

/* Starts the applies that waited until it was known what others did. */
void
tpk_workspace_continue_applies (TpkWorkspace *self)
{
  GTask *task;

  while (!self->syncing && (task = g_queue_pop_head (&self->deferred)) != NULL) {
    start_apply (self, task);
    g_object_unref (task);
  }
}

void
tpk_workspace_apply_dispose (TpkWorkspace *self)
{
  forget_calls (self);
}

static void
planned_cb (TpkJob *job)
{
  TpkWorkspace *self = TPK_WORKSPACE (job->owner);

  if (!tpk_workspace_return_error (self, job))
    g_task_return_pointer (job->task, g_object_ref (job->changes), g_object_unref);
}

/**
 * tpk_workspace_plan_async:
 * @self: a workspace that was loaded
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when done
 * @user_data: for @callback
 *
 * Finds out what applying the draft would change in which file.
 */
void
tpk_workspace_plan_async (TpkWorkspace        *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  TpkJob *job;

  g_return_if_fail (TPK_IS_WORKSPACE (self));

  task = tpk_workspace_new_task (self, cancellable, callback, user_data,
                                 tpk_workspace_plan_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  tpk_workspace_commit (self, NULL);
  job = tpk_workspace_new_job (self, tpk_job_run_plan, planned_cb, task);
  tpk_workspace_set_text (&job->text, self->current_text);
  tpk_job_push (job, self->pool);
}

/**
 * tpk_workspace_plan_finish:
 * @self: a workspace
 * @result: what the callback was given
 * @error: a return location
 *
 * Returns: (transfer full) (nullable): #TpkFileChange for every file, unchanged ones too; %NULL
 *   with a #TpkStoreError
 */
GListModel *
tpk_workspace_plan_finish (TpkWorkspace  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tpk_workspace_apply_async:
 * @self: a workspace that was loaded
 * @overwrite_foreign: whether to overwrite what somebody else changed
 * @cancellable: (nullable): a cancellable; what has begun is finished
 * @callback: (scope async): called when done
 * @user_data: for @callback
 *
 * Applies the draft: writes everything, all or nothing. While a call is in progress the draft is
 * staged instead, and applied when the last call ends, also when this program is started again
 * then.
 */
void
tpk_workspace_apply_async (TpkWorkspace        *self,
                           gboolean             overwrite_foreign,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  ApplyData *data;
  GTask *task;

  g_return_if_fail (TPK_IS_WORKSPACE (self));

  task = tpk_workspace_new_task (self, cancellable, callback, user_data,
                                 tpk_workspace_apply_async);
  data = g_new0 (ApplyData, 1);
  data->overwrite = overwrite_foreign;
  g_task_set_task_data (task, data, g_free);
  g_queue_push_tail (&self->deferred, task);
  tpk_workspace_continue_applies (self);
}

/**
 * tpk_workspace_apply_finish:
 * @self: a workspace
 * @result: what the callback was given
 * @outcome: (out) (optional): whether it was applied or staged
 * @error: a return location
 *
 * Returns: %FALSE with `TPK_WORKSPACE_ERROR_INVALID` when a finding of the severity error stands in
 *   the way, `TPK_WORKSPACE_ERROR_CHANGED` when somebody else changed one of the files,
 *   `TPK_WORKSPACE_ERROR_CLOUD` when a service handed out no servers, or a #TpkStoreError; nothing
 *   has changed then
 */
gboolean
tpk_workspace_apply_finish (TpkWorkspace     *self,
                            GAsyncResult     *result,
                            TpkApplyOutcome  *outcome,
                            GError          **error)
{
  gssize value;

  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  value = g_task_propagate_int (G_TASK (result), error);
  if (value < 0)
    return FALSE;

  if (outcome != NULL)
    *outcome = (TpkApplyOutcome) value;

  return TRUE;
}

/**
 * tpk_workspace_is_staged:
 * @self: a workspace
 *
 * Returns: whether a change waits for the last call to end
 */
gboolean
tpk_workspace_is_staged (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);

  return self->staged;
}

/**
 * tpk_workspace_carry_out_async:
 * @self: a workspace that was loaded
 * @cancellable: (nullable): a cancellable; what has begun is finished
 * @callback: (scope async): called when done
 * @user_data: for @callback
 *
 * Applies what is staged, unless a call is still in progress.
 */
void
tpk_workspace_carry_out_async (TpkWorkspace        *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (TPK_IS_WORKSPACE (self));

  task = tpk_workspace_new_task (self, cancellable, callback, user_data,
                                 tpk_workspace_carry_out_async);
  if (!g_task_return_error_if_cancelled (task))
    carry_out (self, task);
}

/**
 * tpk_workspace_carry_out_finish:
 * @self: a workspace
 * @result: what the callback was given
 * @applied: (out) (optional): whether anything was applied
 * @error: a return location
 *
 * Returns: %FALSE with `TPK_WORKSPACE_ERROR_CHANGED` or a #TpkStoreError; it stays staged then
 */
gboolean
tpk_workspace_carry_out_finish (TpkWorkspace  *self,
                                GAsyncResult  *result,
                                gboolean      *applied,
                                GError       **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean value;

  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  value = g_task_propagate_boolean (G_TASK (result), &local_error);
  if (applied != NULL)
    *applied = value;

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}
