/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-tunnel-socks"

#include "config.h"

#include "tpk-tunnel-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * SOCKS 5, RFC 1928, with a user name and a password, RFC 1929.
 */

#define SOCKS_VERSION   5
#define SOCKS_NO_AUTH   0x00
#define SOCKS_PASSWORD  0x02
#define SOCKS_NO_METHOD 0xff
#define SOCKS_CONNECT   1
#define SOCKS_IPV4      1
#define SOCKS_NAME      3
#define SOCKS_IPV6      4

static void
add_byte (TpkTunnel *self,
          guint8     byte)
{
  tpk_tunnel_add (self, &byte, 1);
}

/* One byte tells the length. */
static void
add_counted (TpkTunnel  *self,
             const char *text)
{
  gsize length = MIN (strlen (text), 255);

  add_byte (self, length);
  tpk_tunnel_add (self, (const guint8 *) text, length);
}

/* Tells the ways to sign in that are known here. */
void
tpk_tunnel_write_greeting (TpkTunnel *self)
{
  gboolean password = tpk_proxy_get_username (self->proxy) != NULL;

  add_byte (self, SOCKS_VERSION);
  add_byte (self, password ? 2 : 1);
  add_byte (self, SOCKS_NO_AUTH);
  if (password)
    add_byte (self, SOCKS_PASSWORD);
}

static void
write_sign_in (TpkTunnel *self)
{
  const char *password = tpk_proxy_get_password (self->proxy);

  add_byte (self, 1);
  add_counted (self, tpk_proxy_get_username (self->proxy));
  add_counted (self, password != NULL ? password : "");
}

static void
write_socks_connect (TpkTunnel *self)
{
  g_autoptr (GInetAddress) literal = g_inet_address_new_from_string (self->host);

  add_byte (self, SOCKS_VERSION);
  add_byte (self, SOCKS_CONNECT);
  add_byte (self, 0);
  if (literal == NULL) {
    add_byte (self, SOCKS_NAME);
    add_counted (self, self->host);
  } else {
    gboolean ipv6 = g_inet_address_get_family (literal) == G_SOCKET_FAMILY_IPV6;

    add_byte (self, ipv6 ? SOCKS_IPV6 : SOCKS_IPV4);
    tpk_tunnel_add (self, g_inet_address_to_bytes (literal),
                    g_inet_address_get_native_size (literal));
  }
  add_byte (self, self->port >> 8);
  add_byte (self, self->port & 0xff);
}

static void
go_on (TpkTunnel *self,
       Step       step)
{
  g_byte_array_set_size (self->reply, 0);
  self->step = step;
}

static TpkTunnelState
judge_method (TpkTunnel  *self,
              TpkFailure *failure)
{
  guint8 method = self->reply->data[1];

  if (method == SOCKS_NO_METHOD)
    return tpk_tunnel_fail_auth (self, failure, NULL);
  if (method == SOCKS_NO_AUTH) {
    go_on (self, AWAITING_REPLY);
    write_socks_connect (self);
    return TPK_TUNNEL_WAITING;
  }
  if (method != SOCKS_PASSWORD || tpk_proxy_get_username (self->proxy) == NULL)
    return tpk_tunnel_fail_unknown (self, failure);
  go_on (self, AWAITING_AUTH);
  write_sign_in (self);

  return TPK_TUNNEL_WAITING;
}

static TpkTunnelState
judge_auth (TpkTunnel  *self,
            TpkFailure *failure)
{
  if (self->reply->data[1] != 0)
    return tpk_tunnel_fail_auth (self, failure, NULL);
  go_on (self, AWAITING_REPLY);
  write_socks_connect (self);

  return TPK_TUNNEL_WAITING;
}

/* RFC 1928 §6. */
static TpkTunnelState
judge_reply (guint8      reply,
             TpkFailure *failure)
{
  static const char *const words[] = {
    NULL,
    "general SOCKS server failure",
    "connection not allowed by ruleset",
    "network unreachable",
    "host unreachable",
    "connection refused",
    "TTL expired",
    "command not supported",
    "address type not supported",
  };
  const char *text = reply < G_N_ELEMENTS (words) ? words[reply] : "unknown SOCKS reply";

  switch (reply) {
  case 0:
    return TPK_TUNNEL_OPEN;
  case 2:
    return tpk_tunnel_fail (failure, TPK_CODE_PROXY_REFUSED, text, NULL);
  case 1:
  case 3:
  case 4:
  case 5:
  case 6:
    return tpk_tunnel_fail_beyond (failure, text);
  default:
    return tpk_tunnel_fail (failure, TPK_CODE_PROXY_FAILED, text,
                            N_("The proxy {proxy} answers with an error ({reason})."));
  }
}

/* How long a reply of SOCKS is, as far as it is known. */
static guint
get_reply_length (GByteArray *reply)
{
  if (reply->len < 5)
    return 5;
  switch (reply->data[3]) {
  case SOCKS_IPV6:
    return 4 + 16 + 2;
  case SOCKS_NAME:
    return 4 + 1 + reply->data[4] + 2;
  default:
    return 4 + 4 + 2;
  }
}

/* Takes the byte that was added to the reply last. */
TpkTunnelState
tpk_tunnel_take_socks (TpkTunnel  *self,
                       TpkFailure *failure)
{
  const guint8 *data = self->reply->data;
  guint n = self->reply->len;

  /* RFC 1929 has a version of its own; some servers answer with that of SOCKS. */
  if (n == 1 && data[0] != SOCKS_VERSION && (self->step != AWAITING_AUTH || data[0] != 1))
    return tpk_tunnel_fail_unknown (self, failure);
  if (n < 2)
    return TPK_TUNNEL_WAITING;
  if (self->step == AWAITING_METHOD)
    return judge_method (self, failure);
  if (self->step == AWAITING_AUTH)
    return judge_auth (self, failure);

  /* Some servers end with a failure before the reply is whole. */
  if (data[1] != 0)
    return judge_reply (data[1], failure);
  if (n >= 4 && data[3] != SOCKS_IPV4 && data[3] != SOCKS_NAME && data[3] != SOCKS_IPV6)
    return tpk_tunnel_fail_unknown (self, failure);

  return n < get_reply_length (self->reply) ? TPK_TUNNEL_WAITING : TPK_TUNNEL_OPEN;
}
