/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-ice-url.h"
#include "test-utils.h"

typedef struct {
  const char *text;
  TpkScheme scheme;
  const char *host;
  TpkHostKind host_kind;
  guint16 port;
  gboolean has_port;
  TpkTransport transport;
  gboolean has_transport;
  const char *canonical;
} Row;

#define LABEL_63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define NAME_253 LABEL_63 "." LABEL_63 "." LABEL_63 "." \
                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const Row rows[] = {
  { "stun:h.example",
    TPK_SCHEME_STUN, "h.example", TPK_HOST_NAME, 3478, FALSE, TPK_TRANSPORT_UDP, FALSE,
    "stun:h.example:3478" },
  { "stuns:h.example",
    TPK_SCHEME_STUNS, "h.example", TPK_HOST_NAME, 5349, FALSE, TPK_TRANSPORT_TCP, FALSE,
    "stuns:h.example:5349" },
  { "turn:h.example",
    TPK_SCHEME_TURN, "h.example", TPK_HOST_NAME, 3478, FALSE, TPK_TRANSPORT_UDP, FALSE,
    "turn:h.example:3478?transport=udp" },
  { "turns:h.example",
    TPK_SCHEME_TURNS, "h.example", TPK_HOST_NAME, 5349, FALSE, TPK_TRANSPORT_TCP, FALSE,
    "turns:h.example:5349?transport=tcp" },
  { "turn:h.example:80?transport=tcp",
    TPK_SCHEME_TURN, "h.example", TPK_HOST_NAME, 80, TRUE, TPK_TRANSPORT_TCP, TRUE,
    "turn:h.example:80?transport=tcp" },
  { "turns:h.example:443?transport=udp",
    TPK_SCHEME_TURNS, "h.example", TPK_HOST_NAME, 443, TRUE, TPK_TRANSPORT_UDP, TRUE,
    "turns:h.example:443?transport=udp" },
  { "TuRn:H.Example?transport=udp",
    TPK_SCHEME_TURN, "h.example", TPK_HOST_NAME, 3478, FALSE, TPK_TRANSPORT_UDP, TRUE,
    "turn:h.example:3478?transport=udp" },
  { "turn:h.example:03478",
    TPK_SCHEME_TURN, "h.example", TPK_HOST_NAME, 3478, TRUE, TPK_TRANSPORT_UDP, FALSE,
    "turn:h.example:3478?transport=udp" },
  { "turn:h.example:1",
    TPK_SCHEME_TURN, "h.example", TPK_HOST_NAME, 1, TRUE, TPK_TRANSPORT_UDP, FALSE,
    "turn:h.example:1?transport=udp" },
  { "turn:h.example:65535",
    TPK_SCHEME_TURN, "h.example", TPK_HOST_NAME, 65535, TRUE, TPK_TRANSPORT_UDP, FALSE,
    "turn:h.example:65535?transport=udp" },
  { "turn:192.0.2.1",
    TPK_SCHEME_TURN, "192.0.2.1", TPK_HOST_IPV4, 3478, FALSE, TPK_TRANSPORT_UDP, FALSE,
    "turn:192.0.2.1:3478?transport=udp" },
  { "stun:0.0.0.255:19302",
    TPK_SCHEME_STUN, "0.0.0.255", TPK_HOST_IPV4, 19302, TRUE, TPK_TRANSPORT_UDP, FALSE,
    "stun:0.0.0.255:19302" },
  { "turn:[2001:DB8:0:0::1]:3478?transport=udp",
    TPK_SCHEME_TURN, "2001:db8::1", TPK_HOST_IPV6, 3478, TRUE, TPK_TRANSPORT_UDP, TRUE,
    "turn:[2001:db8::1]:3478?transport=udp" },
  { "stun:[::1]",
    TPK_SCHEME_STUN, "::1", TPK_HOST_IPV6, 3478, FALSE, TPK_TRANSPORT_UDP, FALSE,
    "stun:[::1]:3478" },
  { "turn:[::ffff:192.0.2.1]:3478",
    TPK_SCHEME_TURN, "::ffff:192.0.2.1", TPK_HOST_IPV6, 3478, TRUE, TPK_TRANSPORT_UDP, FALSE,
    "turn:[::ffff:192.0.2.1]:3478?transport=udp" },
  { "turn:localhost",
    TPK_SCHEME_TURN, "localhost", TPK_HOST_NAME, 3478, FALSE, TPK_TRANSPORT_UDP, FALSE,
    "turn:localhost:3478?transport=udp" },
  { "turn:h.example.:3478",
    TPK_SCHEME_TURN, "h.example.", TPK_HOST_NAME, 3478, TRUE, TPK_TRANSPORT_UDP, FALSE,
    "turn:h.example.:3478?transport=udp" },
  { "turn:turn_1.h--x.4u.example",
    TPK_SCHEME_TURN, "turn_1.h--x.4u.example", TPK_HOST_NAME, 3478, FALSE, TPK_TRANSPORT_UDP, FALSE,
    "turn:turn_1.h--x.4u.example:3478?transport=udp" },
  { "turn:0xabc.example",
    TPK_SCHEME_TURN, "0xabc.example", TPK_HOST_NAME, 3478, FALSE, TPK_TRANSPORT_UDP, FALSE,
    "turn:0xabc.example:3478?transport=udp" },
  { "turn:1.2.3.4.example",
    TPK_SCHEME_TURN, "1.2.3.4.example", TPK_HOST_NAME, 3478, FALSE, TPK_TRANSPORT_UDP, FALSE,
    "turn:1.2.3.4.example:3478?transport=udp" },
  { "turn:Bücher.EXAMPLE:3478",
    TPK_SCHEME_TURN, "bücher.example", TPK_HOST_NAME, 3478, TRUE, TPK_TRANSPORT_UDP, FALSE,
    "turn:bücher.example:3478?transport=udp" },
  { "turn:भारत.example",
    TPK_SCHEME_TURN, "भारत.example", TPK_HOST_NAME, 3478, FALSE, TPK_TRANSPORT_UDP, FALSE,
    "turn:भारत.example:3478?transport=udp" },
  { "turn:" NAME_253,
    TPK_SCHEME_TURN, NAME_253, TPK_HOST_NAME, 3478, FALSE, TPK_TRANSPORT_UDP, FALSE,
    "turn:" NAME_253 ":3478?transport=udp" },
};

static void
test_valid (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const Row *row = &rows[i];
    TpkIceUrl *url = tpk_ice_url_new (row->text);

    tpk_test_row (row->text);
    g_assert_cmpint (tpk_ice_url_get_problem (url), ==, TPK_URL_PROBLEM_NONE);
    g_assert_true (tpk_ice_url_is_valid (url));
    g_assert_true (tpk_ice_url_has_parts (url));
    g_assert_cmpuint (tpk_ice_url_get_offset (url), ==, 0);
    g_assert_null (tpk_ice_url_get_fix (url));
    g_assert_false (tpk_ice_url_get_user_info (url, NULL, NULL));
    g_assert_cmpstr (tpk_ice_url_get_text (url), ==, row->text);

    g_assert_cmpint (tpk_ice_url_get_scheme (url), ==, row->scheme);
    g_assert_cmpstr (tpk_ice_url_get_host (url), ==, row->host);
    g_assert_cmpint (tpk_ice_url_get_host_kind (url), ==, row->host_kind);
    g_assert_cmpuint (tpk_ice_url_get_port (url), ==, row->port);
    g_assert_cmpint (tpk_ice_url_has_port (url), ==, row->has_port);
    g_assert_cmpint (tpk_ice_url_get_transport (url), ==, row->transport);
    g_assert_cmpint (tpk_ice_url_has_transport (url), ==, row->has_transport);
    g_assert_cmpstr (tpk_ice_url_get_canonical (url), ==, row->canonical);
    g_assert_finalize_object (url);
  }
}

/* What is canonical is canonical already. */
static void
test_canonical_is_stable (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkIceUrl) url = tpk_ice_url_new (rows[i].text);
    g_autoptr (TpkIceUrl) again = tpk_ice_url_new (rows[i].canonical);

    g_assert_cmpstr (tpk_ice_url_get_canonical (again), ==, rows[i].canonical);
    g_assert_true (tpk_ice_url_equal (url, again));
  }
}

static void
test_limits (void)
{
  static const char *const texts[] = {
    "turn:a" LABEL_63 ".example",
    "turn:" NAME_253 "a",
  };
  g_autoptr (TpkIceUrl) absolute = tpk_ice_url_new ("turn:" NAME_253 ".");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (TpkIceUrl) url = tpk_ice_url_new (texts[i]);

    g_assert_cmpint (tpk_ice_url_get_problem (url), ==, TPK_URL_PROBLEM_BAD_HOST);
    g_assert_cmpuint (tpk_ice_url_get_offset (url), ==, 5);
  }

  g_assert_true (tpk_ice_url_is_valid (absolute));
}

/* If only the end is wrong, the rest is there to show. */
static void
test_parts_of_invalid (void)
{
  g_autoptr (TpkIceUrl) tls = tpk_ice_url_new ("turns:H.example:443?transport=tls");
  g_autoptr (TpkIceUrl) upper = tpk_ice_url_new ("turn:h.example?transport=TCP");
  g_autoptr (TpkIceUrl) port = tpk_ice_url_new ("turn:h.example:x");
  g_autoptr (TpkIceUrl) foreign = tpk_ice_url_new ("http://h.example");

  g_assert_false (tpk_ice_url_is_valid (tls));
  g_assert_true (tpk_ice_url_has_parts (tls));
  g_assert_cmpint (tpk_ice_url_get_scheme (tls), ==, TPK_SCHEME_TURNS);
  g_assert_cmpstr (tpk_ice_url_get_host (tls), ==, "h.example");
  g_assert_cmpuint (tpk_ice_url_get_port (tls), ==, 443);
  g_assert_false (tpk_ice_url_has_transport (tls));
  g_assert_cmpint (tpk_ice_url_get_transport (tls), ==, TPK_TRANSPORT_TCP);
  g_assert_null (tpk_ice_url_get_canonical (tls));

  g_assert_true (tpk_ice_url_has_transport (upper));
  g_assert_cmpint (tpk_ice_url_get_transport (upper), ==, TPK_TRANSPORT_TCP);

  g_assert_false (tpk_ice_url_has_parts (port));
  g_assert_true (tpk_ice_url_is_turn (port));
  g_assert_false (tpk_ice_url_is_secure (port));
  g_assert_null (tpk_ice_url_get_host (port));

  g_assert_false (tpk_ice_url_has_parts (foreign));
  g_assert_false (tpk_ice_url_is_turn (foreign));
  g_assert_false (tpk_ice_url_is_secure (foreign));
}

static void
test_kinds (void)
{
  static const struct {
    const char *text;
    gboolean turn;
    gboolean secure;
  } kinds[] = {
    { "stun:h.example", FALSE, FALSE },
    { "stuns:h.example", FALSE, TRUE },
    { "turn:h.example", TRUE, FALSE },
    { "turns:h.example", TRUE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (TpkIceUrl) url = tpk_ice_url_new (kinds[i].text);

    g_assert_cmpint (tpk_ice_url_is_turn (url), ==, kinds[i].turn);
    g_assert_cmpint (tpk_ice_url_is_secure (url), ==, kinds[i].secure);
  }
}

static void
assert_parts (TpkScheme   scheme,
              const char *host,
              guint16     port,
              const char *transport,
              const char *expected)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new_from_parts (scheme, host, port, transport);

  g_assert_cmpstr (tpk_ice_url_get_text (url), ==, expected);
}

static void
test_from_parts (void)
{
  g_autoptr (TpkIceUrl) wrong = NULL;

  assert_parts (TPK_SCHEME_STUN, "h.example", 0, NULL, "stun:h.example");
  assert_parts (TPK_SCHEME_STUNS, "h.example", 5349, NULL, "stuns:h.example:5349");
  assert_parts (TPK_SCHEME_TURN, "192.0.2.1", 3478, "udp", "turn:192.0.2.1:3478?transport=udp");
  assert_parts (TPK_SCHEME_TURNS, "2001:db8::1", 0, "tcp", "turns:[2001:db8::1]?transport=tcp");
  assert_parts (TPK_SCHEME_TURN, "[2001:db8::1]", 65535, NULL, "turn:[2001:db8::1]:65535");
  assert_parts (TPK_SCHEME_TURN, "", 0, NULL, "turn:");

  wrong = tpk_ice_url_new_from_parts (TPK_SCHEME_TURN, "a b", 1, NULL);
  g_assert_cmpint (tpk_ice_url_get_problem (wrong), ==, TPK_URL_PROBLEM_WHITE_SPACE);
}

static void
assert_equal (const char *one,
              const char *other,
              gboolean    expected)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (one);
  g_autoptr (TpkIceUrl) other_url = tpk_ice_url_new (other);

  g_assert_cmpint (tpk_ice_url_equal (url, other_url), ==, expected);
  g_assert_cmpint (tpk_ice_url_equal (other_url, url), ==, expected);
}

static void
test_equal (void)
{
  assert_equal ("turn:h.example", "TURN:H.EXAMPLE:3478?transport=udp", TRUE);
  assert_equal ("turns:h.example", "turns:h.example:5349?transport=tcp", TRUE);
  assert_equal ("stun:[::0:1]", "stun:[::1]:3478", TRUE);
  assert_equal ("turn:h.example", "turn:h.example?transport=tcp", FALSE);
  assert_equal ("turn:h.example", "stun:h.example", FALSE);
  assert_equal ("turn:h.example", "turn:h.example.", FALSE);
  assert_equal ("turn:", "turn:", TRUE);
  assert_equal ("turn:", "TURN:", FALSE);
  assert_equal ("turn:h.example", " turn:h.example", FALSE);
}

static void
test_words (void)
{
  static const char *const names[] = { "stun", "stuns", "turn", "turns" };
  static const guint16 ports[] = { 3478, 5349, 3478, 5349 };
  TpkScheme scheme;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_cmpstr (tpk_scheme_to_string (i), ==, names[i]);
    g_assert_true (tpk_scheme_from_string (names[i], &scheme));
    g_assert_cmpint (scheme, ==, i);
    g_assert_cmpuint (tpk_scheme_get_default_port (i), ==, ports[i]);
  }

  g_assert_true (tpk_scheme_from_string ("TURNS", &scheme));
  g_assert_cmpint (scheme, ==, TPK_SCHEME_TURNS);
  g_assert_true (tpk_scheme_from_string ("turn", NULL));
  g_assert_false (tpk_scheme_from_string ("turn:", &scheme));
  g_assert_false (tpk_scheme_from_string ("", &scheme));
  g_assert_cmpint (scheme, ==, TPK_SCHEME_TURNS);

  g_assert_cmpstr (tpk_transport_to_string (TPK_TRANSPORT_UDP), ==, "udp");
  g_assert_cmpstr (tpk_transport_to_string (TPK_TRANSPORT_TCP), ==, "tcp");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/ice-url/valid", test_valid);
  g_test_add_func ("/model/ice-url/canonical-is-stable", test_canonical_is_stable);
  g_test_add_func ("/model/ice-url/limits", test_limits);
  g_test_add_func ("/model/ice-url/parts-of-invalid", test_parts_of_invalid);
  g_test_add_func ("/model/ice-url/kinds", test_kinds);
  g_test_add_func ("/model/ice-url/from-parts", test_from_parts);
  g_test_add_func ("/model/ice-url/equal", test_equal);
  g_test_add_func ("/model/ice-url/words", test_words);

  return g_test_run ();
}
