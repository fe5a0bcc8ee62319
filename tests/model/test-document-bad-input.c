/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-document.h"
#include "model/tpk-json.h"
#include "test-utils.h"

static const char sample[] =
  "{\"schema\":1,\"active\":\"Büro\",\"profiles\":[{\"name\":\"Büro\",\"route\":\"own\","
  "\"relay_only\":true,\"signalling_proxy\":\"https://proxy.example.org/\",\"servers\":["
  "{\"id\":\"1\",\"label\":\"Head \\\"office\\\" \\u00fc\\ud83d\\ude00\",\"enabled\":true,"
  "\"urls\":[\"turn:turn.example.org:3478?transport=udp\",\"turns:turn.example.org\"],"
  "\"credential\":{\"kind\":\"password\",\"username\":\"alice\",\"password\":\"hunter2\"}},"
  "{\"credential\":{\"kind\":\"secret\",\"secret\":\"hunter2\",\"lifetime_s\":3600},"
  "\"x\":[-1.5e3]}],"
  "\"cloud\":{\"service\":\"agora\",\"sdk\":\"4.15\",\"mode\":\"tls\",\"app_id\":\"a\"}}],"
  "\"client_files\":[{\"client\":\"acs\",\"path\":\"/p\"}],\"y\":{\"z\":[null,false,{}]}}";

static void
assert_refused (const char *text,
                gssize      length,
                int         code,
                const char *message)
{
  g_autoptr (GError) error = NULL;
  TpkDocument *document = tpk_document_new_from_data (text, length, &error);

  g_assert_null (document);
  g_assert_error (error, TPK_JSON_ERROR, code);
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_null (strstr (error->message, "hunter2"));
}

static void
test_not_a_document (void)
{
  assert_refused ("", 0, TPK_JSON_ERROR_SYNTAX, "The text is empty.");
  assert_refused (NULL, 0, TPK_JSON_ERROR_SYNTAX, "The text is empty.");
  assert_refused ("\n\n", -1, TPK_JSON_ERROR_SYNTAX, "line 3, column 1: the text ends too early");
  assert_refused ("[]", -1, TPK_JSON_ERROR_TYPE, "The text is JSON, but not an object.");
  assert_refused ("\"hunter2\"", -1, TPK_JSON_ERROR_TYPE, "The text is JSON, but not an object.");
  assert_refused ("null", -1, TPK_JSON_ERROR_TYPE, "The text is JSON, but not an object.");
  assert_refused ("hunter2", -1, TPK_JSON_ERROR_SYNTAX, "line 1, column 1: this is not JSON");
  assert_refused ("{\"a\":\"hunter2\"", -1, TPK_JSON_ERROR_SYNTAX, NULL);
  assert_refused ("{\"active\":\"\xfchunter2\"}", -1, TPK_JSON_ERROR_SYNTAX,
                  "The text is not UTF-8.");
  assert_refused ("{}\0{}", 5, TPK_JSON_ERROR_SYNTAX, "The text is not UTF-8.");
  assert_refused ("\xff\xfe{\0}\0", 6, TPK_JSON_ERROR_SYNTAX, "The text is not UTF-8.");
}

/* Every member with every type that is wrong for it. */
static void
test_wrong_types (void)
{
  static const char *const values[] = {
    "null", "true", "17", "1.5", "\"hunter2\"", "[]", "[\"hunter2\"]", "[1]", "[[]]", "[{}]", "{}",
  };
  static const struct {
    const char *before;
    const char *after;
    const char *allowed;        /* separated by spaces */
    const char *path;
  } members[] = {
    { "{\"schema\":", "}", "", "schema" },
    { "{\"active\":", "}", "", "active" },
    { "{\"profiles\":", "}", "[] [{}]", "profiles" },
    { "{\"client_files\":", "}", "[]", "client_files" },
    { "{\"profiles\":[{\"name\":", "}]}", "\"hunter2\"", "profiles[0].name" },
    { "{\"profiles\":[{\"route\":", "}]}", "", "profiles[0].route" },
    { "{\"profiles\":[{\"relay_only\":", "}]}", "true", "profiles[0].relay_only" },
    { "{\"profiles\":[{\"signalling_proxy\":", "}]}", "\"hunter2\"",
      "profiles[0].signalling_proxy" },
    { "{\"profiles\":[{\"servers\":", "}]}", "[] [{}]", "profiles[0].servers" },
    { "{\"profiles\":[{\"cloud\":", "}]}", "{}", "profiles[0].cloud" },
    { "{\"profiles\":[{\"cloud\":{\"service\":", "}}]}", "\"hunter2\"",
      "profiles[0].cloud.service" },
    { "{\"profiles\":[{\"cloud\":{\"sdk\":", "}}]}", "\"hunter2\"", "profiles[0].cloud.sdk" },
    { "{\"profiles\":[{\"cloud\":{\"mode\":", "}}]}", "", "profiles[0].cloud.mode" },
    { "{\"profiles\":[{\"cloud\":{\"app_id\":", "}}]}", "\"hunter2\"", "profiles[0].cloud.app_id" },
    { "{\"profiles\":[{\"servers\":[{\"id\":", "}]}]}", "\"hunter2\"",
      "profiles[0].servers[0].id" },
    { "{\"profiles\":[{\"servers\":[{\"label\":", "}]}]}", "\"hunter2\"",
      "profiles[0].servers[0].label" },
    { "{\"profiles\":[{\"servers\":[{\"enabled\":", "}]}]}", "true",
      "profiles[0].servers[0].enabled" },
    { "{\"profiles\":[{\"servers\":[{\"urls\":", "}]}]}", "[] [\"hunter2\"]",
      "profiles[0].servers[0].urls" },
    { "{\"profiles\":[{\"servers\":[{\"credential\":", "}]}]}", "{}",
      "profiles[0].servers[0].credential" },
    { "{\"profiles\":[{\"servers\":[{\"credential\":{\"kind\":", "}}]}]}", "",
      "profiles[0].servers[0].credential.kind" },
    { "{\"profiles\":[{\"servers\":[{\"credential\":{\"username\":", "}}]}]}", "\"hunter2\"",
      "profiles[0].servers[0].credential.username" },
    { "{\"profiles\":[{\"servers\":[{\"credential\":{\"password\":", "}}]}]}", "\"hunter2\"",
      "profiles[0].servers[0].credential.password" },
    { "{\"profiles\":[{\"servers\":[{\"credential\":{\"secret\":", "}}]}]}", "\"hunter2\"",
      "profiles[0].servers[0].credential.secret" },
    { "{\"profiles\":[{\"servers\":[{\"credential\":{\"lifetime_s\":", "}}]}]}", "17",
      "profiles[0].servers[0].credential.lifetime_s" },
    { "{\"client_files\":[{\"path\":\"/p\",\"client\":", "}]}", "\"hunter2\"",
      "client_files[0].client" },
    { "{\"client_files\":[{\"client\":\"w3c\",\"path\":", "}]}", "\"hunter2\"",
      "client_files[0].path" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    g_auto (GStrv) allowed = g_strsplit (members[i].allowed, " ", -1);

    for (guint k = 0; k < G_N_ELEMENTS (values); k++) {
      g_autofree char *text = g_strconcat (members[i].before, values[k], members[i].after,
                                           NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (TpkDocument) document = tpk_document_new_from_data (text, -1, &error);

      tpk_test_row (text);
      if (g_strv_contains ((const char *const *) allowed, values[k])) {
        g_assert_no_error (error);
        g_assert_nonnull (document);
      } else {
        g_assert_null (document);
        g_assert_nonnull (error);
        g_assert_true (error->domain == TPK_JSON_ERROR);
        g_assert_true (g_str_has_prefix (error->message, members[i].path));
        g_assert_null (strstr (error->message, "hunter2"));
      }
    }
  }
}

static void
test_wrong_values (void)
{
  static const struct {
    const char *text;
    int code;
    const char *message;
  } rows[] = {
    { "{\"schema\":2}", TPK_JSON_ERROR_SCHEMA,
      "schema: this was written by a later version of the app (schema 2). Update the app to read "
      "it." },
    { "{\"schema\":2,\"profiles\":17}", TPK_JSON_ERROR_SCHEMA,
      "schema: this was written by a later version of the app (schema 2). Update the app to read "
      "it." },
    { "{\"schema\":0}", TPK_JSON_ERROR_VALUE,
      "schema: expected a number from 1 to 9223372036854775807" },
    { "{\"schema\":1.0}", TPK_JSON_ERROR_TYPE, "schema: expected a whole number" },
    { "{\"active\":\"Nobody\"}", TPK_JSON_ERROR_VALUE, "active: no profile has this name" },
    { "{\"active\":\"\"}", TPK_JSON_ERROR_VALUE, "active: no profile has this name" },
    { "{\"profiles\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"a\"}]}", TPK_JSON_ERROR_VALUE,
      "profiles[2].name: another profile has this name" },
    { "{\"profiles\":[{},{}]}", TPK_JSON_ERROR_VALUE,
      "profiles[1].name: another profile has this name" },
    { "{\"profiles\":[{\"servers\":[{},{},{\"urls\":\"x\"}]}]}", TPK_JSON_ERROR_TYPE,
      "profiles[0].servers[2].urls: expected an array of strings" },
    { "{\"profiles\":[{},[]]}", TPK_JSON_ERROR_TYPE, "profiles[1]: expected an object" },
    { "{\"profiles\":[{\"route\":\"own,cloud\"}]}", TPK_JSON_ERROR_VALUE,
      "profiles[0].route: expected one of “direct”, “cloud” and “own”. The routes exclude each "
      "other; a profile has exactly one." },
    { "{\"client_files\":[{\"client\":\"w3c\"}]}", TPK_JSON_ERROR_VALUE,
      "client_files[0].path: expected a text" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    tpk_test_row (rows[i].text);
    assert_refused (rows[i].text, -1, rows[i].code, rows[i].message);
  }
}

/* A file that was cut short is no document, wherever that was. */
static void
test_truncated (void)
{
  g_autoptr (TpkDocument) whole = tpk_document_new_from_data (sample, -1, NULL);

  g_assert_nonnull (whole);
  for (gsize length = 0; length < sizeof sample - 1; length++) {
    g_autofree char *cut = g_memdup2 (sample, length);

    assert_refused (cut, length, TPK_JSON_ERROR_SYNTAX, NULL);
  }
}

/* One byte changed to any other gives a document or an error. */
static void
test_damaged (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261120);
  guint n_read = 0;
  guint n_refused = 0;
  guint n = tpk_test_amount (20000);

  for (guint i = 0; i < n; i++) {
    g_autofree char *damaged = g_memdup2 (sample, sizeof sample);
    g_autoptr (GError) error = NULL;
    g_autoptr (TpkDocument) document = NULL;

    damaged[g_rand_int_range (rand, 0, sizeof sample - 1)] = g_rand_int_range (rand, 0, 256);
    document = tpk_document_new_from_data (damaged, sizeof sample - 1, &error);
    g_assert_true ((document == NULL) == (error != NULL));
    if (document == NULL) {
      g_assert_true (error->domain == TPK_JSON_ERROR);
      n_refused++;
    } else {
      g_autofree char *data = tpk_document_to_data (document, NULL);
      g_autoptr (TpkDocument) again = tpk_document_new_from_data (data, -1, NULL);

      g_assert_nonnull (again);
      n_read++;
    }
  }

  g_assert_cmpuint (n_read, >, 0);
  g_assert_cmpuint (n_refused, >, 0);
}

static void
test_deep (void)
{
  g_autofree char *arrays = g_strnfill (100000, '[');
  g_autofree char *within = g_strconcat ("{\"x\":", arrays, NULL);

  assert_refused (arrays, -1, TPK_JSON_ERROR_TOO_DEEP,
                  "line 1, column 65: the nesting is too deep");
  assert_refused (within, -1, TPK_JSON_ERROR_TOO_DEEP,
                  "line 1, column 69: the nesting is too deep");
}

static void
test_huge (void)
{
  g_autofree char *spaces = g_strnfill (40 * 1024 * 1024, ' ');
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (GError) error = NULL;

  assert_refused (spaces, -1, TPK_JSON_ERROR_TOO_LARGE, "The text is longer than 32.0\xc2\xa0MiB.");
  assert_refused (spaces, TPK_DOCUMENT_MAX_BYTES + 1, TPK_JSON_ERROR_TOO_LARGE, NULL);
  assert_refused (spaces, TPK_DOCUMENT_MAX_BYTES, TPK_JSON_ERROR_SYNTAX, NULL);

  spaces[0] = '{';
  spaces[TPK_DOCUMENT_MAX_BYTES - 1] = '}';
  document = tpk_document_new_from_data (spaces, TPK_DOCUMENT_MAX_BYTES, &error);
  g_assert_no_error (error);
  g_assert_nonnull (document);
}

/* Very many of everything: what takes the square of them would not end. */
static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new ("{\"profiles\":[");
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (TpkDocument) copy = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "%s{\"name\":\"%u\"}", i > 0 ? "," : "", i);
  g_string_append (text, "]}");

  document = tpk_document_new_from_data (text->str, text->len, &error);
  g_assert_no_error (error);
  copy = tpk_document_copy (document);
  g_assert_cmpuint (g_list_model_get_n_items (tpk_document_get_profiles (copy)), ==, 20000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/document-bad-input/not-a-document", test_not_a_document);
  g_test_add_func ("/model/document-bad-input/wrong-types", test_wrong_types);
  g_test_add_func ("/model/document-bad-input/wrong-values", test_wrong_values);
  g_test_add_func ("/model/document-bad-input/truncated", test_truncated);
  g_test_add_func ("/model/document-bad-input/damaged", test_damaged);
  g_test_add_func ("/model/document-bad-input/deep", test_deep);
  g_test_add_func ("/model/document-bad-input/huge", test_huge);
  g_test_add_func ("/model/document-bad-input/many", test_many);

  return g_test_run ();
}
