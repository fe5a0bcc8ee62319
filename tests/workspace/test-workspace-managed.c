/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "workspace-fixture.h"

/* A session under an administrator's locks: whatever edit comes through, and undo, ends as they
 * have set it. */

static char *system_folder;

static void
lock (const char *text)
{
  g_autofree char *path = g_build_filename (system_folder, "turnpike", "turnpike.json", NULL);

  test_write (path, text);
}

static TpkRoute
get_route (TpkDocument *document)
{
  return tpk_profile_get_route (tpk_document_get_active_profile (document));
}

static void
test_edit (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *reason = NULL;
  TpkWorkspace *self;
  TpkProfile *profile;

  lock ("{\"profiles\":[{\"route\":\"cloud\"}],\"locked\":[\"route\"]}");
  self = ws_new_loaded (fixture);
  profile = tpk_workspace_get_profile (self);
  g_assert_cmpint (get_route (tpk_workspace_get_draft (self)), ==, TPK_ROUTE_CLOUD);
  g_assert_false (ws_has_notice (self, "managed-override"));
  g_assert_false (ws_has_notice (self, "managed-locked"));

  g_assert_nonnull (tpk_workspace_get_locked_by (self, TPK_MANAGED_ROUTE));
  g_assert_null (tpk_workspace_get_locked_by (self, TPK_MANAGED_SERVERS));
  g_assert_null (tpk_workspace_dup_lock_reason (self, TPK_MANAGED_SERVERS));
  reason = tpk_workspace_dup_lock_reason (self, TPK_MANAGED_ROUTE);
  g_assert_nonnull (reason);

  tpk_profile_set_route (profile, TPK_ROUTE_DIRECT);
  g_assert_false (tpk_workspace_check_managed (self, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_MANAGED);
  g_assert_cmpstr (error->message, ==, reason);
  tpk_workspace_set_route (self, TPK_ROUTE_DIRECT);
  g_assert_cmpint (get_route (tpk_workspace_get_draft (self)), ==, TPK_ROUTE_CLOUD);
  g_assert_true (ws_has_notice (self, "managed-locked"));

  /* A new profile is no way around it. */
  tpk_document_set_active_profile (tpk_workspace_get_draft (self),
                                   tpk_document_add_profile (tpk_workspace_get_draft (self),
                                                             "Around"));
  tpk_workspace_commit (self, "Add Profile");
  g_assert_cmpint (get_route (tpk_workspace_get_draft (self)), ==, TPK_ROUTE_CLOUD);

  tpk_workspace_undo (self);
  g_assert_cmpint (get_route (tpk_workspace_get_draft (self)), ==, TPK_ROUTE_CLOUD);
  ws_finalize (self);
}

/* What is applied is as it was until somebody applies; clients are given what is locked. */
static void
test_lock_comes_later (StoreFixture  *fixture,
                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  TpkApplyOutcome outcome;
  TpkWorkspace *self;

  lock ("{}");
  ws_start_from (fixture, "turn.example.net");
  lock ("{\"profiles\":[{\"route\":\"direct\"}],\"locked\":[\"route\"]}");

  self = ws_new_loaded (fixture);
  g_assert_true (ws_has_notice (self, "managed-override"));
  g_assert_cmpint (get_route (tpk_workspace_get_draft (self)), ==, TPK_ROUTE_DIRECT);
  g_assert_cmpint (get_route (tpk_workspace_get_applied (self)), ==, TPK_ROUTE_DIRECT);
  g_assert_true (tpk_workspace_is_modified (self));
  g_assert_false (tpk_workspace_get_conflict (self));

  g_assert_true (ws_apply (self, FALSE, &outcome, &error));
  g_assert_no_error (error);
  g_assert_cmpint (outcome, ==, TPK_APPLY_OUTCOME_APPLIED);
  g_assert_false (tpk_workspace_is_modified (self));
  ws_finalize (self);

  self = ws_new_loaded (fixture);
  g_assert_false (ws_has_notice (self, "managed-override"));
  g_assert_false (tpk_workspace_is_modified (self));
  ws_finalize (self);
}

/* Whoever goes to the store directly meets the lock there. */
static void
test_store (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autoptr (TpkDocument) document = test_document ("turn.example.net", "password");
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autoptr (GError) error = NULL;

  lock ("{\"locked\":[\"servers\"]}");
  g_assert_false (tpk_store_apply (fixture->store, document, NULL, FALSE, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_MANAGED);
  assert_no_file (path);
}

int
main (int    argc,
      char **argv)
{
  int status;

  /* Before anybody asks GLib, which remembers. */
  system_folder = g_dir_make_tmp ("turnpike-system-XXXXXX", NULL);
  g_assert_nonnull (system_folder);
  g_setenv ("XDG_CONFIG_DIRS", system_folder, TRUE);
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/workspace/managed/edit", test_edit);
  store_test_add ("/workspace/managed/lock-comes-later", test_lock_comes_later);
  store_test_add ("/workspace/managed/store", test_store);

  status = g_test_run ();
  test_remove_all (system_folder);
  g_free (system_folder);

  return status;
}
