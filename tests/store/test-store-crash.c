/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store-fixture.h"

#include "store/tpk-file-change.h"

#include <string.h>

/* A process that applies and saves without end is killed at random points, over and over, and goes
 * on with what it left behind the next time. Every file is whole each time, old or new, and nothing
 * of it counts as somebody else's. */

#define N_KILLS 200
#define N_KILLS_SLOW 10

typedef struct {
  TpkDocument *documents[2];
  char        *texts[2];
  char        *exports[2];
} Expected;

static char *
export_of (StoreFixture *fixture,
           TpkDocument  *document)
{
  g_autoptr (GListModel) changes = NULL;
  g_autoptr (TpkFileChange) change = NULL;
  g_autoptr (GError) error = NULL;

  changes = tpk_store_plan (fixture->store, document, 0, &error);
  g_assert_no_error (error);
  change = g_list_model_get_item (changes, 1);

  return g_strdup (tpk_file_change_get_new_text (change));
}

static void
expected_init (Expected     *expected,
               StoreFixture *fixture,
               const char   *client_path)
{
  expected->documents[0] = test_document ("old.example.net", "old-password");
  expected->documents[1] = test_document ("new.example.net", "new-password");
  for (guint i = 0; i < 2; i++) {
    g_autoptr (TpkClientFile) file = tpk_client_file_new ("w3c", client_path);

    expected->exports[i] = export_of (fixture, expected->documents[i]);
    tpk_document_add_client_file (expected->documents[i], file);
    expected->texts[i] = tpk_document_to_data (expected->documents[i], NULL);
  }
}

static void
expected_clear (Expected *expected)
{
  for (guint i = 0; i < 2; i++) {
    g_object_unref (expected->documents[i]);
    g_free (expected->texts[i]);
    g_free (expected->exports[i]);
  }
}

static void
assert_one_of (const char *path,
               char      **texts)
{
  g_autofree char *text = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;

  text = test_read (path);
  if (strcmp (text, texts[0]) != 0 && strcmp (text, texts[1]) != 0)
    g_error ("%s is neither old nor new: %s", path, text);
  g_assert_cmpint (test_mode (path), ==, 0600);
}

static void
assert_history_whole (StoreFixture *fixture,
                      Expected     *expected)
{
  g_auto (GStrv) entries = tpk_store_list_history (fixture->store);

  for (guint i = 0; entries[i] != NULL; i++) {
    g_autofree char *path = g_build_filename (fixture->folder, "history", entries[i], NULL);

    assert_one_of (path, expected->texts);
  }
}

/* Looked at as the next run would. */
static void
assert_nothing_foreign (StoreFixture *fixture,
                        Expected     *expected)
{
  g_autoptr (TpkStore) store = tpk_store_new (fixture->folder);
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (TpkDocument) draft = NULL;
  g_autofree char *set_aside = NULL;
  g_autoptr (GListModel) changes = NULL;
  g_autoptr (GError) error = NULL;

  document = tpk_store_load_document (store, &set_aside, &error);
  g_assert_no_error (error);
  g_assert_null (set_aside);
  draft = tpk_store_load_draft (store, &set_aside, &error);
  g_assert_no_error (error);
  g_assert_null (set_aside);

  changes = tpk_store_plan (store, expected->documents[0], 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (changes); i++) {
    g_autoptr (TpkFileChange) change = g_list_model_get_item (changes, i);

    g_assert_cmpint (tpk_file_change_get_kind (change), !=, TPK_FILE_CHANGE_FOREIGN);
  }
}

/* The next apply that comes to its end clears away what the killed ones left half written. */
static void
assert_clean_after_apply (StoreFixture *fixture,
                          Expected     *expected)
{
  g_autofree char *history = test_path (fixture, "history");
  g_autoptr (TpkStore) store = tpk_store_new (fixture->folder);
  g_autoptr (TpkDocument) document = tpk_store_load_document (store, NULL, NULL);
  g_autoptr (TpkDocument) draft = tpk_store_load_draft (store, NULL, NULL);
  const char *const folders[] = { fixture->root, fixture->folder, history };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++) {
    g_assert_true (tpk_store_apply (store, expected->documents[i], NULL, FALSE, &error));
    g_assert_true (tpk_store_save_draft (store, expected->documents[i], &error));
    g_assert_no_error (error);
  }

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *list = test_list (folders[i]);

    g_assert_null (strstr (list, "turnpike~"));
  }
}

static void
test_kill (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autofree char *client_path = g_build_filename (fixture->root, "client.json", NULL);
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *draft_path = test_path (fixture, "draft.json");
  g_autofree char *rtc_path = test_path (fixture, "rtc-configuration.json");
  guint n = g_getenv ("TURNPIKE_TEST_SLOW_TOOL") != NULL ? N_KILLS_SLOW : N_KILLS;
  Expected expected;

  expected_init (&expected, fixture, client_path);
  for (guint i = 0; i < n; i++) {
    g_autoptr (GSubprocess) helper = NULL;
    g_autofree char *line = NULL;

    helper = test_helper_start ("apply", fixture->folder, client_path, NULL);
    line = test_helper_line (helper);
    g_assert_cmpstr (line, ==, "ready");
    g_usleep ((gulong) g_test_rand_int_range (0, 15000));
    test_helper_kill (helper);

    assert_one_of (path, expected.texts);
    assert_one_of (draft_path, expected.texts);
    assert_one_of (client_path, expected.exports);
    assert_one_of (rtc_path, expected.exports);
    assert_history_whole (fixture, &expected);
    assert_nothing_foreign (fixture, &expected);
  }

  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  assert_clean_after_apply (fixture, &expected);
  expected_clear (&expected);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/crash/kill", test_kill);

  return g_test_run ();
}
