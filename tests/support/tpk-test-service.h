/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-test-certs.h"

G_BEGIN_DECLS

/* How a TPK_TEST_SERVICE_* answers. */
typedef enum {
  TPK_TEST_SERVICE_NORMAL,
  TPK_TEST_SERVICE_SILENT,      /* never */
  TPK_TEST_SERVICE_TRUNCATED,   /* half of what it announces, then the connection ends */
  TPK_TEST_SERVICE_HUGE,        /* more and more, without an end */
  TPK_TEST_SERVICE_CUT,         /* not at all: the connection ends */
} TpkTestServiceManner;

typedef struct {
  gboolean    plain;            /* http, not https */
  TpkTestCert cert;             /* default: TPK_TEST_CERT_GOOD */
} TpkTestServiceOptions;

/* A service on loopback that plays documented answers, or mints credentials itself. */
typedef struct _TpkTestService TpkTestService;

TpkTestService *tpk_test_service_new            (const TpkTestServiceOptions *options);
void            tpk_test_service_free           (TpkTestService *self);
guint16         tpk_test_service_get_port       (TpkTestService *self);
char           *tpk_test_service_dup_url        (TpkTestService *self,
                                                 const char     *path);
void            tpk_test_service_answer         (TpkTestService *self,
                                                 guint           status,
                                                 const char     *body);
void            tpk_test_service_answer_file    (TpkTestService *self,
                                                 guint           status,
                                                 const char     *name);
void            tpk_test_service_add_header     (TpkTestService *self,
                                                 const char     *name,
                                                 const char     *value);
void            tpk_test_service_set_manner     (TpkTestService *self,
                                                 TpkTestServiceManner manner);
/* TURN REST: `expiry:user`, signed with @secret, for @uris (JSON texts with commas between). */
void            tpk_test_service_mint           (TpkTestService *self,
                                                 const char     *secret,
                                                 guint           lifetime_s,
                                                 const char     *uris);

guint           tpk_test_service_get_n_requests (TpkTestService *self);
char           *tpk_test_service_dup_request    (TpkTestService *self);
char           *tpk_test_service_dup_header     (TpkTestService *self,
                                                 const char     *name);
char           *tpk_test_service_dup_body       (TpkTestService *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkTestService, tpk_test_service_free)

G_END_DECLS
