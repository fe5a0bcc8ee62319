/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <string.h>

#include "dialects/tpk-dialect.h"
#include "model/tpk-json.h"

/* 2026-11-20T18:40:00Z; with a life of a day, credentials expire at 1795286400. */
#define TEST_NOW_S G_GINT64_CONSTANT (1795200000)

/* The code of "How to force calling traffic to be proxied across your own servers", as it is there.
 * */
#define ACS_SAMPLE \
  "import { CallClient } from '@azure/communication-calling'; \n" \
  "\n" \
  "const myTurn1 = {\n" \
  "    urls: [\n" \
  "        'turn:turn.azure.com:3478?transport=udp',\n" \
  "        'turn:turn1.azure.com:3478?transport=udp',\n" \
  "    ],\n" \
  "    username: 'turnserver1username',\n" \
  "    credential: 'turnserver1credentialorpass'\n" \
  "};\n" \
  "\n" \
  "const myTurn2 = {\n" \
  "    urls: [\n" \
  "        'turn:20.202.255.255:3478',\n" \
  "        'turn:20.202.255.255:3478?transport=tcp',\n" \
  "    ],\n" \
  "    username: 'turnserver2username',\n" \
  "    credential: 'turnserver2credentialorpass'\n" \
  "};\n" \
  "\n" \
  "// While you are creating an instance of the CallClient (the entry point of the SDK):\n" \
  "const callClient = new CallClient({\n" \
  "    networkConfiguration: {\n" \
  "        turn: {\n" \
  "            iceServers: [\n" \
  "                myTurn1,\n" \
  "                myTurn2\n" \
  "            ]\n" \
  "        }\n" \
  "    }\n" \
  "});\n" \
  "\n\n\n\n" \
  "// ...continue normally with your SDK setup and usage.\n"

/* The code of "Use Cloud Proxy", as it is there. */
#define AGORA_ENABLE_SAMPLE \
  "var client = AgoraRTC.createClient({mode: 'live',codec: 'vp8'});\n" \
  "\n" \
  "// Start the cloud proxy.\n" \
  "client.startProxyServer();\n" \
  "// Join a channel.\n" \
  "client.init(key, function() {\n" \
  "    client.join(channelKey, channel, null, function(uid) {\n" \
  "        .......\n" \
  "    })\n" \
  "})\n"

#define AGORA_DISABLE_SAMPLE \
  "// After enabling the cloud proxy and joining the channel.\n" \
  "...\n" \
  "// Leave the channel.\n" \
  "client.leave();\n" \
  "\n" \
  "// Disable the cloud proxy.\n" \
  "client.stopProxyServer();\n" \
  "\n" \
  "// Join the channel.\n" \
  "client.join(channelKey, channel, null, function(uid) {\n" \
  "...\n" \
  "}\n"

static inline char *
test_dup_data (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static inline JsonNode *
test_parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = tpk_json_parse (text, -1, 64 * 1024 * 1024, &error);

  g_assert_no_error (error);

  return node;
}

static inline JsonNode *
test_parse_data (const char *name)
{
  g_autofree char *text = test_dup_data (name);

  return test_parse (text);
}

/* The profile of a JSON object, written with single quotes. */
static inline TpkProfile *
test_profile (const char *json)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (JsonNode) node = test_parse (text);
  g_autoptr (GError) error = NULL;
  TpkProfile *profile = tpk_profile_new_from_json (json_node_get_object (node), &error);

  g_assert_no_error (error);

  return profile;
}

static inline TpkExport *
test_write_profile (const TpkDialect *dialect,
                    TpkProfile       *profile)
{
  g_autoptr (GError) error = NULL;
  TpkExport *export = dialect->write (profile, TEST_NOW_S, &error);

  g_assert_no_error (error);
  g_assert_true (TPK_IS_EXPORT (export));

  return export;
}

static inline TpkImport *
test_read (const TpkDialect *dialect,
           const char       *text)
{
  g_autoptr (GError) error = NULL;
  TpkImport *import = dialect->read (text, &error);

  g_assert_no_error (error);
  g_assert_true (TPK_IS_IMPORT (import));

  return import;
}

/* The codes of @findings, with a space between them. */
static inline char *
test_dup_codes (GListModel *findings)
{
  GString *codes = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    g_assert_nonnull (tpk_finding_get_message (finding));
    g_assert_cmpuint (strlen (tpk_finding_get_message (finding)), >, 10);
    g_string_append_printf (codes, "%s%s", i > 0 ? " " : "", tpk_finding_get_code (finding));
  }

  return g_string_free (codes, FALSE);
}

static inline void
test_assert_codes (GListModel *findings,
                   const char *expected)
{
  g_autofree char *codes = test_dup_codes (findings);

  g_assert_cmpstr (codes, ==, expected);
}

/* Returns: (nullable) (transfer full): the first finding with @code */
static inline TpkFinding *
test_find (GListModel *findings,
           const char *code)
{
  for (guint i = 0; i < g_list_model_get_n_items (findings); i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    if (strcmp (tpk_finding_get_code (finding), code) == 0)
      return g_steal_pointer (&finding);
  }

  return NULL;
}

static inline void
test_assert_url (TpkProfile *profile,
                 guint       server,
                 guint       url,
                 const char *expected)
{
  TpkIceUrl *found;

  g_assert_cmpuint (server, <, tpk_profile_get_n_servers (profile));
  g_assert_cmpuint (url, <, tpk_server_get_n_urls (tpk_profile_get_server (profile, server)));
  found = tpk_server_get_url (tpk_profile_get_server (profile, server), url);
  g_assert_cmpstr (tpk_ice_url_get_text (found), ==, expected);
}

static inline void
test_assert_credential (TpkProfile *profile,
                        guint       server,
                        const char *username,
                        const char *password)
{
  TpkCredential *credential = tpk_server_get_credential (tpk_profile_get_server (profile, server));

  g_assert_cmpint (tpk_credential_get_kind (credential), ==, TPK_CREDENTIAL_PASSWORD);
  g_assert_cmpstr (tpk_credential_get_username (credential), ==, username);
  g_assert_cmpstr (tpk_credential_get_password (credential), ==, password);
}

/* A profile of one server, for every URL that a person might type. */
typedef void (* TestMatrixFunc) (TpkProfile *profile);

static inline void
test_for_matrix (TestMatrixFunc func)
{
  static const char *const urls[] = {
    "stun:stun.a.com", "stun:[2001:db9::1]:3479", "stuns:stun.a.com:5349", "turn:turn.a.com",
    "turn:turn.a.com:3478?transport=udp", "turn:turn.a.com:443?transport=tcp",
    "turns:turn.a.com", "turns:turn.a.com:443?transport=tcp", "turns:turn.a.com?transport=udp",
    "turn:198.18.0.1:3478", "turns:198.18.0.1:443", "turn:[2001:db9::1]:3478?transport=tcp",
    "turns:[2001:db9::1]:5349", "TURN:TURN.A.COM:3478?transport=udp",
    "turn:turn.a.com?transport=UDP",
    "turn:turn.a.com:443?transport=tls", "turns:turn.a.com:443?transport=tls",
    "turn://turn.a.com:3478", "turn:u:p@turn.a.com", "stun:stun.a.com?transport=udp",
    "turn:turn.a.com:65536", "turn:turn.a.com:0", "turn:turn.a.com:", "turn:", "", " ",
    "http://a.com",
    "turn:010.0.0.1", "turn:b\u00fccher.a.com:3478", "turn:\u4f8b\u3048.a.com?transport=tcp",
    "turn:a b.com", "turn:turn.a.com:25", "turn:[fe80::1%25eth0]", "turn:2001:db9::1:3478",
    "\"turn:turn.a.com\"", "turn:turn.a.com#f", "turn:turn.a.com/p", "turn:a,b.com", "turn:*.a.com",
    "turn:a\u249cb.a.com", "turns:\u2e38.a.com:443?transport=tcp",
  };
  static const char *const usernames[] = {
    "alice", "", "1795286400:alice", "p@ss:w/rd", "a\"b\\c", "x;y", "a'b", "\u00e9", "\u4f8b",
    "%41",
    " a ", "a\nb",
  };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    for (guint j = 0; j <= G_N_ELEMENTS (usernames); j++) {
      g_autoptr (TpkProfile) profile = tpk_profile_new ("Matrix");
      g_autoptr (TpkServer) server = tpk_server_new ();
      g_autoptr (TpkCredential) credential = NULL;

      tpk_server_add_url (server, urls[i]);
      tpk_server_add_url (server, urls[(i + j) % G_N_ELEMENTS (urls)]);
      if (j < G_N_ELEMENTS (usernames)) {
        credential = tpk_credential_new_password (usernames[j],
                                                  usernames[G_N_ELEMENTS (usernames) - 1 - j]);
        tpk_server_set_credential (server, credential);
      }

      tpk_profile_append_server (profile, server);
      tpk_profile_set_route (profile, TPK_ROUTE_OWN);
      func (profile);
    }
  }
}
