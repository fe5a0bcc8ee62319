/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-json.h"
#include "test-utils.h"

#define NO_LIMIT G_MAXSIZE

static void
assert_round_trip (const char *text,
                   const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = tpk_json_parse (text, -1, NO_LIMIT, &error);
  g_autofree char *written = NULL;

  g_assert_no_error (error);
  written = tpk_json_to_string (node, FALSE);
  g_assert_cmpstr (written, ==, expected);
}

static void
test_values (void)
{
  static const char *const same[] = {
    "{}", "[]", "\"\"", "0", "-1", "true", "false", "null", "[[],{}]", "{\"a\":[1,2,{\"b\":null}]}",
    "9223372036854775807", "-9223372036854775808", "0.5", "[\"ü\",\"\\\"\\\\\"]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    assert_round_trip (same[i], same[i]);

  assert_round_trip (" \t\r\n[ 1 , 2 ]\n", "[1,2]");
  assert_round_trip ("\xef\xbb\xbf{}", "{}");
  assert_round_trip ("1e3", "1000.0");
  assert_round_trip ("-2.5E-1", "-0.25");
  assert_round_trip ("\"\\u00fc\\u20ac\\ud83d\\ude00\\/\"", "\"ü€😀/\"");
  assert_round_trip ("\"\\b\\f\\n\\r\\t\"", "\"\\b\\f\\n\\r\\t\"");
  assert_round_trip ("\"\\u0001\\u001e\\u001f\"", "\"\\u0001\\u001e\\u001f\"");
  assert_round_trip ("{\"\":1,\"a\\nb\":2}", "{\"\":1,\"a\\nb\":2}");
  assert_round_trip ("{\"a\":1,\"a\":[2]}", "{\"a\":[2]}");
}

static void
test_order_is_kept (void)
{
  assert_round_trip ("{\"z\":1,\"a\":2,\"m\":3}", "{\"z\":1,\"a\":2,\"m\":3}");
}

static void
test_pretty (void)
{
  g_autoptr (JsonNode) node = tpk_json_parse ("{\"a\":[1]}", -1, NO_LIMIT, NULL);
  g_autofree char *pretty = tpk_json_to_string (node, TRUE);

  g_assert_cmpstr (pretty, ==, "{\n  \"a\" : [\n    1\n  ]\n}\n");
}

static void
assert_error (const char *text,
              gssize      length,
              int         code,
              const char *message)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = tpk_json_parse (text, length, NO_LIMIT, &error);

  if (text != NULL)
    tpk_test_row (text);
  g_assert_null (node);
  g_assert_error (error, TPK_JSON_ERROR, code);
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
}

static void
test_not_json (void)
{
  static const char *const wrong[] = {
    " ", "{", "[", "]", "}", "{]", "[}", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}",
    "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\" 1}", "{1:2}", "1 2", "{} {}", "tru", "truex", "True",
    "nul", "NaN", "Infinity", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "0x10", "\"",
    "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
    "\"\\u0000\"", "\"a\nb\"", "\"\t\"", "// a\n1", "/* a */ 1", "[1]// a", "var a = 1;", "<html>",
    "\xef\xbb\xbf", "\xef\xbb\xbf\xef\xbb\xbf{}", "[1],", "{\"a\":1]", ":", ",",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_error (wrong[i], -1, TPK_JSON_ERROR_SYNTAX, NULL);

  assert_error ("", -1, TPK_JSON_ERROR_SYNTAX, "The text is empty.");
  assert_error (NULL, 0, TPK_JSON_ERROR_SYNTAX, "The text is empty.");
  assert_error ("{}\0", 3, TPK_JSON_ERROR_SYNTAX, "The text is not UTF-8.");
  assert_error ("\"\xff\"", -1, TPK_JSON_ERROR_SYNTAX, "The text is not UTF-8.");
  assert_error ("\"\xed\xa0\x80\"", -1, TPK_JSON_ERROR_SYNTAX, "The text is not UTF-8.");
  assert_error ("{\"a\":", -1, TPK_JSON_ERROR_SYNTAX,
                "line 1, column 6: the text ends too early");
  assert_error ("{\n \"ü\": hunter2\n}", -1, TPK_JSON_ERROR_SYNTAX,
                "line 2, column 7: this is not JSON");
}

/* json-glib keeps whole numbers in 64 bits and the rest in doubles. */
static void
test_numbers_that_do_not_fit (void)
{
  assert_error ("9223372036854775808", -1, TPK_JSON_ERROR_VALUE,
                "line 1, column 20: this number is too large");
  assert_error ("[-9223372036854775809]", -1, TPK_JSON_ERROR_VALUE, NULL);
  assert_error ("1e999", -1, TPK_JSON_ERROR_VALUE, NULL);
  assert_error ("-1e999", -1, TPK_JSON_ERROR_VALUE, NULL);
  assert_round_trip ("1e-999", "0.0");
}

static char *
nested (guint       depth,
        const char *open,
        const char *close)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, open);
  for (guint i = 0; i < depth; i++)
    g_string_append (text, close);

  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  g_autofree char *arrays = nested (64, "[", "]");
  g_autofree char *too_deep = nested (65, "[", "]");
  g_autofree char *very_deep = nested (100000, "[", "");
  g_autofree char *objects = nested (100000, "{\"a\":", "}");

  assert_round_trip (arrays, arrays);
  assert_error (too_deep, -1, TPK_JSON_ERROR_TOO_DEEP,
                "line 1, column 65: the nesting is too deep");
  assert_error (very_deep, -1, TPK_JSON_ERROR_TOO_DEEP, NULL);
  assert_error (objects, -1, TPK_JSON_ERROR_TOO_DEEP, NULL);
}

static void
test_size (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = tpk_json_parse ("[1]", -1, 3, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);
  g_assert_null (tpk_json_parse ("[12]", -1, 3, &error));
  g_assert_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_TOO_LARGE);
}

static void
test_getters (void)
{
  g_autoptr (JsonObject) object = tpk_test_object ("{\"s\":\"x\",\"b\":true,\"i\":5,"
                                                   "\"a\":[\"p\",\"q\"],\"o\":{\"k\":1},"
                                                   "\"os\":[{},{}]}");
  g_autoptr (GError) error = NULL;
  g_autofree const char **strings = NULL;
  const char *string = "default";
  gboolean boolean = FALSE;
  gint64 number = 7;
  JsonArray *array = NULL;
  JsonObject *inner = NULL;

  g_assert_true (tpk_json_get_string (object, "missing", &string, &error));
  g_assert_cmpstr (string, ==, "default");
  g_assert_true (tpk_json_get_int (object, "missing", 0, 1, &number, &error));
  g_assert_cmpint (number, ==, 7);

  g_assert_true (tpk_json_get_string (object, "s", &string, &error));
  g_assert_cmpstr (string, ==, "x");
  g_assert_true (tpk_json_get_boolean (object, "b", &boolean, &error));
  g_assert_true (boolean);
  g_assert_true (tpk_json_get_int (object, "i", 5, 5, &number, &error));
  g_assert_cmpint (number, ==, 5);
  g_assert_true (tpk_json_get_array (object, "a", &array, &error));
  g_assert_cmpuint (json_array_get_length (array), ==, 2);
  g_assert_true (tpk_json_get_object (object, "o", &inner, &error));
  g_assert_cmpuint (json_object_get_size (inner), ==, 1);
  g_assert_true (tpk_json_get_objects (object, "os", &array, &error));
  g_assert_cmpuint (json_array_get_length (array), ==, 2);
  g_assert_true (tpk_json_get_strings (object, "a", &strings, &error));
  g_assert_cmpuint (g_strv_length ((char **) strings), ==, 2);
  g_assert_cmpstr (strings[1], ==, "q");
  g_assert_no_error (error);
}

static void
test_getters_refuse (void)
{
  g_autoptr (JsonObject) object = tpk_test_object ("{\"i\":5,\"d\":5.0,\"n\":null,\"s\":\"5\","
                                                   "\"mixed\":[\"a\",1],\"os\":[{},[]]}");
  GError *error = NULL;
  g_autofree const char **strings = NULL;
  const char *string = NULL;
  gboolean boolean = FALSE;
  gint64 number = 7;
  JsonArray *array = NULL;
  JsonObject *inner = NULL;

#define ASSERT_REFUSED(call, code_, text)                          \
  g_assert_false (call);                                           \
  g_assert_error (error, TPK_JSON_ERROR, code_);                   \
  g_assert_cmpstr (error->message, ==, text);                      \
  g_clear_error (&error)

  ASSERT_REFUSED (tpk_json_get_string (object, "i", &string, &error),
                  TPK_JSON_ERROR_TYPE, "i: expected a string");
  ASSERT_REFUSED (tpk_json_get_string (object, "n", &string, &error),
                  TPK_JSON_ERROR_TYPE, "n: expected a string");
  ASSERT_REFUSED (tpk_json_get_boolean (object, "i", &boolean, &error),
                  TPK_JSON_ERROR_TYPE, "i: expected true or false");
  ASSERT_REFUSED (tpk_json_get_int (object, "d", 0, 9, &number, &error),
                  TPK_JSON_ERROR_TYPE, "d: expected a whole number");
  ASSERT_REFUSED (tpk_json_get_int (object, "s", 0, 9, &number, &error),
                  TPK_JSON_ERROR_TYPE, "s: expected a whole number");
  ASSERT_REFUSED (tpk_json_get_int (object, "i", 6, 9, &number, &error),
                  TPK_JSON_ERROR_VALUE, "i: expected a number from 6 to 9");
  ASSERT_REFUSED (tpk_json_get_int (object, "i", -1, 4, &number, &error),
                  TPK_JSON_ERROR_VALUE, "i: expected a number from -1 to 4");
  ASSERT_REFUSED (tpk_json_get_array (object, "s", &array, &error),
                  TPK_JSON_ERROR_TYPE, "s: expected an array");
  ASSERT_REFUSED (tpk_json_get_object (object, "mixed", &inner, &error),
                  TPK_JSON_ERROR_TYPE, "mixed: expected an object");
  ASSERT_REFUSED (tpk_json_get_objects (object, "os", &array, &error),
                  TPK_JSON_ERROR_TYPE, "os[1]: expected an object");
  ASSERT_REFUSED (tpk_json_get_strings (object, "mixed", &strings, &error),
                  TPK_JSON_ERROR_TYPE, "mixed: expected an array of strings");
  ASSERT_REFUSED (tpk_json_get_strings (object, "s", &strings, &error),
                  TPK_JSON_ERROR_TYPE, "s: expected an array of strings");

#undef ASSERT_REFUSED

  g_assert_null (string);
  g_assert_cmpint (number, ==, 7);
  g_assert_null (array);
  g_assert_null (inner);
  g_assert_null (strings);
}

static void
test_unknown (void)
{
  static const char *const known[] = { "a", "b", NULL };
  g_autoptr (JsonObject) object = tpk_test_object ("{\"x\":{\"y\":[1]},\"a\":1,\"z\":null}");
  g_autoptr (JsonObject) nothing = tpk_test_object ("{\"a\":1}");
  g_autoptr (JsonObject) unknown = tpk_json_dup_unknown (object, known);
  g_autoptr (JsonObject) same = tpk_json_dup_unknown (object, known);
  g_autoptr (JsonObject) written = tpk_test_object ("{\"a\":2,\"z\":3}");
  JsonObject *assigned = NULL;

  g_assert_null (tpk_json_dup_unknown (nothing, known));
  tpk_test_assert_object (unknown, "{\"x\":{\"y\":[1]},\"z\":null}");

  tpk_json_add_unknown (written, unknown);
  tpk_test_assert_object (written, "{\"a\":2,\"z\":3,\"x\":{\"y\":[1]}}");
  tpk_json_add_unknown (written, NULL);
  tpk_test_assert_object (unknown, "{\"x\":{\"y\":[1]},\"z\":null}");

  g_assert_true (tpk_json_unknown_equal (unknown, same));
  g_assert_true (tpk_json_unknown_equal (NULL, NULL));
  g_assert_false (tpk_json_unknown_equal (unknown, NULL));
  g_assert_false (tpk_json_unknown_equal (NULL, unknown));
  g_assert_false (tpk_json_unknown_equal (unknown, nothing));

  g_assert_false (tpk_json_unknown_assign (&assigned, NULL));
  g_assert_true (tpk_json_unknown_assign (&assigned, unknown));
  g_assert_false (tpk_json_unknown_assign (&assigned, same));
  g_assert_true (tpk_json_unknown_assign (&assigned, NULL));
  g_assert_null (assigned);
}

static void
test_set_string (void)
{
  g_autoptr (JsonObject) object = json_object_new ();

  tpk_json_set_string (object, "none", NULL);
  tpk_json_set_string (object, "text", "ü");
  tpk_json_set_string (object, "bytes", "a\xff");
  tpk_test_assert_object (object, "{\"text\":\"ü\",\"bytes\":\"a\xef\xbf\xbd\"}");
}

/* Bytes of any kind, and pieces of JSON put together wrongly. */
static void
test_random (void)
{
  static const char *const pieces[] = {
    "{", "}", "[", "]", ":", ",", "\"a\"", "\"", "1", "-", "0", ".", "e", "true", "null", " ",
    "\\u", "d800", "\\", "\xc3\xbc", "\xff", "\n",
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261120);
  guint n_texts = tpk_test_amount (100000);
  guint n_valid = 0;

  for (guint i = 0; i < n_texts; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (JsonNode) node = NULL;
    g_autoptr (GError) error = NULL;
    guint n = g_rand_int_range (rand, 0, 12);

    for (guint k = 0; k < n; k++) {
      if (i % 4 < 3)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      else
        g_string_append_c (text, g_rand_int_range (rand, 0, 256));
    }

    node = tpk_json_parse (text->str, text->len, NO_LIMIT, &error);
    g_assert_true ((node == NULL) == (error != NULL));
    if (node != NULL) {
      g_autofree char *written = tpk_json_to_string (node, FALSE);
      g_autoptr (JsonNode) again = tpk_json_parse (written, -1, NO_LIMIT, NULL);

      g_assert_true (json_node_equal (node, again));
      n_valid++;
    }
  }

  g_assert_cmpuint (n_valid, >, n_texts / 100);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/json/values", test_values);
  g_test_add_func ("/model/json/order-is-kept", test_order_is_kept);
  g_test_add_func ("/model/json/pretty", test_pretty);
  g_test_add_func ("/model/json/not-json", test_not_json);
  g_test_add_func ("/model/json/numbers-that-do-not-fit", test_numbers_that_do_not_fit);
  g_test_add_func ("/model/json/depth", test_depth);
  g_test_add_func ("/model/json/size", test_size);
  g_test_add_func ("/model/json/getters", test_getters);
  g_test_add_func ("/model/json/getters-refuse", test_getters_refuse);
  g_test_add_func ("/model/json/unknown", test_unknown);
  g_test_add_func ("/model/json/set-string", test_set_string);
  g_test_add_func ("/model/json/random", test_random);

  return g_test_run ();
}
