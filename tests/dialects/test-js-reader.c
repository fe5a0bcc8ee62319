/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-js-reader.h"

#include "tpk-test-formats.h"

static TpkJsScript *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  TpkJsScript *script = tpk_js_script_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (script);

  return script;
}

/* The script in short: bindings, calls and literals, as JSON. */
static char *
dup_summary (const char *text)
{
  g_autoptr (TpkJsScript) script = parse (text);
  GString *summary = g_string_new (NULL);

  for (guint i = 0; i < tpk_js_script_get_n_bindings (script); i++) {
    JsonNode *node = tpk_js_script_get_binding (script, i);
    g_autofree char *json = node != NULL ? tpk_json_to_string (node, FALSE) : g_strdup ("?");

    g_string_append_printf (summary, "%s=%s;", tpk_js_script_get_binding_name (script, i), json);
  }

  for (guint i = 0; i < tpk_js_script_get_n_calls (script); i++) {
    g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (),
                                                      tpk_js_script_get_arguments (script, i));
    g_autofree char *json = tpk_json_to_string (node, FALSE);

    g_string_append_printf (summary, "%s%s;", tpk_js_script_get_callee (script, i), json);
  }

  for (guint i = 0; i < tpk_js_script_get_n_literals (script); i++) {
    g_autofree char *json = tpk_json_to_string (tpk_js_script_get_literal (script, i), FALSE);

    g_string_append_printf (summary, "%s;", json);
  }

  if (tpk_js_script_is_truncated (script))
    g_string_append (summary, "!");

  return g_string_free (summary, FALSE);
}

static const struct {
  const char *text;
  const char *summary;
} rows[] = {
  { "", "" },
  { "const a = 1", "a=1;" },
  { "let a = -1, b = 'x';", "a=-1;b=\"x\";" },
  { "var a = 0x1F, b = 1_000, c = 0b11, d = 2.5, e = 10n, f = 1e3",
    "a=31;b=1000;c=3;d=2.5;e=10;f=1000;" },
  { "var a = true, b = false, c = null, d = undefined", "a=true;b=false;c=null;d=null;" },
  { "const a = 'it\\'s', b = \"q\\\"q\", c = `t\nt`", "a=\"it's\";b=\"q\\\"q\";c=\"t\\nt\";" },
  { "const a = `x ${y} z`", "a=?;" },
  { "const a = '\\x41\\u0042\\u{1F600}\\uD83D\\uDE00\\n\\\\'",
    "a=\"AB\xf0\x9f\x98\x80\xf0\x9f\x98\x80\\n\\\\\";" },
  { "const a = '\\uD83D \\0'", "a=\"\xef\xbf\xbd \xef\xbf\xbd\";" },
  { "const a = 'a\\\nb'", "a=\"ab\";" },
  { "const a = 'no end\nconst b = 1", "a=\"no end\";b=1;" },
  { "const a = \xe2\x80\x9cquoted\xe2\x80\x9d", "a=\"quoted\";" },
  { "/* c */ const /* c */ a = [1, /* 2, */ 3,]; // end", "a=[1,3];" },
  { "const a = {b: 1, 'c': 2, \"d\": 3, 4: 5, e,}",
    "a={\"b\":1,\"c\":2,\"d\":3,\"4\":5,\"e\":null};" },
  { "const a = {b: undefined, c: d.e, f() { return 1 }, get g() {}, [h]: 2, i: 3}",
    "a={\"c\":null,\"i\":3};" },
  { "const a = [1]; const b = {a, c: a, ...{d: 2}}", "a=[1];b={\"a\":[1],\"c\":[1],\"d\":2};" },
  { "const a = {b: {c: 5}}; const d = a.b.c; const e = a.x", "a={\"b\":{\"c\":5}};d=5;e=?;" },
  { "const a: Array<{x: number}> = [1]; const b = [2] as const; let c = <any>3;",
    "a=[1];b=[2];" },
  { "const a = 'x' + 'y' + 1 +\n 'z'", "a=\"xy1z\";" },
  { "const a = b || 'x', c = b ? 'y' : 'z'; const d = 2 * 3", "a=?;c=?;d=?;" },
  { "f()", "f[];" },
  { "x.y.z(1, 'a', {b: 2}, w)", "x.y.z[1,\"a\",{\"b\":2},null];" },
  { "new Thing({a: 1})", "new Thing[{\"a\":1}];" },
  { "const a = new N.Thing(1);", "a=?;new N.Thing[1];" },
  { "a().b(1).c(2)", "a[];.b[1];.c[2];" },
  { "await client?.join('x')", "client.join[\"x\"];" },
  { "a(function (x) { b(1); ....... }, () => c(2), async y => { d(3) })",
    "a[null,null,null];b[1];c[2];d[3];" },
  { "f(-5, +6, !true)", "f[-5,6,null];" },
  { "pc.config = {a: 1}; window.x = [2];", "pc.config={\"a\":1};window.x=[2];" },
  { "if (a == {b: 1}) { f(1) } else { g(2) }", "if[null];f[1];g[2];" },
  { "({a: 1})", "{\"a\":1};" },
  { "[1, 2]", "[1,2];" },
  { "{a: 1}", "{\"a\":1};" },
  { "{ f(1); { g(2) } }", "f[1];g[2];" },
  { "return {a: 1};", "{\"a\":1};" },
  { "export default {a: [1]}", "{\"a\":[1]};" },
  { "iceServers: [{urls: 'x'}]", "iceServers=[{\"urls\":\"x\"}];" },
  { "f(1", "f[1];!" },
  { "const a = {b: [1", "a={\"b\":[1]};!" },
  { "f(1]})", "f[1];" },
  { "...\n.......\n\\ @ ` ' \n# x\nconst a = 1", "a=1;" },
  { "const a = '\xc3\xa9\xe4\xbd\xa0';", "a=\"\xc3\xa9\xe4\xbd\xa0\";" },
  { "\xef\xbb\xbf const\xc2\xa0" "a = 1", "a=1;" },
  { "const f = function () { return {a: 1} }; f()", "f=?;f[];{\"a\":1};" },
  { "for (const [k, v] of x) { y(k) }", "for[null];y[null];" },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *summary = dup_summary (rows[i].text);

    g_test_message ("%s", rows[i].text);
    g_assert_cmpstr (summary, ==, rows[i].summary);
  }
}

/* A character of another script is none of ASCII, whatever its lowest byte: U+2E38 once was the
 * beginning of a number without digits, again and again. */
static void
test_characters (void)
{
  guint step = g_getenv ("TURNPIKE_TEST_SLOW_TOOL") != NULL ? 97 : 1;

  for (gunichar c = 0x80; c < 0x30000; c += step) {
    g_autoptr (GString) text = g_string_new ("[1, ");
    g_autoptr (TpkJsScript) script = NULL;

    if (!g_unichar_validate (c))
      continue;

    g_string_append_unichar (text, c);
    g_string_append (text, ", {a: 2}]; b = 3");
    script = parse (text->str);
    g_assert_cmpuint (tpk_js_script_get_n_bindings (script), <=, 1);
  }
}

/* None of them is a digit that JavaScript knows. */
static void
test_digits (void)
{
  static const char *const digits[] = { "\u2e38", "\u0e38", "\u2030", "\u0663", "\uff13" };

  for (guint i = 0; i < G_N_ELEMENTS (digits); i++) {
    g_autofree char *text = g_strdup_printf ("{\"a\" %s}; b = 3", digits[i]);
    g_autofree char *summary = dup_summary (text);

    g_assert_true (g_str_has_suffix (summary, "b=3;"));
  }
}

static void
test_sample (void)
{
  g_autoptr (TpkJsScript) script = parse (ACS_SAMPLE);

  g_assert_cmpuint (tpk_js_script_get_n_bindings (script), ==, 3);
  g_assert_cmpstr (tpk_js_script_get_binding_name (script, 0), ==, "myTurn1");
  g_assert_cmpuint (tpk_js_script_get_n_calls (script), ==, 1);
  g_assert_cmpstr (tpk_js_script_get_callee (script, 0), ==, "new CallClient");
  g_assert_false (tpk_js_script_is_truncated (script));
}

static void
test_agora_samples (void)
{
  g_autofree char *enable = dup_summary (AGORA_ENABLE_SAMPLE);
  g_autofree char *disable = dup_summary (AGORA_DISABLE_SAMPLE);

  g_assert_cmpstr (enable, ==,
                   "client=?;AgoraRTC.createClient[{\"mode\":\"live\",\"codec\":\"vp8\"}];"
                   "client.startProxyServer[];client.init[null,null];"
                   "client.join[null,null,null,null];");
  g_assert_cmpstr (disable, ==,
                   "client.leave[];client.stopProxyServer[];client.join[null,null,null,null];!");
}

static void
test_depth (void)
{
  g_autoptr (GString) text = g_string_new ("const a = ");
  g_autoptr (TpkJsScript) script = NULL;
  JsonNode *node;
  guint depth = 0;

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (text, '[');
  script = parse (text->str);

  node = tpk_js_script_get_binding (script, 0);
  while (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0) {
    node = json_array_get_element (json_node_get_array (node), 0);
    depth++;
  }
  g_assert_cmpuint (depth, ==, TPK_JS_MAX_DEPTH);
}

/* Names that stand for arrays of names, and so on. */
static void
test_laughs (void)
{
  g_autoptr (GString) twice = g_string_new ("const a0 = [1, 1];\n");
  g_autoptr (GString) once = g_string_new ("const a0 = [1];\n");
  g_autoptr (TpkJsScript) script = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  for (guint i = 1; i < 200; i++) {
    g_string_append_printf (twice, "const a%u = [a%u, a%u];\n", i, i - 1, i - 1);
    g_string_append_printf (once, "const a%u = [a%u];\n", i, i - 1);
  }

  /* 2^199 values if they were all made. */
  g_assert_null (tpk_js_script_parse (twice->str, -1, &error));
  g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE);

  script = parse (once->str);
  json = tpk_json_to_string (tpk_js_script_get_binding (script, TPK_JS_MAX_DEPTH - 1), FALSE);
  g_assert_cmpuint (strlen (json), ==, 2 * TPK_JS_MAX_DEPTH + 1);
  g_clear_pointer (&json, g_free);
  json = tpk_json_to_string (tpk_js_script_get_binding (script, TPK_JS_MAX_DEPTH), FALSE);
  g_assert_cmpstr (json, ==, "[null]");
}

static void
test_limits (void)
{
  g_autofree char *large = g_strnfill (TPK_JS_MAX_BYTES + 1, ' ');
  g_autofree char *many = g_strnfill (TPK_JS_MAX_BYTES, '1');
  g_autoptr (GError) error = NULL;

  g_assert_null (tpk_js_script_parse (large, -1, &error));
  g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE);
  g_clear_error (&error);

  many[0] = '[';
  for (gsize i = 2; i < TPK_JS_MAX_BYTES; i += 2)
    many[i] = ',';
  g_assert_null (tpk_js_script_parse (many, -1, &error));
  g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE);
  g_clear_error (&error);

  g_assert_null (tpk_js_script_parse ("a\xff", -1, &error));
  g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX);
  g_clear_error (&error);

  g_assert_null (tpk_js_script_parse ("a\0b", 3, &error));
  g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX);
}

/* Each of these made some reader of JavaScript slow: quadratic ones would take hours. */
static void
test_linear (void)
{
  static const char *const patterns[] = {
    "`", "\\`", "'\\'", "\"", "/*", "{a:", "[1,", "f(", "a.", "'a'+", "${`", "=>", "{{", "x.y(1).",
    "async ", "const a=", "a:", "(", "...", "new ", "}", "<", "\xe2\x80\x9c", "\xe2\x80\x99",
  };

  gsize size = g_getenv ("TURNPIKE_TEST_SLOW_TOOL") != NULL ? 8 * 1024 : 1024 * 1024;

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++) {
    gsize length = strlen (patterns[i]);
    gsize n = size / length;
    g_autoptr (GString) text = g_string_sized_new (n * length);
    g_autoptr (TpkJsScript) script = NULL;

    for (gsize j = 0; j < n; j++)
      g_string_append_len (text, patterns[i], length);
    script = parse (text->str);
  }
}

static void
test_callee (void)
{
  g_assert_true (tpk_js_callee_is ("client.join", "join"));
  g_assert_true (tpk_js_callee_is ("a.b.join", "join"));
  g_assert_true (tpk_js_callee_is ("join", "join"));
  g_assert_false (tpk_js_callee_is ("client.joined", "join"));
  g_assert_false (tpk_js_callee_is ("join.client", "join"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/js-reader/rows", test_rows);
  g_test_add_func ("/js-reader/characters", test_characters);
  g_test_add_func ("/js-reader/digits", test_digits);
  g_test_add_func ("/js-reader/sample", test_sample);
  g_test_add_func ("/js-reader/agora-samples", test_agora_samples);
  g_test_add_func ("/js-reader/depth", test_depth);
  g_test_add_func ("/js-reader/laughs", test_laughs);
  g_test_add_func ("/js-reader/limits", test_limits);
  g_test_add_func ("/js-reader/linear", test_linear);
  g_test_add_func ("/js-reader/callee", test_callee);

  return g_test_run ();
}
