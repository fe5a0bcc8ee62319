/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-credential.h"
#include "model/tpk-json.h"
#include "test-utils.h"

static void
assert_resolves (TpkCredential *credential,
                 gint64         now_s,
                 const char    *expected_username,
                 const char    *expected_password)
{
  g_autofree char *username = NULL;
  g_autofree char *password = NULL;

  g_assert_true (tpk_credential_resolve (credential, now_s, &username, &password));
  g_assert_cmpstr (username, ==, expected_username);
  g_assert_cmpstr (password, ==, expected_password);
}

static void
test_none (void)
{
  g_autoptr (TpkCredential) credential = tpk_credential_new_none ();
  char *username = NULL;
  char *password = NULL;
  gint64 expiry_s = 7;

  g_assert_cmpint (tpk_credential_get_kind (credential), ==, TPK_CREDENTIAL_NONE);
  g_assert_cmpstr (tpk_credential_get_username (credential), ==, "");
  g_assert_cmpstr (tpk_credential_get_password (credential), ==, "");
  g_assert_cmpstr (tpk_credential_get_secret (credential), ==, "");
  g_assert_cmpuint (tpk_credential_get_lifetime_s (credential), ==, 86400);
  g_assert_false (tpk_credential_resolve (credential, 1000, &username, &password));
  g_assert_null (username);
  g_assert_null (password);
  g_assert_false (tpk_credential_get_expiry (credential, 1000, &expiry_s));
  g_assert_cmpint (expiry_s, ==, 7);
}

static void
test_password (void)
{
  g_autoptr (TpkCredential) credential = tpk_credential_new_password ("alice", "p@ss:w/rd");
  g_autoptr (TpkCredential) bytes = tpk_credential_new_password ("\xff\x01", "\x80\"\n");
  g_autoptr (TpkCredential) empty = tpk_credential_new_password (NULL, NULL);
  g_autoptr (TpkCredential) minted = tpk_credential_new_password ("1795200000:alice", "x");
  gint64 expiry_s = 7;

  g_assert_cmpint (tpk_credential_get_kind (credential), ==, TPK_CREDENTIAL_PASSWORD);
  assert_resolves (credential, 0, "alice", "p@ss:w/rd");
  assert_resolves (bytes, 0, "\xff\x01", "\x80\"\n");
  assert_resolves (empty, 0, "", "");
  g_assert_cmpstr (tpk_credential_get_secret (credential), ==, "");

  g_assert_false (tpk_credential_get_expiry (credential, 0, &expiry_s));
  g_assert_cmpint (expiry_s, ==, 7);
  g_assert_true (tpk_credential_get_expiry (minted, 0, &expiry_s));
  g_assert_cmpint (expiry_s, ==, 1795200000);
}

/* What openssl and coturn make of the same secrets. */
static void
test_secret_vectors (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "vectors_turn_rest.json",
                                                 NULL);
  g_autofree char *data = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *vectors;
  const gint64 lifetime_s = 600;

  g_file_get_contents (path, &data, NULL, &error);
  g_assert_no_error (error);
  root = tpk_json_parse (data, -1, G_MAXSIZE, &error);
  g_assert_no_error (error);

  vectors = json_object_get_array_member (json_node_get_object (root), "turn_rest_vectors");
  g_assert_cmpuint (json_array_get_length (vectors), >=, 5);
  for (guint i = 0; i < json_array_get_length (vectors); i++) {
    JsonObject *vector = json_array_get_object_element (vectors, i);
    gint64 expiry_s = json_object_get_int_member (vector, "expiry");
    g_autoptr (TpkCredential) credential =
      tpk_credential_new_secret (json_object_get_string_member (vector, "user"),
                                 json_object_get_string_member (vector, "secret"),
                                 lifetime_s);

    assert_resolves (credential, expiry_s - lifetime_s,
                     json_object_get_string_member (vector, "username"),
                     json_object_get_string_member (vector, "credential"));
  }
}

static void
test_secret (void)
{
  g_autoptr (TpkCredential) credential = tpk_credential_new_secret ("alice", "north", 0);
  g_autoptr (TpkCredential) empty = tpk_credential_new_secret (NULL, NULL, 1);
  gint64 expiry_s = 0;

  g_assert_cmpint (tpk_credential_get_kind (credential), ==, TPK_CREDENTIAL_SECRET);
  g_assert_cmpstr (tpk_credential_get_username (credential), ==, "alice");
  g_assert_cmpstr (tpk_credential_get_password (credential), ==, "");
  g_assert_cmpstr (tpk_credential_get_secret (credential), ==, "north");
  g_assert_cmpuint (tpk_credential_get_lifetime_s (credential), ==,
                    TPK_CREDENTIAL_DEFAULT_LIFETIME_S);

  g_assert_true (tpk_credential_get_expiry (credential, 1000000000, &expiry_s));
  g_assert_cmpint (expiry_s, ==, 1000086400);
  g_assert_true (tpk_credential_get_expiry (credential, 1000000000, NULL));
  g_assert_true (tpk_credential_get_expiry (credential, G_MAXINT64, &expiry_s));
  g_assert_cmpint (expiry_s, ==, G_MAXINT64);

  /* printf '1000000001' | openssl dgst -sha1 -hmac '' -binary | base64 */
  assert_resolves (empty, 1000000000, "1000000001", "RakX271+r03aPrpJ1Brm/jNMWU0=");
}

static void
test_username_expiry (void)
{
  static const struct {
    const char *username;
    gint64 expiry_s;            /* -1: none */
  } rows[] = {
    { "1795200000", 1795200000 },
    { "1795200000:alice", 1795200000 },
    { "1795200000:", 1795200000 },
    { "1795200000:al:ice", 1795200000 },
    { "123456789:x", 123456789 },
    { "99999999999", 99999999999 },
    { "alice:1795200000", 1795200000 },
    { ":1795200000", 1795200000 },
    { "12345678:x", -1 },
    { "12345678", -1 },
    { "123456789012:x", -1 },
    { "alice", -1 },
    { "", -1 },
    { ":", -1 },
    { "alice:1795200000x", -1 },
    { "alice:bob:1795200000", -1 },
    { "1795200000x:alice", -1 },
    { "1795200000 :alice", -1 },
    { "+1795200000", -1 },
    { "-1795200000:alice", -1 },
    { "１７９５２０００００", -1 },
    { "\xff:\xff", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gint64 expiry_s = -1;

    tpk_test_row (rows[i].username);
    g_assert_cmpint (tpk_username_get_expiry (rows[i].username, &expiry_s), ==,
                     rows[i].expiry_s != -1);
    g_assert_cmpint (expiry_s, ==, rows[i].expiry_s);
    g_assert_cmpint (tpk_username_get_expiry (rows[i].username, NULL), ==,
                     rows[i].expiry_s != -1);
  }
}

static void
test_equal (void)
{
  TpkCredential *credentials[] = {
    tpk_credential_new_none (),
    tpk_credential_new_password ("a", "b"),
    tpk_credential_new_password ("a", "c"),
    tpk_credential_new_password ("x", "b"),
    tpk_credential_new_password ("", ""),
    tpk_credential_new_secret ("a", "b", 60),
    tpk_credential_new_secret ("a", "b", 61),
    tpk_credential_new_secret ("a", "c", 60),
    tpk_credential_new_secret ("x", "b", 60),
  };
  g_autoptr (TpkCredential) same = tpk_credential_new_secret ("a", "b", 60);

  for (guint i = 0; i < G_N_ELEMENTS (credentials); i++) {
    for (guint k = 0; k < G_N_ELEMENTS (credentials); k++)
      g_assert_cmpint (tpk_credential_equal (credentials[i], credentials[k]), ==, i == k);
  }

  g_assert_true (tpk_credential_equal (credentials[5], same));
  for (guint i = 0; i < G_N_ELEMENTS (credentials); i++)
    tpk_credential_unref (credentials[i]);
}

static void
test_boxed (void)
{
  g_autoptr (TpkCredential) credential = tpk_credential_new_password ("a", "b");
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, TPK_TYPE_CREDENTIAL);
  g_value_set_boxed (&value, credential);
  g_assert_true (g_value_get_boxed (&value) == credential);
}

static TpkCredential *
from_text (const char  *text,
           GError     **error)
{
  g_autoptr (JsonObject) object = tpk_test_object (text);

  return tpk_credential_new_from_json (object, error);
}

static void
assert_json (const char *text,
             const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkCredential) credential = from_text (text, &error);

  g_assert_no_error (error);
  tpk_test_assert_written (tpk_credential_to_json (credential), expected);
}

static void
test_json (void)
{
  assert_json ("{}", "{\"kind\":\"none\"}");
  assert_json ("{\"kind\":\"none\",\"username\":\"a\"}", "{\"kind\":\"none\"}");
  assert_json ("{\"username\":\"a\",\"password\":\"b\"}",
               "{\"kind\":\"password\",\"username\":\"a\",\"password\":\"b\"}");
  assert_json ("{\"kind\":\"password\"}",
               "{\"kind\":\"password\",\"username\":\"\",\"password\":\"\"}");
  assert_json ("{\"secret\":\"s\"}",
               "{\"kind\":\"secret\",\"username\":\"\",\"secret\":\"s\",\"lifetime_s\":86400}");
  assert_json ("{\"kind\":\"secret\",\"username\":\"a\",\"secret\":\"s\",\"lifetime_s\":60}",
               "{\"kind\":\"secret\",\"username\":\"a\",\"secret\":\"s\",\"lifetime_s\":60}");
}

static void
test_json_errors (void)
{
  static const struct {
    const char *text;
    int code;
    const char *message;
  } rows[] = {
    { "{\"kind\":\"hunter2\"}", TPK_JSON_ERROR_VALUE,
      "kind: expected “none”, “password” or “secret”" },
    { "{\"kind\":\"None\"}", TPK_JSON_ERROR_VALUE,
      "kind: expected “none”, “password” or “secret”" },
    { "{\"kind\":1}", TPK_JSON_ERROR_TYPE, "kind: expected a string" },
    { "{\"username\":null}", TPK_JSON_ERROR_TYPE, "username: expected a string" },
    { "{\"password\":[\"hunter2\"]}", TPK_JSON_ERROR_TYPE, "password: expected a string" },
    { "{\"secret\":{}}", TPK_JSON_ERROR_TYPE, "secret: expected a string" },
    { "{\"lifetime_s\":\"60\"}", TPK_JSON_ERROR_TYPE, "lifetime_s: expected a whole number" },
    { "{\"lifetime_s\":60.5}", TPK_JSON_ERROR_TYPE, "lifetime_s: expected a whole number" },
    { "{\"lifetime_s\":0}", TPK_JSON_ERROR_VALUE,
      "lifetime_s: expected a number from 1 to 2147483647" },
    { "{\"lifetime_s\":-1}", TPK_JSON_ERROR_VALUE,
      "lifetime_s: expected a number from 1 to 2147483647" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    TpkCredential *credential = from_text (rows[i].text, &error);

    tpk_test_row (rows[i].text);
    g_assert_null (credential);
    g_assert_error (error, TPK_JSON_ERROR, rows[i].code);
    g_assert_cmpstr (error->message, ==, rows[i].message);
  }
}

static void
test_kinds (void)
{
  static const char *const names[] = { "none", "password", "secret" };
  TpkCredentialKind kind = TPK_CREDENTIAL_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_cmpstr (tpk_credential_kind_to_string (i), ==, names[i]);
    g_assert_true (tpk_credential_kind_from_string (names[i], &kind));
    g_assert_cmpint (kind, ==, i);
  }

  g_assert_false (tpk_credential_kind_from_string ("Secret", &kind));
  g_assert_false (tpk_credential_kind_from_string ("", NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/credential/none", test_none);
  g_test_add_func ("/model/credential/password", test_password);
  g_test_add_func ("/model/credential/secret-vectors", test_secret_vectors);
  g_test_add_func ("/model/credential/secret", test_secret);
  g_test_add_func ("/model/credential/username-expiry", test_username_expiry);
  g_test_add_func ("/model/credential/equal", test_equal);
  g_test_add_func ("/model/credential/boxed", test_boxed);
  g_test_add_func ("/model/credential/json", test_json);
  g_test_add_func ("/model/credential/json-errors", test_json_errors);
  g_test_add_func ("/model/credential/kinds", test_kinds);

  return g_test_run ();
}
