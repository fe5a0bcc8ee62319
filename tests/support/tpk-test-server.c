/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-server"

#include "config.h"

#include "tpk-test-server.h"

#include "tpk-test-net.h"
#include "tpk-test-stun.h"
#include "tpk-test-thread.h"

#include <gio/gnetworking.h>
#include <string.h>

#define DRIP_MS 1
#define FLOOD_FRAME 1024
#define FLOOD_FRAMES_STREAM 4096
#define FLOOD_FRAMES_UDP 64
#define SEED 8489

#define HTTP_ANSWER \
  "HTTP/1.1 400 Bad Request\r\n" \
  "Content-Type: text/html\r\n" \
  "Connection: close\r\n\r\n" \
  "<html><body><h1>400 Bad Request</h1></body></html>\r\n"

#define GREETING "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"

/* TpkTestServer:
 *
 * A server that behaves badly in a known way, so that every way in which a real one can fail is
 * reached on one machine. It lives in a thread of its own; counters may be read from any thread.
 */
struct _TpkTestServer
{
  TpkTestScript script;
  GTlsCertificate *certificate;   /* (owned) (nullable) */
  TpkTestThread *thread;          /* (owned) */
  guint16 port;
  int n_requests;                 /* atomic */
  int n_connections;              /* atomic */

  /* Only touched in the thread. */
  GSocket *udp;                   /* (owned) */
  GSocket *tcp;                   /* (owned) */
  GSocketAddress *address;        /* (owned) */
  GSource *udp_watch;             /* (owned) */
  GSource *tcp_watch;             /* (owned) */
  GHashTable *datagram_clients;   /* (owned) (element-type utf8 Client) */
  GPtrArray *stream_clients;      /* (owned) (element-type Client) */
  guint n_pending;                /* operations under way */
};

/* One client: an address that sends datagrams, or a connection. */
typedef struct {
  TpkTestServer *server;
  TpkTestTurn *turn;              /* (owned) (nullable): until it is closed */
  GSocketAddress *address;        /* (owned) (nullable): of datagrams */
  GSocketConnection *connection;  /* (owned) (nullable) */
  GIOStream *stream;              /* (owned) (nullable): the connection or TLS over it */
  GCancellable *cancellable;      /* (owned) */
  GByteArray *input;              /* (owned): what is not yet a whole frame */
  GByteArray *output;             /* (owned): what is not yet written */
  guint8 buffer[4096];
  gboolean is_writing;
  gboolean is_done;               /* closes when all is written */
  gboolean has_answered;
} Client;

static void
client_clear (gpointer data)
{
  Client *client = data;

  g_clear_pointer (&client->turn, tpk_test_turn_free);
  g_clear_object (&client->address);
  g_clear_object (&client->stream);
  g_clear_object (&client->connection);
  g_clear_object (&client->cancellable);
  g_clear_pointer (&client->input, g_byte_array_unref);
  g_clear_pointer (&client->output, g_byte_array_unref);
}

static void
client_unref (gpointer client)
{
  g_rc_box_release_full (client, client_clear);
}

static void
client_close (Client   *client,
              gboolean  is_reset)
{
  GSocket *socket;

  if (!client->turn)
    return;

  g_clear_pointer (&client->turn, tpk_test_turn_free);
  g_cancellable_cancel (client->cancellable);
  if (!client->connection)
    return;

  socket = g_socket_connection_get_socket (client->connection);
  if (is_reset)
    {
      const struct linger linger = { 1, 0 };

      setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
      g_socket_close (socket, NULL);
    }
  else
    {
      /* Without this the kernel resets the connection when something is still unread. */
      g_socket_shutdown (socket, FALSE, TRUE, NULL);
      while (g_socket_receive (socket, (char *) client->buffer, sizeof client->buffer, NULL, NULL) > 0)
        ;
      g_socket_close (socket, NULL);
    }
}

/* An operation under way keeps its client, and its end is waited for when the server ends. */
static Client *
client_begin (Client *client)
{
  client->server->n_pending++;

  return g_rc_box_acquire (client);
}

static void
client_end (gpointer data)
{
  Client *client = data;

  client->server->n_pending--;
  client_unref (client);
}

static void write_more (Client *client);

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
  Client *client = data;
  gssize written = g_output_stream_write_bytes_finish (G_OUTPUT_STREAM (object), result, NULL);

  client->is_writing = FALSE;
  if (written < 0)
    client_close (client, FALSE);
  else
    g_byte_array_remove_range (client->output, 0, written);

  if (client->output->len == 0 && client->is_done)
    client_close (client, FALSE);
  else if (client->server->script.manner == TPK_TEST_MANNER_DRIP && client->output->len > 0)
    {
      g_autoptr (GSource) source = g_timeout_source_new (DRIP_MS);

      client->is_writing = TRUE;
      g_source_set_callback (source, drip_cb, client_begin (client), client_end);
      g_source_attach (source, g_main_context_get_thread_default ());
    }
  else
    write_more (client);

  client_end (client);
}

static void
write_more (Client *client)
{
  const gboolean is_dripping = client->server->script.manner == TPK_TEST_MANNER_DRIP;
  g_autoptr (GBytes) bytes = NULL;

  client->is_writing = client->output->len > 0 && client->turn;
  if (!client->is_writing)
    return;

  bytes = g_bytes_new (client->output->data, is_dripping ? 1 : client->output->len);
  g_output_stream_write_bytes_async (g_io_stream_get_output_stream (client->stream), bytes,
                                     G_PRIORITY_DEFAULT, client->cancellable, write_cb,
                                     client_begin (client));
}

static void
client_send (Client     *client,
             const void *data,
             gsize       length)
{
  if (client->address)
    {
      g_socket_send_to (client->server->udp, client->address, data, length, NULL, NULL);
      return;
    }

  g_byte_array_append (client->output, data, length);
  if (!client->is_writing)
    write_more (client);
}

static void
client_send_last (Client     *client,
                  const void *data,
                  gsize       length)
{
  client->is_done = TRUE;
  client_send (client, data, length);
}

static void
send_noise (Client *client,
            gsize   length)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  g_autofree guint8 *noise = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    noise[i] = g_rand_int (rand);
  noise[0] = 0xff;
  client_send (client, noise, length);
}

static void
send_flood (Client *client)
{
  const guint n = client->address ? FLOOD_FRAMES_UDP : FLOOD_FRAMES_STREAM;
  g_autofree guint8 *flood = g_malloc0 (n * FLOOD_FRAME);

  for (guint i = 0; i < n; i++)
    memcpy (flood + i * FLOOD_FRAME, (const guint8[]) { 0x40, 0x01, 0x03, 0xfc }, 4);

  if (!client->address)
    client_send (client, flood, n * FLOOD_FRAME);
  else
    for (guint i = 0; i < n; i++)
      client_send (client, flood, FLOOD_FRAME);
}

/* What a well-behaved server would say goes out as the script wants it. */
static void
reply_cb (const guint8 *data,
          gsize         length,
          gpointer      user_data)
{
  Client *client = user_data;
  g_autofree guint8 *bytes = g_memdup2 (data, length);

  switch (client->server->script.manner)
    {
    case TPK_TEST_MANNER_HALF_MESSAGE:
      if (!client->has_answered)
        client_send (client, bytes, length / 2);
      break;
    case TPK_TEST_MANNER_LYING_LENGTH:
      bytes[2] = 0xff;
      bytes[3] = 0xfc;
      client_send (client, bytes, length);
      break;
    case TPK_TEST_MANNER_ODD_LENGTH:
      bytes[3] |= 1;
      client_send (client, bytes, length);
      break;
    case TPK_TEST_MANNER_LYING_ATTRIBUTE:
      bytes[TPK_TEST_STUN_HEADER + 2] = 60000 >> 8;
      bytes[TPK_TEST_STUN_HEADER + 3] = 60000 & 0xff;
      client_send (client, bytes, length);
      break;
    case TPK_TEST_MANNER_OTHER_TRANSACTION:
      bytes[TPK_TEST_STUN_HEADER - 1] ^= 0xff;
      client_send (client, bytes, length);
      break;
    default:
      client_send (client, bytes, length);
      break;
    }

  client->has_answered = TRUE;
}

static void
handle_frame (Client       *client,
              const guint8 *data,
              gsize         length)
{
  TpkTestStun message;

  if (tpk_test_stun_parse (&message, data, length) && tpk_test_stun_is_request (&message) &&
      message.type != TPK_TEST_STUN_SEND)
    g_atomic_int_inc (&client->server->n_requests);

  switch (client->server->script.manner)
    {
    case TPK_TEST_MANNER_BINDING_ONLY:
      if (message.type == TPK_TEST_STUN_BINDING)
        tpk_test_turn_handle (client->turn, data, length);
      break;
    case TPK_TEST_MANNER_SILENT:
    case TPK_TEST_MANNER_CLOSE:
    case TPK_TEST_MANNER_RESET:
    case TPK_TEST_MANNER_GREETING:
      break;
    case TPK_TEST_MANNER_CLOSE_ON_REQUEST:
      client_close (client, FALSE);
      break;
    case TPK_TEST_MANNER_RESET_ON_REQUEST:
      client_close (client, TRUE);
      break;
    case TPK_TEST_MANNER_GARBAGE:
      send_noise (client, 100);
      break;
    case TPK_TEST_MANNER_CHANNEL_FLOOD:
      send_flood (client);
      break;
    default:
      tpk_test_turn_handle (client->turn, data, length);
      break;
    }
}

/* Manners that do not wait until something is a whole frame of STUN. */
static gboolean
handle_raw (Client *client)
{
  static const guint8 alert[] = { 0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28 };

  switch (client->server->script.manner)
    {
    case TPK_TEST_MANNER_HTTP:
      client_send_last (client, HTTP_ANSWER, strlen (HTTP_ANSWER));
      return TRUE;
    case TPK_TEST_MANNER_TLS_ALERT:
      client_send_last (client, alert, sizeof alert);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
handle_input (Client *client)
{
  if (handle_raw (client))
    {
      g_byte_array_set_size (client->input, 0);
      return;
    }

  while (client->turn && client->input->len >= 4)
    {
      const guint8 *data = client->input->data;
      const gsize size = (data[2] << 8) | data[3];
      const gboolean is_channel = (data[0] & 0xc0) == 0x40;
      /* RFC 8656 section 12.5: ChannelData is padded on streams. */
      const gsize length = is_channel ? 4 + size : TPK_TEST_STUN_HEADER + size;
      const gsize padded = is_channel ? (length + 3) & ~(gsize) 3 : length;

      if (client->input->len < padded)
        return;
      handle_frame (client, data, length);
      g_byte_array_remove_range (client->input, 0, padded);
    }
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      data)
{
  Client *client = data;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (object), result, NULL);

  if (length <= 0 || !client->turn)
    client_close (client, FALSE);
  else
    {
      g_byte_array_append (client->input, client->buffer, length);
      handle_input (client);
    }

  if (client->turn)
    g_input_stream_read_async (G_INPUT_STREAM (object), client->buffer, sizeof client->buffer,
                               G_PRIORITY_DEFAULT, client->cancellable, read_cb,
                               client_begin (client));
  client_end (client);
}

static Client *
client_new (TpkTestServer  *server,
            GSocketAddress *address)
{
  Client *client = g_rc_box_new0 (Client);

  client->server = server;
  client->turn = tpk_test_turn_new (&server->script.turn, server->address, address, reply_cb, client);
  client->cancellable = g_cancellable_new ();
  client->input = g_byte_array_new ();
  client->output = g_byte_array_new ();

  return client;
}

static GIOStream *
wrap_tls (TpkTestServer     *self,
          GSocketConnection *connection)
{
  g_autoptr (GError) error = NULL;
  GIOStream *stream = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate,
                                                   &error);

  g_assert_no_error (error);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (stream), FALSE);

  return stream;
}

static gboolean
accept_cb (GSocket      *socket,
           GIOCondition  condition,
           gpointer      data)
{
  TpkTestServer *self = data;
  g_autoptr (GSocket) accepted = g_socket_accept (socket, NULL, NULL);
  g_autoptr (GSocketAddress) address = NULL;
  Client *client;

  if (!accepted || !(address = g_socket_get_remote_address (accepted, NULL)))
    return G_SOURCE_CONTINUE;

  g_atomic_int_inc (&self->n_connections);
  g_socket_set_blocking (accepted, FALSE);
  g_socket_set_option (accepted, IPPROTO_TCP, TCP_NODELAY, 1, NULL);

  client = client_new (self, address);
  client->connection = g_socket_connection_factory_create_connection (accepted);
  client->stream = self->certificate ? wrap_tls (self, client->connection)
                                     : g_object_ref (G_IO_STREAM (client->connection));
  g_ptr_array_add (self->stream_clients, client);

  if (self->script.manner == TPK_TEST_MANNER_CLOSE || self->script.manner == TPK_TEST_MANNER_RESET)
    {
      client_close (client, self->script.manner == TPK_TEST_MANNER_RESET);
      return G_SOURCE_CONTINUE;
    }
  if (self->script.manner == TPK_TEST_MANNER_GREETING)
    client_send (client, GREETING, strlen (GREETING));

  g_input_stream_read_async (g_io_stream_get_input_stream (client->stream), client->buffer,
                             sizeof client->buffer, G_PRIORITY_DEFAULT, client->cancellable,
                             read_cb, client_begin (client));

  return G_SOURCE_CONTINUE;
}

static gboolean
datagram_cb (GSocket      *socket,
             GIOCondition  condition,
             gpointer      data)
{
  TpkTestServer *self = data;
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *name = NULL;
  guint8 bytes[4096];
  gssize length = g_socket_receive_from (socket, &address, (char *) bytes, sizeof bytes, NULL, NULL);
  Client *client;

  if (length < 0)
    return G_SOURCE_CONTINUE;

  name = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
  client = g_hash_table_lookup (self->datagram_clients, name);
  if (!client)
    {
      client = client_new (self, address);
      client->address = g_object_ref (address);
      g_hash_table_insert (self->datagram_clients, g_steal_pointer (&name), client);
    }

  if (client->turn && !handle_raw (client))
    handle_frame (client, bytes, length);

  return G_SOURCE_CONTINUE;
}

static void
start_func (gpointer data)
{
  TpkTestServer *self = data;

  self->udp_watch = tpk_test_watch_socket (self->udp, datagram_cb, self);
  self->tcp_watch = tpk_test_watch_socket (self->tcp, accept_cb, self);
}

static void
stop_func (gpointer data)
{
  TpkTestServer *self = data;
  GHashTableIter iter;
  gpointer client;

  tpk_test_unwatch (self->udp_watch);
  tpk_test_unwatch (self->tcp_watch);

  g_hash_table_iter_init (&iter, self->datagram_clients);
  while (g_hash_table_iter_next (&iter, NULL, &client))
    client_close (client, FALSE);
  for (guint i = 0; i < self->stream_clients->len; i++)
    client_close (g_ptr_array_index (self->stream_clients, i), FALSE);

  while (self->n_pending > 0)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
}

/**
 * tpk_test_server_new:
 * @script: how it behaves; copied
 * @certificate: (nullable): with it, the server speaks TLS on its TCP port
 *
 * Starts a server on a free port of the loopback address, the same for UDP and TCP.
 *
 * Returns: (transfer full): the running server
 */
TpkTestServer *
tpk_test_server_new (const TpkTestScript *script,
                     GTlsCertificate     *certificate)
{
  TpkTestServer *self = g_new0 (TpkTestServer, 1);

  self->script = *script;
  if (!self->script.family)
    self->script.family = G_SOCKET_FAMILY_IPV4;
  self->certificate = certificate ? g_object_ref (certificate) : NULL;
  self->datagram_clients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, client_unref);
  self->stream_clients = g_ptr_array_new_with_free_func (client_unref);
  tpk_test_bind_pair (self->script.family, &self->udp, &self->tcp);
  self->port = tpk_test_socket_port (self->udp);
  self->address = tpk_test_loopback (self->script.family, self->port);
  self->thread = tpk_test_thread_new ("test-server");
  tpk_test_thread_call (self->thread, start_func, self);

  return self;
}

/**
 * tpk_test_server_free:
 * @self: (transfer full): a server
 *
 * Ends the server and closes all that it has open.
 */
void
tpk_test_server_free (TpkTestServer *self)
{
  tpk_test_thread_call (self->thread, stop_func, self);
  tpk_test_thread_free (self->thread);

  g_hash_table_unref (self->datagram_clients);
  g_ptr_array_unref (self->stream_clients);
  g_object_unref (self->udp);
  g_object_unref (self->tcp);
  g_object_unref (self->address);
  g_clear_object (&self->certificate);
  g_free (self);
}

/**
 * tpk_test_server_get_port:
 * @self: a server
 *
 * Returns: its port, for UDP and TCP
 */
guint16
tpk_test_server_get_port (TpkTestServer *self)
{
  return self->port;
}

/**
 * tpk_test_server_get_n_requests:
 * @self: a server
 *
 * Returns: how many STUN requests have come in so far, repetitions included
 */
guint
tpk_test_server_get_n_requests (TpkTestServer *self)
{
  return g_atomic_int_get (&self->n_requests);
}

/**
 * tpk_test_server_get_n_connections:
 * @self: a server
 *
 * Returns: how many TCP connections were accepted so far
 */
guint
tpk_test_server_get_n_connections (TpkTestServer *self)
{
  return g_atomic_int_get (&self->n_connections);
}
