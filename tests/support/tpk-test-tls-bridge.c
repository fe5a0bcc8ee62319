/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-bridge"

#include "config.h"

#include "tpk-test-tls-bridge.h"

#include "tpk-test-net.h"
#include "tpk-test-thread.h"

#include <gio/gnetworking.h>

/* TpkTestTlsBridge:
 *
 * turnserver 4.6.1 answers TLS 1.3 with a handshake failure, whatever its --cipher-list (it makes
 * its contexts with the methods of single older versions). This stands in front of its TCP port
 * where TLS 1.3 is to be tested.
 */
struct _TpkTestTlsBridge
{
  GTlsCertificate *certificate;   /* (owned) */
  TpkTestThread *thread;          /* (owned) */
  GSocket *listener;              /* (owned) */
  guint16 server_port;

  /* Only touched in the thread. */
  GSource *watch;                 /* (owned) */
  GCancellable *cancellable;      /* (owned) */
  guint n_pending;
};

static void
splice_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      data)
{
  TpkTestTlsBridge *self = data;

  /* The client's going away is no error of the bridge's. */
  g_io_stream_splice_finish (result, NULL);
  self->n_pending--;
}

static GSocketConnection *
connect_server (TpkTestTlsBridge *self)
{
  g_autoptr (GSocketAddress) address = tpk_test_loopback (G_SOCKET_FAMILY_IPV4, self->server_port);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);

  if (!g_socket_connect (socket, address, NULL, NULL))
    return NULL;
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);

  return g_socket_connection_factory_create_connection (socket);
}

static gboolean
accept_cb (GSocket      *socket,
           GIOCondition  condition,
           gpointer      data)
{
  TpkTestTlsBridge *self = data;
  g_autoptr (GSocket) accepted = g_socket_accept (socket, NULL, NULL);
  g_autoptr (GSocketConnection) near = NULL;
  g_autoptr (GSocketConnection) far = accepted ? connect_server (self) : NULL;
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GError) error = NULL;

  if (!far)
    return G_SOURCE_CONTINUE;

  g_socket_set_option (accepted, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  near = g_socket_connection_factory_create_connection (accepted);
  tls = g_tls_server_connection_new (G_IO_STREAM (near), self->certificate, &error);
  g_assert_no_error (error);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);

  self->n_pending++;
  g_io_stream_splice_async (tls, G_IO_STREAM (far),
                            G_IO_STREAM_SPLICE_CLOSE_STREAM1 | G_IO_STREAM_SPLICE_CLOSE_STREAM2,
                            G_PRIORITY_DEFAULT, self->cancellable, splice_cb, self);

  return G_SOURCE_CONTINUE;
}

static void
start_func (gpointer data)
{
  TpkTestTlsBridge *self = data;

  self->watch = tpk_test_watch_socket (self->listener, accept_cb, self);
}

static void
stop_func (gpointer data)
{
  TpkTestTlsBridge *self = data;

  tpk_test_unwatch (self->watch);
  g_cancellable_cancel (self->cancellable);
  while (self->n_pending > 0)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
}

/**
 * tpk_test_tls_bridge_new:
 * @certificate: what it shows, with its key
 * @server_port: TCP port of the server on 127.0.0.1
 *
 * Starts a bridge on a free port of 127.0.0.1.
 *
 * Returns: (transfer full): the running bridge
 */
TpkTestTlsBridge *
tpk_test_tls_bridge_new (GTlsCertificate *certificate,
                         guint16          server_port)
{
  TpkTestTlsBridge *self = g_new0 (TpkTestTlsBridge, 1);

  self->certificate = g_object_ref (certificate);
  self->server_port = server_port;
  self->cancellable = g_cancellable_new ();
  self->listener = tpk_test_listen_tcp (G_SOCKET_FAMILY_IPV4, 0, 128);
  self->thread = tpk_test_thread_new ("test-tls-bridge");
  tpk_test_thread_call (self->thread, start_func, self);

  return self;
}

/**
 * tpk_test_tls_bridge_free:
 * @self: (transfer full): a bridge
 *
 * Ends the bridge and what goes through it.
 */
void
tpk_test_tls_bridge_free (TpkTestTlsBridge *self)
{
  tpk_test_thread_call (self->thread, stop_func, self);
  tpk_test_thread_free (self->thread);

  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_object_unref (self->certificate);
  g_free (self);
}

/**
 * tpk_test_tls_bridge_get_port:
 * @self: a bridge
 *
 * Returns: its port
 */
guint16
tpk_test_tls_bridge_get_port (TpkTestTlsBridge *self)
{
  return tpk_test_socket_port (self->listener);
}
