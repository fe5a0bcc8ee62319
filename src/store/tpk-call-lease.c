/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-call-lease"

#include "config.h"

#include "tpk-call-lease.h"

#include "tpk-atomic-file.h"
#include "tpk-store-private.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <signal.h>
#include <unistd.h>

/* A lease is a shared flock(2) on in-call.lock; it is what counts. The file in calls/ only tells
 * people who it is. Our own leases lock that file as well: whether it is stale is then known even
 * from inside a sandbox, where the process numbers of the outside mean nothing. */

#define LOCK_NAME "in-call.lock"
#define CALLS_NAME "calls"
/* A configuration that is being applied holds new calls off for that long at most. */
#define WAIT_MS 2000

struct _TpkCallLease {
  GObject  parent_instance;

  TpkCall *call;       /* (owned) */
  TpkLock *lock;       /* (nullable) (owned) */
  TpkLock *file_lock;  /* (nullable) (owned) */
  char    *path;       /* (owned): of the file in calls/ */
};

G_DEFINE_FINAL_TYPE (TpkCallLease, tpk_call_lease, G_TYPE_OBJECT)

static void
tpk_call_lease_dispose (GObject *object)
{
  TpkCallLease *self = TPK_CALL_LEASE (object);

  tpk_call_lease_release (self);

  G_OBJECT_CLASS (tpk_call_lease_parent_class)->dispose (object);
}

static void
tpk_call_lease_finalize (GObject *object)
{
  TpkCallLease *self = TPK_CALL_LEASE (object);

  g_clear_object (&self->call);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (tpk_call_lease_parent_class)->finalize (object);
}

static void
tpk_call_lease_class_init (TpkCallLeaseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tpk_call_lease_dispose;
  object_class->finalize = tpk_call_lease_finalize;
}

static void
tpk_call_lease_init (TpkCallLease *self)
{
}

static char *
dup_now (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
}

/* A name of this process that no other lease has. */
static char *
dup_file_path (const char *calls)
{
  static int counter;
  g_autofree char *name = NULL;

  name = g_strdup_printf ("%d-%d.json", (int) getpid (), g_atomic_int_add (&counter, 1) + 1);

  return g_build_filename (calls, name, NULL);
}

static gboolean
write_file (TpkCallLease  *self,
            const char    *folder,
            GError       **error)
{
  g_autofree char *calls = g_build_filename (folder, CALLS_NAME, NULL);
  g_autofree char *text = NULL;
  gsize length;

  if (!tpk_atomic_file_make_folder (calls, error))
    return FALSE;

  self->path = dup_file_path (calls);
  text = tpk_call_to_data (self->call, &length);
  if (!tpk_atomic_file_write (self->path, text, length, NULL, error))
    return FALSE;

  self->file_lock = tpk_lock_take (self->path, TPK_LOCK_SHARED, WAIT_MS, error);

  return self->file_lock != NULL;
}

/**
 * tpk_call_lease_take:
 * @folder: (type filename): the configuration folder
 * @client: the calling client's name, for people
 * @error: a return location
 *
 * Says that a call is going on. Waits up to two seconds while a configuration is being applied.
 *
 * Returns: (transfer full) (nullable): the lease, or %NULL with a #TpkStoreError
 */
TpkCallLease *
tpk_call_lease_take (const char  *folder,
                     const char  *client,
                     GError     **error)
{
  return tpk_call_lease_take_for (folder, client, getpid (), error);
}

/**
 * tpk_call_lease_take_for:
 * @folder: (type filename): the configuration folder
 * @client: the calling client's name, for people
 * @pid: the process that is in the call, or 0 when it is not known
 * @error: a return location
 *
 * As tpk_call_lease_take(), for the call of another process.
 *
 * Returns: (transfer full) (nullable): the lease, or %NULL with a #TpkStoreError
 */
TpkCallLease *
tpk_call_lease_take_for (const char  *folder,
                         const char  *client,
                         gint64       pid,
                         GError     **error)
{
  g_autoptr (TpkCallLease) self = NULL;
  g_autofree char *lock_path = NULL;
  g_autofree char *now = NULL;

  g_return_val_if_fail (folder != NULL, NULL);
  g_return_val_if_fail (client != NULL, NULL);

  if (!tpk_atomic_file_make_folder (folder, error))
    return NULL;

  now = dup_now ();
  self = g_object_new (TPK_TYPE_CALL_LEASE, NULL);
  self->call = tpk_call_new (client, pid, now);

  lock_path = g_build_filename (folder, LOCK_NAME, NULL);
  self->lock = tpk_lock_take (lock_path, TPK_LOCK_SHARED, WAIT_MS, error);
  if (self->lock == NULL || !write_file (self, folder, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * tpk_call_lease_get_call:
 * @self: a lease
 *
 * Returns: (transfer none): what the lease says
 */
TpkCall *
tpk_call_lease_get_call (TpkCallLease *self)
{
  g_return_val_if_fail (TPK_IS_CALL_LEASE (self), NULL);

  return self->call;
}

/**
 * tpk_call_lease_get_fd:
 * @self: a lease
 *
 * Returns: the file descriptor whose life is the call's, or -1 after the release
 */
int
tpk_call_lease_get_fd (TpkCallLease *self)
{
  g_return_val_if_fail (TPK_IS_CALL_LEASE (self), -1);

  return self->lock != NULL ? tpk_lock_get_fd (self->lock) : -1;
}

/**
 * tpk_call_lease_release:
 * @self: a lease
 *
 * Says that the call is over. May be called again.
 */
void
tpk_call_lease_release (TpkCallLease *self)
{
  g_return_if_fail (TPK_IS_CALL_LEASE (self));

  /* The lock first: who watches calls/ then finds it free. */
  g_clear_pointer (&self->lock, tpk_lock_release);
  if (self->file_lock != NULL)
    (void) g_unlink (self->path);
  g_clear_pointer (&self->file_lock, tpk_lock_release);
}

/**
 * tpk_calls_in_progress:
 * @folder: (type filename): the configuration folder
 *
 * Returns: whether any lease is held
 */
gboolean
tpk_calls_in_progress (const char *folder)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (folder != NULL, FALSE);

  path = g_build_filename (folder, LOCK_NAME, NULL);

  return tpk_lock_is_shared (path);
}

static gboolean
is_alive (TpkCall    *call,
          const char *path)
{
  pid_t pid = (pid_t) tpk_call_get_pid (call);

  return tpk_lock_is_shared (path) || (pid > 0 && (kill (pid, 0) == 0 || errno == EPERM));
}

static void
list_file (GListStore *list,
           const char *path,
           gboolean    held)
{
  g_autoptr (TpkCall) call = NULL;

  if (!g_str_has_suffix (path, ".json"))
    return;

  /* One that cannot be read may just be written by a client that does so in place. */
  call = tpk_call_new_from_file (path, NULL);
  if (call == NULL)
    return;

  if (is_alive (call, path)) {
    if (held)
      g_list_store_append (list, call);
  } else if (!tpk_store_is_sandboxed ()) {
    (void) g_unlink (path);
  }
}

static gint
compare_calls (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  TpkCall *first = (TpkCall *) a;
  TpkCall *second = (TpkCall *) b;
  int order = g_strcmp0 (tpk_call_get_since (first), tpk_call_get_since (second));

  return order != 0 ? order : g_strcmp0 (tpk_call_get_client (first),
                                         tpk_call_get_client (second));
}

/**
 * tpk_calls_list:
 * @folder: (type filename): the configuration folder
 *
 * Who is in a call. A client that only locks in-call.lock is not in the list, so the list may be
 * empty while tpk_calls_in_progress() is %TRUE. Files that dead clients left are removed.
 *
 * Returns: (transfer full): #TpkCall, the oldest first
 */
GListModel *
tpk_calls_list (const char *folder)
{
  g_autofree char *calls = NULL;
  g_autoptr (GDir) dir = NULL;
  GListStore *list;
  const char *name;
  gboolean held;

  g_return_val_if_fail (folder != NULL, NULL);

  list = g_list_store_new (TPK_TYPE_CALL);
  calls = g_build_filename (folder, CALLS_NAME, NULL);
  dir = g_dir_open (calls, 0, NULL);
  if (dir == NULL)
    return G_LIST_MODEL (list);

  held = tpk_calls_in_progress (folder);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (calls, name, NULL);

    list_file (list, path, held);
  }

  g_list_store_sort (list, compare_calls, NULL);

  return G_LIST_MODEL (list);
}

/**
 * tpk_calls_hold_off:
 * @folder: (type filename): the configuration folder; must exist
 * @error: a return location
 *
 * Takes in-call.lock alone, so that no call begins while its configuration is being replaced. Calls
 * that begin meanwhile wait.
 *
 * Returns: (transfer full) (nullable): the lock; %NULL with `TPK_STORE_ERROR_LOCKED` while a call
 *   is in progress
 */
TpkLock *
tpk_calls_hold_off (const char  *folder,
                    GError     **error)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_MS * 1000;
  g_autofree char *path = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  path = g_build_filename (folder, LOCK_NAME, NULL);
  for (;;) {
    g_autoptr (GError) local_error = NULL;
    TpkLock *lock = tpk_lock_take (path, TPK_LOCK_EXCLUSIVE, 0, &local_error);

    if (lock != NULL)
      return lock;

    /* Another process that applies, or looks, is soon done; a call is not. */
    if (!g_error_matches (local_error, TPK_STORE_ERROR, TPK_STORE_ERROR_LOCKED) ||
        tpk_lock_is_shared (path) || g_get_monotonic_time () >= deadline) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  }
}
