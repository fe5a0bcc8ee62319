/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-false-proxy"

#include "config.h"

#include "tpk-test-false-proxy.h"

#include "tpk-test-net.h"

#include <gio/gnetworking.h>
#include <string.h>

#define DRIP_US 500

/* TpkTestFalseProxy:
 *
 * Plain blocking code, a thread for each connection and one that accepts them.
 */
struct _TpkTestFalseProxy
{
  TpkTestFalseProxyScript script;
  GSocket *listener;        /* (owned) */
  guint16 port;
  GCancellable *cancellable; /* (owned) */
  GThread *thread;          /* (owned) */
  GPtrArray *connections;   /* (owned) (element-type GThread): only touched in the thread */

  GMutex mutex;
  GString *heard;           /* (owned) */
};

typedef struct {
  TpkTestFalseProxy *proxy;
  GSocket *socket;          /* (owned) */
} Connection;

static gssize
hear (Connection *self,
      GSocket    *socket,
      char       *buffer,
      gsize       size)
{
  return g_socket_receive (socket, buffer, size, self->proxy->cancellable, NULL);
}

static void
say (Connection *self,
     GSocket    *socket,
     const char *bytes,
     gsize       length)
{
  const gsize at_once = self->proxy->script.drips ? 1 : length;

  for (gsize done = 0; done < length;) {
    gssize n = g_socket_send (socket, bytes + done, MIN (at_once, length - done),
                              self->proxy->cancellable, NULL);

    if (n <= 0)
      return;
    done += n;
    if (self->proxy->script.drips)
      g_usleep (DRIP_US);
  }
}

static void
keep (TpkTestFalseProxy *self,
      const char        *bytes,
      gsize              length)
{
  g_mutex_lock (&self->mutex);
  g_string_append_len (self->heard, bytes, length);
  g_mutex_unlock (&self->mutex);
}

/* Returns whether the client is still there. */
static gboolean
play (Connection *self)
{
  const char *const *replies = self->proxy->script.replies;
  char buffer[4096];
  gssize n;

  for (guint i = 0; replies != NULL && replies[i] != NULL; i++) {
    n = hear (self, self->socket, buffer, sizeof buffer);
    if (n <= 0)
      return FALSE;
    keep (self->proxy, buffer, n);
    say (self, self->socket, replies[i], strlen (replies[i]));
  }

  return TRUE;
}

typedef struct {
  Connection *connection;
  GSocket *from;
  GSocket *to;
} Direction;

static gpointer
pump (gpointer data)
{
  Direction *direction = data;
  char buffer[16 * 1024];
  gssize n;

  while ((n = hear (direction->connection, direction->from, buffer, sizeof buffer)) > 0)
    g_socket_send (direction->to, buffer, n, NULL, NULL);
  g_socket_shutdown (direction->to, FALSE, TRUE, NULL);

  return NULL;
}

static void
lead_on (Connection *self)
{
  g_autoptr (GSocketAddress) address = tpk_test_loopback (G_SOCKET_FAMILY_IPV4,
                                                          self->proxy->script.server_port);
  g_autoptr (GSocket) server = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);
  Direction there = { self, self->socket, server };
  Direction back = { self, server, self->socket };
  GThread *thread;

  if (!g_socket_connect (server, address, NULL, NULL))
    return;
  g_socket_set_option (server, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  thread = g_thread_new ("false-proxy", pump, &back);
  pump (&there);
  g_thread_join (thread);
}

static gpointer
serve (gpointer data)
{
  Connection *self = data;
  char buffer[4096];

  if (play (self)) {
    if (self->proxy->script.server_port != 0)
      lead_on (self);
    else if (!self->proxy->script.closes)
      while (hear (self, self->socket, buffer, sizeof buffer) > 0)
        ;
  }
  g_object_unref (self->socket);
  g_free (self);

  return NULL;
}

static gpointer
accept_all (gpointer data)
{
  TpkTestFalseProxy *self = data;
  GSocket *socket;

  while ((socket = g_socket_accept (self->listener, self->cancellable, NULL))) {
    Connection *connection = g_new0 (Connection, 1);

    g_socket_set_blocking (socket, TRUE);
    g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
    connection->proxy = self;
    connection->socket = socket;
    g_ptr_array_add (self->connections, g_thread_new ("false-proxy", serve, connection));
  }

  for (guint i = 0; i < self->connections->len; i++)
    g_thread_join (g_ptr_array_index (self->connections, i));

  return NULL;
}

/**
 * tpk_test_false_proxy_new:
 * @script: what it does; what it points to must outlive it
 *
 * Returns: (transfer full): the running proxy
 */
TpkTestFalseProxy *
tpk_test_false_proxy_new (const TpkTestFalseProxyScript *script)
{
  TpkTestFalseProxy *self = g_new0 (TpkTestFalseProxy, 1);

  self->script = *script;
  g_mutex_init (&self->mutex);
  self->heard = g_string_new (NULL);
  self->listener = tpk_test_listen_tcp (G_SOCKET_FAMILY_IPV4, 0, 16);
  g_socket_set_blocking (self->listener, TRUE);
  self->port = tpk_test_socket_port (self->listener);
  self->cancellable = g_cancellable_new ();
  self->connections = g_ptr_array_new ();
  self->thread = g_thread_new ("false-proxy", accept_all, self);

  return self;
}

/**
 * tpk_test_false_proxy_free:
 * @self: (transfer full): a proxy
 *
 * Ends it and closes all that it has open.
 */
void
tpk_test_false_proxy_free (TpkTestFalseProxy *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_ptr_array_unref (self->connections);
  g_object_unref (self->cancellable);
  g_object_unref (self->listener);
  g_string_free (self->heard, TRUE);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

guint16
tpk_test_false_proxy_get_port (TpkTestFalseProxy *self)
{
  return self->port;
}

/**
 * tpk_test_false_proxy_dup_heard:
 * @self: a proxy
 *
 * Returns: (transfer full): what all clients have said to it so far, before it led them on
 */
char *
tpk_test_false_proxy_dup_heard (TpkTestFalseProxy *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_strdup (self->heard->str);
}
