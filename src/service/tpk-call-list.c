/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-call-list"

#include "config.h"

#include "tpk-call-list.h"

#include "store/tpk-atomic-file.h"
#include "store/tpk-call.h"

/* How often to look while somebody is in a call: a client that is killed leaves no other sign. */
#define RETRY_MS 2000
/* Of what a client's own file says. */
#define MAX_CHARACTERS 100

/**
 * TpkCallList:
 *
 * Who is in a call. The folder of leases is looked at in a thread: when something happens in it, and
 * from time to time while somebody is in a call, or while there is no folder yet.
 */
struct _TpkCallList
{
  GObject        parent_instance;

  TpkStore      *store;          /* (owned) */
  char         **names;          /* (owned) */
  GFileMonitor  *monitor;        /* (nullable) (owned) */
  guint          retry_id;
  gboolean       known;
  gboolean       looking;
  gboolean       look_again;
};

G_DEFINE_FINAL_TYPE (TpkCallList, tpk_call_list, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_KNOWN,
  PROP_NAMES,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
look_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_autofree char *folder = tpk_store_dup_path (task_data, "calls");
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GListModel) calls = NULL;
  guint n;

  /* What is not there cannot be watched. Who has never used Turnpike is not given a folder, though. */
  if (g_file_test (tpk_store_get_folder (task_data), G_FILE_TEST_IS_DIR))
    (void) tpk_atomic_file_make_folder (folder, NULL);
  calls = tpk_store_list_calls (task_data);
  n = MIN (g_list_model_get_n_items (calls), TPK_CALL_LIST_MAX);
  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkCall) call = g_list_model_get_item (calls, i);
    g_autofree char *name = NULL;

    name = g_utf8_substring (tpk_call_get_client (call), 0,
                             MIN (MAX_CHARACTERS, g_utf8_strlen (tpk_call_get_client (call), -1)));
    g_strv_builder_add (names, name);
  }

  g_task_return_pointer (task, g_strv_builder_end (names), (GDestroyNotify) g_strfreev);
}

static gboolean
retry_cb (gpointer data)
{
  tpk_call_list_refresh (data);

  return G_SOURCE_CONTINUE;
}

static void
monitor_changed_cb (TpkCallList *self)
{
  tpk_call_list_refresh (self);
}

/* Returns: whether the folder is watched from now on, and was not before */
static gboolean
watch (TpkCallList *self)
{
  g_autofree char *path = tpk_store_dup_path (self->store, "calls");
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  if (self->monitor != NULL || !g_file_test (path, G_FILE_TEST_IS_DIR))
    return FALSE;

  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor == NULL)
    return FALSE;

  g_signal_connect_object (self->monitor, "changed", G_CALLBACK (monitor_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return TRUE;
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  TpkCallList *self = TPK_CALL_LIST (source);
  g_auto (GStrv) names = g_task_propagate_pointer (G_TASK (result), NULL);

  self->looking = FALSE;
  /* Disposed meanwhile. */
  if (self->store == NULL)
    return;

  /* Who came between the look and the watch was seen by neither. */
  if (watch (self))
    self->look_again = TRUE;

  if (names[0] == NULL && self->monitor != NULL)
    g_clear_handle_id (&self->retry_id, g_source_remove);
  else if (self->retry_id == 0)
    self->retry_id = g_timeout_add (RETRY_MS, retry_cb, self);

  if (!g_strv_equal ((const char *const *) names, (const char *const *) self->names)) {
    g_strfreev (self->names);
    self->names = g_steal_pointer (&names);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAMES]);
  }
  if (!self->known && !self->look_again) {
    self->known = TRUE;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_KNOWN]);
  }

  if (self->look_again) {
    self->look_again = FALSE;
    tpk_call_list_refresh (self);
  }
}

static void
tpk_call_list_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_KNOWN:
    g_value_set_boolean (value, TPK_CALL_LIST (object)->known);
    break;
  case PROP_NAMES:
    g_value_set_boxed (value, TPK_CALL_LIST (object)->names);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_call_list_dispose (GObject *object)
{
  TpkCallList *self = TPK_CALL_LIST (object);

  g_clear_handle_id (&self->retry_id, g_source_remove);
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (tpk_call_list_parent_class)->dispose (object);
}

static void
tpk_call_list_finalize (GObject *object)
{
  g_strfreev (TPK_CALL_LIST (object)->names);

  G_OBJECT_CLASS (tpk_call_list_parent_class)->finalize (object);
}

static void
tpk_call_list_class_init (TpkCallListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tpk_call_list_get_property;
  object_class->dispose = tpk_call_list_dispose;
  object_class->finalize = tpk_call_list_finalize;

  /**
   * TpkCallList:known:
   *
   * Whether the folder was looked at: before, nobody is in the list.
   */
  props[PROP_KNOWN] = g_param_spec_boolean ("known", NULL, NULL, FALSE,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * TpkCallList:names:
   *
   * The clients that are in a call, the longest first.
   */
  props[PROP_NAMES] = g_param_spec_boxed ("names", NULL, NULL, G_TYPE_STRV,
                                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tpk_call_list_init (TpkCallList *self)
{
  self->names = g_new0 (char *, 1);
}

/**
 * tpk_call_list_new:
 * @store: the files
 *
 * Returns: (transfer full): the list, which is looked up as soon as the main loop runs
 */
TpkCallList *
tpk_call_list_new (TpkStore *store)
{
  TpkCallList *self;

  g_return_val_if_fail (TPK_IS_STORE (store), NULL);

  self = g_object_new (TPK_TYPE_CALL_LIST, NULL);
  self->store = g_object_ref (store);
  tpk_call_list_refresh (self);

  return self;
}

/**
 * tpk_call_list_refresh:
 * @self: the list
 *
 * Looks again. However often this is asked for, one look at a time is taken.
 */
void
tpk_call_list_refresh (TpkCallList *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (TPK_IS_CALL_LIST (self));

  if (self->looking) {
    self->look_again = TRUE;
    return;
  }

  self->looking = TRUE;
  task = g_task_new (self, NULL, looked_cb, NULL);
  g_task_set_source_tag (task, tpk_call_list_refresh);
  g_task_set_task_data (task, g_object_ref (self->store), g_object_unref);
  g_task_run_in_thread (task, look_thread);
}

/**
 * tpk_call_list_get_names:
 * @self: the list
 *
 * Returns: (array zero-terminated=1) (transfer none): the clients that are in a call
 */
const char *const *
tpk_call_list_get_names (TpkCallList *self)
{
  g_return_val_if_fail (TPK_IS_CALL_LIST (self), NULL);

  return (const char *const *) self->names;
}

/**
 * tpk_call_list_is_known:
 * @self: the list
 *
 * Returns: whether the folder was looked at
 */
gboolean
tpk_call_list_is_known (TpkCallList *self)
{
  g_return_val_if_fail (TPK_IS_CALL_LIST (self), FALSE);

  return self->known;
}
