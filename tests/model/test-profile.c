/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-profile.h"
#include "test-utils.h"

#define CLOUD \
  "\"cloud\":{\"service\":\"agora\",\"sdk\":\"4.15\",\"mode\":\"automatic\",\"app_id\":\"\"}"

#define SERVER(id) \
  "{\"id\":\"" id "\",\"label\":\"\",\"enabled\":true,\"urls\":[]," \
  "\"credential\":{\"kind\":\"none\"}}"

static TpkProfile *
profile_of (const char *text)
{
  g_autoptr (JsonObject) object = tpk_test_object (text);
  g_autoptr (GError) error = NULL;
  TpkProfile *profile = tpk_profile_new_from_json (object, &error);

  g_assert_no_error (error);
  return profile;
}

/* A profile with servers that are known by one letter each. */
static TpkProfile *
profile_with (const char *letters)
{
  g_autoptr (GString) text = g_string_new ("{\"servers\":[");

  for (guint i = 0; letters[i] != '\0'; i++)
    g_string_append_printf (text, "%s{\"id\":\"%c\"}", i > 0 ? "," : "", letters[i]);
  g_string_append (text, "]}");

  return profile_of (text->str);
}

static void
assert_servers (TpkProfile *profile,
                const char *expected)
{
  g_autoptr (GString) letters = g_string_new (NULL);

  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++)
    g_string_append (letters, tpk_server_get_id (tpk_profile_get_server (profile, i)));
  g_assert_cmpstr (letters->str, ==, expected);
}

static void
test_new (void)
{
  TpkProfile *profile = tpk_profile_new ("Office");

  g_assert_cmpstr (tpk_profile_get_name (profile), ==, "Office");
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_DIRECT);
  g_assert_true (tpk_profile_get_relay_only (profile));
  g_assert_null (tpk_profile_get_signalling_proxy (profile));
  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 0);
  g_assert_null (tpk_profile_get_server (profile, 0));
  g_assert_cmpint (tpk_cloud_settings_get_mode (tpk_profile_get_cloud (profile)), ==,
                   TPK_CLOUD_MODE_AUTOMATIC);
  g_assert_finalize_object (profile);
}

/* Each setter tells of a change once, and of no change never. */
static void
test_setters (void)
{
  g_autoptr (TpkProfile) profile = tpk_profile_new ("Office");
  guint n_changed = 0;
  guint n_notified = 0;

  tpk_test_count (profile, "changed", &n_changed);
  tpk_test_count (profile, "notify", &n_notified);

  for (guint i = 0; i < 2; i++) {
    tpk_profile_set_name (profile, "Home");
    tpk_profile_set_route (profile, TPK_ROUTE_OWN);
    tpk_profile_set_relay_only (profile, FALSE);
    tpk_profile_set_signalling_proxy (profile, "https://proxy.example/");
  }
  g_assert_cmpuint (n_changed, ==, 4);
  g_assert_cmpuint (n_notified, ==, 4);

  tpk_profile_set_signalling_proxy (profile, "");
  tpk_profile_set_signalling_proxy (profile, NULL);
  g_assert_null (tpk_profile_get_signalling_proxy (profile));
  g_assert_cmpuint (n_changed, ==, 5);
}

static void
test_properties (void)
{
  g_autoptr (TpkProfile) profile = tpk_profile_new ("Office");
  g_autoptr (TpkCloudSettings) cloud = NULL;
  g_autoptr (GListModel) servers = NULL;
  g_autofree char *name = NULL;
  g_autofree char *proxy = NULL;
  TpkRoute route;
  gboolean relay_only;

  g_object_set (profile, "name", "Home", "route", TPK_ROUTE_CLOUD, "relay-only", FALSE,
                "signalling-proxy", "p", NULL);
  g_object_get (profile, "name", &name, "route", &route, "relay-only", &relay_only,
                "signalling-proxy", &proxy, "cloud", &cloud, "servers", &servers, NULL);
  g_assert_cmpstr (name, ==, "Home");
  g_assert_cmpint (route, ==, TPK_ROUTE_CLOUD);
  g_assert_false (relay_only);
  g_assert_cmpstr (proxy, ==, "p");
  g_assert_true (cloud == tpk_profile_get_cloud (profile));
  g_assert_true (servers == tpk_profile_get_servers (profile));
}

static void
test_servers (void)
{
  g_autoptr (TpkProfile) profile = profile_with ("ab");
  g_autoptr (TpkProfile) source = profile_with ("xyz");
  g_autoptr (TpkServer) x = tpk_server_clone (tpk_profile_get_server (source, 0));
  g_autoptr (TpkServer) y = tpk_server_clone (tpk_profile_get_server (source, 1));
  g_autoptr (TpkServer) z = tpk_server_clone (tpk_profile_get_server (source, 2));
  TpkServer *both[] = { y, z };
  guint n_changed = 0;
  guint n_items_changed = 0;
  guint position = 99;

  tpk_test_count (profile, "changed", &n_changed);
  tpk_test_count (tpk_profile_get_servers (profile), "items-changed", &n_items_changed);

  tpk_profile_insert_server (profile, 1, x);
  assert_servers (profile, "axb");
  tpk_profile_append_servers (profile, both, 2);
  assert_servers (profile, "axbyz");
  g_assert_cmpuint (n_changed, ==, 2);
  g_assert_cmpuint (n_items_changed, ==, 2);
  tpk_profile_append_servers (profile, NULL, 0);
  g_assert_cmpuint (n_changed, ==, 2);

  g_assert_true (tpk_profile_find_server (profile, y, &position));
  g_assert_cmpuint (position, ==, 3);
  tpk_profile_move_server (profile, 3, 0);
  assert_servers (profile, "yaxbz");
  g_assert_true (tpk_profile_get_server (profile, 0) == y);
  tpk_profile_move_server (profile, 2, 2);
  g_assert_cmpuint (n_changed, ==, 3);

  tpk_profile_remove_server (profile, 0);
  assert_servers (profile, "axbz");
  g_assert_false (tpk_profile_find_server (profile, y, NULL));
  g_assert_cmpuint (n_changed, ==, 4);
  g_assert_cmpuint (n_items_changed, ==, 4);

  tpk_profile_append_server (profile, y);
  assert_servers (profile, "axbzy");
}

/* What happens in a server or in the cloud settings happens in the profile, until they part. */
static void
test_bubbling (void)
{
  TpkProfile *profile = profile_with ("ab");
  g_autoptr (TpkServer) kept = g_object_ref (tpk_profile_get_server (profile, 0));
  g_autoptr (TpkServer) removed = g_object_ref (tpk_profile_get_server (profile, 1));
  g_autoptr (TpkCloudSettings) cloud = g_object_ref (tpk_profile_get_cloud (profile));
  guint n_changed = 0;

  tpk_test_count (profile, "changed", &n_changed);
  tpk_server_set_label (kept, "A");
  tpk_cloud_settings_set_sdk (cloud, "3");
  g_assert_cmpuint (n_changed, ==, 2);

  tpk_profile_move_server (profile, 0, 1);
  n_changed = 0;
  tpk_server_set_label (kept, "B");
  g_assert_cmpuint (n_changed, ==, 1);

  tpk_profile_remove_server (profile, 0);
  n_changed = 0;
  tpk_server_set_label (removed, "C");
  g_assert_cmpuint (n_changed, ==, 0);

  g_assert_finalize_object (profile);
  tpk_server_set_label (kept, "D");
  tpk_cloud_settings_set_sdk (cloud, "4");
  g_assert_cmpuint (n_changed, ==, 0);
}

static void
test_freeze (void)
{
  g_autoptr (TpkProfile) profile = profile_with ("a");
  guint n_changed = 0;
  guint n_notified = 0;

  tpk_test_count (profile, "changed", &n_changed);
  tpk_test_count (profile, "notify::name", &n_notified);

  tpk_profile_freeze (profile);
  tpk_profile_freeze (profile);
  tpk_profile_set_name (profile, "x");
  tpk_profile_set_name (profile, "y");
  tpk_server_set_label (tpk_profile_get_server (profile, 0), "A");
  tpk_profile_thaw (profile);
  g_assert_cmpuint (n_changed, ==, 0);
  g_assert_cmpuint (n_notified, ==, 0);
  tpk_profile_thaw (profile);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (n_notified, ==, 1);

  tpk_profile_freeze (profile);
  tpk_profile_thaw (profile);
  g_assert_cmpuint (n_changed, ==, 1);
}

static void
test_json (void)
{
  static const char full[] =
    "{\"name\":\"Office\",\"route\":\"own\",\"relay_only\":false,"
    "\"signalling_proxy\":\"https://proxy.example/\","
    "\"servers\":[" SERVER ("1") "," SERVER ("2") "],"
    "\"cloud\":{\"service\":\"agora\",\"sdk\":\"3.6\",\"mode\":\"tls\",\"app_id\":\"x\",\"new\":1},"
    "\"later_list\":[{\"port\":443}]}";
  g_autoptr (TpkProfile) profile = profile_of (full);
  g_autoptr (TpkProfile) empty = profile_of ("{}");

  tpk_test_assert_written (tpk_profile_to_json (profile), full);
  tpk_test_assert_written (tpk_profile_to_json (empty),
                           "{\"name\":\"Default\",\"route\":\"direct\",\"relay_only\":true,"
                           "\"servers\":[]," CLOUD "}");
}

/* The second server with an ID gets a new one; neither is lost. */
static void
test_json_same_ids (void)
{
  g_autoptr (TpkProfile) profile = profile_of ("{\"servers\":[{\"id\":\"1\",\"label\":\"a\"},"
                                               "{\"id\":\"1\",\"label\":\"b\"}]}");
  TpkServer *first = tpk_profile_get_server (profile, 0);
  TpkServer *second = tpk_profile_get_server (profile, 1);

  g_assert_cmpstr (tpk_server_get_id (first), ==, "1");
  g_assert_true (g_uuid_string_is_valid (tpk_server_get_id (second)));
  g_assert_cmpstr (tpk_server_get_label (second), ==, "b");
}

static void
test_json_refused (void)
{
  static const char exclude[] = "route: expected one of “direct”, “cloud” and “own”. The routes "
                                "exclude each other; a profile has exactly one.";
  const struct {
    const char *text;
    int code;
    const char *message;
  } rows[] = {
    { "{\"name\":1}", TPK_JSON_ERROR_TYPE, "name: expected a string" },
    { "{\"name\":\"\"}", TPK_JSON_ERROR_VALUE, "name: expected a text that is not empty" },
    { "{\"route\":true}", TPK_JSON_ERROR_TYPE, "route: expected a string" },
    { "{\"route\":null}", TPK_JSON_ERROR_TYPE, "route: expected a string" },
    { "{\"route\":\"proxy\"}", TPK_JSON_ERROR_VALUE, exclude },
    { "{\"route\":\"own,cloud\"}", TPK_JSON_ERROR_VALUE, exclude },
    { "{\"route\":[\"own\",\"cloud\"]}", TPK_JSON_ERROR_VALUE, exclude },
    { "{\"route\":[\"own\"]}", TPK_JSON_ERROR_VALUE, exclude },
    { "{\"relay_only\":\"yes\"}", TPK_JSON_ERROR_TYPE, "relay_only: expected true or false" },
    { "{\"signalling_proxy\":{}}", TPK_JSON_ERROR_TYPE, "signalling_proxy: expected a string" },
    { "{\"servers\":{}}", TPK_JSON_ERROR_TYPE, "servers: expected an array" },
    { "{\"servers\":[{},1]}", TPK_JSON_ERROR_TYPE, "servers[1]: expected an object" },
    { "{\"servers\":[{},{\"urls\":1}]}", TPK_JSON_ERROR_TYPE,
      "servers[1].urls: expected an array of strings" },
    { "{\"servers\":[{\"credential\":{\"lifetime_s\":0}}]}", TPK_JSON_ERROR_VALUE,
      "servers[0].credential.lifetime_s: expected a number from 1 to 2147483647" },
    { "{\"cloud\":[]}", TPK_JSON_ERROR_TYPE, "cloud: expected an object" },
    { "{\"allow_list\":[]}", TPK_JSON_ERROR_TYPE, "allow_list: expected an object" },
    { "{\"allow_list\":{\"entries\":[{}]}}", TPK_JSON_ERROR_VALUE,
      "allow_list.entries[0]: The protocol is either TCP or UDP." },
    { "{\"cloud\":{\"mode\":\"x\"}}", TPK_JSON_ERROR_VALUE,
      "cloud.mode: expected “automatic”, “udp” or “tls”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (JsonObject) object = tpk_test_object (rows[i].text);
    g_autoptr (GError) error = NULL;

    tpk_test_row (rows[i].text);
    g_assert_null (tpk_profile_new_from_json (object, &error));
    g_assert_error (error, TPK_JSON_ERROR, rows[i].code);
    g_assert_cmpstr (error->message, ==, rows[i].message);
  }
}

static void
test_assign (void)
{
  g_autoptr (TpkProfile) profile = profile_with ("abcd");
  g_autoptr (TpkProfile) other = profile_of ("{\"name\":\"Other\",\"route\":\"own\",\"new\":[1],"
                                             "\"servers\":[{\"id\":\"a\"},{\"id\":\"d\"},"
                                             "{\"id\":\"c\",\"label\":\"C\"},{\"id\":\"x\"}]}");
  TpkServer *a = tpk_profile_get_server (profile, 0);
  g_autoptr (TpkServer) b = g_object_ref (tpk_profile_get_server (profile, 1));
  TpkServer *c = tpk_profile_get_server (profile, 2);
  TpkServer *d = tpk_profile_get_server (profile, 3);
  guint n_changed = 0;
  guint n_items_changed = 0;

  tpk_test_count (profile, "changed", &n_changed);
  tpk_test_count (tpk_profile_get_servers (profile), "items-changed", &n_items_changed);
  tpk_profile_assign (profile, other);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (n_items_changed, ==, 1);

  assert_servers (profile, "adcx");
  g_assert_true (tpk_profile_get_server (profile, 0) == a);
  g_assert_true (tpk_profile_get_server (profile, 1) == d);
  g_assert_true (tpk_profile_get_server (profile, 2) == c);
  g_assert_true (tpk_profile_get_server (profile, 3) != tpk_profile_get_server (other, 3));
  g_assert_cmpstr (tpk_server_get_label (c), ==, "C");
  g_assert_cmpstr (tpk_profile_get_name (profile), ==, "Other");

  tpk_profile_assign (profile, other);
  tpk_profile_assign (profile, profile);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (n_items_changed, ==, 1);

  /* The one that went is not listened to any more, those that stay are, once. */
  tpk_server_set_label (b, "B");
  g_assert_cmpuint (n_changed, ==, 1);
  tpk_server_set_label (a, "A");
  g_assert_cmpuint (n_changed, ==, 2);
  tpk_server_set_label (tpk_profile_get_server (profile, 3), "X");
  g_assert_cmpuint (n_changed, ==, 3);
}

/* If only the inside of a server differs, the list itself does not change. */
static void
test_assign_in_place (void)
{
  g_autoptr (TpkProfile) profile = profile_with ("abc");
  g_autoptr (TpkProfile) other = profile_with ("abc");
  guint n_changed = 0;
  guint n_items_changed = 0;

  tpk_server_set_label (tpk_profile_get_server (other, 1), "B");
  tpk_server_set_enabled (tpk_profile_get_server (other, 2), FALSE);

  tpk_test_count (profile, "changed", &n_changed);
  tpk_test_count (tpk_profile_get_servers (profile), "items-changed", &n_items_changed);
  tpk_profile_assign (profile, other);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (n_items_changed, ==, 0);
  g_assert_cmpstr (tpk_server_get_label (tpk_profile_get_server (profile, 1)), ==, "B");
  g_assert_false (tpk_server_get_enabled (tpk_profile_get_server (profile, 2)));
}

/* A profile can be given two servers of one ID; assigning sorts that out. */
static void
test_assign_same_ids (void)
{
  g_autoptr (TpkProfile) profile = profile_with ("a");
  g_autoptr (TpkProfile) other = profile_with ("a");
  g_autoptr (TpkServer) twin = tpk_server_clone (tpk_profile_get_server (profile, 0));
  TpkServer *first = tpk_profile_get_server (profile, 0);
  guint n_changed = 0;

  tpk_profile_append_server (profile, twin);
  tpk_profile_assign (profile, other);
  assert_servers (profile, "a");
  g_assert_true (tpk_profile_get_server (profile, 0) == first);

  tpk_test_count (profile, "changed", &n_changed);
  tpk_server_set_label (twin, "gone");
  g_assert_cmpuint (n_changed, ==, 0);
  tpk_server_set_label (first, "here");
  g_assert_cmpuint (n_changed, ==, 1);
}

static void
test_find_expiring (void)
{
  g_autoptr (TpkProfile) profile = profile_with ("abcde");
  static const char *const usernames[] = { "alice", "1800000000:bob", "1700000000", "bob:1750000000" };
  g_autoptr (TpkCredential) secret = tpk_credential_new_secret ("bob", "north", 60);
  gint64 expiry_s = 1;

  for (guint i = 0; i < G_N_ELEMENTS (usernames); i++) {
    g_autoptr (TpkCredential) credential = tpk_credential_new_password (usernames[i], "p");

    tpk_server_set_credential (tpk_profile_get_server (profile, i), credential);
  }
  tpk_server_set_credential (tpk_profile_get_server (profile, 4), secret);

  g_assert_null (tpk_profile_find_expiring (profile, &expiry_s));
  g_assert_cmpint (expiry_s, ==, 1);

  tpk_profile_set_route (profile, TPK_ROUTE_OWN);
  g_assert_true (tpk_profile_find_expiring (profile, &expiry_s) ==
                 tpk_profile_get_server (profile, 2));
  g_assert_cmpint (expiry_s, ==, 1700000000);

  tpk_server_set_enabled (tpk_profile_get_server (profile, 2), FALSE);
  g_assert_true (tpk_profile_find_expiring (profile, &expiry_s) ==
                 tpk_profile_get_server (profile, 3));
  g_assert_cmpint (expiry_s, ==, 1750000000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/profile/new", test_new);
  g_test_add_func ("/model/profile/setters", test_setters);
  g_test_add_func ("/model/profile/properties", test_properties);
  g_test_add_func ("/model/profile/servers", test_servers);
  g_test_add_func ("/model/profile/bubbling", test_bubbling);
  g_test_add_func ("/model/profile/freeze", test_freeze);
  g_test_add_func ("/model/profile/json", test_json);
  g_test_add_func ("/model/profile/json-same-ids", test_json_same_ids);
  g_test_add_func ("/model/profile/json-refused", test_json_refused);
  g_test_add_func ("/model/profile/assign", test_assign);
  g_test_add_func ("/model/profile/assign-in-place", test_assign_in_place);
  g_test_add_func ("/model/profile/assign-same-ids", test_assign_same_ids);
  g_test_add_func ("/model/profile/find-expiring", test_find_expiring);

  return g_test_run ();
}
