/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-dialect.h"

/* The rules beyond the recorded rows: what is dialled, and why it is not what is written. */
static const struct {
  const char        *client;
  const char        *url;
  TpkJudgementState  state;
  const char        *dials;
  const char        *code;
} dialled[] = {
  { "chromium", "turn:h", TPK_JUDGEMENT_OK, "turn:h:3478?transport=udp", NULL },
  { "chromium", "turns:h", TPK_JUDGEMENT_OK, "turns:h:5349?transport=tcp", NULL },
  { "chromium", "turns:h:443?transport=tcp", TPK_JUDGEMENT_OK, "turns:h:443?transport=tcp", NULL },
  { "chromium", "turns:h?transport=udp", TPK_JUDGEMENT_CHANGED, "turns:h:5349?transport=tcp",
    "chromium-dtls-as-tls" },
  { "chromium", "stuns:h", TPK_JUDGEMENT_CHANGED, "stun:h:3478", "chromium-stuns-plaintext" },
  { "chromium", "stuns:h:5349", TPK_JUDGEMENT_CHANGED, "stun:h:5349",
    "chromium-stuns-plaintext" },
  { "chromium", "turn:h?transport=TCP", TPK_JUDGEMENT_OK, "turn:h:3478?transport=tcp", NULL },
  { "chromium", "turn:[2001:db8:0::1]:9999", TPK_JUDGEMENT_OK,
    "turn:[2001:db8:0::1]:9999?transport=udp", NULL },
  { "chromium", "turn:[2001:db8::1]x99", TPK_JUDGEMENT_CHANGED,
    "turn:[2001:db8::1]:3478?transport=udp", "chromium-lenient" },
  { "chromium", "turn:[gggg::1]", TPK_JUDGEMENT_DROPPED, NULL, "chromium-dead-host" },
  { "chromium", "turn:bücher.example", TPK_JUDGEMENT_DROPPED, NULL, "chromium-dead-host" },
  { "chromium", "turn:h?transport==udp", TPK_JUDGEMENT_REJECTED, NULL, "refused-transport" },
  { "chromium", "turn:h?=transport=udp", TPK_JUDGEMENT_REJECTED, NULL, "refused-query" },
  { "chromium", "turn:h?transport=tcp=udp", TPK_JUDGEMENT_OK, "turn:h:3478?transport=tcp", NULL },
  { "chromium", "stun:h?", TPK_JUDGEMENT_REJECTED, NULL, "refused-query" },
  { "chromium", "stun:h#?transport=udp", TPK_JUDGEMENT_REJECTED, NULL, "refused-fragment" },
  { "chromium", "turn:h ?transport=udp", TPK_JUDGEMENT_REJECTED, NULL, "refused-host" },
  { "chromium", "turn:h:25", TPK_JUDGEMENT_DROPPED, NULL, "chromium-system-port" },
  { "chromium", "turns:h:25", TPK_JUDGEMENT_DROPPED, NULL, "chromium-system-port" },
  { "chromium", "stun:h:25", TPK_JUDGEMENT_OK, "stun:h:25", NULL },
  { "chromium", "turn:h:53", TPK_JUDGEMENT_OK, "turn:h:53?transport=udp", NULL },
  { "chromium", "turn:h:53?transport=tcp", TPK_JUDGEMENT_DROPPED, NULL, "chromium-blocked-port" },
  { "chromium", "turns:h:5061", TPK_JUDGEMENT_DROPPED, NULL, "chromium-blocked-port" },
  { "chromium", "turn:h:5061", TPK_JUDGEMENT_OK, "turn:h:5061?transport=udp", NULL },
  { "chromium", "turns:h:80", TPK_JUDGEMENT_OK, "turns:h:80?transport=tcp", NULL },
  { "chromium", "turn:h:65536", TPK_JUDGEMENT_REJECTED, NULL, "refused-port" },
  { "chromium", "turn://h:3478", TPK_JUDGEMENT_REJECTED, NULL, "refused-slashes" },

  { "firefox", "turn:h:34 ?transport=tcp", TPK_JUDGEMENT_OK, "turn:h:34?transport=tcp", NULL },
  { "firefox", "turns:h?transport=udp", TPK_JUDGEMENT_CHANGED, "turns:h:5349?transport=tcp",
    "firefox-dtls-as-tls" },
  { "firefox", "turn:h:443", TPK_JUDGEMENT_OK, "turn:h:443?transport=udp", NULL },
  { "firefox", "turn:h:0443", TPK_JUDGEMENT_CHANGED, "turn:h:3478?transport=udp",
    "firefox-other-server" },
  { "firefox", "turn:010.0.0.1", TPK_JUDGEMENT_CHANGED, "turn:8.0.0.1:3478?transport=udp",
    "firefox-other-server" },
  { "firefox", "turn:bücher.example", TPK_JUDGEMENT_OK,
    "turn:xn--bcher-kva.example:3478?transport=udp", NULL },
  { "firefox", "turn:faß.example", TPK_JUDGEMENT_OK,
    "turn:xn--fa-hia.example:3478?transport=udp", NULL },
  { "firefox", "turn:[::ffff:192.0.2.1]", TPK_JUDGEMENT_OK,
    "turn:[::ffff:c000:201]:3478?transport=udp", NULL },
  { "firefox", "turn:1.0x.3", TPK_JUDGEMENT_CHANGED, "turn:1.0.0.3:3478?transport=udp",
    "firefox-other-server" },
  { "firefox", "turn:1.2.3.0x", TPK_JUDGEMENT_REJECTED, NULL, "refused-host" },
  { "firefox", "turn:ẞ.example", TPK_JUDGEMENT_OK, "turn:xn--zca.example:3478?transport=udp",
    NULL },
  { "firefox", "turn:h#", TPK_JUDGEMENT_OK, "turn:h:3478?transport=udp", NULL },
  { "firefox", "stun:h:53", TPK_JUDGEMENT_OK, "stun:h:53", NULL },
  { "firefox", "turn:h:5060", TPK_JUDGEMENT_REJECTED, NULL, "refused-blocked-port" },
  { "firefox", "stuns:h", TPK_JUDGEMENT_REJECTED, NULL, "refused-stuns" },

  { "pion", "turns:h?transport=udp", TPK_JUDGEMENT_OK, "turns:h:5349?transport=udp", NULL },
  { "pion", "turn:[2001:db8::1]x", TPK_JUDGEMENT_REJECTED, NULL, "pion-crash" },
  { "pion", "turn:[2001:db8::1]", TPK_JUDGEMENT_OK, "turn:[2001:db8::1]:3478?transport=udp",
    NULL },
  { "pion", "turn:h:65536", TPK_JUDGEMENT_DROPPED, NULL, "pion-dead-port" },
  { "pion", "turn:h:+99", TPK_JUDGEMENT_CHANGED, "turn:h:99?transport=udp", "pion-lenient" },
  { "pion", "turn:h:9223372036854775808", TPK_JUDGEMENT_REJECTED, NULL, "refused-port" },
  { "pion", "turn:h?transport=tcp;x", TPK_JUDGEMENT_REJECTED, NULL, "refused-query" },
  { "pion", "turn:h?transport=%75dp", TPK_JUDGEMENT_CHANGED, "turn:h:3478?transport=udp",
    "pion-lenient" },
  { "pion", "turn:h??", TPK_JUDGEMENT_REJECTED, NULL, "refused-query" },
  { "pion", "turn:h#%zz", TPK_JUDGEMENT_REJECTED, NULL, "refused-fragment" },
  { "pion", "turn:a b", TPK_JUDGEMENT_DROPPED, NULL, "pion-dead-host" },
  { "pion", "stuns:h", TPK_JUDGEMENT_DROPPED, NULL, "pion-stuns-ignored" },

  { "aiortc", "turns:h?transport=udp", TPK_JUDGEMENT_DROPPED, NULL, "aiortc-dtls-ignored" },
  { "aiortc", "stuns:h", TPK_JUDGEMENT_DROPPED, NULL, "aiortc-stuns-ignored" },
  { "aiortc", "turn:h?transport=", TPK_JUDGEMENT_OK, "turn:h:3478?transport=udp", NULL },
  { "aiortc", "turn:faß.example", TPK_JUDGEMENT_CHANGED, "turn:fass.example:3478?transport=udp",
    "aiortc-lenient" },
  { "aiortc", "turn:[2001:db8::1]", TPK_JUDGEMENT_REJECTED, NULL, "refused-ipv6" },
  { "aiortc", "turn:h:0", TPK_JUDGEMENT_DROPPED, NULL, "aiortc-dead-port" },

  { "gstreamer", "turn:h?transport=udp", TPK_JUDGEMENT_OK, "turn:h:3478?transport=udp", NULL },
  { "gstreamer", "turn:h?transport=tcp", TPK_JUDGEMENT_OK, "turn:h:3478?transport=tcp", NULL },
  { "gstreamer", "turn:h", TPK_JUDGEMENT_CHANGED, "turn:h:3478?transport=udp",
    "gstreamer-both-transports" },
  { "gstreamer", "turns:h", TPK_JUDGEMENT_CHANGED, "turn:h:5349?transport=tcp",
    "gstreamer-turns-plaintext" },
  { "gstreamer", "turns:h:443?transport=udp", TPK_JUDGEMENT_CHANGED, "turn:h:443?transport=tcp",
    "gstreamer-turns-plaintext" },
  { "gstreamer", "stun:h:99", TPK_JUDGEMENT_OK, "stun:h:99", NULL },
  { "gstreamer", "stuns:h", TPK_JUDGEMENT_CHANGED, "stun:h:3478", "gstreamer-stuns-plaintext" },
  { "gstreamer", "turn://a:b@h?transport=tcp", TPK_JUDGEMENT_OK, "turn:h:3478?transport=tcp",
    NULL },
  { "gstreamer", "turn://1:a:b@h?transport=tcp", TPK_JUDGEMENT_CHANGED,
    "turn:h:3478?transport=tcp", "gstreamer-colon-in-credential" },
  { "gstreamer", "turn:h:65536?transport=udp", TPK_JUDGEMENT_CHANGED, NULL,
    "gstreamer-port-wraps" },
  { "gstreamer", "turn:[2001:db8::1]?transport=udp", TPK_JUDGEMENT_OK,
    "turn:[2001:db8::1]:3478?transport=udp", NULL },
  { "gstreamer", "turn:010.0.0.1?transport=udp", TPK_JUDGEMENT_DROPPED, NULL,
    "gstreamer-dead-host" },
  { "gstreamer", "turn:h?x=1", TPK_JUDGEMENT_REJECTED, NULL, "refused-query" },
};

static void
test_dialled (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (dialled); i++) {
    const TpkDialect *dialect = tpk_dialect_find (dialled[i].client);
    g_autoptr (TpkJudgeInput) input = NULL;
    g_autoptr (TpkJudgement) judgement = NULL;

    g_test_message ("%s: %s", dialled[i].client, dialled[i].url);
    g_assert_nonnull (dialect);
    input = tpk_judge_input_new (dialled[i].url, "1700000000:alice", "p@ss:w/rd");
    judgement = tpk_dialect_judge (dialect, input);
    g_assert_cmpstr (tpk_judgement_get_code (judgement), ==, dialled[i].code);
    g_assert_cmpint (tpk_judgement_get_state (judgement), ==, dialled[i].state);
    g_assert_cmpstr (tpk_judgement_get_dials (judgement), ==, dialled[i].dials);
  }
}

/* Chromium and coturn agree about such a password; Firefox gives up before it asks. */
static void
test_firefox_password (void)
{
  static const struct {
    const char        *username;
    const char        *password;
    TpkJudgementState  state;
  } rows[] = {
    { "alice", "p@ss:w/rd\"\\;#", TPK_JUDGEMENT_OK },
    { "alicé", "secret", TPK_JUDGEMENT_OK },
    { "alice", "sécret", TPK_JUDGEMENT_DROPPED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkJudgeInput) input = tpk_judge_input_new ("turn:h", rows[i].username,
                                                           rows[i].password);
    g_autoptr (TpkJudgement) judgement = tpk_dialect_judge (tpk_dialect_find ("firefox"), input);

    g_assert_cmpint (tpk_judgement_get_state (judgement), ==, rows[i].state);
    g_assert_cmpstr (tpk_judgement_get_code (judgement), ==,
                     rows[i].state == TPK_JUDGEMENT_OK ? NULL : "firefox-password-beyond-ascii");
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dialects/judge-rules/dialled", test_dialled);
  g_test_add_func ("/dialects/judge-rules/firefox-password", test_firefox_password);

  return g_test_run ();
}
