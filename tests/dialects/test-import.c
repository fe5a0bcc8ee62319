/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-dialect.h"

#include "tpk-test-formats.h"

#define N_MUTATIONS 100000

static TpkImport *
import_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  TpkImport *import = tpk_dialects_import (text, -1, &error);

  g_assert_no_error (error);

  return import;
}

/* What is recognised as what. */
static void
test_recognise (void)
{
  static const struct {
    const char *text;
    const char *dialect;
  } rows[] = {
    { ACS_SAMPLE, "acs" },
    { AGORA_ENABLE_SAMPLE, "agora" },
    { AGORA_DISABLE_SAMPLE, "agora" },
    { "{\"iceServers\":[]}", "w3c" },
    { "new RTCPeerConnection({iceServers: [{urls: 'stun:a'}]})", "w3c" },
    { "[{\"urls\":\"stun:a\"}]", "w3c" },
    { "{\"networkConfiguration\":{}}", "acs" },
    { "turn:a.com", "list" },
    { "TURNS:a.com, stun:b.com", "list" },
    { "Our server is turn:a.com, please use it.", "list" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const TpkDialect *dialect = tpk_dialect_recognise (rows[i].text);

    g_assert_nonnull (dialect);
    g_assert_cmpstr (dialect->id, ==, rows[i].dialect);
  }

  g_assert_null (tpk_dialect_recognise (""));
  g_assert_null (tpk_dialect_recognise ("Hello, return: to sender"));
}

static void
assert_list (const char *text,
             const char *expected)
{
  g_autoptr (TpkImport) import = test_read (tpk_dialect_find ("list"), text);
  TpkProfile *profile = tpk_import_get_profile (import);
  g_autoptr (GString) summary = g_string_new (NULL);

  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    TpkServer *server = tpk_profile_get_server (profile, i);
    TpkCredential *credential = tpk_server_get_credential (server);

    for (guint j = 0; j < tpk_server_get_n_urls (server); j++)
      g_string_append_printf (summary, "%s ", tpk_ice_url_get_text (tpk_server_get_url (server,
                                                                                         j)));
    if (tpk_credential_get_kind (credential) == TPK_CREDENTIAL_PASSWORD)
      g_string_append_printf (summary, "%s/%s", tpk_credential_get_username (credential),
                              tpk_credential_get_password (credential));
    g_string_append_c (summary, ';');
  }

  g_test_message ("%s", text);
  g_assert_cmpstr (summary->str, ==, expected);

  /* The list states no route; to look at it by itself, it is one of own servers. */
  g_assert_false (tpk_import_has_route (import));
  g_assert_false (tpk_import_has_relay_only (import));
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_OWN);
}

static void
test_list (void)
{
  assert_list ("turn:a.com", "turn:a.com ;");
  assert_list ("turn:a.com\r\nturns:a.com:443?transport=tcp\n\nstun:b.com\n",
               "turn:a.com turns:a.com:443?transport=tcp stun:b.com ;");
  assert_list ("turn:a.com, turn:b.com;turn:c.com turn:d.com",
               "turn:a.com turn:b.com turn:c.com turn:d.com ;");
  assert_list ("turn:a.com,turn:a.com", "turn:a.com ;");
  assert_list ("- `turn:a.com`\n* <turns:[2001:db8::1]:443>.\n\"stun:b.com\",",
               "turn:a.com turns:[2001:db8::1]:443 stun:b.com ;");
  assert_list ("turn:[2001:db8::1]", "turn:[2001:db8::1] ;");
  assert_list ("stun-server=stun://a.com TURN_URL=\"turn:b.com\"", "stun:a.com turn:b.com ;");
  assert_list ("turn://alice:p%40ss@a.com:3478?transport=tcp turn:alice:p%40ss@a.com",
               "turn:a.com:3478?transport=tcp turn:a.com alice/p@ss;");
  assert_list ("turn://u:p@a.com\nturn://v:q@b.com\nstun:c.com", "turn:a.com u/p;turn:b.com v/q;"
               "stun:c.com ;");
  assert_list ("turn:a.com:99999 turn:", "turn:a.com:99999 turn: ;");
}

static void
test_list_errors (void)
{
  static const char *const texts[] = { "", "hello", "saturn:a", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (tpk_dialect_find ("list")->read (texts[i], &error));
    g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX);
  }
}

/* Whoever copies the whole page of documentation means the code in it. */
static void
test_fences (void)
{
  g_autoptr (TpkImport) acs =
    import_text ("# How to proxy\n\nIt's the user's `turn:` URL, isn't it?\n\n```js\n" ACS_SAMPLE
                 "```\n\n> Don't use `networkConfiguration` with 'stun:' there.\n");
  g_autoptr (TpkImport) agora =
    import_text ("# Use Cloud Proxy\n\nCall `startProxyServer`; it's easy.\n\n```javascript\n"
                 AGORA_ENABLE_SAMPLE "```\n\n### Disable\n\n```javascript\n" AGORA_DISABLE_SAMPLE
                 "```\n\n- The `setProxyServer` method isn't for this.\n");

  g_assert_cmpuint (tpk_profile_get_n_servers (tpk_import_get_profile (acs)), ==, 2);
  g_assert_cmpint (tpk_profile_get_route (tpk_import_get_profile (agora)), ==, TPK_ROUTE_DIRECT);
}

/* Only what the text states changes. */
static void
test_apply (void)
{
  g_autoptr (TpkImport) acs = import_text (ACS_SAMPLE);
  g_autoptr (TpkImport) w3c = import_text ("{iceServers: [{urls: 'stun:b.com'}], "
                                           "iceTransportPolicy: 'all'}");
  g_autoptr (TpkImport) list = import_text ("turn:c.com");
  g_autoptr (TpkImport) cloud = import_text ("client.startProxyServer(5)");
  g_autoptr (TpkImport) off = import_text ("client.stopProxyServer()");
  g_autoptr (TpkProfile) profile = tpk_profile_new ("Office");

  tpk_import_apply (list, profile);
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_DIRECT);
  g_assert_true (tpk_profile_get_relay_only (profile));
  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 1);

  tpk_import_apply (w3c, profile);
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_OWN);
  g_assert_false (tpk_profile_get_relay_only (profile));

  tpk_import_apply (acs, profile);
  g_assert_true (tpk_profile_get_relay_only (profile));
  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 4);
  test_assert_url (profile, 0, 0, "turn:c.com");
  test_assert_url (profile, 3, 0, "turn:20.202.255.255:3478");

  tpk_import_apply (cloud, profile);
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_CLOUD);
  g_assert_cmpint (tpk_cloud_settings_get_mode (tpk_profile_get_cloud (profile)), ==,
                   TPK_CLOUD_MODE_TLS);
  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 4);

  tpk_import_apply (off, profile);
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_DIRECT);
  g_assert_cmpint (tpk_cloud_settings_get_mode (tpk_profile_get_cloud (profile)), ==,
                   TPK_CLOUD_MODE_TLS);
  g_assert_cmpstr (tpk_profile_get_name (profile), ==, "Office");
}

/* Applied twice, to two profiles: neither has the other's servers. */
static void
test_apply_twice (void)
{
  g_autoptr (TpkImport) import = import_text ("turn:c.com");
  g_autoptr (TpkProfile) one = tpk_profile_new ("one");
  g_autoptr (TpkProfile) two = tpk_profile_new ("two");

  tpk_import_apply (import, one);
  tpk_import_apply (import, two);
  g_assert_true (tpk_profile_get_server (one, 0) != tpk_profile_get_server (two, 0));
  g_assert_cmpstr (tpk_server_get_id (tpk_profile_get_server (one, 0)), !=,
                   tpk_server_get_id (tpk_profile_get_server (two, 0)));
}

static void
test_empty (void)
{
  g_autoptr (TpkImport) import = import_text ("{\"iceServers\":[]}");
  g_autoptr (TpkImport) policy = import_text ("{\"iceServers\":[],\"iceTransportPolicy\":\"all\"}");

  g_assert_true (tpk_import_is_empty (import));
  g_assert_false (tpk_import_is_empty (policy));

  g_assert_finalize_object (g_steal_pointer (&import));
}

static void
test_errors (void)
{
  static const struct {
    const char *text;
    gssize length;
    TpkDialectError code;
  } rows[] = {
    { "", -1, TPK_DIALECT_ERROR_UNKNOWN },
    { "hello", -1, TPK_DIALECT_ERROR_UNKNOWN },
    { "{\"a\":1}", -1, TPK_DIALECT_ERROR_UNKNOWN },
    { "turn:\xff", -1, TPK_DIALECT_ERROR_SYNTAX },
    { "turn:a\0b", 8, TPK_DIALECT_ERROR_SYNTAX },
    { "iceServers", -1, TPK_DIALECT_ERROR_SYNTAX },
    { "client.startProxyServer(); client.setProxyServer('a')", -1, TPK_DIALECT_ERROR_MIXED },
  };
  g_autofree char *huge = g_strnfill (33 * 1024 * 1024, '[');
  g_autoptr (GError) too_large = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (tpk_dialects_import (rows[i].text, rows[i].length, &error));
    g_assert_error (error, TPK_DIALECT_ERROR, (int) rows[i].code);
    g_assert_cmpuint (strlen (error->message), >, 20);
  }

  g_assert_null (tpk_dialects_import (huge, -1, &too_large));
  g_assert_error (too_large, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE);
}

static void
mutate (GRand   *rand,
        GString *text)
{
  static const char bytes[] = "{}[]()\"'`,;:=.\\/*-+?@#%\n 0aZ";
  guint n = g_rand_int_range (rand, 1, 6);

  for (guint i = 0; i < n && text->len > 0; i++) {
    gsize at = g_rand_int_range (rand, 0, text->len);
    gsize length = g_rand_int_range (rand, 0, MIN (text->len - at, 40) + 1);
    g_autofree char *piece = g_strndup (text->str + at, length);

    switch (g_rand_int_range (rand, 0, 5)) {
    case 0:
      g_string_erase (text, at, length);
      break;
    case 1:
      g_string_insert (text, g_rand_int_range (rand, 0, text->len + 1), piece);
      break;
    case 2:
      text->str[at] = bytes[g_rand_int_range (rand, 0, sizeof bytes - 1)];
      break;
    case 3:
      text->str[at] = (char) g_rand_int_range (rand, 1, 256);
      break;
    default:
      g_string_truncate (text, at);
      break;
    }
  }
}

/* Every reader is given every text, recognised or not. */
static void
read_all (const char *text)
{
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);

  for (guint i = 0; dialects[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpkImport) import = NULL;
    g_autoptr (TpkExport) export = NULL;
    TpkProfile *profile;

    if (dialects[i]->read == NULL || !g_utf8_validate (text, -1, NULL))
      continue;

    import = dialects[i]->read (text, &error);
    g_assert_true ((import == NULL) == (error != NULL));
    if (import == NULL) {
      g_assert_true (error->domain == TPK_DIALECT_ERROR);
      continue;
    }

    /* Whatever was read can be written. */
    profile = tpk_import_get_profile (import);
    if (dialects[i]->write != NULL) {
      export = dialects[i]->write (profile, TEST_NOW_S, &error);
      g_assert_no_error (error);
      g_assert_true (g_utf8_validate (tpk_export_get_text (export), -1, NULL));
    }
  }
}

static void
test_mutations (void)
{
  static const char *const seeds[] = {
    ACS_SAMPLE, AGORA_ENABLE_SAMPLE, AGORA_DISABLE_SAMPLE,
    "{\"iceServers\":[{\"urls\":[\"turn:a.com?transport=tcp\",\"stun:b\"],\"username\":\"u\","
    "\"credential\":\"p\\u00e9\"},{\"url\":\"stun:c\"}],\"iceTransportPolicy\":\"relay\"}",
    "const s = [{urls: `turn:a`, username: 'u' + 1, credential: \"p\"}, ...more];\n"
    "/* c */ new RTCPeerConnection({iceServers: s, x: (a, b) => { return [a, b]; }});",
    "client.setProxyServer('p.a.com'); client.setTurnServer([{turnServerURL: 'a.com', username: 'u',"
    " password: 'p', udpport: 3478, tcpport: 443, security: true, forceturn: true}]);",
    "{\"cloudProxy\":{\"mode\":3},\"calls\":[\"client.startProxyServer(3)\"]}",
    "turn://alice:p%40ss@a.com:3478?transport=tcp, stun:b.com\nturns:[2001:db8::1]:443",
    "{\"networkConfiguration\":{\"turn\":{\"iceServers\":[{\"urls\":["
    "\"turns:a.com:443?transport=tls\"],\"username\":\"u\",\"credential\":\"p\"}]},"
    "\"proxy\":{\"url\":\"https://p.a.com\"}}}",
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20201120);
  guint n = g_getenv ("TURNPIKE_TEST_SLOW_TOOL") != NULL ? N_MUTATIONS / 100 : N_MUTATIONS;

  for (guint i = 0; i < n; i++) {
    g_autoptr (GString) text = g_string_new (seeds[i % G_N_ELEMENTS (seeds)]);
    g_autoptr (GError) error = NULL;
    g_autoptr (TpkImport) import = NULL;

    mutate (rand, text);
    import = tpk_dialects_import (text->str, (gssize) text->len, &error);
    g_assert_true ((import == NULL) == (error != NULL));
    read_all (text->str);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/import/recognise", test_recognise);
  g_test_add_func ("/import/list", test_list);
  g_test_add_func ("/import/list-errors", test_list_errors);
  g_test_add_func ("/import/fences", test_fences);
  g_test_add_func ("/import/apply", test_apply);
  g_test_add_func ("/import/apply-twice", test_apply_twice);
  g_test_add_func ("/import/empty", test_empty);
  g_test_add_func ("/import/errors", test_errors);
  g_test_add_func ("/import/mutations", test_mutations);

  return g_test_run ();
}
