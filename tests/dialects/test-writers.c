/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-writers.h"

/* What each writer writes of a typical profile, to the letter, with a password and with a secret; and
 * what it writes when there is nothing to write. */

typedef struct {
  const char *dialect;
  const char *password;
  const char *password_notes;
  const char *secret;          /* (nullable): as with the password, minted */
  const char *secret_notes;
  const char *nothing;
} Row;

static const Row rows[] = {
#include "tpk-test-writers-rows.h"
};

static void
assert_export (const Row     *row,
               TpkProfile    *profile,
               const char    *expected,
               const char    *notes)
{
  const TpkDialect *dialect = tpk_dialect_find (row->dialect);
  g_autoptr (TpkExport) export = NULL;

  g_assert_nonnull (dialect);
  export = test_write_profile (dialect, profile);
  g_assert_cmpstr (tpk_export_get_text (export), ==, expected);
  test_assert_codes (tpk_export_get_notes (export), notes);
}

static void
test_password (void)
{
  g_autoptr (TpkCredential) credential = tpk_credential_new_password ("alice", "p@ss:w/rd");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkProfile) profile = test_typical_profile (credential);

    assert_export (&rows[i], profile, rows[i].password, rows[i].password_notes);
  }
}

static void
test_secret (void)
{
  g_autoptr (TpkCredential) credential = tpk_credential_new_secret ("bob", "north", 0);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkProfile) profile = test_typical_profile (credential);

    assert_export (&rows[i], profile, rows[i].secret, rows[i].secret_notes);
  }
}

/* Those that people's code reads say as well when what they hold ends. */
static void
test_minted (void)
{
  static const struct {
    const char *dialect;
    const char *notes;
  } minted[] = {
    { "w3c", "credential-minted" },
    { "acs", "credential-minted" },
    { "agora", "credential-minted" },
  };
  g_autoptr (TpkCredential) secret = tpk_credential_new_secret ("bob", "north", 0);
  g_autoptr (TpkServer) server = tpk_server_new ();
  g_autoptr (TpkProfile) profile = tpk_profile_new ("Office");

  tpk_server_add_url (server, "turn:turn.example.org:3478?transport=udp");
  tpk_server_set_credential (server, secret);
  tpk_profile_append_server (profile, server);
  tpk_profile_set_route (profile, TPK_ROUTE_OWN);
  for (guint i = 0; i < G_N_ELEMENTS (minted); i++) {
    g_autoptr (TpkExport) export = test_write_profile (tpk_dialect_find (minted[i].dialect),
                                                       profile);

    test_assert_codes (tpk_export_get_notes (export), minted[i].notes);
  }
}

/* Neither a profile without proxy nor one with a vendor's has servers to write. */
static void
test_nothing (void)
{
  g_autoptr (TpkCredential) credential = tpk_credential_new_password ("alice", "p@ss:w/rd");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkProfile) profile = test_typical_profile (credential);
    gboolean by_hand = strcmp (rows[i].dialect, "jami") == 0;

    tpk_profile_set_relay_only (profile, TRUE);
    tpk_profile_set_route (profile, TPK_ROUTE_DIRECT);
    assert_export (&rows[i], profile, rows[i].nothing, by_hand ? "direct put-in-place" : "direct");
    tpk_profile_set_route (profile, TPK_ROUTE_CLOUD);
    assert_export (&rows[i], profile, rows[i].nothing,
                   by_hand ? "no-cloud-proxy put-in-place" : "no-cloud-proxy");
  }
}

/* Disabled servers are not written, and no URL that a client's own judge does not take. */
static void
test_disabled (void)
{
  g_autoptr (TpkCredential) credential = tpk_credential_new_password ("alice", "p@ss:w/rd");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkProfile) profile = test_typical_profile (credential);
    g_autoptr (TpkExport) export = NULL;

    tpk_server_set_enabled (tpk_profile_get_server (profile, 0), FALSE);
    export = test_write_profile (tpk_dialect_find (rows[i].dialect), profile);
    g_assert_cmpstr (tpk_export_get_text (export), ==, rows[i].nothing);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dialects/writers/password", test_password);
  g_test_add_func ("/dialects/writers/secret", test_secret);
  g_test_add_func ("/dialects/writers/minted", test_minted);
  g_test_add_func ("/dialects/writers/nothing", test_nothing);
  g_test_add_func ("/dialects/writers/disabled", test_disabled);

  return g_test_run ();
}
