/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-stun"

#include "config.h"

#include "tpk-test-stun.h"

#include <string.h>

/* STUN written and read by hand from the RFCs, and not with libnice as the engine does it: an
 * error that both sides share would go unseen. */

#define COOKIE 0x2112a442u

static const guint8 cookie_bytes[] = { 0x21, 0x12, 0xa4, 0x42 };

static guint16
read_uint16 (const guint8 *data)
{
  return (data[0] << 8) | data[1];
}

static void
append_uint16 (GByteArray *message,
               guint16     value)
{
  const guint16 wire = GUINT16_TO_BE (value);

  g_byte_array_append (message, (const guint8 *) &wire, sizeof wire);
}

static void
set_length (GByteArray *message,
            gsize       length)
{
  message->data[2] = length >> 8;
  message->data[3] = length & 0xff;
}

/**
 * tpk_test_stun_parse:
 * @message: (out caller-allocates): what was read; points into @data
 * @data: bytes
 * @length: how many
 *
 * Reads a STUN message, RFC 8489 section 5.
 *
 * Returns: whether @data is exactly one well-formed message
 */
gboolean
tpk_test_stun_parse (TpkTestStun  *message,
                     const guint8 *data,
                     gsize         length)
{
  gsize at = TPK_TEST_STUN_HEADER;

  memset (message, 0, sizeof *message);
  if (length < TPK_TEST_STUN_HEADER || data[0] & 0xc0 ||
      memcmp (data + 4, cookie_bytes, sizeof cookie_bytes) != 0 ||
      length - TPK_TEST_STUN_HEADER != read_uint16 (data + 2))
    return FALSE;

  message->type = read_uint16 (data);
  message->method = message->type & ~TPK_TEST_STUN_ERROR;
  message->transaction = data + 8;

  while (at + 4 <= length && message->n_attributes < TPK_TEST_STUN_MAX_ATTRIBUTES) {
    const guint16 size = read_uint16 (data + at + 2);

    if (at + 4 + size > length)
      return FALSE;
    message->attributes[message->n_attributes].type = read_uint16 (data + at);
    message->attributes[message->n_attributes].length = size;
    message->attributes[message->n_attributes].value = data + at + 4;
    message->n_attributes++;
    at += 4 + ((size + 3) & ~3);
  }

  return at == length;
}

/**
 * tpk_test_stun_is_request:
 * @message: a message
 *
 * Whether @message wants an answer.
 */
gboolean
tpk_test_stun_is_request (const TpkTestStun *message)
{
  return (message->type & TPK_TEST_STUN_ERROR) == 0;
}

/**
 * tpk_test_stun_find:
 * @message: a message
 * @type: an attribute's type
 * @length: (out) (optional): its length in bytes
 *
 * Returns: (nullable) (transfer none): the first attribute's value
 */
const guint8 *
tpk_test_stun_find (const TpkTestStun *message,
                    guint16            type,
                    guint16           *length)
{
  for (guint i = 0; i < message->n_attributes; i++)
    if (message->attributes[i].type == type) {
      if (length)
        *length = message->attributes[i].length;
      return message->attributes[i].value;
    }

  return NULL;
}

/**
 * tpk_test_stun_get_address:
 * @message: a message
 * @type: type of a XOR-…-ADDRESS attribute
 *
 * Returns: (nullable) (transfer full): the address, RFC 8489 section 14.2
 */
GSocketAddress *
tpk_test_stun_get_address (const TpkTestStun *message,
                           guint16            type)
{
  g_autoptr (GInetAddress) address = NULL;
  guint16 length;
  const guint8 *value = tpk_test_stun_find (message, type, &length);
  guint8 bytes[16];
  gsize size;

  if (!value || length < 8)
    return NULL;
  size = value[1] == 1 ? 4 : 16;
  if (length < 4 + size)
    return NULL;

  /* The cookie and, for IPv6, the transaction ID are the mask; they follow each other. */
  for (gsize i = 0; i < size; i++)
    bytes[i] = value[4 + i] ^ message->transaction[(gssize) i - 4];
  address = g_inet_address_new_from_bytes (bytes, size == 4 ? G_SOCKET_FAMILY_IPV4
                                                            : G_SOCKET_FAMILY_IPV6);

  return g_inet_socket_address_new (address, read_uint16 (value + 2) ^ (COOKIE >> 16));
}

/**
 * tpk_test_stun_new:
 * @type: type of the message
 * @transaction: (array fixed-size=12): its transaction ID
 *
 * Returns: (transfer full): a message without attributes
 */
GByteArray *
tpk_test_stun_new (guint16       type,
                   const guint8 *transaction)
{
  GByteArray *message = g_byte_array_new ();

  append_uint16 (message, type);
  append_uint16 (message, 0);
  g_byte_array_append (message, cookie_bytes, sizeof cookie_bytes);
  g_byte_array_append (message, transaction, 12);

  return message;
}

/**
 * tpk_test_stun_new_binding:
 *
 * Returns: (transfer full): a Binding request
 */
GBytes *
tpk_test_stun_new_binding (void)
{
  return g_byte_array_free_to_bytes (tpk_test_stun_new (TPK_TEST_STUN_BINDING,
                                                        (const guint8 *) "Turnpike-try"));
}

/**
 * tpk_test_stun_add:
 * @message: a message
 * @type: type of the attribute
 * @value: its value
 * @length: length of @value in bytes
 *
 * Appends an attribute, padded with zeros to a multiple of four.
 */
void
tpk_test_stun_add (GByteArray *message,
                   guint16     type,
                   const void *value,
                   guint16     length)
{
  static const guint8 padding[3];

  append_uint16 (message, type);
  append_uint16 (message, length);
  g_byte_array_append (message, value, length);
  g_byte_array_append (message, padding, -length & 3);
  set_length (message, message->len - TPK_TEST_STUN_HEADER);
}

/**
 * tpk_test_stun_add_string:
 * @message: a message
 * @type: type of the attribute
 * @value: its value
 *
 * Appends a text.
 */
void
tpk_test_stun_add_string (GByteArray *message,
                          guint16     type,
                          const char *value)
{
  tpk_test_stun_add (message, type, value, strlen (value));
}

/**
 * tpk_test_stun_add_uint32:
 * @message: a message
 * @type: type of the attribute
 * @value: its value
 *
 * Appends a number, as LIFETIME is.
 */
void
tpk_test_stun_add_uint32 (GByteArray *message,
                          guint16     type,
                          guint32     value)
{
  const guint32 wire = GUINT32_TO_BE (value);

  tpk_test_stun_add (message, type, &wire, sizeof wire);
}

/**
 * tpk_test_stun_add_address:
 * @message: a message
 * @type: type of the attribute
 * @address: an address
 *
 * Appends an address: in the clear for ALTERNATE-SERVER (RFC 8489 section 14.15), else masked.
 */
void
tpk_test_stun_add_address (GByteArray     *message,
                           guint16         type,
                           GSocketAddress *address)
{
  GInetAddress *inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  const gboolean is_masked = type != TPK_TEST_STUN_ALTERNATE_SERVER;
  const gsize size = g_inet_address_get_native_size (inet);
  guint16 port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  guint8 value[20] = { 0, size == 4 ? 1 : 2 };

  if (is_masked)
    port ^= COOKIE >> 16;
  value[2] = port >> 8;
  value[3] = port & 0xff;
  memcpy (value + 4, g_inet_address_to_bytes (inet), size);
  for (gsize i = 0; is_masked && i < size; i++)
    value[4 + i] ^= message->data[4 + i];

  tpk_test_stun_add (message, type, value, 4 + size);
}

static const char *
get_reason (guint code)
{
  static const struct {
    guint code;
    const char *reason;
  } reasons[] = {
    { 300, "Try Alternate" },
    { 400, "Bad Request" },
    { 401, "Unauthorized" },
    { 403, "Forbidden" },
    { 437, "Allocation Mismatch" },
    { 438, "Stale Nonce" },
    { 440, "Address Family not Supported" },
    { 441, "Wrong Credentials" },
    { 442, "Unsupported Transport Protocol" },
    { 486, "Allocation Quota Reached" },
    { 500, "Server Error" },
    { 508, "Insufficient Capacity" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].code == code)
      return reasons[i].reason;

  return "Something Else";
}

/**
 * tpk_test_stun_add_error:
 * @message: a message
 * @code: 300 to 699
 *
 * Appends an ERROR-CODE with the reason phrase of the RFCs.
 */
void
tpk_test_stun_add_error (GByteArray *message,
                         guint       code)
{
  g_autoptr (GByteArray) value = g_byte_array_new ();
  const char *reason = get_reason (code);

  g_byte_array_append (value, (const guint8[]) { 0, 0, code / 100, code % 100 }, 4);
  g_byte_array_append (value, (const guint8 *) reason, strlen (reason));
  tpk_test_stun_add (message, TPK_TEST_STUN_ERROR_CODE, value->data, value->len);
}

/**
 * tpk_test_stun_add_integrity:
 * @message: a message, complete otherwise
 * @key: the key: MD5 of "user:realm:password"
 * @key_length: its length in bytes
 *
 * Appends MESSAGE-INTEGRITY, RFC 8489 section 14.5: HMAC-SHA1 over the message with the length
 * that it will have.
 */
void
tpk_test_stun_add_integrity (GByteArray   *message,
                             const guint8 *key,
                             gsize         key_length)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, key, key_length);
  guint8 digest[20];
  gsize length = sizeof digest;

  set_length (message, message->len + 4 + sizeof digest - TPK_TEST_STUN_HEADER);
  g_hmac_update (hmac, message->data, message->len);
  g_hmac_get_digest (hmac, digest, &length);
  tpk_test_stun_add (message, TPK_TEST_STUN_MESSAGE_INTEGRITY, digest, length);
}
