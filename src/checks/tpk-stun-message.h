/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>
#include <stun/stunagent.h>
#include <sys/socket.h>

G_BEGIN_DECLS

#define TPK_STUN_REQUEST_SIZE 4096

typedef enum {
  TPK_STUN_BINDING,
  TPK_STUN_ALLOCATE,
  TPK_STUN_REFRESH_0,
  TPK_STUN_PERMISSION,
} TpkStunRequest;

/* An answer to a challenge, RFC 8489 §9.2. */
typedef struct {
  const char *username;
  const char *password;
  GBytes     *realm;
  GBytes     *nonce;
} TpkStunCredentials;

StunMethod tpk_stun_request_get_method (TpkStunRequest                 request);
gsize      tpk_stun_build_request      (StunAgent                     *agent,
                                        TpkStunRequest                 request,
                                        const struct sockaddr_storage *peer,
                                        const TpkStunCredentials      *credentials,
                                        guint8                        *buffer,
                                        StunTransactionId              id);
gsize      tpk_stun_build_send         (StunAgent                     *agent,
                                        const struct sockaddr_storage *peer,
                                        const guint8                  *bytes,
                                        gsize                          length,
                                        guint8                        *buffer);

GBytes    *tpk_stun_dup_attribute      (const StunMessage             *message,
                                        StunAttribute                  attribute);
void       tpk_stun_copy_text          (const StunMessage             *message,
                                        StunAttribute                  attribute,
                                        guint                          offset,
                                        char                          *target,
                                        gsize                          size);
gboolean   tpk_stun_find_address       (const StunMessage             *message,
                                        StunAttribute                  attribute,
                                        gboolean                       xored,
                                        struct sockaddr_storage       *address);

G_END_DECLS
