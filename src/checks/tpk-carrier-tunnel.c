/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-carrier-tunnel"

#include "config.h"

#include "tpk-carrier-private.h"

/*
 * A carrier whose connection leads to a proxy has it connect on, to the server. From then on, the
 * carrier is as if it had dialled the server itself.
 *
 * What comes in is looked at before it is taken, so that not a byte of the server's is taken for the
 * proxy's.
 */

#define PEEK_SIZE (4 * 1024)

static void
send_request (TpkCarrier *self)
{
  g_autoptr (GBytes) request = tpk_tunnel_take_request (self->tunnel);
  gconstpointer data;
  gsize length;

  if (request == NULL)
    return;
  data = g_bytes_get_data (request, &length);
  tpk_carrier_send (self, data, length);
}

/**
 * tpk_carrier_tunnel:
 * @self: a carrier that is connected to @proxy
 * @proxy: what to speak
 * @host: whom the proxy is to connect to, a name or an address without brackets
 * @port: and at which port
 * @done: called once
 * @user_data: for @done
 */
void
tpk_carrier_tunnel (TpkCarrier     *self,
                    TpkProxy       *proxy,
                    const char     *host,
                    guint16         port,
                    TpkCarrierDone  done,
                    gpointer        user_data)
{
  g_return_if_fail (self->state == CARRIER_OPEN);
  g_return_if_fail (self->tunnel == NULL);

  self->done = done;
  self->done_data = user_data;
  self->tunnel = tpk_tunnel_new (proxy, host, port);
  send_request (self);
}

static gssize
peek (TpkCarrier  *self,
      guint8      *buffer,
      gsize        size,
      GError     **error)
{
  GInputVector vector = { buffer, size };
  int flags = G_SOCKET_MSG_PEEK;

  return g_socket_receive_message (self->socket, NULL, &vector, 1, NULL, NULL, &flags, NULL, error);
}

/* Ends what tpk_carrier_tunnel() has begun. What comes from now on is the server's. */
static void
finish (TpkCarrier       *self,
        const TpkFailure *failure)
{
  tpk_carrier_stop_listening (self);
  g_clear_pointer (&self->tunnel, tpk_tunnel_free);
  tpk_carrier_finish (self, failure);
}

static gboolean
take (TpkCarrier   *self,
      guint8       *buffer,
      gsize         length)
{
  TpkFailure failure;
  TpkTunnelState state;
  gsize used;

  state = tpk_tunnel_push (self->tunnel, buffer, length, &used, &failure);
  g_socket_receive_with_blocking (self->socket, (char *) buffer, used, FALSE, NULL, NULL);
  if (state == TPK_TUNNEL_WAITING) {
    send_request (self);
    return TRUE;
  }
  finish (self, state == TPK_TUNNEL_OPEN ? NULL : &failure);

  return FALSE;
}

/* Returns whether to go on reading for the proxy. */
gboolean
tpk_carrier_tunnel_read (TpkCarrier *self)
{
  guint8 buffer[PEEK_SIZE];
  g_autoptr (GError) error = NULL;
  TpkFailure failure;
  gssize n = peek (self, buffer, sizeof buffer, &error);

  if (n > 0)
    return take (self, buffer, n);
  if (n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return FALSE;

  if (n == 0)
    tpk_tunnel_end (self->tunnel, &failure);
  else
    tpk_failure_set_error (&failure, error);
  finish (self, &failure);

  return FALSE;
}
