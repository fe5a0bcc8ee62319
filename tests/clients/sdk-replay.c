/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-acs-url.h"
#include "dialects/tpk-agora-session.h"

#include <stdio.h>
#include <string.h>

/*
 * Does on our models of the SDKs what test-sdks.py does on the SDKs. A line of standard input is
 * a JSON object, its answer a line of standard output:
 *
 * {"agora": VERSION, "steps": [[METHOD, ARGUMENT…]…]} → {"steps": [{"ok", "message"}…],
 *   "cloud_proxy"}
 * {"acs_proxy": URL} → {"verdict", "dials", "text"}
 */

static gboolean
run_step (TpkAgoraSession  *session,
          JsonArray        *step,
          GError          **error)
{
  const char *method = json_array_get_string_element (step, 0);
  JsonNode *argument = json_array_get_length (step) > 1 ? json_array_get_element (step, 1) : NULL;

  if (strcmp (method, "startProxyServer") == 0)
    return tpk_agora_session_start_proxy (session, argument, error);
  if (strcmp (method, "stopProxyServer") == 0)
    return tpk_agora_session_stop_proxy (session, error);
  if (strcmp (method, "setProxyServer") == 0)
    return tpk_agora_session_set_proxy_server (session, json_node_get_string (argument), error);
  if (strcmp (method, "setTurnServer") == 0)
    return tpk_agora_session_set_turn_server (session, argument, error);
  if (strcmp (method, "setLocalAccessPoints") == 0)
    return tpk_agora_session_set_local_access_points (session, error);

  if (strcmp (method, "(connected)") == 0)
    tpk_agora_session_join (session);
  else if (strcmp (method, "(disconnected)") == 0)
    tpk_agora_session_leave (session);
  else
    g_error ("no step: %s", method);

  return TRUE;
}

static JsonObject *
replay_agora (JsonObject *request)
{
  g_autoptr (TpkAgoraSession) session =
    tpk_agora_session_new (json_object_get_string_member (request, "agora"));
  JsonArray *steps = json_object_get_array_member (request, "steps");
  JsonObject *answer = json_object_new ();
  JsonArray *results = json_array_new ();

  for (guint i = 0; i < json_array_get_length (steps); i++) {
    g_autoptr (GError) error = NULL;
    JsonObject *result = json_object_new ();
    gboolean ok = run_step (session, json_array_get_array_element (steps, i), &error);

    g_assert_true (ok == (error == NULL));
    json_object_set_boolean_member (result, "ok", ok);
    if (!ok)
      json_object_set_string_member (result, "message", error->message);
    json_array_add_object_element (results, result);
  }

  json_object_set_array_member (answer, "steps", results);
  json_object_set_boolean_member (answer, "cloud_proxy",
                                  tpk_agora_session_get_cloud_proxy (session));
  return answer;
}

static JsonObject *
judge_acs_proxy (JsonObject *request)
{
  g_autoptr (TpkJudgement) judgement =
    tpk_acs_judge_proxy (json_object_get_string_member (request, "acs_proxy"));
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (
    answer, "verdict", tpk_judgement_state_to_string (tpk_judgement_get_state (judgement)));
  json_object_set_string_member (answer, "dials", tpk_judgement_get_dials (judgement));
  json_object_set_string_member (answer, "text", tpk_judgement_get_error_text (judgement));
  return answer;
}

int
main (void)
{
  g_autofree char *line = NULL;
  size_t size = 0;

  while (getline (&line, &size, stdin) > 0) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = json_from_string (line, &error);
    g_autoptr (JsonNode) answer = json_node_new (JSON_NODE_OBJECT);
    g_autofree char *text = NULL;
    JsonObject *request;

    g_assert_no_error (error);
    request = json_node_get_object (node);
    json_node_take_object (answer, json_object_has_member (request, "agora")
                                     ? replay_agora (request)
                                     : judge_acs_proxy (request));
    text = json_to_string (answer, FALSE);
    puts (text);
  }

  return 0;
}
