/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store-fixture.h"

#include "store/tpk-transaction.h"

#include <glib/gstdio.h>

#include <string.h>

static void
add (TpkTransaction *transaction,
     const char     *path,
     const char     *text,
     const char     *old)
{
  g_autoptr (GBytes) bytes = old != NULL ? g_bytes_new (old, strlen (old)) : NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tpk_transaction_add (transaction, path, text, strlen (text), bytes, &error));
  g_assert_no_error (error);
}

static void
test_commit (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autofree char *a = g_build_filename (fixture->root, "a", NULL);
  g_autofree char *b = g_build_filename (fixture->root, "b", NULL);
  g_autofree char *list = NULL;
  g_autoptr (TpkTransaction) transaction = tpk_transaction_new ();
  g_autoptr (GError) error = NULL;

  test_write (a, "old a");
  add (transaction, a, "new a", "old a");
  add (transaction, b, "new b", NULL);
  g_assert_cmpuint (tpk_transaction_get_n_files (transaction), ==, 2);
  assert_file (a, "old a");
  assert_no_file (b);

  g_assert_true (tpk_transaction_commit (transaction, &error));
  assert_file (a, "new a");
  assert_file (b, "new b");
  g_assert_cmpint (test_mode (a), ==, 0600);
  list = test_list (fixture->root);
  g_assert_cmpstr (list, ==, "a b ");
}

static void
test_free_without_commit (StoreFixture  *fixture,
                          gconstpointer  data)
{
  g_autofree char *a = g_build_filename (fixture->root, "a", NULL);
  g_autofree char *list = NULL;
  TpkTransaction *transaction = tpk_transaction_new ();

  test_write (a, "old a");
  add (transaction, a, "new a", "old a");
  tpk_transaction_free (transaction);

  assert_file (a, "old a");
  list = test_list (fixture->root);
  g_assert_cmpstr (list, ==, "a ");
}

/* The third rename fails: the first two are undone, also the one that created a file. */
static void
test_roll_back (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autofree char *a = g_build_filename (fixture->root, "a", NULL);
  g_autofree char *b = g_build_filename (fixture->root, "b", NULL);
  g_autofree char *c = g_build_filename (fixture->root, "c", NULL);
  g_autofree char *d = g_build_filename (fixture->root, "d", NULL);
  g_autofree char *list = NULL;
  TpkTransaction *transaction = tpk_transaction_new ();
  g_autoptr (GError) error = NULL;

  test_write (a, "old a");
  test_write (d, "old d");
  add (transaction, a, "new a", "old a");
  add (transaction, b, "new b", NULL);
  add (transaction, c, "new c", NULL);
  add (transaction, d, "new d", "old d");
  g_assert_cmpint (g_mkdir (c, 0700), ==, 0);

  g_assert_false (tpk_transaction_commit (transaction, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_IO);
  g_assert_nonnull (strstr (error->message, c));
  tpk_transaction_free (transaction);

  assert_file (a, "old a");
  assert_no_file (b);
  assert_file (d, "old d");
  list = test_list (fixture->root);
  g_assert_cmpstr (list, ==, "a c d ");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/transaction/commit", test_commit);
  store_test_add ("/store/transaction/free-without-commit", test_free_without_commit);
  store_test_add ("/store/transaction/roll-back", test_roll_back);

  return g_test_run ();
}
