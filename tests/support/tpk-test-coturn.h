/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-test-certs.h"

G_BEGIN_DECLS

#define TPK_TEST_REALM    "turn.test"
#define TPK_TEST_USER     "alice"
#define TPK_TEST_PASSWORD "s3cret-of-alice"
#define TPK_TEST_SECRET   "shared-s3cret-of-the-operator"

/* How a TPK_TEST_COTURN_* server tells its users apart. */
typedef enum {
  TPK_TEST_COTURN_PASSWORD,       /* TPK_TEST_USER with TPK_TEST_PASSWORD */
  TPK_TEST_COTURN_SECRET,         /* user names that expire, signed with TPK_TEST_SECRET */
  TPK_TEST_COTURN_OPEN,           /* not at all */
} TpkTestCoturnAuth;

typedef struct {
  TpkTestCoturnAuth auth;
  TpkTestCert       cert;          /* default: TPK_TEST_CERT_GOOD */
  gboolean          loopback_peers_forbidden;
  guint             relay_ports;   /* default: 200 */
  const char       *relay_address; /* (nullable): of IPv4, default: 127.0.0.1 */
  const char *const *flags;        /* (nullable): more of turnserver's own flags */
} TpkTestCoturnOptions;

/* The real turnserver, on loopback. */
typedef struct _TpkTestCoturn TpkTestCoturn;

gboolean       tpk_test_coturn_available     (void);
TpkTestCoturn *tpk_test_coturn_new           (const TpkTestCoturnOptions *options);
void           tpk_test_coturn_free          (TpkTestCoturn *self);
guint16        tpk_test_coturn_get_port      (TpkTestCoturn *self);
guint16        tpk_test_coturn_get_tls_port  (TpkTestCoturn *self);
void           tpk_test_coturn_count         (TpkTestCoturn *self,
                                              guint         *allocated,
                                              guint         *released);
gboolean       tpk_test_coturn_wait_released (TpkTestCoturn *self,
                                              guint          allocated);
char          *tpk_test_coturn_dup_log       (TpkTestCoturn *self);
void           tpk_test_coturn_kill          (TpkTestCoturn *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkTestCoturn, tpk_test_coturn_free)

G_END_DECLS
