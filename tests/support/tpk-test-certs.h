/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  TPK_TEST_CERT_CA,
  TPK_TEST_CERT_GOOD,          /* turn.test, localhost, 127.0.0.1, ::1; signed by the CA */
  TPK_TEST_CERT_SELF_SIGNED,   /* the same names, signed by itself */
  TPK_TEST_CERT_WRONG_NAME,    /* other.test; signed by the CA */
  TPK_TEST_CERT_EXPIRED,       /* the good names; signed by the CA, over since February 2020 */
  TPK_TEST_N_CERTS,
} TpkTestCert;

gboolean         tpk_test_certs_available (void);
const char      *tpk_test_certs_get_file  (TpkTestCert cert);
const char      *tpk_test_certs_get_key   (TpkTestCert cert);
GTlsCertificate *tpk_test_certs_load      (TpkTestCert cert);

G_END_DECLS
