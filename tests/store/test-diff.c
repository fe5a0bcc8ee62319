/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store/tpk-diff.h"

#include "store-fixture.h"

#include <string.h>

static void
assert_diff (const char *old_text,
             const char *new_text,
             const char *expected)
{
  g_autofree char *diff = tpk_diff_unified ("f", old_text, old_text, new_text, new_text);

  g_assert_cmpstr (diff, ==, expected);
}

static void
test_cases (void)
{
  assert_diff ("a\n", "a\n", "");
  assert_diff ("", "", "");
  assert_diff (NULL, "a\nb\n", "--- /dev/null\n+++ f\n@@ -0,0 +1,2 @@\n+a\n+b\n");
  assert_diff ("a\n", "", "--- f\n+++ f\n@@ -1 +0,0 @@\n-a\n");
  assert_diff ("a\nb\nc\n", "a\nx\nc\n",
               "--- f\n+++ f\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n");
  assert_diff ("a", "a\n",
               "--- f\n+++ f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
  /* Two changes far apart make two hunks, near ones make one. */
  assert_diff ("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "x\n2\n3\n4\n5\n6\n7\n8\ny\n",
               "--- f\n+++ f\n@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n"
               "@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n+y\n");
  assert_diff ("1\n2\n3\n4\n5\n6\n7\n8\n", "x\n2\n3\n4\n5\n6\n7\ny\n",
               "--- f\n+++ f\n@@ -1,8 +1,8 @@\n-1\n+x\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+y\n");
}

static void
test_shown (void)
{
  g_autofree char *diff = NULL;

  diff = tpk_diff_unified ("f", "user\nsecret1\n", "user\n***\n", "user\nsecret2\n", "user\n***\n");
  g_assert_cmpstr (diff, ==, "--- f\n+++ f\n@@ -1,2 +1,2 @@\n user\n-***\n+***\n");
}

/* patch(1) turns the old text into the new one. */
static void
assert_patches (StoreFixture *fixture,
                const char   *old_text,
                const char   *new_text)
{
  g_autofree char *path = g_build_filename (fixture->root, "f", NULL);
  g_autofree char *diff = tpk_diff_unified ("f", old_text, old_text, new_text, new_text);
  g_autoptr (GSubprocess) patch = NULL;
  g_autoptr (GError) error = NULL;

  test_write (path, old_text);
  patch = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                            "patch", "-s", path, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (patch, diff, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (patch));
  assert_file (path, new_text);
}

static char *
random_text (void)
{
  GString *text = g_string_new (NULL);
  int n = g_test_rand_int_range (1, 40);

  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%c\n", 'a' + g_test_rand_int_range (0, 4));

  return g_string_free (text, FALSE);
}

static void
test_patch (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autofree char *program = g_find_program_in_path ("patch");

  if (program == NULL) {
    g_test_skip ("patch(1) is not installed");
    return;
  }

  for (guint i = 0; i < 60; i++) {
    g_autofree char *old_text = random_text ();
    g_autofree char *new_text = random_text ();

    if (strcmp (old_text, new_text) != 0)
      assert_patches (fixture, old_text, new_text);
  }
}

static char *
many_lines (guint       n,
            const char *format_end)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%u%s\n", i, format_end);

  return g_string_free (text, FALSE);
}

/* Too many differences are one replacement; a few in a long text are found. */
static void
test_long (void)
{
  g_autofree char *old_text = many_lines (20000, "");
  g_autofree char *new_text = many_lines (20000, "x");
  g_autofree char *changed = g_strconcat (old_text, "end\n", NULL);
  g_autofree char *whole = tpk_diff_unified ("f", old_text, old_text, new_text, new_text);
  g_autofree char *few = tpk_diff_unified ("f", old_text, old_text, changed, changed);

  g_assert_true (g_str_has_prefix (whole, "--- f\n+++ f\n@@ -1,20000 +1,20000 @@\n-0\n-1\n"));
  g_assert_cmpstr (few, ==, "--- f\n+++ f\n@@ -19998,3 +19998,4 @@\n"
                            " 19997\n 19998\n 19999\n+end\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/diff/cases", test_cases);
  g_test_add_func ("/store/diff/shown", test_shown);
  store_test_add ("/store/diff/patch", test_patch);
  g_test_add_func ("/store/diff/long", test_long);

  return g_test_run ();
}
