/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "workspace/tpk-undo-stack.h"

#include <string.h>

static GBytes *
text (const char *string)
{
  return g_bytes_new_static (string, strlen (string));
}

static void
push (TpkUndoStack *stack,
      const char   *before,
      const char   *name)
{
  g_autoptr (GBytes) bytes = text (before);

  tpk_undo_stack_push (stack, bytes, name);
}

static void
assert_moves (TpkUndoStack *stack,
              gboolean      back,
              const char   *current,
              const char   *expected)
{
  g_autoptr (GBytes) bytes = text (current);
  g_autoptr (GBytes) result = back ? tpk_undo_stack_undo (stack, bytes)
                                   : tpk_undo_stack_redo (stack, bytes);

  if (expected == NULL)
    g_assert_null (result);
  else
    g_assert_cmpmem (g_bytes_get_data (result, NULL), g_bytes_get_size (result),
                     expected, strlen (expected));
}

static void
assert_can_redo_to (TpkUndoStack *stack,
                    const char   *string,
                    gboolean      expected)
{
  g_autoptr (GBytes) bytes = text (string);

  g_assert_cmpint (tpk_undo_stack_can_redo_to (stack, bytes), ==, expected);
}

static void
test_back_and_forth (void)
{
  g_autoptr (TpkUndoStack) stack = tpk_undo_stack_new (100, 1000);

  assert_moves (stack, TRUE, "0", NULL);
  g_assert_null (tpk_undo_stack_get_undo_name (stack));
  push (stack, "0", "one");
  push (stack, "1", "two");
  g_assert_cmpstr (tpk_undo_stack_get_undo_name (stack), ==, "two");
  g_assert_null (tpk_undo_stack_get_redo_name (stack));

  assert_moves (stack, TRUE, "2", "1");
  g_assert_cmpstr (tpk_undo_stack_get_undo_name (stack), ==, "one");
  g_assert_cmpstr (tpk_undo_stack_get_redo_name (stack), ==, "two");
  assert_moves (stack, TRUE, "1", "0");
  assert_moves (stack, TRUE, "0", NULL);
  assert_can_redo_to (stack, "2", TRUE);
  assert_can_redo_to (stack, "1", TRUE);
  assert_can_redo_to (stack, "0", FALSE);
  assert_moves (stack, FALSE, "0", "1");
  assert_can_redo_to (stack, "1", FALSE);
  assert_moves (stack, FALSE, "1", "2");
  assert_moves (stack, FALSE, "2", NULL);
  g_assert_cmpstr (tpk_undo_stack_get_undo_name (stack), ==, "two");
}

static void
test_push_clears_redo (void)
{
  g_autoptr (TpkUndoStack) stack = tpk_undo_stack_new (100, 1000);

  push (stack, "0", "one");
  assert_moves (stack, TRUE, "1", "0");
  push (stack, "0", "other");
  g_assert_cmpuint (tpk_undo_stack_get_n_redo (stack), ==, 0);
  assert_moves (stack, FALSE, "x", NULL);
}

static void
test_limits (void)
{
  g_autoptr (TpkUndoStack) steps = tpk_undo_stack_new (3, 1000);
  g_autoptr (TpkUndoStack) bytes = tpk_undo_stack_new (100, 10);

  for (guint i = 0; i < 5; i++)
    push (steps, "x", "step");
  g_assert_cmpuint (tpk_undo_stack_get_n_undo (steps), ==, 3);

  push (bytes, "aaaa", "a");
  push (bytes, "bbbb", "b");
  g_assert_cmpuint (tpk_undo_stack_get_n_undo (bytes), ==, 2);
  push (bytes, "cccc", "c");
  g_assert_cmpuint (tpk_undo_stack_get_n_undo (bytes), ==, 2);
  /* The last step is kept whatever its size. */
  push (bytes, "dddddddddddddddd", "d");
  g_assert_cmpuint (tpk_undo_stack_get_n_undo (bytes), ==, 1);
  assert_moves (bytes, TRUE, "e", "dddddddddddddddd");
}

static void
test_clear (void)
{
  g_autoptr (TpkUndoStack) stack = tpk_undo_stack_new (100, 4);

  push (stack, "0000", "one");
  push (stack, "1", "two");
  assert_moves (stack, TRUE, "2", "1");
  tpk_undo_stack_clear (stack);
  g_assert_cmpuint (tpk_undo_stack_get_n_undo (stack), ==, 0);
  g_assert_cmpuint (tpk_undo_stack_get_n_redo (stack), ==, 0);
  /* The bytes count from zero again. */
  push (stack, "ab", "a");
  push (stack, "cd", "c");
  g_assert_cmpuint (tpk_undo_stack_get_n_undo (stack), ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/workspace/undo-stack/back-and-forth", test_back_and_forth);
  g_test_add_func ("/workspace/undo-stack/push-clears-redo", test_push_clears_redo);
  g_test_add_func ("/workspace/undo-stack/limits", test_limits);
  g_test_add_func ("/workspace/undo-stack/clear", test_clear);

  return g_test_run ();
}
