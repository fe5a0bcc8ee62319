/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "checks/tpk-check-run.h"

#include "tpk-test-coturn.h"
#include "tpk-test-server.h"

G_BEGIN_DECLS

/* Where the URL of a case leads to. */
typedef enum {
  TPK_TEST_AT_SCRIPT,         /* the scripted server */
  TPK_TEST_AT_SCRIPT_TLS,     /* the same, speaking TLS with the case's certificate */
  TPK_TEST_AT_COTURN,         /* the real server's port for UDP and TCP */
  TPK_TEST_AT_COTURN_TLS,     /* its port for TLS */
  TPK_TEST_AT_BLACK_HOLE,     /* packets go in, nothing comes out */
  TPK_TEST_AT_NOBODY,         /* a port where nobody listens */
} TpkTestAt;

/* One way in which a check can end, exactly. */
typedef struct {
  const char           *name;
  const char           *url;          /* {port} stands for the server's port */
  TpkTestAt             at;
  TpkTestScript         script;
  TpkTestCoturnOptions  coturn;
  TpkTestCert           cert;         /* of the scripted server */
  gboolean              held;         /* somebody else has an allocation of the same user */
  gboolean              no_ca;        /* trust the system only */
  const char           *user;         /* (nullable): default, the right one */
  const char           *password;     /* (nullable): default, the right one */
  guint                 timeout_ms;   /* default 8000 */
  guint                 max_requests; /* that the scripted server may see; default 16 */
  gboolean              unsigned_error; /* which has to be said */

  TpkResultState        state;
  TpkStageId            stage;
  const char           *code;
  int                   stun_error;
} TpkTestCase;

void           tpk_test_add_cases       (const char            *path,
                                         const TpkTestCase     *cases,
                                         guint                  n_cases);

void           tpk_test_expect_dtls     (void);
gboolean       tpk_test_has_network     (void);
char          *tpk_test_dup_url         (const char            *url,
                                         guint16                port);
TpkCredential *tpk_test_good_credential (void);
void           tpk_test_run_to_end      (TpkCheckRun           *run,
                                         GCancellable          *cancellable,
                                         GError               **error);
TpkCheckRun   *tpk_test_run_urls        (const TpkCheckOptions *options,
                                         TpkCredential         *credential,
                                         const char *const     *urls);
TpkResult     *tpk_test_check_url       (const TpkCheckOptions *options,
                                         TpkCredential         *credential,
                                         const char            *url);
TpkResult     *tpk_test_get_result      (TpkCheckRun           *run,
                                         guint                  index);
char          *tpk_test_dup_stages      (TpkResult             *result);
TpkStage      *tpk_test_find_stage      (TpkResult             *result,
                                         TpkStageId             id);
char          *tpk_test_dup_document    (TpkCheckRun           *run);

void           tpk_test_assert_document (JsonObject            *document);

G_END_DECLS
