/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-lint.h"

static void
test_good (void)
{
  assert_lint ("{'name':'x','route':'own','servers':[" GOOD "]}", "");
  assert_lint ("{'name':'x','route':'direct','servers':[]}", "");
  assert_lint ("{'name':'x','route':'cloud','servers':[]}", "");
}

/* Of a route that does not use the servers, only what is no URL is told, and it keeps nothing from
 * being applied. So with servers that are disabled. */
static void
test_routes (void)
{
  static const char *const routes[] = { "direct", "cloud" };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++) {
    g_autofree char *json = g_strdup_printf ("{'name':'x','route':'%s','servers':[{'urls':"
                                             "['turn:127.0.0.1','turn:']}],"
                                             "'signalling_proxy':'x'}", routes[i]);

    assert_lint (json, "W:url-no-host@0.1");
  }

  assert_with_good ("{'enabled':false,'urls':['turn:127.0.0.1','turn:']}", "W:url-no-host@1.1");
}

static void
assert_credential (const char *credential,
                   const char *expected)
{
  g_autofree char *server = g_strdup_printf ("{'urls':['turn:b.com'],'credential':%s}", credential);

  assert_with_good (server, expected);
}

static void
test_credentials (void)
{
  g_autofree char *long_508 = g_strnfill (508, 'u');
  g_autofree char *long_509 = g_strnfill (509, 'u');
  g_autofree char *fits = g_strdup_printf ("{'kind':'password','username':'%s','password':'%s'}",
                                           long_508, long_508);
  g_autofree char *too_long = g_strdup_printf ("{'kind':'password','username':'%s',"
                                               "'password':'%s'}", long_509, long_509);

  assert_credential ("{'kind':'none'}", "E:credential-missing@1");
  assert_with_good ("{'urls':['stun:b.com']}", "");
  assert_credential ("{'kind':'password','username':'','password':'p'}", "E:credential-empty@1");
  assert_credential ("{'kind':'password','username':'u','password':''}", "E:credential-empty@1");
  assert_credential ("{'kind':'secret','username':'u','secret':''}", "E:credential-empty@1");
  assert_credential ("{'kind':'secret','username':'','secret':'s'}", "");
  assert_credential (fits, "I:credential-not-carried@1");
  assert_credential (too_long,
                     "W:credential-too-long@1 W:credential-too-long@1 I:credential-not-carried@1");

  /* TEST_NOW_S is 1795200000. */
  assert_credential ("{'kind':'password','username':'1795200000:u','password':'p'}",
                     "W:credential-expired@1");
  assert_credential ("{'kind':'password','username':'1795199999:u','password':'p'}",
                     "W:credential-expired@1");
  assert_credential ("{'kind':'password','username':'1795200001:u','password':'p'}",
                     "W:credential-expires-soon@1");
  assert_credential ("{'kind':'password','username':'1795203599:u','password':'p'}",
                     "W:credential-expires-soon@1");
  assert_credential ("{'kind':'password','username':'1795203600:u','password':'p'}", "");
  assert_credential ("{'kind':'password','username':'1826736000:u','password':'p'}", "");
  assert_credential ("{'kind':'password','username':'1826736001:u','password':'p'}",
                     "W:credential-expiry-far@1");
  assert_credential ("{'kind':'secret','username':'u','secret':'s','lifetime_s':60}", "");
  assert_credential ("{'kind':'secret','username':'u','secret':'s','lifetime_s':31536001}",
                     "W:credential-expiry-far@1");
}

static void
test_list (void)
{
  assert_lint ("{'name':'x','route':'own','servers':[]}", "E:no-servers");
  assert_lint ("{'name':'x','route':'own','servers':[{'urls':[]}]}", "E:no-servers");
  assert_lint ("{'name':'x','route':'own','servers':[{'enabled':false,'urls':['turn:a.com']}]}",
               "E:no-servers");
  assert_lint ("{'name':'x','route':'own','servers':[{'urls':['turn:a.com']," CREDENTIAL "}]}",
               "W:udp-only W:no-tls");
  assert_lint ("{'name':'x','route':'own','servers':[{'urls':['turn:a.com?transport=tcp'],"
               CREDENTIAL "}]}", "W:no-tls");
  assert_lint ("{'name':'x','route':'own','servers':[{'urls':['turns:a.com']," CREDENTIAL "}]}",
               "W:no-tls-443");
  assert_lint ("{'name':'x','route':'own','servers':[{'urls':['stun:a.com']}]}",
               "W:stun-only-relay");
  assert_lint ("{'name':'x','route':'own','relay_only':false,'servers':[{'urls':['stun:a.com']}]}",
               "");
  assert_with_good ("{'urls':['stun:b.com']},{'urls':['stun:c.com']},{'urls':['stun:d.com']},"
                    "{'urls':['stun:e.com']}", "");
  assert_with_good ("{'urls':['stun:b.com']},{'urls':['stun:c.com']},{'urls':['stun:d.com']},"
                    "{'urls':['stun:e.com']},{'urls':['stun:f.com']}", "W:too-many-servers");
  assert_with_good ("{'urls':['turn:Turn.a.com:5000','turn:turn.a.com:5001'],'credential':{'kind':"
                    "'password','username':'v','password':'p'}}",
                    "I:same-host-two-credentials@1.0");
  assert_with_good ("{'urls':['turn:turn.a.com:5000']," CREDENTIAL "}", "");
}

static void
test_relay_fix (void)
{
  g_autoptr (TpkProfile) profile = test_profile ("{'name':'x','route':'own','servers':"
                                                 "[{'urls':['stun:a.com']}]}");
  g_autoptr (GListModel) findings = tpk_lint_profile (profile, TEST_NOW_S);
  g_autoptr (TpkFinding) finding = test_find (findings, "stun-only-relay");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (tpk_finding_get_fix_kind (finding), ==, TPK_FIX_CLEAR_RELAY_ONLY);
  g_assert_true (tpk_profile_apply_fix (profile, finding, &error));
  g_assert_false (tpk_profile_get_relay_only (profile));
}

static void
test_signalling_proxy (void)
{
  static const struct {
    const char *url;
    const char *expected;
  } rows[] = {
    { "https://proxy.a.com/", "" },
    { "abc", "E:signalling-proxy-invalid" },
    { "proxy.a.com", "E:signalling-proxy-invalid" },
    { "socks5://127.0.0.1:1080", "E:signalling-proxy-invalid" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *json = g_strdup_printf ("{'name':'x','route':'own','servers':[" GOOD "],"
                                             "'signalling_proxy':'%s'}", rows[i].url);

    assert_lint (json, rows[i].expected);
  }
}

/* The difference between clients is told once each, and has no repair that another client would
 * choke on; of a single URL, it has the one for Azure. */
static void
test_surprises (void)
{
  g_autoptr (TpkProfile) profile =
    test_profile ("{'name':'x','route':'own','servers':[{'urls':['turns:a.com:443',"
                  "'turns:b.com:443','stun:a.com','stun:b.com']," CREDENTIAL "}]}");
  g_autoptr (GListModel) findings = tpk_lint_profile (profile, TEST_NOW_S);
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new ("turns:turn.a.com:5349?transport=tcp");
  g_autoptr (TpkIceUrl) address = tpk_ice_url_new ("turns:8.8.8.8:5349?transport=tcp");
  g_autoptr (GPtrArray) alone = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean plaintext = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    g_assert_true (g_hash_table_add (codes, (gpointer) tpk_finding_get_code (finding)));
    g_assert_cmpint (tpk_finding_get_severity (finding), ==, TPK_SEVERITY_INFO);
    g_assert_cmpint (tpk_finding_get_fix_kind (finding), ==, TPK_FIX_NONE);
  }
  g_assert_true (g_hash_table_contains (codes, "acs-plaintext"));
  g_assert_true (g_hash_table_contains (codes, "acs-stun-as-turn"));
  g_assert_true (g_hash_table_contains (codes, "agora-no-stun"));
  g_assert_true (g_hash_table_contains (codes, "gstreamer-turns-plaintext"));

  tpk_lint_url (url, alone);
  for (guint i = 0; i < alone->len; i++) {
    TpkFinding *finding = g_ptr_array_index (alone, i);

    if (strcmp (tpk_finding_get_code (finding), "acs-plaintext") != 0)
      continue;

    plaintext = TRUE;
    g_assert_cmpint (tpk_finding_get_severity (finding), ==, TPK_SEVERITY_WARNING);
    g_assert_cmpint (tpk_finding_get_fix_kind (finding), ==, TPK_FIX_REPLACE_URL);
    g_assert_cmpstr (tpk_finding_get_fix (finding), ==, "turns:turn.a.com:5349?transport=tls");
  }
  g_assert_true (plaintext);

  g_ptr_array_set_size (alone, 0);
  tpk_lint_url (address, alone);
  for (guint i = 0; i < alone->len; i++)
    g_assert_cmpint (tpk_finding_get_fix_kind (g_ptr_array_index (alone, i)), ==, TPK_FIX_NONE);
}

/* A credential that some client's format cannot carry. */
static void
test_credential_surprises (void)
{
  g_autofree char *username = g_strnfill (256, 'u');
  g_autofree char *json =
    g_strdup_printf ("{'name':'x','route':'own','servers':[" GOOD ",{'urls':['turn:b.com'],"
                     "'credential':{'kind':'password','username':'%s','password':'p'}}]}",
                     username);
  g_autoptr (TpkProfile) profile = test_profile (json);
  g_autoptr (GListModel) findings = tpk_lint_profile (profile, TEST_NOW_S);
  g_autoptr (TpkFinding) finding = test_find (findings, "agora-username");

  g_assert_nonnull (finding);
  g_assert_cmpuint (tpk_finding_get_server (finding), ==, 1);
  g_assert_cmpuint (tpk_finding_get_url (finding), ==, 0);
}

static void
test_sample (void)
{
  g_autoptr (TpkImport) import = test_read (tpk_dialect_find ("acs"), ACS_SAMPLE);
  g_autoptr (TpkProfile) profile = tpk_profile_new ("x");
  g_autoptr (GListModel) findings = NULL;
  g_autofree char *summary = NULL;

  tpk_import_apply (import, profile);
  findings = tpk_lint_profile (profile, TEST_NOW_S);
  summary = dup_summary (findings);

  g_assert_cmpstr (summary, ==,
                   "W:placeholder-address@0.0 W:placeholder-address@0.1 W:placeholder-address@1.0 "
                   "W:placeholder-address@1.1 W:no-tls");
}

/* What a URL with a password in it makes anybody say has no password in it. */
static void
test_no_leak (void)
{
  g_autoptr (TpkProfile) profile =
    test_profile ("{'name':'x','route':'own','servers':[{'urls':['turn:u:hunter2@a.com',"
                  "'turn:u:hunter2@a.com:x','u:hunter2@a.com','turn://u:hunter2@'],"
                  "'credential':{'kind':'password','username':'hunter2','password':'hunter2'}}],"
                  "'signalling_proxy':'https://u:hunter2@a.com/'}");
  g_autoptr (GListModel) findings = tpk_lint_profile (profile, TEST_NOW_S);

  g_assert_cmpuint (g_list_model_get_n_items (findings), >=, 5);
  for (guint i = 0; i < g_list_model_get_n_items (findings); i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);
    const char *fix = tpk_finding_get_fix (finding);

    g_assert_null (strstr (tpk_finding_get_message (finding), "hunter2"));
    g_assert_true (fix == NULL || strstr (fix, "hunter2") == NULL);
  }
}

/* Every server different in host and credential. The findings grow with the list, and nothing else.
 * */
static void
test_many (void)
{
  g_autoptr (TpkProfile) profile = tpk_profile_new ("x");
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GListModel) findings = NULL;
  g_autofree char *summary = NULL;
  gint64 start;

  for (guint i = 0; i < 10000; i++) {
    TpkServer *server = tpk_server_new ();
    g_autofree char *url = g_strdup_printf ("turns:turn%u.a.com:443?transport=tcp", i);
    g_autofree char *username = g_strdup_printf ("user%u", i);
    g_autoptr (TpkCredential) credential = tpk_credential_new_password (username, "p");

    tpk_server_add_url (server, url);
    tpk_server_set_credential (server, credential);
    g_ptr_array_add (servers, server);
  }
  tpk_profile_append_servers (profile, (TpkServer **) servers->pdata, servers->len);
  tpk_profile_set_route (profile, TPK_ROUTE_OWN);

  start = g_get_monotonic_time ();
  findings = tpk_lint_profile (profile, TEST_NOW_S);
  g_test_minimized_result ((double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC,
                           "lint of 10,000 servers");

  summary = dup_summary (findings);
  g_assert_cmpstr (summary, ==, "W:too-many-servers");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lint/good", test_good);
  g_test_add_func ("/lint/routes", test_routes);
  g_test_add_func ("/lint/credentials", test_credentials);
  g_test_add_func ("/lint/list", test_list);
  g_test_add_func ("/lint/relay-fix", test_relay_fix);
  g_test_add_func ("/lint/signalling-proxy", test_signalling_proxy);
  g_test_add_func ("/lint/surprises", test_surprises);
  g_test_add_func ("/lint/credential-surprises", test_credential_surprises);
  g_test_add_func ("/lint/sample", test_sample);
  g_test_add_func ("/lint/no-leak", test_no_leak);
  g_test_add_func ("/lint/many", test_many);

  return g_test_run ();
}
