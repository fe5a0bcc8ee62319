/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "workspace-fixture.h"

#include <glib/gstdio.h>

#include "store/tpk-call-lease.h"

/* Writes turnpike.json as somebody who edits it by hand. */
static void
write_document (StoreFixture *fixture,
                const char   *name,
                const char   *host)
{
  g_autofree char *path = test_path (fixture, name);
  g_autoptr (TpkDocument) document = test_document (host, "a-good-password");
  g_autofree char *text = tpk_document_to_data (document, NULL);

  test_write (path, text);
}

static gboolean
host_is (TpkDocument *document,
         const char  *host)
{
  TpkProfile *profile = tpk_document_get_active_profile (document);
  TpkIceUrl *url;

  if (tpk_profile_get_n_servers (profile) != 1)
    return FALSE;

  url = tpk_server_get_url (tpk_profile_get_server (profile, 0), 0);

  return g_strcmp0 (tpk_ice_url_get_host (url), host) == 0;
}

static TpkWorkspace *
start (StoreFixture *fixture)
{
  ws_start_from (fixture, "a.net");

  return ws_new_loaded (fixture);
}

static void
assert_apply_refused (TpkWorkspace *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ws_apply (self, FALSE, NULL, &error));
  g_assert_error (error, TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_CHANGED);
}

static void
assert_text (StoreFixture *fixture,
             const char   *name,
             const char   *host)
{
  g_autofree char *path = test_path (fixture, name);
  g_autoptr (TpkDocument) document = test_document (host, "a-good-password");
  g_autofree char *text = tpk_document_to_data (document, NULL);

  assert_file (path, text);
}

/* Nothing was edited: theirs is taken, silently, and undo leads back. */
static void
test_unmodified (StoreFixture  *fixture,
                 gconstpointer  data)
{
  TpkWorkspace *self = start (fixture);

  write_document (fixture, "turnpike.json", "theirs.net");
  test_wait_until (host_is (tpk_workspace_get_applied (self), "theirs.net"));
  ws_assert_host (tpk_workspace_get_draft (self), "theirs.net");
  g_assert_false (tpk_workspace_is_modified (self));
  g_assert_false (tpk_workspace_get_conflict (self));
  tpk_workspace_undo (self);
  ws_assert_host (tpk_workspace_get_draft (self), "a.net");

  /* And may be applied like any draft. */
  ws_assert_applied (self);
  assert_text (fixture, "turnpike.json", "a.net");
  ws_finalize (self);
}

/* Undo in the moment before their change is noticed is no edit that could be lost: theirs is taken,
 * and all steps lead back from there. */
static void
test_undone_at_once (StoreFixture  *fixture,
                     gconstpointer  data)
{
  const char *name = data;
  TpkWorkspace *self = start (fixture);

  ws_set_host (self, "b.net");
  tpk_workspace_commit (self, "Second");
  ws_set_host (self, "c.net");
  tpk_workspace_commit (self, "Third");
  ws_assert_applied (self);

  write_document (fixture, name, "theirs.net");
  tpk_workspace_undo (self);
  tpk_workspace_undo (self);
  ws_assert_host (tpk_workspace_get_draft (self), "a.net");
  test_wait_until (host_is (tpk_workspace_get_draft (self), "theirs.net"));
  g_assert_false (tpk_workspace_get_conflict (self));
  g_assert_cmpint (tpk_workspace_is_modified (self), ==, g_str_equal (name, "draft.json"));
  assert_text (fixture, name, "theirs.net");

  g_assert_cmpstr (tpk_workspace_get_undo_name (self), ==, "Changes Made Elsewhere");
  tpk_workspace_undo (self);
  ws_assert_host (tpk_workspace_get_draft (self), "c.net");
  tpk_workspace_undo (self);
  ws_assert_host (tpk_workspace_get_draft (self), "b.net");
  ws_finalize (self);
}

/* But whoever goes on from there has something to lose. */
static void
test_undone_and_edited (StoreFixture  *fixture,
                        gconstpointer  data)
{
  TpkWorkspace *self = start (fixture);

  ws_set_host (self, "b.net");
  ws_assert_applied (self);
  write_document (fixture, "turnpike.json", "theirs.net");
  tpk_workspace_undo (self);
  ws_set_host (self, "mine.net");
  test_wait_until (tpk_workspace_get_conflict (self));
  ws_assert_host (tpk_workspace_get_draft (self), "mine.net");
  ws_assert_host (tpk_workspace_get_applied (self), "theirs.net");
  ws_finalize (self);
}

/* Stages b.net, as during a call. */
static TpkCallLease *
stage (StoreFixture *fixture,
       TpkWorkspace *self)
{
  TpkApplyOutcome outcome = TPK_APPLY_OUTCOME_APPLIED;
  g_autoptr (GError) error = NULL;
  TpkCallLease *lease = tpk_call_lease_take (fixture->folder, "Softphone", &error);

  g_assert_no_error (error);
  ws_set_host (self, "b.net");
  g_assert_true (ws_apply (self, FALSE, &outcome, &error));
  g_assert_no_error (error);
  g_assert_cmpint (outcome, ==, TPK_APPLY_OUTCOME_STAGED);

  return lease;
}

/* The call ends, and its client writes what is staged before the window does, as turnpikectl. */
static void
carry_out_elsewhere (StoreFixture *fixture,
                     TpkCallLease *lease)
{
  g_autoptr (TpkStore) store = tpk_store_new (fixture->folder);
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (TpkDocument) staged = NULL;
  g_autoptr (TpkDocument) draft = NULL;
  g_autofree char *draft_text = NULL;
  g_autofree char *staged_text = NULL;
  g_autoptr (GError) error = NULL;

  tpk_call_lease_release (lease);
  g_assert_true (tpk_store_load (store, TPK_STORE_DOCUMENT, &document, NULL, &error));
  g_assert_true (tpk_store_load (store, TPK_STORE_STAGED, &staged, NULL, &error));
  g_assert_true (tpk_store_load (store, TPK_STORE_DRAFT, &draft, NULL, &error));
  g_assert_true (tpk_store_apply (store, staged, NULL, FALSE, &error));
  g_assert_true (tpk_store_remove (store, TPK_STORE_STAGED, &error));
  if (draft == NULL)
    return;

  draft_text = tpk_document_to_data (draft, NULL);
  staged_text = tpk_document_to_data (staged, NULL);
  if (g_str_equal (draft_text, staged_text))
    g_assert_true (tpk_store_remove (store, TPK_STORE_DRAFT, &error));
  else
    g_assert_true (tpk_store_save (store, TPK_STORE_DRAFT, draft_text, strlen (draft_text), NULL,
                                   &error));
}

static void
assert_carried_out (StoreFixture *fixture,
                    TpkWorkspace *self,
                    const char   *draft)
{
  test_wait_until (host_is (tpk_workspace_get_applied (self), "b.net") &&
                   !tpk_workspace_is_staged (self));
  ws_assert_host (tpk_workspace_get_draft (self), draft);
  g_assert_false (tpk_workspace_get_conflict (self));
  g_assert_true (tpk_workspace_is_modified (self));
  ws_assert_applied (self);
  assert_text (fixture, "turnpike.json", draft);
  ws_finalize (self);
}

/* Undo takes back what was staged, even in the moment in which that is applied. */
static void
test_carried_out_undone_at_once (StoreFixture  *fixture,
                                 gconstpointer  data)
{
  TpkWorkspace *self = start (fixture);
  g_autoptr (TpkCallLease) lease = stage (fixture, self);

  carry_out_elsewhere (fixture, lease);
  tpk_workspace_undo (self);
  assert_carried_out (fixture, self, "a.net");
}

/* Or well before that, so that there is no draft any more. */
static void
test_carried_out_undone (StoreFixture  *fixture,
                         gconstpointer  data)
{
  g_autofree char *draft = test_path (fixture, "draft.json");
  g_autoptr (GError) error = NULL;
  TpkWorkspace *self = start (fixture);
  g_autoptr (TpkCallLease) lease = stage (fixture, self);

  tpk_workspace_undo (self);
  g_assert_true (ws_flush (self, &error));
  assert_no_file (draft);
  carry_out_elsewhere (fixture, lease);
  assert_carried_out (fixture, self, "a.net");
}

/* What is edited during the call was edited on what is staged, be it saved yet or not. */
static void
test_carried_out_edited (StoreFixture  *fixture,
                         gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  TpkWorkspace *self = start (fixture);
  g_autoptr (TpkCallLease) lease = stage (fixture, self);

  ws_set_host (self, "c.net");
  g_assert_true (ws_flush (self, &error));
  carry_out_elsewhere (fixture, lease);
  ws_set_host (self, "d.net");
  assert_carried_out (fixture, self, "d.net");
}

/* A saved draft lies on top of what they changed: people decide. Here: theirs. */
static void
test_conflict_theirs (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autofree char *draft = test_path (fixture, "draft.json");
  g_autoptr (GError) error = NULL;
  TpkWorkspace *self = start (fixture);

  ws_set_host (self, "mine.net");
  g_assert_true (ws_flush (self, &error));
  write_document (fixture, "turnpike.json", "theirs.net");
  test_wait_until (tpk_workspace_get_conflict (self));
  ws_assert_host (tpk_workspace_get_applied (self), "theirs.net");
  ws_assert_host (tpk_workspace_get_draft (self), "mine.net");
  assert_apply_refused (self);
  assert_text (fixture, "turnpike.json", "theirs.net");

  g_assert_true (ws_reload (self, &error));
  g_assert_no_error (error);
  g_assert_false (tpk_workspace_get_conflict (self));
  ws_assert_host (tpk_workspace_get_draft (self), "theirs.net");
  g_assert_true (ws_flush (self, &error));
  assert_no_file (draft);
  tpk_workspace_undo (self);
  ws_assert_host (tpk_workspace_get_draft (self), "mine.net");
  ws_finalize (self);
}

/* Here: mine. */
static void
test_conflict_mine (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  TpkWorkspace *self = start (fixture);
  TpkWorkspace *later;

  ws_set_host (self, "mine.net");
  g_assert_true (ws_flush (self, &error));
  write_document (fixture, "turnpike.json", "theirs.net");
  test_wait_until (tpk_workspace_get_conflict (self));

  tpk_workspace_keep_mine (self);
  g_assert_false (tpk_workspace_get_conflict (self));
  g_assert_true (ws_flush (self, &error));
  g_assert_no_error (error);

  /* The next run knows that it was decided. */
  later = ws_new_loaded (fixture);
  g_assert_false (tpk_workspace_get_conflict (later));
  ws_finalize (later);

  ws_assert_applied (self);
  assert_text (fixture, "turnpike.json", "mine.net");
  ws_finalize (self);
}

/* Or by applying with the wish to overwrite. */
static void
test_conflict_overwrite (StoreFixture  *fixture,
                         gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  TpkWorkspace *self = start (fixture);

  ws_set_host (self, "mine.net");
  write_document (fixture, "turnpike.json", "theirs.net");
  test_wait_until (tpk_workspace_get_conflict (self));
  g_assert_true (ws_apply (self, TRUE, NULL, &error));
  g_assert_no_error (error);
  assert_text (fixture, "turnpike.json", "mine.net");
  g_assert_false (tpk_workspace_get_conflict (self));
  ws_finalize (self);
}

/* Applied before the change was noticed: the store notices. */
static void
test_apply_at_once (StoreFixture  *fixture,
                    gconstpointer  data)
{
  TpkWorkspace *self = start (fixture);

  ws_set_host (self, "mine.net");
  write_document (fixture, "turnpike.json", "theirs.net");
  assert_apply_refused (self);
  assert_text (fixture, "turnpike.json", "theirs.net");
  test_wait_until (tpk_workspace_get_conflict (self));
  ws_finalize (self);
}

/* Changed while nobody looked: the draft of last week must not undo it unasked. */
static void
test_conflict_at_start (StoreFixture  *fixture,
                        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  TpkWorkspace *self = start (fixture);
  TpkWorkspace *later;

  ws_set_host (self, "mine.net");
  g_assert_true (ws_flush (self, &error));
  ws_finalize (self);
  write_document (fixture, "turnpike.json", "theirs.net");

  later = ws_new_loaded (fixture);
  g_assert_true (tpk_workspace_get_conflict (later));
  g_assert_true (ws_has_notice (later, "draft-outdated"));
  ws_assert_host (tpk_workspace_get_draft (later), "mine.net");
  ws_assert_host (tpk_workspace_get_applied (later), "theirs.net");
  assert_apply_refused (later);

  /* More edits do not make it forget. */
  ws_set_host (later, "more.net");
  g_assert_true (ws_flush (later, &error));
  ws_finalize (later);
  later = ws_new_loaded (fixture);
  g_assert_true (tpk_workspace_get_conflict (later));
  ws_finalize (later);
}

/* Two windows on one folder: what is typed in one appears in the other. */
static void
test_two_workspaces (StoreFixture  *fixture,
                     gconstpointer  data)
{
  TpkWorkspace *one = start (fixture);
  TpkWorkspace *two = ws_new_loaded (fixture);

  ws_set_host (one, "one.net");
  test_wait_until (host_is (tpk_workspace_get_draft (two), "one.net"));
  g_assert_true (tpk_workspace_is_modified (two));
  ws_set_host (two, "two.net");
  test_wait_until (host_is (tpk_workspace_get_draft (one), "two.net"));

  ws_assert_applied (one);
  test_wait_until (host_is (tpk_workspace_get_applied (two), "two.net") &&
                   !tpk_workspace_is_modified (two));
  g_assert_false (tpk_workspace_get_conflict (one));
  g_assert_false (tpk_workspace_get_conflict (two));
  g_assert_cmpuint (tpk_workspace_get_generation (two), ==, 2);
  ws_finalize (one);
  ws_finalize (two);
}

/* Both typed at the same moment: the draft file is the one that was faster, the other is asked. */
static void
test_draft_conflict (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  TpkWorkspace *self = start (fixture);

  ws_set_host (self, "mine.net");
  write_document (fixture, "draft.json", "theirs.net");
  g_assert_false (ws_flush (self, &error));
  g_assert_error (error, TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_CHANGED);
  g_clear_error (&error);
  g_assert_true (tpk_workspace_get_conflict (self));
  ws_assert_host (tpk_workspace_get_draft (self), "mine.net");

  /* Nothing of theirs is overwritten in the meantime. */
  ws_set_host (self, "mine2.net");
  ws_wait (600);
  assert_text (fixture, "draft.json", "theirs.net");

  tpk_workspace_keep_mine (self);
  g_assert_true (ws_flush (self, &error));
  g_assert_no_error (error);
  assert_text (fixture, "draft.json", "mine2.net");
  ws_finalize (self);
}

static void
test_draft_conflict_theirs (StoreFixture  *fixture,
                            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  TpkWorkspace *self = start (fixture);

  ws_set_host (self, "mine.net");
  write_document (fixture, "draft.json", "theirs.net");
  test_wait_until (tpk_workspace_get_conflict (self));
  g_assert_true (ws_reload (self, &error));
  ws_assert_host (tpk_workspace_get_draft (self), "theirs.net");
  g_assert_false (tpk_workspace_get_conflict (self));
  assert_text (fixture, "draft.json", "theirs.net");
  ws_finalize (self);
}

/* The very same edit is no conflict. */
static void
test_same_edit (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  TpkWorkspace *self = start (fixture);

  ws_set_host (self, "same.net");
  write_document (fixture, "draft.json", "same.net");
  g_assert_true (ws_flush (self, &error));
  g_assert_no_error (error);
  g_assert_false (tpk_workspace_get_conflict (self));
  ws_finalize (self);
}

/* Only the white space: nothing to tell, and nothing to stumble over later. */
static void
test_white_space (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *text = NULL;
  g_autofree char *spaced = NULL;
  TpkWorkspace *self = start (fixture);

  text = test_read (path);
  spaced = g_strconcat (text, "\n\n", NULL);
  test_write (path, spaced);
  ws_wait (500);
  g_assert_false (tpk_workspace_get_conflict (self));
  ws_set_host (self, "mine.net");
  ws_assert_applied (self);
  assert_text (fixture, "turnpike.json", "mine.net");
  ws_finalize (self);
}

/* Gone, or damaged by a slip of the hand: nobody loses what the window still shows. */
static void
test_gone (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  TpkWorkspace *self = start (fixture);

  test_write (path, "{\"schema\":1,");
  test_wait_until (tpk_workspace_get_conflict (self));
  g_assert_true (ws_has_notice (self, "file-set-aside"));
  ws_assert_host (tpk_workspace_get_draft (self), "a.net");
  assert_no_file (path);

  tpk_workspace_keep_mine (self);
  ws_assert_applied (self);
  assert_text (fixture, "turnpike.json", "a.net");
  ws_finalize (self);
}

/* The folder comes into being under the open window. */
static void
test_new_folder (StoreFixture  *fixture,
                 gconstpointer  data)
{
  TpkWorkspace *self = ws_new_loaded (fixture);

  ws_set_host (self, "a.net");
  ws_assert_applied (self);
  write_document (fixture, "turnpike.json", "theirs.net");
  test_wait_until (host_is (tpk_workspace_get_draft (self), "theirs.net"));
  ws_finalize (self);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ws_test_add ("/workspace/sync/unmodified", test_unmodified);
  g_test_add ("/workspace/sync/undone-at-once/document", StoreFixture, "turnpike.json",
              store_fixture_set_up, test_undone_at_once, store_fixture_tear_down);
  g_test_add ("/workspace/sync/undone-at-once/draft", StoreFixture, "draft.json",
              store_fixture_set_up, test_undone_at_once, store_fixture_tear_down);
  ws_test_add ("/workspace/sync/undone-and-edited", test_undone_and_edited);
  ws_test_add ("/workspace/sync/carried-out/undone-at-once", test_carried_out_undone_at_once);
  ws_test_add ("/workspace/sync/carried-out/undone", test_carried_out_undone);
  ws_test_add ("/workspace/sync/carried-out/edited", test_carried_out_edited);
  ws_test_add ("/workspace/sync/conflict-theirs", test_conflict_theirs);
  ws_test_add ("/workspace/sync/conflict-mine", test_conflict_mine);
  ws_test_add ("/workspace/sync/conflict-overwrite", test_conflict_overwrite);
  ws_test_add ("/workspace/sync/apply-at-once", test_apply_at_once);
  ws_test_add ("/workspace/sync/conflict-at-start", test_conflict_at_start);
  ws_test_add ("/workspace/sync/two-workspaces", test_two_workspaces);
  ws_test_add ("/workspace/sync/draft-conflict", test_draft_conflict);
  ws_test_add ("/workspace/sync/draft-conflict-theirs", test_draft_conflict_theirs);
  ws_test_add ("/workspace/sync/same-edit", test_same_edit);
  ws_test_add ("/workspace/sync/white-space", test_white_space);
  ws_test_add ("/workspace/sync/gone", test_gone);
  ws_test_add ("/workspace/sync/new-folder", test_new_folder);

  return g_test_run ();
}
