/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store-fixture.h"

#include "store/tpk-lock.h"

#include <fcntl.h>

static void
test_exclusive (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "lock", NULL);
  g_autoptr (TpkLock) lock = NULL;
  g_autoptr (TpkLock) second = NULL;
  g_autoptr (GError) error = NULL;

  lock = tpk_lock_take (path, TPK_LOCK_EXCLUSIVE, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (test_mode (path), ==, 0600);
  g_assert_cmpint (fcntl (tpk_lock_get_fd (lock), F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);

  second = tpk_lock_take (path, TPK_LOCK_SHARED, 0, &error);
  g_assert_null (second);
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_LOCKED);
  g_assert_false (tpk_lock_is_shared (path));
  g_clear_error (&error);

  g_clear_pointer (&lock, tpk_lock_release);
  second = tpk_lock_take (path, TPK_LOCK_SHARED, 0, &error);
  g_assert_no_error (error);
  lock = tpk_lock_take (path, TPK_LOCK_SHARED, 0, &error);
  g_assert_no_error (error);
  g_assert_true (tpk_lock_is_shared (path));
}

static void
test_is_shared_without_file (StoreFixture  *fixture,
                             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "lock", NULL);

  g_assert_false (tpk_lock_is_shared (path));
  assert_no_file (path);
}

/* Dies with its process, however that ends. */
static void
test_dies_with_process (StoreFixture  *fixture,
                        gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "lock", NULL);
  g_autoptr (GSubprocess) helper = test_helper_start ("lock", path, "exclusive", NULL);
  g_autofree char *line = test_helper_line (helper);
  g_autoptr (TpkLock) lock = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (line, ==, "held");
  lock = tpk_lock_take (path, TPK_LOCK_EXCLUSIVE, 20, &error);
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_LOCKED);
  g_clear_error (&error);

  test_helper_kill (helper);
  lock = tpk_lock_take (path, TPK_LOCK_EXCLUSIVE, 0, &error);
  g_assert_no_error (error);
}

static gpointer
release_thread (gpointer data)
{
  g_usleep (50 * 1000);
  tpk_lock_release (data);

  return NULL;
}

static void
test_waits (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "lock", NULL);
  g_autoptr (TpkLock) lock = NULL;
  g_autoptr (GError) error = NULL;
  GThread *thread;

  thread = g_thread_new ("release", release_thread,
                         tpk_lock_take (path, TPK_LOCK_EXCLUSIVE, 0, NULL));
  lock = tpk_lock_take (path, TPK_LOCK_EXCLUSIVE, 60000, &error);
  g_assert_no_error (error);
  g_thread_join (thread);
}

/* Two processes add to the same number: with the lock, no addition is lost. */
static void
test_two_processes (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "number", NULL);
  g_autoptr (GSubprocess) first = test_helper_start ("count", fixture->root, "100", NULL);
  g_autoptr (GSubprocess) second = test_helper_start ("count", fixture->root, "100", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_subprocess_wait_check (first, NULL, &error));
  g_assert_true (g_subprocess_wait_check (second, NULL, &error));
  g_assert_no_error (error);
  assert_file (path, "200");
}

static void
test_no_folder (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "no", "lock", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (tpk_lock_take (path, TPK_LOCK_EXCLUSIVE, 0, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_IO);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/lock/exclusive", test_exclusive);
  store_test_add ("/store/lock/is-shared-without-file", test_is_shared_without_file);
  store_test_add ("/store/lock/dies-with-process", test_dies_with_process);
  store_test_add ("/store/lock/waits", test_waits);
  store_test_add ("/store/lock/two-processes", test_two_processes);
  store_test_add ("/store/lock/no-folder", test_no_folder);

  return g_test_run ();
}
