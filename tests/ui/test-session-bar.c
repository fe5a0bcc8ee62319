/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store/tpk-call-lease.h"

#include "tpk-ui-test.h"
#include "ui/tpk-session-bar.h"

typedef struct {
  TpkUiFixture   base;
  TpkChecker    *checker;
  TpkSessionBar *bar;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  tpk_ui_fixture_set_up (&fixture->base, NULL);
  fixture->bar = TPK_SESSION_BAR (g_object_ref_sink (tpk_session_bar_new ()));
  fixture->checker = tpk_checker_new (fixture->base.workspace, NULL);
  tpk_session_bar_set_workspace (fixture->bar, fixture->base.workspace, fixture->checker);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  tpk_ui_test_settle ();
  g_assert_finalize_object (fixture->bar);
  /* Its history may still be on its way. */
  g_object_unref (fixture->checker);
  tpk_ui_fixture_tear_down (&fixture->base, NULL);
}

static gboolean
is_shown (Fixture   *fixture,
          TpkBanner  banner)
{
  GtkRevealer *revealer = tpk_ui_test_child (GtkRevealer, fixture->bar, "revealer");

  g_assert_cmpint (gtk_revealer_get_reveal_child (revealer), ==,
                   tpk_session_bar_get_banner (fixture->bar) != TPK_BANNER_NONE);
  return tpk_session_bar_get_banner (fixture->bar) == banner;
}

static const char *
get_text (Fixture *fixture)
{
  return gtk_label_get_label (tpk_ui_test_child (GtkLabel, fixture->bar, "label"));
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

  g_assert_false (is_shown (fixture, TPK_BANNER_CONFLICT));
  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                           &error));
  while (!is_shown (fixture, TPK_BANNER_CONFLICT))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_theirs (Fixture       *fixture,
             gconstpointer  data)
{
  make_conflict (fixture);
  g_assert_cmpstr (get_label (fixture), ==, "Mine");

  tpk_ui_test_click (tpk_ui_test_get_child (fixture->bar, "first_button"));
  while (is_shown (fixture, TPK_BANNER_CONFLICT))
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
  tpk_ui_test_click (tpk_ui_test_get_child (fixture->bar, "second_button"));
  g_assert_false (is_shown (fixture, TPK_BANNER_CONFLICT));
  g_assert_cmpstr (get_label (fixture), ==, "Mine");
  g_assert_cmpint (apply (fixture), ==, TPK_APPLY_OUTCOME_APPLIED);
}

static void
test_staged (Fixture       *fixture,
             gconstpointer  data)
{
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
  g_assert_false (is_shown (fixture, TPK_BANNER_STAGED));
  g_assert_cmpint (apply (fixture), ==, TPK_APPLY_OUTCOME_STAGED);
  g_assert_true (is_shown (fixture, TPK_BANNER_STAGED));
  while (g_strcmp0 (get_text (fixture), expected) != 0)
    g_main_context_iteration (NULL, TRUE);

  tpk_ui_test_click (tpk_ui_test_get_child (fixture->bar, "first_button"));
  while (is_shown (fixture, TPK_BANNER_STAGED))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (tpk_workspace_is_staged (fixture->base.workspace));
  g_assert_true (tpk_workspace_is_modified (fixture->base.workspace));

  /* The call ends by itself, too; nothing else is told until the change has taken effect. */
  g_assert_cmpint (apply (fixture), ==, TPK_APPLY_OUTCOME_STAGED);
  g_assert_true (is_shown (fixture, TPK_BANNER_STAGED));
  tpk_call_lease_release (lease);
  while (is_shown (fixture, TPK_BANNER_STAGED)) {
    g_assert_cmpstr (get_text (fixture), ==, expected);
    g_main_context_iteration (NULL, TRUE);
  }
  g_assert_false (tpk_workspace_is_modified (fixture->base.workspace));
}

static void
test_call (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (TpkCallLease) lease = NULL;
  g_autoptr (TpkCallLease) other = NULL;
  g_autoptr (GError) error = NULL;

  lease = tpk_call_lease_take (fixture->base.folder, "Linphone", &error);
  g_assert_no_error (error);
  while (!is_shown (fixture, TPK_BANNER_CALL))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_str_has_prefix (get_text (fixture), "Linphone is in a call since "));
  g_assert_false (gtk_widget_get_visible (tpk_ui_test_get_child (fixture->bar, "first_button")));

  other = tpk_call_lease_take (fixture->base.folder, "Jami", &error);
  g_assert_no_error (error);
  while (g_strcmp0 (get_text (fixture), "2 calls are in progress. What you apply takes effect when "
                                        "the last one ends") != 0)
    g_main_context_iteration (NULL, TRUE);

  tpk_call_lease_release (lease);
  tpk_call_lease_release (other);
  while (!is_shown (fixture, TPK_BANNER_NONE))
    g_main_context_iteration (NULL, TRUE);
}

static void
set_username (Fixture *fixture,
              gint64   expiry_s)
{
  TpkServer *server = tpk_profile_get_server (tpk_workspace_get_profile (fixture->base.workspace),
                                              0);
  g_autofree char *username = g_strdup_printf ("%" G_GINT64_FORMAT ":alice", expiry_s);
  g_autoptr (TpkCredential) credential = tpk_credential_new_password (username, "open sesame");

  tpk_server_set_credential (server, credential);
  tpk_workspace_commit (fixture->base.workspace, "Sign-in");
}

static void
test_credentials (Fixture       *fixture,
                  gconstpointer  data)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  TpkServer *server = tpk_ui_fixture_add_server (&fixture->base, "Office", "turn:a.turnpike.test");

  set_username (fixture, now_s + 2 * 60 * 60);
  g_assert_true (is_shown (fixture, TPK_BANNER_NONE));

  /* Of no matter to calls that do not use it. */
  set_username (fixture, now_s - 3 * 24 * 60 * 60);
  g_assert_true (is_shown (fixture, TPK_BANNER_NONE));

  tpk_workspace_set_route (fixture->base.workspace, TPK_ROUTE_OWN);
  g_assert_true (is_shown (fixture, TPK_BANNER_CREDENTIALS));
  g_assert_cmpstr (get_text (fixture), ==, "Office: the user name expired 3 days ago. Ask for a "
                                           "new one where you got it");
  g_assert_cmpstr (gtk_button_get_label (tpk_ui_test_child (GtkButton, fixture->bar,
                                                            "first_button")), ==, "_Edit Server");

  tpk_server_set_enabled (server, FALSE);
  g_assert_true (is_shown (fixture, TPK_BANNER_NONE));
}

/* On the page of the status only, and after everything else. */
static void
test_changes (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (TpkCallLease) lease = NULL;
  g_autoptr (GError) error = NULL;

  tpk_ui_fixture_add_server (&fixture->base, "Office", "turn:a.turnpike.test");
  g_assert_true (is_shown (fixture, TPK_BANNER_NONE));
  g_object_set (fixture->bar, "on-status", TRUE, NULL);
  g_assert_true (is_shown (fixture, TPK_BANNER_CHANGES));
  g_assert_cmpstr (get_text (fixture), ==,
                   "Calls do not use your changes yet. Apply them when you are done");

  lease = tpk_call_lease_take (fixture->base.folder, "Linphone", &error);
  g_assert_no_error (error);
  while (!is_shown (fixture, TPK_BANNER_CALL))
    g_main_context_iteration (NULL, TRUE);
  tpk_call_lease_release (lease);
  while (!is_shown (fixture, TPK_BANNER_CHANGES))
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (apply (fixture), ==, TPK_APPLY_OUTCOME_APPLIED);
  g_assert_true (is_shown (fixture, TPK_BANNER_NONE));
}

static void
test_narrow (Fixture       *fixture,
             gconstpointer  data)
{
  GtkOrientable *box = tpk_ui_test_child (GtkOrientable, fixture->bar, "box");

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
  add ("call", test_call);
  add ("credentials", test_credentials);
  add ("changes", test_changes);
  add ("narrow", test_narrow);

  return g_test_run ();
}
