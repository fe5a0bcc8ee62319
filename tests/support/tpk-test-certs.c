/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-certs"

#include "config.h"

#include "tpk-test-certs.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#define NAMES \
  "cn = turn.test\n" \
  "dns_name = turn.test\n" \
  "dns_name = localhost\n" \
  "ip_address = 127.0.0.1\n" \
  "ip_address = ::1\n"

#define SERVER "tls_www_server\nsigning_key\n"

static const struct {
  const char *name;
  const char *template;
  gboolean signed_by_ca;
} certs[TPK_TEST_N_CERTS] = {
  [TPK_TEST_CERT_CA] = {
    "ca", "cn = \"Turnpike test CA\"\nca\ncert_signing_key\nexpiration_days = 30\n", FALSE,
  },
  [TPK_TEST_CERT_GOOD] = { "good", NAMES SERVER "expiration_days = 20\n", TRUE },
  [TPK_TEST_CERT_SELF_SIGNED] = { "self", NAMES SERVER "expiration_days = 20\n", FALSE },
  [TPK_TEST_CERT_WRONG_NAME] = {
    "wrong", "cn = other.test\ndns_name = other.test\n" SERVER "expiration_days = 20\n", TRUE,
  },
  [TPK_TEST_CERT_EXPIRED] = {
    "expired", NAMES SERVER "activation_date = \"2020-01-01 00:00:00\"\n"
    "expiration_date = \"2020-02-01 00:00:00\"\n", TRUE,
  },
};

static char *folder;                      /* (owned) (nullable) */
static char *files[TPK_TEST_N_CERTS];     /* (owned) */
static char *keys[TPK_TEST_N_CERTS];      /* (owned) */

static void
certtool (const char *const *args)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_strv_builder_add (builder, "certtool");
  g_strv_builder_addv (builder, (const char **) args);
  argv = g_strv_builder_end (builder);

  g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                NULL, &output, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("certtool: %s", output);
}

static void
make_cert (TpkTestCert cert)
{
  g_autofree char *template = g_strdup_printf ("%s/%s.tmpl", folder, certs[cert].name);
  g_autoptr (GError) error = NULL;

  files[cert] = g_strdup_printf ("%s/%s.pem", folder, certs[cert].name);
  keys[cert] = g_strdup_printf ("%s/%s.key", folder, certs[cert].name);

  g_file_set_contents (template, certs[cert].template, -1, &error);
  g_assert_no_error (error);

  /* Elliptic curves: a key costs a millisecond, not a second. */
  certtool ((const char *[]) { "--generate-privkey", "--key-type=ecdsa", "--curve=secp256r1",
                               "--outfile", keys[cert], NULL });
  if (certs[cert].signed_by_ca)
    certtool ((const char *[]) { "--generate-certificate", "--load-privkey", keys[cert],
                                 "--load-ca-certificate", files[TPK_TEST_CERT_CA],
                                 "--load-ca-privkey", keys[TPK_TEST_CERT_CA],
                                 "--template", template, "--outfile", files[cert], NULL });
  else
    certtool ((const char *[]) { "--generate-self-signed", "--load-privkey", keys[cert],
                                 "--template", template, "--outfile", files[cert], NULL });

  g_remove (template);
}

static void
remove_certs (void)
{
  for (guint i = 0; i < TPK_TEST_N_CERTS; i++) {
    g_remove (files[i]);
    g_remove (keys[i]);
    g_clear_pointer (&files[i], g_free);
    g_clear_pointer (&keys[i], g_free);
  }
  g_rmdir (folder);
  g_clear_pointer (&folder, g_free);
}

static void
ensure_certs (void)
{
  g_autoptr (GError) error = NULL;

  if (folder)
    return;

  folder = g_dir_make_tmp ("turnpike-certs-XXXXXX", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < TPK_TEST_N_CERTS; i++)
    make_cert (i);
  atexit (remove_certs);
}

/**
 * tpk_test_certs_available:
 *
 * Whether the machine has certtool (package gnutls-bin) and GIO speaks TLS; a test skips itself
 * otherwise.
 */
gboolean
tpk_test_certs_available (void)
{
  g_autofree char *program = g_find_program_in_path ("certtool");

  return program && g_tls_backend_supports_tls (g_tls_backend_get_default ());
}

/**
 * tpk_test_certs_get_file:
 * @cert: which certificate
 *
 * The certificates are made at the first call, once in each test process, in a temporary folder
 * that is removed when the process ends. Call it from the main thread first.
 *
 * Returns: (transfer none): absolute path of the certificate, PEM
 */
const char *
tpk_test_certs_get_file (TpkTestCert cert)
{
  ensure_certs ();

  return files[cert];
}

/**
 * tpk_test_certs_get_key:
 * @cert: which certificate
 *
 * Returns: (transfer none): absolute path of its private key, PEM
 */
const char *
tpk_test_certs_get_key (TpkTestCert cert)
{
  ensure_certs ();

  return keys[cert];
}

/**
 * tpk_test_certs_load:
 * @cert: which certificate
 *
 * Returns: (transfer full): the certificate with its private key, for a server
 */
GTlsCertificate *
tpk_test_certs_load (TpkTestCert cert)
{
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate;

  ensure_certs ();
  certificate = g_tls_certificate_new_from_files (files[cert], keys[cert], &error);
  g_assert_no_error (error);

  return certificate;
}
