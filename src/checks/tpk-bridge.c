/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-bridge"

#include "config.h"

#include "tpk-bridge.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "tpk-stun-framer.h"
#include "tpk-turn-errors.h"

/*
 * libnice has no TURN over TLS (what it calls so is plain text), nor over DTLS, and of proxies it asks
 * in its own way. So it is given a port on loopback, and each of its connections there gets a carrier
 * of its own to the server: the same one that a check uses, through the same proxy, verified in the
 * same way. Nothing is taken from libnice before the server has proven who it is.
 *
 * Streams stay streams, and datagrams datagrams. Where the way to the server is a stream and does not
 * take any more, libnice is not read, so that it feels what a client would; a datagram too many is
 * dropped, as a network does. Datagrams know no connections: one is everything that comes from the
 * same port.
 *
 * What the server says goes by frame by frame, since libnice keeps errors to itself. A redirection
 * must not reach it: it would follow, in plain text and past the proxy. Then the connection is cut.
 */
struct _TpkBridge {
  TpkPoller *poller;             /* (unowned) */
  TpkProofRequest *request;      /* (owned) */
  TpkTlsOptions options;         /* whose strings are those of @request */
  TpkWire wire;                  /* to the server */
  gboolean stream;               /* of libnice, as to the server */
  TpkBridgeTrouble trouble;
  gpointer user_data;

  GSocket *listener;             /* (owned) */
  GSocketAddress *address;       /* (owned) */
  TpkWatch *watch;               /* (nullable) (owned) */
  GPtrArray *links;              /* (element-type Link) (owned) */
  gboolean cut;                  /* a link was; of datagrams, none may begin again */
};

/* One connection of libnice and the one to the server that belongs to it. */
typedef struct {
  TpkBridge *bridge;             /* (unowned) */
  TpkCarrier *carrier;           /* (owned) */
  gboolean open;                 /* the server is trusted, and listens */
  TpkTurnErrors errors;

  /* Of streams. */
  GSocket *local;                /* (nullable) (owned) */
  TpkWatch *watch;               /* (nullable) (owned): of @local, once the link is open */
  GByteArray *unsent;            /* (nullable) (owned): towards libnice */

  /* Of datagrams, which share the socket of the bridge. */
  GInetSocketAddress *peer;      /* (nullable) (owned): from where libnice sends */
  GPtrArray *early;              /* (nullable) (element-type GBytes) (owned): before it was open */
} Link;

/* The default of GIO, 10, overflows when many agents start at once. */
#define BACKLOG        128
#define READ_SIZE      (16 * 1024)
#define DATAGRAM_SIZE  (64 * 1024)
#define UNSENT_LIMIT   (256 * 1024)
#define EARLY_LIMIT    8

static void
link_free (gpointer data)
{
  Link *link = data;

  g_clear_pointer (&link->watch, tpk_watch_remove);
  tpk_carrier_close (link->carrier);
  tpk_carrier_unref (link->carrier);
  if (link->local != NULL)
    g_socket_close (link->local, NULL);
  g_clear_object (&link->local);
  g_clear_pointer (&link->unsent, g_byte_array_unref);
  g_clear_object (&link->peer);
  g_clear_pointer (&link->early, g_ptr_array_unref);
  g_free (link);
}

/* Ends a link, and tells why if there is anything to tell. */
static void
cut (Link             *link,
     const TpkFailure *failure)
{
  TpkBridge *self = link->bridge;
  TpkFailure copy;

  if (failure != NULL)
    copy = *failure;
  self->cut = TRUE;
  g_ptr_array_remove_fast (self->links, link);
  if (failure != NULL)
    self->trouble (self, &copy, self->user_data);
}

/* On the way to the proxy, or while it was to connect, the fault is not the server’s. */
static void
cut_before_server (Link             *link,
                   const TpkFailure *failure)
{
  TpkFailure copy = *failure;

  if (link->bridge->request->proxy != NULL)
    tpk_failure_blame_proxy (&copy);
  cut (link, &copy);
}

/* Libnice is read as long as the server takes it. */
static void
update_condition (Link *link)
{
  GIOCondition condition = 0;

  if (!tpk_carrier_has_unsent (link->carrier))
    condition |= G_IO_IN;
  if (link->unsent->len > 0)
    condition |= G_IO_OUT;
  tpk_watch_set_condition (link->watch, condition);
}

/* Returns whether the link is still there. */
static gboolean
flush (Link *link)
{
  g_autoptr (GError) error = NULL;
  gssize n;

  while (link->unsent->len > 0) {
    n = g_socket_send_with_blocking (link->local, (const char *) link->unsent->data,
                                     link->unsent->len, FALSE, NULL, &error);
    if (n < 0)
      break;
    g_byte_array_remove_range (link->unsent, 0, n);
  }
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
    cut (link, NULL);
    return FALSE;
  }
  if (link->unsent->len > UNSENT_LIMIT) {
    TpkFailure failure;

    tpk_failure_set (&failure, TPK_CODE_TESTER_FAILED, "libnice does not read");
    cut (link, &failure);
    return FALSE;
  }
  update_condition (link);

  return TRUE;
}

/* Frames come without their padding, which TURN over TCP wants (RFC 8656 §12.5). */
static void
append_frame (GByteArray   *bytes,
              const guint8 *frame,
              gsize         length)
{
  static const guint8 padding[4] = { 0 };

  g_byte_array_append (bytes, frame, length);
  if (length % 4 != 0)
    g_byte_array_append (bytes, padding, 4 - length % 4);
}

static void
send_to_libnice (Link         *link,
                 const guint8 *frame,
                 gsize         length)
{
  TpkBridge *self = link->bridge;

  if (self->stream) {
    append_frame (link->unsent, frame, length);
    flush (link);
  } else {
    /* What does not fit is lost, as on a network. */
    g_socket_send_to (self->listener, G_SOCKET_ADDRESS (link->peer), (const char *) frame, length,
                      NULL, NULL);
  }
}

static void
server_received (TpkCarrier   *carrier,
                 const guint8 *frame,
                 gsize         length,
                 gpointer      user_data)
{
  Link *link = user_data;
  TpkBridge *self = link->bridge;
  TpkFailure failure;
  gboolean has_trouble = tpk_turn_errors_find (&link->errors, frame, length, &failure);

  if (has_trouble && failure.stun_error == 300) {
    cut (link, &failure);
    return;
  }
  send_to_libnice (link, frame, length);
  if (has_trouble)
    self->trouble (self, &failure, self->user_data);
}

static void
server_failed (TpkCarrier       *carrier,
               const TpkFailure *failure,
               gpointer          user_data)
{
  Link *link = user_data;
  TpkFailure copy = *failure;

  if (copy.code == TPK_CODE_CLOSED && link->bridge->request->proxy != NULL) {
    copy.summary = N_("The connection to {host} through the proxy {proxy} was closed.");
    copy.advice = N_("Check again; if it stays, ask the network’s administrator whether the proxy "
                     "ends such connections, and the server’s operator to look into the relay’s log "
                     "for that time.");
  }
  cut (link, &copy);
}

static void
server_drained (TpkCarrier *carrier,
                gpointer    user_data)
{
  Link *link = user_data;

  if (link->watch != NULL)
    update_condition (link);
}

static const TpkCarrierHandler carrier_handler = {
  .received = server_received,
  .failed = server_failed,
  .drained = server_drained,
};

static void
local_ready_cb (GIOCondition condition,
                gpointer     user_data)
{
  Link *link = user_data;
  g_autoptr (GError) error = NULL;
  guint8 bytes[READ_SIZE];
  gssize n;

  if ((condition & G_IO_OUT) && !flush (link))
    return;
  if (!(condition & (G_IO_IN | G_IO_ERR | G_IO_HUP)))
    return;

  n = g_socket_receive_with_blocking (link->local, (char *) bytes, sizeof bytes, FALSE, NULL,
                                      &error);
  if (n > 0) {
    tpk_carrier_send (link->carrier, bytes, n);
    update_condition (link);
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    /* libnice hung up. */
    cut (link, NULL);
}

/* Takes what libnice has said in the meantime. */
static void
open_link (Link *link)
{
  TpkFailure failure;

  link->open = TRUE;
  if (link->local == NULL) {
    for (guint i = 0; i < link->early->len; i++) {
      gsize length;
      gconstpointer bytes = g_bytes_get_data (g_ptr_array_index (link->early, i), &length);

      tpk_carrier_send (link->carrier, bytes, length);
    }
    g_clear_pointer (&link->early, g_ptr_array_unref);
    return;
  }

  link->watch = tpk_poller_add_watch (link->bridge->poller, g_socket_get_fd (link->local), G_IO_IN,
                                      local_ready_cb, link);
  if (link->watch == NULL) {
    tpk_failure_set (&failure, TPK_CODE_TESTER_FAILED, "epoll");
    cut (link, &failure);
  }
}

static void
secured_cb (TpkCarrier       *carrier,
            const TpkFailure *failure,
            gpointer          user_data)
{
  if (failure != NULL)
    cut (user_data, failure);
  else
    open_link (user_data);
}

static void
secure (Link *link)
{
  TpkBridge *self = link->bridge;

  if (self->wire == TPK_WIRE_TLS || self->wire == TPK_WIRE_DTLS)
    tpk_carrier_secure (link->carrier, &self->options, secured_cb, link);
  else
    open_link (link);
}

static void
tunnelled_cb (TpkCarrier       *carrier,
              const TpkFailure *failure,
              gpointer          user_data)
{
  if (failure != NULL)
    cut_before_server (user_data, failure);
  else
    secure (user_data);
}

static void
connected_cb (TpkCarrier       *carrier,
              const TpkFailure *failure,
              gpointer          user_data)
{
  Link *link = user_data;
  TpkProofRequest *request = link->bridge->request;

  if (failure != NULL)
    cut_before_server (link, failure);
  else if (request->proxy != NULL)
    tpk_carrier_tunnel (carrier, request->proxy, request->far_host, request->far_port, tunnelled_cb,
                        link);
  else
    secure (link);
}

static Link *
add_link (TpkBridge *self)
{
  Link *link = g_new0 (Link, 1);

  link->bridge = self;
  link->carrier = tpk_carrier_new (self->poller, self->wire, self->request->address);
  tpk_carrier_accept_channels (link->carrier);
  tpk_carrier_set_handler (link->carrier, &carrier_handler, link);
  g_ptr_array_add (self->links, link);

  return link;
}

static void
incoming_cb (GIOCondition condition,
             gpointer     user_data)
{
  TpkBridge *self = user_data;
  g_autoptr (GSocket) local = g_socket_accept (self->listener, NULL, NULL);
  Link *link;

  if (local == NULL)
    return;

  g_socket_set_blocking (local, FALSE);
  g_socket_set_option (local, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  link = add_link (self);
  link->local = g_steal_pointer (&local);
  link->unsent = g_byte_array_new ();
  tpk_carrier_connect (link->carrier, connected_cb, link);
}

static Link *
find_link (TpkBridge          *self,
           GInetSocketAddress *peer)
{
  for (guint i = 0; i < self->links->len; i++) {
    Link *link = g_ptr_array_index (self->links, i);

    if (g_inet_socket_address_get_port (link->peer) == g_inet_socket_address_get_port (peer) &&
        g_inet_address_equal (g_inet_socket_address_get_address (link->peer),
                              g_inet_socket_address_get_address (peer)))
      return link;
  }

  return NULL;
}

/* libnice says again what it got no answer to, but the server was not asked yet. */
static void
keep_early (Link         *link,
            const guint8 *bytes,
            gsize         length)
{
  g_autoptr (GBytes) datagram = g_bytes_new (bytes, length);

  if (link->early->len < EARLY_LIMIT &&
      !g_ptr_array_find_with_equal_func (link->early, datagram, g_bytes_equal, NULL))
    g_ptr_array_add (link->early, g_steal_pointer (&datagram));
}

/* Only who speaks STUN gets a connection: anybody on this computer can send here. */
static void
begin_link (TpkBridge          *self,
            GInetSocketAddress *peer,
            const guint8       *bytes,
            gsize               length)
{
  gsize frame_length, payload_length;
  Link *link;

  if (self->cut || tpk_stun_frame_judge (bytes, length, FALSE, &frame_length, &payload_length) !=
                     TPK_FRAME_STUN)
    return;

  link = add_link (self);
  link->peer = g_object_ref (peer);
  link->early = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  keep_early (link, bytes, length);
  tpk_carrier_connect (link->carrier, connected_cb, link);
}

static void
datagram_cb (GIOCondition condition,
             gpointer     user_data)
{
  TpkBridge *self = user_data;
  g_autoptr (GSocketAddress) from = NULL;
  guint8 bytes[DATAGRAM_SIZE];
  gssize n = g_socket_receive_from (self->listener, &from, (char *) bytes, sizeof bytes, NULL, NULL);
  GInetSocketAddress *peer;
  Link *link;

  if (n < 0)
    return;

  peer = G_INET_SOCKET_ADDRESS (from);
  link = find_link (self, peer);
  if (link == NULL)
    begin_link (self, peer, bytes, n);
  else if (link->open)
    tpk_carrier_send (link->carrier, bytes, n);
  else
    keep_early (link, bytes, n);
}

static gboolean
listen_on_loopback (TpkBridge  *self,
                    GError    **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);

  self->listener = g_socket_new (G_SOCKET_FAMILY_IPV4,
                                 self->stream ? G_SOCKET_TYPE_STREAM : G_SOCKET_TYPE_DATAGRAM,
                                 self->stream ? G_SOCKET_PROTOCOL_TCP : G_SOCKET_PROTOCOL_UDP,
                                 error);
  if (self->listener == NULL)
    return FALSE;

  g_socket_set_blocking (self->listener, FALSE);
  g_socket_set_listen_backlog (self->listener, BACKLOG);
  if (!g_socket_bind (self->listener, any_port, FALSE, error) ||
      (self->stream && !g_socket_listen (self->listener, error)))
    return FALSE;
  self->address = g_socket_get_local_address (self->listener, error);
  if (self->address == NULL)
    return FALSE;

  self->watch = tpk_poller_add_watch (self->poller, g_socket_get_fd (self->listener), G_IO_IN,
                                      self->stream ? incoming_cb : datagram_cb, self);
  if (self->watch == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "epoll");

  return self->watch != NULL;
}

/**
 * tpk_bridge_is_needed:
 * @request: what to prove
 *
 * Returns: whether libnice can not go that way by itself
 */
gboolean
tpk_bridge_is_needed (TpkProofRequest *request)
{
  return request->proxy != NULL || tpk_ice_url_is_secure (request->spec->url);
}

/**
 * tpk_bridge_new:
 * @poller: the poller of the checking thread
 * @request: what to prove, for which a bridge is needed
 * @database: (nullable): whom to trust, needed for TLS and DTLS
 * @trouble: told why a call can not work
 * @user_data: for @trouble
 * @error: return location for an error
 *
 * libnice is to speak to the bridge over TCP where the URL asks for TCP or TLS, and over UDP where it
 * asks for DTLS.
 *
 * Returns: (transfer full): a bridge that takes connections, or %NULL
 */
TpkBridge *
tpk_bridge_new (TpkPoller         *poller,
                TpkProofRequest   *request,
                GTlsDatabase      *database,
                TpkBridgeTrouble   trouble,
                gpointer           user_data,
                GError           **error)
{
  TpkBridge *self = g_new0 (TpkBridge, 1);

  self->poller = poller;
  self->request = tpk_proof_request_ref (request);
  self->wire = tpk_target_spec_get_wire (request->spec);
  self->stream = tpk_target_spec_is_stream (request->spec);
  self->options.host = tpk_ice_url_get_host (request->spec->url);
  self->options.port = tpk_ice_url_get_port (request->spec->url);
  self->options.protocol = "stun.turn";
  self->options.database = database != NULL ? g_object_ref (database) : NULL;
  self->trouble = trouble;
  self->user_data = user_data;
  self->links = g_ptr_array_new_with_free_func (link_free);
  if (!listen_on_loopback (self, error)) {
    tpk_bridge_free (self);
    return NULL;
  }

  return self;
}

/**
 * tpk_bridge_free:
 * @self: (transfer full): a bridge
 *
 * Cuts all connections. Nobody is told.
 */
void
tpk_bridge_free (TpkBridge *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->watch, tpk_watch_remove);
  g_ptr_array_unref (self->links);
  if (self->listener != NULL)
    g_socket_close (self->listener, NULL);
  g_clear_object (&self->listener);
  g_clear_object (&self->address);
  g_clear_object (&self->options.database);
  tpk_proof_request_unref (self->request);
  g_free (self);
}

/**
 * tpk_bridge_get_address:
 * @self: a bridge
 *
 * Returns: (transfer none): where libnice finds the server
 */
GSocketAddress *
tpk_bridge_get_address (TpkBridge *self)
{
  return self->address;
}
