/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-test.h"
#include "ui/tpk-target-rows.h"

/* What the table is made of, without a table. */

static TpkResult *
new_result (const char *url,
            const char *server_id,
            const char *address)
{
  const TpkResultFields fields = {
    .url = url, .server_id = server_id, .address = address, .rtt_ms = -1,
  };

  return tpk_result_new (&fields);
}

static GListStore *
new_results (const char *const *urls)
{
  GListStore *results = g_list_store_new (TPK_TYPE_RESULT);

  for (guint i = 0; urls[i] != NULL; i++) {
    g_autoptr (TpkResult) result = new_result (urls[i], NULL, NULL);

    g_list_store_append (results, result);
  }

  return results;
}

static void
replace (GListStore *results,
         guint       position,
         const char *url,
         const char *address)
{
  g_autoptr (TpkResult) result = new_result (url, NULL, address);
  gpointer item = result;

  g_list_store_splice (results, position, 1, &item, 1);
}

static void
insert (GListStore *results,
        guint       position,
        const char *url,
        const char *address)
{
  g_autoptr (TpkResult) result = new_result (url, NULL, address);

  g_list_store_insert (results, position, result);
}

/* The rows tell what is in @results, in its order. */
static void
assert_same (TpkTargetRows *rows,
             GListStore    *results)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (results));

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, n);
  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (G_LIST_MODEL (results), i);
    g_autoptr (TpkTargetRow) row = g_list_model_get_item (G_LIST_MODEL (rows), i);

    g_assert_true (tpk_target_row_get_result (row) == result);
  }
  g_assert_false (tpk_target_rows_is_stale (rows));
}

static void
log_cb (GListModel *rows,
        guint       position,
        guint       removed,
        guint       added,
        GString    *log)
{
  g_string_append_printf (log, "%u-%u+%u ", position, removed, added);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_in_place (void)
{
  static const char *const urls[] = { "turn:a", "turn:b", "turn:c", NULL };
  g_autoptr (GListStore) results = new_results (urls);
  g_autoptr (TpkTargetRows) rows = tpk_target_rows_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (TpkTargetRow) row = NULL;
  guint n_stale = 0, n_notified = 0;

  g_signal_connect (rows, "items-changed", G_CALLBACK (log_cb), log);
  g_signal_connect_swapped (rows, "stale", G_CALLBACK (count_cb), &n_stale);
  tpk_target_rows_set_results (rows, G_LIST_MODEL (results));
  g_assert_cmpuint (n_stale, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 0);
  tpk_target_rows_refresh (rows, G_MAXUINT);
  assert_same (rows, results);
  g_assert_cmpstr (log->str, ==, "0-0+3 ");

  /* Told of once, however much is new. */
  row = g_list_model_get_item (G_LIST_MODEL (rows), 1);
  g_signal_connect_swapped (row, "notify::result", G_CALLBACK (count_cb), &n_notified);
  for (guint i = 0; i < 10; i++)
    replace (results, 1, "turn:b", "192.0.2.1");
  g_assert_cmpuint (n_stale, ==, 2);
  g_assert_cmpuint (n_notified, ==, 0);
  tpk_target_rows_refresh (rows, G_MAXUINT);
  assert_same (rows, results);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpstr (log->str, ==, "0-0+3 ");
}

/* A name with several addresses gets a row for each. */
static void
test_more_addresses (void)
{
  static const char *const urls[] = { "turn:a", "turn:b", NULL };
  g_autoptr (GListStore) results = new_results (urls), again = new_results (urls);
  g_autoptr (TpkTargetRows) rows = tpk_target_rows_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (TpkTargetRow) second = NULL, last = NULL;

  tpk_target_rows_set_results (rows, G_LIST_MODEL (results));
  tpk_target_rows_refresh (rows, G_MAXUINT);
  second = g_list_model_get_item (G_LIST_MODEL (rows), 1);
  g_signal_connect (rows, "items-changed", G_CALLBACK (log_cb), log);
  insert (results, 1, "turn:a", "2001:db8::1");
  insert (results, 2, "turn:a", "2001:db8::2");
  tpk_target_rows_refresh (rows, G_MAXUINT);
  assert_same (rows, results);
  g_assert_cmpstr (log->str, ==, "1-0+2 ");
  last = g_list_model_get_item (G_LIST_MODEL (rows), 3);
  g_assert_true (last == second);

  /* The next check begins with one each again. */
  tpk_target_rows_set_results (rows, G_LIST_MODEL (again));
  tpk_target_rows_refresh (rows, G_MAXUINT);
  assert_same (rows, again);
  g_assert_cmpstr (log->str, ==, "1-0+2 1-2+0 ");
  tpk_target_rows_set_results (rows, NULL);
  tpk_target_rows_refresh (rows, G_MAXUINT);
  g_assert_cmpstr (log->str, ==, "1-0+2 1-2+0 0-2+0 ");
}

static void
test_other_servers (void)
{
  static const char *const urls[] = { "turn:a", "turn:b", "turn:c", NULL };
  static const char *const others[] = { "turn:b", "turn:d", "turn:e", "turn:c", NULL };
  g_autoptr (GListStore) results = new_results (urls), changed = new_results (others);
  g_autoptr (TpkTargetRows) rows = tpk_target_rows_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (TpkTargetRow) row = NULL;
  g_autoptr (TpkResult) same = new_result ("turn:c", NULL, "192.0.2.7");
  g_autoptr (TpkResult) other = new_result ("turn:c", "office", NULL);

  tpk_target_rows_set_results (rows, G_LIST_MODEL (results));
  tpk_target_rows_refresh (rows, G_MAXUINT);
  row = g_list_model_get_item (G_LIST_MODEL (rows), 2);
  g_assert_true (tpk_target_row_is_about (row, same));
  g_assert_false (tpk_target_row_is_about (row, other));

  g_signal_connect (rows, "items-changed", G_CALLBACK (log_cb), log);
  tpk_target_rows_set_results (rows, G_LIST_MODEL (changed));
  tpk_target_rows_refresh (rows, G_MAXUINT);
  assert_same (rows, changed);
  g_assert_cmpstr (log->str, ==, "0-1+0 1-0+2 ");
}

/* So many at once, and the rest after that. */
static void
test_a_few_at_once (void)
{
  static const char *const urls[] = { "turn:a", "turn:b", "turn:c", "turn:d", "turn:e", NULL };
  g_autoptr (GListStore) results = new_results (urls);
  g_autoptr (TpkTargetRows) rows = tpk_target_rows_new ();

  tpk_target_rows_set_results (rows, G_LIST_MODEL (results));
  tpk_target_rows_refresh (rows, 2);
  g_assert_true (tpk_target_rows_is_stale (rows));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 2);
  tpk_target_rows_refresh (rows, 2);
  g_assert_true (tpk_target_rows_is_stale (rows));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 4);
  tpk_target_rows_refresh (rows, 2);
  assert_same (rows, results);

  /* What comes in meanwhile is not lost. */
  for (guint i = 0; i < 5; i++)
    replace (results, i, urls[i], "192.0.2.1");
  tpk_target_rows_refresh (rows, 4);
  g_assert_true (tpk_target_rows_is_stale (rows));
  replace (results, 0, "turn:a", "192.0.2.2");
  tpk_target_rows_refresh (rows, 4);
  assert_same (rows, results);
}

static void
test_old (void)
{
  static const char *const urls[] = { "turn:a", NULL };
  g_autoptr (GListStore) results = new_results (urls);
  g_autoptr (TpkTargetRows) rows = tpk_target_rows_new ();
  g_autoptr (TpkTargetRow) first = NULL, second = NULL;

  tpk_target_rows_set_results (rows, G_LIST_MODEL (results));
  tpk_target_rows_refresh (rows, G_MAXUINT);
  first = g_list_model_get_item (G_LIST_MODEL (rows), 0);
  g_assert_false (tpk_target_row_get_old (first));
  tpk_target_rows_set_old (rows, TRUE);
  g_assert_true (tpk_target_row_get_old (first));

  insert (results, 1, "turn:b", NULL);
  tpk_target_rows_refresh (rows, G_MAXUINT);
  second = g_list_model_get_item (G_LIST_MODEL (rows), 1);
  g_assert_true (tpk_target_row_get_old (second));
  tpk_target_rows_set_old (rows, FALSE);
  g_assert_false (tpk_target_row_get_old (first));
  g_assert_false (tpk_target_row_get_old (second));
}

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/target-rows/in-place", test_in_place);
  g_test_add_func ("/ui/target-rows/more-addresses", test_more_addresses);
  g_test_add_func ("/ui/target-rows/other-servers", test_other_servers);
  g_test_add_func ("/ui/target-rows/a-few-at-once", test_a_few_at_once);
  g_test_add_func ("/ui/target-rows/old", test_old);

  return g_test_run ();
}
