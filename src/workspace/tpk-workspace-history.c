/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-workspace-history"

#include "config.h"

#include "tpk-workspace-private.h"

#include <glib/gi18n-lib.h>

/* Going back: to what was applied before, and from what was staged. */

static void
restored_cb (TpkJob *job)
{
  TpkWorkspace *self = TPK_WORKSPACE (job->owner);

  if (tpk_workspace_return_error (self, job))
    return;

  tpk_workspace_replace_draft (self, job->draft, _("Go Back"));
  tpk_workspace_set_text (&self->restored_text, self->current_text);
  g_task_return_boolean (job->task, TRUE);
}

/**
 * tpk_workspace_restore_async:
 * @self: a workspace that was loaded
 * @entry: (nullable): an entry of tpk_store_list_history(), or %NULL for what was applied before
 *   what is applied now
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when done
 * @user_data: for @callback
 *
 * Makes an older applied document the draft. Applied unchanged, it is a step back in the history
 * rather than a new entry, so that going back again goes further back.
 */
void
tpk_workspace_restore_async (TpkWorkspace        *self,
                             const char          *entry,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  TpkJob *job;

  g_return_if_fail (TPK_IS_WORKSPACE (self));

  task = tpk_workspace_new_task (self, cancellable, callback, user_data,
                                 tpk_workspace_restore_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  job = tpk_workspace_new_job (self, tpk_job_run_restore, restored_cb, task);
  job->entry = g_strdup (entry);
  tpk_job_push (job, self->pool);
}

/**
 * tpk_workspace_restore_finish:
 * @self: a workspace
 * @result: what the callback was given
 * @error: a return location
 *
 * Returns: %FALSE with `TPK_STORE_ERROR_NO_HISTORY` when there is nothing to go back to, another
 *   #TpkStoreError or a #TpkJsonError; the draft is then what it was
 */
gboolean
tpk_workspace_restore_finish (TpkWorkspace  *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
unstaged_cb (TpkJob *job)
{
  TpkWorkspace *self = TPK_WORKSPACE (job->owner);

  if (!job->staged)
    g_clear_pointer (&self->staged_text, g_bytes_unref);
  tpk_workspace_set_staged (self, job->staged);
  tpk_workspace_tell (self);
  if (!tpk_workspace_return_error (self, job))
    g_task_return_boolean (job->task, TRUE);
}

/**
 * tpk_workspace_unstage_async:
 * @self: a workspace that was loaded
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when done
 * @user_data: for @callback
 *
 * Takes back what is staged. The draft stays what it is.
 */
void
tpk_workspace_unstage_async (TpkWorkspace        *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (TPK_IS_WORKSPACE (self));

  task = tpk_workspace_new_task (self, cancellable, callback, user_data,
                                 tpk_workspace_unstage_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  tpk_job_push (tpk_workspace_new_job (self, tpk_job_run_unstage, unstaged_cb, task), self->pool);
}

/**
 * tpk_workspace_unstage_finish:
 * @self: a workspace
 * @result: what the callback was given
 * @error: a return location
 *
 * Returns: %FALSE with a #TpkStoreError; it stays staged then
 */
gboolean
tpk_workspace_unstage_finish (TpkWorkspace  *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
