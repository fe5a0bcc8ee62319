/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-dialect.h"

#include "tpk-test-formats.h"

/* 2026-11-21T18:40:00Z and 2026-11-22T18:40:00Z. */
#define DAY_AFTER G_GINT64_CONSTANT (1795286400)
#define TWO_DAYS_AFTER G_GINT64_CONSTANT (1795372800)

static char *
dup_sample (const char *name)
{
  g_autofree char *path = g_build_filename ("services", name, NULL);

  return test_dup_data (path);
}

/* Every server with its URLs and its credential. */
static char *
dup_servers (TpkProfile *profile)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    TpkServer *server = tpk_profile_get_server (profile, i);
    TpkCredential *credential = tpk_server_get_credential (server);

    for (guint j = 0; j < tpk_server_get_n_urls (server); j++)
      g_string_append_printf (text, "%s ", tpk_ice_url_get_text (tpk_server_get_url (server, j)));
    if (tpk_credential_get_kind (credential) == TPK_CREDENTIAL_PASSWORD)
      g_string_append_printf (text, "%s / %s", tpk_credential_get_username (credential),
                              tpk_credential_get_password (credential));
    g_string_append (text, "\n");
  }

  return g_string_free (text, FALSE);
}

typedef struct {
  const char *name;
  const char *dialect;         /* that recognises it; all are read as answers of a service */
  const char *servers;
  const char *codes;
  guint lifetime_s;
  gint64 expiry_s;
} Row;

static const Row rows[] = {
  { "turn-rest.json", "service",
    "turn:1.2.3.4:9991?transport=udp turn:1.2.3.4:9992?transport=tcp "
    "turns:1.2.3.4:443?transport=tcp 12334939:mbzrxpgjys / adfsaflsjfldssia\n",
    "import-lifetime", 86400, 0 },
  { "twilio.json", "service",
    "stun:global.stun.twilio.com:3478 \n"
    "turn:global.turn.twilio.com:3478?transport=udp a-user / a-password\n"
    "turn:global.turn.twilio.com:3478?transport=tcp a-user / a-password\n"
    "turn:global.turn.twilio.com:443?transport=tcp a-user / a-password\n",
    "import-lifetime", 86400, 0 },
  { "cloudflare.json", "w3c",
    "stun:stun.cloudflare.com:3478 stun:stun.cloudflare.com:53 \n"
    "turn:turn.cloudflare.com:3478?transport=udp turn:turn.cloudflare.com:53?transport=udp "
    "turn:turn.cloudflare.com:3478?transport=tcp turn:turn.cloudflare.com:80?transport=tcp "
    "turns:turn.cloudflare.com:5349?transport=tcp turns:turn.cloudflare.com:443?transport=tcp "
    "bc91b63e2b5d759f8eb9f3b58062439e0a0e15893d76317d833265ad08d6631099ce7c7087caabb31ad3e1c386424e"
    "3e / ebd71f1d3edbc2b0edae3cd5a6d82284aeb5c3b8fdaa9b8e3bf9cec683e0d45fe9f5b44e5145db3300f06c250"
    "a15b4a0\n",
    "", 0, 0 },
  { "metered.json", "w3c",
    "stun:a.relay.metered.ca:80 \n"
    "turn:a.relay.metered.ca:80 a-user / a-password\n"
    "turn:a.relay.metered.ca:80?transport=tcp a-user / a-password\n"
    "turn:a.relay.metered.ca:443 a-user / a-password\n"
    "turn:a.relay.metered.ca:443?transport=tcp a-user / a-password\n",
    "", 0, 0 },
  { "xirsys.json", "service",
    "stun:global.xirsys.net \n"
    "turn:global.xirsys.net:80?transport=udp a-user / a-password\n"
    "turn:global.xirsys.net:3478?transport=tcp a-user / a-password\n"
    "turns:global.xirsys.net:443?transport=tcp a-user / a-password\n",
    "", 0, 0 },
  { "xirsys-urls.json", "service",
    "stun:global.xirsys.net turn:global.xirsys.net:80?transport=udp "
    "turns:global.xirsys.net:443?transport=tcp a-user / a-password\n",
    "", 0, 0 },
  { "xirsys-text.json", "service",
    "stun:global.xirsys.net turns:global.xirsys.net:443?transport=tcp a-user / a-password\n",
    "", 0, 0 },
  { "matrix.json", "service",
    "turn:turn.example.com:3478?transport=udp turn:10.20.30.40:3478?transport=tcp "
    "turns:10.20.30.40:443?transport=tcp "
    "1443779631:@user:example.com / JlKfBy1QwLrO20385QyAtEyIv0=\n",
    "import-lifetime", 86400, 0 },
  { "nextcloud.json", "service",
    "turn:turn.example.org:3478?transport=udp turn:turn.example.org:3478?transport=tcp "
    "1795286400:hx2k / a-password\n"
    "stun:turn.example.org:443 \n",
    "import-lifetime", 0, DAY_AFTER },
  { "acs-traversal.json", "service",
    "stun:20.202.255.225:3478 turn:20.202.255.225:3478 a-user / a-password\n",
    "import-left-member import-lifetime", 0, TWO_DAYS_AFTER },
  { "google.json", "service",
    "stun:108.177.14.127:19302 stun:[2a00:1450:4010:c0f::7f]:19302 \n"
    "turn:74.125.250.1:19305?transport=udp turn:[2a00:1450:4010:c0f::7f]:19305?transport=udp "
    "turns:74.125.250.1:443?transport=tcp a-user / a-password\n",
    "import-left-member import-lifetime", 86400, 0 },
  { "aws.json", "service",
    "turn:1-2-3-4.t-1234abcd.kinesisvideo.us-west-2.amazonaws.com:443?transport=udp "
    "turns:1-2-3-4.t-1234abcd.kinesisvideo.us-west-2.amazonaws.com:443?transport=udp "
    "turns:1-2-3-4.t-1234abcd.kinesisvideo.us-west-2.amazonaws.com:443?transport=tcp "
    "1795200300:djE6YXJu / a-password\n"
    "turns:5-6-7-8.t-1234abcd.kinesisvideo.us-west-2.amazonaws.com:443?transport=tcp "
    "1795200600:djE6YXJu / b-password\n",
    "import-lifetime", 300, 0 },
  { "livekit.json", "service",
    "turn:a.turn.livekit.cloud:3478?transport=udp turns:a.turn.livekit.cloud:443?transport=tcp "
    "a-user / a-password\n",
    "import-left-member import-left-member", 0, 0 },
  { "xep-0215.xml", "service",
    "stun:stun.shakespeare.lit:9998 turn:[2001:db8::7]:3478?transport=tcp \n"
    "turn:relay.shakespeare.lit:9999?transport=udp turns:relay.shakespeare.lit:5349?transport=tcp "
    "nb78932lkjlskjfdb7g8 / jj929jkj5sadjfj93v3n\n",
    "import-restricted import-left-service import-lifetime", 0, DAY_AFTER },
  { "whip.txt", "service",
    "stun:stun.example.net \n"
    "turn:turn.example.net?transport=udp turn:turn.example.net?transport=tcp user / myPassword\n"
    "turns:turn.example.net?transport=tcp us\"er, \\;<x> / token\n",
    "", 0, 0 },
  { "whep-value.txt", "service",
    "stun:stun.example.net \n"
    "turn:turn.example.net?transport=udp user / myPassword\n",
    "", 0, 0 },
};

static void
assert_row (const Row  *row,
            const char *text)
{
  const TpkDialect *dialect = tpk_dialect_recognise (text);
  g_autoptr (TpkImport) import = test_read (tpk_dialect_find ("service"), text);
  g_autofree char *servers = dup_servers (tpk_import_get_profile (import));

  g_test_message ("%s", row->name);
  g_assert_nonnull (dialect);
  g_assert_cmpstr (dialect->id, ==, row->dialect);
  g_assert_cmpstr (tpk_import_get_dialect (import), ==, "service");
  g_assert_cmpstr (servers, ==, row->servers);
  test_assert_codes (tpk_import_get_notes (import), row->codes);
  g_assert_cmpuint (tpk_import_get_lifetime_s (import), ==, row->lifetime_s);
  g_assert_cmpint (tpk_import_get_expiry_s (import), ==, row->expiry_s);
  g_assert_true (tpk_import_has_route (import));
  g_assert_cmpint (tpk_profile_get_route (tpk_import_get_profile (import)), ==, TPK_ROUTE_OWN);
}

static void
test_samples (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = dup_sample (rows[i].name);

    assert_row (&rows[i], text);
  }
}

/* What is read as an RTCConfiguration gives the same servers as what is read as an answer. */
static void
test_shared (void)
{
  static const char *const names[] = { "cloudflare.json", "metered.json" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *text = dup_sample (names[i]);
    g_autoptr (TpkImport) w3c = test_read (tpk_dialect_find ("w3c"), text);
    g_autoptr (TpkImport) service = test_read (tpk_dialect_find ("service"), text);
    g_autofree char *one = dup_servers (tpk_import_get_profile (w3c));
    g_autofree char *other = dup_servers (tpk_import_get_profile (service));

    g_assert_cmpstr (one, ==, other);
  }
}

/* The policy of Google's answer is taken. */
static void
test_policy (void)
{
  g_autofree char *text = dup_sample ("google.json");
  g_autoptr (TpkImport) import = test_read (tpk_dialect_find ("service"), text);

  g_assert_true (tpk_import_has_relay_only (import));
  g_assert_false (tpk_profile_get_relay_only (tpk_import_get_profile (import)));
}

static void
assert_refused (const char *text,
                const char *words)
{
  g_autofree char *expected =
    g_strdup_printf ("The service gave no servers but said “%s”. Mend what it names, and ask it "
                     "again.", words);
  g_autoptr (GError) error = NULL;

  g_assert_null (tpk_dialects_import (text, -1, &error));
  g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
test_refusals (void)
{
  static const struct {
    const char *name;
    const char *words;
  } refusals[] = {
    { "twilio-error.json", "20003: Authentication Error - invalid username" },
    { "metered-error.json", "Invalid API Key" },
    { "metered-create-error.json",
      "please enter a positive integer value for expiryInSeconds" },
    { "xirsys-error.json", "unauthorized" },
    { "matrix-error.json", "M_LIMIT_EXCEEDED: Too many requests" },
    { "nextcloud-error.json", "997: Current user is not logged in" },
    { "acs-traversal-error.json", "Denied: Denied by the resource provider." },
    { "google-error.json", "400: API key not valid. Please pass a valid API key." },
    { "aws-error.json",
      "AccessDeniedException: User is not authorized to perform: "
      "kinesisvideo:GetIceServerConfig" },
    { "xep-0215-error.xml", "forbidden: Only for members & friends" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    g_autofree char *text = dup_sample (refusals[i].name);

    assert_refused (text, refusals[i].words);
  }

  assert_refused ("{\"success\":false,\"errors\":[{\"code\":10000,\"message\":\"No\"}],"
                  "\"result\":null}", "10000: No");
  assert_refused ("{\"s\":\"error\"}", "error");
}

/* The words of a stranger are cut, in one line, and have nothing in them that is not seen. */
static void
test_words (void)
{
  g_autoptr (GString) text = g_string_new ("{\"error\":\"a\\n\\u0007\\tb\\u202ec\\u200b ");
  g_autoptr (GString) words = g_string_new ("a bc ");
  g_autofree char *xs = g_strnfill (300, 'x');

  g_string_append_printf (text, "%s\"}", xs);
  g_string_append_printf (words, "%.195s…", xs);
  assert_refused (text->str, words->str);
}

static void
test_no_servers (void)
{
  static const struct {
    const char *text;
    const char *message;
  } texts[] = {
    { "{}", "The answer names no servers: the service may not be set up. Ask whoever runs it." },
    { "{\"username\":\"a\",\"password\":\"b\",\"expiryInSeconds\":3600}",
      "The answer has a password, but no address of a server. Ask the service for its servers." },
    { "<services xmlns='urn:xmpp:extdisco:2'/>",
      "No STUN or TURN service was found. Paste the whole answer of the XMPP server." },
    { "<turn:a.com>; rel=\"next ice-servers\"",
      "No “Link” header with rel=\"ice-server\" was found. Paste the headers of the answer." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (tpk_dialect_find ("service")->read (texts[i].text, &error));
    g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX);
    g_assert_cmpstr (error->message, ==, texts[i].message);
  }
}

static void
assert_life (const char *member,
             const char *value,
             guint       lifetime_s,
             gint64      expiry_s,
             const char *message)
{
  g_autofree char *text =
    g_strdup_printf ("{\"username\":\"u\",\"password\":\"p\",\"uris\":[\"turn:a.com\"],"
                     "\"%s\":%s}", member, value);
  g_autoptr (TpkImport) import = test_read (tpk_dialect_find ("service"), text);
  GListModel *notes = tpk_import_get_notes (import);
  g_autoptr (TpkFinding) note = g_list_model_get_item (notes, 0);

  g_test_message ("%s", text);
  g_assert_cmpuint (tpk_import_get_lifetime_s (import), ==, lifetime_s);
  g_assert_cmpint (tpk_import_get_expiry_s (import), ==, expiry_s);
  g_assert_cmpuint (g_list_model_get_n_items (notes), ==, 1);
  g_assert_cmpstr (tpk_finding_get_message (note), ==, message);
}

static void
test_lifetimes (void)
{
  static const char unknown[] =
    "“ttl” should say how long the credentials are good, but is neither a number of seconds nor a "
    "time, so it was left.";
  static const char *const bad[] = { "0", "-1", "\"\"", "\"soon\"", "\"86400 s\"", "true", "[]",
                                     "1e300", "400000000", "\"-5\"", "\"5sx\"" };

  assert_life ("ttl", "86400", 86400, 0, "These credentials are good for 24 h.");
  assert_life ("ttl", "\"172800\"", 172800, 0, "These credentials are good for 48 h.");
  assert_life ("Ttl", "300", 300, 0, "These credentials are good for 5 min.");
  assert_life ("lifetimeDuration", "\"86399.5s\"", 86399, 0,
               "These credentials are good for 86399 s.");
  assert_life ("expiryInSeconds", "90.0", 90, 0, "These credentials are good for 90 s.");
  assert_life ("expires_at", "\"2026-11-21T19:40:00+01:00\"", 0, DAY_AFTER,
               "These credentials are good until 2026-11-21 18:40 UTC.");
  assert_life ("expires_at", "1795286400", 0, DAY_AFTER,
               "These credentials are good until 2026-11-21 18:40 UTC.");
  assert_life ("expiresOn", "1795286400000", 0, DAY_AFTER,
               "These credentials are good until 2026-11-21 18:40 UTC.");
  assert_life ("expires", "3600", 3600, 0, "These credentials are good for 1 h.");

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_life ("ttl", bad[i], 0, 0, unknown);
}

/* As a console shows it, and as a shell shows it. */
static void
test_pasted (void)
{
  g_autoptr (TpkImport) console =
    test_read (tpk_dialect_find ("service"),
               "const answer = {uris: ['turn:a.com', 'turn:b.com',], username: 'u', // mine\n"
               " password: 'p', ttl: '60'};");
  g_autoptr (TpkImport) curl =
    test_read (tpk_dialect_find ("service"),
               "< HTTP/2 201 \r\n< link: <stun:a.com>; rel=ice-server\r\n"
               "< link: <turn:b.com>; rel=\"alternate ice-server\"; username=\"\"; "
               "credential=\"\\\"\"; username=\"second\"\r\n< link: <turn:c.com>; "
               "rel=\"ice-server\"; username=\"never closed\r\n");
  g_autofree char *one = dup_servers (tpk_import_get_profile (console));
  g_autofree char *other = dup_servers (tpk_import_get_profile (curl));

  g_assert_cmpstr (one, ==, "turn:a.com turn:b.com u / p\n");
  g_assert_cmpuint (tpk_import_get_lifetime_s (console), ==, 60);
  g_assert_cmpstr (other, ==, "stun:a.com \nturn:b.com  / \"\n");
  test_assert_codes (tpk_import_get_notes (curl), "import-truncated");
}

/* Of XML that is cut off or deep, what came before is taken. */
static void
test_xml (void)
{
  g_autoptr (GString) deep = g_string_new ("<services xmlns='urn:xmpp:extdisco:2'>"
                                           "<service type='turn' host='a.com'/>");
  g_autoptr (TpkImport) import = NULL;
  g_autoptr (TpkImport) cut =
    test_read (tpk_dialect_find ("service"),
               "12:00 RECV <services xmlns='urn:xmpp:extdisco:2'><service type='TURNS' "
               "host='a.com' transport='tls' port='443'/><service type='turn' host='b.com' port='x'/><serv");
  g_autofree char *servers = dup_servers (tpk_import_get_profile (cut));

  g_assert_cmpstr (servers, ==, "turns:a.com:443?transport=tcp \n");
  test_assert_codes (tpk_import_get_notes (cut), "import-not-a-server import-truncated");

  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "<a>");
  import = test_read (tpk_dialect_find ("service"), deep->str);
  test_assert_url (tpk_import_get_profile (import), 0, 0, "turn:a.com");
  test_assert_codes (tpk_import_get_notes (import), "import-truncated");
}

/* The samples of other dialects are theirs, and those of services are not stolen. */
static void
test_not_stolen (void)
{
  static const struct {
    const char *text;
    const char *dialect;
  } others[] = {
    { ACS_SAMPLE, "acs" },
    { AGORA_ENABLE_SAMPLE, "agora" },
    { "{\"networkConfiguration\":{\"turn\":{\"iceServers\":[{\"urls\":[\"turn:a.com\"]}]}},"
      "\"ttl\":5}", "acs" },
    { "client.setTurnServer([{urls: 'turn:a', username: 'u', credential: 'c', ttl: 1}]);"
      "const iceServers = 1;", "agora" },
    { "{\"iceServers\":[{\"urls\":\"stun:a\"}]}", "w3c" },
    { "new RTCPeerConnection({iceServers: [{urls: 'stun:a'}]})", "w3c" },
    { "turn_uris: [\"turn:a.com\"]\nturn_shared_secret: \"s\"\n", "synapse" },
    { "nat: {\n turn_server = \"a.com\"\n turn_pwd = \"p\"\n}\n", "janus" },
    { "rtc:\n  turn_servers:\n    - host: a.com\n", "livekit" },
    { "listening-port=3478\nrealm=a.com\n", "coturn" },
    { "The uris: turn:a.com", "list" },
    { "<p>See turn:a.com for the service</p>", "list" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    const TpkDialect *dialect = tpk_dialect_recognise (others[i].text);

    g_test_message ("%s", others[i].text);
    g_assert_nonnull (dialect);
    g_assert_cmpstr (dialect->id, ==, others[i].dialect);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/service/samples", test_samples);
  g_test_add_func ("/service/shared", test_shared);
  g_test_add_func ("/service/policy", test_policy);
  g_test_add_func ("/service/refusals", test_refusals);
  g_test_add_func ("/service/words", test_words);
  g_test_add_func ("/service/no-servers", test_no_servers);
  g_test_add_func ("/service/lifetimes", test_lifetimes);
  g_test_add_func ("/service/pasted", test_pasted);
  g_test_add_func ("/service/xml", test_xml);
  g_test_add_func ("/service/not-stolen", test_not_stolen);

  return g_test_run ();
}
