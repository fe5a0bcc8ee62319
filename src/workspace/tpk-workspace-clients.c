/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-workspace-clients"

#include "config.h"

#include "tpk-workspace-private.h"

#include <glib/gi18n-lib.h>

/* How the client files stand, and writing one of them again. */

static TpkDocument *
parse (GBytes  *text,
       GError **error)
{
  return tpk_document_new_from_data (g_bytes_get_data (text, NULL),
                                     (gssize) g_bytes_get_size (text), error);
}

static gboolean
run_survey (TpkJob  *job,
            GError **error)
{
  g_autoptr (TpkDocument) draft = parse (job->text, error);
  g_autoptr (TpkDocument) applied = NULL;

  if (draft == NULL)
    return FALSE;

  applied = parse (job->applied_text, error);
  if (applied == NULL)
    return FALSE;

  job->changes = tpk_store_survey (job->store, draft, applied,
                                   g_get_real_time () / G_USEC_PER_SEC);

  return TRUE;
}

static void
surveyed_cb (TpkJob *job)
{
  if (!tpk_workspace_return_error (TPK_WORKSPACE (job->owner), job))
    g_task_return_pointer (job->task, g_object_ref (job->changes), g_object_unref);
}

/**
 * tpk_workspace_survey_async:
 * @self: a workspace that was loaded
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when done
 * @user_data: for @callback
 *
 * Finds out how the client files of the draft stand to what is on the disk.
 */
void
tpk_workspace_survey_async (TpkWorkspace        *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  TpkJob *job;

  g_return_if_fail (TPK_IS_WORKSPACE (self));

  task = tpk_workspace_new_task (self, cancellable, callback, user_data,
                                 tpk_workspace_survey_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  tpk_workspace_commit (self, NULL);
  job = tpk_workspace_new_job (self, run_survey, surveyed_cb, task);
  tpk_workspace_set_text (&job->text, self->current_text);
  tpk_workspace_set_text (&job->applied_text, self->applied_text);
  tpk_job_push (job, self->pool);
}

/**
 * tpk_workspace_survey_finish:
 * @self: a workspace
 * @result: what the callback was given
 * @error: a return location
 *
 * Returns: (transfer full) (nullable): #TpkClientStatus, rtc-configuration.json first and then the
 *   client files in their order; %NULL with an error when cancelled
 */
GListModel *
tpk_workspace_survey_finish (TpkWorkspace  *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
run_rewrite (TpkJob  *job,
             GError **error)
{
  g_autoptr (TpkDocument) applied = parse (job->applied_text, error);
  g_autoptr (TpkLock) lock = NULL;
  g_autoptr (GError) local_error = NULL;

  if (applied == NULL)
    return FALSE;

  lock = tpk_store_hold_off_calls (job->store, &local_error);
  if (g_error_matches (local_error, TPK_STORE_ERROR, TPK_STORE_ERROR_LOCKED)) {
    g_set_error_literal (error, TPK_STORE_ERROR, TPK_STORE_ERROR_LOCKED,
                         _("A call is in progress. Write the file when it has ended."));
    return FALSE;
  }
  if (lock == NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }

  if (!tpk_store_rewrite (job->store, applied, job->entry, error))
    return FALSE;

  job->generation = tpk_store_get_generation (job->store);

  return TRUE;
}

static void
rewritten_cb (TpkJob *job)
{
  TpkWorkspace *self = TPK_WORKSPACE (job->owner);

  if (tpk_workspace_return_error (self, job))
    return;

  self->generation = job->generation;
  tpk_workspace_tell (self);
  g_task_return_boolean (job->task, TRUE);
}

/**
 * tpk_workspace_rewrite_async:
 * @self: a workspace that was loaded
 * @path: (type filename): one of the files that what is applied keeps written
 * @cancellable: (nullable): a cancellable; what has begun is finished
 * @callback: (scope async): called when done
 * @user_data: for @callback
 *
 * Writes one file again as what is applied says, also over what somebody else wrote. The draft has
 * no part in it.
 */
void
tpk_workspace_rewrite_async (TpkWorkspace        *self,
                             const char          *path,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  TpkJob *job;

  g_return_if_fail (TPK_IS_WORKSPACE (self));
  g_return_if_fail (path != NULL);

  task = tpk_workspace_new_task (self, cancellable, callback, user_data,
                                 tpk_workspace_rewrite_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  job = tpk_workspace_new_job (self, run_rewrite, rewritten_cb, task);
  job->entry = g_strdup (path);
  tpk_workspace_set_text (&job->applied_text, self->applied_text);
  tpk_job_push (job, self->pool);
}

/**
 * tpk_workspace_rewrite_finish:
 * @self: a workspace
 * @result: what the callback was given
 * @error: a return location
 *
 * Returns: %FALSE with `TPK_STORE_ERROR_LOCKED` while a call is in progress, or another
 *   #TpkStoreError; the file is then what it was
 */
gboolean
tpk_workspace_rewrite_finish (TpkWorkspace  *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
