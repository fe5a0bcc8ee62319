/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-writers.h"

/* What writers leave out of profiles that are not typical, and what they say to it. */

static TpkServer *
add_server (TpkProfile *profile,
            const char *url,
            const char *username,
            const char *password)
{
  g_autoptr (TpkServer) server = tpk_server_new ();
  g_autoptr (TpkCredential) credential = NULL;

  tpk_server_add_url (server, url);
  if (username != NULL) {
    credential = tpk_credential_new_password (username, password);
    tpk_server_set_credential (server, credential);
  }
  tpk_profile_append_server (profile, server);
  tpk_profile_set_route (profile, TPK_ROUTE_OWN);

  return tpk_profile_get_server (profile, tpk_profile_get_n_servers (profile) - 1);
}

typedef struct {
  const char *dialect;
  const char *url;
  const char *notes;
} UrlRow;

/* One URL and nothing else. */
static const UrlRow url_rows[] = {
  { "janus", "turns:a.com", "no-turn-tls" },
  { "janus", "turns:a.com?transport=udp", "no-turn-dtls" },
  { "janus", "stuns:a.com", "no-stun-tls" },
  { "janus", "turn:[2001:db8::1]", "put-in-place" },
  { "asterisk", "turn:a.com", "no-turn-udp" },
  { "asterisk", "turns:a.com", "no-turn-tls" },
  { "asterisk", "turn:[2001:db8::1]?transport=tcp", "no-ipv6-literal" },
  { "aiortc", "turn:[2001:db8::1]", "refused-ipv6" },
  { "aiortc", "stuns:a.com", "aiortc-stuns-ignored" },
  { "aiortc", "turns:a.com?transport=udp", "aiortc-dtls-ignored" },
  { "pion", "stuns:a.com", "pion-stuns-ignored" },
  { "mediamtx", "stuns:a.com", "pion-stuns-ignored" },
  { "gstreamer", "turns:a.com", "gstreamer-turns-plaintext" },
  { "gstreamer", "stuns:a.com", "gstreamer-stuns-plaintext" },
  { "synapse", "stuns:a.com", "no-stun-tls" },
  { "synapse", "turns:a.com?transport=udp", "no-turn-dtls" },
  { "livekit", "turn:[2001:db8::1]", "no-ipv6-literal" },
  { "jitsi", "turn:[2001:db8::1]", "no-ipv6-literal" },
  { "jami", "turns:a.com", "no-turn-tls put-in-place" },
  { "linphone", "stuns:a.com", "no-stun-tls" },
  { "pjsua", "turns:a.com?transport=udp", "no-turn-dtls" },
  { "baresip", "turns:a.com?transport=udp", "no-turn-dtls" },
};

static void
test_urls (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (url_rows); i++) {
    g_autoptr (TpkProfile) profile = tpk_profile_new ("One");
    g_autoptr (TpkExport) export = NULL;

    g_test_message ("%s %s", url_rows[i].dialect, url_rows[i].url);
    add_server (profile, url_rows[i].url, "alice", "secret");
    tpk_profile_set_relay_only (profile, FALSE);
    export = test_write_profile (tpk_dialect_find (url_rows[i].dialect), profile);
    test_assert_codes (tpk_export_get_notes (export), url_rows[i].notes);
  }
}

static void
assert_two_servers (const char *dialect,
                    const char *notes)
{
  g_autoptr (TpkProfile) profile = tpk_profile_new ("Two");
  g_autoptr (TpkExport) export = NULL;
  g_autoptr (TpkFinding) left = NULL;

  add_server (profile, "turn:a.com?transport=tcp", "alice", "one");
  add_server (profile, "turn:b.com?transport=tcp", "bob", "two");
  tpk_profile_set_relay_only (profile, FALSE);
  export = test_write_profile (tpk_dialect_find (dialect), profile);
  test_assert_codes (tpk_export_get_notes (export), notes);
  g_assert_null (strstr (tpk_export_get_text (export), "two"));

  left = g_list_model_get_item (tpk_export_get_notes (export), 0);
  g_assert_cmpuint (tpk_finding_get_server (left), ==, 1);
}

static void
test_second_server (void)
{
  assert_two_servers ("janus", "one-turn-server put-in-place");
  assert_two_servers ("asterisk", "one-turn-server put-in-place");
  assert_two_servers ("aiortc", "one-turn-server");
  assert_two_servers ("linphone", "one-turn-server put-in-place");
  assert_two_servers ("synapse", "one-credential");
  assert_two_servers ("coturn", "another-machine");
}

/* One file of coturn has users or secrets, one port each, and one machine. */
static void
test_coturn (void)
{
  g_autoptr (TpkProfile) profile = tpk_profile_new ("Coturn");
  g_autoptr (TpkCredential) secret = tpk_credential_new_secret (NULL, "north", 0);
  g_autoptr (TpkExport) export = NULL;
  TpkServer *server = add_server (profile, "turn:a.com:3478?transport=udp", "alice", "one");

  tpk_server_add_url (server, "turn:a.com:80?transport=tcp");
  add_server (profile, "turn:a.com:3478?transport=tcp", "bob", "two");
  tpk_server_set_credential (add_server (profile, "turn:A.com:3478?transport=tcp", NULL, NULL),
                             secret);

  export = test_write_profile (tpk_dialect_find ("coturn"), profile);
  g_assert_cmpstr (tpk_export_get_text (export), ==,
                   "# turnserver.conf\n"
                   "listening-port=3478\n"
                   "no-tls\n"
                   "no-dtls\n"
                   "realm=a.com\n"
                   "fingerprint\n"
                   "lt-cred-mech\n"
                   "user=alice:one\n"
                   "user=bob:two\n");
  test_assert_codes (tpk_export_get_notes (export),
                     "secret-written one-port one-kind-of-credential");
}

static void
test_stun_only (void)
{
  g_autoptr (TpkProfile) profile = tpk_profile_new ("STUN");
  g_autoptr (TpkExport) export = NULL;

  add_server (profile, "stun:a.com", NULL, NULL);
  export = test_write_profile (tpk_dialect_find ("coturn"), profile);
  g_assert_cmpstr (tpk_export_get_text (export), ==,
                   "# turnserver.conf\nlistening-port=3478\nno-tls\nno-dtls\nrealm=a.com\n"
                   "stun-only\n");
}

static void
test_relay_only (void)
{
  static const struct {
    const char *dialect;
    const char *text;         /* (nullable): how it says so */
  } relay_rows[] = {
    { "gstreamer", "ice-transport-policy=relay" },
    { "pion", "\"iceTransportPolicy\" : \"relay\"" },
    { "baresip", "medianat=turn" },
    { "jitsi", "iceTransportPolicy: \"relay\"" },
    { "janus", NULL }, { "aiortc", NULL }, { "synapse", NULL }, { "livekit", NULL },
    { "mediamtx", NULL }, { "asterisk", NULL }, { "linphone", NULL }, { "pjsua", NULL },
    { "jami", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (relay_rows); i++) {
    g_autoptr (TpkProfile) profile = tpk_profile_new ("Relay");
    g_autoptr (TpkExport) export = NULL;
    g_autoptr (TpkFinding) note = NULL;

    add_server (profile, "turn:a.com?transport=tcp", "alice", "secret");
    tpk_profile_set_relay_only (profile, TRUE);
    export = test_write_profile (tpk_dialect_find (relay_rows[i].dialect), profile);
    note = test_find (tpk_export_get_notes (export), "no-relay-only");
    g_assert_cmpint (note == NULL, ==, relay_rows[i].text != NULL);
    if (relay_rows[i].text != NULL)
      g_assert_nonnull (strstr (tpk_export_get_text (export), relay_rows[i].text));
  }
}

/* Whatever a person typed: every writer comes to an end, and its own judge takes what it wrote. */
static void
write_all (TpkProfile *profile)
{
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);

  for (guint i = 0; dialects[i] != NULL; i++) {
    g_autoptr (TpkExport) export = NULL;

    if (dialects[i]->write == NULL)
      continue;

    export = test_write_profile (dialects[i], profile);
    g_assert_true (g_utf8_validate (tpk_export_get_text (export), -1, NULL));
  }
}

static void
test_matrix (void)
{
  test_for_matrix (write_all);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dialects/writers-limits/urls", test_urls);
  g_test_add_func ("/dialects/writers-limits/second-server", test_second_server);
  g_test_add_func ("/dialects/writers-limits/coturn", test_coturn);
  g_test_add_func ("/dialects/writers-limits/stun-only", test_stun_only);
  g_test_add_func ("/dialects/writers-limits/relay-only", test_relay_only);
  g_test_add_func ("/dialects/writers-limits/matrix", test_matrix);

  return g_test_run ();
}
