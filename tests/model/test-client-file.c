/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-client-file.h"
#include "test-utils.h"

static void
test_new (void)
{
  TpkClientFile *file = tpk_client_file_new ("acs", "/home/alice/acs.json");
  g_autofree char *client = NULL;
  g_autofree char *path = NULL;

  g_assert_cmpstr (tpk_client_file_get_client (file), ==, "acs");
  g_assert_cmpstr (tpk_client_file_get_path (file), ==, "/home/alice/acs.json");
  g_object_get (file, "client", &client, "path", &path, NULL);
  g_assert_cmpstr (client, ==, "acs");
  g_assert_cmpstr (path, ==, "/home/alice/acs.json");
  tpk_test_assert_written (tpk_client_file_to_json (file),
                           "{\"client\":\"acs\",\"path\":\"/home/alice/acs.json\"}");
  g_assert_finalize_object (file);
}

static void
test_json (void)
{
  static const char text[] = "{\"client\":\"later\",\"path\":\"/p\",\"mode\":384}";
  g_autoptr (JsonObject) object = tpk_test_object (text);
  g_autoptr (TpkClientFile) file = tpk_client_file_new_from_json (object, NULL);
  g_autoptr (TpkClientFile) same = tpk_client_file_new_from_json (object, NULL);
  g_autoptr (TpkClientFile) plain = tpk_client_file_new ("later", "/p");
  g_autoptr (TpkClientFile) path = tpk_client_file_new ("later", "/q");
  g_autoptr (TpkClientFile) client = tpk_client_file_new ("w3c", "/p");

  tpk_test_assert_written (tpk_client_file_to_json (file), text);
  g_assert_true (tpk_client_file_equal (file, file));
  g_assert_true (tpk_client_file_equal (file, same));
  g_assert_false (tpk_client_file_equal (file, plain));
  g_assert_false (tpk_client_file_equal (plain, path));
  g_assert_false (tpk_client_file_equal (plain, client));
}

static void
test_enabled (void)
{
  static const char text[] =
    "{\"client\":\"acs\",\"path\":\"/p\",\"enabled\":false,\"mode\":384}";
  g_autoptr (JsonObject) object = tpk_test_object (text);
  g_autoptr (TpkClientFile) off = tpk_client_file_new_from_json (object, NULL);
  g_autoptr (TpkClientFile) on = tpk_client_file_with_enabled (off, TRUE);
  g_autoptr (TpkClientFile) moved = tpk_client_file_with_target (off, "w3c", "/q");

  g_assert_false (tpk_client_file_get_enabled (off));
  tpk_test_assert_written (tpk_client_file_to_json (off), text);
  g_assert_true (tpk_client_file_get_enabled (on));
  tpk_test_assert_written (tpk_client_file_to_json (on),
                           "{\"client\":\"acs\",\"path\":\"/p\",\"mode\":384}");
  g_assert_false (tpk_client_file_equal (on, off));
  tpk_test_assert_written (tpk_client_file_to_json (moved),
                           "{\"client\":\"w3c\",\"path\":\"/q\",\"enabled\":false,\"mode\":384}");
}

static void
test_refused (void)
{
  static const struct {
    const char *text;
    int code;
    const char *message;
  } rows[] = {
    { "{}", TPK_JSON_ERROR_VALUE, "client: expected a text" },
    { "{\"client\":\"\",\"path\":\"/p\"}", TPK_JSON_ERROR_VALUE, "client: expected a text" },
    { "{\"client\":\"w3c\"}", TPK_JSON_ERROR_VALUE, "path: expected a text" },
    { "{\"client\":7,\"path\":\"/p\"}", TPK_JSON_ERROR_TYPE, "client: expected a string" },
    { "{\"client\":\"w3c\",\"path\":\"/p\",\"enabled\":1}", TPK_JSON_ERROR_TYPE,
      "enabled: expected true or false" },
    { "{\"client\":\"w3c\",\"path\":null}", TPK_JSON_ERROR_TYPE, "path: expected a string" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (JsonObject) object = tpk_test_object (rows[i].text);
    g_autoptr (GError) error = NULL;

    g_assert_null (tpk_client_file_new_from_json (object, &error));
    g_assert_error (error, TPK_JSON_ERROR, rows[i].code);
    g_assert_cmpstr (error->message, ==, rows[i].message);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/client-file/new", test_new);
  g_test_add_func ("/model/client-file/json", test_json);
  g_test_add_func ("/model/client-file/enabled", test_enabled);
  g_test_add_func ("/model/client-file/refused", test_refused);

  return g_test_run ();
}
