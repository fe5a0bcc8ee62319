/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-lint.h"

static void
test_syntax (void)
{
  static const struct {
    const char *url;
    const char *code;
    TpkFixKind kind;
    const char *fix;
  } rows[] = {
    { "", "url-empty", TPK_FIX_NONE, NULL },
    { "turn://a.com", "url-slashes", TPK_FIX_REPLACE_URL, "turn:a.com" },
    { "turn:u:p@a.com", "url-user-info", TPK_FIX_MOVE_USER_INFO, "turn:a.com" },
    { "turn://u:p@a.com:53", "url-slashes", TPK_FIX_MOVE_USER_INFO, "turn:a.com:53" },
    { "stun:a.com?transport=udp", "url-query-on-stun", TPK_FIX_REPLACE_URL, "stun:a.com" },
    { "turn:a.com?transport=UDP", "url-transport-case", TPK_FIX_REPLACE_URL,
      "turn:a.com?transport=udp" },
    { "turn:a.com:443?transport=tls", "url-unknown-transport", TPK_FIX_REPLACE_URL,
      "turns:a.com:443?transport=tcp" },
    { "turns:a.com:443?transport=tls", "url-unknown-transport", TPK_FIX_REPLACE_URL,
      "turns:a.com:443?transport=tcp" },
    { "turn:a.com:99999", "url-port-range", TPK_FIX_NONE, NULL },
    { "http://a.com", "url-unknown-scheme", TPK_FIX_NONE, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkIceUrl) url = tpk_ice_url_new (rows[i].url);
    g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);
    TpkFinding *finding;

    g_test_message ("%s", rows[i].url);
    tpk_lint_url (url, findings);
    g_assert_cmpuint (findings->len, ==, 1);
    finding = g_ptr_array_index (findings, 0);
    g_assert_cmpint (tpk_finding_get_severity (finding), ==, TPK_SEVERITY_ERROR);
    g_assert_cmpstr (tpk_finding_get_code (finding), ==, rows[i].code);
    g_assert_cmpint (tpk_finding_get_fix_kind (finding), ==, rows[i].kind);
    g_assert_cmpstr (tpk_finding_get_fix (finding), ==, rows[i].fix);
  }

  assert_with_good ("{'urls':['turn:','turn:b.com']," CREDENTIAL "}", "E:url-no-host@1.0");
}

static void
test_addresses (void)
{
  static const struct {
    const char *url;
    const char *code;
  } rows[] = {
    { "turn:20.202.255.255", "placeholder-address" },
    { "turn:20.202.255.254", NULL },
    { "turn:192.0.2.1", "placeholder-address" },
    { "turn:198.51.100.1", "placeholder-address" },
    { "turn:203.0.113.1", "placeholder-address" },
    { "turn:[2001:db8::1]", "placeholder-address" },
    { "turn:[2001:db9::1]", NULL },
    { "turn:[3fff:fff::1]", "placeholder-address" },
    { "turn:[3fff:1000::1]", NULL },
    { "turn:example.org", "placeholder-address" },
    { "turn:TURN.Example.COM", "placeholder-address" },
    { "turn:turn.example.net.", "placeholder-address" },
    { "turn:notexample.org", NULL },
    { "turn:turn.azure.com", "placeholder-address" },
    { "turn:turn1.azure.com", "placeholder-address" },
    { "turn:turn2.azure.com", NULL },
    { "turn:a.invalid", "placeholder-address" },
    { "turn:10.1.2.3", "private-address" },
    { "turn:172.16.0.1", "private-address" },
    { "turn:172.32.0.1", NULL },
    { "turn:192.168.1.1", "private-address" },
    { "turn:100.64.0.1", "private-address" },
    { "turn:169.254.1.1", "link-local-address" },
    { "turn:[fd00::1]", "private-address" },
    { "turn:[fe80::1]", "link-local-address" },
    { "turn:[febf::1]", "link-local-address" },
    { "turn:[::ffff:10.0.0.1]", "private-address" },
    { "turn:printer.local", "private-address" },
    { "turn:127.0.0.1", "loopback-address" },
    { "turn:0.0.0.0", "loopback-address" },
    { "turn:[::1]", "loopback-address" },
    { "turn:[::]", "loopback-address" },
    { "turn:localhost", "loopback-address" },
    { "turn:255.255.255.255", "broadcast-address" },
    { "turn:224.0.0.1", "broadcast-address" },
    { "turn:[ff02::1]", "broadcast-address" },
    { "stun:stun.l.google.com:19302", "public-test-server" },
    { "stun:stun4.l.google.com:19302", "public-test-server" },
    { "turn:openrelay.metered.ca", "public-test-server" },
    { "turn:23.236.115.138", "cloud-test-address" },
    { "turn:148.153.66.218", "cloud-test-address" },
    { "turn:164.52.87.25", "cloud-test-address" },
    { "turn:47.74.211.17", "cloud-test-address" },
    { "turn:52.80.192.229", "cloud-test-address" },
    { "turn:52.52.84.170", "cloud-test-address" },
    { "turn:47.96.234.219", "cloud-test-address" },
    { "turn:47.96.234.218", NULL },
    { "turn:8.8.8.8", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *expected = rows[i].code != NULL ? g_strdup_printf ("W:%s@1.0", rows[i].code)
                                                     : g_strdup ("");

    assert_url (rows[i].url, expected);
  }
}

static void
test_urls (void)
{
  assert_url ("turns:8.8.8.8:443", "W:turns-ip-literal@1.0");
  assert_url ("turns:[2001:db9::1]:443", "W:turns-ip-literal@1.0");
  assert_url ("turn:b.com:25", "W:blocked-port@1.0");
  assert_url ("turn:b.com:53", "");
  assert_url ("turn:turn.a.com:3478", "W:duplicate-url@1.0");
  assert_url ("TURN:Turn.A.com", "W:duplicate-url@1.0");
}

/* Judgements are kept for ports and addresses of one kind: no other may be among them. */
static void
test_ports (void)
{
  const TpkDialect *firefox = tpk_dialect_find ("firefox");
  const TpkDialect *chromium = tpk_dialect_find ("chromium");
  guint step = g_getenv ("TURNPIKE_TEST_SLOW_TOOL") != NULL ? 101 : 1;

  for (guint port = 1; port <= G_MAXUINT16; port += step) {
    g_autofree char *text = g_strdup_printf ("turn:turn.a.com:%u?transport=tcp", port);
    g_autoptr (TpkJudgeInput) input = tpk_judge_input_new (text, "u", "p");
    g_autoptr (TpkJudgement) one = tpk_dialect_judge (firefox, input);
    g_autoptr (TpkJudgement) other = tpk_dialect_judge (chromium, input);
    gboolean refused = g_strcmp0 (tpk_judgement_get_code (one), "refused-blocked-port") == 0 ||
                       g_strcmp0 (tpk_judgement_get_code (other), "chromium-blocked-port") == 0;
    g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);
    g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);
    gboolean found = FALSE;

    tpk_lint_url (url, findings);
    for (guint i = 0; i < findings->len; i++)
      found |= strcmp (tpk_finding_get_code (findings->pdata[i]), "blocked-port") == 0;
    g_assert_cmpint (found, ==, refused);
  }
}

/* The findings on a list are those on each of its URLs. */
static void
test_kept (void)
{
  g_autoptr (TpkProfile) profile =
    test_profile ("{'name':'x','route':'own','servers':[{'urls':['turn:turn.a.com:5000',"
                  "'turn:turn.a.com:6000','turn:turn.a.com:6001','turn:turn.a.com:6667',"
                  "'turn:198.18.0.1:5000','turn:198.18.0.2:6000','turn:turn.a.com:05001'],"
                  CREDENTIAL "}]}");
  g_autoptr (GListModel) findings = tpk_lint_profile (profile, TEST_NOW_S);
  g_autofree char *summary = dup_summary (findings);

  g_assert_cmpstr (summary, ==,
                   "W:blocked-port@0.1 W:blocked-port@0.3 W:blocked-port@0.5 W:udp-only W:no-tls");
}

/* Judgements are kept for URLs of one shape: those of another are not told of them. */
static void
test_shapes (void)
{
  g_autoptr (TpkProfile) profile =
    test_profile ("{'name':'x','route':'own','servers':[{'urls':['turn:a.com?transport=udp',"
                  "'turn:b.com:25?transport=udp','turn:c.com:2525?transport=udp',"
                  "'TURN:d.com?transport=udp','turn:e.com:25?transport=tcp']," CREDENTIAL "}]}");
  g_autoptr (GListModel) findings = tpk_lint_profile (profile, TEST_NOW_S);
  g_autofree char *summary = dup_summary (findings);
  g_autoptr (TpkFinding) upper = test_find (findings, "refused-scheme");

  g_assert_cmpstr (summary, ==, "W:blocked-port@0.1 W:blocked-port@0.4 W:no-tls");
  g_assert_nonnull (upper);
  g_assert_cmpuint (tpk_finding_get_url (upper), ==, 3);

  /* Who refuses it is said. */
  g_assert_true (g_str_has_prefix (tpk_finding_get_message (upper), "GStreamer, aiortc: "));
}

static void
test_duplicate_fix (void)
{
  g_autoptr (TpkProfile) profile =
    test_profile ("{'name':'x','route':'own','servers':[{'urls':['turn:b.com','turn:b.com:3478']},"
                  "{'urls':['turn:b.com?transport=udp']}]}");
  g_autoptr (GListModel) findings = tpk_lint_profile (profile, TEST_NOW_S);
  g_autoptr (TpkFinding) duplicate = test_find (findings, "duplicate-url");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (tpk_finding_get_fix_kind (duplicate), ==, TPK_FIX_REMOVE_URL);
  g_assert_true (tpk_profile_apply_fix (profile, duplicate, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tpk_server_get_n_urls (tpk_profile_get_server (profile, 0)), ==, 1);

  g_clear_object (&findings);
  g_clear_object (&duplicate);
  findings = tpk_lint_profile (profile, TEST_NOW_S);
  duplicate = test_find (findings, "duplicate-url");
  g_assert_cmpint (tpk_finding_get_fix_kind (duplicate), ==, TPK_FIX_REMOVE_SERVER);
  g_assert_true (tpk_profile_apply_fix (profile, duplicate, &error));
  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 1);
}

/* Nobody but the user knows which of two passwords is right. */
static void
test_duplicate_credentials (void)
{
  g_autoptr (TpkProfile) profile =
    test_profile ("{'name':'x','route':'own','servers':["
                  "{'urls':['turn:b.com'],'credential':{'username':'old','password':'p'}},"
                  "{'urls':['turn:b.com'],'credential':{'username':'new','password':'p'}}]}");
  g_autoptr (GListModel) findings = tpk_lint_profile (profile, TEST_NOW_S);
  g_autoptr (TpkFinding) duplicate = test_find (findings, "duplicate-url");

  g_assert_cmpint (tpk_finding_get_fix_kind (duplicate), ==, TPK_FIX_NONE);
}

static void
assert_formats (const char *username,
                const char *password,
                const char *names)
{
  g_autoptr (TpkProfile) profile = tpk_profile_new ("x");
  g_autoptr (TpkServer) server = tpk_server_new ();
  g_autoptr (TpkCredential) credential = tpk_credential_new_password (username, password);
  g_autoptr (GListModel) findings = NULL;
  g_autoptr (TpkFinding) finding = NULL;
  g_autofree char *message =
    g_strdup_printf ("This user name or password cannot be written into the configuration of: %s. "
                     "If people call with it, choose plain letters and digits on the server.",
                     names);

  tpk_server_add_url (server, "turn:turn.a.com");
  tpk_server_set_credential (server, credential);
  tpk_profile_append_server (profile, server);
  tpk_profile_set_route (profile, TPK_ROUTE_OWN);

  findings = tpk_lint_profile (profile, TEST_NOW_S);
  finding = test_find (findings, "credential-not-carried");
  g_test_message ("%s %s", username, password);
  if (names == NULL) {
    g_assert_null (finding);
    return;
  }

  g_assert_nonnull (finding);
  g_assert_cmpint (tpk_finding_get_severity (finding), ==, TPK_SEVERITY_INFO);
  g_assert_cmpuint (tpk_finding_get_server (finding), ==, 0);
  g_assert_cmpstr (tpk_finding_get_field (finding), ==, "credential");
  g_assert_cmpstr (tpk_finding_get_message (finding), ==, message);
}

/* What a client's file has no words for is told with the name of the client. */
static void
test_formats (void)
{
  g_autofree char *long_name = g_strnfill (300, 'u');

  assert_formats ("alice", "p", NULL);
  assert_formats ("1795286400:alice", "tyZf+AGoKZkjTZ05dzTwsSA9X7Q=", NULL);
  assert_formats ("alice", "p@ss:w/rd;", NULL);
  assert_formats ("a\"b\\", "p", "baresip");
  assert_formats (" alice", "p", "Asterisk, Linphone");
  assert_formats ("a\nb", "p", "Asterisk, baresip, Linphone, pjsua");
  assert_formats ("alice", "\" '", "pjsua");
  assert_formats (long_name, "p", "pjsua");
  assert_formats ("AUTH_SECRET", "p", "MediaMTX");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lint/syntax", test_syntax);
  g_test_add_func ("/lint/addresses", test_addresses);
  g_test_add_func ("/lint/kept", test_kept);
  g_test_add_func ("/lint/urls", test_urls);
  g_test_add_func ("/lint/duplicate-fix", test_duplicate_fix);
  g_test_add_func ("/lint/duplicate-fix-credentials", test_duplicate_credentials);
  g_test_add_func ("/lint/ports", test_ports);
  g_test_add_func ("/lint/formats", test_formats);
  g_test_add_func ("/lint/shapes", test_shapes);

  return g_test_run ();
}
