/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-writers.h"

#include "dialects/tpk-libconfig-lite.h"
#include "dialects/tpk-yaml-lite.h"

/* The readers of servers' files: what is in them, what is said of the rest, and what they make of
 * texts that are broken. */

#define N_MUTATIONS 100000

#define COTURN_FILE \
  "# comment\n" \
  "listening-port=3479\n" \
  "tls-listening-port = 443\n" \
  "  realm turn.example.org\r\n" \
  "lt-cred-mech\n" \
  "user=alice:p@ss:w/rd\n" \
  "#user=old:old\n" \
  "cert=/etc/x.pem\n"

#define SYNAPSE_FILE \
  "server_name: example.org   # comment\n" \
  "listeners:\n" \
  "  - port: 8008\n" \
  "    resources:\n" \
  "      - names: [client, federation]\n" \
  "turn_uris: [ \"turn:turn.example.org?transport=udp\",\n" \
  "             'turns:turn.example.org:443?transport=tcp' ]\n" \
  "turn_shared_secret: \"n\\u00f6rd#1\"\n" \
  "turn_user_lifetime: 2h\n" \
  "turn_allow_guests: true\n"

#define LIVEKIT_FILE \
  "port: 7880\n" \
  "rtc:\n" \
  "    udp_port: 7882\n" \
  "    stun_servers:\n" \
  "    - stun.example.org:3478\n" \
  "    turn_servers:\n" \
  "    - host: turn.example.org\n" \
  "      port: 443\n" \
  "      protocol: tls\n" \
  "      username: \"alice\"\n" \
  "      credential: 'it''s'\n" \
  "    - {host: b.example.org, port: 3478, protocol: udp, username: bob, credential: x}\n" \
  "    - port: 1\n" \
  "keys:\n" \
  "  k: v\n"

#define JANUS_FILE \
  "general: {\n" \
  "\tadmin_secret = \"x\"  # comment\n" \
  "}\n" \
  "nat: {\n" \
  "\tstun_server = \"stun.example.org\"\n" \
  "\tstun_port = 3479\n" \
  "\t#turn_server = \"old.example.org\"\n" \
  "\tturn_server = \"turn.example.org\" /* more */ turn_port = 443;\n" \
  "\tturn_type = \"tls\"\n" \
  "\tturn_user = \"al\" \"ice\"\n" \
  "\tturn_pwd = \"a\\\"b\\\\c\\x2b\"\n" \
  "\tlist = ( { a = 1 }, [ 1, 2 ] )\n" \
  "}\n"

#define GSTREAMER_FILE \
  "gst-launch-1.0 webrtcbin stun-server=stun://stun.example.org:3478 \\\n" \
  "  turn-server=\"turn://alice:p%40ss%3Aw%2Frd@turn.example.org:3478?transport=tcp\"\n"

static TpkImport *
import_as (const char *dialect,
           const char *text)
{
  g_autoptr (GError) error = NULL;
  TpkImport *import = tpk_dialects_import (text, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (tpk_import_get_dialect (import), ==, dialect);
  g_assert_true (tpk_import_has_route (import));

  return import;
}

static void
assert_secret (TpkProfile *profile,
               guint       server,
               const char *secret,
               guint       lifetime_s)
{
  TpkCredential *credential = tpk_server_get_credential (tpk_profile_get_server (profile, server));

  g_assert_cmpint (tpk_credential_get_kind (credential), ==, TPK_CREDENTIAL_SECRET);
  g_assert_cmpstr (tpk_credential_get_secret (credential), ==, secret);
  g_assert_cmpuint (tpk_credential_get_lifetime_s (credential), ==, lifetime_s);
}

static void
test_coturn (void)
{
  g_autoptr (TpkImport) import = import_as ("coturn", COTURN_FILE);
  TpkProfile *profile = tpk_import_get_profile (import);

  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 1);
  test_assert_url (profile, 0, 0, "turn:turn.example.org:3479?transport=udp");
  test_assert_url (profile, 0, 1, "turn:turn.example.org:3479?transport=tcp");
  test_assert_url (profile, 0, 2, "turns:turn.example.org:443?transport=tcp");
  test_assert_credential (profile, 0, "alice", "p@ss:w/rd");
  test_assert_codes (tpk_import_get_notes (import), "import-host-guessed");
}

static void
test_coturn_secret (void)
{
  g_autoptr (TpkImport) import = import_as ("coturn",
                                            "use-auth-secret\nstatic-auth-secret=\" n \"\n"
                                            "static-auth-secret=two\nuser=a:0x1234\n"
                                            "realm=home\nexternal-ip=192.0.2.1/10.0.0.1\nno-tcp\n");
  TpkProfile *profile = tpk_import_get_profile (import);

  test_assert_url (profile, 0, 0, "turn:192.0.2.1:3478?transport=udp");
  g_assert_cmpuint (tpk_server_get_n_urls (tpk_profile_get_server (profile, 0)), ==, 1);
  assert_secret (profile, 0, " n ", TPK_CREDENTIAL_DEFAULT_LIFETIME_S);
  test_assert_codes (tpk_import_get_notes (import),
                     "import-host-guessed import-one-credential import-key");
}

static void
test_synapse (void)
{
  g_autoptr (TpkImport) import = import_as ("synapse", SYNAPSE_FILE);
  TpkProfile *profile = tpk_import_get_profile (import);

  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 1);
  test_assert_url (profile, 0, 0, "turn:turn.example.org?transport=udp");
  test_assert_url (profile, 0, 1, "turns:turn.example.org:443?transport=tcp");
  assert_secret (profile, 0, "n\u00f6rd#1", 7200);
}

static void
test_livekit (void)
{
  g_autoptr (TpkImport) import = import_as ("livekit", LIVEKIT_FILE);
  TpkProfile *profile = tpk_import_get_profile (import);

  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 3);
  test_assert_url (profile, 0, 0, "stun:stun.example.org:3478");
  test_assert_url (profile, 1, 0, "turns:turn.example.org:443?transport=tcp");
  test_assert_credential (profile, 1, "alice", "it's");
  test_assert_url (profile, 2, 0, "turn:b.example.org:3478?transport=udp");
  test_assert_credential (profile, 2, "bob", "x");
  test_assert_codes (tpk_import_get_notes (import), "import-not-a-server");
}

static void
test_janus (void)
{
  g_autoptr (TpkImport) import = import_as ("janus", JANUS_FILE);
  TpkProfile *profile = tpk_import_get_profile (import);

  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 2);
  test_assert_url (profile, 0, 0, "stun:stun.example.org:3479");
  test_assert_url (profile, 1, 0, "turns:turn.example.org:443?transport=tcp");
  test_assert_credential (profile, 1, "alice", "a\"b\\c+");
}

static void
test_gstreamer (void)
{
  g_autoptr (TpkImport) import = import_as ("gstreamer", GSTREAMER_FILE);
  TpkProfile *profile = tpk_import_get_profile (import);

  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 2);
  test_assert_url (profile, 0, 0, "stun:stun.example.org:3478");
  test_assert_url (profile, 1, 0, "turn:turn.example.org:3478?transport=tcp");
  test_assert_credential (profile, 1, "alice", "p@ss:w/rd");
}

/* What we write we read, with every hard password that could be written. */
static void
test_round_trip (void)
{
  static const char *const ids[] = { "gstreamer", "coturn", "synapse", "livekit", "janus" };
  g_auto (GStrv) texts = test_dup_hard_texts ();

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    for (guint j = 0; texts[j] != NULL; j++) {
      g_autoptr (TpkCredential) credential = tpk_credential_new_password ("alice", texts[j]);
      g_autoptr (TpkProfile) profile = test_typical_profile (credential);
      g_autoptr (TpkExport) export = test_write_profile (tpk_dialect_find (ids[i]), profile);
      g_autoptr (TpkImport) import = NULL;
      TpkProfile *back;

      g_test_message ("%s %s", ids[i], texts[j]);
      if (strstr (tpk_export_get_text (export), "alice") == NULL)
        continue;

      import = import_as (ids[i], tpk_export_get_text (export));
      back = tpk_import_get_profile (import);
      test_assert_credential (back, tpk_profile_get_n_servers (back) - 1, "alice", texts[j]);
    }
  }
}

static void
test_too_deep (void)
{
  g_autofree char *brackets = g_strnfill (100000, '[');
  g_autofree char *dashes = g_strnfill (100000, '-');
  g_autofree char *flow = g_strdup_printf ("turn_uris: %s", brackets);
  g_autoptr (GString) items = g_string_new ("turn_uris:\n  ");
  g_autoptr (GString) groups = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  for (guint i = 0; i < 10000; i++) {
    g_string_append (items, "- ");
    g_string_append (groups, "a = { ");
  }

  node = tpk_yaml_lite_read (flow, &error);
  g_assert_no_error (error);
  g_clear_pointer (&node, json_node_unref);
  node = tpk_yaml_lite_read (dashes, &error);
  g_assert_no_error (error);
  g_clear_pointer (&node, json_node_unref);

  g_assert_null (tpk_yaml_lite_read (items->str, &error));
  g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (tpk_libconfig_lite_read (groups->str, &error));
  g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX);
}

static guint
get_n_mutations (void)
{
  return g_getenv ("TURNPIKE_TEST_SLOW_TOOL") != NULL ? N_MUTATIONS / 100 : N_MUTATIONS;
}

static char *
mutate (GRand      *random,
        const char *seed)
{
  static const char marks[] = "\"'\\:=-#[]{}(),;@%\n\t 0x/*";
  GString *text = g_string_new (seed);
  guint n = (guint) g_rand_int_range (random, 1, 8);

  while (n-- > 0 && text->len > 1) {
    gsize at = (gsize) g_rand_int_range (random, 0, (gint32) text->len);
    gsize length = (gsize) g_rand_int_range (random, 1, 20);

    switch (g_rand_int_range (random, 0, 4)) {
    case 0:
      g_string_truncate (text, MAX (at, 1));
      break;
    case 1:
      g_string_erase (text, (gssize) at, (gssize) MIN (length, text->len - at));
      break;
    case 2:
      g_string_insert_len (text, (gssize) at, seed, (gssize) MIN (length, strlen (seed)));
      break;
    default:
      text->str[at] = marks[g_rand_int_range (random, 0, sizeof marks - 1)];
      break;
    }
  }

  return g_string_free (text, FALSE);
}

static void
test_mutations (void)
{
  static const struct {
    const char *dialect;
    const char *text;
  } seeds[] = {
    { "coturn", COTURN_FILE }, { "synapse", SYNAPSE_FILE }, { "livekit", LIVEKIT_FILE },
    { "janus", JANUS_FILE }, { "gstreamer", GSTREAMER_FILE },
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (20261120);
  guint n = get_n_mutations ();
  guint n_read = 0;

  for (guint i = 0; i < n; i++) {
    guint seed = i % G_N_ELEMENTS (seeds);
    const TpkDialect *dialect = tpk_dialect_find (seeds[seed].dialect);
    g_autofree char *mutant = mutate (random, seeds[seed].text);
    g_autofree char *text = g_utf8_make_valid (mutant, -1);
    g_autoptr (GError) error = NULL;
    g_autoptr (TpkImport) import = dialect->read (text, &error);

    g_assert_cmpint (import == NULL, ==, error != NULL);
    if (import != NULL)
      n_read++;
    else
      g_assert_true (error->domain == TPK_DIALECT_ERROR);
    g_assert_cmpint (dialect->recognise (text), <=, 100);
  }

  g_assert_cmpuint (n_read, >, n / 4);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dialects/writers-readers/coturn", test_coturn);
  g_test_add_func ("/dialects/writers-readers/coturn-secret", test_coturn_secret);
  g_test_add_func ("/dialects/writers-readers/synapse", test_synapse);
  g_test_add_func ("/dialects/writers-readers/livekit", test_livekit);
  g_test_add_func ("/dialects/writers-readers/janus", test_janus);
  g_test_add_func ("/dialects/writers-readers/gstreamer", test_gstreamer);
  g_test_add_func ("/dialects/writers-readers/round-trip", test_round_trip);
  g_test_add_func ("/dialects/writers-readers/too-deep", test_too_deep);
  g_test_add_func ("/dialects/writers-readers/mutations", test_mutations);

  return g_test_run ();
}
