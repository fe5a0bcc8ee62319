/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <json-glib/json-glib.h>

#include "model/tpk-ice-url.h"
#include "model/tpk-json.h"
#include "test-utils.h"

typedef struct {
  const char *text;
  TpkUrlProblem problem;
  guint offset;                 /* in characters */
  const char *fix;
} Row;

static const Row rows[] = {
  /* Nothing there */
  { "", TPK_URL_PROBLEM_EMPTY, 0, NULL },
  { " ", TPK_URL_PROBLEM_EMPTY, 0, NULL },
  { "\t\r\n ", TPK_URL_PROBLEM_EMPTY, 0, NULL },

  /* Not text */
  { "turn:\xff.example.org", TPK_URL_PROBLEM_NOT_UTF8, 5, NULL },
  { "turn:b\xc3\xbc" "cher\xe2\x82", TPK_URL_PROBLEM_NOT_UTF8, 11, NULL },
  { " turn:h\x80", TPK_URL_PROBLEM_NOT_UTF8, 7, NULL },

  /* White space */
  { " turn:h.example", TPK_URL_PROBLEM_WHITE_SPACE, 0, "turn:h.example" },
  { "turn:h.example \n", TPK_URL_PROBLEM_WHITE_SPACE, 14, "turn:h.example" },
  { "turn:\th.example", TPK_URL_PROBLEM_WHITE_SPACE, 5, "turn:h.example" },
  { "turn: h.example", TPK_URL_PROBLEM_WHITE_SPACE, 5, "turn:h.example" },
  { "turn :h.example", TPK_URL_PROBLEM_WHITE_SPACE, 4, "turn:h.example" },
  { "turn:h.exa\nmple", TPK_URL_PROBLEM_WHITE_SPACE, 10, "turn:h.example" },
  { "turn:h.example: 3478 ?transport=udp", TPK_URL_PROBLEM_WHITE_SPACE, 15,
    "turn:h.example:3478?transport=udp" },
  { "turn:h exa.mple", TPK_URL_PROBLEM_WHITE_SPACE, 6, NULL },
  { "turn: ", TPK_URL_PROBLEM_WHITE_SPACE, 5, NULL },
  { "turn:b\xc3\xbc" "cher.example ", TPK_URL_PROBLEM_WHITE_SPACE, 19,
    "turn:b\xc3\xbc" "cher.example" },

  /* Invisible */
  { "\xef\xbb\xbfturn:h.example", TPK_URL_PROBLEM_INVISIBLE, 0, "turn:h.example" },
  { "\xc2\xa0turn:h.example", TPK_URL_PROBLEM_INVISIBLE, 0, "turn:h.example" },
  { "turn:h.example\xe2\x80\x8b", TPK_URL_PROBLEM_INVISIBLE, 14, "turn:h.example" },
  { "turn:h.\xe2\x80\x8e" "example", TPK_URL_PROBLEM_INVISIBLE, 7, "turn:h.example" },
  { "turn:h.\x01" "example", TPK_URL_PROBLEM_INVISIBLE, 7, "turn:h.example" },
  { "turn:h.example\x7f", TPK_URL_PROBLEM_INVISIBLE, 14, "turn:h.example" },
  { "turn:a.b\xc2\xa0" "c.d", TPK_URL_PROBLEM_INVISIBLE, 8, NULL },

  /* Quotes and commas */
  { "\"turn:h.example\"", TPK_URL_PROBLEM_QUOTED, 0, "turn:h.example" },
  { "'turn:h.example',", TPK_URL_PROBLEM_QUOTED, 0, "turn:h.example" },
  { "turn:h.example,", TPK_URL_PROBLEM_QUOTED, 14, "turn:h.example" },
  { "turn:h.example\";", TPK_URL_PROBLEM_QUOTED, 14, "turn:h.example" },
  { "<turn:h.example>", TPK_URL_PROBLEM_QUOTED, 0, "turn:h.example" },
  { "\xe2\x80\x9cturn:h.example\xe2\x80\x9d", TPK_URL_PROBLEM_QUOTED, 0, "turn:h.example" },
  { "\xc2\xabturn:h.example\xc2\xbb", TPK_URL_PROBLEM_QUOTED, 0, "turn:h.example" },
  { "\"\"", TPK_URL_PROBLEM_QUOTED, 0, NULL },

  /* Schemes */
  { "h.example:3478", TPK_URL_PROBLEM_NO_SCHEME, 0, "turn:h.example:3478" },
  { "stun.h.example:3478", TPK_URL_PROBLEM_NO_SCHEME, 0, "stun:stun.h.example:3478" },
  { "h.example:3478?transport=tcp", TPK_URL_PROBLEM_NO_SCHEME, 0,
    "turn:h.example:3478?transport=tcp" },
  { "h.example", TPK_URL_PROBLEM_NO_SCHEME, 0, "turn:h.example" },
  { "192.0.2.1:3478", TPK_URL_PROBLEM_NO_SCHEME, 0, "turn:192.0.2.1:3478" },
  { "[2001:db8::1]:3478", TPK_URL_PROBLEM_NO_SCHEME, 0, "turn:[2001:db8::1]:3478" },
  { "localhost:3478", TPK_URL_PROBLEM_NO_SCHEME, 0, "turn:localhost:3478" },
  { "office:3478", TPK_URL_PROBLEM_NO_SCHEME, 0, NULL },
  { "office", TPK_URL_PROBLEM_NO_SCHEME, 0, NULL },
  { "://", TPK_URL_PROBLEM_NO_SCHEME, 0, NULL },
  { "//h.example", TPK_URL_PROBLEM_NO_SCHEME, 0, NULL },
  { "http://h.example", TPK_URL_PROBLEM_UNKNOWN_SCHEME, 0, NULL },
  { "turnss:h.example", TPK_URL_PROBLEM_UNKNOWN_SCHEME, 0, NULL },
  { "turn-s:h.example", TPK_URL_PROBLEM_UNKNOWN_SCHEME, 0, NULL },
  { "foo:h.example", TPK_URL_PROBLEM_UNKNOWN_SCHEME, 0, NULL },
  { "\xef\xbd\x94urn:h.example", TPK_URL_PROBLEM_NO_SCHEME, 0, NULL },

  /* Slashes and user information */
  { "turn://h.example", TPK_URL_PROBLEM_SLASHES, 5, "turn:h.example" },
  { "STUN://h.example:3478", TPK_URL_PROBLEM_SLASHES, 5, "STUN:h.example:3478" },
  { "turns:/h.example", TPK_URL_PROBLEM_SLASHES, 6, "turns:h.example" },
  { "turn://h.example/", TPK_URL_PROBLEM_SLASHES, 5, "turn:h.example" },
  { "turn://", TPK_URL_PROBLEM_SLASHES, 5, NULL },
  { "turn:user:pass@h.example:3478", TPK_URL_PROBLEM_USER_INFO, 5, "turn:h.example:3478" },
  { "turn:user@h.example", TPK_URL_PROBLEM_USER_INFO, 5, "turn:h.example" },
  { "turn:@h.example", TPK_URL_PROBLEM_USER_INFO, 5, "turn:h.example" },
  { "turn:u:p/a?s#s@h.example", TPK_URL_PROBLEM_USER_INFO, 5, "turn:h.example" },
  { "turn:u:p@", TPK_URL_PROBLEM_USER_INFO, 5, NULL },
  { "turn://u:p@h.example:3478?transport=UDP", TPK_URL_PROBLEM_SLASHES, 5,
    "turn:h.example:3478?transport=udp" },

  /* Hosts */
  { "turn:", TPK_URL_PROBLEM_NO_HOST, 5, NULL },
  { "Turns", TPK_URL_PROBLEM_NO_HOST, 5, NULL },
  { "stun", TPK_URL_PROBLEM_NO_HOST, 4, NULL },
  { "turn::3478", TPK_URL_PROBLEM_NO_HOST, 5, NULL },
  { "turn:?transport=udp", TPK_URL_PROBLEM_NO_HOST, 5, NULL },
  { "turn:.h.example", TPK_URL_PROBLEM_BAD_HOST, 5, NULL },
  { "turn:h..example", TPK_URL_PROBLEM_BAD_HOST, 7, NULL },
  { "turn:h.example..", TPK_URL_PROBLEM_BAD_HOST, 15, NULL },
  { "turn:.", TPK_URL_PROBLEM_BAD_HOST, 5, NULL },
  { "turn:h%2eexample", TPK_URL_PROBLEM_BAD_HOST, 6, NULL },
  { "turn:*.example", TPK_URL_PROBLEM_BAD_HOST, 5, NULL },
  { "turn:h;x=1", TPK_URL_PROBLEM_BAD_HOST, 6, NULL },
  { "turn:a.example,b.example", TPK_URL_PROBLEM_BAD_HOST, 14, NULL },
  { "turn:h\\example", TPK_URL_PROBLEM_BAD_HOST, 6, NULL },
  { "turn:-h.example", TPK_URL_PROBLEM_BAD_HOST, 5, NULL },
  { "turn:h-.example", TPK_URL_PROBLEM_BAD_HOST, 6, NULL },
  { "turn:h.example-", TPK_URL_PROBLEM_BAD_HOST, 14, NULL },
  { "turn:h.123", TPK_URL_PROBLEM_BAD_HOST, 7, NULL },
  { "turn:\xe2\x98\x8e.example", TPK_URL_PROBLEM_BAD_HOST, 5, NULL },
  { "turn\xef\xbc\x9ah.example", TPK_URL_PROBLEM_NO_SCHEME, 0, NULL },
  { "turn:192.0.2.256", TPK_URL_PROBLEM_BAD_IPV4, 5, NULL },
  { "turn:192.0.2", TPK_URL_PROBLEM_BAD_IPV4, 5, NULL },
  { "turn:192.0.2.1.", TPK_URL_PROBLEM_BAD_IPV4, 5, NULL },
  { "turn:192.0.2.1.5", TPK_URL_PROBLEM_BAD_IPV4, 5, NULL },
  { "turn:010.0.0.1:3478", TPK_URL_PROBLEM_BAD_IPV4, 5, NULL },
  { "turn:3221225985", TPK_URL_PROBLEM_BAD_IPV4, 5, NULL },
  { "turn:0xC0000201:3478", TPK_URL_PROBLEM_BAD_IPV4, 5, NULL },
  { "turn:0x", TPK_URL_PROBLEM_BAD_IPV4, 5, NULL },
  { "turn:[]:3478", TPK_URL_PROBLEM_BAD_IPV6, 5, NULL },
  { "turn:[2001:db8::1", TPK_URL_PROBLEM_BAD_IPV6, 5, NULL },
  { "turn:[gggg::1]", TPK_URL_PROBLEM_BAD_IPV6, 5, NULL },
  { "turn:[1:2:3:4:5:6:7:8:9]", TPK_URL_PROBLEM_BAD_IPV6, 5, NULL },
  { "turn:[192.0.2.1]", TPK_URL_PROBLEM_BAD_IPV6, 5, NULL },
  { "turn:2001:db8", TPK_URL_PROBLEM_BAD_IPV4, 5, NULL },
  { "turn:1:2:3:4:5:6:7:8:abcd", TPK_URL_PROBLEM_BAD_IPV6, 5, NULL },
  { "turn:2001:db8::1", TPK_URL_PROBLEM_UNBRACKETED_IPV6, 5, "turn:[2001:db8::1]" },
  { "turn:2001:db8::abcd", TPK_URL_PROBLEM_UNBRACKETED_IPV6, 5, "turn:[2001:db8::abcd]" },
  { "turn:2001:db8::1:3478", TPK_URL_PROBLEM_UNBRACKETED_IPV6, 5, "turn:[2001:db8::1]:3478" },
  { "turns:2001:db8::1:5349?transport=tcp", TPK_URL_PROBLEM_UNBRACKETED_IPV6, 6,
    "turns:[2001:db8::1]:5349?transport=tcp" },
  { "turn:2001:db8::1:443", TPK_URL_PROBLEM_UNBRACKETED_IPV6, 5, NULL },
  { "turn:1:2:3:4:5:6:7:8:443", TPK_URL_PROBLEM_UNBRACKETED_IPV6, 5,
    "turn:[1:2:3:4:5:6:7:8]:443" },
  { "turn:::1", TPK_URL_PROBLEM_UNBRACKETED_IPV6, 5, "turn:[::1]" },
  { "turn:fe80::1%eth0", TPK_URL_PROBLEM_UNBRACKETED_IPV6, 5, NULL },
  { "turn:[fe80::1%25eth0]:3478", TPK_URL_PROBLEM_ZONE_ID, 13, NULL },
  { "turn:[fe80::1%eth0]", TPK_URL_PROBLEM_ZONE_ID, 13, NULL },

  /* Ports */
  { "turn:h.example:", TPK_URL_PROBLEM_EMPTY_PORT, 14, "turn:h.example" },
  { "turn:h.example:?transport=udp", TPK_URL_PROBLEM_EMPTY_PORT, 14,
    "turn:h.example?transport=udp" },
  { "turn:[::1]:", TPK_URL_PROBLEM_EMPTY_PORT, 10, "turn:[::1]" },
  { "turn:h.example:abc", TPK_URL_PROBLEM_BAD_PORT, 15, NULL },
  { "turn:h.example:34x8", TPK_URL_PROBLEM_BAD_PORT, 17, NULL },
  { "turn:h.example:-1", TPK_URL_PROBLEM_BAD_PORT, 15, NULL },
  { "turn:h.example:+3478", TPK_URL_PROBLEM_BAD_PORT, 15, NULL },
  { "turn:h.example:3478:3479", TPK_URL_PROBLEM_BAD_PORT, 19, NULL },
  { "turn:h.example:\xef\xbc\x93" "478", TPK_URL_PROBLEM_BAD_PORT, 15, NULL },
  { "turn:[::1]3478", TPK_URL_PROBLEM_BAD_PORT, 10, "turn:[::1]:3478" },
  { "turn:[::1]x", TPK_URL_PROBLEM_BAD_PORT, 10, NULL },
  { "turn:h.example:0", TPK_URL_PROBLEM_PORT_RANGE, 15, NULL },
  { "turn:h.example:65536", TPK_URL_PROBLEM_PORT_RANGE, 15, NULL },
  { "turn:h.example:4294970774", TPK_URL_PROBLEM_PORT_RANGE, 15, NULL },
  { "turn:h.example:00", TPK_URL_PROBLEM_PORT_RANGE, 15, NULL },

  /* What may not follow */
  { "turn:h.example/", TPK_URL_PROBLEM_PATH, 14, "turn:h.example" },
  { "turn:h.example:3478/?transport=udp", TPK_URL_PROBLEM_PATH, 19,
    "turn:h.example:3478?transport=udp" },
  { "turn:h.example/path", TPK_URL_PROBLEM_PATH, 14, NULL },
  { "turn:h.example#top", TPK_URL_PROBLEM_FRAGMENT, 14, "turn:h.example" },
  { "turn:h.example?transport=udp#", TPK_URL_PROBLEM_FRAGMENT, 28,
    "turn:h.example?transport=udp" },
  { "stun:h.example?transport=udp", TPK_URL_PROBLEM_QUERY_ON_STUN, 14, "stun:h.example" },
  { "stuns:h.example:5349?#x", TPK_URL_PROBLEM_QUERY_ON_STUN, 20, "stuns:h.example:5349" },

  /* Queries */
  { "turn:h.example?", TPK_URL_PROBLEM_BAD_QUERY, 14, "turn:h.example" },
  { "turn:h.example?transport", TPK_URL_PROBLEM_BAD_QUERY, 15, "turn:h.example" },
  { "turn:h.example?transport=", TPK_URL_PROBLEM_BAD_QUERY, 15, "turn:h.example" },
  { "turn:h.example?ttl=1", TPK_URL_PROBLEM_BAD_QUERY, 15, "turn:h.example" },
  { "turn:h.example?transport=tcp&ttl=86400", TPK_URL_PROBLEM_BAD_QUERY, 28,
    "turn:h.example?transport=tcp" },
  { "turn:h.example?foo=bar&transport=tcp", TPK_URL_PROBLEM_BAD_QUERY, 15,
    "turn:h.example?transport=tcp" },
  { "turn:h.example?transport=udp&", TPK_URL_PROBLEM_BAD_QUERY, 28,
    "turn:h.example?transport=udp" },
  { "turn:h.example?transport=udp&transport=tcp", TPK_URL_PROBLEM_BAD_QUERY, 28, NULL },
  { "turn:h.example?transport=udp?transport=tcp", TPK_URL_PROBLEM_BAD_QUERY, 28, NULL },
  { "turn:h.example?transport=\"udp\"", TPK_URL_PROBLEM_BAD_QUERY, 25,
    "turn:h.example?transport=udp" },
  { "turn:h.example?tcp", TPK_URL_PROBLEM_BAD_QUERY, 15, NULL },
  { "turn:h.example?proto=tcp", TPK_URL_PROBLEM_BAD_QUERY, 15, NULL },
  { "turn:h.example?transport=UDP", TPK_URL_PROBLEM_TRANSPORT_CASE, 25,
    "turn:h.example?transport=udp" },
  { "turn:h.example?transport=tCp", TPK_URL_PROBLEM_TRANSPORT_CASE, 26,
    "turn:h.example?transport=tcp" },
  { "turn:h.example?Transport=udp", TPK_URL_PROBLEM_TRANSPORT_CASE, 15,
    "turn:h.example?transport=udp" },
  { "turns:h.example?TRANSPORT=TCP#x", TPK_URL_PROBLEM_TRANSPORT_CASE, 16,
    "turns:h.example?transport=tcp" },
  { "turns:h.example:443?transport=tls", TPK_URL_PROBLEM_UNKNOWN_TRANSPORT, 30,
    "turns:h.example:443?transport=tcp" },
  { "turn:h.example:443?transport=TLS", TPK_URL_PROBLEM_UNKNOWN_TRANSPORT, 29,
    "turns:h.example:443?transport=tcp" },
  { "TURN:h.example:443?foo=1&transport=tls", TPK_URL_PROBLEM_BAD_QUERY, 19,
    "TURNs:h.example:443?transport=tcp" },
  { "turn:h.example?transport=sctp", TPK_URL_PROBLEM_UNKNOWN_TRANSPORT, 25, NULL },
  { "turn:h.example?transport=udp2", TPK_URL_PROBLEM_UNKNOWN_TRANSPORT, 25, NULL },

  /* Many at once */
  { "\xef\xbb\xbf \"turn://u:p@H.example:/?transport=UDP#x\", \n", TPK_URL_PROBLEM_INVISIBLE, 0,
    "turn:H.example?transport=udp" },
};

/* A fix is worth its name if it is right, and different. */
static void
assert_fix_is_valid (TpkIceUrl *url)
{
  const char *fix = tpk_ice_url_get_fix (url);
  g_autoptr (TpkIceUrl) fixed = NULL;

  if (fix == NULL)
    return;

  g_assert_false (tpk_ice_url_is_valid (url));
  fixed = tpk_ice_url_new (fix);
  g_assert_cmpint (tpk_ice_url_get_problem (fixed), ==, TPK_URL_PROBLEM_NONE);
  g_assert_null (tpk_ice_url_get_fix (fixed));
}

static void
assert_invariants (TpkIceUrl  *url,
                   const char *text)
{
  g_autofree char *message = tpk_ice_url_dup_message (url);

  g_assert_cmpstr (tpk_ice_url_get_text (url), ==, text);
  g_assert_true (tpk_ice_url_is_valid (url) ==
                 (tpk_ice_url_get_problem (url) == TPK_URL_PROBLEM_NONE));
  g_assert_true (tpk_ice_url_is_valid (url) == (message == NULL));
  g_assert_true (tpk_ice_url_is_valid (url) == (tpk_ice_url_get_canonical (url) != NULL));
  g_assert_true (tpk_ice_url_has_parts (url) == (tpk_ice_url_get_host (url) != NULL));
  g_assert_true (tpk_ice_url_has_parts (url) == (tpk_ice_url_get_port (url) != 0));
  g_assert_true (!tpk_ice_url_is_valid (url) || tpk_ice_url_has_parts (url));
  g_assert_true (message == NULL || g_utf8_validate (message, -1, NULL));
  assert_fix_is_valid (url);
}

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkIceUrl) url = tpk_ice_url_new (rows[i].text);

    tpk_test_row (rows[i].text);
    g_assert_cmpstr (tpk_url_problem_to_string (tpk_ice_url_get_problem (url)), ==,
                     tpk_url_problem_to_string (rows[i].problem));
    g_assert_cmpuint (tpk_ice_url_get_offset (url), ==, rows[i].offset);
    g_assert_cmpstr (tpk_ice_url_get_fix (url), ==, rows[i].fix);
    assert_invariants (url, rows[i].text);
  }
}

static void
test_every_problem_has_a_row (void)
{
  for (guint problem = TPK_URL_PROBLEM_EMPTY;
       problem <= TPK_URL_PROBLEM_UNKNOWN_TRANSPORT;
       problem++) {
    gboolean found = FALSE;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
      found = found || rows[i].problem == problem;
    g_test_message ("%s", tpk_url_problem_to_string (problem));
    g_assert_true (found);
  }
}

static void
test_strings (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint problem = 0; problem <= TPK_URL_PROBLEM_UNKNOWN_TRANSPORT; problem++) {
    const char *name = tpk_url_problem_to_string (problem);

    g_assert_cmpuint (strlen (name), ==, strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-"));
    g_assert_true (g_hash_table_add (names, (gpointer) name));
  }

  g_assert_cmpstr (tpk_url_problem_to_string (TPK_URL_PROBLEM_NONE), ==, "none");
  g_assert_cmpstr (tpk_url_problem_to_string (TPK_URL_PROBLEM_UNBRACKETED_IPV6), ==,
                   "unbracketed-ipv6");
}

static void
assert_message (const char *text,
                const char *expected)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);
  g_autofree char *message = tpk_ice_url_dup_message (url);

  g_assert_cmpstr (message, ==, expected);
}

static void
test_messages (void)
{
  assert_message ("turn:h.example", NULL);
  assert_message ("turn://h.example",
                  "The host comes right after “turn:”. Remove the slashes at character 6.");
  assert_message ("turns:h.example?transport=Udp",
                  "There is a capital “U” at character 27, which many clients refuse. Write "
                  "transport=udp or transport=tcp in small letters.");
  assert_message ("turn:bü*cher.example",
                  "The name of the host goes wrong at character 8 (*). A name has letters, digits "
                  "and “-”, in parts of up to 63 characters with one dot between them.");
  assert_message ("turn:h.example\xe2\x80\x8b",
                  "There is an invisible character (U+200B) at character 15. Remove it or type "
                  "the URL anew.");
  assert_message ("turn:\xff",
                  "Character 6 is not text in UTF-8. Type the URL anew.");
  assert_message ("turn:h.example?",
                  "What follows the “?” goes wrong at character 15 (?). Only ?transport=udp or "
                  "?transport=tcp can stand there.");
}

/* Whatever is wrong, the sentence does not repeat the password. */
static void
test_messages_keep_secrets (void)
{
  static const char *const texts[] = {
    "turn:alice:hunter2@h.example",
    "turn://alice:hunter2@h.example",
    " turn:alice:hunter2@h.example",
    "turn:alice:hunter2",
    "turn:alice:hunter2@",
    "\"turn:alice:hunter2@h.example\"",
    "alice:hunter2@h.example",
    "turn:h.example?password=hunter2",
    "turn:h.example/hunter2",
    "turn:h.example#hunter2",
    "hunter2:turn",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (TpkIceUrl) url = tpk_ice_url_new (texts[i]);
    g_autofree char *message = tpk_ice_url_dup_message (url);
    const char *fix = tpk_ice_url_get_fix (url);

    g_assert_nonnull (message);
    g_assert_null (strstr (message, "hunter2"));
    g_assert_true (fix == NULL || strstr (fix, "hunter2") == NULL);
  }
}

static void
assert_user_info (const char *text,
                  gboolean    expected,
                  const char *expected_username,
                  const char *expected_password)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);
  const char *username = NULL;
  const char *password = NULL;

  g_assert_true (tpk_ice_url_get_user_info (url, &username, &password) == expected);
  g_assert_cmpstr (username, ==, expected_username);
  g_assert_cmpstr (password, ==, expected_password);
}

static void
test_user_info (void)
{
  assert_user_info ("turn:h.example", FALSE, NULL, NULL);
  assert_user_info ("turn:@h.example", FALSE, NULL, NULL);
  assert_user_info ("turn:alice@h.example", TRUE, "alice", NULL);
  assert_user_info ("turn:alice:@h.example", TRUE, "alice", "");
  assert_user_info ("turn::pw@h.example", TRUE, "", "pw");
  assert_user_info ("turn:alice:a:b@c@h.example", TRUE, "alice", "a:b@c");
  assert_user_info ("turn:alice%40corp:p%3Aw@h.example", TRUE, "alice@corp", "p:w");
  assert_user_info ("turn:a%zz:100%@h.example", TRUE, "a%zz", "100%");
  assert_user_info ("turn:a%00b:%ff@h.example", TRUE, "a%00b", "%ff");
  assert_user_info ("turn://alice:pw@h.example?transport=tcp", TRUE, "alice", "pw");
  assert_user_info ("turn:alice:pw@", TRUE, "alice", "pw");
}

/* What the strict reading takes, browsers take too. */
static void
test_oracle_rows (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "urls.jsonl", NULL);
  g_autofree char *data = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  guint n_rows = 0;

  g_file_get_contents (path, &data, NULL, &error);
  g_assert_no_error (error);

  lines = g_strsplit (data, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
    g_autoptr (JsonNode) row = tpk_json_parse (lines[i], -1, G_MAXSIZE, &error);
    g_autoptr (TpkIceUrl) url = NULL;
    const char *text;
    JsonObject *w3c;

    g_assert_no_error (error);
    text = json_object_get_string_member (json_node_get_object (row), "url");
    w3c = json_object_get_object_member (json_node_get_object (row), "w3c");
    url = tpk_ice_url_new (text);
    tpk_test_row (text);
    assert_invariants (url, text);
    g_assert_true (!tpk_ice_url_is_valid (url) || json_object_get_boolean_member (w3c, "ok"));
    n_rows++;
  }

  g_assert_cmpuint (n_rows, >=, 100);
}

/* Bytes of any kind, and pieces of URLs put together wrongly. */
static void
test_random (void)
{
  static const char *const pieces[] = {
    "turn", "stun", "turns", ":", ":", "//", "@", "?", "#", "transport=", "udp", "TLS", "&", "[",
    "]", "::1", "fe80::1", "%25", "%", ".", "example", "192.0.2.1", "0x7", "3478", "65536", "-",
    "\"", ",", " ", "\n", "\xc2\xa0", "\xef\xbb\xbf", "\xc3\xbc", "\xff", "\xe2\x80", "/", "\\",
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261120);
  guint n_texts = tpk_test_amount (100000);

  for (guint i = 0; i < n_texts; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (TpkIceUrl) url = NULL;
    guint n = g_rand_int_range (rand, 0, 12);

    if (i % 2 == 0)
      g_string_append (text, "turn:");
    for (guint k = 0; k < n; k++) {
      if (i % 4 < 3)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      else
        g_string_append_c (text, g_rand_int_range (rand, 1, 256));
    }

    url = tpk_ice_url_new (text->str);
    assert_invariants (url, text->str);
  }
}

static char *
repeat (const char *before,
        const char *piece,
        gsize       length,
        const char *after)
{
  GString *text = g_string_sized_new (length + 64);

  g_string_append (text, before);
  while (text->len < length)
    g_string_append (text, piece);
  g_string_append (text, after);

  return g_string_free (text, FALSE);
}

/* A megabyte each; a reading that is not linear would not end. */
static void
test_huge (void)
{
  static const struct {
    const char *before;
    const char *piece;
    const char *after;
    TpkUrlProblem problem;
  } huge[] = {
    { "", "a", "", TPK_URL_PROBLEM_NO_SCHEME },
    { "turn:", "a", "", TPK_URL_PROBLEM_BAD_HOST },
    { "turn:", "a.", "example", TPK_URL_PROBLEM_BAD_HOST },
    { "turn:", "\xc3\xbc.", "example", TPK_URL_PROBLEM_BAD_HOST },
    { "turn:", "/", "h.example", TPK_URL_PROBLEM_SLASHES },
    { "turn:", "@", "h.example", TPK_URL_PROBLEM_USER_INFO },
    { "turn:", ":", "", TPK_URL_PROBLEM_BAD_IPV6 },
    { "turn:", "1:", "", TPK_URL_PROBLEM_BAD_IPV6 },
    { "turn:h.example:", "0", "1", TPK_URL_PROBLEM_NONE },
    { "turn:h.example:", "9", "", TPK_URL_PROBLEM_PORT_RANGE },
    { "turn:h.example?", "&", "", TPK_URL_PROBLEM_BAD_QUERY },
    { "turn:h.example?", "transport=udp&", "", TPK_URL_PROBLEM_BAD_QUERY },
    { "turn:h.example?transport=", "x", "", TPK_URL_PROBLEM_UNKNOWN_TRANSPORT },
    { "turn:h.example", "#", "", TPK_URL_PROBLEM_FRAGMENT },
    { "turn:h.example", "/", "", TPK_URL_PROBLEM_PATH },
    { "turn:h.example", " ", "", TPK_URL_PROBLEM_WHITE_SPACE },
    { "turn:h.example", "\xe2\x80\x8b", "", TPK_URL_PROBLEM_INVISIBLE },
    { "turn:h.example", "\"", "", TPK_URL_PROBLEM_QUOTED },
    { "turn:h.example", ",", "", TPK_URL_PROBLEM_QUOTED },
    { "", "\"", "turn:h.example", TPK_URL_PROBLEM_QUOTED },
    { "turn:[", "1", "]", TPK_URL_PROBLEM_BAD_IPV6 },
    { "turn:[", "[", "", TPK_URL_PROBLEM_BAD_IPV6 },
    { "", " ", "", TPK_URL_PROBLEM_EMPTY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (huge); i++) {
    g_autofree char *text = repeat (huge[i].before, huge[i].piece, tpk_test_amount (1024 * 1024),
                                    huge[i].after);
    g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);

    tpk_test_row (text);
    g_assert_cmpstr (tpk_url_problem_to_string (tpk_ice_url_get_problem (url)), ==,
                     tpk_url_problem_to_string (huge[i].problem));
    assert_invariants (url, text);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/ice-url-problems/table", test_table);
  g_test_add_func ("/model/ice-url-problems/every-problem-has-a-row", test_every_problem_has_a_row);
  g_test_add_func ("/model/ice-url-problems/strings", test_strings);
  g_test_add_func ("/model/ice-url-problems/messages", test_messages);
  g_test_add_func ("/model/ice-url-problems/messages-keep-secrets", test_messages_keep_secrets);
  g_test_add_func ("/model/ice-url-problems/user-info", test_user_info);
  g_test_add_func ("/model/ice-url-problems/oracle-rows", test_oracle_rows);
  g_test_add_func ("/model/ice-url-problems/random", test_random);
  g_test_add_func ("/model/ice-url-problems/huge", test_huge);

  return g_test_run ();
}
