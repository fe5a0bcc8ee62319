/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-dialect.h"

#include "tpk-test-formats.h"

static const TpkDialect *agora;

static void
test_verdicts (void)
{
  static const struct {
    const char *url;
    const char *username;
    TpkJudgementState state;
    const char *code;
    const char *dials;
  } rows[] = {
    { "turn:a.com", "u", TPK_JUDGEMENT_OK, NULL, "turn:a.com:3478?transport=udp" },
    { "turn:198.18.0.1:443?transport=tcp", "u", TPK_JUDGEMENT_OK, NULL,
      "turn:198.18.0.1:443?transport=tcp" },
    { "turn:[2001:db9::1]", "u", TPK_JUDGEMENT_OK, NULL, "turn:[2001:db9::1]:3478?transport=udp" },
    { "turns:a.com:443?transport=tcp", "u", TPK_JUDGEMENT_OK, NULL,
      "turns:a.com:443?transport=tcp" },
    { "turn:a.com", "\u00e9", TPK_JUDGEMENT_OK, NULL, "turn:a.com:3478?transport=udp" },
    { "turns:a.com?transport=udp", "u", TPK_JUDGEMENT_CHANGED, "agora-dtls-as-tls",
      "turns:a.com:5349?transport=tcp" },
    { "stun:a.com", "u", TPK_JUDGEMENT_DROPPED, "agora-no-stun", NULL },
    { "turn:b\u00fccher.com", "u", TPK_JUDGEMENT_DROPPED, "agora-dead-host", NULL },
    { "turn:\u4f8b.com", "u", TPK_JUDGEMENT_REJECTED, "agora-host", NULL },
    { "turn:a.com", "\u4f8b", TPK_JUDGEMENT_REJECTED, "agora-username", NULL },
    { "turn:a.com", "", TPK_JUDGEMENT_REJECTED, "agora-username", NULL },
    { "turn:a.com", NULL, TPK_JUDGEMENT_REJECTED, "refused-no-credential", NULL },
    { "turn:", "u", TPK_JUDGEMENT_REJECTED, "agora-no-address", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkJudgeInput) input = tpk_judge_input_new (rows[i].url, rows[i].username, "p");
    g_autoptr (TpkJudgement) judgement = tpk_dialect_judge (agora, input);

    g_test_message ("%s", rows[i].url);
    g_assert_cmpint (tpk_judgement_get_state (judgement), ==, rows[i].state);
    g_assert_cmpstr (tpk_judgement_get_code (judgement), ==, rows[i].code);
    g_assert_cmpstr (tpk_judgement_get_dials (judgement), ==, rows[i].dials);
  }
}

static void
assert_written (const char *profile_json,
                const char *expected,
                const char *codes)
{
  g_autoptr (TpkProfile) profile = test_profile (profile_json);
  g_autoptr (TpkExport) export = test_write_profile (agora, profile);
  g_autoptr (JsonNode) root = test_parse (tpk_export_get_text (export));
  JsonObject *object = json_node_get_object (root);
  JsonArray *calls = json_object_get_array_member (object, "calls");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (calls); i++)
    g_string_append_printf (text, "%s;", json_array_get_string_element (calls, i));

  g_strdelimit (text->str, "\"", '\'');
  g_test_message ("%s", profile_json);
  g_assert_cmpstr (text->str, ==, expected);
  test_assert_codes (tpk_export_get_notes (export), codes);
}

static void
test_write_cloud (void)
{
  static const struct {
    const char *sdk;
    const char *mode;
    const char *calls;
    const char *codes;
  } rows[] = {
    { "2.x", "automatic", "client.startProxyServer();", "" },
    { "2.5.1", "automatic", "client.startProxyServer();", "" },
    { "2.5.0", "automatic", "", "agora-sdk-old" },
    { "2.4.0", "tls", "", "agora-sdk-old" },
    { "1.0", "automatic", "", "agora-sdk-old" },
    { "foo", "automatic", "", "agora-sdk-unknown" },
    { "", "automatic", "", "agora-sdk-unknown" },
    { "4.15.", "automatic", "", "agora-sdk-unknown" },
    { "4.15.0.1", "automatic", "", "agora-sdk-unknown" },
    { "4.y", "udp", "", "agora-sdk-unknown" },
    { "99", "udp", "client.startProxyServer(3);", "agora-sdk-later" },
    { "3.0.0", "tls", "client.startProxyServer();", "agora-mode-unknown" },
    { "3.1", "tls", "client.startProxyServer(5);", "" },
    { "4.24.8-beta.1", "udp", "client.startProxyServer(3);", "" },
    { "2.x", "udp", "client.startProxyServer();", "agora-mode-unknown" },
    { "3.x", "automatic", "client.startProxyServer();", "" },
    { "3.x", "udp", "client.startProxyServer(3);", "" },
    { "3.x", "tls", "client.startProxyServer(5);", "" },
    { "4.0.1", "udp", "client.startProxyServer();", "agora-mode-unknown" },
    { "4.0.1", "tls", "client.startProxyServer(true);", "" },
    { "4.0", "automatic", "client.startProxyServer();", "" },
    { "4.0", "udp", "client.startProxyServer(3);", "" },
    { "4.15", "automatic", "client.stopProxyServer();", "agora-automatic" },
    { "4.15", "udp", "client.startProxyServer(3);", "" },
    { "4.24.8", "tls", "client.startProxyServer(5);", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *json =
      g_strdup_printf ("{'name':'x','route':'cloud','cloud':{'service':'agora','sdk':'%s',"
                       "'mode':'%s'},'signalling_proxy':'https://p.a.com/'}", rows[i].sdk,
                       rows[i].mode);

    assert_written (json, rows[i].calls, rows[i].codes);
  }
}

#define CREDENTIAL "'credential':{'kind':'password','username':'u','password':'p'}"

static void
test_write_own (void)
{
  assert_written ("{'name':'x','route':'direct','servers':[{'urls':['turn:a.com'],"
                  CREDENTIAL "}]}", "client.stopProxyServer();", "");
  assert_written ("{'name':'x','route':'own','servers':[{'urls':['turn:a.com','turn:a.com:443?"
                  "transport=tcp','turns:a.com:443','turn:[2001:db9::1]']," CREDENTIAL "}],"
                  "'signalling_proxy':'https://p.a.com:8443/'}",
                  "client.setProxyServer('p.a.com:8443');client.setTurnServer([{'turnServerURL':"
                  "'a.com','username':'u','password':'p','udpport':3478,'tcpport':443,"
                  "'forceturn':true},{'turnServerURL':'a.com','username':'u','password':'p',"
                  "'tcpport':443,'forceturn':true,'security':true},{'turnServerURL':"
                  "'[2001:db9::1]','username':'u','password':'p','udpport':3478,"
                  "'forceturn':true}]);", "");
  assert_written ("{'name':'x','route':'own','relay_only':false,'cloud':{'sdk':'3.x'},'servers':"
                  "[{'urls':['turn:a.com','turn:b.com:443?transport=tcp','turns:a.com:443',"
                  "'stun:a.com']," CREDENTIAL "},{'urls':['turn:c.com:53']," CREDENTIAL "}]}",
                  "client.setTurnServer([{'turnServerURL':'a.com','username':'u','password':'p',"
                  "'udpport':'3478','forceturn':false},{'turnServerURL':'c.com','username':'u',"
                  "'password':'p','udpport':'53','forceturn':false}]);",
                  "agora-no-tls agora-no-stun agora-udp-required");
  assert_written ("{'name':'x','route':'own','cloud':{'sdk':'2.x'},'servers':[{'urls':"
                  "['turn:a.com','turn:b.com']," CREDENTIAL "}]}",
                  "client.setTurnServer({'turnServerURL':'a.com','username':'u','password':'p',"
                  "'udpport':'3478','forceturn':true});", "agora-one-server");
  assert_written ("{'name':'x','route':'own','servers':[{'urls':['turn:a.com']}],"
                  "'signalling_proxy':'proxy'}",
                  "", "signalling-proxy-invalid credential-missing agora-no-turn");
  assert_written ("{'name':'x','route':'own','servers':[{'urls':['turn:a.com']," CREDENTIAL "}],"
                  "'signalling_proxy':'http://p.a.com/x'}",
                  "client.setProxyServer('p.a.com');client.setTurnServer([{'turnServerURL':'a.com',"
                  "'username':'u','password':'p','udpport':3478,'forceturn':true}]);",
                  "agora-proxy-part-ignored");
}

/* Whatever is written, the SDK it is written for takes it; and read back, it is written again. */
static void
check_written (TpkProfile *profile)
{
  static const char *const sdks[] = { "2.x", "3.x", "4.0.1", "4.0", "4.15" };

  for (guint i = 0; i < G_N_ELEMENTS (sdks); i++) {
    g_autoptr (TpkExport) export = NULL;
    g_autoptr (TpkImport) import = NULL;
    g_autoptr (TpkExport) again = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *codes = NULL;

    tpk_cloud_settings_set_sdk (tpk_profile_get_cloud (profile), sdks[i]);
    export = test_write_profile (agora, profile);

    import = agora->read (tpk_export_get_text (export), &error);
    if (import == NULL) {
      g_assert_nonnull (strstr (tpk_export_get_text (export), "\"calls\" : []"));
      continue;
    }

    test_assert_codes (tpk_import_get_notes (import), "");
    tpk_cloud_settings_set_sdk (tpk_profile_get_cloud (tpk_import_get_profile (import)), sdks[i]);
    again = test_write_profile (agora, tpk_import_get_profile (import));
    g_assert_cmpstr (tpk_export_get_text (again), ==, tpk_export_get_text (export));
  }
}

static void
test_matrix (void)
{
  test_for_matrix (check_written);
}

static void
test_read_samples (void)
{
  g_autoptr (TpkImport) enable = test_read (agora, AGORA_ENABLE_SAMPLE);
  g_autoptr (TpkImport) disable = test_read (agora, AGORA_DISABLE_SAMPLE);
  TpkCloudSettings *cloud = tpk_profile_get_cloud (tpk_import_get_profile (enable));

  g_assert_true (tpk_import_has_route (enable));
  g_assert_cmpint (tpk_profile_get_route (tpk_import_get_profile (enable)), ==, TPK_ROUTE_CLOUD);
  g_assert_cmpstr (tpk_cloud_settings_get_service (cloud), ==, "agora");
  g_assert_cmpstr (tpk_cloud_settings_get_sdk (cloud), ==, "2.x");
  g_assert_cmpint (tpk_cloud_settings_get_mode (cloud), ==, TPK_CLOUD_MODE_AUTOMATIC);
  test_assert_codes (tpk_import_get_notes (enable), "");

  g_assert_true (tpk_import_has_route (disable));
  g_assert_cmpint (tpk_profile_get_route (tpk_import_get_profile (disable)), ==, TPK_ROUTE_DIRECT);
  test_assert_codes (tpk_import_get_notes (disable), "agora-leave-first");
}

/* Only who does not wait for the end of leave() is warned. */
static void
test_leave (void)
{
  static const struct {
    const char *code;
    const char *notes;
  } rows[] = {
    { "client.leave(); client.stopProxyServer();", "agora-leave-first" },
    { "await ready; client.leave(); client.stopProxyServer();", "agora-leave-first" },
    { "await client.leave(); client.stopProxyServer();", "" },
    { "client.leave(function () { client.stopProxyServer(); });", "" },
    { "client.leave().then(() => { client.stopProxyServer(); });", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = g_strconcat ("var client = AgoraRTC.createClient({mode: 'live'});\n",
                                         rows[i].code, NULL);
    g_autoptr (TpkImport) import = test_read (agora, text);

    g_test_message ("%s", rows[i].code);
    test_assert_codes (tpk_import_get_notes (import), rows[i].notes);
  }
}

static void
test_proxy_scheme (void)
{
  g_autoptr (TpkImport) plain = test_read (agora, "client.setProxyServer('p.corp.net');");
  g_autoptr (TpkImport) full = test_read (agora, "client.setProxyServer('https://p.corp.net/x');");

  g_assert_cmpstr (tpk_profile_get_signalling_proxy (tpk_import_get_profile (plain)), ==,
                   "https://p.corp.net/");
  test_assert_codes (tpk_import_get_notes (plain), "");
  g_assert_cmpstr (tpk_profile_get_signalling_proxy (tpk_import_get_profile (full)), ==,
                   "https://p.corp.net/x");
  test_assert_codes (tpk_import_get_notes (full), "agora-proxy-scheme");
}

/* Each sample goes in, and comes out as the call that the sample makes. */
static void
test_sample_round_trip (void)
{
  g_autoptr (TpkImport) enable = test_read (agora, AGORA_ENABLE_SAMPLE);
  g_autoptr (TpkImport) disable = test_read (agora, AGORA_DISABLE_SAMPLE);
  g_autoptr (TpkProfile) profile = tpk_profile_new ("x");
  g_autoptr (TpkExport) on = NULL;
  g_autoptr (TpkExport) off = NULL;

  tpk_import_apply (enable, profile);
  on = test_write_profile (agora, profile);
  g_assert_nonnull (strstr (tpk_export_get_text (on), "\"client.startProxyServer()\""));

  tpk_import_apply (disable, profile);
  off = test_write_profile (agora, profile);
  g_assert_nonnull (strstr (tpk_export_get_text (off), "\"client.stopProxyServer()\""));
}

static void
test_read_modes (void)
{
  static const struct {
    const char *call;
    const char *sdk;
    TpkCloudMode mode;
  } rows[] = {
    { "client.startProxyServer()", "4.15", TPK_CLOUD_MODE_UDP },
    { "client.startProxyServer(3)", "4.15", TPK_CLOUD_MODE_UDP },
    { "client.startProxyServer(5)", "4.15", TPK_CLOUD_MODE_TLS },
    { "client.startProxyServer(1)", "4.0", TPK_CLOUD_MODE_AUTOMATIC },
    { "client.startProxyServer(2)", "4.0", TPK_CLOUD_MODE_TLS },
    { "client.startProxyServer(true)", "4.0.1", TPK_CLOUD_MODE_TLS },
    { "client.startProxyServer(3); client.init(k)", "3.x", TPK_CLOUD_MODE_UDP },
    { "const mode = 5; await this.rtc.client.startProxyServer(mode)", "4.15", TPK_CLOUD_MODE_TLS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkImport) import = test_read (agora, rows[i].call);
    TpkCloudSettings *cloud = tpk_profile_get_cloud (tpk_import_get_profile (import));

    g_test_message ("%s", rows[i].call);
    g_assert_cmpstr (tpk_cloud_settings_get_sdk (cloud), ==, rows[i].sdk);
    g_assert_cmpint (tpk_cloud_settings_get_mode (cloud), ==, rows[i].mode);
  }
}

static void
test_read_own (void)
{
  g_autoptr (TpkImport) import =
    test_read (agora, "client.setProxyServer('p.a.com:8443');\n"
                      "client.setTurnServer([{turnServerURL: 'a.com', username: 'u', "
                      "password: 'p', udpport: 3478, tcpport: 443, forceturn: true}, "
                      "{turnServerURL: '2001:db9::1', username: 'u', password: 'p', tcpport: 443, security: true}]);\n"
                      "await client.join(appId, channel, token);");
  TpkProfile *profile = tpk_import_get_profile (import);

  g_assert_cmpstr (tpk_profile_get_signalling_proxy (profile), ==, "https://p.a.com:8443/");
  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 2);
  test_assert_url (profile, 0, 0, "turn:a.com:3478?transport=udp");
  test_assert_url (profile, 0, 1, "turn:a.com:443?transport=tcp");
  test_assert_url (profile, 1, 0, "turns:[2001:db9::1]:443?transport=tcp");
  test_assert_credential (profile, 1, "u", "p");
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_OWN);
  g_assert_true (tpk_import_has_relay_only (import));
  g_assert_true (tpk_profile_get_relay_only (profile));
  test_assert_codes (tpk_import_get_notes (import), "");
}

static void
test_read_own_forms (void)
{
  g_autoptr (TpkImport) ice = test_read (agora, "client.setTurnServer([{urls: 'turn:a.com', "
                                                "username: 'u', credential: 'p'}])");
  g_autoptr (TpkImport) old = test_read (agora, "client.setTurnServer({turnServerURL: 'a.com', "
                                                "username: 'u', password: 'p', udpport: '3478', "
                                                "forceturn: false})");
  g_autoptr (TpkImport) none = test_read (agora, "client.setTurnServer([{turnServerURL: 'a.com', "
                                                 "username: 'u', password: 'p'}])");

  test_assert_url (tpk_import_get_profile (ice), 0, 0, "turn:a.com");
  test_assert_credential (tpk_import_get_profile (ice), 0, "u", "p");

  test_assert_url (tpk_import_get_profile (old), 0, 0, "turn:a.com:3478?transport=udp");
  g_assert_true (tpk_import_has_relay_only (old));
  g_assert_false (tpk_profile_get_relay_only (tpk_import_get_profile (old)));

  g_assert_cmpuint (tpk_profile_get_n_servers (tpk_import_get_profile (none)), ==, 0);
  test_assert_codes (tpk_import_get_notes (none), "import-no-urls");
}

#define TURN_CALL \
  "client.setTurnServer([{turnServerURL: 'a.com', username: 'u', password: 'p', udpport: 3478}]);"

static void
test_read_mixed (void)
{
  static const struct {
    const char *text;
    const char *message;
  } rows[] = {
    { "client.startProxyServer(3); client.setProxyServer('p.a.com');",
      "AgoraRTCError INVALID_OPERATION: You have already set the proxy" },
    { "client.setProxyServer('p.a.com'); client.startProxyServer(3);",
      "AgoraRTCError INVALID_OPERATION: You have already set the proxy" },
    { TURN_CALL "client.startProxyServer(3);",
      "AgoraRTCError INVALID_OPERATION: You have already set the proxy" },
    { "client.startProxyServer(5);" TURN_CALL,
      "AgoraRTCError INVALID_OPERATION: You have already set the proxy" },
    { "client.init(k); client.setTurnServer([{turnServerURL: 'a.com', username: 'u', "
      "password: 'p', udpport: '3478'}]); client.startProxyServer(3);", "You have already set the proxy" },
    { "client.startProxyServer(3); client.setLocalAccessPoints(['1.2.3.4'], 'a.com')",
      "AgoraRTCError INVALID_OPERATION: set local access point failed, You have already set the "
      "cloud proxy" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", rows[i].text);
    g_assert_null (agora->read (rows[i].text, &error));
    g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_MIXED);
    g_assert_true (g_str_has_prefix (error->message, rows[i].message));
  }
}

static void
assert_read (const char *text,
             TpkRoute    route,
             const char *codes)
{
  g_autoptr (TpkImport) import = test_read (agora, text);

  g_test_message ("%s", text);
  g_assert_cmpint (tpk_profile_get_route (tpk_import_get_profile (import)), ==, route);
  test_assert_codes (tpk_import_get_notes (import), codes);
}

/* The form that is written, with or without its calls, and what somebody changed in it. */
static void
test_read_form (void)
{
#define CLOUD "'cloudProxy':{'mode':3}"
#define TURN \
  "'turnServer':[{'turnServerURL':'a.com','username':'u','password':'p','udpport':3478}]"
  static const struct {
    const char *text;
    TpkRoute route;
    guint n_servers;
    const char *codes;           /* (nullable): %NULL when it is refused as a mix */
  } rows[] = {
    { "{" CLOUD ",'proxyServer':null,'turnServer':[]}", TPK_ROUTE_CLOUD, 0, "" },
    { "{'cloudProxy':null,'proxyServer':'p.a.com'," TURN "}", TPK_ROUTE_OWN, 1, "" },
    { "{" CLOUD ",'proxyServer':null," TURN "}", 0, 0, NULL },
    { "{" CLOUD ",'proxyServer':null," TURN ",'calls':['client.startProxyServer(3)']}", 0, 0,
      NULL },
    { "{" CLOUD ",'turnServer':[],'calls':['client.setProxyServer(\\'p.a.com\\')']}", 0, 0, NULL },
    { "{'cloudProxy':null,'proxyServer':'p.a.com','calls':['client.startProxyServer(3)']}", 0, 0,
      NULL },
    { "{'cloudProxy':null," TURN ",'calls':['client.setProxyServer(\\'p.a.com\\')']}",
      TPK_ROUTE_OWN, 0, "agora-members-left" },
    { "{" CLOUD ",'turnServer':[],'calls':['client.stopProxyServer()']}", TPK_ROUTE_DIRECT, 0,
      "agora-members-left" },
  };
#undef CLOUD
#undef TURN

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GString) text = g_string_new (rows[i].text);
    g_autoptr (TpkImport) import = NULL;
    g_autoptr (GError) error = NULL;

    /* Quotes as JSON wants them; those within a text stay. */
    g_string_replace (text, "\\'", "`", 0);
    g_string_replace (text, "'", "\"", 0);
    g_string_replace (text, "`", "'", 0);
    g_test_message ("%s", text->str);
    import = tpk_dialects_import (text->str, (gssize) text->len, &error);
    if (rows[i].codes == NULL) {
      g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_MIXED);
      continue;
    }

    g_assert_no_error (error);
    g_assert_cmpint (tpk_profile_get_route (tpk_import_get_profile (import)), ==, rows[i].route);
    g_assert_cmpuint (tpk_profile_get_n_servers (tpk_import_get_profile (import)), ==,
                      rows[i].n_servers);
    test_assert_codes (tpk_import_get_notes (import), rows[i].codes);
  }
}

/* Servers for another SDK in the same text are not dropped without a word. */
static void
test_read_other_servers (void)
{
#define ACS \
  "new CallClient({networkConfiguration: {turn: {iceServers: [{urls: ['turn:a.com'], username: 'u', " \
  "credential: 'p'}]}}});"

  assert_read (ACS "client.startProxyServer(3);", TPK_ROUTE_CLOUD, "import-servers-left");
  assert_read (ACS "client.stopProxyServer();", TPK_ROUTE_DIRECT, "import-servers-left");
  assert_read ("const c = {iceServers: [{urls: 'turn:a.com', username: 'u', credential: 'p'}]};"
               "client.setTurnServer(c.iceServers);", TPK_ROUTE_OWN, "");
  assert_read ("const c = {iceServers: []}; client.startProxyServer(3);", TPK_ROUTE_CLOUD, "");
#undef ACS
}

static void
test_read_sequences (void)
{
  /* stopProxyServer() clears everything. */
  assert_read ("client.setProxyServer('p'); " TURN_CALL "client.stopProxyServer(); "
               "client.startProxyServer(3);", TPK_ROUTE_CLOUD, "");
  assert_read ("client.startProxyServer(3); client.stopProxyServer(); " TURN_CALL,
               TPK_ROUTE_OWN, "");
  assert_read ("client.startProxyServer(3); client.stopProxyServer();", TPK_ROUTE_DIRECT, "");

  /* What the SDK refuses is left. */
  assert_read ("client.startProxyServer(3); client.join(a, b, c); client.stopProxyServer();",
               TPK_ROUTE_CLOUD, "agora-call-refused");
  assert_read ("client.startProxyServer(6);", TPK_ROUTE_DIRECT, "agora-call-refused");

  /* Another client has its own proxies, and an array its own join(). */
  assert_read ("const c = AgoraRTC.createClient({}); c.startProxyServer(3);"
               "const d = AgoraRTC.createClient({}); d.setProxyServer('p.a.com');",
               TPK_ROUTE_OWN, "");
  assert_read ("log(['a', 'b'].join(', ')); path.join('a', 'b'); client.startProxyServer(5)",
               TPK_ROUTE_CLOUD, "");

  assert_read ("client.setProxyServer(server); client.setTurnServer(servers);", TPK_ROUTE_DIRECT,
               "import-not-a-text import-no-list");
}

static void
test_read_errors (void)
{
  static const char *const texts[] = { "", "{}", "hello", "startProxyServer", "client.join(a)" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (agora->read (texts[i], &error));
    g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX);
  }
}

static void
test_recognise (void)
{
  g_assert_cmpstr (tpk_dialect_recognise (AGORA_ENABLE_SAMPLE)->id, ==, "agora");
  g_assert_cmpstr (tpk_dialect_recognise (AGORA_DISABLE_SAMPLE)->id, ==, "agora");
  g_assert_cmpstr (tpk_dialect_recognise ("client.setTurnServer([{urls:'turn:a'}])")->id, ==,
                   "agora");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  agora = tpk_dialect_find ("agora");
  g_assert_nonnull (agora);

  g_test_add_func ("/agora/verdicts", test_verdicts);
  g_test_add_func ("/agora/write/cloud", test_write_cloud);
  g_test_add_func ("/agora/write/own", test_write_own);
  g_test_add_func ("/agora/write/matrix", test_matrix);
  g_test_add_func ("/agora/read/samples", test_read_samples);
  g_test_add_func ("/agora/read/leave", test_leave);
  g_test_add_func ("/agora/read/proxy-scheme", test_proxy_scheme);
  g_test_add_func ("/agora/read/sample-round-trip", test_sample_round_trip);
  g_test_add_func ("/agora/read/modes", test_read_modes);
  g_test_add_func ("/agora/read/own", test_read_own);
  g_test_add_func ("/agora/read/own-forms", test_read_own_forms);
  g_test_add_func ("/agora/read/mixed", test_read_mixed);
  g_test_add_func ("/agora/read/form", test_read_form);
  g_test_add_func ("/agora/read/other-servers", test_read_other_servers);
  g_test_add_func ("/agora/read/sequences", test_read_sequences);
  g_test_add_func ("/agora/read/errors", test_read_errors);
  g_test_add_func ("/agora/recognise", test_recognise);

  return g_test_run ();
}
