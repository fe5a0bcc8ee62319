/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-tunnel-http"

#include "config.h"

#include "tpk-tunnel-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "tpk-address.h"

/*
 * HTTP CONNECT, RFC 9110 §9.3.6. Who signs in is told with the first request, so that no proxy
 * costs a second connection.
 */

#define MAX_HEAD (32 * 1024)

static void
add_text (TpkTunnel  *self,
          const char *text)
{
  tpk_tunnel_add (self, (const guint8 *) text, strlen (text));
}

/* Asks for the server. */
void
tpk_tunnel_write_connect (TpkTunnel *self)
{
  g_autofree char *authority = NULL;
  g_autofree char *request = NULL;
  const char *user = tpk_proxy_get_username (self->proxy);

  authority = tpk_address_dup_endpoint (self->host, self->port);
  request = g_strdup_printf ("CONNECT %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: Turnpike/" VERSION
                             "\r\n", authority, authority);
  add_text (self, request);
  if (user != NULL) {
    const char *password = tpk_proxy_get_password (self->proxy);
    g_autofree char *pair = g_strdup_printf ("%s:%s", user, password ? password : "");
    g_autofree char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));

    add_text (self, "Proxy-Authorization: Basic ");
    add_text (self, encoded);
    add_text (self, "\r\n");
    explicit_bzero (pair, strlen (pair));
    explicit_bzero (encoded, strlen (encoded));
  }
  add_text (self, "\r\n");
}

/* RFC 9110 §11.7.1: what the proxy would take. Browsers know ways that are not spoken here. */
static gboolean
offers_other_ways_only (const char *head)
{
  gboolean offers = FALSE;

  for (const char *line = strchr (head, '\n'); line != NULL; line = strchr (line, '\n')) {
    line++;
    if (g_ascii_strncasecmp (line, "Proxy-Authenticate:", 19) != 0)
      continue;
    line += 19;
    line += strspn (line, " \t");
    if (g_ascii_strncasecmp (line, "Basic", 5) == 0)
      return FALSE;
    offers = TRUE;
  }

  return offers;
}

static TpkTunnelState
judge_status (TpkTunnel  *self,
              int         status,
              const char *words,
              const char *head,
              TpkFailure *failure)
{
  switch (status) {
  case 403:
    return tpk_tunnel_fail (failure, TPK_CODE_PROXY_REFUSED, words, NULL);
  /* Tinyproxy answers a wrong password so. */
  case 401:
  case 407:
    if (!offers_other_ways_only (head))
      return tpk_tunnel_fail_auth (self, failure, words);
    tpk_tunnel_fail (failure, TPK_CODE_PROXY_AUTH, words,
                     N_("The proxy {proxy} wants another way to sign in than a user name and a "
                        "password."));
    failure->advice = N_("Ask the network’s administrator for a proxy that takes a user name and "
                         "a password (Basic), or for a way around the proxy to {host}.");
    return TPK_TUNNEL_FAILED;
  case 500:
  case 502:
  case 503:
  case 504:
    return tpk_tunnel_fail_beyond (failure, words);
  default:
    return tpk_tunnel_fail (failure, TPK_CODE_PROXY_FAILED, words,
                            N_("The proxy {proxy} answers with an error ({reason})."));
  }
}

/* RFC 9112 §4: “HTTP/1.1 200 Connection established”. */
static TpkTunnelState
judge_head (TpkTunnel  *self,
            TpkFailure *failure)
{
  g_autofree char *head = g_strndup ((const char *) self->reply->data, self->reply->len);
  g_autofree char *words = NULL;
  const char *status = strchr (head, ' ');
  int number;

  if (status == NULL || !g_ascii_isdigit (status[1]) || !g_ascii_isdigit (status[2]) ||
      !g_ascii_isdigit (status[3]) || g_ascii_isdigit (status[4]))
    return tpk_tunnel_fail_unknown (self, failure);
  status++;
  number = atoi (status);
  if (number >= 200 && number < 300)
    return TPK_TUNNEL_OPEN;
  words = g_strndup (status, strcspn (status, "\r\n"));

  return judge_status (self, number, words, head, failure);
}

static gboolean
ends_head (GByteArray *reply)
{
  const guint8 *data = reply->data;
  guint n = reply->len;

  return (n >= 4 && memcmp (data + n - 4, "\r\n\r\n", 4) == 0) ||
         (n >= 2 && memcmp (data + n - 2, "\n\n", 2) == 0);
}

/* Takes the byte that was added to the reply last. */
TpkTunnelState
tpk_tunnel_take_http (TpkTunnel  *self,
                      TpkFailure *failure)
{
  static const char begin[] = "HTTP/1.";
  guint n = self->reply->len;

  if (n <= strlen (begin) && self->reply->data[n - 1] != (guint8) begin[n - 1])
    return tpk_tunnel_fail_unknown (self, failure);
  /* An interim answer (RFC 9110 §15.2) is none. */
  if (ends_head (self->reply)) {
    if (n <= 9 || self->reply->data[9] != '1')
      return judge_head (self, failure);
    g_byte_array_set_size (self->reply, 0);
    return TPK_TUNNEL_WAITING;
  }
  if (n >= MAX_HEAD)
    return tpk_tunnel_fail_unknown (self, failure);

  return TPK_TUNNEL_WAITING;
}
