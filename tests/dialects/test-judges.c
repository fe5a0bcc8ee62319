/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-dialect.h"

#include <json-glib/json-glib.h>
#include <string.h>

/*
 * The judges against what the real clients did: tests/data holds the rows, recorded from the
 * clients themselves.
 */


static TpkJudgement *
judge (const char *client,
       const char *url,
       const char *username,
       const char *password)
{
  const TpkDialect *dialect = tpk_dialect_find (client);
  g_autoptr (TpkJudgeInput) input = tpk_judge_input_new (url, username, password);
  g_autoptr (TpkJudgement) judgement = NULL;

  g_assert_nonnull (dialect);
  judgement = tpk_dialect_judge (dialect, input);
  g_assert_nonnull (judgement);

  /* Whatever the verdict, it explains itself. */
  if (tpk_judgement_get_state (judgement) == TPK_JUDGEMENT_OK) {
    g_assert_nonnull (tpk_judgement_get_dials (judgement));
    g_assert_null (tpk_judgement_get_code (judgement));
  } else {
    g_assert_nonnull (tpk_judgement_get_code (judgement));
    g_assert_nonnull (tpk_judgement_get_message (judgement));
  }
  if (tpk_judgement_get_state (judgement) == TPK_JUDGEMENT_REJECTED)
    g_assert_null (tpk_judgement_get_dials (judgement));

  return g_steal_pointer (&judgement);
}

static gboolean
is_accepted (TpkJudgement *judgement)
{
  return tpk_judgement_get_state (judgement) != TPK_JUDGEMENT_REJECTED;
}

static char *
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static JsonNode *
load_json (const char *name)
{
  g_autofree char *text = load (name);
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  return node;
}

typedef gboolean (* CheckRow) (const char *url,
                               JsonObject *expected);

/* Runs @check over all rows that have @client; a row that fails is named. */
static void
for_each_row (const char *client,
              CheckRow    check)
{
  g_autofree char *text = load ("urls.jsonl");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n_rows = 0;
  guint n_missed = 0;

  for (gsize i = 0; lines[i] != NULL; i++) {
    g_autoptr (JsonNode) node = NULL;
    JsonObject *row;

    if (*lines[i] == '\0')
      continue;
    node = json_from_string (lines[i], NULL);
    row = json_node_get_object (node);
    g_assert_true (json_object_has_member (row, client));

    n_rows++;
    if (!check (json_object_get_string_member (row, "url"),
                json_object_get_object_member (row, client)))
      n_missed++;
  }

  g_assert_cmpuint (n_rows, >=, 100);
  g_assert_cmpuint (n_missed, ==, 0);
}

static gboolean
report (const char   *client,
        const char   *url,
        JsonObject   *expected,
        TpkJudgement *judgement)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_set_object (node, expected);
  text = json_to_string (node, FALSE);
  g_test_message ("%s: '%s': %s, dials %s, error %s, text %s, but it was %s", client, url,
                  tpk_judgement_state_to_string (tpk_judgement_get_state (judgement)),
                  tpk_judgement_get_dials (judgement), tpk_judgement_get_error (judgement),
                  tpk_judgement_get_error_text (judgement), text);
  return FALSE;
}

/* A URL that can hold a password is not quoted in an error text. */
static gboolean
says_the_same (const char *url,
               const char *text,
               const char *expected)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *masked = NULL;

  if (strchr (url, '@') == NULL)
    return g_strcmp0 (text, expected) == 0;

  parts = g_strsplit (expected, url, 2);
  masked = g_strjoinv ("…", parts);
  return g_strcmp0 (text, masked) == 0;
}

static gboolean
check_browser (const char *client,
               const char *url,
               JsonObject *expected)
{
  g_autoptr (TpkJudgement) with = judge (client, url, "alice", "secret");
  g_autoptr (TpkJudgement) without = judge (client, url, NULL, NULL);
  const char *error = tpk_judgement_get_error (without);

  if (is_accepted (with) != json_object_get_boolean_member (expected, "ok"))
    return report (client, url, expected, with);

  if (!is_accepted (with) &&
      (g_strcmp0 (tpk_judgement_get_error (with),
                  json_object_get_string_member (expected, "error")) != 0 ||
       !says_the_same (url, tpk_judgement_get_error_text (with),
                       json_object_get_string_member (expected, "message"))))
    return report (client, url, expected, with);

  if (g_strcmp0 (is_accepted (without) ? "ok" : error,
                 json_object_get_string_member (expected, "without_credentials")) != 0)
    return report (client, url, expected, without);

  return TRUE;
}

static gboolean
check_chromium (const char *url,
                JsonObject *expected)
{
  return check_browser ("chromium", url, expected);
}

static void
test_chromium (void)
{
  for_each_row ("chromium", check_chromium);
}

static gboolean
check_firefox (const char *url,
               JsonObject *expected)
{
  return check_browser ("firefox", url, expected);
}

static void
test_firefox (void)
{
  for_each_row ("firefox", check_firefox);
}

static gboolean
check_pion (const char *url,
            JsonObject *expected)
{
  g_autoptr (TpkJudgement) judgement = judge ("pion", url, "alice", "secret");
  const char *dials = tpk_judgement_get_dials (judgement);

  if (is_accepted (judgement) != json_object_get_boolean_member (expected, "ok"))
    return report ("pion", url, expected, judgement);

  if (dials != NULL &&
      g_ascii_strcasecmp (dials, json_object_get_string_member (expected, "string")) != 0)
    return report ("pion", url, expected, judgement);

  return TRUE;
}

static void
test_pion (void)
{
  for_each_row ("pion", check_pion);
}

static gboolean
check_aiortc (const char *url,
              JsonObject *expected)
{
  g_autoptr (TpkJudgement) judgement = judge ("aiortc", url, "alice", "secret");
  const char *dials = tpk_judgement_get_dials (judgement);
  g_autofree char *host_and_port = NULL;

  if (is_accepted (judgement) != json_object_get_boolean_member (expected, "ok"))
    return report ("aiortc", url, expected, judgement);

  if (!is_accepted (judgement))
    return g_strcmp0 (tpk_judgement_get_error_text (judgement),
                      json_object_get_string_member (expected, "error")) == 0 ||
           report ("aiortc", url, expected, judgement);

  if (!json_object_get_boolean_member (expected, "used_by_connection_kwargs"))
    return tpk_judgement_get_state (judgement) == TPK_JUDGEMENT_DROPPED ||
           report ("aiortc", url, expected, judgement);

  host_and_port = g_strdup_printf (":%s:%" G_GINT64_FORMAT,
                                   json_object_get_string_member (expected, "host"),
                                   json_object_get_int_member (expected, "port"));
  if (dials != NULL && g_str_is_ascii (host_and_port) && strstr (dials, host_and_port) == NULL)
    return report ("aiortc", url, expected, judgement);

  return TRUE;
}

static void
test_aiortc (void)
{
  for_each_row ("aiortc", check_aiortc);
}

static void
test_gstreamer (void)
{
  g_autoptr (JsonNode) node = load_json ("gstreamer.json");
  JsonArray *rows = json_object_get_array_member (json_node_get_object (node), "turn");

  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);
    const char *url = json_object_get_string_member (row, "set");
    JsonArray *log = json_object_get_array_member (row, "log");
    g_autoptr (TpkJudgement) judgement = judge ("gstreamer", url, NULL, NULL);

    g_assert_cmpint (is_accepted (judgement), ==,
                     !json_object_get_null_member (row, "readback"));
    g_assert_cmpint (is_accepted (judgement), ==,
                     json_object_get_boolean_member (row, "add_turn_server_returns"));

    if (!is_accepted (judgement)) {
      g_autofree char *prefix = g_strconcat ("ERROR ",
                                             tpk_judgement_get_error_text (judgement), NULL);

      g_assert_true (g_str_has_prefix (json_array_get_string_element (log, 0), prefix));
    } else if (json_array_get_length (log) > 0) {
      g_assert_cmpstr (tpk_judgement_get_code (judgement), ==,
                       "gstreamer-colon-in-credential");
    }
  }
}

static void
test_gstreamer_stun (void)
{
  g_autoptr (JsonNode) node = load_json ("gstreamer.json");
  JsonArray *rows = json_object_get_array_member (json_node_get_object (node), "stun");
  guint n_rows = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);
    const char *url = json_object_get_string_member (row, "set");
    g_autoptr (TpkJudgement) judgement = NULL;

    /* Nothing is checked, so other schemes are taken too; which of two properties an application
     * would give them to is not the client's rule. */
    if (!g_str_has_prefix (url, "stun:") && !g_str_has_prefix (url, "stuns:"))
      continue;

    judgement = judge ("gstreamer", url, NULL, NULL);
    g_assert_true (is_accepted (judgement));
    g_assert_true (g_str_has_prefix (tpk_judgement_get_dials (judgement), "stun:"));
    n_rows++;
  }

  g_assert_cmpuint (n_rows, ==, 8);
}

static void
check_config_case (const char *client,
                   JsonObject *cases,
                   const char *name,
                   const char *url,
                   const char *username,
                   const char *password)
{
  JsonObject *expected = json_object_get_object_member (cases, name);
  g_autoptr (TpkJudgement) judgement = judge (client, url, username, password);

  g_test_message ("%s: %s", client, name);
  g_assert_nonnull (expected);
  g_assert_cmpint (is_accepted (judgement), ==, json_object_get_boolean_member (expected, "ok"));
  if (is_accepted (judgement))
    return;

  g_assert_cmpstr (tpk_judgement_get_error (judgement), ==,
                   json_object_get_string_member (expected, "name"));
  g_assert_cmpstr (tpk_judgement_get_error_text (judgement), ==,
                   json_object_get_string_member (expected, "message"));
}

static void
test_browser_credentials (void)
{
  g_autoptr (JsonNode) node = load_json ("browser_config_cases.json");
  g_autofree char *long_name = g_strnfill (5000, 'x');
  g_autoptr (GString) accented = g_string_new (NULL);
  static const struct { const char *name; gsize length; } lengths[] = {
    { "username 508", 508 }, { "username 509", 509 }, { "username 510", 510 },
    { "username 512", 512 }, { "username 513", 513 }, { "username 5000", 5000 },
  };

  for (guint i = 0; i < 254; i++)
    g_string_append (accented, "é");

  for (guint i = 0; i < 2; i++) {
    const char *client = i == 0 ? "chromium" : "firefox";
    JsonObject *cases = json_object_get_object_member (json_node_get_object (node), client);

    check_config_case (client, cases, "turn no username", "turn:a", NULL, "p");
    check_config_case (client, cases, "turn no credential", "turn:a", "u", NULL);
    check_config_case (client, cases, "turn empty username", "turn:a", "", "p");
    check_config_case (client, cases, "turn empty credential", "turn:a", "u", "");

    for (guint j = 0; j < G_N_ELEMENTS (lengths); j++) {
      g_autofree char *username = g_strndup (long_name, lengths[j].length);

      if (json_object_has_member (cases, lengths[j].name))
        check_config_case (client, cases, lengths[j].name, "turn:a", username, "p");
    }

    if (i == 0) {
      check_config_case (client, cases, "username 254 x e-acute (508 bytes)", "turn:a",
                         accented->str, "p");
      g_string_append (accented, "é");
      check_config_case (client, cases, "username 255 x e-acute (510 bytes)", "turn:a",
                         accented->str, "p");
      check_config_case (client, cases, "stun username 600", "stun:a", long_name, "p");
      check_config_case (client, cases, "credential 5000", "turn:a", "u", long_name);
    }
  }
}

static void
test_firefox_ports (void)
{
  g_autoptr (JsonNode) node = load_json ("firefox_blocked_ports.json");
  JsonArray *blocked = json_object_get_array_member (json_node_get_object (node), "blocked");
  g_autoptr (GHashTable) ports = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < json_array_get_length (blocked); i++)
    g_hash_table_add (ports, GUINT_TO_POINTER (json_array_get_int_element (blocked, i)));

  for (guint port = 1; port <= G_MAXUINT16; port++) {
    g_autofree char *url = g_strdup_printf ("stun:h.example:%u", port);
    g_autoptr (TpkJudgement) judgement = judge ("firefox", url, NULL, NULL);

    g_assert_cmpint (is_accepted (judgement), ==,
                     !g_hash_table_contains (ports, GUINT_TO_POINTER (port)));
  }
}

/* Chromium's own account of what it dialled, in its candidates. */
static void
test_chromium_candidates (void)
{
  g_autoptr (JsonNode) node = load_json ("chromium_gather.json");
  JsonObject *cases = json_object_get_object_member (json_node_get_object (node), "cases");
  JsonObjectIter iter;
  JsonNode *value;
  guint n_seen = 0;
  guint n_dropped = 0;

  json_object_iter_init (&iter, cases);
  while (json_object_iter_next (&iter, NULL, &value)) {
    JsonObject *row = json_node_get_object (value);
    JsonArray *candidates = json_object_get_array_member (row, "candidates");
    g_autoptr (TpkJudgement) judgement = NULL;

    judgement = judge ("chromium", json_object_get_string_member (row, "urls"), "alice", "pw");
    if (tpk_judgement_get_state (judgement) == TPK_JUDGEMENT_DROPPED)
      n_dropped++;
    if (json_array_get_length (candidates) == 0)
      continue;

    g_assert_cmpstr (tpk_judgement_get_dials (judgement), ==,
                     json_object_get_string_member (json_array_get_object_element (candidates, 0),
                                                    "url"));
    n_seen++;
  }

  /* Never dialled: the two ports that are blocked and the name with letters beyond ASCII. */
  g_assert_cmpuint (n_seen, ==, 10);
  g_assert_cmpuint (n_dropped, ==, 3);
}

static void
test_no_password_in_texts (void)
{
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);
  static const char *const urls[] = {
    "turn:alice:hunter2@h", "turn://alice:hunter2@h:x", "http://alice:hunter2@h", "turn:h:x",
    "alice:hunter2@h", "turn:h",
  };

  for (guint i = 0; dialects[i] != NULL; i++) {
    for (gsize j = 0; dialects[i]->judge != NULL && j < G_N_ELEMENTS (urls); j++) {
      g_autoptr (TpkJudgement) judgement = judge (dialects[i]->id, urls[j], "alice", "hunter2");
      const char *text = tpk_judgement_get_error_text (judgement);
      const char *dials = tpk_judgement_get_dials (judgement);

      g_assert_true (text == NULL || strstr (text, "hunter2") == NULL);
      g_assert_true (dials == NULL || strstr (dials, "hunter2") == NULL);
    }
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dialects/judges/chromium", test_chromium);
  g_test_add_func ("/dialects/judges/chromium-candidates", test_chromium_candidates);
  g_test_add_func ("/dialects/judges/firefox", test_firefox);
  g_test_add_func ("/dialects/judges/firefox-ports", test_firefox_ports);
  g_test_add_func ("/dialects/judges/pion", test_pion);
  g_test_add_func ("/dialects/judges/aiortc", test_aiortc);
  g_test_add_func ("/dialects/judges/gstreamer", test_gstreamer);
  g_test_add_func ("/dialects/judges/gstreamer-stun", test_gstreamer_stun);
  g_test_add_func ("/dialects/judges/browser-credentials", test_browser_credentials);
  g_test_add_func ("/dialects/judges/no-password-in-texts", test_no_password_in_texts);

  return g_test_run ();
}
