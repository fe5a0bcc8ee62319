/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store-fixture.h"

#include "model/tpk-json.h"

#include <glib/gstdio.h>

#include <string.h>
#include <unistd.h>

static TpkDocument *
load (StoreFixture *fixture,
      TpkStoreFile  file)
{
  g_autoptr (TpkFinding) notice = NULL;
  g_autoptr (GError) error = NULL;
  TpkDocument *document = NULL;

  g_assert_true (tpk_store_load (fixture->store, file, &document, &notice, &error));
  g_assert_no_error (error);
  g_assert_null (notice);

  return document;
}

static void
assert_changed (TpkStore    *store,
                TpkDocument *draft)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tpk_store_save_draft (store, draft, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_CHANGED);
}

static void
assert_saved (TpkStore    *store,
              TpkDocument *draft)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tpk_store_save_draft (store, draft, &error));
  g_assert_no_error (error);
}

static void
test_default_folder (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autofree char *own = NULL;
  g_autofree char *relative = NULL;
  g_autofree char *expected = g_canonicalize_filename ("some/where", NULL);
  g_autofree char *standard = NULL;
  g_autofree char *xdg = g_build_filename (g_get_user_config_dir (), "turnpike", NULL);
  g_autoptr (TpkStore) store = NULL;

  g_setenv ("TURNPIKE_CONFIG_DIR", fixture->folder, TRUE);
  own = tpk_store_dup_default_folder ();
  g_assert_cmpstr (own, ==, fixture->folder);
  store = tpk_store_new (NULL);
  g_assert_cmpstr (tpk_store_get_folder (store), ==, fixture->folder);

  g_setenv ("TURNPIKE_CONFIG_DIR", "some/where", TRUE);
  relative = tpk_store_dup_default_folder ();
  g_assert_cmpstr (relative, ==, expected);

  g_setenv ("TURNPIKE_CONFIG_DIR", "", TRUE);
  standard = tpk_store_dup_default_folder ();
  g_assert_cmpstr (standard, ==, xdg);
  g_unsetenv ("TURNPIKE_CONFIG_DIR");
}

/* Reading creates nothing. */
static void
test_empty (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autoptr (TpkDocument) fresh = tpk_document_new ();
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (TpkDocument) draft = NULL;
  g_autofree char *expected = tpk_document_to_data (fresh, NULL);
  g_autofree char *text = NULL;
  g_autofree char *set_aside = NULL;
  g_autofree char *base = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (load (fixture, TPK_STORE_DOCUMENT));
  document = tpk_store_load_document (fixture->store, &set_aside, &error);
  g_assert_no_error (error);
  g_assert_null (set_aside);
  text = tpk_document_to_data (document, NULL);
  g_assert_cmpstr (text, ==, expected);
  draft = tpk_store_load_draft (fixture->store, NULL, &error);
  g_assert_nonnull (draft);

  g_assert_cmpuint (tpk_store_get_generation (fixture->store), ==, 0);
  base = tpk_store_dup_base (fixture->store, TPK_STORE_DOCUMENT);
  g_assert_cmpstr (base, ==, "");
  assert_no_file (fixture->folder);
}

static void
test_save_draft (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr (TpkDocument) draft = test_document ("h.example.net", "pw");
  g_autoptr (TpkDocument) again = NULL;
  g_autofree char *path = test_path (fixture, "draft.json");
  g_autofree char *expected = tpk_document_to_data (draft, NULL);
  g_autofree char *text = NULL;
  g_autofree char *list = NULL;

  assert_saved (fixture->store, draft);
  assert_file (path, expected);
  g_assert_cmpint (test_mode (path), ==, 0600);
  g_assert_cmpint (test_mode (fixture->folder), ==, 0700);
  list = test_list (fixture->folder);
  g_assert_cmpstr (list, ==, "draft.json lock written.json ");

  again = load (fixture, TPK_STORE_DRAFT);
  text = tpk_document_to_data (again, NULL);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_remove (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr (TpkDocument) draft = test_document ("h.example.net", "pw");
  g_autofree char *path = test_path (fixture, "draft.json");
  g_autoptr (GError) error = NULL;

  g_assert_true (tpk_store_remove (fixture->store, TPK_STORE_DRAFT, &error));
  assert_no_file (fixture->folder);

  assert_saved (fixture->store, draft);
  g_assert_true (tpk_store_remove (fixture->store, TPK_STORE_DRAFT, &error));
  assert_no_file (path);
  assert_saved (fixture->store, draft);

  test_write (path, "theirs");
  g_assert_false (tpk_store_remove (fixture->store, TPK_STORE_DRAFT, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_CHANGED);
  assert_file (path, "theirs");
}

/* Whatever somebody else did to the file, it is noticed and stays as they left it. */
static void
test_foreign_change (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autoptr (TpkDocument) mine = test_document ("mine.example.net", "pw");
  g_autoptr (TpkDocument) theirs = test_document ("their.example.net", "pw");
  g_autoptr (TpkStore) other = tpk_store_new (fixture->folder);
  g_autoptr (TpkDocument) before = NULL;
  g_autoptr (TpkDocument) loaded = NULL;
  g_autofree char *path = test_path (fixture, "draft.json");
  g_autofree char *their_text = tpk_document_to_data (theirs, NULL);
  g_autofree char *my_text = tpk_document_to_data (mine, NULL);
  g_autoptr (GError) error = NULL;

  /* Created since. */
  g_assert_null (load (fixture, TPK_STORE_DRAFT));
  assert_saved (other, theirs);
  g_assert_true (tpk_store_was_changed (fixture->store, TPK_STORE_DRAFT));
  assert_changed (fixture->store, mine);
  assert_file (path, their_text);

  /* Known now. */
  before = load (fixture, TPK_STORE_DRAFT);
  g_assert_false (tpk_store_was_changed (fixture->store, TPK_STORE_DRAFT));
  assert_saved (fixture->store, mine);
  assert_file (path, my_text);
  g_assert_false (tpk_store_was_changed (fixture->store, TPK_STORE_DRAFT));

  /* Same length, other contents, in place. */
  my_text[strlen (my_text) - 1] = ' ';
  test_write (path, my_text);
  g_assert_true (tpk_store_was_changed (fixture->store, TPK_STORE_DRAFT));
  assert_changed (fixture->store, mine);

  /* Removed since: that, too, was somebody's wish. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (tpk_store_was_changed (fixture->store, TPK_STORE_DRAFT));
  assert_changed (fixture->store, mine);
  assert_no_file (path);

  loaded = tpk_store_load_draft (fixture->store, NULL, &error);
  g_assert_no_error (error);
  assert_saved (fixture->store, mine);
}

/* Touched, or rewritten with the same bytes, is not changed. */
static void
test_touched (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr (TpkDocument) mine = test_document ("mine.example.net", "pw");
  g_autofree char *path = test_path (fixture, "draft.json");
  g_autofree char *text = tpk_document_to_data (mine, NULL);

  assert_saved (fixture->store, mine);
  test_write (path, text);
  g_assert_false (tpk_store_was_changed (fixture->store, TPK_STORE_DRAFT));
  assert_saved (fixture->store, mine);
}

static void
assert_set_aside (StoreFixture *fixture,
                  const char   *contents,
                  gsize         length)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *pattern = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (TpkFinding) notice = NULL;
  g_autoptr (GError) error = NULL;
  const char *aside;
  gsize kept_length;

  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  g_file_set_contents (path, contents, (gssize) length, &error);
  g_assert_no_error (error);

  g_assert_true (tpk_store_load (fixture->store, TPK_STORE_DOCUMENT, &document, &notice, &error));
  g_assert_no_error (error);
  g_assert_null (document);
  g_assert_nonnull (notice);
  g_assert_cmpstr (tpk_finding_get_code (notice), ==, "file-set-aside");
  g_assert_cmpint (tpk_finding_get_severity (notice), ==, TPK_SEVERITY_ERROR);
  assert_no_file (path);

  aside = tpk_finding_get_field (notice);
  pattern = g_strdup_printf ("^%s\\.damaged-\\d{8}T\\d{6}Z(-\\d+)?$", path);
  g_assert_true (g_regex_match_simple (pattern, aside, 0, 0));
  g_assert_nonnull (strstr (tpk_finding_get_message (notice), aside));
  g_file_get_contents (aside, &kept, &kept_length, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (kept, kept_length, contents, length);
}

static void
test_damaged (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr (TpkDocument) draft = test_document ("h.example.net", "pw");
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *list = NULL;
  g_auto (GStrv) names = NULL;

  assert_set_aside (fixture, "{\"schema\":1,", 12);
  assert_set_aside (fixture, "\xff\xfe\0\0", 4);
  assert_set_aside (fixture, "", 0);
  assert_set_aside (fixture, "{\"schema\":1,\"profiles\":3}", 25);
  assert_set_aside (fixture, deep, 100000);

  /* One each, none overwritten, although it all happened in the same second or two. */
  list = test_list (fixture->folder);
  names = g_strsplit (g_strchomp (list), " ", -1);
  g_assert_cmpuint (g_strv_length (names), ==, 6);

  /* The next one starts afresh. */
  assert_saved (fixture->store, draft);
}

/* 100 MB of nothing but brackets: refused without being read, and set aside. */
static void
test_huge (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *set_aside = NULL;
  g_autofree char *chunk = g_strnfill (1024 * 1024, '[');
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;
  FILE *file;

  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  file = g_fopen (path, "we");
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (fwrite (chunk, 1, 1024 * 1024, file), ==, 1024 * 1024);
  g_assert_cmpint (fclose (file), ==, 0);

  document = tpk_store_load_document (fixture->store, &set_aside, &error);
  g_assert_no_error (error);
  g_assert_nonnull (document);
  g_assert_nonnull (set_aside);
  g_assert_cmpint (g_stat (set_aside, &info), ==, 0);
  g_assert_cmpint (info.st_size, ==, 100 * 1024 * 1024);
}

/* The reason is told, so that people can mend it: here the one rule that the seeds insist on. */
static void
test_mixed_route (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (TpkFinding) notice = NULL;
  g_autoptr (GError) error = NULL;

  test_write (path, "{\"schema\":1,\"profiles\":[{\"name\":\"A\",\"route\":[\"own\",\"cloud\"]}]}");
  g_assert_true (tpk_store_load (fixture->store, TPK_STORE_DOCUMENT, &document, &notice, &error));
  g_assert_null (document);
  g_assert_nonnull (strstr (tpk_finding_get_message (notice), "profiles[0].route"));
}

/* A newer version's file is neither damaged nor ours to write. */
static void
test_newer_schema (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autoptr (TpkDocument) mine = test_document ("h.example.net", "pw");
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;

  test_write (path, "{\"schema\":2,\"wonders\":[]}");
  g_assert_null (tpk_store_load_document (fixture->store, &set_aside, &error));
  g_assert_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_SCHEMA);
  g_assert_null (set_aside);
  g_clear_error (&error);

  g_assert_false (tpk_store_apply (fixture->store, mine, NULL, FALSE, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_CHANGED);
  assert_file (path, "{\"schema\":2,\"wonders\":[]}");
}

static void
test_unknown_members (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "draft.json");
  g_autofree char *text = NULL;
  g_autoptr (TpkDocument) draft = NULL;

  test_write (path, "{\"schema\":1,\"later\":{\"x\":[1]},"
                    "\"profiles\":[{\"name\":\"A\",\"hue\":3}]}");
  draft = load (fixture, TPK_STORE_DRAFT);
  assert_saved (fixture->store, draft);
  text = test_read (path);
  g_assert_nonnull (strstr (text, "\"later\""));
  g_assert_nonnull (strstr (text, "\"hue\""));
}

/* A file stands where the folder should be; root can be stopped in no other way. */
static void
test_no_folder (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autofree char *parent = g_path_get_dirname (fixture->folder);
  g_autoptr (TpkDocument) draft = test_document ("h.example.net", "pw");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) load_error = NULL;
  TpkDocument *document;

  test_write (parent, "in the way");
  g_assert_false (tpk_store_save_draft (fixture->store, draft, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_IO);
  g_assert_nonnull (strstr (error->message, fixture->folder));

  g_assert_false (tpk_store_load (fixture->store, TPK_STORE_DOCUMENT, &document, NULL,
                                  &load_error));
  g_assert_error (load_error, TPK_STORE_ERROR, TPK_STORE_ERROR_IO);
  assert_file (parent, "in the way");
}

/* Another process is writing: nothing is written until it has finished, and it is said who
 * waits. */
static void
test_locked (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autofree char *lock = test_path (fixture, "lock");
  g_autofree char *path = test_path (fixture, "draft.json");
  g_autoptr (TpkDocument) draft = test_document ("h.example.net", "pw");
  g_autoptr (GSubprocess) helper = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  helper = test_helper_start ("lock", lock, "exclusive", NULL);
  line = test_helper_line (helper);
  g_assert_cmpstr (line, ==, "held");

  g_assert_false (tpk_store_save_draft (fixture->store, draft, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_LOCKED);
  assert_no_file (path);

  test_helper_kill (helper);
  assert_saved (fixture->store, draft);
}

/* People keep such files in a folder under version control, with links to them. */
static void
test_linked (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "draft.json");
  g_autofree char *real = g_build_filename (fixture->root, "dotfiles", "draft.json", NULL);
  g_autoptr (TpkDocument) first = test_document ("a.example.net", "pw");
  g_autoptr (TpkDocument) second = test_document ("b.example.net", "pw");
  g_autoptr (TpkDocument) loaded = NULL;
  g_autofree char *text = tpk_document_to_data (first, NULL);
  g_autofree char *expected = tpk_document_to_data (second, NULL);

  test_write (real, text);
  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  g_assert_cmpint (symlink (real, path), ==, 0);
  loaded = load (fixture, TPK_STORE_DRAFT);
  assert_saved (fixture->store, second);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_SYMLINK));
  assert_file (real, expected);
}

static void
test_base (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autoptr (TpkDocument) draft = test_document ("a.example.net", "pw");
  g_autoptr (TpkDocument) first = NULL;
  g_autoptr (TpkDocument) second = NULL;
  g_autoptr (TpkStore) later = tpk_store_new (fixture->folder);
  g_autofree char *none = tpk_store_dup_base (fixture->store, TPK_STORE_DRAFT);

  g_assert_null (none);
  test_write (path, "{\"schema\":1}");
  first = load (fixture, TPK_STORE_DOCUMENT);
  assert_saved (fixture->store, draft);
  g_assert_false (tpk_store_is_outdated (fixture->store, TPK_STORE_DRAFT));

  /* In another run, after somebody edited the file by hand. */
  test_write (path, "{\"schema\":1, \"x\":1}");
  second = tpk_store_load_document (later, NULL, NULL);
  g_assert_true (tpk_store_is_outdated (later, TPK_STORE_DRAFT));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/store/default-folder", test_default_folder);
  store_test_add ("/store/store/empty", test_empty);
  store_test_add ("/store/store/save-draft", test_save_draft);
  store_test_add ("/store/store/remove", test_remove);
  store_test_add ("/store/store/foreign-change", test_foreign_change);
  store_test_add ("/store/store/touched", test_touched);
  store_test_add ("/store/store/damaged", test_damaged);
  store_test_add ("/store/store/huge", test_huge);
  store_test_add ("/store/store/mixed-route", test_mixed_route);
  store_test_add ("/store/store/newer-schema", test_newer_schema);
  store_test_add ("/store/store/unknown-members", test_unknown_members);
  store_test_add ("/store/store/no-folder", test_no_folder);
  store_test_add ("/store/store/locked", test_locked);
  store_test_add ("/store/store/linked", test_linked);
  store_test_add ("/store/store/base", test_base);

  return g_test_run ();
}
