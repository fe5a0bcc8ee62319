/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-dialect.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "model/tpk-ice-url.h"

/*
 * Another way to write a URL, for the clients that dial something else.
 */

static TpkJudgement *
judge (const TpkDialect *dialect,
       const char       *url)
{
  g_autoptr (TpkJudgeInput) input = tpk_judge_input_new (url, "alice", "open sesame");

  return tpk_dialect_judge (dialect, input);
}

static char *
dup_repair (const char *url,
            const char *code)
{
  g_autoptr (TpkJudgeInput) input = tpk_judge_input_new (url, "alice", "open sesame");

  return tpk_judge_dup_repair (input, code);
}

static void
test_repairs (void)
{
  static const struct {
    const char *url;
    const char *code;
    const char *repair;
  } rows[] = {
    /* A host that a client looks up letter by letter. */
    { "turn:münchen.example", "chromium-dead-host", "turn:xn--mnchen-3ya.example" },
    { "turn:MÜNCHEN.example:443?transport=tcp", "pion-dead-host",
      "turn:xn--mnchen-3ya.example:443?transport=tcp" },
    { "turns:münchen.example", "agora-dead-host", "turns:xn--mnchen-3ya.example" },
    /* No more than is needed: GStreamer knows such names. */
    { "turn:münchen.example", "gstreamer-both-transports", "turn:münchen.example?transport=udp" },
    { "turn:h:53", "gstreamer-both-transports", "turn:h:53?transport=udp" },
    { "turn:[2001:db8::1]", "gstreamer-both-transports", "turn:[2001:db8::1]?transport=udp" },
    /* For both that refuse it, one of which would dial both transports then. */
    { "TURN:relay.example", "refused-scheme", "turn:relay.example?transport=udp" },
    { "TURN:relay.example?transport=tcp", "refused-scheme", "turn:relay.example?transport=tcp" },
    { "turns:h?transport=udp", "chromium-dtls-as-tls", "turns:h?transport=tcp" },
    { "turns:h:443?transport=udp", "aiortc-dtls-ignored", "turns:h:443?transport=tcp" },
    /* What is not valid is repaired as a whole. */
    { "turn://h?transport=tcp", "refused-slashes", "turn:h?transport=tcp" },
    { "turns:h?transport=tls", "refused-transport", "turns:h?transport=tcp" },
    /* Azure's own words for TLS are refused by all others, and GStreamer knows none. */
    { "turns:h?transport=tcp", "acs-plaintext", NULL },
    { "turns:h?transport=tcp", "gstreamer-turns-plaintext", NULL },
    /* Nothing that is less safe, nothing that is another server. */
    { "stuns:h", "gstreamer-stuns-plaintext", NULL },
    { "stun:h", "acs-stun-as-turn", NULL },
    { "turn:[2001:db8::1]?transport=udp", "refused-ipv6", NULL },
    { "turn:h:10080?transport=udp", "refused-blocked-port", NULL },
    /* A name and a password would be lost. */
    { "turn:alice:secret@h?transport=udp", "refused-user-info", NULL },
    { "turn:h?transport=udp", "refused-scheme", NULL },
    { "", "refused-scheme", NULL },
    { "\xff", "refused-scheme", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *repair = dup_repair (rows[i].url, rows[i].code);

    g_test_message ("row %" G_GSIZE_FORMAT, i);
    g_assert_cmpstr (repair, ==, rows[i].repair);
  }
}

static void
test_no_credential (void)
{
  g_autoptr (TpkJudgeInput) input = tpk_judge_input_new ("TURN:relay.example", NULL, NULL);
  g_autofree char *repair = tpk_judge_dup_repair (input, "refused-no-credential");

  g_assert_null (repair);
}

/* Whatever is offered for a recorded URL keeps its promise. Returns: whether something was. */
static gboolean
check_repair (const char *url,
              const char *code)
{
  g_autofree char *repair = dup_repair (url, code);
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);
  g_autoptr (TpkIceUrl) written = tpk_ice_url_new (url);
  g_autoptr (TpkIceUrl) repaired = NULL;
  guint n_good = 0;

  if (repair == NULL)
    return FALSE;

  g_test_message ("%s: %s: %s", url, code, repair);
  g_assert_cmpstr (repair, !=, url);
  repaired = tpk_ice_url_new (repair);
  g_assert_true (tpk_ice_url_is_valid (repaired));
  if (tpk_ice_url_is_valid (written)) {
    g_assert_cmpint (tpk_ice_url_get_scheme (repaired), ==, tpk_ice_url_get_scheme (written));
    g_assert_cmpuint (tpk_ice_url_get_port (repaired), ==, tpk_ice_url_get_port (written));
  }

  for (guint i = 0; dialects[i] != NULL; i++) {
    g_autoptr (TpkJudgement) before = judge (dialects[i], url);
    g_autoptr (TpkJudgement) after = judge (dialects[i], repair);

    if (before != NULL && g_strcmp0 (tpk_judgement_get_code (before), code) == 0) {
      g_assert_cmpint (tpk_judgement_get_state (after), <, tpk_judgement_get_state (before));
      n_good += tpk_judgement_get_state (after) == TPK_JUDGEMENT_OK;
    }
    if (before != NULL && tpk_ice_url_is_valid (written))
      g_assert_cmpint (tpk_judgement_get_state (after), <=, tpk_judgement_get_state (before));
  }

  g_assert_cmpuint (n_good, >, 0);

  return TRUE;
}

static void
test_recorded (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "urls.jsonl", NULL);
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_repairs = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++) {
    g_autoptr (JsonNode) node = json_from_string (lines[i], &error);
    const char *url;

    g_assert_no_error (error);
    url = json_object_get_string_member (json_node_get_object (node), "url");
    for (guint j = 0; dialects[j] != NULL; j++) {
      g_autoptr (TpkJudgement) judgement = judge (dialects[j], url);

      if (judgement != NULL && tpk_judgement_get_code (judgement) != NULL)
        n_repairs += check_repair (url, tpk_judgement_get_code (judgement));
    }
  }
  g_assert_cmpuint (n_repairs, >, 100);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dialects/repair/repairs", test_repairs);
  g_test_add_func ("/dialects/repair/no-credential", test_no_credential);
  g_test_add_func ("/dialects/repair/recorded", test_recorded);

  return g_test_run ();
}
