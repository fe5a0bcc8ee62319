/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store/tpk-file-change.h"

#include "store/tpk-file-change-private.h"

static void
test_members (void)
{
  g_autoptr (GListStore) notes = g_list_store_new (G_TYPE_OBJECT);
  TpkFileChange *change;

  change = tpk_file_change_new ("/x/acs.json", "acs", TPK_FILE_CHANGE_FOREIGN, "old", "new",
                                G_LIST_MODEL (notes));
  g_assert_cmpstr (tpk_file_change_get_path (change), ==, "/x/acs.json");
  g_assert_cmpstr (tpk_file_change_get_client (change), ==, "acs");
  g_assert_cmpint (tpk_file_change_get_kind (change), ==, TPK_FILE_CHANGE_FOREIGN);
  g_assert_cmpstr (tpk_file_change_get_old_text (change), ==, "old");
  g_assert_cmpstr (tpk_file_change_get_new_text (change), ==, "new");
  g_assert_true (tpk_file_change_get_notes (change) == G_LIST_MODEL (notes));
  g_assert_finalize_object (change);
}

static void
test_no_notes (void)
{
  TpkFileChange *change;

  change = tpk_file_change_new ("/x", NULL, TPK_FILE_CHANGE_CREATED, NULL, "new", NULL);
  g_assert_null (tpk_file_change_get_client (change));
  g_assert_null (tpk_file_change_get_old_text (change));
  g_assert_cmpuint (g_list_model_get_n_items (tpk_file_change_get_notes (change)), ==, 0);
  g_assert_finalize_object (change);
}

/* A password that changes is seen to change, and not seen. */
static void
test_diff (void)
{
  g_autoptr (TpkMask) mask = tpk_mask_new ();
  g_autofree char *diff = NULL;
  TpkFileChange *change;

  change = tpk_file_change_new ("/x", "c", TPK_FILE_CHANGE_MODIFIED,
                                "user=alice:hunter2\n\"credential\":\n\"old\"\n",
                                "user=alice:hunter3\n\"credential\":\n\"new\"\n", NULL);
  tpk_mask_add_secret (mask, "hunter2");
  tpk_mask_add_secret (mask, "hunter3");
  tpk_file_change_set_mask (change, mask);

  diff = tpk_file_change_dup_diff (change);
  g_assert_cmpstr (diff, ==,
                   "--- /x\n+++ /x\n@@ -1,3 +1,3 @@\n"
                   "-user=alice:" TPK_MASK_TEXT "\n+user=alice:" TPK_MASK_TEXT "\n"
                   " \"credential\":\n"
                   "-\"" TPK_MASK_TEXT "\"\n+\"" TPK_MASK_TEXT "\"\n");
  g_assert_finalize_object (change);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/file-change/members", test_members);
  g_test_add_func ("/store/file-change/no-notes", test_no_notes);
  g_test_add_func ("/store/file-change/diff", test_diff);

  return g_test_run ();
}
