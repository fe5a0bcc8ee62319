/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "workspace-fixture.h"

/* Of many servers only what an edit changes is written and judged again. */

static void
add_servers (TpkWorkspace *self,
             guint         n_servers)
{
  TpkProfile *profile = tpk_workspace_get_profile (self);
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_servers; i++) {
    g_autofree char *url = g_strdup_printf ("turns:relay%u.turnpike.test:443", i);
    g_autoptr (TpkCredential) credential = tpk_credential_new_password ("alice", "sesame");
    TpkServer *server = tpk_server_new ();

    tpk_server_add_url (server, url);
    tpk_server_set_credential (server, credential);
    g_ptr_array_add (servers, server);
  }
  tpk_profile_replace_servers (profile, servers);
  tpk_profile_set_route (profile, TPK_ROUTE_OWN);
  tpk_workspace_commit (self, "Add Servers");
}

/* The servers that have a finding, and with the same code. */
static guint
count_findings (TpkWorkspace *self,
                const char   *code,
                guint        *first)
{
  GListModel *findings = tpk_workspace_get_findings (self);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    if (g_strcmp0 (tpk_finding_get_code (finding), code) != 0)
      continue;
    if (n == 0)
      *first = tpk_finding_get_server (finding);
    n++;
  }

  return n;
}

/* What one edit of many servers leaves alone is kept; what it changes is everywhere. */
static void
test_edit (StoreFixture  *fixture,
           gconstpointer  data)
{
  TpkWorkspace *self = ws_new_loaded (fixture);
  TpkProfile *profile = tpk_workspace_get_profile (self);
  g_autofree char *path = test_path (fixture, "draft.json");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *undone = NULL;
  g_autoptr (GError) error = NULL;
  guint first;

  add_servers (self, 1000);
  before = ws_draft_text (self);
  g_assert_true (ws_flush (self, &error));
  assert_file (path, before);
  g_assert_cmpuint (count_findings (self, "placeholder-address", &first), ==, 1000);
  g_assert_cmpuint (first, ==, 0);

  tpk_server_set_enabled (tpk_profile_get_server (profile, 0), FALSE);
  tpk_server_set_url (tpk_profile_get_server (profile, 1), 0, "turns:10.0.0.1:443");
  tpk_workspace_commit (self, "Edit");
  g_assert_cmpuint (count_findings (self, "placeholder-address", &first), ==, 998);
  g_assert_cmpuint (first, ==, 2);
  g_assert_cmpuint (count_findings (self, "private-address", &first), ==, 1);
  g_assert_cmpuint (first, ==, 1);
  after = ws_draft_text (self);
  g_assert_cmpstr (after, !=, before);
  g_assert_true (ws_flush (self, &error));
  assert_file (path, after);

  tpk_workspace_undo (self);
  undone = ws_draft_text (self);
  g_assert_cmpstr (undone, ==, before);
  g_assert_cmpuint (count_findings (self, "placeholder-address", &first), ==, 1000);
  g_assert_cmpuint (count_findings (self, "private-address", &first), ==, 0);
  g_assert_true (ws_flush (self, &error));
  assert_file (path, before);

  tpk_workspace_redo (self);
  g_assert_cmpuint (count_findings (self, "placeholder-address", &first), ==, 998);
  g_assert_true (ws_flush (self, &error));
  assert_file (path, after);
  ws_finalize (self);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ws_test_add ("/workspace/many/edit", test_edit);

  return g_test_run ();
}
