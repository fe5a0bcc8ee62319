/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store-fixture.h"

#include "store/tpk-watch.h"

#include <glib/gstdio.h>

typedef struct {
  GString *names;
} Seen;

static void
changed_cb (TpkWatch   *watch,
            const char *name,
            Seen       *seen)
{
  g_string_append_printf (seen->names, "%s ", name);
}

static gboolean
flag_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* Longer than the watch is silent before it looks. */
static void
wait_a_moment (void)
{
  gboolean over = FALSE;

  g_timeout_add (400, flag_cb, &over);
  test_wait_until (over);
}

static TpkWatch *
start (StoreFixture *fixture,
       Seen         *seen)
{
  TpkWatch *watch = tpk_watch_new (fixture->store);
  g_autoptr (GError) error = NULL;

  seen->names = g_string_new (NULL);
  g_signal_connect (watch, "changed", G_CALLBACK (changed_cb), seen);
  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  g_assert_true (tpk_watch_start (watch, &error));
  g_assert_no_error (error);
  g_assert_true (tpk_watch_start (watch, &error));

  return watch;
}

static void
test_no_folder (StoreFixture  *fixture,
                gconstpointer  data)
{
  TpkWatch *watch = tpk_watch_new (fixture->store);
  g_autoptr (GError) error = NULL;

  g_assert_false (tpk_watch_start (watch, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (watch);
}

/* Somebody else makes it, with what is in it. */
static void
test_new_folder (StoreFixture  *fixture,
                 gconstpointer  data)
{
  TpkWatch *watch = tpk_watch_new (fixture->store);
  g_autoptr (TpkStore) other = tpk_store_new (fixture->folder);
  g_autoptr (TpkDocument) document = test_document ("a.net", "pw");
  g_autoptr (GError) error = NULL;
  g_autofree char *above = g_path_get_dirname (fixture->folder);
  Seen seen = { g_string_new (NULL) };

  g_assert_cmpint (g_mkdir_with_parents (above, 0700), ==, 0);
  g_signal_connect (watch, "changed", G_CALLBACK (changed_cb), &seen);
  g_assert_false (tpk_watch_start (watch, &error));
  g_assert_true (tpk_store_save_draft (other, document, &error));
  test_wait_until (seen.names->len > 0);
  g_assert_cmpstr (seen.names->str, ==, "draft.json ");
  g_assert_true (tpk_watch_start (watch, &error));
  g_assert_no_error (error);

  wait_a_moment ();
  g_string_free (seen.names, TRUE);
  g_assert_finalize_object (watch);
}

/* Nobody watched yet when it was changed, but it had been read. */
static void
test_changed_before (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autoptr (TpkStore) other = tpk_store_new (fixture->folder);
  g_autoptr (TpkDocument) document = test_document ("a.net", "pw");
  g_autoptr (TpkDocument) loaded = NULL;
  g_autoptr (GError) error = NULL;
  TpkWatch *watch;
  Seen seen;

  loaded = tpk_store_load_draft (fixture->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tpk_store_save_draft (other, document, &error));
  watch = start (fixture, &seen);
  test_wait_until (seen.names->len > 0);
  g_assert_cmpstr (seen.names->str, ==, "draft.json ");

  wait_a_moment ();
  g_string_free (seen.names, TRUE);
  g_assert_finalize_object (watch);
}

static void
test_own_writes (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr (TpkDocument) document = test_document ("a.net", "pw");
  g_autoptr (GError) error = NULL;
  Seen seen;
  TpkWatch *watch = start (fixture, &seen);

  g_assert_true (tpk_store_save_draft (fixture->store, document, &error));
  g_assert_true (tpk_store_apply (fixture->store, document, NULL, FALSE, &error));
  g_assert_true (tpk_store_remove (fixture->store, TPK_STORE_DRAFT, &error));
  wait_a_moment ();
  g_assert_cmpstr (seen.names->str, ==, "");

  g_string_free (seen.names, TRUE);
  g_assert_finalize_object (watch);
}

static void
test_foreign_writes (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *other = test_path (fixture, "other.json");
  g_autoptr (TpkDocument) loaded = NULL;
  g_autoptr (TpkDocument) draft = test_document ("a.net", "pw");
  g_autoptr (TpkStore) store = tpk_store_new (fixture->folder);
  g_autoptr (GError) error = NULL;
  Seen seen;
  TpkWatch *watch = start (fixture, &seen);

  /* In place. */
  test_write (path, "{\"schema\":1}");
  test_wait_until (seen.names->len > 0);
  g_assert_cmpstr (seen.names->str, ==, "turnpike.json ");
  loaded = tpk_store_load_document (fixture->store, NULL, &error);
  g_string_truncate (seen.names, 0);

  /* By renaming, as another Turnpike does. */
  g_assert_true (tpk_store_save_draft (store, draft, &error));
  test_wait_until (seen.names->len > 0);
  g_assert_cmpstr (seen.names->str, ==, "draft.json ");
  g_clear_object (&loaded);
  loaded = tpk_store_load_draft (fixture->store, NULL, &error);
  g_string_truncate (seen.names, 0);

  /* Removed. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  test_wait_until (seen.names->len > 0);
  g_assert_cmpstr (seen.names->str, ==, "turnpike.json ");
  g_clear_object (&loaded);
  loaded = tpk_store_load_document (fixture->store, NULL, &error);
  g_string_truncate (seen.names, 0);

  /* Not ours to care about. */
  test_write (other, "{}");
  wait_a_moment ();
  g_assert_cmpstr (seen.names->str, ==, "");

  g_string_free (seen.names, TRUE);
  g_assert_finalize_object (watch);
}

/* Gone before it has looked: nothing is told to nobody. */
static void
test_dispose (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  Seen seen;
  TpkWatch *watch = start (fixture, &seen);

  test_write (path, "{\"schema\":1}");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (watch);
  wait_a_moment ();
  g_assert_cmpstr (seen.names->str, ==, "");
  g_string_free (seen.names, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/watch/no-folder", test_no_folder);
  store_test_add ("/store/watch/new-folder", test_new_folder);
  store_test_add ("/store/watch/changed-before", test_changed_before);
  store_test_add ("/store/watch/own-writes", test_own_writes);
  store_test_add ("/store/watch/foreign-writes", test_foreign_writes);
  store_test_add ("/store/watch/dispose", test_dispose);

  return g_test_run ();
}
