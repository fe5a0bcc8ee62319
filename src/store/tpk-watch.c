/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-watch"

#include "config.h"

#include "tpk-watch.h"

#include <string.h>

/**
 * TpkWatch:
 *
 * Notices what others do to the documents of a configuration folder.
 *
 * The monitor tells of every rename, our own too, and of several for one write. So it only says
 * when to look: some time after it fell silent, a thread compares each file with what the store
 * last read or wrote, and only a real difference is told. Without events there is no timer.
 *
 * It looks as well when it begins, for what was changed since the store read it. While there is no
 * folder, the one above tells when it is made.
 */

#define SILENCE_MS 100

struct _TpkWatch {
  GObject       parent_instance;

  TpkStore     *store;           /* (owned) */
  GFileMonitor *monitor;         /* (nullable) (owned) */
  GFileMonitor *above;           /* (nullable) (owned): of the folder above, while there is none */
  GCancellable *cancellable;     /* (owned) */
  guint         silence_id;
};

G_DEFINE_FINAL_TYPE (TpkWatch, tpk_watch, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
look_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  TpkStore *store = task_data;
  guint changed = 0;

  for (guint i = 0; i < TPK_STORE_N_FILES; i++) {
    if (tpk_store_was_changed (store, i))
      changed |= 1u << i;
  }

  g_task_return_int (task, changed);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  TpkWatch *self = TPK_WATCH (source);
  gssize changed = g_task_propagate_int (G_TASK (result), NULL);

  if (changed < 0)
    return;

  for (guint i = 0; i < TPK_STORE_N_FILES; i++) {
    if ((changed & (1 << i)) != 0)
      g_signal_emit (self, signals[CHANGED], 0, tpk_store_file_get_name (i));
  }
}

static gboolean
silence_cb (gpointer user_data)
{
  TpkWatch *self = user_data;
  g_autoptr (GTask) task = NULL;

  self->silence_id = 0;

  task = g_task_new (self, self->cancellable, looked_cb, NULL);
  g_task_set_source_tag (task, silence_cb);
  g_task_set_task_data (task, g_object_ref (self->store), g_object_unref);
  g_task_run_in_thread (task, look_thread);

  return G_SOURCE_REMOVE;
}

static gboolean
is_document (GFile *file)
{
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  for (guint i = 0; name != NULL && i < TPK_STORE_N_FILES; i++) {
    if (strcmp (name, tpk_store_file_get_name (i)) == 0)
      return TRUE;
  }

  return FALSE;
}

static void
look_soon (TpkWatch *self)
{
  g_clear_handle_id (&self->silence_id, g_source_remove);
  self->silence_id = g_timeout_add (SILENCE_MS, silence_cb, self);
}

static void
monitor_changed_cb (GFileMonitor      *monitor,
                    GFile             *file,
                    GFile             *other_file,
                    GFileMonitorEvent  event,
                    TpkWatch          *self)
{
  g_assert (TPK_IS_WATCH (self));

  if (is_document (file) || is_document (other_file))
    look_soon (self);
}

static void
above_changed_cb (GFileMonitor      *monitor,
                  GFile             *file,
                  GFile             *other_file,
                  GFileMonitorEvent  event,
                  TpkWatch          *self)
{
  g_autoptr (GError) error = NULL;

  g_assert (TPK_IS_WATCH (self));

  if (!tpk_watch_start (self, &error) && error != NULL)
    g_warning ("The folder cannot be watched: %s", error->message);
}

static void
forget (GFileMonitor **monitor)
{
  if (*monitor != NULL)
    g_file_monitor_cancel (*monitor);
  g_clear_object (monitor);
}

static void
tpk_watch_dispose (GObject *object)
{
  TpkWatch *self = TPK_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->silence_id, g_source_remove);
  forget (&self->monitor);
  forget (&self->above);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (tpk_watch_parent_class)->dispose (object);
}

static void
tpk_watch_finalize (GObject *object)
{
  TpkWatch *self = TPK_WATCH (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (tpk_watch_parent_class)->finalize (object);
}

static void
tpk_watch_class_init (TpkWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tpk_watch_dispose;
  object_class->finalize = tpk_watch_finalize;

  /**
   * TpkWatch::changed:
   * @self: the watch
   * @name: the file's name in the folder
   *
   * Somebody else changed, created or removed a document since the store last read or wrote it.
   */
  signals[CHANGED] = g_signal_new ("changed", TPK_TYPE_WATCH, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tpk_watch_init (TpkWatch *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * tpk_watch_new:
 * @store: the store whose folder is to be watched
 *
 * Returns: (transfer full): a watch that has not been started
 */
TpkWatch *
tpk_watch_new (TpkStore *store)
{
  TpkWatch *self;

  g_return_val_if_fail (TPK_IS_STORE (store), NULL);

  self = g_object_new (TPK_TYPE_WATCH, NULL);
  self->store = g_object_ref (store);

  return self;
}

/* A folder that is not there could itself only be watched by polling. */
static void
wait_for_folder (TpkWatch *self,
                 GFile    *folder)
{
  g_autoptr (GFile) parent = g_file_get_parent (folder);

  if (self->above != NULL || parent == NULL ||
      g_file_query_file_type (parent, G_FILE_QUERY_INFO_NONE, NULL) != G_FILE_TYPE_DIRECTORY)
    return;

  self->above = g_file_monitor_directory (parent, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->above != NULL)
    g_signal_connect_object (self->above, "changed", G_CALLBACK (above_changed_cb), self, 0);
}

/**
 * tpk_watch_start:
 * @self: a watch
 * @error: a return location
 *
 * Begins to watch, in the thread-default main context, and looks for what was changed since the store
 * read it. Says %FALSE without an error while there is no folder, and begins by itself when it is
 * made, if the folder above is there.
 *
 * Returns: whether the folder is watched
 */
gboolean
tpk_watch_start (TpkWatch  *self,
                 GError   **error)
{
  g_autoptr (GFile) folder = NULL;

  g_return_val_if_fail (TPK_IS_WATCH (self), FALSE);

  if (self->monitor != NULL)
    return TRUE;

  folder = g_file_new_for_path (tpk_store_get_folder (self->store));
  if (!g_file_test (tpk_store_get_folder (self->store), G_FILE_TEST_IS_DIR)) {
    wait_for_folder (self, folder);
    return FALSE;
  }

  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, error);
  if (self->monitor == NULL)
    return FALSE;

  g_signal_connect_object (self->monitor, "changed", G_CALLBACK (monitor_changed_cb), self, 0);
  forget (&self->above);
  look_soon (self);

  return TRUE;
}
