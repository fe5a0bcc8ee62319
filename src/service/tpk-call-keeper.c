/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-call-keeper"

#include "config.h"

#include "tpk-call-keeper.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "store/tpk-call-lease.h"
#include "store/tpk-call.h"
#include "store/tpk-store.h"

#include "tpk-service-error.h"

/**
 * TpkCallKeeper:
 *
 * The calls of peers on the bus.
 *
 * A peer is given one end of a socket pair, with the locked file descriptor of the lease waiting in
 * it to be received. Nobody receives it: it lives in the kernel's queue until the peer's end is
 * closed, whoever closes it and however, and the lock lives with it. So the lease outlasts a death
 * of this process, but not one of the peer; and the other end of the pair tells us of the closing
 * at once, which a locked file could not.
 */
struct _TpkCallKeeper
{
  GObject     parent_instance;

  char       *folder;          /* (owned) */
  GHashTable *n_of_peer;       /* (element-type utf8 guint) (owned): pending ones, too */
  GPtrArray  *calls;           /* (element-type Call) (owned) */
  guint       n_begun;         /* pending ones, too */
};

typedef struct
{
  TpkCallKeeper *keeper;       /* (unowned): it owns us */
  TpkCallLease  *lease;        /* (owned) */
  char          *peer;         /* (owned) */
  int            fd;           /* (owned): our end */
  guint          watch_id;
} Call;

typedef struct
{
  char   *folder;              /* (owned) */
  char   *peer;                /* (owned) */
  char   *client;              /* (owned) */
  gint64  pid;
} Request;

G_DEFINE_FINAL_TYPE (TpkCallKeeper, tpk_call_keeper, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_N_CALLS,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->folder);
  g_free (request->peer);
  g_free (request->client);
  g_free (request);
}

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_handle_id (&call->watch_id, g_source_remove);
  close (call->fd);
  g_object_unref (call->lease);
  g_free (call->peer);
  g_free (call);
}

static void
count (TpkCallKeeper *self,
       const char    *peer,
       int            step)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->n_of_peer, peer)) + step;

  self->n_begun += step;
  if (n > 0)
    g_hash_table_insert (self->n_of_peer, g_strdup (peer), GUINT_TO_POINTER (n));
  else
    g_hash_table_remove (self->n_of_peer, peer);
}

static gboolean
closed_cb (int          fd,
           GIOCondition condition,
           gpointer     data)
{
  Call *call = data;
  TpkCallKeeper *self = call->keeper;

  call->watch_id = 0;
  count (self, call->peer, -1);
  g_ptr_array_remove_fast (self->calls, call);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_CALLS]);

  return G_SOURCE_REMOVE;
}

/* Leaves @fd in the queue of the other end of @socket. */
static gboolean
leave_in_queue (int      socket,
                int      fd,
                GError **error)
{
  char control[CMSG_SPACE (sizeof (int))] = { 0, };
  char byte = 0;
  struct iovec data = { &byte, 1 };
  struct msghdr message = {
    .msg_iov = &data,
    .msg_iovlen = 1,
    .msg_control = control,
    .msg_controllen = sizeof control,
  };
  struct cmsghdr *header = CMSG_FIRSTHDR (&message);

  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN (sizeof fd);
  memcpy (CMSG_DATA (header), &fd, sizeof fd);

  /* What the peer may write is refused, so that it cannot fill a queue of ours. */
  if (sendmsg (socket, &message, MSG_NOSIGNAL) == 1 && shutdown (socket, SHUT_RD) == 0)
    return TRUE;

  g_set_error_literal (error, TPK_SERVICE_ERROR, TPK_SERVICE_ERROR_FAILED, g_strerror (errno));

  return FALSE;
}

/* Returns the peer's end, or -1. */
static int
keep (TpkCallKeeper  *self,
      TpkCallLease   *lease,
      const char     *peer,
      GError        **error)
{
  int ends[2];
  Call *call;

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    g_set_error_literal (error, TPK_SERVICE_ERROR, TPK_SERVICE_ERROR_FAILED, g_strerror (errno));
    return -1;
  }

  if (!leave_in_queue (ends[0], tpk_call_lease_get_fd (lease), error)) {
    close (ends[0]);
    close (ends[1]);
    return -1;
  }

  call = g_new0 (Call, 1);
  call->keeper = self;
  call->lease = g_object_ref (lease);
  call->peer = g_strdup (peer);
  call->fd = ends[0];
  call->watch_id = g_unix_fd_add (call->fd, G_IO_HUP | G_IO_ERR, closed_cb, call);
  g_ptr_array_add (self->calls, call);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_CALLS]);

  return ends[1];
}

static void
take_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Request *request = task_data;
  TpkCallLease *lease;
  GError *error = NULL;

  lease = tpk_call_lease_take_for (request->folder, request->client, request->pid, &error);
  if (lease != NULL)
    g_task_return_pointer (task, lease, g_object_unref);
  else
    g_task_return_error (task, error);
}

static gboolean
check_limits (TpkCallKeeper  *self,
              const char     *peer,
              GError        **error)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->n_of_peer, peer));

  if (n < TPK_CALL_KEEPER_MAX_PER_PEER && self->n_begun < TPK_CALL_KEEPER_MAX)
    return TRUE;

  g_set_error_literal (error, TPK_SERVICE_ERROR, TPK_SERVICE_ERROR_LIMIT_REACHED,
                       _("Too many calls are in progress. End one of them first."));

  return FALSE;
}

static void
tpk_call_keeper_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_N_CALLS:
    g_value_set_uint (value, tpk_call_keeper_get_n_calls (TPK_CALL_KEEPER (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_call_keeper_finalize (GObject *object)
{
  TpkCallKeeper *self = TPK_CALL_KEEPER (object);

  g_ptr_array_unref (self->calls);
  g_hash_table_unref (self->n_of_peer);
  g_free (self->folder);

  G_OBJECT_CLASS (tpk_call_keeper_parent_class)->finalize (object);
}

static void
tpk_call_keeper_class_init (TpkCallKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tpk_call_keeper_get_property;
  object_class->finalize = tpk_call_keeper_finalize;

  /**
   * TpkCallKeeper:n-calls:
   *
   * How many calls of peers are in progress.
   */
  props[PROP_N_CALLS] =
    g_param_spec_uint ("n-calls", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tpk_call_keeper_init (TpkCallKeeper *self)
{
  self->n_of_peer = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->calls = g_ptr_array_new_with_free_func (call_free);
}

/**
 * tpk_call_keeper_new:
 * @folder: (type filename): the configuration folder
 *
 * Returns: (transfer full): a keeper without calls
 */
TpkCallKeeper *
tpk_call_keeper_new (const char *folder)
{
  TpkCallKeeper *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (TPK_TYPE_CALL_KEEPER, NULL);
  self->folder = g_strdup (folder);

  return self;
}

/**
 * tpk_call_keeper_begin_async:
 * @self: a keeper
 * @peer: the unique name of who asks
 * @pid: its process, or 0
 * @client: what it calls itself
 * @callback: (scope async): called when done
 * @user_data: for @callback
 *
 * Takes a lease for a peer. Does not block, but may take two seconds while a configuration is being
 * applied.
 */
void
tpk_call_keeper_begin_async (TpkCallKeeper       *self,
                             const char          *peer,
                             gint64               pid,
                             const char          *client,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  Request *request;

  g_return_if_fail (TPK_IS_CALL_KEEPER (self));
  g_return_if_fail (peer != NULL);
  g_return_if_fail (client != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, tpk_call_keeper_begin_async);
  if (!tpk_call_is_client_name (client)) {
    g_task_return_new_error (task, TPK_SERVICE_ERROR, TPK_SERVICE_ERROR_INVALID_CLIENT, "%s",
                             _("The client’s name is for people to read: give 1 to 100 characters "
                               "on one line."));
    return;
  }

  if (!check_limits (self, peer, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  request = g_new0 (Request, 1);
  request->folder = g_strdup (self->folder);
  request->peer = g_strdup (peer);
  request->client = g_strdup (client);
  request->pid = pid;
  g_task_set_task_data (task, request, request_free);
  count (self, peer, 1);
  g_task_run_in_thread (task, take_thread);
}

/**
 * tpk_call_keeper_begin_finish:
 * @self: a keeper
 * @result: what the callback was given
 * @error: a return location
 *
 * Must be called, once: the lease is kept from here on.
 *
 * Returns: the peer's file descriptor, owned by the caller; -1 with a #TpkServiceError
 */
int
tpk_call_keeper_begin_finish (TpkCallKeeper  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_autoptr (TpkCallLease) lease = NULL;
  g_autoptr (GError) local_error = NULL;
  Request *request;
  int fd = -1;

  g_return_val_if_fail (TPK_IS_CALL_KEEPER (self), -1);
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  request = g_task_get_task_data (G_TASK (result));
  lease = g_task_propagate_pointer (G_TASK (result), &local_error);
  if (lease != NULL)
    fd = keep (self, lease, request->peer, error);
  else if (local_error->domain == TPK_SERVICE_ERROR)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    g_set_error_literal (error, TPK_SERVICE_ERROR,
                         g_error_matches (local_error, TPK_STORE_ERROR, TPK_STORE_ERROR_LOCKED)
                           ? TPK_SERVICE_ERROR_BUSY : TPK_SERVICE_ERROR_FAILED,
                         local_error->message);

  if (fd < 0 && request != NULL)
    count (self, request->peer, -1);

  return fd;
}

/**
 * tpk_call_keeper_get_n_calls:
 * @self: a keeper
 *
 * Returns: how many calls of peers are in progress
 */
guint
tpk_call_keeper_get_n_calls (TpkCallKeeper *self)
{
  g_return_val_if_fail (TPK_IS_CALL_KEEPER (self), 0);

  return self->calls->len;
}
