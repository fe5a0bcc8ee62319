/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-dialect.h"

#include "tpk-test-formats.h"

static const TpkDialect *w3c;

static TpkJudgement *
judge (const char *url,
       const char *username,
       const char *password)
{
  g_autoptr (TpkJudgeInput) input = tpk_judge_input_new (url, username, password);

  return tpk_dialect_judge (w3c, input);
}

/* Accept or reject, for every recorded URL. */
static void
test_oracle (void)
{
  g_autofree char *text = test_dup_data ("urls.jsonl");
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 124);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (JsonNode) row = test_parse (lines[i]);
    const char *url = json_object_get_string_member (json_node_get_object (row), "url");
    JsonObject *oracle = json_object_get_object_member (json_node_get_object (row), "w3c");
    g_autoptr (TpkJudgement) judgement = judge (url, "u", "p");
    gboolean ok = tpk_judgement_get_state (judgement) != TPK_JUDGEMENT_REJECTED;

    g_test_message ("%s", url);
    g_assert_cmpint (ok, ==, json_object_get_boolean_member (oracle, "ok"));
    if (!ok)
      g_assert_cmpstr (tpk_judgement_get_error (judgement), ==,
                       json_object_get_string_member (oracle, "error"));
  }
}

static void
test_dials (void)
{
  static const struct {
    const char *url;
    TpkJudgementState state;
    const char *dials;
  } rows[] = {
    { "stun:a.example", TPK_JUDGEMENT_OK, "stun:a.example:3478" },
    { "stuns:a.example", TPK_JUDGEMENT_OK, "stuns:a.example:5349" },
    { "turn:a.example", TPK_JUDGEMENT_OK, "turn:a.example:3478?transport=udp" },
    { "turn:a.example:443", TPK_JUDGEMENT_OK, "turn:a.example:443?transport=udp" },
    { "turn:a.example:443?transport=tcp", TPK_JUDGEMENT_OK, "turn:a.example:443?transport=tcp" },
    { "turns:a.example", TPK_JUDGEMENT_OK, "turns:a.example:5349?transport=tcp" },
    { "turns:a.example:443?transport=tcp", TPK_JUDGEMENT_OK, "turns:a.example:443?transport=tcp" },
    { "turns:a.example?transport=udp", TPK_JUDGEMENT_OK, "turns:a.example:5349?transport=udp" },
    { "turn:[2001:DB8::1]", TPK_JUDGEMENT_OK, "turn:[2001:db8::1]:3478?transport=udp" },
    { "TURN:A.example", TPK_JUDGEMENT_OK, "turn:a.example:3478?transport=udp" },
    { "turn:a.example:", TPK_JUDGEMENT_OK, "turn:a.example:3478?transport=udp" },
    { "turn:a.example:0443", TPK_JUDGEMENT_OK, "turn:a.example:443?transport=udp" },
    { "turn:[::1]:443", TPK_JUDGEMENT_OK, "turn:[::1]:443?transport=udp" },
    { "turn:b\u00fccher.example", TPK_JUDGEMENT_OK,
      "turn:xn--bcher-kva.example:3478?transport=udp" },
    { "turn:010.0.0.1", TPK_JUDGEMENT_CHANGED, "turn:8.0.0.1:3478?transport=udp" },
    { "turn:192.0.2", TPK_JUDGEMENT_CHANGED, "turn:192.0.0.2:3478?transport=udp" },
    { "turn:a.example:0", TPK_JUDGEMENT_DROPPED, NULL },
    { "turn:a.example?transport=tls", TPK_JUDGEMENT_REJECTED, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkJudgement) judgement = judge (rows[i].url, "u", "p");

    g_test_message ("%s", rows[i].url);
    g_assert_cmpint (tpk_judgement_get_state (judgement), ==, rows[i].state);
    g_assert_cmpstr (tpk_judgement_get_dials (judgement), ==, rows[i].dials);
  }
}

static void
test_refusals (void)
{
  static const struct {
    const char *url;
    const char *code;
  } rows[] = {
    { "", "refused-not-a-url" },
    { "turn", "refused-not-a-url" },
    { "http://a.example", "refused-scheme" },
    { "turn://a.example", "refused-slashes" },
    { "turn:a.example/", "refused-path" },
    { "turn:a.example\\b", "refused-path" },
    { "turn:u@a.example", "refused-user-info" },
    { "turn:a.example#f", "refused-fragment" },
    { "stun:a.example?", "refused-query-on-stun" },
    { "turn:", "refused-no-host" },
    { "turn:a b", "refused-host" },
    { "turn:a.example:65536", "refused-host" },
    { "turn:a.example?", "refused-query" },
    { "turn:a.example?transport=tls", "refused-transport" },
    { "turn:a.example?Transport=udp", "refused-query" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkJudgement) judgement = judge (rows[i].url, "u", "p");

    g_test_message ("%s", rows[i].url);
    g_assert_cmpstr (tpk_judgement_get_error (judgement), ==, "SyntaxError");
    g_assert_cmpstr (tpk_judgement_get_code (judgement), ==, rows[i].code);
    g_assert_nonnull (tpk_judgement_get_message (judgement));
  }
}

static void
test_credentials (void)
{
  g_autofree char *long_508 = g_strnfill (508, 'u');
  g_autofree char *long_509 = g_strnfill (509, 'u');
  g_autoptr (GString) accents = g_string_new (NULL);

  for (guint i = 0; i < 255; i++)
    g_string_append (accents, "\u00e9");

  const struct {
    const char *url;
    const char *username;
    const char *password;
    const char *code;
  } rows[] = {
    { "stun:a.example", NULL, NULL, NULL },
    { "turn:a.example", "u", "p", NULL },
    { "turn:a.example", long_508, "p", NULL },
    { "turn:a.example", "u", long_509, NULL },
    { "turn:a.example", "\u00e9", "\u00e9", NULL },
    { "turn:a.example", NULL, NULL, "refused-no-credential" },
    { "turns:a.example", "u", NULL, "refused-no-credential" },
    { "turn:a.example", NULL, "p", "refused-no-credential" },
    { "turn:a.example", "", "p", "refused-empty-credential" },
    { "turn:a.example", "u", "", "refused-empty-credential" },
    { "turn:a.example", long_509, "p", "refused-long-username" },
    { "turn:a.example", accents->str, "p", "refused-long-username" },
    { "turn:a.example", "u\nv", "p", "refused-control-character" },
    { "turn:a.example", "u", "p\x7f", "refused-control-character" },
    { "turn:a.example", "u", "\xff", "refused-control-character" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkJudgement) judgement = judge (rows[i].url, rows[i].username, rows[i].password);

    g_assert_cmpstr (tpk_judgement_get_code (judgement), ==, rows[i].code);
    g_assert_cmpstr (tpk_judgement_get_error (judgement), ==,
                     rows[i].code != NULL ? "InvalidAccessError" : NULL);
  }
}

static void
assert_written (const char *profile_json,
                const char *expected,
                const char *codes)
{
  g_autoptr (TpkProfile) profile = test_profile (profile_json);
  g_autoptr (TpkExport) export = test_write_profile (w3c, profile);
  g_autofree char *text = g_strdelimit (g_strdup (tpk_export_get_text (export)), "\"", '\'');
  g_autoptr (JsonNode) root = test_parse (tpk_export_get_text (export));
  g_autofree char *compact = g_strdelimit (tpk_json_to_string (root, FALSE), "\"", '\'');

  g_assert_cmpstr (compact, ==, expected);
  test_assert_codes (tpk_export_get_notes (export), codes);
  g_assert_true (g_str_has_suffix (text, "}\n"));
}

#define SERVERS \
  "'servers':[{'urls':['stun:a.com'],'enabled':false}," \
  "{'urls':['turn:a.com','turns:a.com:443?transport=tcp']," \
  "'credential':{'kind':'password','username':'alice','password':'p@ss:w/rd'}}," \
  "{'urls':['stun:b.com']}]"

static void
test_write_routes (void)
{
  assert_written ("{'name':'x','route':'direct'," SERVERS "}", "{'iceServers':[]}", "");
  assert_written ("{'name':'x','route':'cloud'," SERVERS "}", "{'iceServers':[]}",
                  "cloud-dials-itself");
  assert_written ("{'name':'x','route':'own'," SERVERS "}",
                  "{'iceServers':[{'urls':['turn:a.com','turns:a.com:443?transport=tcp'],"
                  "'username':'alice','credential':'p@ss:w/rd'},{'urls':['stun:b.com']}],"
                  "'iceTransportPolicy':'relay'}", "");
  assert_written ("{'name':'x','route':'own','relay_only':false,"
                  "'servers':[{'urls':['stun:b.com']}]}",
                  "{'iceServers':[{'urls':['stun:b.com']}]}", "");
  assert_written ("{'name':'x','route':'own','servers':[]}",
                  "{'iceServers':[],'iceTransportPolicy':'relay'}", "");
}

static void
test_write_pretty (void)
{
  g_autoptr (TpkProfile) profile = test_profile ("{'name':'x','route':'own','servers':"
                                                 "[{'urls':['stun:b.com']}]}");
  g_autoptr (TpkExport) export = test_write_profile (w3c, profile);

  g_assert_cmpstr (tpk_export_get_text (export), ==,
                   "{\n"
                   "  \"iceServers\" : [\n"
                   "    {\n"
                   "      \"urls\" : [\n"
                   "        \"stun:b.com\"\n"
                   "      ]\n"
                   "    }\n"
                   "  ],\n"
                   "  \"iceTransportPolicy\" : \"relay\"\n"
                   "}\n");
}

static void
test_write_secret (void)
{
  g_autoptr (TpkProfile) profile =
    test_profile ("{'name':'x','route':'own','servers':[{'urls':['turn:a.com'],'credential':"
                  "{'kind':'secret','username':'alice','secret':'north','lifetime_s':3600}}]}");
  g_autoptr (TpkExport) export = NULL;
  g_autoptr (GError) error = NULL;

  /* tests/data/vectors_turn_rest.json */
  export = w3c->write (profile, 1795200000 - 3600, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (tpk_export_get_text (export), "\"username\" : \"1795200000:alice\""));
  g_assert_nonnull (strstr (tpk_export_get_text (export),
                            "\"credential\" : \"tyZf+AGoKZkjTZ05dzTwsSA9X7Q=\""));
  g_assert_null (strstr (tpk_export_get_text (export), "north"));
}

#define CREDENTIAL "'credential':{'kind':'password','username':'u','password':'p'}"

static void
test_write_repairs (void)
{
  assert_written ("{'name':'x','route':'own','servers':[{'urls':['turns:a.com:443?transport=tls',"
                  "'turn:b.com?transport=tls','turn://c.com','turn:d.com?transport=UDP',"
                  "'turn:b\u00fccher.com:3478'],"
                  CREDENTIAL "}]}",
                  "{'iceServers':[{'urls':['turns:a.com:443?transport=tcp',"
                  "'turns:b.com?transport=tcp','turn:c.com','turn:d.com?transport=udp',"
                  "'turn:xn--bcher-kva.com:3478'],'username':'u','credential':'p'}],"
                  "'iceTransportPolicy':'relay'}",
                  "url-rewritten url-rewritten url-rewritten url-rewritten url-rewritten");
}

static void
test_write_left_out (void)
{
  /* No credential, nothing that could be meant, a user name that is too long for the standard. */
  g_autofree char *username = g_strnfill (509, 'u');
  g_autofree char *json = NULL;

  assert_written ("{'name':'x','route':'own','servers':[{'urls':['turn:a.com','stun:a.com',"
                  "'turn:b.com']},{'urls':['turn:a.com:99999','http://a.com']," CREDENTIAL "}]}",
                  "{'iceServers':[{'urls':['stun:a.com']}],'iceTransportPolicy':'relay'}",
                  "credential-missing url-left-out url-left-out");

  json = g_strdup_printf ("{'name':'x','route':'own','servers':[{'urls':['turn:a.com'],"
                          "'credential':{'kind':'password','username':'%s','password':'p'}}]}",
                          username);
  assert_written (json, "{'iceServers':[],'iceTransportPolicy':'relay'}", "refused-long-username");
}

/* A URL with user information in it may be quoted nowhere. */
static void
test_write_no_leak (void)
{
  g_autoptr (TpkProfile) profile =
    test_profile ("{'name':'x','route':'own','servers':[{'urls':['turn:u:hunter2@a.com',"
                  "'turn:u:hunter2@a.com:x'],'credential':{'kind':'password','username':'u',"
                  "'password':'p'}}]}");
  g_autoptr (TpkExport) export = test_write_profile (w3c, profile);
  GListModel *notes = tpk_export_get_notes (export);

  test_assert_codes (notes, "url-rewritten url-left-out");
  for (guint i = 0; i < 2; i++) {
    g_autoptr (TpkFinding) note = g_list_model_get_item (notes, i);

    g_assert_null (strstr (tpk_finding_get_message (note), "hunter2"));
    g_assert_cmpuint (tpk_finding_get_server (note), ==, 0);
    g_assert_cmpuint (tpk_finding_get_url (note), ==, i);
  }
}

static void
check_written (TpkProfile *profile)
{
  g_autoptr (TpkExport) export = test_write_profile (w3c, profile);
  g_autoptr (JsonNode) root = test_parse (tpk_export_get_text (export));
  JsonArray *servers = json_object_get_array_member (json_node_get_object (root), "iceServers");

  for (guint i = 0; i < json_array_get_length (servers); i++) {
    JsonObject *server = json_array_get_object_element (servers, i);
    JsonArray *urls = json_object_get_array_member (server, "urls");
    const char *username = json_object_get_string_member_with_default (server, "username", NULL);
    const char *password = json_object_get_string_member_with_default (server, "credential",
                                                                       NULL);

    g_assert_cmpuint (json_array_get_length (urls), >, 0);
    for (guint j = 0; j < json_array_get_length (urls); j++) {
      g_autoptr (TpkJudgement) judgement = judge (json_array_get_string_element (urls, j),
                                                  username, password);

      g_assert_cmpint (tpk_judgement_get_state (judgement), ==, TPK_JUDGEMENT_OK);
    }
  }
}

/* What was written is read back as it was. */
static void
check_round_trip (TpkProfile *profile)
{
  g_autoptr (TpkExport) export = test_write_profile (w3c, profile);
  g_autoptr (TpkImport) import = test_read (w3c, tpk_export_get_text (export));
  g_autoptr (TpkExport) again = NULL;

  tpk_profile_set_route (tpk_import_get_profile (import), TPK_ROUTE_OWN);
  again = test_write_profile (w3c, tpk_import_get_profile (import));
  g_assert_cmpstr (tpk_export_get_text (again), ==, tpk_export_get_text (export));
}

static void
test_matrix (void)
{
  test_for_matrix (check_written);
  test_for_matrix (check_round_trip);
}

static void
assert_read (const char *text,
             const char *expected,
             const char *codes)
{
  g_autoptr (TpkImport) import = test_read (w3c, text);
  TpkProfile *profile = tpk_import_get_profile (import);
  g_autoptr (GString) summary = g_string_new (NULL);

  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    TpkServer *server = tpk_profile_get_server (profile, i);
    TpkCredential *credential = tpk_server_get_credential (server);

    for (guint j = 0; j < tpk_server_get_n_urls (server); j++)
      g_string_append_printf (summary, "%s ",
                              tpk_ice_url_get_text (tpk_server_get_url (server, j)));
    if (tpk_credential_get_kind (credential) == TPK_CREDENTIAL_PASSWORD)
      g_string_append_printf (summary, "%s/%s", tpk_credential_get_username (credential),
                              tpk_credential_get_password (credential));
    g_string_append_c (summary, ';');
  }

  if (tpk_import_has_relay_only (import))
    g_string_append (summary, tpk_profile_get_relay_only (profile) ? "relay" : "all");

  g_test_message ("%s", text);
  g_assert_cmpstr (summary->str, ==, expected);
  test_assert_codes (tpk_import_get_notes (import), codes);
  g_assert_cmpint (tpk_import_has_route (import), ==, tpk_profile_get_n_servers (profile) > 0);
  g_assert_cmpstr (tpk_import_get_dialect (import), ==, "w3c");
}

static void
test_read_forms (void)
{
  assert_read ("{\"iceServers\":[]}", "", "");
  assert_read ("{\"iceServers\":[{\"urls\":\"stun:a\"},{\"urls\":[\"turn:b\",\"turns:c\"],"
               "\"username\":\"u\",\"credential\":\"p\"}],\"iceTransportPolicy\":\"relay\"}",
               "stun:a ;turn:b turns:c u/p;relay", "");
  assert_read ("[{\"urls\":\"stun:a\"}]", "stun:a ;", "");
  assert_read ("{\"urls\":[\"turn:b\"],\"username\":\"u\",\"credential\":\"p\"}",
               "turn:b u/p;", "");
  assert_read ("{\"iceServers\":{\"urls\":\"stun:a\"}}", "stun:a ;", "");
  assert_read ("{\"iceServers\":[{\"url\":\"stun:a\"}],\"iceTransportPolicy\":\"all\"}",
               "stun:a ;all", "");
  assert_read ("{iceServers: [{urls: 'stun:a', /* c */},], iceTransportPolicy: 'relay'}",
               "stun:a ;relay", "");
  assert_read ("iceServers: [{urls: ['stun:a', 'stun:b']}]", "stun:a stun:b ;", "");
  assert_read ("const servers = [{urls: 'stun:a'}];\n"
               "const config = {iceServers: servers};\n"
               "const pc1 = new RTCPeerConnection(config);\n"
               "const pc2 = new RTCPeerConnection(config);\n"
               "pc1.onicecandidate = (e) => { pc2.addIceCandidate(e.candidate); };",
               "stun:a ;", "");
  assert_read ("new Peer('id', {config: {'iceServers': [{url: 'turn:a', username: 'u', "
               "credential: 1234}]}})", "turn:a u/1234;", "");
  assert_read ("var a = {urls: 'stun:a'}, b = {urls: 'stun:b'};", "stun:a ;stun:b ;", "");
}

static void
test_read_notes (void)
{
  assert_read ("{\"iceServers\":[{\"urls\":\"stun:a\",\"x\":1},{\"urls\":\"stun:b\",\"x\":1}],"
               "\"bundlePolicy\":\"balanced\",\"iceTransportPolicy\":\"Relay\"}",
               "stun:a ;stun:b ;",
               "import-policy import-left-member import-left-member");
  assert_read ("{iceServers: [{urls: getUrls()}, {urls: ['stun:a', url]}, {foo: 1}, 7]}",
               "stun:a ;",
               "import-not-a-text import-not-a-text import-no-urls import-no-urls");
  assert_read ("{iceServers: [{urls: 'turn:a', username: user, credential: 'p'}]}", "turn:a /p;",
               "import-not-a-text");
  assert_read ("{\"iceServers\":[{\"urls\":\"turn:a\",\"username\":\"u\",\"credential\":\"p\","
               "\"credentialType\":\"oauth\"}]}", "turn:a u/p;", "import-credential-type");
  assert_read ("{iceServers: [{urls: 'stun:a'", "stun:a ;", "import-truncated");
  assert_read ("{iceServers: servers}", "", "import-no-list");
}

static void
test_read_errors (void)
{
  static const char *const texts[] = { "", "{}", "[]", "null", "1", "\"x\"", "{\"a\":1}", "hello" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (w3c->read (texts[i], &error));
    g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  w3c = tpk_dialect_find ("w3c");
  g_assert_nonnull (w3c);

  g_test_add_func ("/w3c/oracle", test_oracle);
  g_test_add_func ("/w3c/dials", test_dials);
  g_test_add_func ("/w3c/refusals", test_refusals);
  g_test_add_func ("/w3c/credentials", test_credentials);
  g_test_add_func ("/w3c/write/routes", test_write_routes);
  g_test_add_func ("/w3c/write/pretty", test_write_pretty);
  g_test_add_func ("/w3c/write/secret", test_write_secret);
  g_test_add_func ("/w3c/write/repairs", test_write_repairs);
  g_test_add_func ("/w3c/write/left-out", test_write_left_out);
  g_test_add_func ("/w3c/write/no-leak", test_write_no_leak);
  g_test_add_func ("/w3c/write/matrix", test_matrix);
  g_test_add_func ("/w3c/read/forms", test_read_forms);
  g_test_add_func ("/w3c/read/notes", test_read_notes);
  g_test_add_func ("/w3c/read/errors", test_read_errors);

  return g_test_run ();
}
