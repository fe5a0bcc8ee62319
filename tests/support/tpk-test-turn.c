/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-turn"

#include "config.h"

#include "tpk-test-turn.h"

#include "tpk-test-coturn.h"
#include "tpk-test-net.h"
#include "tpk-test-stun.h"
#include "tpk-test-thread.h"

#include <string.h>

#define LIFETIME_S 600
#define SMALL_LIMIT 1000

/* TpkTestTurn:
 *
 * A small TURN server for the answers that turnserver cannot be made to give. Where the script
 * does not say otherwise it really relays, with one socket for each client's allocation.
 */
struct _TpkTestTurn
{
  const TpkTestTurnScript *script;
  GSocketAddress *server;         /* (owned) */
  GSocketAddress *client;         /* (owned) */
  TpkTestReply reply;
  gpointer user_data;

  guint8 key[16];
  guint n_stale;
  guint n_forwarded;
  GSocket *relay;                 /* (owned) (nullable) */
  GSource *watch;                 /* (owned) (nullable) */
  GHashTable *permissions;        /* (owned) (element-type utf8 GSocketAddress): by host */
  GHashTable *channels;           /* (owned) (element-type uint GSocketAddress) */
};

static char *
host_of (GSocketAddress *address)
{
  return g_inet_address_to_string (g_inet_socket_address_get_address (
    G_INET_SOCKET_ADDRESS (address)));
}

static void
send_message (TpkTestTurn *self,
              GByteArray  *message)
{
  self->reply (message->data, message->len, self->user_data);
}

static void
send_error (TpkTestTurn       *self,
            const TpkTestStun *request,
            guint              code,
            gboolean           is_authentic)
{
  g_autoptr (GByteArray) answer = tpk_test_stun_new (request->method | TPK_TEST_STUN_ERROR,
                                                     request->transaction);

  tpk_test_stun_add_error (answer, code);
  if (code == 401 || code == 438) {
    g_autofree char *nonce = g_strdup_printf ("nonce-%u", self->n_stale);

    tpk_test_stun_add_string (answer, TPK_TEST_STUN_REALM, TPK_TEST_REALM);
    tpk_test_stun_add_string (answer, TPK_TEST_STUN_NONCE, nonce);
  }
  if (code == 300) {
    const guint16 port = self->script->alternate_port
      ? self->script->alternate_port
      : g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (self->server));
    g_autoptr (GSocketAddress) alternate =
      tpk_test_loopback (g_socket_address_get_family (self->server), port);

    tpk_test_stun_add_address (answer, TPK_TEST_STUN_ALTERNATE_SERVER, alternate);
  }
  tpk_test_stun_add_string (answer, TPK_TEST_STUN_SOFTWARE, "Turnpike test server");
  if (is_authentic && !self->script->no_integrity && code != 401 && code != 438)
    tpk_test_stun_add_integrity (answer, self->key, sizeof self->key);

  send_message (self, answer);
}

static GByteArray *
new_success (const TpkTestStun *request)
{
  return tpk_test_stun_new (request->method | TPK_TEST_STUN_SUCCESS, request->transaction);
}

static void
finish_success (TpkTestTurn *self,
                GByteArray  *answer)
{
  tpk_test_stun_add_integrity (answer, self->key, sizeof self->key);
  send_message (self, answer);
}

static void
send_to_client (TpkTestTurn    *self,
                GSocketAddress *peer,
                const guint8   *data,
                gsize           length)
{
  g_autoptr (GByteArray) message = tpk_test_stun_new (TPK_TEST_STUN_DATA,
                                                      (const guint8 *) "of-the-relay");

  tpk_test_stun_add_address (message, TPK_TEST_STUN_XOR_PEER, peer);
  tpk_test_stun_add (message, TPK_TEST_STUN_DATA_ATTRIBUTE, data, length);
  send_message (self, message);
}

static gboolean
relay_readable_cb (GSocket      *socket,
                   GIOCondition  condition,
                   gpointer      data)
{
  TpkTestTurn *self = data;
  g_autoptr (GSocketAddress) peer = NULL;
  g_autofree char *host = NULL;
  guint8 bytes[2048];
  gssize length = g_socket_receive_from (socket, &peer, (char *) bytes, sizeof bytes, NULL, NULL);

  if (length < 0)
    return G_SOURCE_CONTINUE;

  host = host_of (peer);
  if (g_hash_table_contains (self->permissions, host))
    send_to_client (self, peer, bytes, length);

  return G_SOURCE_CONTINUE;
}

static gboolean
is_forwarded (TpkTestTurn *self,
              gsize        length)
{
  self->n_forwarded++;

  switch (self->script->relay) {
  case TPK_TEST_RELAY_SILENT:
    return FALSE;
  case TPK_TEST_RELAY_LOSSY:
    return self->n_forwarded % 2 == 0;
  case TPK_TEST_RELAY_SMALL_ONLY:
    return length <= SMALL_LIMIT;
  case TPK_TEST_RELAY_FORWARD:
  case TPK_TEST_RELAY_WRONG_ADDRESS:
  case TPK_TEST_RELAY_NO_ADDRESS:
  default:
    return TRUE;
  }
}

static void
forward (TpkTestTurn    *self,
         GSocketAddress *peer,
         const guint8   *data,
         gsize           length)
{
  g_autofree char *host = peer ? host_of (peer) : NULL;

  if (self->relay && host && g_hash_table_contains (self->permissions, host) &&
      is_forwarded (self, length))
    g_socket_send_to (self->relay, peer, (const char *) data, length, NULL, NULL);
}

static void
release (TpkTestTurn *self)
{
  tpk_test_unwatch (g_steal_pointer (&self->watch));
  g_clear_object (&self->relay);
}

static GSocketAddress *
get_told_address (TpkTestTurn *self)
{
  const guint16 port = tpk_test_socket_port (self->relay);

  /* An address for documentation, RFC 5737: nobody is there. */
  if (self->script->relay == TPK_TEST_RELAY_WRONG_ADDRESS)
    return g_inet_socket_address_new_from_string ("192.0.2.99", port);

  return tpk_test_loopback (G_SOCKET_FAMILY_IPV4, port);
}

static void
handle_allocate (TpkTestTurn       *self,
                 const TpkTestStun *request)
{
  g_autoptr (GByteArray) answer = NULL;
  g_autoptr (GSocketAddress) relayed = NULL;

  if (self->n_stale < self->script->stale) {
    self->n_stale++;
    send_error (self, request, 438, TRUE);
    return;
  }
  if (self->script->allocate) {
    send_error (self, request, self->script->allocate, TRUE);
    return;
  }

  if (!self->relay) {
    self->relay = tpk_test_bind_udp (G_SOCKET_FAMILY_IPV4, 0);
    self->watch = tpk_test_watch_socket (self->relay, relay_readable_cb, self);
  }
  relayed = get_told_address (self);

  answer = new_success (request);
  if (self->script->relay != TPK_TEST_RELAY_NO_ADDRESS)
    tpk_test_stun_add_address (answer, TPK_TEST_STUN_XOR_RELAYED, relayed);
  tpk_test_stun_add_address (answer, TPK_TEST_STUN_XOR_MAPPED, self->client);
  tpk_test_stun_add_uint32 (answer, TPK_TEST_STUN_LIFETIME, LIFETIME_S);
  finish_success (self, answer);
}

static void
handle_refresh (TpkTestTurn       *self,
                const TpkTestStun *request)
{
  g_autoptr (GByteArray) answer = new_success (request);
  guint16 length;
  const guint8 *lifetime = tpk_test_stun_find (request, TPK_TEST_STUN_LIFETIME, &length);

  if (self->script->refresh) {
    send_error (self, request, self->script->refresh, TRUE);
    return;
  }

  if (lifetime && length == 4 && memcmp (lifetime, "\0\0\0\0", 4) == 0)
    release (self);
  tpk_test_stun_add_uint32 (answer, TPK_TEST_STUN_LIFETIME, self->relay ? LIFETIME_S : 0);
  finish_success (self, answer);
}

static void
handle_permission (TpkTestTurn       *self,
                   const TpkTestStun *request)
{
  g_autoptr (GByteArray) answer = new_success (request);
  g_autoptr (GSocketAddress) peer = tpk_test_stun_get_address (request, TPK_TEST_STUN_XOR_PEER);
  guint16 length;
  const guint8 *channel = tpk_test_stun_find (request, TPK_TEST_STUN_CHANNEL_NUMBER, &length);

  if (self->script->permission || !peer) {
    send_error (self, request, peer ? self->script->permission : 400, TRUE);
    return;
  }

  if (channel && length == 4)
    g_hash_table_insert (self->channels, GUINT_TO_POINTER ((channel[0] << 8) | channel[1]),
                         g_object_ref (peer));
  g_hash_table_insert (self->permissions, host_of (peer), g_object_ref (peer));
  finish_success (self, answer);
}

static void
handle_binding (TpkTestTurn       *self,
                const TpkTestStun *request)
{
  g_autoptr (GByteArray) answer = new_success (request);

  tpk_test_stun_add_address (answer, TPK_TEST_STUN_XOR_MAPPED, self->client);
  tpk_test_stun_add_string (answer, TPK_TEST_STUN_SOFTWARE, "Turnpike test server");
  send_message (self, answer);
}

static void
handle_send (TpkTestTurn       *self,
             const TpkTestStun *indication)
{
  g_autoptr (GSocketAddress) peer = tpk_test_stun_get_address (indication, TPK_TEST_STUN_XOR_PEER);
  guint16 length = 0;
  const guint8 *data = tpk_test_stun_find (indication, TPK_TEST_STUN_DATA_ATTRIBUTE, &length);

  if (data)
    forward (self, peer, data, length);
}

static void
handle_channel_data (TpkTestTurn  *self,
                     const guint8 *data,
                     gsize         length)
{
  const guint channel = (data[0] << 8) | data[1];
  const gsize size = (data[2] << 8) | data[3];

  GSocketAddress *peer = g_hash_table_lookup (self->channels, GUINT_TO_POINTER (channel));

  if (size + 4 <= length)
    forward (self, peer, data + 4, size);
}

static void
derive_key (TpkTestTurn       *self,
            const TpkTestStun *request)
{
  g_autoptr (GChecksum) md5 = g_checksum_new (G_CHECKSUM_MD5);
  gsize size = sizeof self->key;
  guint16 length = 0;
  const guint8 *user = tpk_test_stun_find (request, TPK_TEST_STUN_USERNAME, &length);

  /* RFC 8489 section 9.2.2 */
  if (user)
    g_checksum_update (md5, user, length);
  g_checksum_update (md5, (const guchar *) ":" TPK_TEST_REALM ":" TPK_TEST_PASSWORD, -1);
  g_checksum_get_digest (md5, self->key, &size);
}

/**
 * tpk_test_turn_new:
 * @script: what it answers; must outlive it
 * @server: the server's address
 * @client: the client's address
 * @reply: how bytes get back to the client
 * @user_data: for @reply
 *
 * Returns: (transfer full): the server's side of one client
 */
TpkTestTurn *
tpk_test_turn_new (const TpkTestTurnScript *script,
                   GSocketAddress          *server,
                   GSocketAddress          *client,
                   TpkTestReply             reply,
                   gpointer                 user_data)
{
  TpkTestTurn *self = g_new0 (TpkTestTurn, 1);

  self->script = script;
  self->server = g_object_ref (server);
  self->client = g_object_ref (client);
  self->reply = reply;
  self->user_data = user_data;
  self->permissions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->channels = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);

  return self;
}

/**
 * tpk_test_turn_free:
 * @self: (transfer full): a session
 *
 * Ends the session and its allocation.
 */
void
tpk_test_turn_free (TpkTestTurn *self)
{
  release (self);
  g_hash_table_unref (self->channels);
  g_hash_table_unref (self->permissions);
  g_object_unref (self->client);
  g_object_unref (self->server);
  g_free (self);
}

/**
 * tpk_test_turn_handle:
 * @self: a session
 * @data: one STUN message or one ChannelData
 * @length: its length in bytes
 *
 * Does what a TURN server does with @data, RFC 8656, as far as the script lets it. Passwords are
 * not verified: turnserver is there for that.
 */
void
tpk_test_turn_handle (TpkTestTurn  *self,
                      const guint8 *data,
                      gsize         length)
{
  TpkTestStun message;

  if (length >= 4 && (data[0] & 0xc0) == 0x40) {
    handle_channel_data (self, data, length);
    return;
  }
  if (!tpk_test_stun_parse (&message, data, length))
    return;

  if (message.type == TPK_TEST_STUN_SEND)
    handle_send (self, &message);
  else if (message.type == TPK_TEST_STUN_BINDING)
    handle_binding (self, &message);
  else if (!tpk_test_stun_is_request (&message))
    return;
  else if (!tpk_test_stun_find (&message, TPK_TEST_STUN_MESSAGE_INTEGRITY, NULL))
    send_error (self, &message, self->script->challenge ? self->script->challenge : 401, FALSE);
  else {
    derive_key (self, &message);
    if (message.method == TPK_TEST_STUN_ALLOCATE)
      handle_allocate (self, &message);
    else if (message.method == TPK_TEST_STUN_REFRESH)
      handle_refresh (self, &message);
    else if (message.method == TPK_TEST_STUN_CREATE_PERMISSION ||
             message.method == TPK_TEST_STUN_CHANNEL_BIND)
      handle_permission (self, &message);
    else
      send_error (self, &message, 400, TRUE);
  }
}
