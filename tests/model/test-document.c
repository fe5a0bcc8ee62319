/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-document.h"
#include "test-utils.h"

static const char sample[] =
  "{\n"
  "  \"schema\" : 1,\n"
  "  \"active\" : \"Office\",\n"
  "  \"profiles\" : [\n"
  "    {\n"
  "      \"name\" : \"Home\",\n"
  "      \"route\" : \"direct\",\n"
  "      \"relay_only\" : true,\n"
  "      \"servers\" : [],\n"
  "      \"cloud\" : {\n"
  "        \"service\" : \"agora\",\n"
  "        \"sdk\" : \"4.15\",\n"
  "        \"mode\" : \"automatic\",\n"
  "        \"app_id\" : \"\"\n"
  "      }\n"
  "    },\n"
  "    {\n"
  "      \"name\" : \"Office\",\n"
  "      \"route\" : \"own\",\n"
  "      \"relay_only\" : false,\n"
  "      \"signalling_proxy\" : \"https://proxy.example.org/\",\n"
  "      \"servers\" : [\n"
  "        {\n"
  "          \"id\" : \"0b0f2f0e-7b0a-4f0f-9d0c-2c8f2f9a6f01\",\n"
  "          \"label\" : \"Head office\",\n"
  "          \"enabled\" : true,\n"
  "          \"urls\" : [\n"
  "            \"turn:turn.example.org:3478?transport=udp\",\n"
  "            \" half a URL\"\n"
  "          ],\n"
  "          \"credential\" : {\n"
  "            \"kind\" : \"secret\",\n"
  "            \"username\" : \"alice\",\n"
  "            \"secret\" : \"north\",\n"
  "            \"lifetime_s\" : 3600,\n"
  "            \"unknown_in_credential\" : null\n"
  "          },\n"
  "          \"unknown_in_server\" : [\n"
  "            1,\n"
  "            {\n"
  "              \"a\" : 0.5\n"
  "            }\n"
  "          ]\n"
  "        }\n"
  "      ],\n"
  "      \"cloud\" : {\n"
  "        \"service\" : \"agora\",\n"
  "        \"sdk\" : \"3.6\",\n"
  "        \"mode\" : \"tls\",\n"
  "        \"app_id\" : \"x\",\n"
  "        \"unknown_in_cloud\" : true\n"
  "      },\n"
  "      \"unknown_in_profile\" : \"ü\"\n"
  "    }\n"
  "  ],\n"
  "  \"client_files\" : [\n"
  "    {\n"
  "      \"client\" : \"acs\",\n"
  "      \"path\" : \"/home/alice/acs.json\",\n"
  "      \"unknown_in_file\" : 9007199254740993\n"
  "    }\n"
  "  ],\n"
  "  \"unknown_in_document\" : {\n"
  "    \"a\" : 1\n"
  "  }\n"
  "}\n";

static TpkDocument *
document_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  TpkDocument *document = tpk_document_new_from_data (text, -1, &error);

  g_assert_no_error (error);
  return document;
}

static void
assert_data (TpkDocument *document,
             const char  *expected)
{
  gsize length;
  g_autofree char *data = tpk_document_to_data (document, &length);

  g_assert_cmpstr (data, ==, expected);
  g_assert_cmpuint (length, ==, strlen (expected));
}

static TpkProfile *
profile_at (TpkDocument *document,
            guint        position)
{
  g_autoptr (TpkProfile) profile = g_list_model_get_item (tpk_document_get_profiles (document),
                                                          position);

  return profile;
}

static guint
n_profiles (TpkDocument *document)
{
  return g_list_model_get_n_items (tpk_document_get_profiles (document));
}

static void
test_new (void)
{
  TpkDocument *document = tpk_document_new ();
  TpkProfile *profile = tpk_document_get_active_profile (document);

  g_assert_cmpuint (n_profiles (document), ==, 1);
  g_assert_true (profile_at (document, 0) == profile);
  g_assert_cmpstr (tpk_profile_get_name (profile), ==, "Default");
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_DIRECT);
  g_assert_cmpuint (g_list_model_get_n_items (tpk_document_get_client_files (document)), ==, 0);
  g_assert_finalize_object (document);
}

static void
test_defaults (void)
{
  static const char *const texts[] = { "{}", "{\"profiles\":[]}", "{\"schema\":1}",
                                       "{\"active\":\"Default\"}", "{\"profiles\":[{}]}" };
  g_autoptr (TpkDocument) document = tpk_document_new ();
  g_autofree char *expected = tpk_document_to_data (document, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (TpkDocument) read = document_of (texts[i]);

    assert_data (read, expected);
  }
}

static void
test_round_trip (void)
{
  g_autoptr (TpkDocument) document = document_of (sample);
  g_autofree char *with_mark = g_strconcat ("\xef\xbb\xbf", sample, NULL);
  g_autoptr (TpkDocument) marked = document_of (with_mark);
  TpkProfile *active = tpk_document_get_active_profile (document);

  assert_data (document, sample);
  assert_data (marked, sample);
  g_assert_cmpstr (tpk_profile_get_name (active), ==, "Office");
  g_assert_cmpint (tpk_profile_get_route (active), ==, TPK_ROUTE_OWN);
  g_assert_cmpuint (tpk_profile_get_n_servers (active), ==, 1);
}

/* Without the active one, the first profile is active. */
static void
test_active_default (void)
{
  g_autoptr (TpkDocument) document = document_of ("{\"profiles\":[{\"name\":\"a\"},"
                                                  "{\"name\":\"b\"}]}");

  g_assert_true (tpk_document_get_active_profile (document) == profile_at (document, 0));
}

static void
test_profiles (void)
{
  g_autoptr (TpkDocument) document = tpk_document_new ();
  TpkProfile *first = tpk_document_get_active_profile (document);
  TpkProfile *office;
  TpkProfile *twin;
  guint n_changed = 0;
  guint n_notified = 0;

  tpk_test_count (document, "changed", &n_changed);
  tpk_test_count (document, "notify::active-profile", &n_notified);

  office = tpk_document_add_profile (document, "Office");
  twin = tpk_document_add_profile (document, "Office");
  g_assert_cmpuint (n_changed, ==, 2);
  g_assert_cmpstr (tpk_profile_get_name (office), ==, "Office");
  g_assert_cmpstr (tpk_profile_get_name (twin), ==, "Office 2");
  g_assert_true (tpk_document_find_profile (document, "Office 2") == twin);
  g_assert_null (tpk_document_find_profile (document, "office"));
  g_assert_true (tpk_document_get_active_profile (document) == first);
  g_assert_cmpuint (n_notified, ==, 0);

  tpk_document_set_active_profile (document, office);
  tpk_document_set_active_profile (document, office);
  g_assert_cmpuint (n_changed, ==, 3);
  g_assert_cmpuint (n_notified, ==, 1);

  /* The one after it, … */
  tpk_document_remove_profile (document, office);
  g_assert_true (tpk_document_get_active_profile (document) == twin);
  g_assert_cmpuint (n_changed, ==, 4);
  g_assert_cmpuint (n_notified, ==, 2);
  /* … or else the one before. */
  tpk_document_remove_profile (document, twin);
  g_assert_true (tpk_document_get_active_profile (document) == first);
  g_assert_cmpuint (n_changed, ==, 5);
  g_assert_cmpuint (n_profiles (document), ==, 1);
}

static void
test_last_profile_stays (void)
{
  if (g_test_subprocess ()) {
    g_autoptr (TpkDocument) document = tpk_document_new ();

    tpk_document_remove_profile (document, tpk_document_get_active_profile (document));
    return;
  }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*n_profiles (self) > 1*");
}

/* Two profiles of one name could not be read again. */
static void
test_names_are_unique (void)
{
  g_autoptr (TpkDocument) document = document_of (sample);
  g_autoptr (TpkDocument) again = NULL;
  g_autofree char *data = NULL;

  tpk_profile_set_name (profile_at (document, 0), "Office");
  g_assert_cmpstr (tpk_profile_get_name (profile_at (document, 0)), ==, "Office 2");
  tpk_profile_set_name (profile_at (document, 0), "Office");
  g_assert_cmpstr (tpk_profile_get_name (profile_at (document, 0)), ==, "Office 2");

  data = tpk_document_to_data (document, NULL);
  again = document_of (data);
  g_assert_cmpuint (n_profiles (again), ==, 2);
}

static void
test_bubbling (void)
{
  TpkDocument *document = document_of (sample);
  g_autoptr (TpkProfile) home = g_object_ref (profile_at (document, 0));
  g_autoptr (TpkProfile) office = g_object_ref (profile_at (document, 1));
  guint n_changed = 0;

  tpk_test_count (document, "changed", &n_changed);
  tpk_profile_set_route (home, TPK_ROUTE_OWN);
  tpk_server_set_url (tpk_profile_get_server (office, 0), 0, "turn:x.example");
  tpk_cloud_settings_set_mode (tpk_profile_get_cloud (office), TPK_CLOUD_MODE_UDP);
  g_assert_cmpuint (n_changed, ==, 3);

  tpk_document_remove_profile (document, home);
  n_changed = 0;
  tpk_profile_set_route (home, TPK_ROUTE_DIRECT);
  g_assert_cmpuint (n_changed, ==, 0);

  g_assert_finalize_object (document);
  tpk_profile_set_route (office, TPK_ROUTE_DIRECT);
  g_assert_cmpuint (n_changed, ==, 0);
}

static void
test_client_files (void)
{
  g_autoptr (TpkDocument) document = tpk_document_new ();
  g_autoptr (TpkClientFile) file = tpk_client_file_new ("w3c", "/p");
  GListModel *files = tpk_document_get_client_files (document);
  guint n_changed = 0;

  tpk_test_count (document, "changed", &n_changed);
  tpk_document_add_client_file (document, file);
  g_assert_cmpuint (g_list_model_get_n_items (files), ==, 1);
  tpk_document_remove_client_file (document, file);
  g_assert_cmpuint (g_list_model_get_n_items (files), ==, 0);
  g_assert_cmpuint (n_changed, ==, 2);
}

static void
test_properties (void)
{
  g_autoptr (TpkDocument) document = document_of (sample);
  g_autoptr (GListModel) profiles = NULL;
  g_autoptr (GListModel) files = NULL;
  g_autoptr (TpkProfile) active = NULL;

  g_object_set (document, "active-profile", profile_at (document, 0), NULL);
  g_object_get (document, "profiles", &profiles, "client-files", &files, "active-profile", &active,
                NULL);
  g_assert_true (profiles == tpk_document_get_profiles (document));
  g_assert_true (files == tpk_document_get_client_files (document));
  g_assert_true (active == profile_at (document, 0));
}

static void
test_copy (void)
{
  g_autoptr (TpkDocument) document = document_of (sample);
  TpkDocument *copy = tpk_document_copy (document);

  assert_data (copy, sample);
  g_assert_true (profile_at (copy, 1) != profile_at (document, 1));
  g_assert_true (tpk_profile_get_server (profile_at (copy, 1), 0) !=
                 tpk_profile_get_server (profile_at (document, 1), 0));

  tpk_server_set_label (tpk_profile_get_server (profile_at (copy, 1), 0), "Other");
  assert_data (document, sample);
  g_assert_finalize_object (copy);
}

static void
test_assign (void)
{
  g_autoptr (TpkDocument) document = document_of (sample);
  g_autoptr (TpkDocument) other = document_of (sample);
  TpkProfile *home = profile_at (document, 0);
  TpkProfile *office = profile_at (document, 1);
  TpkServer *server = tpk_profile_get_server (office, 0);
  g_autofree char *expected = NULL;
  guint n_changed = 0;
  guint n_items_changed = 0;

  tpk_test_count (document, "changed", &n_changed);
  tpk_test_count (tpk_document_get_profiles (document), "items-changed", &n_items_changed);
  tpk_document_assign (document, other);
  tpk_document_assign (document, document);
  g_assert_cmpuint (n_changed, ==, 0);

  tpk_server_set_label (tpk_profile_get_server (profile_at (other, 1), 0), "Other");
  tpk_profile_set_route (profile_at (other, 0), TPK_ROUTE_CLOUD);
  tpk_document_set_active_profile (other, profile_at (other, 0));
  expected = tpk_document_to_data (other, NULL);
  tpk_document_assign (document, other);
  assert_data (document, expected);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (n_items_changed, ==, 0);
  g_assert_true (profile_at (document, 0) == home);
  g_assert_true (profile_at (document, 1) == office);
  g_assert_true (tpk_profile_get_server (office, 0) == server);
}

/* Profiles that come, go and change places; the active one among those that go. */
static void
test_assign_profiles (void)
{
  g_autoptr (TpkDocument) document = document_of ("{\"active\":\"b\",\"profiles\":["
                                                  "{\"name\":\"a\"},"
                                                  "{\"name\":\"b\"},{\"name\":\"c\"}]}");
  g_autoptr (TpkDocument) other = document_of ("{\"active\":\"n\",\"profiles\":[{\"name\":\"c\"},"
                                               "{\"name\":\"a\"},{\"name\":\"m\"},"
                                               "{\"name\":\"n\"}]}");
  TpkProfile *a = profile_at (document, 0);
  g_autoptr (TpkProfile) b = g_object_ref (profile_at (document, 1));
  TpkProfile *c = profile_at (document, 2);
  g_autofree char *expected = tpk_document_to_data (other, NULL);
  guint n_changed = 0;

  tpk_test_count (document, "changed", &n_changed);
  tpk_document_assign (document, other);
  assert_data (document, expected);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_true (profile_at (document, 0) == c);
  g_assert_true (profile_at (document, 1) == a);
  g_assert_true (tpk_document_get_active_profile (document) == profile_at (document, 3));

  tpk_profile_set_relay_only (b, FALSE);
  g_assert_cmpuint (n_changed, ==, 1);
  tpk_profile_set_relay_only (a, FALSE);
  tpk_profile_set_relay_only (profile_at (document, 3), FALSE);
  g_assert_cmpuint (n_changed, ==, 3);
}

/* A renamed profile stays the same object; so do two that exchange their names, by their names. */
static void
test_assign_renamed (void)
{
  g_autoptr (TpkDocument) document = document_of ("{\"profiles\":[{\"name\":\"a\"},"
                                                  "{\"name\":\"b\"}]}");
  g_autoptr (TpkDocument) renamed = document_of ("{\"profiles\":[{\"name\":\"a\"},"
                                                 "{\"name\":\"x\"}]}");
  g_autoptr (TpkDocument) crossed = document_of ("{\"profiles\":[{\"name\":\"x\"},"
                                                 "{\"name\":\"a\"}]}");
  TpkProfile *a = profile_at (document, 0);
  TpkProfile *b = profile_at (document, 1);

  tpk_document_assign (document, renamed);
  g_assert_true (profile_at (document, 1) == b);
  g_assert_cmpstr (tpk_profile_get_name (b), ==, "x");

  tpk_document_assign (document, crossed);
  g_assert_true (profile_at (document, 0) == b);
  g_assert_true (profile_at (document, 1) == a);
  g_assert_cmpstr (tpk_profile_get_name (a), ==, "a");
  g_assert_true (tpk_document_get_active_profile (document) == b);
}

/* As many servers as DESIGN names: read, written, assigned and freed. That nothing here takes the
 * square of that is what the benchmark is for; here it has to be right. */
static void
test_many_servers (void)
{
  const guint n = 10000;
  g_autoptr (TpkDocument) document = tpk_document_new ();
  g_autoptr (TpkDocument) read = NULL;
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *data = NULL;
  TpkProfile *profile = tpk_document_get_active_profile (document);
  guint n_changed = 0;

  for (guint i = 0; i < n; i++) {
    TpkServer *server = tpk_server_new ();
    g_autofree char *url = g_strdup_printf ("turn:turn%u.example.org:3478?transport=udp", i);

    tpk_server_add_url (server, url);
    g_ptr_array_add (servers, server);
  }
  tpk_profile_append_servers (profile, (TpkServer **) servers->pdata, n);

  data = tpk_document_to_data (document, NULL);
  read = document_of (data);
  assert_data (read, data);

  tpk_test_count (document, "changed", &n_changed);
  tpk_profile_remove_server (tpk_document_get_active_profile (read), 5000);
  tpk_profile_move_server (tpk_document_get_active_profile (read), 0, n - 2);
  tpk_document_assign (document, read);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, n - 1);
  g_assert_true (tpk_profile_get_server (profile, n - 2) == g_ptr_array_index (servers, 0));
  g_assert_true (tpk_profile_get_server (profile, 4999) == g_ptr_array_index (servers, 5001));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/document/new", test_new);
  g_test_add_func ("/model/document/defaults", test_defaults);
  g_test_add_func ("/model/document/round-trip", test_round_trip);
  g_test_add_func ("/model/document/active-default", test_active_default);
  g_test_add_func ("/model/document/profiles", test_profiles);
  g_test_add_func ("/model/document/last-profile-stays", test_last_profile_stays);
  g_test_add_func ("/model/document/names-are-unique", test_names_are_unique);
  g_test_add_func ("/model/document/bubbling", test_bubbling);
  g_test_add_func ("/model/document/client-files", test_client_files);
  g_test_add_func ("/model/document/properties", test_properties);
  g_test_add_func ("/model/document/copy", test_copy);
  g_test_add_func ("/model/document/assign", test_assign);
  g_test_add_func ("/model/document/assign-profiles", test_assign_profiles);
  g_test_add_func ("/model/document/assign-renamed", test_assign_renamed);
  g_test_add_func ("/model/document/many-servers", test_many_servers);

  return g_test_run ();
}
