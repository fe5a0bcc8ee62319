/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-lint.h"

/* A list that is looked at again with a memory has the findings that it has without, whatever
 * happened in between; and those on addresses that stayed at their place are the same objects. */

#define NOW_S 1700000000

typedef struct {
  TpkProfile    *profile;
  TpkLintMemory *memory;
  GPtrArray     *findings;      /* of the last time */
} Fixture;

static void
add_server (TpkProfile *profile,
            const char *first,
            const char *second)
{
  g_autoptr (TpkServer) server = tpk_server_new ();
  g_autoptr (TpkCredential) credential = tpk_credential_new_password ("alice", "open sesame");

  tpk_server_add_url (server, first);
  tpk_server_add_url (server, second);
  tpk_server_set_credential (server, credential);
  tpk_profile_append_server (profile, server);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->profile = tpk_profile_new ("Office");
  fixture->memory = tpk_lint_memory_new ();
  tpk_profile_set_route (fixture->profile, TPK_ROUTE_OWN);
  add_server (fixture->profile, "turn:a.example.org", "turns:a.example.org:443?transport=tcp");
  add_server (fixture->profile, "turn:10.0.0.1", "turns:10.0.0.1:443");
  add_server (fixture->profile, "turn:turn.calls.org", "turn:localhost");
  fixture->findings = tpk_lint_profile_again (fixture->profile, fixture->memory, NOW_S);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_ptr_array_unref (fixture->findings);
  tpk_lint_memory_free (fixture->memory);
  g_object_unref (fixture->profile);
}

static char *
dup_text (GPtrArray *findings)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++) {
    TpkFinding *finding = g_ptr_array_index (findings, i);

    g_string_append_printf (text, "%u %u %s %s %s %s %d\n", tpk_finding_get_server (finding),
                            tpk_finding_get_url (finding), tpk_finding_get_field (finding),
                            tpk_severity_to_string (tpk_finding_get_severity (finding)),
                            tpk_finding_get_code (finding), tpk_finding_get_message (finding),
                            tpk_finding_get_fix_kind (finding));
  }

  return g_string_free (text, FALSE);
}

/* Looks again. Returns: how many findings are the objects of the last time. */
static guint
look_again (Fixture *fixture)
{
  g_autoptr (GPtrArray) known = g_steal_pointer (&fixture->findings);
  g_autoptr (GPtrArray) expected = tpk_lint_profile_again (fixture->profile, NULL, NOW_S);
  g_autofree char *text = NULL;
  g_autofree char *expected_text = dup_text (expected);
  guint n_same = 0;

  fixture->findings = tpk_lint_profile_again (fixture->profile, fixture->memory, NOW_S);
  text = dup_text (fixture->findings);
  g_assert_cmpstr (text, ==, expected_text);

  for (guint i = 0; i < fixture->findings->len; i++)
    n_same += g_ptr_array_find (known, g_ptr_array_index (fixture->findings, i), NULL);

  return n_same;
}

static void
test_edits (Fixture       *fixture,
            gconstpointer  data)
{
  TpkServer *first = tpk_profile_get_server (fixture->profile, 0);
  TpkServer *last = tpk_profile_get_server (fixture->profile, 2);

  /* Two placeholders, a private address alone, and a loopback address: beside another finding, the
   * second private one is made anew. */
  g_assert_cmpuint (look_again (fixture), ==, 4);
  g_assert_cmpuint (look_again (fixture), ==, 4);

  tpk_server_set_label (first, "Office");
  g_assert_cmpuint (look_again (fixture), ==, 4);

  tpk_server_set_url (first, 1, "turns:192.168.0.1");
  g_assert_cmpuint (look_again (fixture), ==, 3);

  /* What nobody uses has no such findings, and they come back. */
  tpk_server_set_enabled (last, FALSE);
  g_assert_cmpuint (look_again (fixture), ==, 2);
  tpk_server_set_enabled (last, TRUE);
  g_assert_cmpuint (look_again (fixture), ==, 2);
  g_assert_cmpuint (look_again (fixture), ==, 3);

  tpk_profile_set_route (fixture->profile, TPK_ROUTE_DIRECT);
  g_assert_cmpuint (look_again (fixture), ==, 0);
}

/* A finding says where it is, so one that is elsewhere now is another one. */
static void
test_places (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (TpkServer) copy = tpk_server_copy (tpk_profile_get_server (fixture->profile, 0));
  g_autoptr (TpkServer) second = tpk_server_copy (copy);

  tpk_profile_move_server (fixture->profile, 2, 0);
  g_assert_cmpuint (look_again (fixture), ==, 0);
  g_assert_cmpuint (look_again (fixture), ==, 4);

  tpk_profile_remove_server (fixture->profile, 1);
  g_assert_cmpuint (look_again (fixture), ==, 1);

  tpk_server_remove_url (tpk_profile_get_server (fixture->profile, 0), 0);
  g_assert_cmpuint (look_again (fixture), ==, 1);

  /* The same objects stand in two servers. */
  tpk_profile_append_server (fixture->profile, copy);
  add_server (fixture->profile, "turn:b.example.org", "turn:c.example.org");
  look_again (fixture);
  tpk_profile_insert_server (fixture->profile, 1, second);
  look_again (fixture);
  look_again (fixture);
}

static void
test_another_profile (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr (TpkProfile) other = tpk_profile_new ("Home");

  tpk_profile_set_route (other, TPK_ROUTE_OWN);
  add_server (other, "turn:a.calls.org", "turn:127.0.0.1");
  g_set_object (&fixture->profile, other);
  g_assert_cmpuint (look_again (fixture), ==, 0);
  g_assert_cmpuint (look_again (fixture), ==, 1);
}

#define add(path, func) \
  g_test_add ("/dialects/lint-again/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("edits", test_edits);
  add ("places", test_places);
  add ("another-profile", test_another_profile);

  return g_test_run ();
}
