/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TPK_TEST_STUN_HEADER 20
#define TPK_TEST_STUN_MAX_ATTRIBUTES 32

/* Types of messages, RFC 8489 section 5 and RFC 8656 section 17. */
enum {
  TPK_TEST_STUN_BINDING           = 0x0001,
  TPK_TEST_STUN_ALLOCATE          = 0x0003,
  TPK_TEST_STUN_REFRESH           = 0x0004,
  TPK_TEST_STUN_SEND              = 0x0016,
  TPK_TEST_STUN_DATA              = 0x0017,
  TPK_TEST_STUN_CREATE_PERMISSION = 0x0008,
  TPK_TEST_STUN_CHANNEL_BIND      = 0x0009,
  TPK_TEST_STUN_SUCCESS           = 0x0100,
  TPK_TEST_STUN_ERROR             = 0x0110,
};

/* Attributes, RFC 8489 section 18.3 and RFC 8656 section 18. */
enum {
  TPK_TEST_STUN_USERNAME          = 0x0006,
  TPK_TEST_STUN_MESSAGE_INTEGRITY = 0x0008,
  TPK_TEST_STUN_ERROR_CODE        = 0x0009,
  TPK_TEST_STUN_CHANNEL_NUMBER    = 0x000c,
  TPK_TEST_STUN_LIFETIME          = 0x000d,
  TPK_TEST_STUN_XOR_PEER          = 0x0012,
  TPK_TEST_STUN_DATA_ATTRIBUTE    = 0x0013,
  TPK_TEST_STUN_REALM             = 0x0014,
  TPK_TEST_STUN_NONCE             = 0x0015,
  TPK_TEST_STUN_XOR_RELAYED       = 0x0016,
  TPK_TEST_STUN_XOR_MAPPED        = 0x0020,
  TPK_TEST_STUN_SOFTWARE          = 0x8022,
  TPK_TEST_STUN_ALTERNATE_SERVER  = 0x8023,
};

/* A message as it came in; points into the bytes it was read from. */
typedef struct {
  guint16       type;
  guint16       method;
  const guint8 *transaction;      /* 12 bytes */
  guint         n_attributes;
  struct {
    guint16       type;
    guint16       length;
    const guint8 *value;
  } attributes[TPK_TEST_STUN_MAX_ATTRIBUTES];
} TpkTestStun;

gboolean        tpk_test_stun_parse         (TpkTestStun       *message,
                                             const guint8      *data,
                                             gsize              length);
gboolean        tpk_test_stun_is_request    (const TpkTestStun *message);
const guint8   *tpk_test_stun_find          (const TpkTestStun *message,
                                             guint16            type,
                                             guint16           *length);
GSocketAddress *tpk_test_stun_get_address   (const TpkTestStun *message,
                                             guint16            type);

GByteArray     *tpk_test_stun_new           (guint16            type,
                                             const guint8      *transaction);
GBytes         *tpk_test_stun_new_binding   (void);
void            tpk_test_stun_add           (GByteArray        *message,
                                             guint16            type,
                                             const void        *value,
                                             guint16            length);
void            tpk_test_stun_add_string    (GByteArray        *message,
                                             guint16            type,
                                             const char        *value);
void            tpk_test_stun_add_uint32    (GByteArray        *message,
                                             guint16            type,
                                             guint32            value);
void            tpk_test_stun_add_address   (GByteArray        *message,
                                             guint16            type,
                                             GSocketAddress    *address);
void            tpk_test_stun_add_error     (GByteArray        *message,
                                             guint              code);
void            tpk_test_stun_add_integrity (GByteArray        *message,
                                             const guint8      *key,
                                             gsize              key_length);

G_END_DECLS
