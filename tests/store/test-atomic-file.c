/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store-fixture.h"

#include "model/tpk-json.h"
#include "store/tpk-atomic-file.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHA_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void
test_write_new (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "file", NULL);
  g_autofree char *list = NULL;
  g_autoptr (GError) error = NULL;
  TpkFileStamp stamp, read;
  GStatBuf info;

  g_assert_true (tpk_atomic_file_write (path, "abc", 3, &stamp, &error));
  g_assert_no_error (error);

  assert_file (path, "abc");
  g_assert_cmpint (test_mode (path), ==, 0600);
  g_assert_true (stamp.exists);
  g_assert_cmpstr (stamp.sha256, ==, SHA_ABC);
  g_assert_cmpint (stamp.size, ==, 3);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (stamp.inode, ==, info.st_ino);
  g_assert_cmpint (stamp.mode, ==, 0600);

  g_assert_true (tpk_atomic_file_read (path, 3, NULL, &read, &error));
  g_assert_true (tpk_file_stamp_same_content (&stamp, &read));
  g_assert_true (tpk_file_stamp_same_inode (&stamp, &read));

  list = test_list (fixture->root);
  g_assert_cmpstr (list, ==, "file ");
}

/* Neither the old mode nor a wide umask counts. */
static void
test_write_mode (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "file", NULL);
  g_autoptr (GError) error = NULL;
  mode_t mask = umask (0);

  test_write (path, "old");
  g_assert_cmpint (g_chmod (path, 0666), ==, 0);
  g_assert_true (tpk_atomic_file_write (path, "new", 3, NULL, &error));
  umask (mask);

  assert_file (path, "new");
  g_assert_cmpint (test_mode (path), ==, 0600);
}

/* Who has the old file open keeps reading the old one. */
static void
test_write_is_a_replacement (StoreFixture  *fixture,
                             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "file", NULL);
  g_autoptr (GError) error = NULL;
  char buffer[16] = { 0 };
  FILE *old;

  test_write (path, "old");
  old = g_fopen (path, "r");
  g_assert_true (tpk_atomic_file_write (path, "newer", 5, NULL, &error));

  g_assert_cmpint (fread (buffer, 1, sizeof buffer, old), ==, 3);
  g_assert_cmpstr (buffer, ==, "old");
  fclose (old);
}

static void
test_write_through_links (StoreFixture  *fixture,
                          gconstpointer  data)
{
  g_autofree char *target = g_build_filename (fixture->root, "real", "file", NULL);
  g_autofree char *middle = g_build_filename (fixture->root, "middle", NULL);
  g_autofree char *link = g_build_filename (fixture->root, "link", NULL);
  g_autofree char *dangling = g_build_filename (fixture->root, "dangling", NULL);
  g_autofree char *born = g_build_filename (fixture->root, "real", "born", NULL);
  g_autoptr (GError) error = NULL;

  test_write (target, "old");
  g_assert_cmpint (symlink ("real/file", middle), ==, 0);
  g_assert_cmpint (symlink (middle, link), ==, 0);
  g_assert_cmpint (symlink ("real/born", dangling), ==, 0);

  g_assert_true (tpk_atomic_file_write (link, "new", 3, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_test (middle, G_FILE_TEST_IS_SYMLINK));
  assert_file (target, "new");

  g_assert_true (tpk_atomic_file_write (dangling, "born", 4, NULL, &error));
  g_assert_true (g_file_test (dangling, G_FILE_TEST_IS_SYMLINK));
  assert_file (born, "born");
}

static void
test_write_link_loop (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "loop", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink ("loop", path), ==, 0);
  g_assert_false (tpk_atomic_file_write (path, "x", 1, NULL, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_IO);
}

/* What a killed process left behind is in nobody's way, also when somebody else planted it. */
static void
test_write_stale_temporary (StoreFixture  *fixture,
                            gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "file", NULL);
  g_autofree char *stale = g_build_filename (fixture->root, ".file.turnpike~", NULL);
  g_autofree char *victim = g_build_filename (fixture->root, "victim", NULL);
  g_autoptr (GError) error = NULL;

  test_write (victim, "safe");
  g_assert_cmpint (symlink ("victim", stale), ==, 0);
  g_assert_true (tpk_atomic_file_write (path, "new", 3, NULL, &error));

  assert_file (path, "new");
  assert_file (victim, "safe");
  assert_no_file (stale);
}

static void
test_write_no_folder (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "no", "file", NULL);
  g_autofree char *message = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (tpk_atomic_file_write (path, "x", 1, NULL, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_IO);
  message = g_strdup_printf ("Could not write “%s”: No such file or directory. Create the folder, "
                             "or choose another place.", path);
  g_assert_cmpstr (error->message, ==, message);
}

/* A name on which the rename fails: the file beside it must not stay. */
static void
test_write_onto_folder (StoreFixture  *fixture,
                        gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "file", NULL);
  g_autofree char *list = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_false (tpk_atomic_file_write (path, "x", 1, NULL, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_IO);

  list = test_list (fixture->root);
  g_assert_cmpstr (list, ==, "file ");
}

static void
test_read_absent (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "file", NULL);
  g_autoptr (GBytes) contents = NULL;
  g_autoptr (GError) error = NULL;
  TpkFileStamp stamp;

  g_assert_true (tpk_atomic_file_read (path, 10, &contents, &stamp, &error));
  g_assert_null (contents);
  g_assert_false (stamp.exists);
  g_assert_cmpstr (stamp.sha256, ==, "");
}

static void
test_read_limit (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "file", NULL);
  g_autoptr (GBytes) contents = NULL;
  g_autoptr (GError) error = NULL;
  TpkFileStamp stamp;

  test_write (path, "12345678");
  g_assert_true (tpk_atomic_file_read (path, 8, &contents, &stamp, &error));
  g_assert_cmpmem (g_bytes_get_data (contents, NULL), g_bytes_get_size (contents), "12345678", 8);

  g_assert_false (tpk_atomic_file_read (path, 7, NULL, &stamp, &error));
  g_assert_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_TOO_LARGE);
}

static void
assert_not_readable (const char *path)
{
  g_autoptr (GError) error = NULL;
  TpkFileStamp stamp;

  g_assert_false (tpk_atomic_file_read (path, 1000, NULL, &stamp, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_IO);
}

/* Files of /proc say that they are empty and are not: they are read up to the limit all the
 * same. */
static void
test_read_special (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autofree char *pipe = g_build_filename (fixture->root, "pipe", NULL);
  g_autoptr (GError) error = NULL;
  TpkFileStamp stamp;

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  assert_not_readable (pipe);
  assert_not_readable (fixture->root);
  assert_not_readable ("/dev/zero");
  assert_not_readable ("/dev/full");

  g_assert_false (tpk_atomic_file_read ("/proc/self/maps", 10, NULL, &stamp, &error));
  g_assert_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_TOO_LARGE);
}

static void
test_stamp (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "file", NULL);
  g_autofree char *blocker = g_build_filename (fixture->root, "blocker", NULL);
  g_autoptr (GError) error = NULL;
  TpkFileStamp before, touched, other, none = { 0 };

  g_assert_true (tpk_atomic_file_write (path, "one", 3, &before, &error));

  /* Written again with the same contents: another inode, the same contents. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  test_write (blocker, "keeps the inode taken");
  test_write (path, "one");
  g_assert_true (tpk_atomic_file_read (path, 10, NULL, &touched, &error));
  g_assert_true (tpk_file_stamp_same_content (&before, &touched));
  g_assert_false (tpk_file_stamp_same_inode (&before, &touched));

  test_write (path, "two");
  g_assert_true (tpk_atomic_file_read (path, 10, NULL, &other, &error));
  g_assert_false (tpk_file_stamp_same_content (&before, &other));
  g_assert_false (tpk_file_stamp_same_content (&before, &none));
  g_assert_true (tpk_file_stamp_same_content (&none, &none));
}

static void
test_remove (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "file", NULL);
  g_autoptr (GError) error = NULL;

  test_write (path, "x");
  g_assert_true (tpk_atomic_file_remove (path, &error));
  assert_no_file (path);
  g_assert_true (tpk_atomic_file_remove (path, &error));
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/atomic-file/write-new", test_write_new);
  store_test_add ("/store/atomic-file/write-mode", test_write_mode);
  store_test_add ("/store/atomic-file/write-is-a-replacement", test_write_is_a_replacement);
  store_test_add ("/store/atomic-file/write-through-links", test_write_through_links);
  store_test_add ("/store/atomic-file/write-link-loop", test_write_link_loop);
  store_test_add ("/store/atomic-file/write-stale-temporary", test_write_stale_temporary);
  store_test_add ("/store/atomic-file/write-no-folder", test_write_no_folder);
  store_test_add ("/store/atomic-file/write-onto-folder", test_write_onto_folder);
  store_test_add ("/store/atomic-file/read-absent", test_read_absent);
  store_test_add ("/store/atomic-file/read-limit", test_read_limit);
  store_test_add ("/store/atomic-file/read-special", test_read_special);
  store_test_add ("/store/atomic-file/stamp", test_stamp);
  store_test_add ("/store/atomic-file/remove", test_remove);

  return g_test_run ();
}
