/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store/tpk-call-lease.h"

#include "tpk-ui-test.h"
#include "ui/tpk-session-bar.h"

typedef struct {
  TpkUiFixture   base;
  TpkSessionBar *bar;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  tpk_ui_fixture_set_up (&fixture->base, NULL);
  fixture->bar = TPK_SESSION_BAR (g_object_ref_sink (tpk_session_bar_new ()));
  tpk_session_bar_set_workspace (fixture->bar, fixture->base.workspace);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  tpk_ui_test_settle ();
  g_assert_finalize_object (fixture->bar);
  tpk_ui_fixture_tear_down (&fixture->base, NULL);
}

static gboolean
is_shown (Fixture    *fixture,
          const char *id)
{
  return gtk_revealer_get_reveal_child (tpk_ui_test_child (GtkRevealer, fixture->bar, id));
}

static const char *
get_label (Fixture *fixture)
{
  TpkProfile *profile = tpk_workspace_get_profile (fixture->base.workspace);

  return tpk_profile_get_n_servers (profile) > 0
         ? tpk_server_get_label (tpk_profile_get_server (profile, 0)) : NULL;
}

static void
ready_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  GAsyncResult **kept = data;

  *kept = g_object_ref (result);
}

static TpkApplyOutcome
apply (Fixture *fixture)
{
  TpkWorkspace *workspace = fixture->base.workspace;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  TpkApplyOutcome outcome;

  tpk_workspace_apply_async (workspace, FALSE, NULL, ready_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  tpk_workspace_apply_finish (workspace, result, &outcome, &error);
  g_assert_no_error (error);

  return outcome;
}

/* Mine is saved as a draft on top of what they write. */
static void
make_conflict (Fixture *fixture)
{
  TpkWorkspace *workspace = fixture->base.workspace;
  g_autofree char *path = g_build_filename (fixture->base.folder, "turnpike.json", NULL);
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  tpk_ui_fixture_add_server (&fixture->base, "Before", "turn:a.turnpike.test");
  g_assert_cmpint (apply (fixture), ==, TPK_APPLY_OUTCOME_APPLIED);

  document = tpk_document_copy (tpk_workspace_get_draft (workspace));
  tpk_server_set_label (tpk_profile_get_server (tpk_document_get_active_profile (document), 0),
                        "Theirs");
  text = tpk_document_to_data (document, NULL);

  tpk_server_set_label (tpk_profile_get_server (tpk_workspace_get_profile (workspace), 0), "Mine");
  tpk_workspace_commit (workspace, NULL);
  tpk_workspace_flush_async (workspace, NULL, ready_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (tpk_workspace_flush_finish (workspace, result, &error));

  g_assert_false (is_shown (fixture, "conflict_revealer"));
  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                           &error));
  while (!is_shown (fixture, "conflict_revealer"))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_theirs (Fixture       *fixture,
             gconstpointer  data)
{
  make_conflict (fixture);
  g_assert_cmpstr (get_label (fixture), ==, "Mine");

  tpk_ui_test_click (tpk_ui_test_get_child (fixture->bar, "theirs_button"));
  while (is_shown (fixture, "conflict_revealer"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (get_label (fixture), ==, "Theirs");

  /* As the button promises. */
  tpk_workspace_undo (fixture->base.workspace);
  g_assert_cmpstr (get_label (fixture), ==, "Mine");
}

static void
test_mine (Fixture       *fixture,
           gconstpointer  data)
{
  make_conflict (fixture);
  tpk_ui_test_click (tpk_ui_test_get_child (fixture->bar, "mine_button"));
  g_assert_false (is_shown (fixture, "conflict_revealer"));
  g_assert_cmpstr (get_label (fixture), ==, "Mine");
  g_assert_cmpint (apply (fixture), ==, TPK_APPLY_OUTCOME_APPLIED);
}

static void
test_staged (Fixture       *fixture,
             gconstpointer  data)
{
  GtkLabel *label = tpk_ui_test_child (GtkLabel, fixture->bar, "staged_label");
  g_autoptr (TpkCallLease) lease = NULL;
  g_autoptr (GDateTime) since = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *time = NULL, *expected = NULL;
  g_autoptr (GError) error = NULL;

  lease = tpk_call_lease_take (fixture->base.folder, "Linphone", &error);
  g_assert_no_error (error);
  since = g_date_time_new_from_iso8601 (tpk_call_get_since (tpk_call_lease_get_call (lease)), NULL);
  local = g_date_time_to_local (since);
  time = g_date_time_format (local, "%H:%M");
  expected = g_strdup_printf ("Linphone is in a call since %s. The changes take effect when it "
                              "ends", time);

  tpk_ui_fixture_add_server (&fixture->base, "Office", "turn:a.turnpike.test");
  g_assert_false (is_shown (fixture, "staged_revealer"));
  g_assert_cmpint (apply (fixture), ==, TPK_APPLY_OUTCOME_STAGED);
  g_assert_true (is_shown (fixture, "staged_revealer"));
  while (g_strcmp0 (gtk_label_get_label (label), expected) != 0)
    g_main_context_iteration (NULL, TRUE);

  tpk_ui_test_click (tpk_ui_test_get_child (fixture->bar, "back_button"));
  while (is_shown (fixture, "staged_revealer"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (tpk_workspace_is_staged (fixture->base.workspace));
  g_assert_true (tpk_workspace_is_modified (fixture->base.workspace));

  /* The call ends by itself, too. */
  g_assert_cmpint (apply (fixture), ==, TPK_APPLY_OUTCOME_STAGED);
  g_assert_true (is_shown (fixture, "staged_revealer"));
  tpk_call_lease_release (lease);
  while (is_shown (fixture, "staged_revealer"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (tpk_workspace_is_modified (fixture->base.workspace));
}

static void
test_narrow (Fixture       *fixture,
             gconstpointer  data)
{
  GtkOrientable *box = tpk_ui_test_child (GtkOrientable, fixture->bar, "conflict_box");

  g_assert_cmpint (gtk_orientable_get_orientation (box), ==, GTK_ORIENTATION_HORIZONTAL);
  g_object_set (fixture->bar, "narrow", TRUE, NULL);
  g_assert_cmpint (gtk_orientable_get_orientation (box), ==, GTK_ORIENTATION_VERTICAL);
}

#define add(path, func) \
  g_test_add ("/ui/session-bar/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("theirs", test_theirs);
  add ("mine", test_mine);
  add ("staged", test_staged);
  add ("narrow", test_narrow);

  return g_test_run ();
}
