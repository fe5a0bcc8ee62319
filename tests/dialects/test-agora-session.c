/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-agora-session.h"

#include "tpk-test-formats.h"

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

  if (strcmp (step, "startProxyServer") == 0) {
    const char *bracket = strchr (name, '(');

    if (g_str_has_prefix (name, "start(")) {
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

  if (strcmp (step, "setTurnServer") == 0) {
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

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++) {
    JsonObject *version = json_object_get_object_member (json_node_get_object (root), versions[i]);
    JsonObject *sequences = json_object_get_object_member (version, "sequences");
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;

    json_object_iter_init (&iter, sequences);
    while (json_object_iter_next (&iter, &name, &node)) {
      g_autoptr (TpkAgoraSession) session = tpk_agora_session_new (versions[i]);
      JsonArray *steps = json_object_get_array_member (json_node_get_object (node), "steps");

      g_test_message ("%s %s", versions[i], name);
      for (guint j = 0; j < json_array_get_length (steps); j++) {
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

/* What the recordings gave to setTurnServer(), by the name of the row: the good argument with one
 * member changed. */
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
  { "RTCIceServer form",
    "[{'urls':'turn:turn.example.org:3478','username':'u','credential':'p'}]" },
};

static JsonNode *
new_argument (TpkAgoraSession *session,
              const char      *version,
              const char      *name)
{
  g_autoptr (JsonNode) server = new_turn_server (session, version);
  JsonObject *object = json_node_get_object (server);
  g_autofree char *long_text = g_strnfill (256, 'x');

  if (strcmp (name, "url 256") == 0 || strcmp (name, "password 256") == 0) {
    json_object_set_string_member (object, *name == 'u' ? "turnServerURL" : "password", long_text);
    return g_steal_pointer (&server);
  }

  for (guint i = 0; i < G_N_ELEMENTS (wholes); i++) {
    if (strcmp (wholes[i].name, name) == 0)
      return parse_argument (wholes[i].argument);
  }

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
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

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++) {
    JsonObject *version = json_object_get_object_member (json_node_get_object (root), versions[i]);
    JsonObject *rows = json_object_get_object_member (version, "validation");
    JsonObjectIter iter;
    const char *name;
    JsonNode *node;

    json_object_iter_init (&iter, rows);
    while (json_object_iter_next (&iter, &name, &node)) {
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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/agora-session/sequences", test_sequences);
  g_test_add_func ("/agora-session/validation", test_validation);
  g_test_add_func ("/agora-session/rules", test_session_rules);
  g_test_add_func ("/agora-session/generations", test_generations);
  g_test_add_func ("/agora-session/strings", test_strings);

  return g_test_run ();
}
