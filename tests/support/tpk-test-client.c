/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-client"

#include "config.h"

#include "tpk-test-client.h"

#include <gio/gnetworking.h>

#define DRIP_MS 1

/* TpkTestClient:
 *
 * Reads and writes without ever blocking the server's thread, however little the other side
 * reads. All of it happens in the thread that made it.
 */
struct _TpkTestClient
{
  GSocket *socket;              /* (owned) */
  GSocketAddress *address;      /* (owned) (nullable): of datagrams */
  GIOStream *stream;            /* (owned) (nullable): the connection, or TLS over it */
  GCancellable *cancellable;    /* (owned) */
  guint *n_pending;             /* (unowned) (nullable): operations under way, of all clients */
  TpkTestInput input;
  gpointer user_data;

  GByteArray *unread;           /* (owned): what is not consumed yet */
  GByteArray *unwritten;        /* (owned) */
  guint8 buffer[4096];
  gboolean is_closed;
  gboolean is_writing;
  gboolean is_last;             /* closes when all is written */
  gboolean is_dripping;
};

/* An operation under way keeps its client, and its end is waited for when the server ends. */
static TpkTestClient *
begin (TpkTestClient *self)
{
  (*self->n_pending)++;

  return tpk_test_client_ref (self);
}

static void
end (gpointer data)
{
  TpkTestClient *self = data;

  (*self->n_pending)--;
  tpk_test_client_unref (self);
}

static void
clear (gpointer data)
{
  TpkTestClient *self = data;

  g_clear_object (&self->stream);
  g_clear_object (&self->socket);
  g_clear_object (&self->address);
  g_clear_object (&self->cancellable);
  g_byte_array_unref (self->unread);
  g_byte_array_unref (self->unwritten);
}

static void
close_with (TpkTestClient *self,
            gboolean       is_reset)
{
  if (self->is_closed)
    return;

  self->is_closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  if (self->stream) {
    const struct linger linger = { is_reset, 0 };

    setsockopt (g_socket_get_fd (self->socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    /* What is unread would have the kernel reset the connection in any case. */
    while (!is_reset && g_socket_receive (self->socket, (char *) self->buffer,
                                          sizeof self->buffer, NULL, NULL) > 0)
      ;
    g_socket_close (self->socket, NULL);
  }
}

static void write_more (TpkTestClient *self);

static gboolean
drip_cb (gpointer data)
{
  write_more (data);

  return G_SOURCE_REMOVE;
}

static void
write_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      data)
{
  TpkTestClient *self = data;
  gssize written = g_output_stream_write_bytes_finish (G_OUTPUT_STREAM (object), result, NULL);

  self->is_writing = FALSE;
  if (written < 0)
    close_with (self, FALSE);
  else
    g_byte_array_remove_range (self->unwritten, 0, written);

  if (self->unwritten->len == 0 && self->is_last)
    close_with (self, FALSE);
  else if (self->is_dripping && self->unwritten->len > 0) {
    g_autoptr (GSource) source = g_timeout_source_new (DRIP_MS);

    self->is_writing = TRUE;
    g_source_set_callback (source, drip_cb, begin (self), end);
    g_source_attach (source, g_main_context_get_thread_default ());
  } else
    write_more (self);

  end (self);
}

static void
write_more (TpkTestClient *self)
{
  g_autoptr (GBytes) bytes = NULL;

  self->is_writing = self->unwritten->len > 0 && !self->is_closed;
  if (!self->is_writing)
    return;

  bytes = g_bytes_new (self->unwritten->data, self->is_dripping ? 1 : self->unwritten->len);
  g_output_stream_write_bytes_async (g_io_stream_get_output_stream (self->stream), bytes,
                                     G_PRIORITY_DEFAULT, self->cancellable, write_cb,
                                     begin (self));
}

static void read_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      data);

static void
read_more (TpkTestClient *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->buffer,
                             sizeof self->buffer, G_PRIORITY_DEFAULT, self->cancellable, read_cb,
                             begin (self));
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      data)
{
  TpkTestClient *self = data;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (object), result, NULL);

  if (length <= 0)
    close_with (self, FALSE);
  else if (!self->is_closed) {
    gsize used;

    g_byte_array_append (self->unread, self->buffer, length);
    used = self->input (self, self->unread->data, self->unread->len, self->user_data);
    g_byte_array_remove_range (self->unread, 0, used);
  }

  if (!self->is_closed)
    read_more (self);
  end (self);
}

static TpkTestClient *
new_client (GSocket *socket)
{
  TpkTestClient *self = g_rc_box_new0 (TpkTestClient);

  self->socket = g_object_ref (socket);
  self->cancellable = g_cancellable_new ();
  self->unread = g_byte_array_new ();
  self->unwritten = g_byte_array_new ();

  return self;
}

/**
 * tpk_test_client_new_datagram:
 * @socket: the server's socket
 * @address: the client's address
 *
 * Returns: (transfer full): one who sends datagrams
 */
TpkTestClient *
tpk_test_client_new_datagram (GSocket        *socket,
                              GSocketAddress *address)
{
  TpkTestClient *self = new_client (socket);

  self->address = g_object_ref (address);

  return self;
}

/**
 * tpk_test_client_new_stream:
 * @connection: a connection
 * @certificate: (nullable): with it, the server speaks TLS
 * @n_pending: counts the operations under way; must outlive them
 *
 * Returns: (transfer full): one who is connected; nothing is read before tpk_test_client_start()
 */
TpkTestClient *
tpk_test_client_new_stream (GSocketConnection *connection,
                            GTlsCertificate   *certificate,
                            guint             *n_pending)
{
  TpkTestClient *self = new_client (g_socket_connection_get_socket (connection));
  g_autoptr (GError) error = NULL;

  self->n_pending = n_pending;
  if (certificate) {
    self->stream = g_tls_server_connection_new (G_IO_STREAM (connection), certificate, &error);
    g_assert_no_error (error);
    g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (self->stream), FALSE);
  } else
    self->stream = g_object_ref (G_IO_STREAM (connection));

  return self;
}

/**
 * tpk_test_client_ref:
 * @self: a client
 *
 * Returns: (transfer full): @self
 */
TpkTestClient *
tpk_test_client_ref (TpkTestClient *self)
{
  return g_rc_box_acquire (self);
}

/**
 * tpk_test_client_unref:
 * @self: (transfer full): a client
 *
 * Gives a reference back. It does not close.
 */
void
tpk_test_client_unref (gpointer self)
{
  g_rc_box_release_full (self, clear);
}

/**
 * tpk_test_client_start:
 * @self: a client
 * @input: called when something came in; only for streams
 * @user_data: for @input
 *
 * Lets the client be heard.
 */
void
tpk_test_client_start (TpkTestClient *self,
                       TpkTestInput   input,
                       gpointer       user_data)
{
  self->input = input;
  self->user_data = user_data;
  if (self->stream)
    read_more (self);
}

/**
 * tpk_test_client_set_drip:
 * @self: a client
 * @drip: whether a stream's bytes go out one by one, a millisecond apart
 */
void
tpk_test_client_set_drip (TpkTestClient *self,
                          gboolean       drip)
{
  self->is_dripping = drip;
}

/**
 * tpk_test_client_is_datagram:
 * @self: a client
 *
 * Returns: whether it sends datagrams
 */
gboolean
tpk_test_client_is_datagram (TpkTestClient *self)
{
  return self->address != NULL;
}

/**
 * tpk_test_client_is_open:
 * @self: a client
 *
 * Returns: whether neither side has closed
 */
gboolean
tpk_test_client_is_open (TpkTestClient *self)
{
  return !self->is_closed;
}

/**
 * tpk_test_client_send:
 * @self: a client
 * @data: bytes
 * @length: how many
 *
 * Sends a datagram, or more of the stream.
 */
void
tpk_test_client_send (TpkTestClient *self,
                      const void    *data,
                      gsize          length)
{
  if (self->address) {
    g_socket_send_to (self->socket, self->address, data, length, NULL, NULL);
    return;
  }

  g_byte_array_append (self->unwritten, data, length);
  if (!self->is_writing)
    write_more (self);
}

/**
 * tpk_test_client_send_last:
 * @self: a client
 * @data: bytes
 * @length: how many
 *
 * Sends, and closes a connection when all of it has gone out.
 */
void
tpk_test_client_send_last (TpkTestClient *self,
                           const void    *data,
                           gsize          length)
{
  self->is_last = TRUE;
  tpk_test_client_send (self, data, length);
}

/**
 * tpk_test_client_close:
 * @self: a client
 *
 * Closes in order.
 */
void
tpk_test_client_close (TpkTestClient *self)
{
  close_with (self, FALSE);
}

/**
 * tpk_test_client_reset:
 * @self: a client
 *
 * Has a connection reset.
 */
void
tpk_test_client_reset (TpkTestClient *self)
{
  close_with (self, TRUE);
}
