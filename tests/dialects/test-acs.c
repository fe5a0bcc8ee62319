/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-acs-url.h"

#include "tpk-test-formats.h"

static const TpkDialect *acs;

static TpkJudgement *
judge (const char *url,
       const char *username,
       const char *password)
{
  g_autoptr (TpkJudgeInput) input = tpk_judge_input_new (url, username, password);

  return tpk_dialect_judge (acs, input);
}

static void
assert_error (TpkJudgement *judgement,
              JsonObject   *oracle)
{
  g_autofree char *text = NULL;

  text = g_strdup_printf ("%d/%d %s", (int) json_object_get_int_member (oracle, "code"),
                          (int) json_object_get_int_member (oracle, "subCode"),
                          json_object_get_string_member (oracle, "message"));

  g_assert_cmpint (tpk_judgement_get_state (judgement), ==, TPK_JUDGEMENT_REJECTED);
  g_assert_cmpstr (tpk_judgement_get_error (judgement), ==, "CallingCommunicationError");
  g_assert_cmpstr (tpk_judgement_get_error_text (judgement), ==, text);
  g_assert_null (tpk_judgement_get_dials (judgement));
}

/* Accept or reject, the error in the SDK's words, and what it dials, for every recorded URL. */
static void
test_oracle (void)
{
  g_autofree char *text = test_dup_data ("urls.jsonl");
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (JsonNode) row = test_parse (lines[i]);
    JsonObject *object = json_node_get_object (row);
    JsonObject *oracle = json_object_get_object_member (object, "acs");
    g_autoptr (TpkJudgement) judgement = judge (json_object_get_string_member (object, "url"),
                                                "u", "p");

    g_test_message ("%s", json_object_get_string_member (object, "url"));
    if (!json_object_get_boolean_member (oracle, "ok"))
      assert_error (judgement, oracle);
    else if (json_object_get_null_member (oracle, "dials"))
      g_assert_cmpint (tpk_judgement_get_state (judgement), ==, TPK_JUDGEMENT_DROPPED);
    else
      g_assert_cmpstr (tpk_judgement_get_dials (judgement), ==,
                       json_object_get_string_member (oracle, "dials"));
  }
}

static void
test_earlier (void)
{
  g_autoptr (TpkJudgement) scheme = judge ("http://a.com", "u", "p");
  g_autoptr (TpkJudgement) host = judge ("turn:[x", "u", "p");
  g_autoptr (TpkJudgement) good = judge ("turn:a.com", "u", "p");

  g_assert_cmpstr (tpk_judgement_get_earlier_text (scheme), ==,
                   "1.14.1-beta.1: 500/0 Error processing relay information. Unrecognized schema");
  g_assert_cmpstr (tpk_judgement_get_earlier_text (host), ==,
                   "1.14.1-beta.1: 400/0 Error processing relay information. Possibly invalid url");
  g_assert_null (tpk_judgement_get_earlier_text (good));
}

static void
test_verdicts (void)
{
  static const struct {
    const char *url;
    TpkJudgementState state;
    const char *code;
    const char *dials;
  } rows[] = {
    { "turn:a.com", TPK_JUDGEMENT_OK, NULL, "turn:a.com:3478?transport=udp" },
    { "turn:a.com:443?transport=tcp", TPK_JUDGEMENT_OK, NULL, "turn:a.com:443?transport=tcp" },
    { "turns:a.com:443?transport=tls", TPK_JUDGEMENT_OK, NULL, "turns:a.com:443" },
    { "turn:a.com:443?transport=tls", TPK_JUDGEMENT_OK, NULL, "turns:a.com:443" },
    { "turns:[2001:db8::1]:443?transport=tls", TPK_JUDGEMENT_OK, NULL, "turns:[2001:db8::1]:443" },
    { " turn:a.com:3478/", TPK_JUDGEMENT_OK, NULL, "turn:a.com:3478?transport=udp" },
    { "stun:a.com", TPK_JUDGEMENT_CHANGED, "acs-stun-as-turn", "turn:a.com:3478?transport=udp" },
    { "turns:a.com:5349?transport=tcp", TPK_JUDGEMENT_CHANGED, "acs-plaintext",
      "turn:a.com:5349?transport=tcp" },
    { "turns:192.0.2.1", TPK_JUDGEMENT_CHANGED, "acs-plaintext",
      "turn:192.0.2.1:3478?transport=udp" },
    { "turn:a.com?transport=TCP", TPK_JUDGEMENT_CHANGED, "acs-transport-ignored",
      "turn:a.com:3478?transport=udp" },
    { "turns:a.com?transport=tls", TPK_JUDGEMENT_CHANGED, "acs-dials-otherwise",
      "turns:a.com:3478" },
    { "turn:a.com:0", TPK_JUDGEMENT_CHANGED, "acs-dials-otherwise",
      "turn:a.com:3478?transport=udp" },
    { "turn:a.com?x=a:99&transport=udp", TPK_JUDGEMENT_OK, NULL, "turn:a.com:3478?transport=udp" },
    { "turn:a.com?transport=udp&x=a:99", TPK_JUDGEMENT_CHANGED, "acs-dials-otherwise",
      "turn:a.com:99?transport=udp" },
    { "turn:a.com:443#f", TPK_JUDGEMENT_CHANGED, "acs-dials-otherwise",
      "turn:a.com:3478?transport=udp" },
    { "turn:010.0.0.1", TPK_JUDGEMENT_CHANGED, "acs-dials-otherwise",
      "turn:8.0.0.1:3478?transport=udp" },
    { "turn:u:p@a.com", TPK_JUDGEMENT_CHANGED, "acs-dials-otherwise",
      "turn:a.com:3478?transport=udp" },
    { "turns:192.0.2.1:443?transport=tls", TPK_JUDGEMENT_DROPPED, "acs-tls-address-dropped", NULL },
    { "stuns:a.com", TPK_JUDGEMENT_REJECTED, "refused-stuns", NULL },
    { "http://a.com", TPK_JUDGEMENT_REJECTED, "refused-scheme", NULL },
    { "turn:", TPK_JUDGEMENT_REJECTED, "refused-host", NULL },
    { "turn", TPK_JUDGEMENT_REJECTED, "refused-not-a-url", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkJudgement) judgement = judge (rows[i].url, "u", "p");

    g_test_message ("%s", rows[i].url);
    g_assert_cmpint (tpk_judgement_get_state (judgement), ==, rows[i].state);
    g_assert_cmpstr (tpk_judgement_get_code (judgement), ==, rows[i].code);
    g_assert_cmpstr (tpk_judgement_get_dials (judgement), ==, rows[i].dials);
  }
}

static void
test_credentials (void)
{
  static const char *const pairs[][2] = { { NULL, NULL }, { "", "p" }, { "u", "" }, { "u", NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autoptr (TpkJudgement) judgement = judge ("turn:a.com", pairs[i][0], pairs[i][1]);

    g_assert_cmpint (tpk_judgement_get_state (judgement), ==, TPK_JUDGEMENT_DROPPED);
    g_assert_cmpstr (tpk_judgement_get_code (judgement), ==, "acs-no-credential");
  }
}

/* Accept or reject, the error, and what the SDK puts before an address, for every recorded proxy.
 * */
static void
test_proxy_oracle (void)
{
  g_autoptr (JsonNode) root = test_parse_data ("acs_proxy_urls.json");
  JsonArray *rows = json_node_get_array (root);

  g_assert_cmpuint (json_array_get_length (rows), ==, 26);

  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);
    const char *url = json_object_get_string_member (row, "url");
    g_autoptr (TpkJudgement) judgement = tpk_acs_judge_proxy (url);
    g_autofree char *rewritten = NULL;

    g_test_message ("%s", url);
    if (!json_object_get_boolean_member (row, "ok")) {
      assert_error (judgement, row);
      continue;
    }

    g_assert_cmpint (tpk_judgement_get_state (judgement), !=, TPK_JUDGEMENT_REJECTED);
    if (*url == '\0')
      continue;

    rewritten = g_strconcat (tpk_judgement_get_dials (judgement),
                             "api.flightproxy.skype.com/api/v2/cpconv?x=1", NULL);
    g_assert_cmpstr (rewritten, ==, json_object_get_string_member (row, "example_rewrite"));
  }
}

static void
test_proxy_verdicts (void)
{
  static const struct {
    const char *url;
    TpkJudgementState state;
    const char *code;
  } rows[] = {
    { "https://proxy.a.com/", TPK_JUDGEMENT_OK, NULL },
    { "https://proxy.a.com:8443/path", TPK_JUDGEMENT_OK, NULL },
    { "", TPK_JUDGEMENT_DROPPED, "acs-proxy-empty" },
    { "http://proxy.a.com/", TPK_JUDGEMENT_CHANGED, "acs-proxy-scheme-ignored" },
    { "https://u:p@proxy.a.com/", TPK_JUDGEMENT_CHANGED, "acs-proxy-part-ignored" },
    { "https://proxy.a.com/?x=1", TPK_JUDGEMENT_CHANGED, "acs-proxy-part-ignored" },
    { "https://proxy.a.com ", TPK_JUDGEMENT_CHANGED, "acs-proxy-host" },
    { "abc", TPK_JUDGEMENT_REJECTED, "acs-proxy-short" },
    { "proxy.a.com", TPK_JUDGEMENT_REJECTED, "acs-proxy-not-a-url" },
    { "proxy.a.com:8080", TPK_JUDGEMENT_REJECTED, "acs-proxy-scheme" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkJudgement) judgement = tpk_acs_judge_proxy (rows[i].url);

    g_test_message ("%s", rows[i].url);
    g_assert_cmpint (tpk_judgement_get_state (judgement), ==, rows[i].state);
    g_assert_cmpstr (tpk_judgement_get_code (judgement), ==, rows[i].code);
  }
}

static void
assert_derived (const char *name,
                JsonObject *oracle,
                TpkProfile *profile)
{
  JsonArray *derived = json_object_get_array_member (oracle, "derivedIceServers");
  guint n = 0;

  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    TpkServer *server = tpk_profile_get_server (profile, i);
    TpkCredential *credential = tpk_server_get_credential (server);

    for (guint j = 0; j < tpk_server_get_n_urls (server); j++) {
      JsonObject *expected = json_array_get_object_element (derived, n++);
      JsonArray *urls = json_object_get_array_member (expected, "urls");
      const char *username = json_object_get_string_member (expected, "username");
      const char *password = json_object_get_string_member (expected, "credential");
      g_autoptr (TpkJudgement) judgement = NULL;

      g_assert_cmpstr (tpk_credential_get_username (credential), ==, username);
      g_assert_cmpstr (tpk_credential_get_password (credential), ==, password);

      judgement = judge (tpk_ice_url_get_text (tpk_server_get_url (server, j)), "u", "p");
      g_assert_cmpstr (tpk_judgement_get_dials (judgement), ==,
                       json_array_get_string_element (urls, 0));
    }
  }

  g_assert_cmpuint (n, ==, json_array_get_length (derived));
}

/* The recorded configurations that the model can hold. Not among them: `urls` that is no array, and
 * `turn` or `iceServers` that is not what it should be, which the SDK refuses and the reader takes
 * as far as it can or leaves with a note. */
static void
test_config_cases (void)
{
  static const struct {
    const char *name;
    const char *servers;
  } cases[] = {
    { "no creds", "{urls: ['turn:turn.example.org:3478']}" },
    { "stun no creds", "{urls: ['stun:stun.example.org:3478']}" },
    { "empty creds", "{urls: ['turn:turn.example.org:3478'], username: '', credential: ''}" },
    { "turns with transport=tcp",
      "{urls: ['turns:t.example.org:5349?transport=tcp'], username: 'u', credential: 'p'}" },
  };
  g_autoptr (JsonNode) root = test_parse_data ("acs_config_cases.json");
  JsonObject *oracle = json_node_get_object (root);
  g_autoptr (TpkImport) sample = test_read (acs, ACS_SAMPLE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strdup_printf ("new CallClient({networkConfiguration: {turn: "
                                             "{iceServers: [%s]}}})", cases[i].servers);
    g_autoptr (TpkImport) import = test_read (acs, text);

    g_test_message ("%s", cases[i].name);
    assert_derived (cases[i].name, json_object_get_object_member (oracle, cases[i].name),
                    tpk_import_get_profile (import));
  }

  assert_derived ("doc sample", json_object_get_object_member (oracle, "doc sample"),
                  tpk_import_get_profile (sample));
}

/* With TLS in the SDK's words, it is what is written again that has to be dialled. */
static void
test_config_tls (void)
{
  g_autoptr (JsonNode) root = test_parse_data ("acs_config_cases.json");
  JsonObject *oracle = json_object_get_object_member (json_node_get_object (root),
                                                      "all three transports, fqdn");
  JsonArray *derived = json_object_get_array_member (oracle, "derivedIceServers");
  g_autoptr (TpkImport) import =
    test_read (acs, "new CallClient({networkConfiguration: {turn: {iceServers: [{urls: ["
                    "'turn:t.example.org:3478?transport=udp', "
                    "'turn:t.example.org:3478?transport=tcp', "
                    "'turns:t.example.org:443?transport=tls'], username: 'u', "
                    "credential: 'p'}]}}})");
  g_autoptr (TpkExport) export = test_write_profile (acs, tpk_import_get_profile (import));
  g_autoptr (JsonNode) written = test_parse (tpk_export_get_text (export));
  JsonObject *network = json_object_get_object_member (json_node_get_object (written),
                                                       "networkConfiguration");
  JsonArray *servers = json_object_get_array_member (json_object_get_object_member (network,
                                                                                    "turn"),
                                                     "iceServers");
  JsonArray *urls = json_object_get_array_member (json_array_get_object_element (servers, 0),
                                                  "urls");

  g_assert_cmpuint (json_array_get_length (urls), ==, json_array_get_length (derived));
  for (guint i = 0; i < json_array_get_length (urls); i++) {
    JsonObject *expected = json_array_get_object_element (derived, i);
    g_autoptr (TpkJudgement) judgement = judge (json_array_get_string_element (urls, i), "u", "p");

    g_assert_cmpstr (tpk_judgement_get_dials (judgement), ==,
                     json_array_get_string_element (json_object_get_array_member (expected,
                                                                                  "urls"), 0));
  }
}

static void
test_config_shapes (void)
{
  static const struct {
    const char *network;
    const char *codes;
    gboolean empty;
  } rows[] = {
    { "{}", "", TRUE },
    { "null", "", TRUE },
    { "{turn: null}", "", TRUE },
    { "{turn: {}}", "import-no-list", TRUE },
    { "{turn: {iceServers: []}}", "", TRUE },
    { "{turn: {iceServers: {}}}", "import-no-list", TRUE },
    { "{turn: {iceServers: [{urls: []}]}}", "", TRUE },
    { "{turn: {iceServers: [{}]}}", "import-no-urls", TRUE },
    { "{turn: {iceServers: [{urls: [null]}]}}", "import-not-a-text", TRUE },
    { "{turn: {iceServers: [{urls: 'turn:a'}]}}", "acs-urls-not-a-list", FALSE },
    { "{turn: {iceServers: [{urls: ['bad:b', 'turn:a']}]}, x: 1}", "import-left-member", FALSE },
    { "{proxy: {url: 'https://p.a.com'}}", "", FALSE },
    { "{proxy: {url: getUrl()}}", "import-not-a-text", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = g_strdup_printf ("x({networkConfiguration: %s})", rows[i].network);
    g_autoptr (TpkImport) import = test_read (acs, text);

    g_test_message ("%s", rows[i].network);
    test_assert_codes (tpk_import_get_notes (import), rows[i].codes);
    g_assert_cmpint (tpk_import_is_empty (import), ==, rows[i].empty);
  }
}

static void
test_read_sample (void)
{
  g_autoptr (TpkImport) import = test_read (acs, ACS_SAMPLE);
  TpkProfile *profile = tpk_import_get_profile (import);

  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 2);
  test_assert_url (profile, 0, 0, "turn:turn.azure.com:3478?transport=udp");
  test_assert_url (profile, 0, 1, "turn:turn1.azure.com:3478?transport=udp");
  test_assert_url (profile, 1, 0, "turn:20.202.255.255:3478");
  test_assert_url (profile, 1, 1, "turn:20.202.255.255:3478?transport=tcp");
  test_assert_credential (profile, 0, "turnserver1username", "turnserver1credentialorpass");
  test_assert_credential (profile, 1, "turnserver2username", "turnserver2credentialorpass");
  test_assert_codes (tpk_import_get_notes (import), "");

  /* The document says that media flows exclusively through these servers. */
  g_assert_true (tpk_import_has_route (import));
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_OWN);
  g_assert_true (tpk_import_has_relay_only (import));
  g_assert_true (tpk_profile_get_relay_only (profile));
}

/* The SDK's words for TLS become everybody's, and come back as they were. */
static void
test_tls_round_trip (void)
{
  g_autoptr (TpkImport) import =
    test_read (acs, "{\"networkConfiguration\":{\"turn\":{\"iceServers\":[{\"urls\":["
                    "\"turns:a.com:443?transport=tls\",\"turn:a.com?transport=tls\"],"
                    "\"username\":\"u\",\"credential\":\"p\"}]},"
                    "\"proxy\":{\"url\":\"https://p.a.com\"}}}");
  TpkProfile *profile = tpk_import_get_profile (import);
  g_autoptr (TpkExport) export = test_write_profile (acs, profile);
  g_autoptr (JsonNode) root = test_parse (tpk_export_get_text (export));
  g_autofree char *compact = tpk_json_to_string (root, FALSE);

  test_assert_url (profile, 0, 0, "turns:a.com:443?transport=tcp");
  test_assert_url (profile, 0, 1, "turns:a.com:3478?transport=tcp");
  g_assert_cmpstr (tpk_profile_get_signalling_proxy (profile), ==, "https://p.a.com");

  g_assert_cmpstr (compact, ==,
                   "{\"networkConfiguration\":{\"turn\":{\"iceServers\":[{\"urls\":["
                   "\"turns:a.com:443?transport=tls\",\"turns:a.com:3478?transport=tls\"],"
                   "\"username\":\"u\",\"credential\":\"p\"}]},"
                   "\"proxy\":{\"url\":\"https://p.a.com/\"}}}");
  test_assert_codes (tpk_export_get_notes (export), "");
}

static void
assert_written (const char *profile_json,
                const char *expected,
                const char *codes)
{
  g_autoptr (TpkProfile) profile = test_profile (profile_json);
  g_autoptr (TpkExport) export = test_write_profile (acs, profile);
  g_autoptr (JsonNode) root = test_parse (tpk_export_get_text (export));
  g_autofree char *compact = g_strdelimit (tpk_json_to_string (root, FALSE), "\"", '\'');

  g_assert_cmpstr (compact, ==, expected);
  test_assert_codes (tpk_export_get_notes (export), codes);
}

#define CREDENTIAL "'credential':{'kind':'password','username':'u','password':'p'}"

static void
test_write (void)
{
  assert_written ("{'name':'x','route':'direct','servers':[{'urls':['turn:a.com']," CREDENTIAL "}],"
                  "'signalling_proxy':'https://p.a.com/'}",
                  "{'networkConfiguration':{}}", "acs-direct");
  assert_written ("{'name':'x','route':'cloud'}", "{'networkConfiguration':{}}",
                  "acs-no-cloud-proxy");
  assert_written ("{'name':'x','route':'own','servers':[{'urls':['turn:a.com','turn:b.com:443?"
                  "transport=tcp','turns:a.com','turns:[2001:db9::1]:443'],"
                  CREDENTIAL "}],'signalling_proxy':'https://p.a.com/x'}",
                  "{'networkConfiguration':{'turn':{'iceServers':[{'urls':["
                  "'turn:a.com:3478?transport=udp','turn:b.com:443?transport=tcp',"
                  "'turns:a.com:5349?transport=tls','turns:[2001:db9::1]:443?transport=tls'],"
                  "'username':'u','credential':'p'}]},'proxy':{'url':'https://p.a.com/x/'}}}", "");
}

static void
test_write_left_out (void)
{
  assert_written ("{'name':'x','route':'own','relay_only':false,'servers':[{'urls':['stun:a.com',"
                  "'turn:a.com','turns:198.18.0.1:443','turns:a.com?transport=udp'],"
                  CREDENTIAL "}],"
                  "'signalling_proxy':'http://p.a.com'}",
                  "{'networkConfiguration':{'turn':{'iceServers':[{'urls':["
                  "'turn:a.com:3478?transport=udp'],'username':'u','credential':'p'}]},"
                  "'proxy':{'url':'https://p.a.com/'}}}",
                  "acs-no-stun acs-tls-address-dropped acs-no-dtls acs-relay-only "
                  "acs-proxy-scheme-ignored");
  assert_written ("{'name':'x','route':'own','servers':[{'urls':['turn:a.com']}],"
                  "'signalling_proxy':'proxy.a.com'}",
                  "{'networkConfiguration':{}}",
                  "credential-missing acs-no-turn signalling-proxy-invalid");
  assert_written ("{'name':'x','route':'own','servers':[{'urls':['turn:a.com'],"
                  "'credential':{'kind':'password','username':'','password':'p'}}]}",
                  "{'networkConfiguration':{}}", "acs-no-credential acs-no-turn");
}

static void
check_written (TpkProfile *profile)
{
  g_autoptr (TpkExport) export = test_write_profile (acs, profile);
  g_autoptr (JsonNode) root = test_parse (tpk_export_get_text (export));
  JsonObject *network = json_object_get_object_member (json_node_get_object (root),
                                                       "networkConfiguration");
  JsonArray *servers;

  if (!json_object_has_member (network, "turn"))
    return;

  servers = json_object_get_array_member (json_object_get_object_member (network, "turn"),
                                          "iceServers");
  for (guint i = 0; i < json_array_get_length (servers); i++) {
    JsonObject *server = json_array_get_object_element (servers, i);
    JsonArray *urls = json_object_get_array_member (server, "urls");

    for (guint j = 0; j < json_array_get_length (urls); j++) {
      g_autoptr (TpkJudgement) judgement =
        judge (json_array_get_string_element (urls, j),
               json_object_get_string_member (server, "username"),
               json_object_get_string_member (server, "credential"));

      g_assert_cmpint (tpk_judgement_get_state (judgement), ==, TPK_JUDGEMENT_OK);
    }
  }
}

static void
test_matrix (void)
{
  test_for_matrix (check_written);
}

static void
test_recognise (void)
{
  g_assert_cmpstr (tpk_dialect_recognise (ACS_SAMPLE)->id, ==, "acs");
  g_assert_cmpint (acs->recognise ("{\"iceServers\":[]}"), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  acs = tpk_dialect_find ("acs");
  g_assert_nonnull (acs);

  g_test_add_func ("/acs/oracle", test_oracle);
  g_test_add_func ("/acs/earlier", test_earlier);
  g_test_add_func ("/acs/verdicts", test_verdicts);
  g_test_add_func ("/acs/credentials", test_credentials);
  g_test_add_func ("/acs/proxy/oracle", test_proxy_oracle);
  g_test_add_func ("/acs/proxy/verdicts", test_proxy_verdicts);
  g_test_add_func ("/acs/config/cases", test_config_cases);
  g_test_add_func ("/acs/config/tls", test_config_tls);
  g_test_add_func ("/acs/config/shapes", test_config_shapes);
  g_test_add_func ("/acs/read/sample", test_read_sample);
  g_test_add_func ("/acs/tls-round-trip", test_tls_round_trip);
  g_test_add_func ("/acs/write/routes", test_write);
  g_test_add_func ("/acs/write/left-out", test_write_left_out);
  g_test_add_func ("/acs/write/matrix", test_matrix);
  g_test_add_func ("/acs/recognise", test_recognise);

  return g_test_run ();
}
