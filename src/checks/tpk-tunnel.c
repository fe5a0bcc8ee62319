/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-tunnel"

#include "config.h"

#include "tpk-tunnel.h"
#include "tpk-tunnel-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * HTTP CONNECT and SOCKS 5, written here rather than left to GProxy, which blocks and tells every
 * refusal alike. The name of the server is handed to the proxy as it stands, as browsers do: inside
 * a network that has a proxy, it is often the only one that can look it up.
 */

/* To what is to be sent. */
void
tpk_tunnel_add (TpkTunnel    *self,
                const guint8 *bytes,
                gsize         length)
{
  g_byte_array_append (self->request, bytes, length);
}

/**
 * tpk_tunnel_new:
 * @proxy: the proxy that a connection leads to
 * @host: whom the proxy is to connect to, a name or an address without brackets
 * @port: and at which port
 *
 * Returns: (transfer full): a tunnel; its first request is ready
 */
TpkTunnel *
tpk_tunnel_new (TpkProxy   *proxy,
                const char *host,
                guint16     port)
{
  TpkTunnel *self = g_new0 (TpkTunnel, 1);

  self->proxy = tpk_proxy_ref (proxy);
  self->host = g_strdup (host);
  self->port = port;
  self->request = g_byte_array_new ();
  self->reply = g_byte_array_new ();
  if (tpk_proxy_get_kind (proxy) == TPK_PROXY_HTTP) {
    self->step = AWAITING_HEAD;
    tpk_tunnel_write_connect (self);
  } else {
    self->step = AWAITING_METHOD;
    tpk_tunnel_write_greeting (self);
  }

  return self;
}

void
tpk_tunnel_free (TpkTunnel *self)
{
  g_return_if_fail (self != NULL);

  /* It may hold a password that was never sent. */
  if (self->request->len > 0)
    explicit_bzero (self->request->data, self->request->len);
  g_byte_array_unref (self->request);
  g_byte_array_unref (self->reply);
  tpk_proxy_unref (self->proxy);
  g_free (self->host);
  g_free (self);
}

/**
 * tpk_tunnel_take_request:
 * @self: a tunnel
 *
 * Returns: (transfer full) (nullable): what to send now; it may hold a password
 */
GBytes *
tpk_tunnel_take_request (TpkTunnel *self)
{
  GByteArray *request;

  if (self->request->len == 0)
    return NULL;
  request = self->request;
  self->request = g_byte_array_new ();

  return g_byte_array_free_to_bytes (request);
}

TpkTunnelState
tpk_tunnel_fail (TpkFailure *failure,
                 TpkCode     code,
                 const char *text,
                 const char *summary)
{
  tpk_failure_set (failure, code, text);
  failure->summary = summary;

  return TPK_TUNNEL_FAILED;
}

TpkTunnelState
tpk_tunnel_fail_unknown (TpkTunnel  *self,
                         TpkFailure *failure)
{
  TpkFailure answer;

  tpk_failure_set_not_stun (&answer, self->reply->data, self->reply->len);
  tpk_tunnel_fail (failure, TPK_CODE_PROXY_FAILED, answer.text,
                   N_("Something else than a proxy of this kind answers at {proxy}."));
  g_strlcpy (failure->first_bytes, answer.first_bytes, sizeof failure->first_bytes);

  return TPK_TUNNEL_FAILED;
}

/* The proxy did what it was asked for, but found nobody. */
TpkTunnelState
tpk_tunnel_fail_beyond (TpkFailure *failure,
                        const char *text)
{
  tpk_tunnel_fail (failure, TPK_CODE_PROXY_FAILED, text,
                   N_("The proxy {proxy} answers, but could not connect to port {port} of "
                       "{host}."));
  failure->advice = N_("Check the name and the port of the server. If they are right, ask the "
                       "network’s administrator whether the proxy itself may connect there.");

  return TPK_TUNNEL_FAILED;
}

TpkTunnelState
tpk_tunnel_fail_auth (TpkTunnel  *self,
                      TpkFailure *failure,
                      const char *text)
{
  gboolean told = tpk_proxy_get_username (self->proxy) != NULL;

  return tpk_tunnel_fail (failure, TPK_CODE_PROXY_AUTH, text,
                          told ? N_("The proxy {proxy} does not accept the user name and "
                                    "password.")
                               : NULL);
}

/**
 * tpk_tunnel_push:
 * @self: a tunnel
 * @bytes: what came from the proxy
 * @length: of @bytes
 * @used: (out): how much of it was the proxy's; the rest is for whoever comes after
 * @failure: (out caller-allocates): why it failed
 *
 * Returns: how far the tunnel is; while it waits, there may be a request to send
 */
TpkTunnelState
tpk_tunnel_push (TpkTunnel    *self,
                 const guint8 *bytes,
                 gsize         length,
                 gsize        *used,
                 TpkFailure   *failure)
{
  TpkTunnelState state = TPK_TUNNEL_WAITING;

  for (*used = 0; *used < length && state == TPK_TUNNEL_WAITING; (*used)++) {
    g_byte_array_append (self->reply, bytes + *used, 1);
    state = self->step == AWAITING_HEAD ? tpk_tunnel_take_http (self, failure)
                                        : tpk_tunnel_take_socks (self, failure);
  }

  return state;
}

/**
 * tpk_tunnel_end:
 * @self: a tunnel that is not open
 * @failure: (out caller-allocates): what that means
 *
 * The proxy has closed the connection.
 */
void
tpk_tunnel_end (TpkTunnel  *self,
                TpkFailure *failure)
{
  tpk_tunnel_fail (failure, TPK_CODE_PROXY_FAILED, NULL,
                   N_("The proxy {proxy} closed the connection instead of answering."));
}
