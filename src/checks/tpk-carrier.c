/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-carrier"

#include "config.h"

#include "tpk-carrier.h"
#include "tpk-carrier-private.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "tpk-local-network.h"

/*
 * One socket to one address, in the checking thread. UDP sockets are connected, so that an ICMP
 * refusal surfaces as an error at once instead of as silence. TCP is dialled directly, if
 * need be to a proxy: a GSocketClient would ask the system's proxy resolver, and a check must know
 * what it dials.
 *
 * In everything that is spoken here, the client speaks first. A carrier that is connected, or
 * through a proxy, does not listen before it has something to say, so that what the other side says
 * too early, its end included, waits for whoever comes next: TLS, the tunnel or STUN.
 *
 * Once closed, a carrier calls nobody any more. It can be closed and dropped in any callback.
 */

#define STREAM_READ_SIZE   (16 * 1024)
#define DATAGRAM_SIZE      (64 * 1024)
#define READS_AT_ONCE      32
#define UNSENT_LIMIT       (256 * 1024)

/**
 * tpk_carrier_new:
 * @poller: the poller of the checking thread
 * @wire: the transport
 * @address: whom to dial
 *
 * Returns: (transfer full): a carrier that is not connected yet
 */
TpkCarrier *
tpk_carrier_new (TpkPoller      *poller,
                 TpkWire         wire,
                 GSocketAddress *address)
{
  TpkCarrier *self = g_new0 (TpkCarrier, 1);

  self->ref_count = 1;
  self->poller = poller;
  self->wire = wire;
  self->address = g_object_ref (address);

  return self;
}

TpkCarrier *
tpk_carrier_ref (TpkCarrier *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  self->ref_count++;

  return self;
}

void
tpk_carrier_unref (TpkCarrier *self)
{
  g_return_if_fail (self != NULL);

  if (--self->ref_count > 0)
    return;

  tpk_carrier_close (self);
  g_clear_object (&self->tls);
  g_clear_object (&self->tap);
  g_clear_object (&self->socket);
  g_clear_object (&self->address);
  g_clear_object (&self->database);
  g_clear_object (&self->identity);
  g_clear_object (&self->certificate);
  g_clear_object (&self->line);
  g_clear_pointer (&self->protocol, g_free);
  g_clear_pointer (&self->tunnel, tpk_tunnel_free);
  g_clear_pointer (&self->framer, tpk_stun_framer_free);
  g_clear_pointer (&self->unsent, g_byte_array_unref);
  g_clear_pointer (&self->tls_info, json_object_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkCarrier, tpk_carrier_unref)

void
tpk_carrier_set_handler (TpkCarrier              *self,
                         const TpkCarrierHandler *handler,
                         gpointer                 user_data)
{
  self->handler = handler;
  self->handler_data = user_data;
}

/* Lets ChannelData come through, too, which the steps of a check never ask for. To be called before
 * the carrier is connected. */
void
tpk_carrier_accept_channels (TpkCarrier *self)
{
  self->channels = TRUE;
}

TpkPoller *
tpk_carrier_get_poller (TpkCarrier *self)
{
  return self->poller;
}

/* Whether the transport itself sends again what was lost. */
gboolean
tpk_carrier_is_reliable (TpkCarrier *self)
{
  return self->wire == TPK_WIRE_TCP || self->wire == TPK_WIRE_TLS;
}

/* Tells whoever started what is under way. */
void
tpk_carrier_finish (TpkCarrier       *self,
                    const TpkFailure *failure)
{
  TpkCarrierDone done = g_steal_pointer (&self->done);

  if (failure != NULL)
    tpk_carrier_close (self);
  if (done != NULL)
    done (self, failure, self->done_data);
}

/* Ends the carrier and tells everybody who waits for something. */
void
tpk_carrier_fail (TpkCarrier       *self,
                  const TpkFailure *failure)
{
  g_autoptr (TpkCarrier) keep = tpk_carrier_ref (self);

  if (self->state == CARRIER_CLOSED)
    return;
  if (self->done != NULL) {
    tpk_carrier_finish (self, failure);
    return;
  }
  tpk_carrier_close (self);
  if (self->handler != NULL)
    self->handler->failed (self, failure, self->handler_data);
}

static void
fail_later_cb (gpointer user_data)
{
  TpkCarrier *self = user_data;

  self->failure_timer = NULL;
  tpk_carrier_fail (self, &self->failure);
}

/* A sender must not be called back while it sends. */
static void
fail_later (TpkCarrier       *self,
            const TpkFailure *failure)
{
  if (self->failure_timer != NULL)
    return;
  self->failure = *failure;
  self->failure_timer = tpk_poller_add_timer (self->poller, 0, fail_later_cb, self);
}

static void
fail_to_write (TpkCarrier   *self,
               const GError *error)
{
  TpkFailure failure;

  tpk_failure_set_error (&failure, error);
  fail_later (self, &failure);
}

static void
set_no_watch (TpkFailure *failure)
{
  tpk_failure_set (failure, TPK_CODE_TESTER_FAILED, "epoll");
  failure->untested = TRUE;
}

/* Returns whether answers will be heard. */
static gboolean
listen_for_answers (TpkCarrier *self)
{
  TpkFailure failure;

  if (self->watch != NULL || tpk_carrier_watch (self))
    return TRUE;
  set_no_watch (&failure);
  fail_later (self, &failure);

  return FALSE;
}

static gssize
read_some (TpkCarrier  *self,
           void        *buffer,
           gsize        size,
           GError     **error)
{
  if (self->tls != NULL)
    return tpk_carrier_tls_read (self, buffer, size, error);

  return g_socket_receive_with_blocking (self->socket, buffer, size, FALSE, NULL, error);
}

static gssize
write_some (TpkCarrier    *self,
            const guint8  *bytes,
            gsize          length,
            GError       **error)
{
  if (self->tls != NULL)
    return tpk_carrier_tls_write (self, bytes, length, error);

  return g_socket_send_with_blocking (self->socket, (const char *) bytes, length, FALSE, NULL,
                                      error);
}

/* Returns whether the carrier is still open. */
static gboolean
deliver_stream (TpkCarrier   *self,
                const guint8 *bytes,
                gsize         length)
{
  const guint8 *frame;
  gsize frame_length;

  tpk_stun_framer_push (self->framer, bytes, length);
  for (;;) {
    TpkFrameKind kind = tpk_stun_framer_next (self->framer, &frame, &frame_length);

    if (kind == TPK_FRAME_INCOMPLETE)
      return TRUE;
    if (kind == TPK_FRAME_GARBAGE) {
      TpkFailure failure;

      tpk_failure_set_not_stun (&failure, frame, frame_length);
      tpk_carrier_fail (self, &failure);
      return FALSE;
    }
    self->handler->received (self, frame, frame_length, self->handler_data);
    if (self->state == CARRIER_CLOSED)
      return FALSE;
  }
}

static gboolean
read_once (TpkCarrier *self)
{
  guint8 buffer[DATAGRAM_SIZE];
  gboolean stream = tpk_carrier_is_reliable (self);
  g_autoptr (GError) error = NULL;
  TpkFailure failure;
  gssize n;

  if (self->tunnel != NULL)
    return tpk_carrier_tunnel_read (self);

  n = read_some (self, buffer, stream ? STREAM_READ_SIZE : sizeof buffer, &error);
  if (n > 0 && stream)
    return deliver_stream (self, buffer, n);
  if (n > 0 || (n == 0 && !stream)) {
    self->handler->received (self, buffer, n, self->handler_data);
    return self->state != CARRIER_CLOSED;
  }
  if (n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return FALSE;

  if (n == 0)
    tpk_failure_set (&failure, TPK_CODE_CLOSED, NULL);
  else if (error->domain == G_TLS_ERROR)
    tpk_failure_set (&failure, TPK_CODE_CLOSED, error->message);
  else
    tpk_failure_set_error (&failure, error);
  tpk_carrier_fail (self, &failure);

  return FALSE;
}

/* TLS may hold more than the socket shows, so it is read until it has no more. */
static void
read_all (TpkCarrier *self)
{
  guint reads = self->tls != NULL ? READS_AT_ONCE : 1;

  while (reads-- > 0 && read_once (self))
    ;
}

static void
flush_unsent (TpkCarrier *self)
{
  g_autoptr (GError) error = NULL;
  gssize n;

  if (self->unsent == NULL || self->unsent->len == 0)
    return;
  n = write_some (self, self->unsent->data, self->unsent->len, &error);
  if (n > 0)
    g_byte_array_remove_range (self->unsent, 0, n);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    fail_to_write (self, error);

  tpk_watch_set_condition (self->watch,
                           self->unsent->len > 0 && self->failure_timer == NULL
                             ? G_IO_IN | G_IO_OUT
                             : G_IO_IN);
  if (self->unsent->len == 0 && self->handler != NULL && self->handler->drained != NULL)
    self->handler->drained (self, self->handler_data);
}

static void
check_connected (TpkCarrier *self)
{
  g_autoptr (GError) error = NULL;
  TpkFailure failure;

  if (!g_socket_check_connect_result (self->socket, &error)) {
    tpk_failure_set_error (&failure, error);
    tpk_carrier_finish (self, &failure);
    return;
  }
  self->state = CARRIER_OPEN;
  tpk_carrier_stop_listening (self);
  tpk_carrier_finish (self, NULL);
}

static void
socket_ready_cb (GIOCondition condition,
                 gpointer     user_data)
{
  g_autoptr (TpkCarrier) self = tpk_carrier_ref (user_data);

  if (self->state == CARRIER_CONNECTING) {
    check_connected (self);
    return;
  }
  if (condition & G_IO_OUT)
    flush_unsent (self);
  if (self->state == CARRIER_OPEN && (condition & (G_IO_IN | G_IO_ERR | G_IO_HUP)))
    read_all (self);
}

gboolean
tpk_carrier_watch (TpkCarrier *self)
{
  self->watch = tpk_poller_add_watch (self->poller, g_socket_get_fd (self->socket),
                                      self->state == CARRIER_CONNECTING ? G_IO_OUT : G_IO_IN,
                                      socket_ready_cb, self);

  return self->watch != NULL;
}

void
tpk_carrier_stop_listening (TpkCarrier *self)
{
  g_clear_pointer (&self->watch, tpk_watch_remove);
}

/* What the system refuses before a single packet left says something of this computer, not of
 * the server: it has no such address, or none at all. */
static void
set_local_failure (TpkCarrier   *self,
                   const GError *error,
                   TpkFailure   *failure)
{
  gboolean ipv6 = g_socket_address_get_family (self->address) == G_SOCKET_FAMILY_IPV6;
  TpkLocalNetwork network;

  tpk_failure_set_error (failure, error);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE) &&
      (!ipv6 || failure->code != TPK_CODE_TESTER_FAILED ||
       g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES)))
    return;

  tpk_local_network_look (&network);
  if (!(ipv6 ? network.ipv4 : network.ipv6)) {
    tpk_failure_set_no_network (failure);
    return;
  }
  failure->untested = TRUE;
  failure->code = TPK_CODE_UNREACHABLE;
  failure->summary = ipv6 ? N_("This network has no IPv6, so this address was not tried.")
                          : N_("This network has no IPv4, so this address was not tried.");
  failure->advice = N_("Nothing to do, as long as another address of the server works.");
}

static gboolean
open_socket (TpkCarrier  *self,
             GError     **error)
{
  gboolean stream = tpk_carrier_is_reliable (self);

  self->socket = g_socket_new (g_socket_address_get_family (self->address),
                               stream ? G_SOCKET_TYPE_STREAM : G_SOCKET_TYPE_DATAGRAM,
                               stream ? G_SOCKET_PROTOCOL_TCP : G_SOCKET_PROTOCOL_UDP,
                               error);
  if (self->socket == NULL)
    return FALSE;

  g_socket_set_blocking (self->socket, FALSE);
  if (stream) {
    g_socket_set_option (self->socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
    self->framer = tpk_stun_framer_new (self->channels);
    self->unsent = g_byte_array_new ();
  }

  return g_socket_connect (self->socket, self->address, NULL, error);
}

/**
 * tpk_carrier_connect:
 * @self: a new carrier
 * @done: called once, also before this returns
 * @user_data: for @done
 */
void
tpk_carrier_connect (TpkCarrier     *self,
                     TpkCarrierDone  done,
                     gpointer        user_data)
{
  g_autoptr (TpkCarrier) keep = tpk_carrier_ref (self);
  g_autoptr (GError) error = NULL;
  TpkFailure failure;

  g_return_if_fail (self->state == CARRIER_IDLE);

  self->done = done;
  self->done_data = user_data;
  if (open_socket (self, &error)) {
    self->state = CARRIER_OPEN;
    tpk_carrier_finish (self, NULL);
    return;
  }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PENDING)) {
    set_local_failure (self, error, &failure);
    tpk_carrier_finish (self, &failure);
    return;
  }

  self->state = CARRIER_CONNECTING;
  if (!tpk_carrier_watch (self)) {
    set_no_watch (&failure);
    tpk_carrier_finish (self, &failure);
  }
}

/**
 * tpk_carrier_send:
 * @self: a connected carrier
 * @bytes: one whole message
 * @length: of @bytes
 *
 * A datagram that does not fit into the socket's buffer is dropped, as the network would do. When
 * the socket has failed, the handler is told in a later turn of the loop.
 */
void
tpk_carrier_send (TpkCarrier   *self,
                  const guint8 *bytes,
                  gsize         length)
{
  g_autoptr (GError) error = NULL;
  gssize n = 0;

  if (self->state != CARRIER_OPEN || !listen_for_answers (self))
    return;

  if (self->unsent == NULL || self->unsent->len == 0)
    n = write_some (self, bytes, length, &error);
  if (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
    fail_to_write (self, error);
    return;
  }
  if (self->unsent == NULL || n == (gssize) length)
    return;

  n = MAX (n, 0);
  if (self->unsent->len + length - n > UNSENT_LIMIT) {
    g_clear_error (&error);
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The server does not read");
    fail_to_write (self, error);
    return;
  }
  g_byte_array_append (self->unsent, bytes + n, length - n);
  tpk_watch_set_condition (self->watch, G_IO_IN | G_IO_OUT);
}

/**
 * tpk_carrier_has_unsent:
 * @self: a carrier
 *
 * Returns: whether the other side does not take what was sent, so that whoever can should wait until
 *   the handler is told that it has; never over datagrams
 */
gboolean
tpk_carrier_has_unsent (TpkCarrier *self)
{
  return self->unsent != NULL && self->unsent->len > 0;
}

/**
 * tpk_carrier_peek:
 * @self: a carrier
 * @length: (out): how much there is; 0 over datagrams
 *
 * Returns: (transfer none) (nullable): the beginning of a message that never became whole
 */
const guint8 *
tpk_carrier_peek (TpkCarrier *self,
                  gsize      *length)
{
  *length = 0;

  return self->framer != NULL ? tpk_stun_framer_peek (self->framer, length) : NULL;
}

/**
 * tpk_carrier_get_tls:
 * @self: a carrier
 *
 * Returns: (nullable) (transfer none): what is known of the encrypted connection
 */
JsonObject *
tpk_carrier_get_tls (TpkCarrier *self)
{
  return self->tls_info;
}

/**
 * tpk_carrier_close:
 * @self: a carrier
 *
 * Closes the socket. Nobody is called any more, neither about this nor about what is under way.
 */
void
tpk_carrier_close (TpkCarrier *self)
{
  gboolean securing = self->state == CARRIER_SECURING;

  if (self->state == CARRIER_CLOSED)
    return;
  self->state = CARRIER_CLOSED;
  self->done = NULL;
  g_clear_pointer (&self->failure_timer, tpk_timer_cancel);
  g_clear_pointer (&self->watch, tpk_watch_remove);
  /* While hands are shaken, the socket is in use in GIO's thread; its end closes it. */
  if (securing)
    tpk_carrier_tls_close (self);
  else if (self->socket != NULL)
    g_socket_close (self->socket, NULL);
}
