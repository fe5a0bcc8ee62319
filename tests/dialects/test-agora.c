/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-agora-session.h"
#include "dialects/tpk-js-reader.h"

#include "tpk-test-formats.h"

static const TpkDialect *agora;

static const char *const versions[] = {
  "2.5.1", "2.9.0", "3.1.2", "3.6.11", "4.0.1", "4.4.0", "4.24.8"
};

static JsonNode *
parse_argument (const char *json)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');

  return test_parse (text);
}

/* The argument that the recordings use, by generation: ports are texts before 4.0. */
static JsonNode *
new_turn_server (TpkAgoraSession *session,
                 const char      *version)
{
  return parse_argument (*version < '4'
                           ? "{'turnServerURL':'turn.example.org','username':'u','password':'p',"
                             "'udpport':'3478','tcpport':'3433','forceturn':true}"
                           : "{'turnServerURL':'turn.example.org','username':'u','password':'p',"
                             "'udpport':3478,'tcpport':3433,'forceturn':true}");
}

/* The recorded steps have the calls' names but not their arguments: those are in the names of the
 * sequences. */
static gboolean
run_step (TpkAgoraSession  *session,
          const char       *version,
          const char       *name,
          const char       *step,
          GError          **error)
{
  g_autoptr (JsonNode) argument = NULL;

  if (strcmp (step, "startProxyServer") == 0)
    {
      const char *bracket = strchr (name, '(');

      if (g_str_has_prefix (name, "start("))
        {
          g_autofree char *inside = g_strndup (bracket + 1, strlen (bracket) - 2);

          argument = parse_argument (inside);
        }
      return tpk_agora_session_start_proxy (session, argument, error);
    }

  if (strcmp (step, "stopProxyServer") == 0)
    return tpk_agora_session_stop_proxy (session, error);
  if (strcmp (step, "setProxyServer") == 0)
    return tpk_agora_session_set_proxy_server (session, "proxy.example.org", error);
  if (strcmp (step, "setLocalAccessPoints") == 0)
    return tpk_agora_session_set_local_access_points (session, error);

  if (strcmp (step, "setTurnServer") == 0)
    {
      argument = new_turn_server (session, version);
      return tpk_agora_session_set_turn_server (session, argument, error);
    }

  if (strcmp (step, "(connected)") == 0)
    tpk_agora_session_join (session);
  else if (strcmp (step, "(disconnected)") == 0)
    tpk_agora_session_leave (session);
  else
    g_assert_not_reached ();

  return TRUE;
}

static void
assert_step (JsonObject *oracle,
             gboolean    ok,
             GError     *error)
{
  g_assert_cmpint (ok, ==, json_object_get_boolean_member_with_default (oracle, "ok", TRUE));
  if (!ok)
    g_assert_cmpstr (error->message, ==, json_object_get_string_member (oracle, "message"));
}

static gboolean
state_has_cloud_proxy (JsonObject *state)
{
  if (json_object_has_member (state, "useProxyServer"))
    return json_object_get_boolean_member (state, "useProxyServer");

  return strcmp (json_object_get_string_member (state, "_cloudProxyServerMode"), "disabled") != 0;
}

static void
assert_state (JsonObject      *state,
              TpkAgoraSession *session)
{
  const char *member = json_object_has_member (state, "useProxyServer") ? "proxyServer"
                                                                        : "_proxyServer";
  const char *proxy = NULL;

  if (json_object_has_member (state, member) && !json_object_get_null_member (state, member))
    proxy = json_object_get_string_member (state, member);

  g_assert_cmpint (tpk_agora_session_get_cloud_proxy (session), ==, state_has_cloud_proxy (state));
  g_assert_cmpstr (tpk_agora_session_get_proxy_server (session), ==, proxy);
}

/* Every recorded sequence of every recorded version: outcome, words and what is set in the end. */
static void
test_sequences (void)
{
  g_autoptr (JsonNode) root = test_parse_data ("agora.json");
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      JsonObject *version = json_object_get_object_member (json_node_get_object (root), versions[i]);
      JsonObject *sequences = json_object_get_object_member (version, "sequences");
      JsonObjectIter iter;
      const char *name;
      JsonNode *node;

      json_object_iter_init (&iter, sequences);
      while (json_object_iter_next (&iter, &name, &node))
        {
          g_autoptr (TpkAgoraSession) session = tpk_agora_session_new (versions[i]);
          JsonArray *steps = json_object_get_array_member (json_node_get_object (node), "steps");

          g_test_message ("%s %s", versions[i], name);
          for (guint j = 0; j < json_array_get_length (steps); j++)
            {
              JsonObject *step = json_array_get_object_element (steps, j);
              g_autoptr (GError) error = NULL;
              gboolean ok = run_step (session, versions[i], name,
                                      json_object_get_string_member (step, "step"), &error);

              assert_step (step, ok, error);
            }

          assert_state (json_object_get_object_member (json_node_get_object (node), "state"),
                        session);
          n++;
        }
    }

  g_assert_cmpuint (n, ==, 7 * 16);
}

/* What the recordings gave to setTurnServer(), by the name of the row: the good argument with one member
 * changed. */
static const struct {
  const char *name;
  const char *member;
  const char *value;           /* %NULL: the member is missing */
} changes[] = {
  { "turn ok", NULL, NULL },
  { "url missing", "turnServerURL", NULL },
  { "url ipv6", "turnServerURL", "'2001:db8::1'" },
  { "username missing", "username", NULL },
  { "password \"\"", "password", "''" },
  { "password missing", "password", NULL },
  { "udp missing", "udpport", NULL },
  { "udp number 3478", "udpport", "3478" },
  { "udp '3478'", "udpport", "'3478'" },
  { "udp '0'", "udpport", "'0'" },
  { "udp 0", "udpport", "0" },
  { "udp -1", "udpport", "-1" },
  { "udp 65536", "udpport", "65536" },
  { "udp 100000", "udpport", "100000" },
  { "udp 3478.5", "udpport", "3478.5" },
  { "udp 'abc'", "udpport", "'abc'" },
  { "tcp missing", "tcpport", NULL },
  { "tcp 443 number", "tcpport", "443" },
  { "security true", "security", "true" },
  { "security 'x'", "security", "'x'" },
};

static const struct {
  const char *name;
  const char *argument;
} wholes[] = {
  { "turn null", "null" },
  { "turn string", "'turn.example.org'" },
  { "turn {}", "{}" },
  { "turn []", "[]" },
  { "RTCIceServer form", "[{'urls':'turn:turn.example.org:3478','username':'u','credential':'p'}]" },
};

static JsonNode *
new_argument (TpkAgoraSession *session,
              const char      *version,
              const char      *name)
{
  g_autoptr (JsonNode) server = new_turn_server (session, version);
  JsonObject *object = json_node_get_object (server);
  g_autofree char *long_text = g_strnfill (256, 'x');

  if (strcmp (name, "url 256") == 0 || strcmp (name, "password 256") == 0)
    {
      json_object_set_string_member (object, *name == 'u' ? "turnServerURL" : "password", long_text);
      return g_steal_pointer (&server);
    }

  for (guint i = 0; i < G_N_ELEMENTS (wholes); i++)
    {
      if (strcmp (wholes[i].name, name) == 0)
        return parse_argument (wholes[i].argument);
    }

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      if (strcmp (changes[i].name, name) != 0)
        continue;

      if (changes[i].value != NULL)
        json_object_set_member (object, changes[i].member, parse_argument (changes[i].value));
      else if (changes[i].member != NULL)
        json_object_remove_member (object, changes[i].member);

      return g_steal_pointer (&server);
    }

  return NULL;
}

static gboolean
run_validation (TpkAgoraSession  *session,
                const char       *version,
                const char       *name,
                GError          **error)
{
  g_autoptr (JsonNode) argument = NULL;
  g_autofree char *long_text = g_strnfill (255, 'x');

  if (strcmp (name, "proxy \"\"") == 0)
    return tpk_agora_session_set_proxy_server (session, "", error);
  if (strcmp (name, "proxy 255") == 0)
    return tpk_agora_session_set_proxy_server (session, long_text, error);
  if (strcmp (name, "proxy space") == 0)
    return tpk_agora_session_set_proxy_server (session, "a b", error);

  argument = new_argument (session, version, name);
  g_assert_nonnull (argument);
  return tpk_agora_session_set_turn_server (session, argument, error);
}

static void
test_validation (void)
{
  g_autoptr (JsonNode) root = test_parse_data ("agora.json");
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      JsonObject *version = json_object_get_object_member (json_node_get_object (root), versions[i]);
      JsonObject *rows = json_object_get_object_member (version, "validation");
      JsonObjectIter iter;
      const char *name;
      JsonNode *node;

      json_object_iter_init (&iter, rows);
      while (json_object_iter_next (&iter, &name, &node))
        {
          g_autoptr (TpkAgoraSession) session = tpk_agora_session_new (versions[i]);
          JsonArray *steps = json_object_get_array_member (json_node_get_object (node), "steps");
          g_autoptr (GError) error = NULL;
          gboolean ok;

          g_test_message ("%s %s", versions[i], name);
          g_assert_cmpuint (json_array_get_length (steps), ==, 1);
          ok = run_validation (session, versions[i], name, &error);
          assert_step (json_array_get_object_element (steps, 0), ok, error);
          n++;
        }
    }

  g_assert_cmpuint (n, ==, 7 * 30);
}

/* What is documented beyond the recordings. */
static void
test_session_rules (void)
{
  g_autoptr (TpkAgoraSession) session = tpk_agora_session_new ("4.24.8");
  g_autoptr (TpkAgoraSession) old = tpk_agora_session_new ("3.6.11");
  g_autoptr (JsonNode) one = parse_argument ("1");
  g_autoptr (JsonNode) force = parse_argument ("{'turnServerURL':'a','username':'u','password':'p',"
                                               "'forceturn':'yes'}");
  g_autoptr (GError) error = NULL;

  g_assert_false (tpk_agora_session_start_proxy (session, one, &error));
  g_assert_error (error, TPK_AGORA_ERROR, TPK_AGORA_ERROR_NOT_SUPPORTED);
  g_assert_cmpstr (error->message, ==,
                   "AgoraRTCError NOT_SUPPORTED: proxy mode 1/2 has been deprecated and not "
                   "supported.");
  g_clear_error (&error);

  g_assert_false (tpk_agora_session_set_turn_server (session, force, &error));
  g_assert_error (error, TPK_AGORA_ERROR, TPK_AGORA_ERROR_INVALID_PARAMS);
  g_assert_cmpstr (error->message, ==,
                   "AgoraRTCError INVALID_PARAMS: Invalid forceturn: The value is of the boolean "
                   "type.");
  g_clear_error (&error);

  g_assert_true (tpk_agora_session_set_local_access_points (session, &error));
  g_assert_false (tpk_agora_session_start_proxy (session, NULL, &error));
  g_assert_error (error, TPK_AGORA_ERROR, TPK_AGORA_ERROR_MIXED);
  g_assert_cmpstr (error->message, ==,
                   "AgoraRTCError INVALID_OPERATION: You have already set the proxy");
  g_clear_error (&error);

  g_assert_true (tpk_agora_session_set_local_access_points (old, &error));
  g_assert_false (tpk_agora_session_start_proxy (old, NULL, &error));
  g_assert_cmpstr (error->message, ==, "You have already set the local proxy");
  g_clear_error (&error);

  tpk_agora_session_join (session);
  g_assert_true (tpk_agora_session_get_connected (session));
  g_assert_false (tpk_agora_session_start_proxy (session, NULL, &error));
  g_assert_cmpstr (error->message, ==,
                   "AgoraRTCError INVALID_OPERATION: Start proxy server before join channel");
  g_clear_error (&error);
  g_assert_false (tpk_agora_session_stop_proxy (session, &error));
  g_assert_error (error, TPK_AGORA_ERROR, TPK_AGORA_ERROR_INVALID_OPERATION);
  g_assert_cmpstr (error->message, ==,
                   "AgoraRTCError INVALID_OPERATION: Stop proxy server after leave channel");
  g_clear_error (&error);
  g_assert_false (tpk_agora_session_set_turn_server (session, force, &error));
  g_assert_cmpstr (error->message, ==,
                   "AgoraRTCError INVALID_OPERATION: Set turn server before join channel");
}

static void
test_generations (void)
{
  static const struct {
    const char *sdk;
    TpkAgoraGeneration generation;
  } rows[] = {
    { "2.x", TPK_AGORA_2 }, { "2.5.1", TPK_AGORA_2 }, { "3.0.0", TPK_AGORA_2 },
    { "3.x", TPK_AGORA_3 }, { "3.1.2", TPK_AGORA_3 }, { "3.6.11", TPK_AGORA_3 },
    { "4.0.1", TPK_AGORA_4_0 }, { "4.3.0", TPK_AGORA_4_0 },
    { "4.0", TPK_AGORA_4_4 }, { "4.4.0", TPK_AGORA_4_4 }, { "4.14.2", TPK_AGORA_4_4 },
    { "4.15", TPK_AGORA_4_15 }, { "4.15.0", TPK_AGORA_4_15 }, { "4.24.8", TPK_AGORA_4_15 },
    { "5.0", TPK_AGORA_4_15 }, { "", TPK_AGORA_4_15 }, { "latest", TPK_AGORA_4_15 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (tpk_agora_generation_from_sdk (rows[i].sdk), ==, rows[i].generation);
}

static void
test_strings (void)
{
  g_autoptr (GString) latin = g_string_new (NULL);

  for (guint i = 0; i < 255; i++)
    g_string_append (latin, "\u00ff");

  g_assert_true (tpk_agora_string_is_valid ("a"));
  g_assert_true (tpk_agora_string_is_valid (latin->str));
  g_assert_false (tpk_agora_string_is_valid (""));
  g_assert_false (tpk_agora_string_is_valid ("\u0100"));
  g_assert_false (tpk_agora_string_is_valid ("\xff"));
  g_string_append_c (latin, 'x');
  g_assert_false (tpk_agora_string_is_valid (latin->str));
}

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

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
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

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
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
  assert_written ("{'name':'x','route':'direct','servers':[{'urls':['turn:a.com']," CREDENTIAL "}]}",
                  "client.stopProxyServer();", "");
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

  for (guint i = 0; i < G_N_ELEMENTS (sdks); i++)
    {
      g_autoptr (TpkExport) export = NULL;
      g_autoptr (TpkImport) import = NULL;
      g_autoptr (TpkExport) again = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *codes = NULL;

      tpk_cloud_settings_set_sdk (tpk_profile_get_cloud (profile), sdks[i]);
      export = test_write_profile (agora, profile);

      import = agora->read (tpk_export_get_text (export), &error);
      if (import == NULL)
        {
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

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
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
                      "client.setTurnServer([{turnServerURL: 'a.com', username: 'u', password: 'p', "
                      "udpport: 3478, tcpport: 443, forceturn: true}, {turnServerURL: '2001:db9::1', "
                      "username: 'u', password: 'p', tcpport: 443, security: true}]);\n"
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
    { "client.init(k); client.setTurnServer([{turnServerURL: 'a.com', username: 'u', password: 'p', "
      "udpport: '3478'}]); client.startProxyServer(3);", "You have already set the proxy" },
    { "client.startProxyServer(3); client.setLocalAccessPoints(['1.2.3.4'], 'a.com')",
      "AgoraRTCError INVALID_OPERATION: set local access point failed, You have already set the "
      "cloud proxy" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
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

static void
test_read_sequences (void)
{
  /* stopProxyServer() clears everything. */
  assert_read ("client.setProxyServer('p'); " TURN_CALL "client.stopProxyServer(); "
               "client.startProxyServer(3);", TPK_ROUTE_CLOUD, "");
  assert_read ("client.startProxyServer(3); client.stopProxyServer(); " TURN_CALL, TPK_ROUTE_OWN, "");
  assert_read ("client.startProxyServer(3); client.stopProxyServer();", TPK_ROUTE_DIRECT, "");

  /* What the SDK refuses is left. */
  assert_read ("client.startProxyServer(3); client.join(a, b, c); client.stopProxyServer();",
               TPK_ROUTE_CLOUD, "agora-call-refused");
  assert_read ("client.startProxyServer(6);", TPK_ROUTE_DIRECT, "agora-call-refused");

  /* Another client has its own proxies, and an array its own join(). */
  assert_read ("const c = AgoraRTC.createClient({}); c.startProxyServer(3);"
               "const d = AgoraRTC.createClient({}); d.setProxyServer('p.a.com');", TPK_ROUTE_OWN, "");
  assert_read ("log(['a', 'b'].join(', ')); path.join('a', 'b'); client.startProxyServer(5)",
               TPK_ROUTE_CLOUD, "");

  assert_read ("client.setProxyServer(server); client.setTurnServer(servers);", TPK_ROUTE_DIRECT,
               "import-not-a-text import-no-list");
}

static void
test_read_errors (void)
{
  static const char *const texts[] = { "", "{}", "hello", "startProxyServer", "client.join(a)" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
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

  g_test_add_func ("/agora/session/sequences", test_sequences);
  g_test_add_func ("/agora/session/validation", test_validation);
  g_test_add_func ("/agora/session/rules", test_session_rules);
  g_test_add_func ("/agora/session/generations", test_generations);
  g_test_add_func ("/agora/session/strings", test_strings);
  g_test_add_func ("/agora/verdicts", test_verdicts);
  g_test_add_func ("/agora/write/cloud", test_write_cloud);
  g_test_add_func ("/agora/write/own", test_write_own);
  g_test_add_func ("/agora/write/matrix", test_matrix);
  g_test_add_func ("/agora/read/samples", test_read_samples);
  g_test_add_func ("/agora/read/sample-round-trip", test_sample_round_trip);
  g_test_add_func ("/agora/read/modes", test_read_modes);
  g_test_add_func ("/agora/read/own", test_read_own);
  g_test_add_func ("/agora/read/own-forms", test_read_own_forms);
  g_test_add_func ("/agora/read/mixed", test_read_mixed);
  g_test_add_func ("/agora/read/sequences", test_read_sequences);
  g_test_add_func ("/agora/read/errors", test_read_errors);
  g_test_add_func ("/agora/recognise", test_recognise);

  return g_test_run ();
}
