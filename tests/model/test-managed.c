/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-managed.h"

#include "model/tpk-json.h"

#include <string.h>

/* Merging what an administrator has set into a user's document. */

#define ROUTE (1u << TPK_MANAGED_ROUTE)
#define SERVERS (1u << TPK_MANAGED_SERVERS)
#define CLIENT_FILES (1u << TPK_MANAGED_CLIENT_FILES)
#define SECRETS (1u << TPK_MANAGED_SECRETS)

static TpkManaged *
managed_of (const char *text)
{
  TpkManaged *managed = tpk_managed_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (tpk_managed_add (managed, "/etc/xdg/turnpike/turnpike.json", text, -1, &error));
  g_assert_no_error (error);

  return managed;
}

static TpkDocument *
document_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  TpkDocument *document = tpk_document_new_from_data (text, -1, &error);

  g_assert_no_error (error);

  return document;
}

static void
test_nothing (void)
{
  g_autoptr (TpkManaged) managed = tpk_managed_new ();
  g_autoptr (TpkDocument) document = document_of ("{\"profiles\":[{\"route\":\"own\"}]}");

  for (guint i = 0; i < TPK_N_MANAGED; i++)
    g_assert_null (tpk_managed_get_lock (managed, i));
  g_assert_cmpuint (tpk_managed_enforce (managed, document), ==, 0);
  g_assert_false (tpk_managed_apply_defaults (managed, document));
}

static void
test_route (void)
{
  g_autoptr (TpkManaged) managed = NULL;
  g_autoptr (TpkDocument) document = NULL;
  GListModel *profiles;
  g_autofree char *reason = NULL;

  managed = managed_of ("{\"profiles\":[{\"route\":\"own\"}],\"locked\":[\"route\"]}");
  document = document_of ("{\"profiles\":[{\"name\":\"A\",\"route\":\"direct\",\"relay_only\":false},"
                          "{\"name\":\"B\",\"route\":\"cloud\"}]}");
  g_assert_cmpstr (tpk_managed_get_lock (managed, TPK_MANAGED_ROUTE), ==,
                   "/etc/xdg/turnpike/turnpike.json");
  g_assert_null (tpk_managed_get_lock (managed, TPK_MANAGED_SERVERS));

  g_assert_cmpuint (tpk_managed_compare (managed, document), ==, ROUTE);
  g_assert_cmpuint (tpk_managed_enforce (managed, document), ==, ROUTE);
  g_assert_cmpuint (tpk_managed_compare (managed, document), ==, 0);
  g_assert_cmpuint (tpk_managed_enforce (managed, document), ==, 0);

  /* In every profile, and nothing else. */
  profiles = tpk_document_get_profiles (document);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (TpkProfile) profile = g_list_model_get_item (profiles, i);

    g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_OWN);
    g_assert_cmpint (tpk_profile_get_relay_only (profile), ==, i == 1);
  }

  reason = tpk_managed_dup_reason (managed, ROUTE);
  g_assert_cmpstr (reason, ==,
                   "Your administrator has set how calls leave this computer (“route”) in "
                   "“/etc/xdg/turnpike/turnpike.json”, and nobody else can change that. Ask them for "
                   "another setting.");
}

/* Servers without an ID are the same each time. */
static void
test_servers (void)
{
  const char *text = "{\"profiles\":[{\"servers\":[{\"urls\":[\"turn:relay.example.com\"],"
                     "\"credential\":{\"username\":\"u\",\"password\":\"p\"}}]}],"
                     "\"locked\":[\"servers\"]}";
  g_autoptr (TpkManaged) managed = managed_of (text);
  g_autoptr (TpkManaged) again = managed_of (text);
  g_autoptr (TpkDocument) document = NULL;
  TpkProfile *profile;

  document = document_of ("{\"profiles\":[{\"servers\":[{\"urls\":[\"turn:mine.example.net\"]},"
                          "{\"urls\":[\"turn:other.example.net\"]}]}]}");
  g_assert_cmpuint (tpk_managed_enforce (managed, document), ==, SERVERS);
  profile = tpk_document_get_active_profile (document);
  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 1);
  g_assert_cmpstr (tpk_ice_url_get_text (tpk_server_get_url (tpk_profile_get_server (profile, 0),
                                                             0)),
                   ==, "turn:relay.example.com");
  g_assert_cmpuint (tpk_managed_compare (again, document), ==, 0);

  tpk_server_set_enabled (tpk_profile_get_server (profile, 0), FALSE);
  g_assert_cmpuint (tpk_managed_compare (managed, document), ==, SERVERS);
  g_assert_cmpuint (tpk_managed_enforce (managed, document), ==, SERVERS);
  g_assert_true (tpk_server_get_enabled (tpk_profile_get_server (profile, 0)));
}

static void
test_client_files (void)
{
  g_autoptr (TpkManaged) managed = NULL;
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (TpkClientFile) file = NULL;
  GListModel *files;

  managed = managed_of ("{\"client_files\":[{\"client\":\"w3c\",\"path\":\"/srv/ice.json\"}],"
                        "\"locked\":[\"client_files\"]}");
  document = document_of ("{\"client_files\":[{\"client\":\"acs\",\"path\":\"/tmp/mine\"}]}");
  g_assert_cmpuint (tpk_managed_enforce (managed, document), ==, CLIENT_FILES);
  files = tpk_document_get_client_files (document);
  g_assert_cmpuint (g_list_model_get_n_items (files), ==, 1);
  file = g_list_model_get_item (files, 0);
  g_assert_cmpstr (tpk_client_file_get_path (file), ==, "/srv/ice.json");
  g_assert_cmpuint (tpk_managed_compare (managed, document), ==, 0);
}

/* Both ways: an administrator can have passwords kept out of the file, or in it. */
static void
test_secrets (void)
{
  static const struct {
    const char *managed;
    gboolean    in_file;
  } cases[] = {
    { "{\"secrets\":\"file\",\"locked\":[\"secrets\"]}", TRUE },
    { "{\"secrets\":\"keyring\",\"locked\":[\"secrets\"]}", FALSE },
    { "{\"locked\":[\"secrets\"]}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TpkManaged) managed = managed_of (cases[i].managed);
    g_autoptr (TpkDocument) document = document_of (cases[i].in_file ? "{}"
                                                                     : "{\"secrets\":\"file\"}");

    g_assert_cmpuint (tpk_managed_compare (managed, document), ==, SECRETS);
    g_assert_cmpint (tpk_document_get_secrets_in_file (document), ==, !cases[i].in_file);
    g_assert_cmpuint (tpk_managed_enforce (managed, document), ==, SECRETS);
    g_assert_cmpint (tpk_document_get_secrets_in_file (document), ==, cases[i].in_file);
    g_assert_cmpuint (tpk_managed_compare (managed, document), ==, 0);
  }
}

/* Locked, but not given: what Turnpike has by itself. */
static void
test_lock_alone (void)
{
  g_autoptr (TpkManaged) managed = NULL;
  g_autoptr (TpkDocument) document = NULL;

  managed = managed_of ("{\"locked\":[\"relay_only\",\"signalling_proxy\",\"cloud\",\"allow_list\"]}");
  document = document_of ("{\"profiles\":[{\"relay_only\":false,"
                          "\"signalling_proxy\":\"https://proxy.example.com\","
                          "\"cloud\":{\"mode\":\"tls\"}}]}");
  g_assert_cmpuint (tpk_managed_enforce (managed, document), ==,
                    (1u << TPK_MANAGED_RELAY_ONLY) | (1u << TPK_MANAGED_SIGNALLING_PROXY) |
                    (1u << TPK_MANAGED_CLOUD));
  g_assert_true (tpk_profile_get_relay_only (tpk_document_get_active_profile (document)));
  g_assert_cmpuint (tpk_managed_compare (managed, document), ==, 0);
}

static void
test_defaults (void)
{
  g_autoptr (TpkManaged) managed = NULL;
  g_autoptr (TpkDocument) fresh = tpk_document_new ();
  g_autoptr (TpkDocument) present = document_of ("{\"profiles\":[{\"route\":\"direct\"}]}");

  managed = managed_of ("{\"active\":\"Second\",\"profiles\":[{\"name\":\"First\",\"route\":\"own\"},"
                        "{\"name\":\"Second\",\"route\":\"cloud\"}]}");
  g_assert_cmpuint (tpk_managed_enforce (managed, present), ==, 0);
  g_assert_true (tpk_managed_apply_defaults (managed, fresh));
  g_assert_cmpint (tpk_profile_get_route (tpk_document_get_active_profile (fresh)), ==,
                   TPK_ROUTE_CLOUD);
}

/* A lock beats a default wherever it is; otherwise the first document counts. */
static void
test_precedence (void)
{
  g_autoptr (TpkManaged) managed = tpk_managed_new ();
  g_autoptr (TpkDocument) document = tpk_document_new ();
  TpkProfile *profile = tpk_document_get_active_profile (document);

  g_assert_true (tpk_managed_add (managed, "/first", "{\"profiles\":[{\"route\":\"own\","
                                  "\"relay_only\":false}]}", -1, NULL));
  g_assert_true (tpk_managed_add (managed, "/second", "{\"profiles\":[{\"route\":\"cloud\","
                                  "\"relay_only\":true}],\"locked\":[\"route\"]}", -1, NULL));
  g_assert_true (tpk_managed_add (managed, "/third", "{\"profiles\":[{\"route\":\"direct\"}],"
                                  "\"locked\":[\"route\"]}", -1, NULL));
  g_assert_cmpstr (tpk_managed_get_lock (managed, TPK_MANAGED_ROUTE), ==, "/second");
  g_assert_true (tpk_managed_apply_defaults (managed, document));
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_CLOUD);
  g_assert_false (tpk_profile_get_relay_only (profile));
}

static void
test_bad (void)
{
  static const struct {
    const char *text;
    int         code;
  } cases[] = {
    { "", TPK_JSON_ERROR_SYNTAX },
    { "[]", TPK_JSON_ERROR_TYPE },
    { "{\"locked\":\"route\"}", TPK_JSON_ERROR_TYPE },
    { "{\"locked\":[\"rout\"]}", TPK_JSON_ERROR_VALUE },
    { "{\"profiles\":[{\"route\":\"both\"}],\"locked\":[\"route\"]}", TPK_JSON_ERROR_VALUE },
    { "{\"profiles\":7}", TPK_JSON_ERROR_TYPE },
    { "{\"schema\":2}", TPK_JSON_ERROR_SCHEMA },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TpkManaged) managed = tpk_managed_new ();
    g_autoptr (GError) error = NULL;

    g_assert_false (tpk_managed_add (managed, "/etc", cases[i].text, -1, &error));
    g_assert_error (error, TPK_JSON_ERROR, cases[i].code);
    for (guint member = 0; member < TPK_N_MANAGED; member++)
      g_assert_null (tpk_managed_get_lock (managed, member));
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/managed/nothing", test_nothing);
  g_test_add_func ("/managed/route", test_route);
  g_test_add_func ("/managed/servers", test_servers);
  g_test_add_func ("/managed/client-files", test_client_files);
  g_test_add_func ("/managed/secrets", test_secrets);
  g_test_add_func ("/managed/lock-alone", test_lock_alone);
  g_test_add_func ("/managed/defaults", test_defaults);
  g_test_add_func ("/managed/precedence", test_precedence);
  g_test_add_func ("/managed/bad", test_bad);

  return g_test_run ();
}
