/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store-fixture.h"

#include "model/tpk-json.h"
#include "store/tpk-call-lease.h"
#include "store/tpk-store-private.h"

#include <unistd.h>

static void
test_take (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autofree char *lock = test_path (fixture, "in-call.lock");
  g_autofree char *calls = test_path (fixture, "calls");
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *list = NULL;
  g_autoptr (GError) error = NULL;
  TpkCallLease *lease;
  TpkCall *call;

  g_assert_false (tpk_store_call_in_progress (fixture->store));
  assert_no_file (fixture->folder);

  lease = tpk_call_lease_take (fixture->folder, "Softphone \"X\"", &error);
  g_assert_no_error (error);
  g_assert_true (tpk_store_call_in_progress (fixture->store));
  g_assert_cmpint (tpk_call_lease_get_fd (lease), >=, 0);
  g_assert_cmpint (test_mode (lock), ==, 0600);
  g_assert_cmpint (test_mode (calls), ==, 0700);

  call = tpk_call_lease_get_call (lease);
  g_assert_cmpstr (tpk_call_get_client (call), ==, "Softphone \"X\"");
  g_assert_cmpint (tpk_call_get_pid (call), ==, getpid ());
  g_assert_true (g_regex_match_simple ("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$",
                                       tpk_call_get_since (call), 0, 0));

  name = g_strdup_printf ("%d-1.json", (int) getpid ());
  path = g_build_filename (calls, name, NULL);
  expected = g_strdup_printf ("{\"client\":\"Softphone \\\"X\\\"\",\"pid\":%d,\"since\":\"%s\"}",
                              (int) getpid (), tpk_call_get_since (call));
  assert_file (path, expected);
  g_assert_cmpint (test_mode (path), ==, 0600);

  tpk_call_lease_release (lease);
  tpk_call_lease_release (lease);
  g_assert_cmpint (tpk_call_lease_get_fd (lease), ==, -1);
  g_assert_false (tpk_store_call_in_progress (fixture->store));
  list = test_list (calls);
  g_assert_cmpstr (list, ==, "");
  g_assert_finalize_object (lease);
}

static void
test_several (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr (TpkCallLease) first = tpk_call_lease_take (fixture->folder, "One", NULL);
  g_autoptr (TpkCallLease) second = tpk_call_lease_take (fixture->folder, "Two", NULL);
  g_autoptr (GListModel) both = tpk_store_list_calls (fixture->store);
  g_autoptr (GListModel) one = NULL;
  g_autoptr (TpkCall) call = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (both), ==, 2);
  tpk_call_lease_release (first);
  g_assert_true (tpk_store_call_in_progress (fixture->store));
  one = tpk_store_list_calls (fixture->store);
  g_assert_cmpuint (g_list_model_get_n_items (one), ==, 1);
  call = g_list_model_get_item (one, 0);
  g_assert_cmpstr (tpk_call_get_client (call), ==, "Two");
}

/* Killed with SIGKILL: the lease is gone, and what it left behind is cleared away. */
static void
test_killed (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr (GSubprocess) helper = test_helper_start ("lease", fixture->folder, "Other", NULL);
  g_autofree char *line = test_helper_line (helper);
  g_autofree char *calls = test_path (fixture, "calls");
  g_autofree char *left = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GListModel) list = tpk_store_list_calls (fixture->store);
  g_autoptr (GListModel) empty = NULL;
  g_autoptr (TpkCall) call = g_list_model_get_item (list, 0);

  g_assert_cmpstr (line, ==, "held");
  g_assert_cmpstr (tpk_call_get_client (call), ==, "Other");
  g_assert_true (tpk_store_call_in_progress (fixture->store));

  test_helper_kill (helper);
  g_assert_false (tpk_store_call_in_progress (fixture->store));
  left = test_list (calls);
  g_assert_cmpstr (left, !=, "");

  empty = tpk_store_list_calls (fixture->store);
  g_assert_cmpuint (g_list_model_get_n_items (empty), ==, 0);
  after = test_list (calls);
  /* In a Flatpak a process ID of somebody outside says nothing, and their file is left to them. */
  g_assert_cmpstr (after, ==, tpk_store_is_sandboxed () ? left : "");
}

/* Clients need not write a file, may write nonsense, and may die while others talk on. */
static void
test_foreign_clients (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr (TpkCallLease) lease = tpk_call_lease_take (fixture->folder, "Real", NULL);
  g_autofree char *dead = test_path (fixture, "calls/dead.json");
  g_autofree char *alive = test_path (fixture, "calls/alive.json");
  g_autofree char *nonsense = test_path (fixture, "calls/nonsense.json");
  g_autofree char *other = test_path (fixture, "calls/readme.txt");
  g_autofree char *text = NULL;
  g_autoptr (GListModel) list = NULL;
  g_autoptr (TpkCall) first = NULL;

  text = g_strdup_printf ("{\"client\":\"Plain\",\"pid\":%d,\"since\":\"1999-01-01T00:00:00Z\"}",
                          (int) getpid ());
  test_write (alive, text);
  /* A process number that Linux never gives. */
  test_write (dead, "{\"client\":\"Dead\",\"pid\":2147483646,\"since\":\"1999-01-01T00:00:00Z\"}");
  test_write (nonsense, "{\"client\":[1,");
  test_write (other, "{}");

  list = tpk_store_list_calls (fixture->store);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 2);
  first = g_list_model_get_item (list, 0);
  g_assert_cmpstr (tpk_call_get_client (first), ==, "Plain");
  /* In a sandbox the numbers of processes outside mean nothing. */
  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    g_assert_true (g_file_test (dead, G_FILE_TEST_EXISTS));
  else
    assert_no_file (dead);
  assert_file (nonsense, "{\"client\":[1,");
  assert_file (other, "{}");
}

static void
test_hold_off (StoreFixture  *fixture,
               gconstpointer  data)
{
  g_autoptr (TpkLock) lock = NULL;
  g_autoptr (TpkCallLease) lease = NULL;
  g_autoptr (GError) error = NULL;

  lease = tpk_call_lease_take (fixture->folder, "Real", &error);
  g_assert_no_error (error);
  lock = tpk_store_hold_off_calls (fixture->store, &error);
  g_assert_null (lock);
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_LOCKED);
  g_clear_error (&error);

  tpk_call_lease_release (lease);
  g_clear_object (&lease);
  lock = tpk_store_hold_off_calls (fixture->store, &error);
  g_assert_no_error (error);
  /* Whoever applies is not in a call. */
  g_assert_false (tpk_store_call_in_progress (fixture->store));
  lease = tpk_call_lease_take (fixture->folder, "Late", &error);
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_LOCKED);
}

static void
test_bad_files (StoreFixture  *fixture,
                gconstpointer  data)
{
  const char *const texts[] = {
    "", "[]", "{\"pid\":\"x\"}", "{\"pid\":-1}", "{\"client\":1}", "{",
  };
  g_autofree char *path = g_build_filename (fixture->root, "call.json", NULL);
  g_autoptr (TpkCall) empty = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) local_error = NULL;

    test_write (path, texts[i]);
    g_assert_null (tpk_call_new_from_file (path, &local_error));
    g_assert_true (local_error->domain == TPK_JSON_ERROR);
  }

  test_write (path, "{}");
  empty = tpk_call_new_from_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tpk_call_get_client (empty), ==, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/call-lease/take", test_take);
  store_test_add ("/store/call-lease/several", test_several);
  store_test_add ("/store/call-lease/killed", test_killed);
  store_test_add ("/store/call-lease/foreign-clients", test_foreign_clients);
  store_test_add ("/store/call-lease/hold-off", test_hold_off);
  store_test_add ("/store/call-lease/bad-files", test_bad_files);

  return g_test_run ();
}
