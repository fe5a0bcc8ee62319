/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

#include "tpk-result.h"

G_BEGIN_DECLS

/* How a target ended. Each has a stable string, see tpk_code_to_string(). */
typedef enum {
  TPK_CODE_OK,
  TPK_CODE_INVALID_URL,
  TPK_CODE_DNS_NOT_FOUND,
  TPK_CODE_DNS_TIMEOUT,
  TPK_CODE_DNS_FAILED,
  TPK_CODE_REFUSED,
  TPK_CODE_UNREACHABLE,
  TPK_CODE_TIMEOUT,
  TPK_CODE_CLOSED,
  TPK_CODE_PROXY_REFUSED,
  TPK_CODE_PROXY_AUTH,
  TPK_CODE_PROXY_FAILED,
  TPK_CODE_TLS_UNTRUSTED,
  TPK_CODE_TLS_NAME_MISMATCH,
  TPK_CODE_TLS_EXPIRED,
  TPK_CODE_TLS_NOT_TLS,
  TPK_CODE_TLS_FAILED,
  TPK_CODE_NO_REPLY,
  TPK_CODE_NOT_STUN,
  TPK_CODE_NOT_TURN,
  TPK_CODE_BAD_CREDENTIALS,
  TPK_CODE_CREDENTIALS_EXPIRED,
  TPK_CODE_WRONG_CREDENTIALS,
  TPK_CODE_STALE_NONCE,
  TPK_CODE_REDIRECTED,
  TPK_CODE_REDIRECT_LOOP,
  TPK_CODE_ALLOCATION_MISMATCH,
  TPK_CODE_ADDRESS_FAMILY,
  TPK_CODE_UNSUPPORTED_TRANSPORT,
  TPK_CODE_QUOTA_REACHED,
  TPK_CODE_NO_CAPACITY,
  TPK_CODE_FORBIDDEN,
  TPK_CODE_SERVER_ERROR,
  TPK_CODE_STUN_ERROR,
  TPK_CODE_PEER_FORBIDDEN,
  TPK_CODE_RELAY_SILENT,
  TPK_CODE_RELAY_LOSSY,
  TPK_CODE_LARGE_PACKETS_LOST,
  TPK_CODE_RELAY_ADDRESS_WRONG,
  TPK_CODE_OPEN_RELAY,
  TPK_CODE_CANCELLED,
  TPK_CODE_NO_NETWORK,
  TPK_CODE_CAPTIVE_PORTAL,
  TPK_CODE_TESTER_FAILED,
  TPK_N_CODES,
} TpkCode;

/* What the sentences of a code may speak of. */
typedef struct {
  const char *host;       /* (nullable) */
  const char *proxy;      /* (nullable): the name of the proxy that leads to it */
  guint       port;
  TpkWire     wire;
  int         number;     /* of the STUN error, or 0 */
  const char *reason;     /* (nullable): the server's or the system's own words */
} TpkCodeContext;

const char *tpk_code_to_string       (TpkCode               code);
TpkCode     tpk_code_from_stun_error (int                   stun_error);
char       *tpk_code_dup_summary     (TpkCode               code,
                                      const TpkCodeContext *context);
char       *tpk_code_dup_advice      (TpkCode               code,
                                      const TpkCodeContext *context);
char       *tpk_code_fill            (const char           *sentence,
                                      const TpkCodeContext *context);

G_END_DECLS
