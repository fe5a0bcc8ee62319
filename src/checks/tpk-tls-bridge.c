/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-tls-bridge"

#include "config.h"

#include "tpk-tls-bridge.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "tpk-stun-framer.h"
#include "tpk-stun-message.h"

/*
 * libnice has no TURN over TLS; what it calls so is plain text. So it is given a port on loopback,
 * and each connection to it gets a carrier of its own to the server: the same one that a check
 * uses, verified in the same way. Nothing is read from libnice before the server has proven who it
 * is.
 *
 * What the server says goes by frame by frame, since libnice keeps errors to itself. A redirection
 * must not reach it: it would follow, in plain text. Then the connection is cut.
 */
struct _TpkTlsBridge {
  TpkPoller *poller;             /* (unowned) */
  GSocketAddress *server;        /* (owned) */
  char *host;                    /* (owned) */
  char *protocol;                /* (owned) */
  TpkTlsOptions options;         /* whose strings are the above */
  TpkTlsBridgeTrouble trouble;
  gpointer user_data;

  GSocket *listener;             /* (owned) */
  GSocketAddress *address;       /* (owned) */
  TpkWatch *watch;               /* (nullable) (owned) */
  GPtrArray *links;              /* (element-type Link) (owned) */
};

/* One connection of libnice and the one to the server that belongs to it. */
typedef struct {
  TpkTlsBridge *bridge;          /* (unowned) */
  GSocket *local;                /* (owned) */
  TpkWatch *watch;               /* (nullable) (owned): of @local, once the server is trusted */
  TpkCarrier *carrier;           /* (owned) */
  GByteArray *unsent;            /* (owned): towards libnice */
  guint n_challenges;
} Link;

/* The default of GIO, 10, overflows when many agents start at once. */
#define BACKLOG        128
#define READ_SIZE      (16 * 1024)
#define UNSENT_LIMIT   (256 * 1024)

static void
link_free (gpointer data)
{
  Link *link = data;

  g_clear_pointer (&link->watch, tpk_watch_remove);
  tpk_carrier_close (link->carrier);
  tpk_carrier_unref (link->carrier);
  g_socket_close (link->local, NULL);
  g_object_unref (link->local);
  g_byte_array_unref (link->unsent);
  g_free (link);
}

/* Ends a link, and tells why if there is anything to tell. */
static void
cut (Link             *link,
     const TpkFailure *failure)
{
  TpkTlsBridge *self = link->bridge;
  TpkFailure copy;

  if (failure != NULL)
    copy = *failure;
  g_ptr_array_remove_fast (self->links, link);
  if (failure != NULL)
    self->trouble (self, &copy, self->user_data);
}

static void
update_condition (Link *link)
{
  tpk_watch_set_condition (link->watch,
                           link->unsent->len > 0 ? G_IO_IN | G_IO_OUT : G_IO_IN);
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

/* What an error to an Allocate says; the first 401 is only the challenge. */
static gboolean
judge_allocate_error (Link *link,
                      int   code)
{
  if (code == 438)
    return FALSE;

  return code != 401 || ++link->n_challenges > 1;
}

/* Returns whether the call can not work any more, and why. */
static gboolean
find_trouble (Link         *link,
              const guint8 *frame,
              gsize         length,
              TpkFailure   *failure)
{
  StunMessage message = { .buffer = (guint8 *) frame, .buffer_len = length };
  char reason[128];
  int code = 0;

  if ((frame[0] & 0xC0) != 0 || stun_message_get_class (&message) != STUN_ERROR ||
      stun_message_find_error (&message, &code) != STUN_MESSAGE_RETURN_SUCCESS)
    return FALSE;

  tpk_stun_copy_text (&message, STUN_ATTRIBUTE_ERROR_CODE, 4, reason, sizeof reason);
  tpk_failure_set (failure, tpk_code_from_stun_error (code), reason);
  failure->stun_error = code;
  if (code == 300)
    return TRUE;

  switch (stun_message_get_method (&message)) {
    case STUN_ALLOCATE:
      return judge_allocate_error (link, code);
    case STUN_CREATEPERMISSION:
      failure->code = TPK_CODE_PEER_FORBIDDEN;
      return code == 403;
    default:
      return FALSE;
  }
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
server_received (TpkCarrier   *carrier,
                 const guint8 *frame,
                 gsize         length,
                 gpointer      user_data)
{
  Link *link = user_data;
  TpkTlsBridge *self = link->bridge;
  TpkFailure failure;
  gboolean has_trouble = find_trouble (link, frame, length, &failure);

  if (has_trouble && failure.stun_error == 300) {
    cut (link, &failure);
    return;
  }
  append_frame (link->unsent, frame, length);
  flush (link);
  if (has_trouble)
    self->trouble (self, &failure, self->user_data);
}

static void
server_failed (TpkCarrier       *carrier,
               const TpkFailure *failure,
               gpointer          user_data)
{
  cut (user_data, failure);
}

static const TpkCarrierHandler carrier_handler = {
  .received = server_received,
  .failed = server_failed,
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
  if (n > 0)
    tpk_carrier_send (link->carrier, bytes, n);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    /* libnice hung up. */
    cut (link, NULL);
}

static void
secured_cb (TpkCarrier       *carrier,
            const TpkFailure *failure,
            gpointer          user_data)
{
  Link *link = user_data;
  TpkFailure watch_failure;

  if (failure != NULL) {
    cut (link, failure);
    return;
  }
  link->watch = tpk_poller_add_watch (link->bridge->poller, g_socket_get_fd (link->local), G_IO_IN,
                                      local_ready_cb, link);
  if (link->watch == NULL) {
    tpk_failure_set (&watch_failure, TPK_CODE_TESTER_FAILED, "epoll");
    cut (link, &watch_failure);
  }
}

static void
connected_cb (TpkCarrier       *carrier,
              const TpkFailure *failure,
              gpointer          user_data)
{
  Link *link = user_data;

  if (failure != NULL)
    cut (link, failure);
  else
    tpk_carrier_secure (carrier, &link->bridge->options, secured_cb, link);
}

static void
incoming_cb (GIOCondition condition,
             gpointer     user_data)
{
  TpkTlsBridge *self = user_data;
  g_autoptr (GSocket) local = g_socket_accept (self->listener, NULL, NULL);
  Link *link;

  if (local == NULL)
    return;

  g_socket_set_blocking (local, FALSE);
  g_socket_set_option (local, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  link = g_new0 (Link, 1);
  link->bridge = self;
  link->local = g_steal_pointer (&local);
  link->unsent = g_byte_array_new ();
  link->carrier = tpk_carrier_new (self->poller, TPK_WIRE_TLS, self->server);
  tpk_carrier_accept_channels (link->carrier);
  tpk_carrier_set_handler (link->carrier, &carrier_handler, link);
  g_ptr_array_add (self->links, link);
  tpk_carrier_connect (link->carrier, connected_cb, link);
}

static gboolean
listen_on_loopback (TpkTlsBridge  *self,
                    GError       **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);

  self->listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 error);
  if (self->listener == NULL)
    return FALSE;

  g_socket_set_blocking (self->listener, FALSE);
  g_socket_set_listen_backlog (self->listener, BACKLOG);
  if (!g_socket_bind (self->listener, any_port, FALSE, error) ||
      !g_socket_listen (self->listener, error))
    return FALSE;
  self->address = g_socket_get_local_address (self->listener, error);
  if (self->address == NULL)
    return FALSE;

  self->watch = tpk_poller_add_watch (self->poller, g_socket_get_fd (self->listener), G_IO_IN,
                                      incoming_cb, self);
  if (self->watch == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "epoll");

  return self->watch != NULL;
}

/**
 * tpk_tls_bridge_new:
 * @poller: the poller of the checking thread
 * @server: the server
 * @options: whom to expect there; copied
 * @trouble: told why a call can not work
 * @user_data: for @trouble
 * @error: return location for an error
 *
 * Returns: (transfer full): a bridge that takes connections, or %NULL
 */
TpkTlsBridge *
tpk_tls_bridge_new (TpkPoller            *poller,
                    GSocketAddress       *server,
                    const TpkTlsOptions  *options,
                    TpkTlsBridgeTrouble   trouble,
                    gpointer              user_data,
                    GError              **error)
{
  TpkTlsBridge *self = g_new0 (TpkTlsBridge, 1);

  self->poller = poller;
  self->server = g_object_ref (server);
  self->host = g_strdup (options->host);
  self->protocol = g_strdup (options->protocol);
  self->options = *options;
  self->options.host = self->host;
  self->options.protocol = self->protocol;
  self->options.database = g_object_ref (options->database);
  self->trouble = trouble;
  self->user_data = user_data;
  self->links = g_ptr_array_new_with_free_func (link_free);
  if (!listen_on_loopback (self, error)) {
    tpk_tls_bridge_free (self);
    return NULL;
  }

  return self;
}

/**
 * tpk_tls_bridge_free:
 * @self: (transfer full): a bridge
 *
 * Cuts all connections. Nobody is told.
 */
void
tpk_tls_bridge_free (TpkTlsBridge *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->watch, tpk_watch_remove);
  g_ptr_array_unref (self->links);
  if (self->listener != NULL)
    g_socket_close (self->listener, NULL);
  g_clear_object (&self->listener);
  g_clear_object (&self->address);
  g_clear_object (&self->server);
  g_clear_object (&self->options.database);
  g_free (self->host);
  g_free (self->protocol);
  g_free (self);
}

/**
 * tpk_tls_bridge_get_address:
 * @self: a bridge
 *
 * Returns: (transfer none): where libnice finds the server, over TCP
 */
GSocketAddress *
tpk_tls_bridge_get_address (TpkTlsBridge *self)
{
  return self->address;
}
