/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <string.h>

#include "store/tpk-cloud-file.h"
#include "store/tpk-file-change.h"
#include "store-fixture.h"

#define NOW_S 1795200000

static TpkProfile *
new_profile (const char *user)
{
  TpkProfile *profile = tpk_profile_new ("Office");
  TpkCloudSettings *settings = tpk_profile_get_cloud (profile);

  tpk_profile_set_route (profile, TPK_ROUTE_CLOUD);
  tpk_cloud_settings_set_service (settings, "turn-rest");
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_ENDPOINT, "https://turn.test/");
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_USER, user);

  return profile;
}

static TpkCloudSet *
new_set (TpkProfile *profile,
         const char *password,
         gint64      expires_s)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (TpkCredential) credential = tpk_credential_new_password ("u", password);
  g_autofree char *key = tpk_cloud_set_dup_key (tpk_profile_get_cloud (profile));
  TpkServer *server = tpk_server_new ();

  tpk_server_add_url (server, "turn:turn.test:3478?transport=udp");
  tpk_server_set_credential (server, credential);
  g_ptr_array_add (servers, server);

  return tpk_cloud_set_new ("turn-rest", key, servers, NOW_S, expires_s);
}

static void
save (StoreFixture *fixture,
      TpkCloudSet  *set,
      gint64        now_s)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tpk_cloud_file_save (fixture->folder, set, now_s, &error));
  g_assert_no_error (error);
}

/* One set for each who is asked; a newer one takes the place of the older, and what has ended goes
 * when another is kept. */
static void
test_sets (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr (TpkProfile) alice = new_profile ("alice");
  g_autoptr (TpkProfile) bob = new_profile ("bob");
  g_autoptr (TpkCloudSet) first = new_set (alice, "pw-1", NOW_S + 60);
  g_autoptr (TpkCloudSet) second = new_set (alice, "pw-2", NOW_S + 600);
  g_autoptr (TpkCloudSet) other = new_set (bob, "pw-3", 0);
  g_autoptr (GPtrArray) none = tpk_cloud_file_load (fixture->folder);
  g_autoptr (GPtrArray) both = NULL;
  g_autoptr (GPtrArray) late = NULL;
  g_autofree char *path = test_path (fixture, TPK_CLOUD_FILE_NAME);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (tpk_cloud_file_find (none, alice));
  save (fixture, first, NOW_S);
  save (fixture, other, NOW_S);
  save (fixture, second, NOW_S);
  g_assert_cmpuint (test_mode (path), ==, 0600);

  both = tpk_cloud_file_load (fixture->folder);
  g_assert_cmpuint (both->len, ==, 2);
  g_assert_true (tpk_cloud_set_equal (tpk_cloud_file_find (both, alice), second));
  g_assert_true (tpk_cloud_set_equal (tpk_cloud_file_find (both, bob), other));
  tpk_profile_set_route (bob, TPK_ROUTE_OWN);
  g_assert_null (tpk_cloud_file_find (both, bob));

  save (fixture, other, NOW_S + 600);
  late = tpk_cloud_file_load (fixture->folder);
  g_assert_cmpuint (late->len, ==, 1);
  g_assert_null (tpk_cloud_file_find (late, alice));
}

/* What cannot be read is asked for again; nobody is told of a loss that is none. */
static void
test_damaged (StoreFixture  *fixture,
              gconstpointer  data)
{
  static const char *const texts[] = {
    "", "{", "[]", "{\"sets\":1}", "{\"sets\":[1]}", "{\"sets\":[{\"servers\":1}]}",
    "{\"sets\":[{\"key\":\"k\",\"expires\":\"soon\"}]}",
  };
  g_autoptr (TpkProfile) alice = new_profile ("alice");
  g_autoptr (TpkCloudSet) set = new_set (alice, "pw", NOW_S + 60);
  g_autofree char *path = test_path (fixture, TPK_CLOUD_FILE_NAME);

  save (fixture, set, NOW_S);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GPtrArray) sets = NULL;

    test_write (path, texts[i]);
    sets = tpk_cloud_file_load (fixture->folder);
    g_assert_cmpuint (sets->len, ==, 0);
  }

  save (fixture, set, NOW_S);
  g_ptr_array_unref (tpk_cloud_file_load (fixture->folder));
}

/* Clients are given what was handed out while it is good, and nothing of it afterwards. */
static void
test_plan (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr (TpkDocument) document = tpk_document_new ();
  TpkProfile *profile = tpk_document_get_active_profile (document);
  g_autoptr (TpkProfile) alice = new_profile ("alice");
  g_autoptr (TpkCloudSet) set = new_set (alice, "pw-of-alice", NOW_S + 60);

  tpk_profile_set_route (profile, TPK_ROUTE_CLOUD);
  tpk_cloud_settings_assign (tpk_profile_get_cloud (profile), tpk_profile_get_cloud (alice));
  save (fixture, set, NOW_S);

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GListModel) changes = NULL;
    g_autoptr (TpkFileChange) rtc = NULL;
    g_autofree char *diff = NULL;
    g_autoptr (GError) error = NULL;
    const char *text;

    changes = tpk_store_plan (fixture->store, document, NOW_S + 60 * i, &error);
    g_assert_no_error (error);
    rtc = g_list_model_get_item (changes, 1);
    text = tpk_file_change_get_new_text (rtc);
    g_assert_cmpint (strstr (text, "pw-of-alice") != NULL, ==, i == 0);
    g_assert_cmpint (strstr (text, "turn:turn.test:3478?transport=udp") != NULL, ==, i == 0);
    g_assert_nonnull (strstr (text, "\"relay\""));
    diff = tpk_file_change_dup_diff (rtc);
    g_assert_null (strstr (diff, "pw-of-alice"));
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/cloud-file/sets", test_sets);
  store_test_add ("/store/cloud-file/damaged", test_damaged);
  store_test_add ("/store/cloud-file/plan", test_plan);

  return g_test_run ();
}
