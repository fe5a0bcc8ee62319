/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-acs-url.h"
#include "dialects/tpk-dialect.h"
#include "dialects/tpk-lint.h"

#include "tpk-test-formats.h"

/*
 * Whatever people are told is one or more sentences: it begins with a capital letter or a name, and
 * ends with a full stop.
 */

static GHashTable *wrong;

static void
check (const char *code,
       const char *message)
{
  gsize length = strlen (message);

  g_assert_true (g_utf8_validate (message, -1, NULL));
  if (length < 10 || message[length - 1] != '.' || g_str_has_suffix (message, "..") ||
      g_ascii_isspace (message[length - 2]))
    g_hash_table_replace (wrong, g_strdup (message), g_strdup (code));
}

static void
check_findings (GListModel *findings)
{
  for (guint i = 0; i < g_list_model_get_n_items (findings); i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    check (tpk_finding_get_code (finding), tpk_finding_get_message (finding));
  }
}

static void
assert_none_wrong (void)
{
  GHashTableIter iter;
  gpointer message, code;

  g_hash_table_iter_init (&iter, wrong);
  while (g_hash_table_iter_next (&iter, &message, &code))
    g_test_message ("%s: “%s”", (char *) code, (char *) message);

  g_assert_cmpuint (g_hash_table_size (wrong), ==, 0);
}

static void
judge_all (const char *url,
           const char *username,
           const char *password)
{
  g_autoptr (TpkJudgeInput) input = tpk_judge_input_new (url, username, password);
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);

  for (guint i = 0; dialects[i] != NULL; i++) {
    g_autoptr (TpkJudgement) judgement = tpk_dialect_judge (dialects[i], input);

    if (judgement != NULL && tpk_judgement_get_message (judgement) != NULL)
      check (tpk_judgement_get_code (judgement), tpk_judgement_get_message (judgement));
  }
}

static GPtrArray *
load_urls (void)
{
  g_autofree char *text = test_dup_data ("urls.jsonl");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GPtrArray *urls = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; lines[i] != NULL; i++) {
    g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);

    if (node != NULL)
      g_ptr_array_add (urls, g_strdup (json_object_get_string_member (json_node_get_object (node),
                                                                      "url")));
  }

  return urls;
}

/* Every recorded URL and every kind of credential. */
static void
test_judgements (void)
{
  g_autoptr (GPtrArray) urls = load_urls ();
  g_autofree char *long_name = g_strnfill (600, 'u');
  const char *const names[] = { "alice", "", "a b", "a:b", "a\nb", "\u4f8b", "a\"b", long_name };

  g_assert_cmpuint (urls->len, >=, 100);
  for (guint i = 0; i < urls->len; i++) {
    const char *url = g_ptr_array_index (urls, i);
    g_autoptr (TpkJudgement) proxy = tpk_acs_judge_proxy (url);

    if (tpk_judgement_get_message (proxy) != NULL)
      check (tpk_judgement_get_code (proxy), tpk_judgement_get_message (proxy));

    judge_all (url, NULL, NULL);
    for (guint j = 0; j < G_N_ELEMENTS (names); j++)
      judge_all (url, names[j], names[(i + j) % G_N_ELEMENTS (names)]);
  }

  for (guint port = 0; port < 1100; port++) {
    g_autofree char *url = g_strdup_printf ("turn:turn.a.com:%u?transport=tcp", port);

    judge_all (url, "u", "p");
  }

  assert_none_wrong ();
}

static void
check_profile (TpkProfile *profile)
{
  g_autoptr (GListModel) findings = tpk_lint_profile (profile, TEST_NOW_S);

  check_findings (findings);
}

/* Every finding of the lint, on lists that have everything wrong with them, and on each recorded
 * URL alone. */
static void
test_lint (void)
{
  g_autoptr (GPtrArray) urls = load_urls ();
  static const char *const profiles[] = {
    "{'name':'x','route':'own','servers':[]}",
    "{'name':'x','route':'own','servers':[{'urls':['stun:a.com']}],'signalling_proxy':'x'}",
    "{'name':'x','route':'own','servers':[{'urls':['turn:a.com','turn:a.com']},{'urls':["
    "'turns:127.0.0.1','turn:20.202.255.255','turn:10.0.0.1','turn:169.254.0.1','turn:224.0.0.1',"
    "'stun:stun.l.google.com','turn:52.52.84.170','turn:b.com:6000'],'credential':{'kind':"
    "'password','username':'1:u','password':' p'}},{'urls':['turns:a.com'],'credential':{'kind':"
    "'secret','username':'','secret':'','lifetime_s':99999999}},{'urls':['turn:a.com'],"
    "'credential':{'kind':'password','username':'1795200001:u','password':''}},"
    "{'urls':['turn:c.com']},{'urls':['turn:d.com']}],'signalling_proxy':'http://a b'}",
    "{'name':'x','route':'own','servers':[{'urls':['turns:a.com:5349']}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++) {
    g_autoptr (TpkProfile) profile = test_profile (profiles[i]);

    check_profile (profile);
  }

  test_for_matrix (check_profile);

  for (guint i = 0; i < urls->len; i++) {
    g_autoptr (TpkIceUrl) url = tpk_ice_url_new (g_ptr_array_index (urls, i));
    g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);

    tpk_lint_url (url, findings);
    for (guint j = 0; j < findings->len; j++)
      check (tpk_finding_get_code (findings->pdata[j]),
             tpk_finding_get_message (findings->pdata[j]));
  }

  assert_none_wrong ();
}

static void
write_profile (TpkProfile *profile)
{
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);

  for (guint i = 0; dialects[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpkExport) export = NULL;

    if (dialects[i]->write == NULL)
      continue;

    export = dialects[i]->write (profile, TEST_NOW_S, &error);
    if (export != NULL)
      check_findings (tpk_export_get_notes (export));
    else
      check (dialects[i]->id, error->message);
  }
}

/* The notes of the writers. */
static void
test_notes (void)
{
  test_for_matrix (write_profile);
  assert_none_wrong ();
}

int
main (int   argc,
      char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  wrong = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_test_add_func ("/sentences/judgements", test_judgements);
  g_test_add_func ("/sentences/lint", test_lint);
  g_test_add_func ("/sentences/notes", test_notes);

  result = g_test_run ();
  g_hash_table_unref (wrong);

  return result;
}
