/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-client-file-monitor"

#include "config.h"

#include "tpk-client-file-monitor.h"

/* Edits and files come in bursts. */
#define REFRESH_MS 100

/* A client that is killed in a call leaves no other sign. Only while somebody is in a call. */
#define CALLS_MS 2000

/**
 * TpkClientFileMonitor:
 *
 * How the client files of the draft stand, and who is in a call. Looks again when the draft or what
 * is applied changes, when anybody touches one of the files, and when a call begins or ends. Emits
 * [signal@ClientFileMonitor::updated]. Does nothing at all while it is not active.
 */
struct _TpkClientFileMonitor
{
  GObject        parent_instance;

  TpkWorkspace  *workspace;        /* (owned) */
  GListModel    *statuses;         /* (nullable) (owned) (element-type TpkClientStatus) */
  GListModel    *calls;            /* (nullable) (owned) (element-type TpkCall) */
  GPtrArray     *file_monitors;    /* (owned) (element-type GFileMonitor) */
  GCancellable  *cancellable;      /* (owned) */
  guint          refresh_id;
  guint          calls_id;
  gboolean       active;
  gboolean       busy;
  gboolean       again;
};

G_DEFINE_FINAL_TYPE (TpkClientFileMonitor, tpk_client_file_monitor, G_TYPE_OBJECT)

enum {
  SIGNAL_UPDATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
refresh_cb (gpointer user_data)
{
  TpkClientFileMonitor *self = user_data;

  self->refresh_id = 0;
  tpk_client_file_monitor_refresh (self);

  return G_SOURCE_REMOVE;
}

static void
schedule (TpkClientFileMonitor *self)
{
  if (self->active && self->refresh_id == 0)
    self->refresh_id = g_timeout_add (REFRESH_MS, refresh_cb, self);
}

static gboolean
look_for_calls_cb (gpointer user_data)
{
  tpk_client_file_monitor_refresh (user_data);

  return G_SOURCE_CONTINUE;
}

static void
watch (TpkClientFileMonitor *self,
       const char           *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GFileMonitor *monitor = g_file_monitor (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);

  /* What cannot be watched is looked at when the page is opened again. */
  if (monitor == NULL)
    return;

  g_signal_connect_object (monitor, "changed", G_CALLBACK (schedule), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->file_monitors, monitor);
}

static void
watch_all (TpkClientFileMonitor *self)
{
  TpkStore *store = tpk_workspace_get_store (self->workspace);
  g_autofree char *calls = tpk_store_dup_path (store, "calls");

  g_ptr_array_set_size (self->file_monitors, 0);
  watch (self, calls);
  for (guint i = 0; i < g_list_model_get_n_items (self->statuses); i++) {
    g_autoptr (TpkClientStatus) status = g_list_model_get_item (self->statuses, i);
    const char *target = tpk_client_status_get_target (status);

    watch (self, target != NULL ? target : tpk_client_status_get_path (status));
  }
}

static void
watch_calls (TpkClientFileMonitor *self)
{
  gboolean calling = self->active && self->calls != NULL &&
                     g_list_model_get_n_items (self->calls) > 0;

  if (calling && self->calls_id == 0)
    self->calls_id = g_timeout_add (CALLS_MS, look_for_calls_cb, self);
  else if (!calling)
    g_clear_handle_id (&self->calls_id, g_source_remove);
}

static void
end_refresh (TpkClientFileMonitor *self)
{
  self->busy = FALSE;
  watch_calls (self);
  if (self->again) {
    self->again = FALSE;
    tpk_client_file_monitor_refresh (self);
  }
}

static void
list_calls_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  g_task_return_pointer (task, tpk_store_list_calls (task_data), g_object_unref);
}

static void
calls_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  TpkClientFileMonitor *self = TPK_CLIENT_FILE_MONITOR (source);
  g_autoptr (GListModel) calls = g_task_propagate_pointer (G_TASK (result), NULL);

  if (calls == NULL)
    return;

  g_set_object (&self->calls, calls);
  watch_all (self);
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0);
  end_refresh (self);
}

static void
surveyed_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (TpkClientFileMonitor) self = user_data;
  g_autoptr (GListModel) statuses = NULL;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  statuses = tpk_workspace_survey_finish (TPK_WORKSPACE (source), result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (statuses == NULL) {
    g_warning ("The client files could not be looked at: %s", error->message);
    end_refresh (self);
    return;
  }

  g_set_object (&self->statuses, statuses);
  task = g_task_new (self, self->cancellable, calls_listed_cb, NULL);
  g_task_set_source_tag (task, surveyed_cb);
  g_task_set_task_data (task, g_object_ref (tpk_workspace_get_store (self->workspace)),
                        g_object_unref);
  g_task_run_in_thread (task, list_calls_thread);
}

static void
tpk_client_file_monitor_dispose (GObject *object)
{
  TpkClientFileMonitor *self = TPK_CLIENT_FILE_MONITOR (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_handle_id (&self->calls_id, g_source_remove);
  g_ptr_array_set_size (self->file_monitors, 0);
  g_clear_object (&self->statuses);
  g_clear_object (&self->calls);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_client_file_monitor_parent_class)->dispose (object);
}

static void
tpk_client_file_monitor_finalize (GObject *object)
{
  TpkClientFileMonitor *self = TPK_CLIENT_FILE_MONITOR (object);

  g_ptr_array_unref (self->file_monitors);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (tpk_client_file_monitor_parent_class)->finalize (object);
}

static void
tpk_client_file_monitor_class_init (TpkClientFileMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tpk_client_file_monitor_dispose;
  object_class->finalize = tpk_client_file_monitor_finalize;

  /**
   * TpkClientFileMonitor::updated:
   * @self: the monitor
   *
   * How the files stand, and who is in a call, is known anew.
   */
  signals[SIGNAL_UPDATED] =
    g_signal_new ("updated", TPK_TYPE_CLIENT_FILE_MONITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
tpk_client_file_monitor_init (TpkClientFileMonitor *self)
{
  self->file_monitors = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

/**
 * tpk_client_file_monitor_new:
 * @workspace: the session whose files to look at
 *
 * Returns: (transfer full): a monitor that is not active
 */
TpkClientFileMonitor *
tpk_client_file_monitor_new (TpkWorkspace *workspace)
{
  TpkClientFileMonitor *self;

  g_return_val_if_fail (TPK_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (TPK_TYPE_CLIENT_FILE_MONITOR, NULL);
  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "notify", G_CALLBACK (schedule), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tpk_workspace_get_draft (workspace), "changed", G_CALLBACK (schedule),
                           self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * tpk_client_file_monitor_set_active:
 * @self: a monitor
 * @active: whether somebody looks
 *
 * Begins to look, at once, or stops.
 */
void
tpk_client_file_monitor_set_active (TpkClientFileMonitor *self,
                                    gboolean              active)
{
  g_return_if_fail (TPK_IS_CLIENT_FILE_MONITOR (self));

  if (self->active == active)
    return;

  self->active = active;
  if (active) {
    tpk_client_file_monitor_refresh (self);
  } else {
    g_clear_handle_id (&self->refresh_id, g_source_remove);
    g_ptr_array_set_size (self->file_monitors, 0);
    watch_calls (self);
  }
}

/**
 * tpk_client_file_monitor_refresh:
 * @self: a monitor
 *
 * Looks again, if it is active.
 */
void
tpk_client_file_monitor_refresh (TpkClientFileMonitor *self)
{
  g_return_if_fail (TPK_IS_CLIENT_FILE_MONITOR (self));

  if (!self->active)
    return;
  if (self->busy) {
    self->again = TRUE;
    return;
  }

  self->busy = TRUE;
  tpk_workspace_survey_async (self->workspace, self->cancellable, surveyed_cb,
                              g_object_ref (self));
}

/**
 * tpk_client_file_monitor_get_statuses:
 * @self: a monitor
 *
 * Returns: (transfer none) (nullable): #TpkClientStatus; %NULL until it is known
 */
GListModel *
tpk_client_file_monitor_get_statuses (TpkClientFileMonitor *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_FILE_MONITOR (self), NULL);

  return self->statuses;
}

/**
 * tpk_client_file_monitor_get_calls:
 * @self: a monitor
 *
 * Returns: (transfer none) (nullable): #TpkCall, the oldest first; %NULL until it is known
 */
GListModel *
tpk_client_file_monitor_get_calls (TpkClientFileMonitor *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_FILE_MONITOR (self), NULL);

  return self->calls;
}
