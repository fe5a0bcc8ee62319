/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store-fixture.h"

static void
assert_applied (TpkStore    *store,
                TpkDocument *document,
                gboolean     overwrite_foreign)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tpk_store_apply (store, document, NULL, overwrite_foreign, &error));
  g_assert_no_error (error);
}

static char *
history_hosts (TpkStore *store)
{
  g_autoptr (GString) hosts = g_string_new (NULL);
  g_auto (GStrv) entries = tpk_store_list_history (store);

  for (guint i = 0; entries[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpkDocument) document = tpk_store_load_history (store, entries[i], &error);
    TpkProfile *profile;

    g_assert_no_error (error);
    profile = tpk_document_get_active_profile (document);
    if (tpk_profile_get_n_servers (profile) == 0)
      g_string_append (hosts, "- ");
    else
      g_string_append_printf (hosts, "%s ", tpk_ice_url_get_host (
        tpk_server_get_url (tpk_profile_get_server (profile, 0), 0)));
  }

  return g_string_free (g_steal_pointer (&hosts), FALSE);
}

static void
assert_history (TpkStore   *store,
                const char *expected)
{
  g_autofree char *hosts = history_hosts (store);

  g_assert_cmpstr (hosts, ==, expected);
}

static void
step_back (TpkStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *entry = tpk_store_dup_previous (store, &error);
  g_autoptr (TpkDocument) document = NULL;

  g_assert_no_error (error);
  document = tpk_store_load_history (store, entry, &error);
  g_assert_true (tpk_store_apply_full (store, document, NULL, TPK_STORE_APPLY_STEP_BACK, &error));
  g_assert_no_error (error);
}

static void
test_history (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr (TpkDocument) a = test_document ("a.net", "pw");
  g_autoptr (TpkDocument) b = test_document ("b.net", "pw");
  g_autoptr (TpkDocument) c = test_document ("c.net", "pw");
  g_autoptr (TpkDocument) d = test_document ("d.net", "pw");
  g_autofree char *none = NULL;
  g_autofree char *before_first = NULL;
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *a_text = tpk_document_to_data (a, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) first_error = NULL;

  none = tpk_store_dup_previous (fixture->store, &error);
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_NO_HISTORY);

  assert_applied (fixture->store, a, FALSE);
  assert_applied (fixture->store, b, FALSE);
  assert_applied (fixture->store, c, FALSE);
  assert_history (fixture->store, "c.net b.net a.net ");

  /* Back twice goes two steps back; the history stays. */
  step_back (fixture->store);
  step_back (fixture->store);
  assert_file (path, a_text);
  assert_history (fixture->store, "c.net b.net a.net ");
  before_first = tpk_store_dup_previous (fixture->store, &first_error);
  g_assert_error (first_error, TPK_STORE_ERROR, TPK_STORE_ERROR_NO_HISTORY);

  /* Applied from there: what was before it is the one that was taken back. */
  assert_applied (fixture->store, d, FALSE);
  assert_history (fixture->store, "d.net a.net c.net b.net a.net ");
  step_back (fixture->store);
  assert_file (path, a_text);
}

/* What somebody wrote by hand is kept before it is replaced. */
static void
test_history_keeps_foreign (StoreFixture  *fixture,
                            gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autoptr (TpkDocument) a = test_document ("a.net", "pw");
  g_autoptr (TpkDocument) loaded = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *none = NULL;
  g_autoptr (GError) error = NULL;

  test_write (path, "{\"schema\":1}");
  loaded = tpk_store_load_document (fixture->store, NULL, NULL);
  assert_applied (fixture->store, a, FALSE);
  assert_history (fixture->store, "a.net - ");
  step_back (fixture->store);
  expected = tpk_document_to_data (loaded, NULL);
  assert_file (path, expected);

  /* Taken back in our spelling, it is known to be that entry. */
  none = tpk_store_dup_previous (fixture->store, &error);
  g_assert_null (none);
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_NO_HISTORY);
}

static void
test_history_length (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autofree char *history = test_path (fixture, "history/notes.txt");
  g_auto (GStrv) entries = NULL;
  g_autoptr (TpkDocument) newest = NULL;
  g_autoptr (TpkDocument) oldest = NULL;

  for (guint i = 0; i < 25; i++) {
    g_autofree char *host = g_strdup_printf ("h%u.net", i);
    g_autoptr (TpkDocument) document = test_document (host, "pw");

    assert_applied (fixture->store, document, FALSE);
    if (i == 0)
      test_write (history, "not an entry");
  }

  entries = tpk_store_list_history (fixture->store);
  g_assert_cmpuint (g_strv_length (entries), ==, 20);
  assert_history (fixture->store,
                  "h24.net h23.net h22.net h21.net h20.net h19.net h18.net h17.net h16.net h15.net "
                  "h14.net h13.net h12.net h11.net h10.net h9.net h8.net h7.net h6.net h5.net ");
  assert_file (history, "not an entry");
  g_assert_cmpuint (tpk_store_get_generation (fixture->store), ==, 25);
}

static void
test_history_names (StoreFixture  *fixture,
                    gconstpointer  data)
{
  const char *const bad[] = { "", "..", "../turnpike.json", "20261120T180000Z.json",
                              "20261120T180000.000000Z.jsonx", "2026112xT180000.000000Z.json" };
  g_autoptr (GDateTime) time = tpk_store_history_get_time ("20261120T183005.000042Z.json");
  g_autofree char *iso = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.%f%z");
  g_autoptr (GError) absent = NULL;

  g_assert_cmpstr (iso, ==, "2026-11-20T18:30:05.000042+0000");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (tpk_store_history_get_time (bad[i]));
    g_assert_null (tpk_store_load_history (fixture->store, bad[i], &error));
    g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_NO_HISTORY);
  }

  g_assert_null (tpk_store_load_history (fixture->store, "20261120T180000.000000Z.json", &absent));
  g_assert_error (absent, TPK_STORE_ERROR, TPK_STORE_ERROR_NO_HISTORY);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/history/back", test_history);
  store_test_add ("/store/history/keeps-foreign", test_history_keeps_foreign);
  store_test_add ("/store/history/length", test_history_length);
  store_test_add ("/store/history/names", test_history_names);

  return g_test_run ();
}
