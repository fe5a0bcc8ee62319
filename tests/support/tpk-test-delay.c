/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-delay"

#include "config.h"

#include "tpk-test-delay.h"

#include "tpk-test-net.h"
#include "tpk-test-thread.h"

#include <gio/gnetworking.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* TpkTestDelay:
 *
 * Everything that comes in goes out after a known time, in order unless told otherwise. One
 * timerfd drives all of it, since the main loop's own timers have steps of a millisecond, which
 * eight hops would add up.
 *
 * The kernel answers the three-way handshake of TCP at once, before the proxy could delay it. So
 * that a connection costs its round trip all the same, its first bytes are held back for one more
 * round trip: the sum from connecting to the first answer is the true one.
 */
struct _TpkTestDelay
{
  TpkTestPath path;
  TpkTestThread *thread;          /* (owned) */
  guint16 port;
  guint16 server_port;
  int n_datagrams;                /* atomic */
  int n_lost;                     /* atomic */

  /* Only touched in the thread. */
  GRand *rand;                    /* (owned) */
  GSocket *udp;                   /* (owned) */
  GSocket *tcp;                   /* (owned) */
  GSource *udp_watch;             /* (owned) */
  GSource *tcp_watch;             /* (owned) */
  GSource *timer;                 /* (owned) */
  int timer_fd;
  GSequence *packets;             /* (owned) (element-type Packet): by due time */
  guint64 serial;
  GHashTable *flows;              /* (owned) (element-type utf8 Flow): of datagrams, by client */
  GPtrArray *links;               /* (owned) (element-type Flow): of connections */
};

/* One client's two sockets: towards it and towards the server. */
typedef struct {
  TpkTestDelay *delay;
  GSocket *near;                  /* (owned) (nullable): none for datagrams */
  GSocket *far;                   /* (owned) */
  GSocketAddress *client;         /* (owned) (nullable): of datagrams */
  GSource *near_watch;            /* (owned) (nullable) */
  GSource *far_watch;             /* (owned) */
  gint64 established_us;          /* when the handshake's round trip is over */
  guint ends;                     /* how many directions have ended */
  guint n_to_server;              /* datagrams that the shares go for */
} Flow;

typedef struct {
  gint64 due_us;
  guint64 serial;
  Flow *flow;
  gboolean to_server;
  gsize length;                   /* of a stream: 0 is its end */
  guint8 data[];
} Packet;

static void
flow_close (Flow *flow)
{
  tpk_test_unwatch (g_steal_pointer (&flow->near_watch));
  tpk_test_unwatch (g_steal_pointer (&flow->far_watch));
  if (flow->near)
    g_socket_close (flow->near, NULL);
  g_socket_close (flow->far, NULL);
}

static void
flow_free (gpointer data)
{
  Flow *flow = data;

  flow_close (flow);
  g_clear_object (&flow->near);
  g_clear_object (&flow->far);
  g_clear_object (&flow->client);
  g_free (flow);
}

static int
compare_packets (gconstpointer a,
                 gconstpointer b,
                 gpointer      data)
{
  const Packet *one = a;
  const Packet *other = b;

  if (one->due_us != other->due_us)
    return one->due_us < other->due_us ? -1 : 1;

  return one->serial < other->serial ? -1 : 1;
}

static void
set_timer (TpkTestDelay *self)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->packets);
  struct itimerspec when = { { 0, 0 }, { 0, 0 } };

  if (!g_sequence_iter_is_end (first)) {
    const Packet *packet = g_sequence_get (first);

    when.it_value.tv_sec = packet->due_us / G_USEC_PER_SEC;
    when.it_value.tv_nsec = packet->due_us % G_USEC_PER_SEC * 1000;
  }
  timerfd_settime (self->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

static void
deliver_stream (Packet *packet)
{
  Flow *flow = packet->flow;
  GSocket *socket = packet->to_server ? flow->far : flow->near;
  gsize sent = 0;

  if (packet->length == 0) {
    g_socket_shutdown (socket, FALSE, TRUE, NULL);
    if (++flow->ends == 2)
      flow_close (flow);
    return;
  }

  while (sent < packet->length) {
    gssize n = g_socket_send_with_blocking (socket, (const char *) packet->data + sent,
                                            packet->length - sent, TRUE, NULL, NULL);

    if (n < 0) {
      flow_close (flow);
      return;
    }
    sent += n;
  }
}

static void
deliver (TpkTestDelay *self,
         Packet       *packet)
{
  Flow *flow = packet->flow;

  if (flow->near) {
    if (!g_socket_is_closed (flow->near))
      deliver_stream (packet);
  } else if (packet->to_server)
    g_socket_send (flow->far, (const char *) packet->data, packet->length, NULL, NULL);
  else
    g_socket_send_to (self->udp, flow->client, (const char *) packet->data, packet->length, NULL,
                      NULL);
}

static gboolean
timer_cb (int          fd,
          GIOCondition condition,
          gpointer     data)
{
  TpkTestDelay *self = data;
  guint64 n;

  if (read (fd, &n, sizeof n) < 0)
    return G_SOURCE_CONTINUE;

  for (;;) {
    GSequenceIter *first = g_sequence_get_begin_iter (self->packets);
    Packet *packet = g_sequence_iter_is_end (first) ? NULL : g_sequence_get (first);

    if (!packet || packet->due_us > g_get_monotonic_time ())
      break;
    deliver (self, packet);
    g_sequence_remove (first);
  }
  set_timer (self);

  return G_SOURCE_CONTINUE;
}

static void
queue (TpkTestDelay *self,
       Flow         *flow,
       gboolean      to_server,
       const guint8 *data,
       gsize         length,
       double        extra_ms)
{
  Packet *packet = g_malloc (sizeof *packet + length);
  const double ms = to_server ? self->path.to_server_ms : self->path.to_client_ms;
  const gint64 from_us = MAX (g_get_monotonic_time (), flow->established_us);

  packet->due_us = from_us + (gint64) ((ms + extra_ms) * 1000);
  packet->serial = self->serial++;
  packet->flow = flow;
  packet->to_server = to_server;
  packet->length = length;
  if (length > 0)
    memcpy (packet->data, data, length);

  g_sequence_insert_sorted (self->packets, packet, compare_packets, NULL);
  set_timer (self);
}

static gboolean
by_chance (TpkTestDelay *self,
           double        share)
{
  return share > 0 && g_rand_double (self->rand) < share;
}

static void
queue_by_chance (TpkTestDelay *self,
                 Flow         *flow,
                 gboolean      to_server,
                 const guint8 *data,
                 gsize         length)
{
  double extra_ms = 0;

  if (by_chance (self, self->path.lost)) {
    g_atomic_int_inc (&self->n_lost);
    return;
  }

  if (by_chance (self, self->path.reordered))
    extra_ms = self->path.reorder_ms;
  if (to_server && flow->n_to_server++ % 2 == 1)
    extra_ms += self->path.alternate_ms;
  queue (self, flow, to_server, data, length, extra_ms);
  if (by_chance (self, self->path.duplicated))
    queue (self, flow, to_server, data, length, extra_ms);
}

static void
queue_datagram (TpkTestDelay *self,
                Flow         *flow,
                gboolean      to_server,
                const guint8 *data,
                gsize         length)
{
  g_atomic_int_inc (&self->n_datagrams);
  if (length < self->path.from_size)
    queue (self, flow, to_server, data, length, 0);
  else
    queue_by_chance (self, flow, to_server, data, length);
}

static GSocket *
connect_far (TpkTestDelay *self,
             GSocketType   type)
{
  g_autoptr (GSocketAddress) address = tpk_test_loopback (G_SOCKET_FAMILY_IPV4, self->server_port);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, type, G_SOCKET_PROTOCOL_DEFAULT,
                                             NULL);

  if (!g_socket_connect (socket, address, NULL, NULL))
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  if (type == G_SOCKET_TYPE_STREAM)
    g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);

  return g_steal_pointer (&socket);
}

static gboolean
far_datagram_cb (GSocket      *socket,
                 GIOCondition  condition,
                 gpointer      data)
{
  Flow *flow = data;
  guint8 bytes[65536];
  gssize length = g_socket_receive (socket, (char *) bytes, sizeof bytes, NULL, NULL);

  if (length >= 0)
    queue_datagram (flow->delay, flow, FALSE, bytes, length);

  return G_SOURCE_CONTINUE;
}

static Flow *
ensure_flow (TpkTestDelay   *self,
             GSocketAddress *client)
{
  g_autofree char *name = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (client));
  Flow *flow = g_hash_table_lookup (self->flows, name);

  if (!flow) {
    flow = g_new0 (Flow, 1);
    flow->delay = self;
    flow->client = g_object_ref (client);
    flow->far = connect_far (self, G_SOCKET_TYPE_DATAGRAM);
    flow->far_watch = tpk_test_watch_socket (flow->far, far_datagram_cb, flow);
    g_hash_table_insert (self->flows, g_steal_pointer (&name), flow);
  }

  return flow;
}

static gboolean
near_datagram_cb (GSocket      *socket,
                  GIOCondition  condition,
                  gpointer      data)
{
  TpkTestDelay *self = data;
  g_autoptr (GSocketAddress) client = NULL;
  guint8 bytes[65536];
  gssize length = g_socket_receive_from (socket, &client, (char *) bytes, sizeof bytes, NULL, NULL);

  if (length >= 0)
    queue_datagram (self, ensure_flow (self, client), TRUE, bytes, length);

  return G_SOURCE_CONTINUE;
}

static gboolean
stream_cb (GSocket      *socket,
           GIOCondition  condition,
           gpointer      data)
{
  Flow *flow = data;
  const gboolean to_server = socket == flow->near;
  guint8 bytes[16384];
  g_autoptr (GError) error = NULL;
  gssize length = g_socket_receive (socket, (char *) bytes, sizeof bytes, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;

  queue (flow->delay, flow, to_server, bytes, MAX (length, 0), 0);

  /* The end of the stream was queued as well, and there is nothing more to read. */
  return length > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
accept_cb (GSocket      *socket,
           GIOCondition  condition,
           gpointer      data)
{
  TpkTestDelay *self = data;
  g_autoptr (GSocket) near = g_socket_accept (socket, NULL, NULL);
  g_autoptr (GSocket) far = near ? connect_far (self, G_SOCKET_TYPE_STREAM) : NULL;
  Flow *flow;

  if (!far)
    return G_SOURCE_CONTINUE;

  g_socket_set_blocking (near, FALSE);
  g_socket_set_option (near, IPPROTO_TCP, TCP_NODELAY, 1, NULL);

  flow = g_new0 (Flow, 1);
  flow->delay = self;
  flow->near = g_steal_pointer (&near);
  flow->far = g_steal_pointer (&far);
  flow->established_us = g_get_monotonic_time () +
    (gint64) ((self->path.to_server_ms + self->path.to_client_ms) * 1000);
  flow->near_watch = tpk_test_watch_socket (flow->near, stream_cb, flow);
  flow->far_watch = tpk_test_watch_socket (flow->far, stream_cb, flow);
  g_ptr_array_add (self->links, flow);

  return G_SOURCE_CONTINUE;
}

static void
start_func (gpointer data)
{
  TpkTestDelay *self = data;

  self->udp_watch = tpk_test_watch_socket (self->udp, near_datagram_cb, self);
  self->tcp_watch = tpk_test_watch_socket (self->tcp, accept_cb, self);
  self->timer = g_unix_fd_source_new (self->timer_fd, G_IO_IN);
  g_source_set_callback (self->timer, G_SOURCE_FUNC (timer_cb), self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static void
stop_func (gpointer data)
{
  TpkTestDelay *self = data;

  tpk_test_unwatch (self->udp_watch);
  tpk_test_unwatch (self->tcp_watch);
  tpk_test_unwatch (self->timer);
  g_hash_table_unref (self->flows);
  g_ptr_array_unref (self->links);
}

/**
 * tpk_test_delay_new:
 * @path: what the path is like; copied
 * @server_port: port of the server on 127.0.0.1
 *
 * Starts a proxy on a free port of 127.0.0.1, the same for UDP and TCP.
 *
 * Returns: (transfer full): the running proxy
 */
TpkTestDelay *
tpk_test_delay_new (const TpkTestPath *path,
                    guint16            server_port)
{
  TpkTestDelay *self = g_new0 (TpkTestDelay, 1);

  self->path = *path;
  self->server_port = server_port;
  self->rand = g_rand_new_with_seed (path->seed);
  /* g_get_monotonic_time() reads the same clock. */
  self->timer_fd = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  g_assert_cmpint (self->timer_fd, >=, 0);
  self->packets = g_sequence_new (g_free);
  self->flows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, flow_free);
  self->links = g_ptr_array_new_with_free_func (flow_free);
  tpk_test_bind_pair (G_SOCKET_FAMILY_IPV4, &self->udp, &self->tcp);
  self->port = tpk_test_socket_port (self->udp);
  self->thread = tpk_test_thread_new ("test-delay");
  tpk_test_thread_call (self->thread, start_func, self);

  return self;
}

/**
 * tpk_test_delay_free:
 * @self: (transfer full): a proxy
 *
 * Ends the proxy; what is still under way is lost.
 */
void
tpk_test_delay_free (TpkTestDelay *self)
{
  tpk_test_thread_call (self->thread, stop_func, self);
  tpk_test_thread_free (self->thread);

  g_sequence_free (self->packets);
  close (self->timer_fd);
  g_object_unref (self->udp);
  g_object_unref (self->tcp);
  g_rand_free (self->rand);
  g_free (self);
}

/**
 * tpk_test_delay_get_port:
 * @self: a proxy
 *
 * Returns: its port, for UDP and TCP
 */
guint16
tpk_test_delay_get_port (TpkTestDelay *self)
{
  return self->port;
}

/**
 * tpk_test_delay_get_n_datagrams:
 * @self: a proxy
 *
 * Returns: how many datagrams came in so far, of both directions
 */
guint
tpk_test_delay_get_n_datagrams (TpkTestDelay *self)
{
  return g_atomic_int_get (&self->n_datagrams);
}

/**
 * tpk_test_delay_get_n_lost:
 * @self: a proxy
 *
 * Returns: how many of them were dropped
 */
guint
tpk_test_delay_get_n_lost (TpkTestDelay *self)
{
  return g_atomic_int_get (&self->n_lost);
}
