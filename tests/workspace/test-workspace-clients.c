/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "workspace-fixture.h"

#include "store/tpk-call-lease.h"

#include <glib/gstdio.h>

static TpkClientState
survey (TpkWorkspace *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GListModel) list = NULL;
  g_autoptr (TpkClientStatus) status = NULL;
  g_autoptr (GError) error = NULL;

  tpk_workspace_survey_async (self, NULL, ws_keep_result_cb, &result);
  test_wait_until (result != NULL);
  list = tpk_workspace_survey_finish (self, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  status = g_list_model_get_item (list, 0);

  return tpk_client_status_get_state (status);
}

static gboolean
rewrite (TpkWorkspace  *self,
         const char    *path,
         GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tpk_workspace_rewrite_async (self, path, NULL, ws_keep_result_cb, &result);
  test_wait_until (result != NULL);

  return tpk_workspace_rewrite_finish (self, result, error);
}

/* What is edited meanwhile has no part in it. */
static void
test_rewrite (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *rtc = test_path (fixture, "rtc-configuration.json");
  TpkWorkspace *self = ws_new_loaded (fixture);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  ws_set_host (self, "a.net");
  g_assert_cmpint (survey (self), ==, TPK_CLIENT_NEW);
  ws_assert_applied (self);
  text = test_read (rtc);
  g_assert_cmpint (survey (self), ==, TPK_CLIENT_IN_STEP);
  g_assert_cmpuint (tpk_workspace_get_generation (self), ==, 1);

  ws_set_host (self, "b.net");
  g_assert_cmpint (g_unlink (rtc), ==, 0);
  g_assert_cmpint (survey (self), ==, TPK_CLIENT_MISSING);
  g_assert_true (rewrite (self, rtc, &error));
  g_assert_no_error (error);
  assert_file (rtc, text);
  g_assert_cmpint (survey (self), ==, TPK_CLIENT_CHANGES);
  g_assert_cmpuint (tpk_workspace_get_generation (self), ==, 2);
  g_assert_true (tpk_workspace_is_modified (self));
  ws_finalize (self);
}

static void
test_in_call (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *rtc = test_path (fixture, "rtc-configuration.json");
  TpkWorkspace *self = ws_new_loaded (fixture);
  g_autoptr (TpkCallLease) lease = NULL;
  g_autoptr (GError) error = NULL;

  ws_set_host (self, "a.net");
  ws_assert_applied (self);
  test_write (rtc, "theirs");
  lease = tpk_call_lease_take (fixture->folder, "Softphone", &error);
  g_assert_no_error (error);
  g_assert_false (rewrite (self, rtc, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_LOCKED);
  g_assert_cmpstr (error->message, ==,
                   "A call is in progress. Write the file when it has ended.");
  assert_file (rtc, "theirs");
  ws_finalize (self);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ws_test_add ("/workspace/clients/rewrite", test_rewrite);
  ws_test_add ("/workspace/clients/in-call", test_in_call);

  return g_test_run ();
}
