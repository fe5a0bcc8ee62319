/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "workspace-fixture.h"

#include "model/tpk-json.h"

#include <glib/gstdio.h>

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *n)
{
  (*n)++;
}

static void
test_new (StoreFixture  *fixture,
          gconstpointer  data)
{
  TpkWorkspace *self = ws_new (fixture);

  g_assert_false (tpk_workspace_is_modified (self));
  g_assert_false (tpk_workspace_can_undo (self));
  g_assert_false (tpk_workspace_can_redo (self));
  g_assert_false (tpk_workspace_is_staged (self));
  g_assert_false (tpk_workspace_get_conflict (self));
  g_assert_cmpstr (tpk_profile_get_name (tpk_workspace_get_profile (self)), ==, "Default");
  g_assert_finalize_object (self);
}

/* Opening an empty folder, and only looking, leaves it as it is. */
static void
test_load_empty (StoreFixture  *fixture,
                 gconstpointer  data)
{
  TpkWorkspace *self = ws_new_loaded (fixture);

  g_assert_cmpuint (g_list_model_get_n_items (tpk_workspace_get_notices (self)), ==, 0);
  ws_assert_host (tpk_workspace_get_draft (self), NULL);
  g_assert_false (tpk_workspace_is_modified (self));
  g_assert_false (tpk_workspace_can_undo (self));
  ws_finalize (self);
  assert_no_file (fixture->folder);
}

static void
test_load (StoreFixture  *fixture,
           gconstpointer  data)
{
  TpkWorkspace *self = ws_new (fixture);
  TpkDocument *draft = tpk_workspace_get_draft (self);
  TpkDocument *applied = tpk_workspace_get_applied (self);
  g_autoptr (GError) error = NULL;

  ws_start_from (fixture, "a.net");
  g_assert_true (ws_load (self, &error));
  g_assert_true (tpk_workspace_get_draft (self) == draft);
  g_assert_true (tpk_workspace_get_applied (self) == applied);
  ws_assert_host (draft, "a.net");
  ws_assert_host (applied, "a.net");
  g_assert_false (tpk_workspace_is_modified (self));
  g_assert_false (tpk_workspace_can_undo (self));
  g_assert_cmpuint (tpk_workspace_get_generation (self), ==, 1);
  ws_finalize (self);
}

/* The draft is what was typed last, also after a crash: the next workspace finds it. */
static void
test_draft_survives (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "draft.json");
  g_autofree char *text = NULL;
  TpkWorkspace *self;
  TpkWorkspace *later;

  ws_start_from (fixture, "a.net");
  self = ws_new_loaded (fixture);
  ws_set_host (self, "b.net");
  test_wait_until (g_file_test (path, G_FILE_TEST_EXISTS));
  text = ws_draft_text (self);
  assert_file (path, text);

  later = ws_new_loaded (fixture);
  ws_assert_host (tpk_workspace_get_draft (later), "b.net");
  ws_assert_host (tpk_workspace_get_applied (later), "a.net");
  g_assert_true (tpk_workspace_is_modified (later));
  g_assert_false (tpk_workspace_get_conflict (later));
  g_assert_false (tpk_workspace_can_undo (later));
  ws_finalize (later);
  ws_finalize (self);
}

/* While it equals what is applied there is no draft file. */
static void
test_no_draft_file (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "draft.json");
  g_autoptr (GError) error = NULL;
  TpkWorkspace *self;

  ws_start_from (fixture, "a.net");
  self = ws_new_loaded (fixture);
  ws_set_host (self, "b.net");
  g_assert_true (ws_flush (self, &error));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  tpk_workspace_discard (self);
  g_assert_true (ws_flush (self, &error));
  assert_no_file (path);
  ws_finalize (self);
}

static void
test_undo_redo (StoreFixture  *fixture,
                gconstpointer  data)
{
  TpkWorkspace *self = ws_new_loaded (fixture);
  TpkDocument *draft = tpk_workspace_get_draft (self);
  const char *const hosts[] = { NULL, "a.net", "b.net", "c.net" };
  char *texts[4];

  texts[0] = ws_draft_text (self);
  for (guint i = 1; i < 4; i++) {
    g_autofree char *name = g_strdup_printf ("Step %u", i);

    ws_set_host (self, hosts[i]);
    tpk_workspace_commit (self, name);
    texts[i] = ws_draft_text (self);
    g_assert_cmpstr (tpk_workspace_get_undo_name (self), ==, name);
  }

  for (guint round = 0; round < 2; round++) {
    for (guint i = 3; i > 0; i--) {
      g_autofree char *text = NULL;

      tpk_workspace_undo (self);
      text = ws_draft_text (self);
      g_assert_cmpstr (text, ==, texts[i - 1]);
      ws_assert_host (draft, hosts[i - 1]);
    }
    tpk_workspace_undo (self);
    g_assert_false (tpk_workspace_can_undo (self));
    g_assert_cmpstr (tpk_workspace_get_redo_name (self), ==, "Step 1");

    for (guint i = 1; i < 4; i++) {
      g_autofree char *text = NULL;

      tpk_workspace_redo (self);
      text = ws_draft_text (self);
      g_assert_cmpstr (text, ==, texts[i]);
    }
    tpk_workspace_redo (self);
    g_assert_false (tpk_workspace_can_redo (self));
  }

  /* Another edit: nothing to do again. */
  tpk_workspace_undo (self);
  ws_set_host (self, "d.net");
  tpk_workspace_commit (self, "Other");
  g_assert_false (tpk_workspace_can_redo (self));
  tpk_workspace_undo (self);
  ws_assert_host (draft, "b.net");

  for (guint i = 0; i < 4; i++)
    g_free (texts[i]);
  ws_finalize (self);
}

/* The widgets of a server stay where they are: the object is the same before and after. */
static void
test_undo_keeps_objects (StoreFixture  *fixture,
                         gconstpointer  data)
{
  TpkWorkspace *self;
  TpkProfile *profile;
  TpkServer *server;

  ws_start_from (fixture, "a.net");
  self = ws_new_loaded (fixture);
  profile = tpk_workspace_get_profile (self);
  server = tpk_profile_get_server (profile, 0);
  ws_set_host (self, "b.net");
  tpk_workspace_commit (self, NULL);
  tpk_workspace_undo (self);
  g_assert_true (tpk_workspace_get_profile (self) == profile);
  g_assert_true (tpk_profile_get_server (profile, 0) == server);
  ws_assert_host (tpk_workspace_get_draft (self), "a.net");
  ws_finalize (self);
}

/* Without a word from anybody, a step ends when the main loop is idle. */
static void
test_commit_when_idle (StoreFixture  *fixture,
                       gconstpointer  data)
{
  TpkWorkspace *self = ws_new_loaded (fixture);
  guint n_modified = 0;
  guint n_can_undo = 0;

  g_signal_connect (self, "notify::modified", G_CALLBACK (count_cb), &n_modified);
  g_signal_connect (self, "notify::can-undo", G_CALLBACK (count_cb), &n_can_undo);

  ws_set_host (self, "a.net");
  g_assert_true (tpk_workspace_is_modified (self));
  g_assert_false (tpk_workspace_can_undo (self));
  ws_settle ();
  g_assert_true (tpk_workspace_can_undo (self));
  g_assert_cmpuint (n_modified, ==, 1);
  g_assert_cmpuint (n_can_undo, ==, 1);

  ws_set_host (self, "b.net");
  ws_settle ();
  g_assert_cmpuint (n_modified, ==, 1);
  g_assert_cmpuint (n_can_undo, ==, 1);

  /* An edit that is not committed is what undo takes back. */
  ws_set_host (self, "c.net");
  tpk_workspace_undo (self);
  ws_assert_host (tpk_workspace_get_draft (self), "b.net");

  /* An edit there and back is no step. */
  ws_set_host (self, "x.net");
  ws_set_host (self, "b.net");
  ws_settle ();
  tpk_workspace_undo (self);
  ws_assert_host (tpk_workspace_get_draft (self), "a.net");
  ws_finalize (self);
}

static void
test_discard (StoreFixture  *fixture,
              gconstpointer  data)
{
  TpkWorkspace *self;

  ws_start_from (fixture, "a.net");
  self = ws_new_loaded (fixture);
  ws_set_host (self, "b.net");
  tpk_workspace_discard (self);
  ws_assert_host (tpk_workspace_get_draft (self), "a.net");
  g_assert_false (tpk_workspace_is_modified (self));
  tpk_workspace_undo (self);
  ws_assert_host (tpk_workspace_get_draft (self), "b.net");
  g_assert_true (tpk_workspace_is_modified (self));
  ws_finalize (self);
}

static gboolean
has_error (TpkWorkspace *self)
{
  GListModel *findings = tpk_workspace_get_findings (self);

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    if (tpk_finding_get_severity (finding) == TPK_SEVERITY_ERROR)
      return TRUE;
  }

  return FALSE;
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  guint      *n)
{
  (*n)++;
}

/* Brought up to date by edits, undo and redo; and views are left in peace while they say the
 * same. */
static void
test_findings (StoreFixture  *fixture,
               gconstpointer  data)
{
  TpkWorkspace *self;
  TpkServer *server;
  guint n = 0;

  ws_start_from (fixture, "a.net");
  self = ws_new_loaded (fixture);
  g_assert_false (has_error (self));
  server = tpk_profile_get_server (tpk_workspace_get_profile (self), 0);
  tpk_server_set_url (server, 0, "turn://a.net");
  ws_settle ();
  g_assert_true (has_error (self));

  g_signal_connect (tpk_workspace_get_findings (self), "items-changed",
                    G_CALLBACK (items_changed_cb), &n);
  tpk_server_set_label (server, "Other");
  ws_settle ();
  g_assert_cmpuint (n, ==, 0);

  tpk_workspace_undo (self);
  tpk_workspace_undo (self);
  g_assert_false (has_error (self));
  tpk_workspace_redo (self);
  g_assert_true (has_error (self));
  ws_finalize (self);
}

static void
test_set_route (StoreFixture  *fixture,
                gconstpointer  data)
{
  TpkWorkspace *self;
  TpkProfile *profile;

  ws_start_from (fixture, "a.net");
  self = ws_new_loaded (fixture);
  profile = tpk_workspace_get_profile (self);
  tpk_workspace_set_route (self, TPK_ROUTE_CLOUD);
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_CLOUD);
  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 1);
  g_assert_cmpstr (tpk_workspace_get_undo_name (self), ==, "Change Route");
  tpk_workspace_undo (self);
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_OWN);
  ws_finalize (self);
}

static void
test_profile (StoreFixture  *fixture,
              gconstpointer  data)
{
  TpkWorkspace *self = ws_new_loaded (fixture);
  TpkDocument *draft = tpk_workspace_get_draft (self);
  TpkProfile *home;
  guint n = 0;

  g_signal_connect (self, "notify::profile", G_CALLBACK (count_cb), &n);
  home = tpk_document_add_profile (draft, "Home");
  tpk_document_set_active_profile (draft, home);
  ws_settle ();
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (tpk_workspace_get_profile (self) == home);
  ws_finalize (self);
}

/* Only what the route uses is checked. */
static void
test_new_check (StoreFixture  *fixture,
                gconstpointer  data)
{
  TpkWorkspace *self;
  const TpkRoute routes[] = { TPK_ROUTE_OWN, TPK_ROUTE_DIRECT, TPK_ROUTE_CLOUD };
  const guint expected[] = { 1, 0, 0 };

  ws_start_from (fixture, "a.net");
  self = ws_new_loaded (fixture);
  for (guint i = 0; i < 3; i++) {
    g_autoptr (TpkCheckRun) run = NULL;

    tpk_workspace_set_route (self, routes[i]);
    run = tpk_workspace_new_check (self, NULL, NULL);
    g_assert_cmpuint (tpk_check_run_get_n_urls (run), ==, expected[i]);
  }
  ws_finalize (self);
}

static void
test_damaged (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *draft = test_path (fixture, "draft.json");
  GListModel *notices;
  TpkWorkspace *self;

  test_write (path, "{");
  test_write (draft, "}");
  self = ws_new_loaded (fixture);
  notices = tpk_workspace_get_notices (self);
  g_assert_cmpuint (g_list_model_get_n_items (notices), ==, 2);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (TpkFinding) notice = g_list_model_get_item (notices, i);

    g_assert_cmpstr (tpk_finding_get_code (notice), ==, "file-set-aside");
    assert_file (tpk_finding_get_field (notice), i == 0 ? "{" : "}");
  }
  ws_assert_host (tpk_workspace_get_draft (self), NULL);
  ws_finalize (self);
}

static void
test_newer_schema (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *draft = test_path (fixture, "draft.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) apply_error = NULL;
  TpkWorkspace *self = ws_new (fixture);

  test_write (path, "{\"schema\":2}");
  g_assert_false (ws_load (self, &error));
  g_assert_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_SCHEMA);

  /* Nothing that is done after this touches the file. */
  ws_set_host (self, "a.net");
  ws_wait (500);
  g_assert_false (ws_apply (self, FALSE, NULL, &apply_error));
  g_assert_error (apply_error, TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_CHANGED);
  assert_file (path, "{\"schema\":2}");
  assert_no_file (draft);
  ws_finalize (self);
}

/* The draft cannot be saved: flush says so, and a notice does. */
static void
test_not_saved (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autofree char *parent = g_path_get_dirname (fixture->folder);
  g_autoptr (GError) error = NULL;
  TpkWorkspace *self = ws_new_loaded (fixture);

  test_write (parent, "in the way");
  ws_set_host (self, "a.net");
  g_assert_false (ws_flush (self, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_IO);
  g_assert_true (ws_has_notice (self, "draft-not-saved"));

  /* Mended: it is saved, and the notice is gone. */
  g_clear_error (&error);
  g_assert_cmpint (g_unlink (parent), ==, 0);
  g_assert_true (ws_flush (self, &error));
  g_assert_no_error (error);
  g_assert_false (ws_has_notice (self, "draft-not-saved"));
  ws_finalize (self);
}

static void
test_cancelled (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path (fixture, "turnpike.json");
  TpkWorkspace *self;

  ws_start_from (fixture, "a.net");
  self = ws_new_loaded (fixture);
  g_cancellable_cancel (cancellable);
  ws_set_host (self, "b.net");
  tpk_workspace_apply_async (self, FALSE, cancellable, ws_keep_result_cb, &result);
  test_wait_until (result != NULL);
  g_assert_false (tpk_workspace_apply_finish (self, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* The result holds the workspace. */
  g_clear_object (&result);
  ws_assert_host (tpk_workspace_get_applied (self), "a.net");
  ws_finalize (self);
}

/* Let go while its errands are on their way. */
static void
test_let_go (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "draft.json");
  TpkWorkspace *self;

  ws_start_from (fixture, "a.net");
  self = ws_new_loaded (fixture);
  g_object_add_weak_pointer (G_OBJECT (self), (gpointer *) &self);
  ws_set_host (self, "b.net");
  tpk_workspace_flush_async (self, NULL, NULL, NULL);
  g_object_unref (self);
  test_wait_until (self == NULL);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ws_test_add ("/workspace/workspace/new", test_new);
  ws_test_add ("/workspace/workspace/load-empty", test_load_empty);
  ws_test_add ("/workspace/workspace/load", test_load);
  ws_test_add ("/workspace/workspace/draft-survives", test_draft_survives);
  ws_test_add ("/workspace/workspace/no-draft-file", test_no_draft_file);
  ws_test_add ("/workspace/workspace/undo-redo", test_undo_redo);
  ws_test_add ("/workspace/workspace/undo-keeps-objects", test_undo_keeps_objects);
  ws_test_add ("/workspace/workspace/commit-when-idle", test_commit_when_idle);
  ws_test_add ("/workspace/workspace/discard", test_discard);
  ws_test_add ("/workspace/workspace/findings", test_findings);
  ws_test_add ("/workspace/workspace/set-route", test_set_route);
  ws_test_add ("/workspace/workspace/profile", test_profile);
  ws_test_add ("/workspace/workspace/new-check", test_new_check);
  ws_test_add ("/workspace/workspace/damaged", test_damaged);
  ws_test_add ("/workspace/workspace/newer-schema", test_newer_schema);
  ws_test_add ("/workspace/workspace/not-saved", test_not_saved);
  ws_test_add ("/workspace/workspace/cancelled", test_cancelled);
  ws_test_add ("/workspace/workspace/let-go", test_let_go);

  return g_test_run ();
}
