/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-holder"

#include "config.h"

#include "tpk-test-holder.h"

#include "tpk-test-coturn.h"
#include "tpk-test-net.h"
#include "tpk-test-stun.h"

#include <string.h>

#define REQUESTED_TRANSPORT 0x0019
#define UDP_PROTOCOL (17u << 24)
#define ANSWER_LIMIT (5 * G_TIME_SPAN_SECOND)

/* TpkTestHolder:
 *
 * A quota is only used up when somebody uses it.
 */
struct _TpkTestHolder
{
  GSocket *socket;        /* (owned) */
  char *nonce;            /* (owned) (nullable) */
  guint8 key[16];
};

static void
ask (TpkTestHolder *self,
     GByteArray    *request,
     guint8        *bytes,
     gsize          size,
     TpkTestStun   *answer)
{
  gssize length;

  if (self->nonce) {
    tpk_test_stun_add_string (request, TPK_TEST_STUN_USERNAME, TPK_TEST_USER);
    tpk_test_stun_add_string (request, TPK_TEST_STUN_REALM, TPK_TEST_REALM);
    tpk_test_stun_add_string (request, TPK_TEST_STUN_NONCE, self->nonce);
    tpk_test_stun_add_integrity (request, self->key, sizeof self->key);
  }

  g_assert_cmpint (g_socket_send (self->socket, (const char *) request->data, request->len, NULL,
                                  NULL), ==, request->len);
  g_assert_true (g_socket_condition_timed_wait (self->socket, G_IO_IN, ANSWER_LIMIT, NULL, NULL));
  length = g_socket_receive (self->socket, (char *) bytes, size, NULL, NULL);
  g_assert_true (tpk_test_stun_parse (answer, bytes, length));
}

static guint16
allocate (TpkTestHolder *self,
          const char    *transaction)
{
  g_autoptr (GByteArray) request = tpk_test_stun_new (TPK_TEST_STUN_ALLOCATE,
                                                      (const guint8 *) transaction);
  TpkTestStun answer;
  guint8 bytes[1024];
  const guint8 *nonce;
  guint16 length;

  tpk_test_stun_add_uint32 (request, REQUESTED_TRANSPORT, UDP_PROTOCOL);
  ask (self, request, bytes, sizeof bytes, &answer);

  nonce = tpk_test_stun_find (&answer, TPK_TEST_STUN_NONCE, &length);
  if (nonce) {
    g_free (self->nonce);
    self->nonce = g_strndup ((const char *) nonce, length);
  }

  return answer.type;
}

/**
 * tpk_test_holder_new:
 * @port: UDP port of a server on 127.0.0.1 that knows TPK_TEST_USER
 *
 * Returns: (transfer full): somebody with an allocation
 */
TpkTestHolder *
tpk_test_holder_new (guint16 port)
{
  TpkTestHolder *self = g_new0 (TpkTestHolder, 1);
  g_autoptr (GSocketAddress) address = tpk_test_loopback (G_SOCKET_FAMILY_IPV4, port);
  g_autoptr (GChecksum) md5 = g_checksum_new (G_CHECKSUM_MD5);
  gsize size = sizeof self->key;

  g_checksum_update (md5, (const guchar *) TPK_TEST_USER ":" TPK_TEST_REALM ":" TPK_TEST_PASSWORD,
                     -1);
  g_checksum_get_digest (md5, self->key, &size);
  self->socket = tpk_test_bind_udp (G_SOCKET_FAMILY_IPV4, 0);
  g_assert_true (g_socket_connect (self->socket, address, NULL, NULL));

  g_assert_cmphex (allocate (self, "holder-first"), ==,
                   TPK_TEST_STUN_ALLOCATE | TPK_TEST_STUN_ERROR);
  g_assert_cmphex (allocate (self, "holder-again"), ==,
                   TPK_TEST_STUN_ALLOCATE | TPK_TEST_STUN_SUCCESS);

  return self;
}

/**
 * tpk_test_holder_free:
 * @self: (transfer full): somebody with an allocation
 *
 * Gives the allocation back.
 */
void
tpk_test_holder_free (TpkTestHolder *self)
{
  g_autoptr (GByteArray) request = tpk_test_stun_new (TPK_TEST_STUN_REFRESH,
                                                      (const guint8 *) "holder-leave");
  TpkTestStun answer;
  guint8 bytes[1024];

  tpk_test_stun_add_uint32 (request, TPK_TEST_STUN_LIFETIME, 0);
  ask (self, request, bytes, sizeof bytes, &answer);
  g_assert_cmphex (answer.type, ==, TPK_TEST_STUN_REFRESH | TPK_TEST_STUN_SUCCESS);

  g_object_unref (self->socket);
  g_free (self->nonce);
  g_free (self);
}
