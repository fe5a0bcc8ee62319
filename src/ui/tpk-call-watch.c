/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-call-watch"

#include "config.h"

#include "tpk-call-watch.h"

#include "store/tpk-atomic-file.h"

/* A client that is killed leaves its file behind, and no event: while there is a call, it is looked
 * after. Without one nothing wakes up. */
#define LOOK_S 5

/**
 * TpkCallWatch:
 *
 * Who is in a call. The folder with the calls is watched, and read in a thread.
 */
struct _TpkCallWatch
{
  GObject       parent_instance;

  TpkStore     *store;           /* (owned) */
  GListStore   *calls;           /* (owned) (element-type TpkCall) */
  GFileMonitor *monitor;         /* (nullable) (owned) */
  GCancellable *cancellable;     /* (owned) */
  guint         look_id;
  gboolean      looking;
  gboolean      again;           /* something happened while looking */
};

G_DEFINE_FINAL_TYPE (TpkCallWatch, tpk_call_watch, G_TYPE_OBJECT)

static void look (TpkCallWatch *self);

static gboolean
is_same (GListModel *one,
         GListModel *other)
{
  guint n = g_list_model_get_n_items (one);

  if (n != g_list_model_get_n_items (other))
    return FALSE;

  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkCall) a = g_list_model_get_item (one, i);
    g_autoptr (TpkCall) b = g_list_model_get_item (other, i);

    if (g_strcmp0 (tpk_call_get_client (a), tpk_call_get_client (b)) != 0 ||
        g_strcmp0 (tpk_call_get_since (a), tpk_call_get_since (b)) != 0)
      return FALSE;
  }

  return TRUE;
}

static gboolean
look_cb (gpointer user_data)
{
  TpkCallWatch *self = user_data;

  self->look_id = 0;
  look (self);

  return G_SOURCE_REMOVE;
}

static void
take (TpkCallWatch *self,
      GListModel   *calls)
{
  guint n = g_list_model_get_n_items (calls);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, g_list_model_get_item (calls, i));
  if (!is_same (calls, G_LIST_MODEL (self->calls)))
    g_list_store_splice (self->calls, 0, g_list_model_get_n_items (G_LIST_MODEL (self->calls)),
                         items->pdata, n);
  if (n > 0 && self->look_id == 0)
    self->look_id = g_timeout_add_seconds (LOOK_S, look_cb, self);
}

static void
look_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_task_return_pointer (task, tpk_store_list_calls (task_data), g_object_unref);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  TpkCallWatch *self = TPK_CALL_WATCH (source);
  g_autoptr (GListModel) calls = g_task_propagate_pointer (G_TASK (result), NULL);

  self->looking = FALSE;
  if (calls == NULL)
    return;

  take (self, calls);
  if (self->again) {
    self->again = FALSE;
    look (self);
  }
}

static void
look (TpkCallWatch *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->looking) {
    self->again = TRUE;
    return;
  }

  self->looking = TRUE;
  task = g_task_new (self, self->cancellable, looked_cb, NULL);
  g_task_set_source_tag (task, look);
  g_task_set_task_data (task, g_object_ref (self->store), g_object_unref);
  g_task_run_in_thread (task, look_thread);
}

static void
prepare_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  /* What is not there cannot be watched without looking again and again. */
  if (!tpk_atomic_file_make_folder (task_data, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  TpkCallWatch *self = TPK_CALL_WATCH (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) folder = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      g_warning ("Calls cannot be watched: %s", error->message);
    return;
  }

  folder = g_file_new_for_path (g_task_get_task_data (G_TASK (result)));
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (look), self,
                             G_CONNECT_SWAPPED);
  look (self);
}

static void
tpk_call_watch_dispose (GObject *object)
{
  TpkCallWatch *self = TPK_CALL_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (tpk_call_watch_parent_class)->dispose (object);
}

static void
tpk_call_watch_finalize (GObject *object)
{
  TpkCallWatch *self = TPK_CALL_WATCH (object);

  g_object_unref (self->cancellable);
  g_object_unref (self->calls);
  g_object_unref (self->store);

  G_OBJECT_CLASS (tpk_call_watch_parent_class)->finalize (object);
}

static void
tpk_call_watch_class_init (TpkCallWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tpk_call_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = tpk_call_watch_finalize;
}

static void
tpk_call_watch_init (TpkCallWatch *self)
{
  self->calls = g_list_store_new (TPK_TYPE_CALL);
  self->cancellable = g_cancellable_new ();
}

/**
 * tpk_call_watch_new:
 * @store: the configuration folder
 *
 * Returns: (transfer full): a watch, empty until it has looked for the first time
 */
TpkCallWatch *
tpk_call_watch_new (TpkStore *store)
{
  TpkCallWatch *self;
  g_autoptr (GTask) task = NULL;

  g_return_val_if_fail (TPK_IS_STORE (store), NULL);

  self = g_object_new (TPK_TYPE_CALL_WATCH, NULL);
  self->store = g_object_ref (store);
  task = g_task_new (self, self->cancellable, prepared_cb, NULL);
  g_task_set_source_tag (task, tpk_call_watch_new);
  g_task_set_task_data (task, tpk_store_dup_path (store, "calls"), g_free);
  g_task_run_in_thread (task, prepare_thread);

  return self;
}

/**
 * tpk_call_watch_get_calls:
 * @self: a watch
 *
 * Returns: (transfer none): #TpkCall, the longest first
 */
GListModel *
tpk_call_watch_get_calls (TpkCallWatch *self)
{
  g_return_val_if_fail (TPK_IS_CALL_WATCH (self), NULL);

  return G_LIST_MODEL (self->calls);
}
