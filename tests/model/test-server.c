/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-server.h"
#include "test-utils.h"

#define FULL \
  "{\"id\":\"1\",\"label\":\"Head office\",\"enabled\":false," \
  "\"urls\":[\"turn:h.example\",\" not a URL \",\"\"]," \
  "\"credential\":{\"kind\":\"password\",\"username\":\"alice\",\"password\":\"pw\"," \
  "\"realm\":\"r\"},\"colour\":{\"red\":1}}"

static TpkServer *
server_of (const char *text)
{
  g_autoptr (JsonObject) object = tpk_test_object (text);
  g_autoptr (GError) error = NULL;
  TpkServer *server = tpk_server_new_from_json (object, &error);

  g_assert_no_error (error);
  return server;
}

static void
test_new (void)
{
  TpkServer *server = tpk_server_new ();
  TpkServer *other = tpk_server_new ();

  g_assert_true (g_uuid_string_is_valid (tpk_server_get_id (server)));
  g_assert_cmpstr (tpk_server_get_id (server), !=, tpk_server_get_id (other));
  g_assert_cmpstr (tpk_server_get_label (server), ==, "");
  g_assert_true (tpk_server_get_enabled (server));
  g_assert_cmpuint (tpk_server_get_n_urls (server), ==, 0);
  g_assert_null (tpk_server_get_url (server, 0));
  g_assert_cmpint (tpk_credential_get_kind (tpk_server_get_credential (server)), ==,
                   TPK_CREDENTIAL_NONE);
  g_assert_finalize_object (server);
  g_assert_finalize_object (other);
}

/* Each setter tells of a change once, and of no change never. */
static void
test_setters (void)
{
  static const char *const texts[] = { "turn:c.example", "turn:d.example", NULL };
  g_autoptr (TpkServer) server = tpk_server_new ();
  g_autoptr (TpkCredential) credential = tpk_credential_new_password ("a", "b");
  guint n_changed = 0;

  tpk_test_count (server, "changed", &n_changed);

  tpk_server_set_label (server, "Office");
  tpk_server_set_label (server, "Office");
  g_assert_cmpuint (n_changed, ==, 1);

  tpk_server_set_enabled (server, FALSE);
  tpk_server_set_enabled (server, FALSE);
  g_assert_cmpuint (n_changed, ==, 2);

  tpk_server_set_credential (server, credential);
  tpk_server_set_credential (server, credential);
  g_assert_cmpuint (n_changed, ==, 3);
  g_assert_true (tpk_server_get_credential (server) == credential);

  tpk_server_add_url (server, "turn:a.example");
  tpk_server_add_url (server, "turn:a.example");
  g_assert_cmpuint (n_changed, ==, 5);

  tpk_server_set_url (server, 1, "turn:b.example");
  tpk_server_set_url (server, 1, "turn:b.example");
  g_assert_cmpuint (n_changed, ==, 6);

  tpk_server_remove_url (server, 0);
  g_assert_cmpuint (n_changed, ==, 7);
  g_assert_cmpstr (tpk_ice_url_get_text (tpk_server_get_url (server, 0)), ==, "turn:b.example");

  tpk_server_set_urls (server, texts);
  tpk_server_set_urls (server, texts);
  g_assert_cmpuint (n_changed, ==, 8);
  g_assert_cmpuint (tpk_server_get_n_urls (server), ==, 2);

  tpk_server_set_urls (server, NULL);
  tpk_server_set_label (server, NULL);
  tpk_server_set_credential (server, NULL);
  g_assert_cmpuint (n_changed, ==, 11);
  g_assert_cmpuint (tpk_server_get_n_urls (server), ==, 0);
  g_assert_cmpstr (tpk_server_get_label (server), ==, "");
  g_assert_cmpint (tpk_credential_get_kind (tpk_server_get_credential (server)), ==,
                   TPK_CREDENTIAL_NONE);
}

/* What stays in the list stays the same object. */
static void
test_urls_keep_identity (void)
{
  static const char *const texts[] = { "turn:a.example", "turn:x.example", "turn:c.example", NULL };
  g_autoptr (TpkServer) server = server_of ("{\"urls\":[\"turn:a.example\",\"turn:b.example\","
                                            "\"turn:c.example\"]}");
  TpkIceUrl *first = tpk_server_get_url (server, 0);
  TpkIceUrl *last = tpk_server_get_url (server, 2);
  GListModel *urls = tpk_server_get_urls (server);
  guint n_items_changed = 0;

  tpk_test_count (urls, "items-changed", &n_items_changed);
  tpk_server_set_urls (server, texts);
  g_assert_cmpuint (n_items_changed, ==, 1);
  g_assert_true (tpk_server_get_urls (server) == urls);
  g_assert_true (tpk_server_get_url (server, 0) == first);
  g_assert_true (tpk_server_get_url (server, 2) == last);
  g_assert_cmpstr (tpk_ice_url_get_text (tpk_server_get_url (server, 1)), ==, "turn:x.example");
}

static void
test_properties (void)
{
  g_autoptr (TpkServer) server = server_of ("{\"id\":\"7\",\"urls\":[\"turn:a.example\"]}");
  g_autoptr (TpkCredential) credential = tpk_credential_new_secret ("u", "s", 5);
  g_autoptr (TpkCredential) got = NULL;
  g_autoptr (GListModel) urls = NULL;
  g_autofree char *id = NULL;
  g_autofree char *label = NULL;
  g_autofree char *title = NULL;
  gboolean enabled;

  g_object_set (server, "label", "L", "enabled", FALSE, "credential", credential, NULL);
  g_object_get (server, "id", &id, "label", &label, "title", &title, "enabled", &enabled,
                "urls", &urls, "credential", &got, NULL);
  g_assert_cmpstr (id, ==, "7");
  g_assert_cmpstr (label, ==, "L");
  g_assert_cmpstr (title, ==, "L");
  g_assert_false (enabled);
  g_assert_true (urls == tpk_server_get_urls (server));
  g_assert_true (got == credential);
}

static void
assert_title (TpkServer  *server,
              const char *expected)
{
  g_autofree char *title = tpk_server_dup_title (server);

  g_assert_cmpstr (title, ==, expected);
}

static void
test_title (void)
{
  g_autoptr (TpkServer) server = tpk_server_new ();
  guint n_notified = 0;

  tpk_test_count (server, "notify::title", &n_notified);
  assert_title (server, "New server");
  tpk_server_add_url (server, "turn:alice:hunter2@h.example");
  assert_title (server, "New server");
  tpk_server_set_url (server, 0, "turns:H.example:443?transport=tls");
  assert_title (server, "h.example");
  tpk_server_set_label (server, "Office");
  assert_title (server, "Office");
  tpk_server_set_label (server, "");
  tpk_server_remove_url (server, 0);
  assert_title (server, "New server");
  g_assert_cmpuint (n_notified, ==, 5);
}

static void
test_json_defaults (void)
{
  g_autoptr (TpkServer) server = server_of ("{}");
  g_autoptr (TpkServer) empty_id = server_of ("{\"id\":\"\"}");
  g_autofree char *expected = g_strdup_printf ("{\"id\":\"%s\",\"label\":\"\",\"enabled\":true,"
                                               "\"urls\":[],\"credential\":{\"kind\":\"none\"}}",
                                               tpk_server_get_id (server));

  g_assert_true (g_uuid_string_is_valid (tpk_server_get_id (server)));
  g_assert_true (g_uuid_string_is_valid (tpk_server_get_id (empty_id)));
  tpk_test_assert_written (tpk_server_to_json (server), expected);
}

static void
test_json_round_trip (void)
{
  g_autoptr (TpkServer) server = server_of (FULL);
  g_autoptr (TpkServer) bytes = server_of ("{\"id\":\"1\"}");
  g_autoptr (TpkCredential) credential = tpk_credential_new_password ("\xff", "\x80");

  tpk_test_assert_written (tpk_server_to_json (server), FULL);

  tpk_server_add_url (bytes, "turn:\xff");
  tpk_server_set_label (bytes, "\xfe");
  tpk_server_set_credential (bytes, credential);
  tpk_test_assert_written (tpk_server_to_json (bytes),
                           "{\"id\":\"1\",\"label\":\"\xef\xbf\xbd\",\"enabled\":true,"
                           "\"urls\":[\"turn:\xef\xbf\xbd\"],\"credential\":{\"kind\":\"password\","
                           "\"username\":\"\xef\xbf\xbd\",\"password\":\"\xef\xbf\xbd\"}}");
}

/* What is unknown stays when what is known changes. */
static void
test_unknown_stays (void)
{
  g_autoptr (TpkServer) server = server_of (FULL);
  g_autoptr (TpkCredential) credential = tpk_credential_new_secret ("bob", "s", 60);

  tpk_server_set_credential (server, credential);
  tpk_server_set_urls (server, NULL);
  tpk_test_assert_written (tpk_server_to_json (server),
                           "{\"id\":\"1\",\"label\":\"Head office\",\"enabled\":false,\"urls\":[],"
                           "\"credential\":{\"kind\":\"secret\",\"username\":\"bob\","
                           "\"secret\":\"s\",\"lifetime_s\":60,\"realm\":\"r\"},"
                           "\"colour\":{\"red\":1}}");
}

static void
test_json_refused (void)
{
  static const struct {
    const char *text;
    const char *message;
  } rows[] = {
    { "{\"id\":1}", "id: expected a string" },
    { "{\"label\":null}", "label: expected a string" },
    { "{\"enabled\":1}", "enabled: expected true or false" },
    { "{\"urls\":\"turn:h.example\"}", "urls: expected an array of strings" },
    { "{\"urls\":[\"turn:h.example\",null]}", "urls: expected an array of strings" },
    { "{\"urls\":{}}", "urls: expected an array of strings" },
    { "{\"credential\":\"pw\"}", "credential: expected an object" },
    { "{\"credential\":{\"password\":5}}", "credential.password: expected a string" },
    { "{\"credential\":{\"kind\":\"x\"}}",
      "credential.kind: expected “none”, “password” or “secret”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (JsonObject) object = tpk_test_object (rows[i].text);
    g_autoptr (GError) error = NULL;

    g_assert_null (tpk_server_new_from_json (object, &error));
    g_assert_nonnull (error);
    g_assert_cmpstr (error->message, ==, rows[i].message);
  }
}

static void
test_assign (void)
{
  g_autoptr (TpkServer) full = server_of (FULL);
  g_autoptr (TpkServer) server = tpk_server_new ();
  g_autoptr (TpkServer) empty = tpk_server_new ();
  g_autofree char *id = g_strdup (tpk_server_get_id (server));
  guint n_changed = 0;

  tpk_test_count (server, "changed", &n_changed);
  tpk_server_assign (server, full);
  g_assert_cmpuint (n_changed, ==, 1);
  tpk_server_assign (server, full);
  tpk_server_assign (server, server);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpstr (tpk_server_get_id (server), ==, id);
  g_assert_cmpuint (tpk_server_get_n_urls (server), ==, 3);

  tpk_server_assign (server, empty);
  g_assert_cmpuint (n_changed, ==, 2);
  g_assert_cmpuint (tpk_server_get_n_urls (server), ==, 0);
}

static void
test_copy_and_clone (void)
{
  g_autoptr (TpkServer) server = server_of (FULL);
  g_autoptr (TpkServer) copy = tpk_server_copy (server);
  g_autoptr (TpkServer) clone = tpk_server_clone (server);

  g_assert_true (g_uuid_string_is_valid (tpk_server_get_id (copy)));
  g_assert_cmpstr (tpk_server_get_label (copy), ==, "Head office");
  tpk_test_assert_written (tpk_server_to_json (clone), FULL);

  tpk_server_set_label (clone, "Other");
  tpk_server_remove_url (clone, 0);
  tpk_test_assert_written (tpk_server_to_json (server), FULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/server/new", test_new);
  g_test_add_func ("/model/server/setters", test_setters);
  g_test_add_func ("/model/server/urls-keep-identity", test_urls_keep_identity);
  g_test_add_func ("/model/server/properties", test_properties);
  g_test_add_func ("/model/server/title", test_title);
  g_test_add_func ("/model/server/json-defaults", test_json_defaults);
  g_test_add_func ("/model/server/json-round-trip", test_json_round_trip);
  g_test_add_func ("/model/server/unknown-stays", test_unknown_stays);
  g_test_add_func ("/model/server/json-refused", test_json_refused);
  g_test_add_func ("/model/server/assign", test_assign);
  g_test_add_func ("/model/server/copy-and-clone", test_copy_and_clone);

  return g_test_run ();
}
