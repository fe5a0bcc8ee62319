/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store-fixture.h"

#include "dialects/tpk-dialect.h"
#include "store/tpk-file-change.h"
#include "store/tpk-mask.h"

#include <glib/gstdio.h>

#include <string.h>
#include <unistd.h>

static void
assert_applied (TpkStore    *store,
                TpkDocument *document,
                gboolean     overwrite_foreign)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tpk_store_apply (store, document, NULL, overwrite_foreign, &error));
  g_assert_no_error (error);
}

static void
assert_refused (TpkStore    *store,
                TpkDocument *document,
                int          code,
                const char  *contains)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tpk_store_apply (store, document, NULL, FALSE, &error));
  g_assert_error (error, TPK_STORE_ERROR, code);
  if (strstr (error->message, contains) == NULL)
    g_error ("“%s” does not contain “%s”", error->message, contains);
}

static void
add_client (TpkDocument *document,
            const char  *client,
            const char  *path)
{
  g_autoptr (TpkClientFile) file = tpk_client_file_new (client, path);

  tpk_document_add_client_file (document, file);
}

static char *
written_for (TpkDocument *document,
             const char  *client)
{
  g_autoptr (TpkExport) export = NULL;
  g_autoptr (GError) error = NULL;

  export = tpk_dialect_find (client)->write (tpk_document_get_active_profile (document), 0, &error);
  g_assert_no_error (error);

  return g_strdup (tpk_export_get_text (export));
}

/* "client:kind " for each file of a plan, in its order. */
static char *
plan_kinds (TpkStore    *store,
            TpkDocument *document)
{
  const char *const names[] = { "none", "created", "modified", "foreign" };
  g_autoptr (GString) kinds = g_string_new (NULL);
  g_autoptr (GListModel) changes = NULL;
  g_autoptr (GError) error = NULL;

  changes = tpk_store_plan (store, document, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (changes); i++) {
    g_autoptr (TpkFileChange) change = g_list_model_get_item (changes, i);
    const char *client = tpk_file_change_get_client (change);

    g_string_append_printf (kinds, "%s:%s ", client != NULL ? client : "document",
                            names[tpk_file_change_get_kind (change)]);
  }

  return g_string_free (g_steal_pointer (&kinds), FALSE);
}

static void
assert_plan (TpkStore    *store,
             TpkDocument *document,
             const char  *expected)
{
  g_autofree char *kinds = plan_kinds (store, document);

  g_assert_cmpstr (kinds, ==, expected);
}

static void
test_apply (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autofree char *client_path = g_build_filename (fixture->root, "client.json", NULL);
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *rtc_path = test_path (fixture, "rtc-configuration.json");
  g_autofree char *history = test_path (fixture, "history");
  g_autoptr (TpkDocument) document = test_document ("a.example.net", "pw");
  g_autofree char *text = NULL;
  g_autofree char *rtc = written_for (document, "w3c");
  g_autofree char *list = NULL;
  g_auto (GStrv) entries = NULL;
  g_autofree char *entry = NULL;

  add_client (document, "w3c", client_path);
  text = tpk_document_to_data (document, NULL);
  assert_plan (fixture->store, document, "document:created w3c:created w3c:created ");
  assert_no_file (fixture->folder);

  assert_applied (fixture->store, document, FALSE);
  assert_file (path, text);
  assert_file (rtc_path, rtc);
  assert_file (client_path, rtc);
  g_assert_cmpint (test_mode (path), ==, 0600);
  g_assert_cmpint (test_mode (rtc_path), ==, 0600);
  g_assert_cmpint (test_mode (client_path), ==, 0600);
  g_assert_cmpint (test_mode (history), ==, 0700);
  list = test_list (fixture->folder);
  g_assert_cmpstr (list, ==, "history lock rtc-configuration.json turnpike.json written.json ");

  entries = tpk_store_list_history (fixture->store);
  g_assert_cmpuint (g_strv_length (entries), ==, 1);
  entry = g_build_filename (history, entries[0], NULL);
  assert_file (entry, text);
  g_assert_cmpint (test_mode (entry), ==, 0600);

  g_assert_cmpuint (tpk_store_get_generation (fixture->store), ==, 1);
  assert_plan (fixture->store, document, "document:none w3c:none w3c:none ");
  g_assert_false (tpk_store_was_changed (fixture->store, TPK_STORE_DOCUMENT));
}

/* The rtc-configuration.json of each route, as the contract says. */
static void
test_routes (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autofree char *rtc_path = test_path (fixture, "rtc-configuration.json");
  g_autoptr (TpkDocument) document = test_document ("a.example.net", "pw");
  TpkProfile *profile = tpk_document_get_active_profile (document);
  g_autofree char *own = NULL;

  assert_applied (fixture->store, document, FALSE);
  own = test_read (rtc_path);
  g_assert_nonnull (strstr (own, "\"turn:a.example.net:3478?transport=udp\""));
  g_assert_nonnull (strstr (own, "\"relay\""));

  for (guint i = 0; i < 2; i++) {
    g_autofree char *other = NULL;

    tpk_profile_set_route (profile, i == 0 ? TPK_ROUTE_DIRECT : TPK_ROUTE_CLOUD);
    assert_applied (fixture->store, document, FALSE);
    other = test_read (rtc_path);
    g_assert_null (strstr (other, "turn:"));
    g_assert_null (strstr (other, "relay"));
    g_assert_nonnull (strstr (other, "\"iceServers\""));
  }
}

/* What is right already is left alone, and counts for nothing. */
static void
test_unchanged (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autoptr (TpkDocument) document = test_document ("a.example.net", "pw");
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *rtc_path = test_path (fixture, "rtc-configuration.json");
  g_auto (GStrv) entries = NULL;
  GStatBuf before, after;

  assert_applied (fixture->store, document, FALSE);
  g_assert_cmpint (g_stat (path, &before), ==, 0);
  assert_applied (fixture->store, document, FALSE);
  g_assert_cmpint (g_stat (path, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
  g_assert_cmpuint (tpk_store_get_generation (fixture->store), ==, 1);
  entries = tpk_store_list_history (fixture->store);
  g_assert_cmpuint (g_strv_length (entries), ==, 1);

  /* Only a mode that lets others read is mended. */
  g_assert_cmpint (g_chmod (rtc_path, 0644), ==, 0);
  assert_applied (fixture->store, document, FALSE);
  g_assert_cmpint (test_mode (rtc_path), ==, 0600);
}

/* Somebody edited a client file: seen in this run and in the next, and only overwritten when told
 * so. */
static void
test_foreign_client_file (StoreFixture  *fixture,
                          gconstpointer  data)
{
  g_autofree char *rtc_path = test_path (fixture, "rtc-configuration.json");
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autoptr (TpkDocument) first = test_document ("a.example.net", "pw");
  g_autoptr (TpkDocument) second = test_document ("b.example.net", "pw");
  g_autoptr (TpkDocument) loaded = NULL;
  g_autoptr (TpkStore) later = tpk_store_new (fixture->folder);
  g_autofree char *first_text = tpk_document_to_data (first, NULL);
  g_autofree char *rtc = written_for (second, "w3c");
  TpkStore *stores[2] = { fixture->store, later };

  assert_applied (fixture->store, first, FALSE);
  loaded = tpk_store_load_document (later, NULL, NULL);
  assert_plan (later, second, "document:modified w3c:modified ");

  test_write (rtc_path, "theirs");
  for (guint i = 0; i < 2; i++) {
    assert_plan (stores[i], second, "document:modified w3c:foreign ");
    assert_refused (stores[i], second, TPK_STORE_ERROR_CHANGED, rtc_path);
    assert_file (rtc_path, "theirs");
    assert_file (path, first_text);
  }

  assert_applied (later, second, TRUE);
  assert_file (rtc_path, rtc);
  assert_plan (later, first, "document:modified w3c:modified ");
}

/* The plan is old when somebody changes a file after it: what is on the disk counts. */
static void
test_changed_after_plan (StoreFixture  *fixture,
                         gconstpointer  data)
{
  g_autofree char *rtc_path = test_path (fixture, "rtc-configuration.json");
  g_autoptr (TpkDocument) first = test_document ("a.example.net", "pw");
  g_autoptr (TpkDocument) second = test_document ("b.example.net", "pw");
  g_autoptr (GListModel) changes = NULL;
  g_autoptr (GError) error = NULL;

  assert_applied (fixture->store, first, FALSE);
  changes = tpk_store_plan (fixture->store, second, 0, &error);
  test_write (rtc_path, "theirs");
  g_assert_false (tpk_store_apply (fixture->store, second, changes, FALSE, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_CHANGED);
  assert_file (rtc_path, "theirs");
}

static void
test_foreign_document (StoreFixture  *fixture,
                       gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *rtc_path = test_path (fixture, "rtc-configuration.json");
  g_autoptr (TpkDocument) first = test_document ("a.example.net", "pw");
  g_autoptr (TpkDocument) second = test_document ("b.example.net", "pw");
  g_autofree char *rtc = NULL;
  g_autofree char *text = tpk_document_to_data (second, NULL);

  assert_applied (fixture->store, first, FALSE);
  rtc = test_read (rtc_path);
  test_write (path, "{\"schema\":1}");
  assert_plan (fixture->store, second, "document:foreign w3c:modified ");
  assert_refused (fixture->store, second, TPK_STORE_ERROR_CHANGED, path);
  assert_file (path, "{\"schema\":1}");
  assert_file (rtc_path, rtc);

  assert_applied (fixture->store, second, TRUE);
  assert_file (path, text);
}

/* A file that was there before Turnpike is somebody's; an empty one is not. */
static void
test_found_client_file (StoreFixture  *fixture,
                        gconstpointer  data)
{
  g_autofree char *client_path = g_build_filename (fixture->root, "client.json", NULL);
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autoptr (TpkDocument) document = test_document ("a.example.net", "pw");
  g_autofree char *rtc = written_for (document, "w3c");

  add_client (document, "w3c", client_path);
  test_write (client_path, "precious");
  assert_plan (fixture->store, document, "document:created w3c:created w3c:foreign ");
  assert_refused (fixture->store, document, TPK_STORE_ERROR_CHANGED, client_path);
  assert_file (client_path, "precious");
  assert_no_file (path);

  test_write (client_path, "");
  assert_plan (fixture->store, document, "document:created w3c:created w3c:modified ");
  assert_applied (fixture->store, document, FALSE);
  assert_file (client_path, rtc);
}

/* Whatever is wrong with one client file, nothing at all is written, and it is said which and
 * why. */
static void
test_bad_client_files (StoreFixture  *fixture,
                       gconstpointer  data)
{
  g_autofree char *good = g_build_filename (fixture->root, "good.json", NULL);
  g_autofree char *no_folder = g_build_filename (fixture->root, "no", "client.json", NULL);
  g_autofree char *own = test_path (fixture, "turnpike.json");
  g_autofree char *draft = test_path (fixture, "x/../draft.json");
  g_autofree char *history = test_path (fixture, "history/x.json");
  g_autofree char *rtc = test_path (fixture, "rtc-configuration.json");
  g_autofree char *link = g_build_filename (fixture->root, "link.json", NULL);
  g_autofree char *inner = test_path (fixture, "x");
  g_autofree char *inner_history = test_path (fixture, "history");
  const struct {
    const char *client;
    const char *path;
    int         code;
    const char *contains;
  } cases[] = {
    { "nobody", good, TPK_STORE_ERROR_CLIENT_FILE, "not known" },
    { "chromium", good, TPK_STORE_ERROR_CLIENT_FILE, "nothing can be written" },
    { "w3c", "client.json", TPK_STORE_ERROR_CLIENT_FILE, "whole path" },
    { "w3c", "", TPK_STORE_ERROR_CLIENT_FILE, "whole path" },
    { "w3c", no_folder, TPK_STORE_ERROR_CLIENT_FILE, no_folder },
    { "w3c", own, TPK_STORE_ERROR_CLIENT_FILE, "its own things" },
    { "w3c", draft, TPK_STORE_ERROR_CLIENT_FILE, "its own things" },
    { "w3c", history, TPK_STORE_ERROR_CLIENT_FILE, "its own things" },
    { "w3c", rtc, TPK_STORE_ERROR_CLIENT_FILE, "another client" },
    { "w3c", link, TPK_STORE_ERROR_CLIENT_FILE, "another client" },
    { "w3c", "/dev/full", TPK_STORE_ERROR_IO, "/dev/full" },
    { "w3c", fixture->root, TPK_STORE_ERROR_CLIENT_FILE, "that is a folder" },
  };

  g_assert_cmpint (g_mkdir_with_parents (inner, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (inner_history, 0700), ==, 0);
  g_assert_cmpint (symlink (rtc, link), ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TpkDocument) document = test_document ("a.example.net", "pw");
    g_autoptr (TpkDocument) first = NULL;

    add_client (document, cases[i].client, cases[i].path);
    assert_refused (fixture->store, document, cases[i].code, cases[i].contains);
    assert_no_file (own);
    assert_no_file (rtc);
    assert_no_file (good);
  }
}

/* The last rename fails, after all others are done: they are undone. */
static void
test_roll_back (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autofree char *client_path = g_build_filename (fixture->root, "client.json", NULL);
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *written_path = test_path (fixture, "written.json");
  g_autofree char *history = test_path (fixture, "history");
  g_autoptr (TpkDocument) first = test_document ("a.example.net", "pw");
  g_autoptr (TpkDocument) second = test_document ("b.example.net", "pw");
  g_autofree char *client = NULL;
  g_autofree char *written = NULL;
  g_autofree char *root_before = NULL;
  g_autofree char *root_after = NULL;
  g_autofree char *history_before = NULL;
  g_autofree char *history_after = NULL;
  g_autofree char *command = NULL;
  g_autofree char *output = NULL;
  int status;

  add_client (first, "w3c", client_path);
  add_client (second, "w3c", client_path);
  assert_applied (fixture->store, first, FALSE);
  client = test_read (client_path);
  written = test_read (written_path);
  root_before = test_list (fixture->root);
  history_before = test_list (history);

  /* A bind mount cannot be renamed over, whoever asks. */
  command = g_strdup_printf ("unshare --mount sh -c 'mount --bind %s %s && "
                             "exec %s apply-limited %s c.example.net 1000000'",
                             path, path, g_getenv ("TPK_STORE_HELPER"), fixture->folder);
  if (!g_spawn_command_line_sync (command, &output, NULL, &status, NULL) ||
      !g_spawn_check_wait_status (status, NULL)) {
    g_test_skip ("mounts cannot be made here");
    return;
  }

  g_assert_nonnull (strstr (output, "Device or resource busy"));
  assert_file (client_path, client);
  assert_file (written_path, written);
  root_after = test_list (fixture->root);
  g_assert_cmpstr (root_after, ==, root_before);
  history_after = test_list (history);
  g_assert_cmpstr (history_after, ==, history_before);
}

/* The disk is full while the new contents are written: nothing has changed, nothing is left
 * behind. */
static void
test_full_disk (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *rtc_path = test_path (fixture, "rtc-configuration.json");
  g_autoptr (TpkDocument) first = test_document ("a.example.net", "pw");
  g_autofree char *text = tpk_document_to_data (first, NULL);
  g_autofree char *rtc = written_for (first, "w3c");
  g_autofree char *before = NULL;
  gboolean applied = FALSE;

  assert_applied (fixture->store, first, FALSE);
  before = test_list (fixture->folder);

  /* From no byte at all to enough, so that it fails at each of the files in turn. */
  for (guint bytes = 0; !applied; bytes += 50) {
    g_autofree char *limit = g_strdup_printf ("%u", bytes);
    g_autoptr (GSubprocess) helper = NULL;
    g_autofree char *line = NULL;
    g_autofree char *after = NULL;

    helper = test_helper_start ("apply-limited", fixture->folder, "b.example.net", limit, NULL);
    line = test_helper_line (helper);
    g_assert_true (g_subprocess_wait (helper, NULL, NULL));
    applied = strcmp (line, "applied") == 0;
    if (applied)
      break;

    g_assert_nonnull (strstr (line, "File too large"));
    assert_file (path, text);
    assert_file (rtc_path, rtc);
    after = test_list (fixture->folder);
    g_assert_cmpstr (after, ==, before);
    g_assert_cmpuint (bytes, <, 100000);
  }

  g_assert_true (tpk_store_was_changed (fixture->store, TPK_STORE_DOCUMENT));
}

static void
test_diff_is_masked (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autoptr (TpkDocument) first = test_document ("a.example.net", "old-hunter2");
  g_autoptr (TpkDocument) second = test_document ("a.example.net", "new-hunter2");
  g_autoptr (TpkDocument) loaded = NULL;
  g_autoptr (TpkStore) later = tpk_store_new (fixture->folder);
  g_autoptr (GListModel) changes = NULL;
  g_autoptr (GError) error = NULL;

  assert_applied (fixture->store, first, FALSE);
  loaded = tpk_store_load_document (later, NULL, NULL);
  changes = tpk_store_plan (later, second, 0, &error);
  g_assert_cmpuint (g_list_model_get_n_items (changes), ==, 2);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (TpkFileChange) change = g_list_model_get_item (changes, i);
    g_autofree char *diff = tpk_file_change_dup_diff (change);

    g_assert_null (strstr (diff, "hunter2"));
    g_assert_nonnull (strstr (diff, TPK_MASK_TEXT));
    g_assert_nonnull (strstr (tpk_file_change_get_new_text (change), "new-hunter2"));
    g_assert_nonnull (strstr (tpk_file_change_get_old_text (change), "old-hunter2"));
  }
}

/* What was shown is what is written, also when a credential is minted from the clock. */
static void
test_minted (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autofree char *rtc_path = test_path (fixture, "rtc-configuration.json");
  g_autoptr (TpkDocument) document = test_document ("a.example.net", "pw");
  g_autoptr (TpkCredential) credential = tpk_credential_new_secret ("bob", "north", 60);
  g_autoptr (GListModel) changes = NULL;
  g_autoptr (TpkFileChange) rtc = NULL;
  g_autoptr (GError) error = NULL;
  TpkProfile *profile = tpk_document_get_active_profile (document);

  tpk_server_set_credential (tpk_profile_get_server (profile, 0), credential);
  changes = tpk_store_plan (fixture->store, document, 1000, &error);
  g_assert_true (tpk_store_apply (fixture->store, document, changes, FALSE, &error));
  g_assert_no_error (error);

  rtc = g_list_model_get_item (changes, 1);
  assert_file (rtc_path, tpk_file_change_get_new_text (rtc));
  g_assert_nonnull (strstr (tpk_file_change_get_new_text (rtc), "1060:bob"));
  assert_plan (fixture->store, document, "document:none w3c:modified ");
}

/* Two programs with the same folder: the one that does not know of the other's apply is stopped. */
static void
test_two_stores (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr (TpkDocument) a = test_document ("a.net", "pw");
  g_autoptr (TpkDocument) b = test_document ("b.net", "pw");
  g_autoptr (TpkStore) other = tpk_store_new (fixture->folder);
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *b_text = tpk_document_to_data (b, NULL);
  g_autoptr (TpkDocument) seen = NULL;

  assert_applied (fixture->store, a, FALSE);
  seen = tpk_store_load_document (other, NULL, NULL);
  assert_applied (other, b, FALSE);
  assert_refused (fixture->store, a, TPK_STORE_ERROR_CHANGED, path);
  assert_file (path, b_text);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/apply/apply", test_apply);
  store_test_add ("/store/apply/routes", test_routes);
  store_test_add ("/store/apply/unchanged", test_unchanged);
  store_test_add ("/store/apply/foreign-client-file", test_foreign_client_file);
  store_test_add ("/store/apply/changed-after-plan", test_changed_after_plan);
  store_test_add ("/store/apply/foreign-document", test_foreign_document);
  store_test_add ("/store/apply/found-client-file", test_found_client_file);
  store_test_add ("/store/apply/bad-client-files", test_bad_client_files);
  store_test_add ("/store/apply/roll-back", test_roll_back);
  store_test_add ("/store/apply/full-disk", test_full_disk);
  store_test_add ("/store/apply/diff-is-masked", test_diff_is_masked);
  store_test_add ("/store/apply/minted", test_minted);
  store_test_add ("/store/apply/two-stores", test_two_stores);

  return g_test_run ();
}
