/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-server"

#include "config.h"

#include "tpk-test-server.h"

#include "tpk-test-client.h"
#include "tpk-test-net.h"
#include "tpk-test-stun.h"
#include "tpk-test-thread.h"

#include <gio/gnetworking.h>
#include <string.h>

#define FLOOD_FRAME 1024
#define FLOOD_FRAMES_STREAM 4096
#define FLOOD_FRAMES_UDP 64
#define SEED 8489

#define PORTAL_ANSWER \
  "HTTP/1.1 302 Found\r\n" \
  "Location: http://portal.test/\r\n" \
  "\r\n"

#define PAGE_ANSWER \
  "HTTP/1.1 200 OK\r\n" \
  "Content-Type: text/html\r\n" \
  "Connection: close\r\n\r\n" \
  "<!doctype html><title>Welcome</title>\r\n"

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
  GHashTable *datagrams;          /* (owned) (element-type utf8 Session): by address */
  GPtrArray *streams;             /* (owned) (element-type Session) */
  guint n_pending;                /* operations under way */
};

/* One client, and where the server is with it. */
typedef struct {
  TpkTestServer *server;
  TpkTestClient *client;          /* (owned) */
  TpkTestTurn *turn;              /* (owned) (nullable): until it is closed */
  gboolean has_answered;
} Session;

static void
session_free (gpointer data)
{
  Session *session = data;

  g_clear_pointer (&session->turn, tpk_test_turn_free);
  tpk_test_client_unref (session->client);
  g_free (session);
}

static void
send_noise (Session *session,
            gsize    length)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  g_autofree guint8 *noise = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    noise[i] = g_rand_int (rand);
  noise[0] = 0xff;
  tpk_test_client_send (session->client, noise, length);
}

static void
send_flood (Session *session)
{
  const gboolean is_datagram = tpk_test_client_is_datagram (session->client);
  const guint n = is_datagram ? FLOOD_FRAMES_UDP : FLOOD_FRAMES_STREAM;
  g_autofree guint8 *flood = g_malloc0 (n * FLOOD_FRAME);

  for (guint i = 0; i < n; i++)
    memcpy (flood + i * FLOOD_FRAME, (const guint8[]) { 0x40, 0x01, 0x03, 0xfc }, 4);

  if (!is_datagram)
    tpk_test_client_send (session->client, flood, n * FLOOD_FRAME);
  else
    for (guint i = 0; i < n; i++)
      tpk_test_client_send (session->client, flood, FLOOD_FRAME);
}

/* What a well-behaved server would say goes out as the script wants it. */
static void
reply_cb (const guint8 *data,
          gsize         length,
          gpointer      user_data)
{
  Session *session = user_data;
  g_autofree guint8 *bytes = g_memdup2 (data, length);

  switch (session->server->script.manner) {
  case TPK_TEST_MANNER_HALF_MESSAGE:
    length = session->has_answered ? 0 : length / 2;
    break;
  case TPK_TEST_MANNER_LYING_LENGTH:
    bytes[2] = 0xff;
    bytes[3] = 0xfc;
    break;
  case TPK_TEST_MANNER_ODD_LENGTH:
    bytes[3] |= 1;
    break;
  case TPK_TEST_MANNER_LYING_ATTRIBUTE:
    bytes[TPK_TEST_STUN_HEADER + 2] = 60000 >> 8;
    bytes[TPK_TEST_STUN_HEADER + 3] = 60000 & 0xff;
    break;
  case TPK_TEST_MANNER_OTHER_TRANSACTION:
    bytes[TPK_TEST_STUN_HEADER - 1] ^= 0xff;
    break;
  default:
    break;
  }

  session->has_answered = TRUE;
  if (length > 0)
    tpk_test_client_send (session->client, bytes, length);
}

static void
handle_frame (Session      *session,
              const guint8 *data,
              gsize         length)
{
  TpkTestStun message;

  if (tpk_test_stun_parse (&message, data, length) && tpk_test_stun_is_request (&message) &&
      message.type != TPK_TEST_STUN_SEND)
    g_atomic_int_inc (&session->server->n_requests);

  switch (session->server->script.manner) {
  case TPK_TEST_MANNER_BINDING_ONLY:
    if (message.type == TPK_TEST_STUN_BINDING)
      tpk_test_turn_handle (session->turn, data, length);
    break;
  case TPK_TEST_MANNER_SILENT:
  case TPK_TEST_MANNER_CLOSE:
  case TPK_TEST_MANNER_GREETING:
    break;
  case TPK_TEST_MANNER_CLOSE_ON_REQUEST:
    tpk_test_client_close (session->client);
    break;
  case TPK_TEST_MANNER_RESET_ON_REQUEST:
    tpk_test_client_reset (session->client);
    break;
  case TPK_TEST_MANNER_GARBAGE:
    send_noise (session, 100);
    break;
  case TPK_TEST_MANNER_CHANNEL_FLOOD:
    send_flood (session);
    break;
  default:
    tpk_test_turn_handle (session->turn, data, length);
    break;
  }
}

/* Manners that do not wait until something is a whole frame of STUN. */
static gboolean
handle_raw (Session *session)
{
  static const guint8 alert[] = { 0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28 };

  switch (session->server->script.manner) {
  case TPK_TEST_MANNER_PORTAL:
    tpk_test_client_send_last (session->client, PORTAL_ANSWER, strlen (PORTAL_ANSWER));
    return TRUE;
  case TPK_TEST_MANNER_PAGE:
    tpk_test_client_send_last (session->client, PAGE_ANSWER, strlen (PAGE_ANSWER));
    return TRUE;
  case TPK_TEST_MANNER_HTTP:
    tpk_test_client_send_last (session->client, HTTP_ANSWER, strlen (HTTP_ANSWER));
    return TRUE;
  case TPK_TEST_MANNER_TLS_ALERT:
    tpk_test_client_send_last (session->client, alert, sizeof alert);
    return TRUE;
  default:
    return FALSE;
  }
}

static gsize
input_cb (TpkTestClient *client,
          const guint8  *data,
          gsize          length,
          gpointer       user_data)
{
  Session *session = user_data;
  gsize used = 0;

  if (handle_raw (session))
    return length;

  while (tpk_test_client_is_open (client) && length - used >= 4) {
    const guint8 *frame = data + used;
    const gsize size = (frame[2] << 8) | frame[3];
    const gboolean is_channel = (frame[0] & 0xc0) == 0x40;
    const gsize frame_length = is_channel ? 4 + size : TPK_TEST_STUN_HEADER + size;
    /* RFC 8656 section 12.5: ChannelData is padded on streams. */
    const gsize padded = is_channel ? (frame_length + 3) & ~(gsize) 3 : frame_length;

    if (length - used < padded)
      break;
    handle_frame (session, frame, frame_length);
    used += padded;
  }

  return used;
}

static Session *
session_new (TpkTestServer  *self,
             TpkTestClient  *client,
             GSocketAddress *address)
{
  Session *session = g_new0 (Session, 1);

  session->server = self;
  session->client = client;
  session->turn = tpk_test_turn_new (&self->script.turn, self->address, address, reply_cb, session);
  tpk_test_client_set_drip (client, self->script.manner == TPK_TEST_MANNER_DRIP);

  return session;
}

static gboolean
accept_cb (GSocket      *socket,
           GIOCondition  condition,
           gpointer      data)
{
  TpkTestServer *self = data;
  g_autoptr (GSocket) accepted = g_socket_accept (socket, NULL, NULL);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  Session *session;

  if (!accepted || !(address = g_socket_get_remote_address (accepted, NULL)))
    return G_SOURCE_CONTINUE;

  g_socket_set_blocking (accepted, FALSE);
  g_socket_set_option (accepted, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  connection = g_socket_connection_factory_create_connection (accepted);
  session = session_new (self, tpk_test_client_new_stream (connection, self->certificate,
                                                           &self->n_pending), address);
  g_ptr_array_add (self->streams, session);

  g_atomic_int_inc (&self->n_connections);

  tpk_test_client_start (session->client, input_cb, session);
  if (self->script.manner == TPK_TEST_MANNER_CLOSE)
    tpk_test_client_close (session->client);
  else if (self->script.manner == TPK_TEST_MANNER_GREETING)
    tpk_test_client_send (session->client, GREETING, strlen (GREETING));

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
  char bytes[4096];
  gssize length = g_socket_receive_from (socket, &address, bytes, sizeof bytes, NULL, NULL);
  Session *session;

  if (length < 0)
    return G_SOURCE_CONTINUE;

  name = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
  session = g_hash_table_lookup (self->datagrams, name);
  if (!session) {
    session = session_new (self, tpk_test_client_new_datagram (socket, address), address);
    g_hash_table_insert (self->datagrams, g_steal_pointer (&name), session);
  }
  if (!handle_raw (session))
    handle_frame (session, (const guint8 *) bytes, length);

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

  tpk_test_unwatch (self->udp_watch);
  tpk_test_unwatch (self->tcp_watch);
  for (guint i = 0; i < self->streams->len; i++)
    tpk_test_client_close (((Session *) g_ptr_array_index (self->streams, i))->client);
  while (self->n_pending > 0)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);

  g_hash_table_unref (self->datagrams);
  g_ptr_array_unref (self->streams);
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
  self->datagrams = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, session_free);
  self->streams = g_ptr_array_new_with_free_func (session_free);
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
