/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store-fixture.h"

#include "store/tpk-atomic-file.h"
#include "store/tpk-call-lease.h"
#include "store/tpk-lock.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* The other process in the tests of store/ and workspace/. */

static void
say (const char *line)
{
  puts (line);
  fflush (stdout);
}

static void
wait_for_end_of_input (void)
{
  char c;

  while (read (STDIN_FILENO, &c, 1) > 0)
    ;
}

static int
hold_lock (const char *path,
           const char *mode)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkLock) lock = NULL;

  lock = tpk_lock_take (path, strcmp (mode, "shared") == 0 ? TPK_LOCK_SHARED : TPK_LOCK_EXCLUSIVE,
                        10000, &error);
  if (lock == NULL) {
    say (error->message);
    return 1;
  }

  say ("held");
  wait_for_end_of_input ();

  return 0;
}

static int
hold_lease (const char *folder,
            const char *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkCallLease) lease = tpk_call_lease_take (folder, client, &error);

  if (lease == NULL) {
    say (error->message);
    return 1;
  }

  say ("held");
  wait_for_end_of_input ();

  return 0;
}

/* Adds one to the number in a file, over and over: without the lock, additions would be lost. */
static int
count (const char *folder,
       const char *times)
{
  g_autofree char *lock_path = g_build_filename (folder, "lock", NULL);
  g_autofree char *path = g_build_filename (folder, "number", NULL);

  for (int i = 0; i < atoi (times); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpkLock) lock = tpk_lock_take (lock_path, TPK_LOCK_EXCLUSIVE, 60000, &error);
    g_autofree char *text = NULL;
    g_autofree char *next = NULL;

    g_assert_no_error (error);
    g_file_get_contents (path, &text, NULL, NULL);
    next = g_strdup_printf ("%d", (text != NULL ? atoi (text) : 0) + 1);
    tpk_atomic_file_write (path, next, strlen (next), NULL, &error);
    g_assert_no_error (error);
  }

  return 0;
}

/* Applies two documents in turn, and saves a draft after each, until it is killed. */
static int
apply_for_ever (const char *folder,
                const char *client_file)
{
  g_autoptr (TpkStore) store = tpk_store_new (folder);
  g_autoptr (TpkDocument) before = NULL;
  g_autoptr (TpkDocument) draft = NULL;
  TpkDocument *documents[2] = { test_document ("old.example.net", "old-password"),
                                test_document ("new.example.net", "new-password") };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (TpkClientFile) file = tpk_client_file_new ("w3c", client_file);

    tpk_document_add_client_file (documents[i], file);
  }

  before = tpk_store_load_document (store, NULL, &error);
  g_assert_no_error (error);
  draft = tpk_store_load_draft (store, NULL, &error);
  g_assert_no_error (error);

  say ("ready");
  for (guint i = 0;; i++) {
    tpk_store_apply (store, documents[i % 2], NULL, FALSE, &error);
    g_assert_no_error (error);
    tpk_store_save_draft (store, documents[i % 2], &error);
    g_assert_no_error (error);
  }

  return 0;
}

/* Stops itself, then applies the draft and clears it away, as `turnpikectl apply` does. */
static int
apply_draft (const char *folder)
{
  g_autoptr (TpkStore) store = tpk_store_new (folder);
  g_autoptr (TpkDocument) before = NULL;
  g_autoptr (TpkDocument) draft = NULL;
  g_autoptr (GError) error = NULL;

  before = tpk_store_load_document (store, NULL, &error);
  g_assert_no_error (error);
  draft = tpk_store_load_draft (store, NULL, &error);
  g_assert_no_error (error);

  raise (SIGSTOP);
  tpk_store_apply (store, draft, NULL, FALSE, &error);
  g_assert_no_error (error);
  tpk_store_remove (store, TPK_STORE_DRAFT, &error);
  g_assert_no_error (error);

  return 0;
}

/* Applies with a disk on which no file may grow larger than @bytes. */
static int
apply_limited (const char *folder,
               const char *host,
               const char *bytes)
{
  g_autoptr (TpkStore) store = tpk_store_new (folder);
  g_autoptr (TpkDocument) before = NULL;
  g_autoptr (TpkDocument) document = test_document (host, "password");
  g_autoptr (GError) error = NULL;
  struct rlimit limit = { (rlim_t) atol (bytes), (rlim_t) atol (bytes) };

  before = tpk_store_load_document (store, NULL, &error);
  g_assert_no_error (error);

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  say (tpk_store_apply (store, document, NULL, FALSE, &error) ? "applied" : error->message);

  return 0;
}

int
main (int    argc,
      char **argv)
{
  if (argc == 4 && strcmp (argv[1], "lock") == 0)
    return hold_lock (argv[2], argv[3]);
  if (argc == 4 && strcmp (argv[1], "lease") == 0)
    return hold_lease (argv[2], argv[3]);
  if (argc == 4 && strcmp (argv[1], "count") == 0)
    return count (argv[2], argv[3]);
  if (argc == 4 && strcmp (argv[1], "apply") == 0)
    return apply_for_ever (argv[2], argv[3]);
  if (argc == 3 && strcmp (argv[1], "apply-draft") == 0)
    return apply_draft (argv[2]);
  if (argc == 5 && strcmp (argv[1], "apply-limited") == 0)
    return apply_limited (argv[2], argv[3], argv[4]);

  return 2;
}
