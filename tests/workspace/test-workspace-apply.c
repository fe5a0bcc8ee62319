/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "workspace-fixture.h"

#include "store/tpk-call-lease.h"

#include <string.h>

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *n)
{
  (*n)++;
}

static void
assert_staged (TpkWorkspace *self)
{
  TpkApplyOutcome outcome = TPK_APPLY_OUTCOME_APPLIED;
  g_autoptr (GError) error = NULL;

  g_assert_true (ws_apply (self, FALSE, &outcome, &error));
  g_assert_no_error (error);
  g_assert_cmpint (outcome, ==, TPK_APPLY_OUTCOME_STAGED);
  g_assert_true (tpk_workspace_is_staged (self));
}

static TpkCallLease *
take_lease (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  TpkCallLease *lease = tpk_call_lease_take (fixture->folder, "Softphone", &error);

  g_assert_no_error (error);

  return lease;
}

static void
test_plan (StoreFixture  *fixture,
           gconstpointer  data)
{
  TpkWorkspace *self = ws_new_loaded (fixture);
  g_autoptr (GListModel) changes = NULL;
  g_autoptr (TpkFileChange) document = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  ws_set_host (self, "a.net");
  changes = ws_plan (self, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (changes), ==, 2);
  document = g_list_model_get_item (changes, 0);
  text = ws_draft_text (self);
  g_assert_cmpstr (tpk_file_change_get_new_text (document), ==, text);
  g_assert_cmpint (tpk_file_change_get_kind (document), ==, TPK_FILE_CHANGE_CREATED);
  ws_finalize (self);
}

static void
test_apply (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *draft = test_path (fixture, "draft.json");
  g_autofree char *rtc = test_path (fixture, "rtc-configuration.json");
  TpkWorkspace *self = ws_new_loaded (fixture);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  guint n_generation = 0;

  g_signal_connect (self, "notify::generation", G_CALLBACK (count_cb), &n_generation);
  ws_set_host (self, "a.net");
  g_assert_true (ws_flush (self, &error));
  ws_assert_applied (self);
  text = ws_draft_text (self);
  assert_file (path, text);
  assert_no_file (draft);
  g_assert_true (g_file_test (rtc, G_FILE_TEST_EXISTS));
  g_assert_false (tpk_workspace_is_modified (self));
  ws_assert_host (tpk_workspace_get_applied (self), "a.net");
  g_assert_cmpuint (tpk_workspace_get_generation (self), ==, 1);
  g_assert_cmpuint (n_generation, ==, 1);

  /* What was edited can still be taken back, as a draft. */
  tpk_workspace_undo (self);
  g_assert_true (tpk_workspace_is_modified (self));
  test_wait_until (g_file_test (draft, G_FILE_TEST_EXISTS));
  g_assert_false (tpk_workspace_get_conflict (self));
  ws_finalize (self);
}

static void
test_invalid (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *before = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkFinding) finding = NULL;
  TpkWorkspace *self;
  TpkServer *server;

  ws_start_from (fixture, "a.net");
  before = test_read (path);
  self = ws_new_loaded (fixture);
  server = tpk_profile_get_server (tpk_workspace_get_profile (self), 0);
  tpk_server_set_url (server, 0, "turn:");
  g_assert_false (ws_apply (self, FALSE, NULL, &error));
  g_assert_error (error, TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_INVALID);
  for (guint i = 0; finding == NULL; i++) {
    g_autoptr (TpkFinding) item = g_list_model_get_item (tpk_workspace_get_findings (self), i);

    g_assert_nonnull (item);
    if (tpk_finding_get_severity (item) == TPK_SEVERITY_ERROR)
      finding = g_steal_pointer (&item);
  }
  g_assert_cmpstr (error->message, ==, tpk_finding_get_message (finding));
  assert_file (path, before);
  ws_finalize (self);
}

static void
test_bad_client_file (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autoptr (TpkClientFile) file = tpk_client_file_new ("w3c", "/nowhere/at/all.json");
  g_autoptr (GError) error = NULL;
  TpkWorkspace *self = ws_new_loaded (fixture);

  ws_set_host (self, "a.net");
  tpk_document_add_client_file (tpk_workspace_get_draft (self), file);
  g_assert_false (ws_apply (self, FALSE, NULL, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_CLIENT_FILE);
  g_assert_nonnull (strstr (error->message, "/nowhere/at/all.json"));
  assert_no_file (path);
  ws_finalize (self);
}

static void
test_foreign_client_file (StoreFixture  *fixture,
                          gconstpointer  data)
{
  g_autofree char *rtc = test_path (fixture, "rtc-configuration.json");
  g_autoptr (GError) error = NULL;
  TpkApplyOutcome outcome;
  TpkWorkspace *self;

  ws_start_from (fixture, "a.net");
  self = ws_new_loaded (fixture);
  test_write (rtc, "theirs");
  ws_set_host (self, "b.net");
  g_assert_false (ws_apply (self, FALSE, NULL, &error));
  g_assert_error (error, TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_CHANGED);
  g_clear_error (&error);
  assert_file (rtc, "theirs");
  ws_assert_host (tpk_workspace_get_applied (self), "a.net");

  g_assert_true (ws_apply (self, TRUE, &outcome, &error));
  g_assert_no_error (error);
  ws_assert_host (tpk_workspace_get_applied (self), "b.net");
  ws_finalize (self);
}

/* A call in this very process. */
static void
test_staged (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *staged = test_path (fixture, "staged.json");
  g_autofree char *draft = test_path (fixture, "draft.json");
  g_autofree char *before = NULL;
  g_autofree char *text = NULL;
  g_autoptr (TpkCallLease) lease = NULL;
  TpkWorkspace *self;
  guint n = 0;

  ws_start_from (fixture, "a.net");
  before = test_read (path);
  self = ws_new_loaded (fixture);
  g_signal_connect (self, "notify::staged", G_CALLBACK (count_cb), &n);
  lease = take_lease (fixture);
  ws_set_host (self, "b.net");
  assert_staged (self);
  text = ws_draft_text (self);
  assert_file (staged, text);
  assert_file (draft, text);
  assert_file (path, before);
  g_assert_cmpint (test_mode (staged), ==, 0600);
  ws_assert_host (tpk_workspace_get_applied (self), "a.net");
  g_assert_true (tpk_workspace_is_modified (self));
  g_assert_cmpuint (n, ==, 1);

  tpk_call_lease_release (lease);
  test_wait_until (!tpk_workspace_is_staged (self));
  assert_file (path, text);
  assert_no_file (staged);
  assert_no_file (draft);
  ws_assert_host (tpk_workspace_get_applied (self), "b.net");
  g_assert_false (tpk_workspace_is_modified (self));
  g_assert_cmpuint (tpk_workspace_get_generation (self), ==, 2);
  g_assert_false (tpk_workspace_get_conflict (self));
  ws_finalize (self);
}

/* A client in another process that is killed: its call is over. */
static void
test_staged_killed (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autoptr (GSubprocess) first = NULL;
  g_autoptr (GSubprocess) second = NULL;
  g_autofree char *first_line = NULL;
  g_autofree char *second_line = NULL;
  g_autofree char *before = NULL;
  g_autofree char *text = NULL;
  TpkWorkspace *self;

  ws_start_from (fixture, "a.net");
  before = test_read (path);
  first = test_helper_start ("lease", fixture->folder, "One", NULL);
  second = test_helper_start ("lease", fixture->folder, "Two", NULL);
  first_line = test_helper_line (first);
  second_line = test_helper_line (second);
  g_assert_cmpstr (first_line, ==, "held");
  g_assert_cmpstr (second_line, ==, "held");

  self = ws_new_loaded (fixture);
  ws_set_host (self, "b.net");
  assert_staged (self);
  text = ws_draft_text (self);

  /* One call is left. */
  test_helper_kill (first);
  ws_wait (2500);
  assert_file (path, before);
  g_assert_true (tpk_workspace_is_staged (self));

  test_helper_kill (second);
  test_wait_until (!tpk_workspace_is_staged (self));
  assert_file (path, text);
  ws_finalize (self);
}

/* The window is closed, the call ends, and only then somebody comes back. */
static void
test_staged_survives (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autoptr (TpkCallLease) lease = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gboolean applied = TRUE;
  TpkWorkspace *self;
  TpkWorkspace *later;

  ws_start_from (fixture, "a.net");
  self = ws_new_loaded (fixture);
  lease = take_lease (fixture);
  ws_set_host (self, "b.net");
  assert_staged (self);
  text = ws_draft_text (self);
  ws_finalize (self);

  later = ws_new_loaded (fixture);
  g_assert_true (tpk_workspace_is_staged (later));
  g_assert_false (tpk_workspace_get_conflict (later));
  g_assert_true (ws_carry_out (later, &applied, &error));
  g_assert_no_error (error);
  g_assert_false (applied);

  tpk_call_lease_release (lease);
  g_assert_true (ws_carry_out (later, &applied, &error));
  g_assert_no_error (error);
  g_assert_true (applied);
  assert_file (path, text);
  g_assert_false (tpk_workspace_is_staged (later));
  g_assert_false (tpk_workspace_is_modified (later));

  /* There is nothing left to carry out. */
  g_assert_true (ws_carry_out (later, &applied, &error));
  g_assert_false (applied);
  ws_finalize (later);
}

/* The newest change is the one that is carried out; an apply without a call clears what was
 * staged. */
static void
test_staged_replaced (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autofree char *staged = test_path (fixture, "staged.json");
  g_autoptr (TpkCallLease) lease = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GError) error = NULL;
  TpkWorkspace *self;

  ws_start_from (fixture, "a.net");
  self = ws_new_loaded (fixture);
  lease = take_lease (fixture);
  ws_set_host (self, "b.net");
  assert_staged (self);
  ws_set_host (self, "c.net");
  assert_staged (self);
  second = ws_draft_text (self);
  assert_file (staged, second);

  g_assert_true (ws_unstage (self, &error));
  g_assert_false (tpk_workspace_is_staged (self));
  assert_no_file (staged);
  ws_assert_host (tpk_workspace_get_draft (self), "c.net");

  assert_staged (self);
  ws_set_host (self, "d.net");
  tpk_call_lease_release (lease);
  ws_assert_applied (self);
  assert_no_file (staged);
  g_assert_false (tpk_workspace_is_staged (self));
  ws_assert_host (tpk_workspace_get_applied (self), "d.net");
  ws_finalize (self);
}

/* Edits made while a change is staged stay a draft, on top of it. */
static void
test_staged_and_edited (StoreFixture  *fixture,
                        gconstpointer  data)
{
  g_autofree char *draft = test_path (fixture, "draft.json");
  g_autoptr (TpkCallLease) lease = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  TpkWorkspace *self;
  TpkWorkspace *later;

  ws_start_from (fixture, "a.net");
  self = ws_new_loaded (fixture);
  lease = take_lease (fixture);
  ws_set_host (self, "b.net");
  assert_staged (self);
  ws_set_host (self, "c.net");
  g_assert_true (ws_flush (self, &error));
  text = ws_draft_text (self);
  tpk_call_lease_release (lease);
  test_wait_until (!tpk_workspace_is_staged (self));
  ws_assert_host (tpk_workspace_get_applied (self), "b.net");
  ws_assert_host (tpk_workspace_get_draft (self), "c.net");
  g_assert_true (tpk_workspace_is_modified (self));
  assert_file (draft, text);
  ws_finalize (self);

  later = ws_new_loaded (fixture);
  g_assert_false (tpk_workspace_get_conflict (later));
  ws_assert_host (tpk_workspace_get_draft (later), "c.net");
  ws_finalize (later);
}

/* Somebody edits turnpike.json while a change is staged: it is not carried out over that. */
static void
test_staged_and_foreign (StoreFixture  *fixture,
                         gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autoptr (TpkCallLease) lease = NULL;
  g_autoptr (GError) error = NULL;
  gboolean applied;
  TpkWorkspace *self;
  TpkWorkspace *later;

  ws_start_from (fixture, "a.net");
  self = ws_new_loaded (fixture);
  lease = take_lease (fixture);
  ws_set_host (self, "b.net");
  assert_staged (self);
  ws_finalize (self);

  test_write (path, "{\"schema\":1}");
  tpk_call_lease_release (lease);
  later = ws_new_loaded (fixture);
  g_assert_true (tpk_workspace_get_conflict (later));
  g_assert_false (ws_carry_out (later, &applied, &error));
  g_assert_error (error, TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_CHANGED);
  assert_file (path, "{\"schema\":1}");
  g_assert_true (tpk_workspace_is_staged (later));
  g_assert_true (ws_has_notice (later, "staged-not-applied"));
  ws_finalize (later);
}

static void
test_restore (StoreFixture  *fixture,
              gconstpointer  data)
{
  const char *const hosts[] = { "a.net", "b.net", "c.net" };
  g_auto (GStrv) entries = NULL;
  g_autoptr (GError) error = NULL;
  TpkWorkspace *self = ws_new_loaded (fixture);

  for (guint i = 0; i < 3; i++) {
    ws_set_host (self, hosts[i]);
    ws_assert_applied (self);
  }

  for (guint i = 2; i > 0; i--) {
    g_assert_true (ws_restore (self, NULL, &error));
    g_assert_no_error (error);
    ws_assert_host (tpk_workspace_get_draft (self), hosts[i - 1]);
    ws_assert_applied (self);
    ws_assert_host (tpk_workspace_get_applied (self), hosts[i - 1]);
  }
  g_assert_false (ws_restore (self, NULL, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_NO_HISTORY);

  entries = tpk_store_list_history (tpk_workspace_get_store (self));
  g_assert_cmpuint (g_strv_length (entries), ==, 3);
  g_clear_error (&error);
  g_assert_true (ws_restore (self, entries[0], &error));
  ws_assert_host (tpk_workspace_get_draft (self), "c.net");
  tpk_workspace_undo (self);
  ws_assert_host (tpk_workspace_get_draft (self), "a.net");
  ws_finalize (self);
}

/* Asked three times at once: one after the other, and each is told. */
static void
test_burst (StoreFixture  *fixture,
            gconstpointer  data)
{
  const char *const hosts[] = { "a.net", "b.net", "c.net" };
  GAsyncResult *results[3] = { NULL, NULL, NULL };
  TpkWorkspace *self = ws_new_loaded (fixture);

  for (guint i = 0; i < 3; i++) {
    ws_set_host (self, hosts[i]);
    tpk_workspace_apply_async (self, FALSE, NULL, ws_keep_result_cb, &results[i]);
  }

  for (guint i = 0; i < 3; i++) {
    g_autoptr (GError) error = NULL;

    test_wait_until (results[i] != NULL);
    g_assert_true (tpk_workspace_apply_finish (self, results[i], NULL, &error));
    g_assert_no_error (error);
    g_object_unref (results[i]);
  }

  ws_assert_host (tpk_workspace_get_applied (self), "c.net");
  g_assert_cmpuint (tpk_workspace_get_generation (self), ==, 3);
  ws_finalize (self);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ws_test_add ("/workspace/apply/plan", test_plan);
  ws_test_add ("/workspace/apply/apply", test_apply);
  ws_test_add ("/workspace/apply/invalid", test_invalid);
  ws_test_add ("/workspace/apply/bad-client-file", test_bad_client_file);
  ws_test_add ("/workspace/apply/foreign-client-file", test_foreign_client_file);
  ws_test_add ("/workspace/apply/staged", test_staged);
  ws_test_add ("/workspace/apply/staged-killed", test_staged_killed);
  ws_test_add ("/workspace/apply/staged-survives", test_staged_survives);
  ws_test_add ("/workspace/apply/staged-replaced", test_staged_replaced);
  ws_test_add ("/workspace/apply/staged-and-edited", test_staged_and_edited);
  ws_test_add ("/workspace/apply/staged-and-foreign", test_staged_and_foreign);
  ws_test_add ("/workspace/apply/restore", test_restore);
  ws_test_add ("/workspace/apply/burst", test_burst);

  return g_test_run ();
}
