/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-workspace-cloud"

#include "config.h"

#include "tpk-workspace-private.h"

#include "cloud/tpk-cloud-fetch.h"
#include "cloud/tpk-cloud-service.h"
#include "store/tpk-cloud-file.h"

#include <glib/gi18n-lib.h>

/* Servers that a service hands out: what is known of them, asking for them, and keeping the client
 * files in step with them.
 *
 * The draft and what is applied may have different services. What was handed out is kept by who was
 * asked for what, so each finds its own. Renewing is about what is applied, since that is what the
 * clients read. */

static gint64
now_s (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
emit_changed (TpkWorkspace *self)
{
  g_signal_emit_by_name (self, "cloud-changed");
}

static TpkProfile *
get_applied_profile (TpkWorkspace *self)
{
  return tpk_document_get_active_profile (self->applied);
}

static void
add_result_notice (TpkWorkspace   *self,
                   const char     *code,
                   TpkCloudResult *result)
{
  g_autofree char *summary = tpk_cloud_result_dup_summary (result);
  g_autofree char *advice = tpk_cloud_result_dup_advice (result);
  g_autoptr (TpkFinding) notice = NULL;

  notice = tpk_finding_new_printf (TPK_SEVERITY_WARNING, code, "%s %s", summary, advice);
  tpk_workspace_drop_notices (self, code);
  tpk_workspace_add_notice (self, notice);
}

static void
add_over_notice (TpkWorkspace *self)
{
  g_autoptr (TpkFinding) notice = NULL;

  notice = tpk_finding_new (TPK_SEVERITY_WARNING, "cloud-over",
                            _("The servers that the cloud service handed out have ended and could "
                              "not be renewed, so they were taken out of the clients’ files: calls "
                              "find no relay. See why the service does not answer, or choose "
                              "another route."));
  tpk_workspace_add_notice (self, notice);
}

/* Whom the keeper asks follows from what is applied. */
static void
update_keeper (TpkWorkspace *self)
{
  TpkProfile *profile = get_applied_profile (self);

  if (self->keeper == NULL)
    return;

  if (tpk_cloud_profile_asks (profile))
    tpk_cloud_keeper_keep (self->keeper, tpk_profile_get_cloud (profile),
                           tpk_cloud_file_find (self->cloud_sets, profile));
  else
    tpk_cloud_keeper_keep (self->keeper, NULL, NULL);
}

static gboolean
sets_equal (GPtrArray *one,
            GPtrArray *other)
{
  if (one->len != other->len)
    return FALSE;

  for (guint i = 0; i < one->len; i++) {
    if (!tpk_cloud_set_equal (g_ptr_array_index (one, i), g_ptr_array_index (other, i)))
      return FALSE;
  }

  return TRUE;
}

/* @sets is what is in cloud.json now. Returns whether that is news. */
gboolean
tpk_workspace_take_sets (TpkWorkspace *self,
                         GPtrArray    *sets)
{
  if (sets == NULL || sets_equal (self->cloud_sets, sets))
    return FALSE;

  g_ptr_array_ref (sets);
  g_ptr_array_unref (self->cloud_sets);
  self->cloud_sets = sets;
  tpk_workspace_update_findings (self);
  update_keeper (self);
  emit_changed (self);

  return TRUE;
}

/* What was handed out is told as such also when it could not be written; that is a notice. */
static void
end_task (TpkJob *job)
{
  TpkCloudResult *outcome = job->task != NULL ? g_task_get_task_data (job->task) : NULL;

  if (job->task == NULL)
    return;

  if (outcome != NULL)
    g_task_return_pointer (job->task, g_object_ref (outcome), g_object_unref);
  else if (job->error != NULL)
    g_task_return_error (job->task, g_error_copy (job->error));
  else
    g_task_return_boolean (job->task, job->applied);
}

static void
cloud_done_cb (TpkJob *job)
{
  TpkWorkspace *self = TPK_WORKSPACE (job->owner);

  self->refreshing = FALSE;
  for (guint i = 0; i < job->notices->len; i++)
    tpk_workspace_add_notice (self, g_ptr_array_index (job->notices, i));

  self->cloud_waiting = job->waiting;
  tpk_workspace_watch_calls (self);
  if (job->error != NULL)
    tpk_workspace_add_error (self, "cloud-not-written", job->error);
  if (job->applied) {
    self->generation = job->generation;
    tpk_workspace_drop_notices (self, "cloud-not-written");
  }
  tpk_workspace_minted_refreshed (self, job->minted_due_s);
  tpk_workspace_take_sets (self, job->cloud_sets);
  tpk_workspace_tell (self);

  end_task (job);
  if (self->refresh_again) {
    self->refresh_again = FALSE;
    tpk_workspace_refresh_clients (self);
  }
}

static void
push_job (TpkWorkspace *self,
          TpkCloudSet  *set,
          GTask        *task)
{
  TpkJob *job = tpk_workspace_new_job (self, tpk_job_run_cloud, cloud_done_cb, task);

  self->refreshing = TRUE;
  g_set_object (&job->cloud_set, set);
  job->minted_due_s = self->minted_due_s;
  /* Before it is known what is applied, nothing is written. */
  if (self->loaded)
    tpk_workspace_set_text (&job->text, self->applied_text);
  tpk_job_push (job, self->pool);
}

/* Writes the client files anew if what is handed out is no longer what is in them, or what is made
 * from a shared secret ends soon. */
void
tpk_workspace_refresh_clients (TpkWorkspace *self)
{
  if (self->refreshing) {
    self->refresh_again = TRUE;
    return;
  }

  push_job (self, NULL, NULL);
}

static void
keeper_fetched_cb (TpkCloudKeeper *keeper,
                   TpkCloudResult *result,
                   TpkWorkspace   *self)
{
  TpkCloudSet *set = tpk_cloud_result_get_set (result);

  g_assert (TPK_IS_WORKSPACE (self));

  if (set == NULL) {
    add_result_notice (self, "cloud-not-renewed", result);
    emit_changed (self);
    return;
  }

  tpk_workspace_drop_notices (self, "cloud-not-renewed");
  tpk_workspace_drop_notices (self, "cloud-over");
  push_job (self, set, NULL);
}

static void
keeper_changed_cb (TpkCloudKeeper *keeper,
                   TpkWorkspace   *self)
{
  g_assert (TPK_IS_WORKSPACE (self));

  if (tpk_cloud_keeper_get_state (keeper) == TPK_CLOUD_KEEPER_OVER) {
    add_over_notice (self);
    tpk_workspace_update_findings (self);
    tpk_workspace_refresh_clients (self);
  }
  emit_changed (self);
}

static void
file_changed_cb (GFileMonitor      *monitor,
                 GFile             *file,
                 GFile             *other_file,
                 GFileMonitorEvent  event,
                 TpkWorkspace      *self)
{
  g_assert (TPK_IS_WORKSPACE (self));

  if (event == G_FILE_MONITOR_EVENT_CREATED || event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT ||
      event == G_FILE_MONITOR_EVENT_RENAMED || event == G_FILE_MONITOR_EVENT_MOVED_IN)
    tpk_workspace_refresh_clients (self);
}

/* What another program asked for is good here as well. */
static void
watch_file (TpkWorkspace *self)
{
  g_autofree char *path = tpk_store_dup_path (self->store, TPK_CLOUD_FILE_NAME);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  if (self->cloud_monitor != NULL)
    return;

  self->cloud_monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->cloud_monitor != NULL)
    g_signal_connect_object (self->cloud_monitor, "changed", G_CALLBACK (file_changed_cb), self, 0);
}

/* What is applied is known, or another one. */
void
tpk_workspace_cloud_applied (TpkWorkspace *self)
{
  update_keeper (self);
  if (self->keeper != NULL && tpk_cloud_profile_asks (get_applied_profile (self)))
    watch_file (self);
}

void
tpk_workspace_cloud_init (TpkWorkspace *self)
{
  self->cloud_sets = g_ptr_array_new_with_free_func (g_object_unref);
}

void
tpk_workspace_cloud_dispose (TpkWorkspace *self)
{
  /* A question on its way would keep it alive. */
  if (self->keeper != NULL) {
    g_signal_handlers_disconnect_by_data (self->keeper, self);
    tpk_cloud_keeper_keep (self->keeper, NULL, NULL);
  }
  g_clear_object (&self->keeper);
  g_clear_object (&self->cloud_result);
  if (self->cloud_monitor != NULL)
    g_file_monitor_cancel (self->cloud_monitor);
  g_clear_object (&self->cloud_monitor);
}

/**
 * tpk_workspace_keep_cloud:
 * @self: a workspace
 *
 * From now on, asks the service of what is applied in time, again and again, and writes the client
 * files anew each time: at once, or when the last call ends. So it does with what is made from a
 * shared secret. For programs that stay.
 */
void
tpk_workspace_keep_cloud (TpkWorkspace *self)
{
  g_return_if_fail (TPK_IS_WORKSPACE (self));

  if (self->keeper != NULL)
    return;

  self->keeper = tpk_cloud_keeper_new ();
  g_signal_connect_object (self->keeper, "fetched", G_CALLBACK (keeper_fetched_cb), self, 0);
  g_signal_connect_object (self->keeper, "changed", G_CALLBACK (keeper_changed_cb), self, 0);
  if (self->loaded) {
    tpk_workspace_cloud_applied (self);
    tpk_workspace_refresh_clients (self);
  }
}

/**
 * tpk_workspace_get_cloud_keeper:
 * @self: a workspace
 *
 * Returns: (transfer none) (nullable): who renews, after tpk_workspace_keep_cloud()
 */
TpkCloudKeeper *
tpk_workspace_get_cloud_keeper (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);

  return self->keeper;
}

/**
 * tpk_workspace_get_cloud_set:
 * @self: a workspace
 * @profile: (nullable): a profile; %NULL for the active one of the draft
 *
 * Returns: (transfer none) (nullable): what was handed out for @profile; it may have ended
 */
TpkCloudSet *
tpk_workspace_get_cloud_set (TpkWorkspace *self,
                             TpkProfile   *profile)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (profile == NULL || TPK_IS_PROFILE (profile), NULL);

  return tpk_cloud_file_find (self->cloud_sets,
                              profile != NULL ? profile : tpk_workspace_get_profile (self));
}

/**
 * tpk_workspace_get_cloud_result:
 * @self: a workspace
 *
 * Returns: (transfer none) (nullable): how asking ended last, in this session
 */
TpkCloudResult *
tpk_workspace_get_cloud_result (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);

  return self->cloud_result;
}

/**
 * tpk_workspace_dup_effective_profile:
 * @self: a workspace
 * @profile: (nullable): a profile; %NULL for the active one of the draft
 *
 * Returns: (transfer full): what clients would be given of @profile: itself, or the servers that
 *   were handed out for it
 */
TpkProfile *
tpk_workspace_dup_effective_profile (TpkWorkspace *self,
                                     TpkProfile   *profile)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (profile == NULL || TPK_IS_PROFILE (profile), NULL);

  if (profile == NULL)
    profile = tpk_workspace_get_profile (self);

  return tpk_cloud_dup_effective (profile, tpk_workspace_get_cloud_set (self, profile), now_s ());
}

/**
 * tpk_workspace_new_check:
 * @self: a workspace
 * @profile: (nullable): a profile; %NULL for the active one of the draft
 * @options: (nullable): how to check
 *
 * Makes a run over what @profile uses: the enabled servers while the route is `own`, with a service
 * on the route `cloud` the servers that it handed out, nothing otherwise.
 *
 * Returns: (transfer full): the run, not started
 */
TpkCheckRun *
tpk_workspace_new_check (TpkWorkspace          *self,
                         TpkProfile            *profile,
                         const TpkCheckOptions *options)
{
  g_autoptr (TpkProfile) used = NULL;
  TpkCheckRun *run;

  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);

  used = tpk_workspace_dup_effective_profile (self, profile);
  run = tpk_check_run_new (options);
  if (tpk_profile_get_route (used) == TPK_ROUTE_OWN)
    tpk_check_run_add_profile (run, used);

  return run;
}

/**
 * tpk_workspace_is_cloud_waiting:
 * @self: a workspace
 *
 * Returns: whether servers that were handed out wait for the last call to end before clients are
 *   given them
 */
gboolean
tpk_workspace_is_cloud_waiting (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);

  return self->cloud_waiting;
}

/* Whether applying the draft needs servers that were not handed out yet, or have ended. */
gboolean
tpk_workspace_needs_cloud (TpkWorkspace *self)
{
  TpkCloudSet *set = tpk_workspace_get_cloud_set (self, NULL);

  return tpk_cloud_profile_asks (tpk_workspace_get_profile (self)) &&
         (set == NULL || !tpk_cloud_set_is_good (set, now_s ()));
}

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  TpkWorkspace *self = g_task_get_source_object (task);
  TpkCloudResult *outcome = tpk_cloud_fetch_finish (result);
  TpkCloudSet *set = tpk_cloud_result_get_set (outcome);

  g_set_object (&self->cloud_result, outcome);
  g_task_set_task_data (task, outcome, g_object_unref);
  if (set != NULL) {
    push_job (self, set, task);
    return;
  }

  emit_changed (self);
  g_task_return_pointer (task, g_object_ref (outcome), g_object_unref);
}

/**
 * tpk_workspace_fetch_cloud_async:
 * @self: a workspace
 * @profile: (nullable): a profile; %NULL for the active one of the draft
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when done
 * @user_data: for @callback
 *
 * Asks the service of @profile for servers, and keeps them. If they are those of what is applied,
 * the client files follow.
 */
void
tpk_workspace_fetch_cloud_async (TpkWorkspace        *self,
                                 TpkProfile          *profile,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (TPK_IS_WORKSPACE (self));
  g_return_if_fail (profile == NULL || TPK_IS_PROFILE (profile));

  if (profile == NULL)
    profile = tpk_workspace_get_profile (self);
  task = tpk_workspace_new_task (self, cancellable, callback, user_data,
                                 tpk_workspace_fetch_cloud_async);
  tpk_cloud_fetch_async (tpk_profile_get_cloud (profile), NULL, cancellable, fetched_cb,
                         g_object_ref (task));
}

/**
 * tpk_workspace_fetch_cloud_finish:
 * @self: a workspace
 * @result: what the callback was given
 *
 * Returns: (transfer full): how it ended
 */
TpkCloudResult *
tpk_workspace_fetch_cloud_finish (TpkWorkspace *self,
                                  GAsyncResult *result)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/**
 * tpk_workspace_write_cloud_async:
 * @self: a workspace that was loaded
 * @cancellable: (nullable): a cancellable; what has begun is finished
 * @callback: (scope async): called when done
 * @user_data: for @callback
 *
 * Gives clients the servers that were handed out last, unless they have them or a call is in
 * progress. Workspaces that keep do so by themselves.
 */
void
tpk_workspace_write_cloud_async (TpkWorkspace        *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (TPK_IS_WORKSPACE (self));

  task = tpk_workspace_new_task (self, cancellable, callback, user_data,
                                 tpk_workspace_write_cloud_async);
  if (!g_task_return_error_if_cancelled (task))
    push_job (self, NULL, task);
}

/**
 * tpk_workspace_write_cloud_finish:
 * @self: a workspace
 * @result: what the callback was given
 * @written: (out) (optional): whether there was anything to write
 * @error: a return location
 *
 * Returns: %FALSE with a #TpkStoreError
 */
gboolean
tpk_workspace_write_cloud_finish (TpkWorkspace  *self,
                                  GAsyncResult  *result,
                                  gboolean      *written,
                                  GError       **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean value;

  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  value = g_task_propagate_boolean (G_TASK (result), &local_error);
  if (written != NULL)
    *written = value;

  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}
