/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-workspace-sync"

#include "config.h"

#include "tpk-workspace-private.h"

#include <glib/gi18n-lib.h>

/* Reading the files, at first and whenever somebody else changed them.
 *
 * Their changes are taken over silently as long as nothing of ours is lost by that; undo leads back
 * even then. Otherwise there is a conflict, which people decide. Until it is known which of the two
 * it is, nothing is saved or applied. */

static gboolean
texts_equal (GBytes *a,
             GBytes *b)
{
  return a == b || (a != NULL && b != NULL && g_bytes_equal (a, b));
}

static void
set_base (TpkWorkspace *self,
          const char   *base)
{
  char *copy = g_strdup (base);

  g_free (self->base);
  self->base = copy;
}

static gboolean
is_outdated (TpkJob *job)
{
  return job->draft_base != NULL && g_strcmp0 (job->draft_base, job->document_base) != 0 &&
         !texts_equal (job->draft_text, job->document_text);
}

/* The files are what counts now. */
static void
adopt (TpkWorkspace *self,
       TpkJob       *job)
{
  tpk_workspace_take_document (self, job);
  tpk_workspace_set_text (&self->disk_text, job->draft_text);
  self->conflict = is_outdated (job);
  self->draft_conflict = FALSE;
  set_base (self, self->conflict ? job->draft_base : job->document_base);
  tpk_workspace_replace_draft (self, job->draft != NULL ? job->draft : job->document,
                               _("Changes Made Elsewhere"));
}

/* The draft stays; its base stays the document that it was begun on. */
static void
resist (TpkWorkspace *self,
        TpkJob       *job,
        gboolean      same_draft)
{
  tpk_workspace_take_document (self, job);
  tpk_workspace_set_text (&self->disk_text, job->draft_text);
  self->conflict = TRUE;
  self->draft_conflict |= !same_draft;
}

/* Whether they did no more than apply what we had saved or staged, as turnpikectl does when a call
 * ends. What is edited or taken back since was begun on just that. */
static gboolean
applied_ours (TpkWorkspace *self,
              TpkJob       *job)
{
  return !self->draft_conflict &&
         (job->draft_text == NULL || texts_equal (job->draft_text, self->disk_text)) &&
         (texts_equal (job->document_text, self->disk_text) ||
          texts_equal (job->document_text, self->staged_text));
}

static void
follow (TpkWorkspace *self,
        TpkJob       *job)
{
  tpk_workspace_take_applied (self, job);
  tpk_workspace_set_text (&self->disk_text, job->draft_text);
  self->conflict = FALSE;
  self->save_forced |= is_outdated (job);
}

static void
reconcile (TpkWorkspace *self,
           TpkJob       *job)
{
  GBytes *theirs = job->draft_text != NULL ? job->draft_text : job->document_text;
  GBytes *before = self->disk_text != NULL ? self->disk_text : self->applied_text;
  gboolean same_draft = texts_equal (job->draft_text, self->disk_text);
  gboolean same_document = texts_equal (job->document_text, self->applied_text);

  /* Only the white space may have changed, so that the checksum is another one. */
  if (same_draft && same_document) {
    if (g_strcmp0 (self->base, self->disk_base) == 0)
      set_base (self, job->document_base);
    tpk_workspace_take_document (self, job);
  } else if (!same_document && applied_ours (self, job)) {
    follow (self, job);
  } else if (g_bytes_equal (self->current_text, theirs)) {
    adopt (self, job);
  } else if (job->missing && !same_document) {
    /* Nobody means the empty document that stands for a file that is gone. */
    resist (self, job, same_draft);
  } else if (same_draft && self->disk_text != NULL) {
    /* A draft that they did not touch lies on top of what they changed. */
    resist (self, job, TRUE);
  } else if (!tpk_workspace_redo_to (self, before)) {
    resist (self, job, same_draft);
  } else {
    adopt (self, job);
  }
}

static void
end_sync (TpkWorkspace *self,
          TpkJob       *job)
{
  self->syncing = FALSE;
  tpk_workspace_take_sets (self, job->cloud_sets);
  if (self->keeper != NULL && job->error == NULL)
    tpk_workspace_refresh_clients (self);
  if (job->error == NULL) {
    tpk_workspace_set_text (&self->staged_text, job->staged_text);
    tpk_workspace_set_staged (self, job->staged);
  }
  /* What was adopted has been judged; where nothing was, some time has passed. */
  if (!self->judged)
    tpk_workspace_update_findings (self);
  tpk_workspace_tell (self);

  if (self->sync_again) {
    self->sync_again = FALSE;
    tpk_workspace_sync (self);
    return;
  }

  tpk_workspace_continue_saves (self);
  tpk_workspace_continue_applies (self);
}

static void
synced_cb (TpkJob *job)
{
  TpkWorkspace *self = TPK_WORKSPACE (job->owner);

  self->judged = FALSE;
  tpk_workspace_commit (self, NULL);

  /* A file that cannot be read now is not known; what would be written is refused by the store. */
  if (job->error != NULL)
    tpk_workspace_add_error (self, "not-read", job->error);
  else
    reconcile (self, job);

  end_sync (self, job);
}

/* Looks what somebody else did to the files. */
void
tpk_workspace_sync (TpkWorkspace *self)
{
  if (!self->loaded)
    return;

  if (self->syncing) {
    self->sync_again = TRUE;
    return;
  }

  self->syncing = TRUE;
  tpk_job_push (tpk_workspace_new_job (self, tpk_job_run_load, synced_cb, NULL), self->pool);
}

static void
watch_changed_cb (TpkWatch     *watch,
                  const char   *name,
                  TpkWorkspace *self)
{
  g_assert (TPK_IS_WORKSPACE (self));

  tpk_workspace_sync (self);
}

/* Watches the folder as soon as there is one. */
void
tpk_workspace_start_watch (TpkWorkspace *self)
{
  g_autoptr (GError) error = NULL;

  if (self->watch == NULL) {
    self->watch = tpk_watch_new (self->store);
    g_signal_connect_object (self->watch, "changed", G_CALLBACK (watch_changed_cb), self, 0);
  }

  if (!tpk_watch_start (self->watch, &error) && error != NULL)
    tpk_workspace_add_error (self, "not-watched", error);
}

void
tpk_workspace_sync_dispose (TpkWorkspace *self)
{
  g_clear_object (&self->watch);
}

static void
add_outdated_notice (TpkWorkspace *self)
{
  g_autoptr (TpkFinding) notice = NULL;

  notice = tpk_finding_new (TPK_SEVERITY_WARNING, "draft-outdated",
                            _("The configuration was changed by somebody else after this draft was "
                              "begun. Applying the draft would undo that: compare both, then keep "
                              "one of them."));
  tpk_workspace_add_notice (self, notice);
}

static void
loaded_cb (TpkJob *job)
{
  TpkWorkspace *self = TPK_WORKSPACE (job->owner);
  gboolean first = !self->loaded;

  self->syncing = FALSE;
  if (tpk_workspace_return_error (self, job)) {
    tpk_workspace_continue_saves (self);
    tpk_workspace_continue_applies (self);
    return;
  }

  self->loaded = TRUE;
  self->judged = FALSE;
  adopt (self, job);
  if (first)
    tpk_undo_stack_clear (self->undo);
  if (self->conflict)
    add_outdated_notice (self);

  tpk_workspace_start_watch (self);
  end_sync (self, job);
  g_task_return_boolean (job->task, TRUE);
}

/**
 * tpk_workspace_load_async:
 * @self: a workspace
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when done
 * @user_data: for @callback
 *
 * Reads what is applied, the draft, and whether something is staged; begins to watch the folder.
 * The draft is a copy of what is applied when none was kept.
 */
void
tpk_workspace_load_async (TpkWorkspace        *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (TPK_IS_WORKSPACE (self));

  task = tpk_workspace_new_task (self, cancellable, callback, user_data,
                                 tpk_workspace_load_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  self->syncing = TRUE;
  tpk_job_push (tpk_workspace_new_job (self, tpk_job_run_load, loaded_cb, task), self->pool);
}

/**
 * tpk_workspace_load_finish:
 * @self: a workspace
 * @result: what the callback was given
 * @error: a return location
 *
 * Returns: %FALSE with a #TpkStoreError, or `TPK_JSON_ERROR_SCHEMA` when a file was written by a
 *   newer version; damaged files are no error but a notice
 */
gboolean
tpk_workspace_load_finish (TpkWorkspace  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tpk_workspace_get_conflict:
 * @self: a workspace
 *
 * Returns: whether somebody else changed turnpike.json or draft.json under edits that they do not
 *   know; tpk_workspace_reload_async() takes theirs, tpk_workspace_keep_mine() keeps the draft
 */
gboolean
tpk_workspace_get_conflict (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);

  return self->conflict;
}

static void
reloaded_cb (TpkJob *job)
{
  TpkWorkspace *self = TPK_WORKSPACE (job->owner);

  self->syncing = FALSE;
  if (tpk_workspace_return_error (self, job)) {
    tpk_workspace_continue_saves (self);
    tpk_workspace_continue_applies (self);
    return;
  }

  /* Theirs is the applied document, unless the draft file is theirs too. */
  if (is_outdated (job) && !self->draft_conflict)
    g_clear_object (&job->draft);
  self->loaded = TRUE;
  self->judged = FALSE;
  adopt (self, job);
  self->conflict = FALSE;
  tpk_workspace_drop_notices (self, "draft-outdated");
  set_base (self, self->disk_base);
  end_sync (self, job);
  g_task_return_boolean (job->task, TRUE);
}

/**
 * tpk_workspace_reload_async:
 * @self: a workspace
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when done
 * @user_data: for @callback
 *
 * Takes what is in the files, which ends a conflict in favour of the others, and asks again for a
 * keyring that was left locked. The own edits are an
 * undo step away.
 */
void
tpk_workspace_reload_async (TpkWorkspace        *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (TPK_IS_WORKSPACE (self));

  task = tpk_workspace_new_task (self, cancellable, callback, user_data,
                                 tpk_workspace_reload_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  tpk_store_ask_again (self->store);
  self->syncing = TRUE;
  tpk_job_push (tpk_workspace_new_job (self, tpk_job_run_load, reloaded_cb, task), self->pool);
}

/**
 * tpk_workspace_reload_finish:
 * @self: a workspace
 * @result: what the callback was given
 * @error: a return location
 *
 * Returns: %FALSE with a #TpkStoreError or a #TpkJsonError; the draft is then what it was
 */
gboolean
tpk_workspace_reload_finish (TpkWorkspace  *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tpk_workspace_keep_mine:
 * @self: a workspace
 *
 * Ends a conflict in favour of the draft: it is saved, and may be applied on top of what the others
 * did.
 */
void
tpk_workspace_keep_mine (TpkWorkspace *self)
{
  g_return_if_fail (TPK_IS_WORKSPACE (self));

  if (!self->conflict)
    return;

  self->conflict = FALSE;
  self->draft_conflict = FALSE;
  self->save_forced = TRUE;
  set_base (self, self->disk_base);
  tpk_workspace_drop_notices (self, "draft-outdated");
  tpk_workspace_continue_saves (self);
  tpk_workspace_tell (self);
}
