/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How asking a service ended. */
typedef enum {
  TPK_CLOUD_CODE_OK,
  TPK_CLOUD_CODE_SETTINGS,        /* something is missing, or not written correctly */
  TPK_CLOUD_CODE_INSECURE,        /* neither https nor this machine */
  TPK_CLOUD_CODE_NO_NETWORK,
  TPK_CLOUD_CODE_DNS_NOT_FOUND,
  TPK_CLOUD_CODE_DNS_FAILED,
  TPK_CLOUD_CODE_PROXY_FAILED,
  TPK_CLOUD_CODE_REFUSED,
  TPK_CLOUD_CODE_UNREACHABLE,
  TPK_CLOUD_CODE_TIMEOUT,
  TPK_CLOUD_CODE_CLOSED,
  TPK_CLOUD_CODE_TLS_UNTRUSTED,
  TPK_CLOUD_CODE_TLS_NAME_MISMATCH,
  TPK_CLOUD_CODE_TLS_EXPIRED,
  TPK_CLOUD_CODE_TLS_FAILED,
  TPK_CLOUD_CODE_UNAUTHORIZED,    /* 401 */
  TPK_CLOUD_CODE_FORBIDDEN,       /* 403 */
  TPK_CLOUD_CODE_NOT_FOUND,       /* 404 */
  TPK_CLOUD_CODE_RATE_LIMITED,    /* 429 */
  TPK_CLOUD_CODE_SERVER_ERROR,    /* 5xx */
  TPK_CLOUD_CODE_HTTP_ERROR,      /* any other status that is no success */
  TPK_CLOUD_CODE_REDIRECTED,      /* to somebody else */
  TPK_CLOUD_CODE_REDIRECT_LOOP,
  TPK_CLOUD_CODE_TOO_LARGE,
  TPK_CLOUD_CODE_TRUNCATED,
  TPK_CLOUD_CODE_EMPTY,
  TPK_CLOUD_CODE_NOT_JSON,
  TPK_CLOUD_CODE_DENIED,          /* a success of HTTP that says no */
  TPK_CLOUD_CODE_NO_SERVERS,
  TPK_CLOUD_CODE_CLOCK,           /* what came had ended already */
  TPK_CLOUD_CODE_CANCELLED,
} TpkCloudCode;

#define TPK_CLOUD_N_CODES (TPK_CLOUD_CODE_CANCELLED + 1)

/* The codes of its errors are those above. */
#define TPK_CLOUD_ERROR (tpk_cloud_error_quark ())
GQuark        tpk_cloud_error_quark         (void);

const char   *tpk_cloud_code_to_string      (TpkCloudCode  code);
TpkCloudCode  tpk_cloud_code_from_status    (guint         status);
char         *tpk_cloud_code_dup_summary    (TpkCloudCode  code,
                                             const char   *host,
                                             guint         number,
                                             const char   *reason);
char         *tpk_cloud_code_dup_advice     (TpkCloudCode  code,
                                             const char   *host,
                                             guint         number,
                                             const char   *reason);

G_END_DECLS
