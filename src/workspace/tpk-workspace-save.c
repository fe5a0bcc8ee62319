/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-workspace-save"

#include "config.h"

#include "tpk-workspace-private.h"

#include <glib/gi18n-lib.h>

/* Keeping draft.json in step: some time after an edit, one save at a time, the latest text wins. */

#define DELAY_MS 300

/* What draft.json should hold; %NULL: there should be none. */
static GBytes *
wanted_text (TpkWorkspace *self)
{
  return g_bytes_equal (self->current_text, self->applied_text) ? NULL : self->current_text;
}

static gboolean
needs_save (TpkWorkspace *self)
{
  GBytes *wanted = wanted_text (self);

  if (self->save_forced)
    return TRUE;

  if (wanted == NULL || self->disk_text == NULL)
    return wanted != self->disk_text;

  return !g_bytes_equal (wanted, self->disk_text);
}

static void
end_flushes (TpkWorkspace *self,
             const GError *error)
{
  g_autoptr (GPtrArray) flushes = g_steal_pointer (&self->flushes);

  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < flushes->len; i++) {
    GTask *task = g_ptr_array_index (flushes, i);

    if (error != NULL)
      g_task_return_error (task, g_error_copy (error));
    else
      g_task_return_boolean (task, TRUE);
  }
}

static void
saved_cb (TpkJob *job)
{
  TpkWorkspace *self = TPK_WORKSPACE (job->owner);

  self->saving = FALSE;

  if (g_error_matches (job->error, TPK_STORE_ERROR, TPK_STORE_ERROR_CHANGED)) {
    /* Whoever waits for the file waits until it is known what the others did. */
    tpk_workspace_sync (self);
    return;
  }

  if (job->error != NULL) {
    tpk_workspace_add_error (self, "draft-not-saved", job->error);
    end_flushes (self, job->error);
    return;
  }

  tpk_workspace_drop_notices (self, "draft-not-saved");
  tpk_workspace_set_text (&self->disk_text, job->text);
  tpk_workspace_start_watch (self);
  tpk_workspace_continue_saves (self);
}

static void
start_save (TpkWorkspace *self)
{
  TpkJob *job = tpk_workspace_new_job (self, tpk_job_run_save, saved_cb, NULL);

  g_clear_handle_id (&self->save_id, g_source_remove);
  self->saving = TRUE;
  self->save_forced = FALSE;
  tpk_workspace_set_text (&job->text, wanted_text (self));
  job->base = g_strdup (self->base);
  tpk_job_push (job, self->pool);
}

/* Saves now what somebody waits for, and later what nobody does. */
void
tpk_workspace_continue_saves (TpkWorkspace *self)
{
  if (self->saving || self->syncing)
    return;

  if (self->draft_conflict) {
    g_autoptr (GError) error = NULL;

    error = g_error_new_literal (TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_CHANGED,
                                 _("The draft was changed by somebody else meanwhile. Choose "
                                   "which one to keep."));
    end_flushes (self, error);
    return;
  }

  if (!needs_save (self))
    end_flushes (self, NULL);
  else if (self->flushes->len > 0)
    start_save (self);
  else
    tpk_workspace_schedule_save (self);
}

static gboolean
save_cb (gpointer user_data)
{
  TpkWorkspace *self = user_data;

  self->save_id = 0;
  if (!self->saving && !self->syncing && !self->draft_conflict && needs_save (self))
    start_save (self);

  return G_SOURCE_REMOVE;
}

void
tpk_workspace_schedule_save (TpkWorkspace *self)
{
  g_clear_handle_id (&self->save_id, g_source_remove);

  /* Before the files are read there is nothing that could be saved without overwriting them. */
  if (self->loaded && needs_save (self))
    self->save_id = g_timeout_add (DELAY_MS, save_cb, self);
}

void
tpk_workspace_save_dispose (TpkWorkspace *self)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
}

/**
 * tpk_workspace_flush_async:
 * @self: a workspace that was loaded
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when done
 * @user_data: for @callback
 *
 * Has the draft saved now rather than in a moment, as at the end of a program.
 */
void
tpk_workspace_flush_async (TpkWorkspace        *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (TPK_IS_WORKSPACE (self));

  task = tpk_workspace_new_task (self, cancellable, callback, user_data,
                                 tpk_workspace_flush_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (!self->loaded) {
    g_task_return_boolean (task, TRUE);
    return;
  }

  tpk_workspace_commit (self, NULL);
  g_ptr_array_add (self->flushes, g_steal_pointer (&task));
  tpk_workspace_continue_saves (self);
}

/**
 * tpk_workspace_flush_finish:
 * @self: a workspace
 * @result: what the callback was given
 * @error: a return location
 *
 * Returns: whether draft.json is in step with the draft; otherwise a #TpkStoreError, or
 *   `TPK_WORKSPACE_ERROR_CHANGED`
 */
gboolean
tpk_workspace_flush_finish (TpkWorkspace  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
