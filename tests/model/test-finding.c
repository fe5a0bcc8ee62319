/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-finding.h"

static void
test_new (void)
{
  TpkFinding *finding = tpk_finding_new (TPK_SEVERITY_ERROR, "no-scheme", "A sentence. 100 %d");

  g_assert_cmpint (tpk_finding_get_severity (finding), ==, TPK_SEVERITY_ERROR);
  g_assert_cmpstr (tpk_finding_get_code (finding), ==, "no-scheme");
  g_assert_cmpstr (tpk_finding_get_message (finding), ==, "A sentence. 100 %d");
  g_assert_cmpuint (tpk_finding_get_server (finding), ==, TPK_FINDING_NOWHERE);
  g_assert_cmpuint (tpk_finding_get_url (finding), ==, TPK_FINDING_NOWHERE);
  g_assert_null (tpk_finding_get_field (finding));
  g_assert_cmpint (tpk_finding_get_fix_kind (finding), ==, TPK_FIX_NONE);
  g_assert_null (tpk_finding_get_fix (finding));
  g_assert_null (tpk_finding_dup_fix_label (finding));
  g_assert_finalize_object (finding);
}

static void
test_builder (void)
{
  TpkFinding *finding = tpk_finding_new_printf (TPK_SEVERITY_INFO, "many", "%u servers, %s", 6,
                                                "says “a”");

  g_assert_true (tpk_finding_at (finding, 2, 1, "urls") == finding);
  g_assert_true (tpk_finding_with_fix (finding, TPK_FIX_ADD_URL, "turn:h.example") == finding);

  g_assert_cmpstr (tpk_finding_get_message (finding), ==, "6 servers, says “a”");
  g_assert_cmpuint (tpk_finding_get_server (finding), ==, 2);
  g_assert_cmpuint (tpk_finding_get_url (finding), ==, 1);
  g_assert_cmpstr (tpk_finding_get_field (finding), ==, "urls");
  g_assert_cmpint (tpk_finding_get_fix_kind (finding), ==, TPK_FIX_ADD_URL);
  g_assert_cmpstr (tpk_finding_get_fix (finding), ==, "turn:h.example");

  tpk_finding_at (finding, 0, TPK_FINDING_NOWHERE, NULL);
  tpk_finding_with_fix (finding, TPK_FIX_NONE, NULL);
  g_assert_null (tpk_finding_get_field (finding));
  g_assert_null (tpk_finding_get_fix (finding));
  g_assert_finalize_object (finding);
}

static void
test_fix_labels (void)
{
  static const struct {
    TpkFixKind kind;
    const char *text;
    const char *label;
  } rows[] = {
    { TPK_FIX_NONE, NULL, NULL },
    { TPK_FIX_REPLACE_URL, "turn:h.example", "Use turn:h.example" },
    { TPK_FIX_MOVE_USER_INFO, "turn:h.example", "Move user name and password" },
    { TPK_FIX_REMOVE_URL, NULL, "Remove" },
    { TPK_FIX_ADD_URL, "turns:h.example:443", "Add turns:h.example:443" },
    { TPK_FIX_REMOVE_SERVER, NULL, "Remove server" },
    { TPK_FIX_SET_RELAY_ONLY, NULL, "Use relays only" },
    { TPK_FIX_CLEAR_RELAY_ONLY, NULL, "Allow direct connections" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkFinding) finding = tpk_finding_new (TPK_SEVERITY_WARNING, "code", "Sentence.");
    g_autofree char *label = NULL;

    tpk_finding_with_fix (finding, rows[i].kind, rows[i].text);
    label = tpk_finding_dup_fix_label (finding);
    g_assert_cmpstr (label, ==, rows[i].label);
  }
}

static void
test_severities (void)
{
  g_assert_cmpstr (tpk_severity_to_string (TPK_SEVERITY_INFO), ==, "info");
  g_assert_cmpstr (tpk_severity_to_string (TPK_SEVERITY_WARNING), ==, "warning");
  g_assert_cmpstr (tpk_severity_to_string (TPK_SEVERITY_ERROR), ==, "error");
  /* Lists are sorted by it. */
  g_assert_cmpint (TPK_SEVERITY_INFO, <, TPK_SEVERITY_WARNING);
  g_assert_cmpint (TPK_SEVERITY_WARNING, <, TPK_SEVERITY_ERROR);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/finding/new", test_new);
  g_test_add_func ("/model/finding/builder", test_builder);
  g_test_add_func ("/model/finding/fix-labels", test_fix_labels);
  g_test_add_func ("/model/finding/severities", test_severities);

  return g_test_run ();
}
