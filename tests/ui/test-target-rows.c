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

/* A name that could not be looked up. */
static TpkResult *
new_failure (const char *url)
{
  const TpkResultFields fields = {
    .url = url, .state = TPK_RESULT_STATE_FAILED, .rtt_ms = -1,
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
  g_autoptr (GListStore) results = new_results (urls);
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

  tpk_target_rows_set_results (rows, NULL);
  tpk_target_rows_refresh (rows, G_MAXUINT);
  g_assert_cmpstr (log->str, ==, "1-0+2 0-4+0 ");
}

/* The address of each row, in its order, with "old" where the row waits for its turn. */
static void
assert_rows (TpkTargetRows *rows,
             const char    *wanted)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (rows)); i++) {
    g_autoptr (TpkTargetRow) row = g_list_model_get_item (G_LIST_MODEL (rows), i);

    g_string_append_printf (text, "%s%s%s", i > 0 ? " " : "", tpk_target_row_get_address (row),
                            tpk_target_row_get_old (row) ? "(old)" : "");
  }
  g_assert_cmpstr (text->str, ==, wanted);
}

/* Rows of a name with three addresses, and of another name; @kept are borrowed from them. */
static TpkTargetRows *
new_rows (TpkTargetRow *kept[4])
{
  static const char *const addresses[] = { "192.0.2.1", "192.0.2.2", "192.0.2.3" };
  static const char *const urls[] = { NULL };
  g_autoptr (GListStore) results = new_results (urls);
  TpkTargetRows *rows = tpk_target_rows_new ();

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    insert (results, i, "turn:a", addresses[i]);
  insert (results, 3, "turn:b", "192.0.2.9");
  tpk_target_rows_set_results (rows, G_LIST_MODEL (results));
  tpk_target_rows_refresh (rows, G_MAXUINT);
  assert_same (rows, results);
  for (guint i = 0; i < 4; i++) {
    kept[i] = g_list_model_get_item (G_LIST_MODEL (rows), i);
    g_object_unref (kept[i]);
  }

  return rows;
}

static TpkTargetRow *
peek (TpkTargetRows *rows,
      guint          position)
{
  TpkTargetRow *row = g_list_model_get_item (G_LIST_MODEL (rows), position);

  g_object_unref (row);

  return row;
}

/* GTK tells also when it stays. */
static void
assert_selected_cb (GtkSingleSelection *selection,
                    GParamSpec         *pspec,
                    gpointer            row)
{
  g_assert_true (gtk_single_selection_get_selected_item (selection) == row);
}

/* The next check begins with one row a name, and finds the addresses in another order. */
static void
test_checked_again (void)
{
  static const char *const urls[] = { "turn:a", "turn:b", NULL };
  g_autoptr (GListStore) again = new_results (urls);
  g_autoptr (TpkResult) waiting = g_list_model_get_item (G_LIST_MODEL (again), 0);
  g_autoptr (TpkTargetRow) of_result = NULL, of_none = NULL;
  TpkTargetRow *kept[4];
  g_autoptr (TpkTargetRows) rows = new_rows (kept);
  g_autoptr (GtkSingleSelection) selection =
    gtk_single_selection_new (G_LIST_MODEL (g_object_ref (rows)));
  g_autoptr (GString) log = g_string_new (NULL);

  gtk_single_selection_set_selected (selection, 1);
  g_signal_connect (selection, "notify::selected-item", G_CALLBACK (assert_selected_cb), kept[1]);
  g_signal_connect (rows, "items-changed", G_CALLBACK (log_cb), log);
  tpk_target_rows_set_results (rows, G_LIST_MODEL (again));
  tpk_target_rows_refresh (rows, G_MAXUINT);
  assert_rows (rows, "192.0.2.1 192.0.2.2(old) 192.0.2.3(old) 192.0.2.9");
  g_assert_cmpstr (log->str, ==, "");
  of_result = tpk_target_rows_dup_row (rows, 1);
  g_assert_true (of_result == kept[3]);
  of_none = tpk_target_rows_dup_row (rows, 2);
  g_assert_null (of_none);

  /* However young the check is. */
  tpk_target_rows_set_old (rows, FALSE);
  tpk_target_rows_refresh (rows, G_MAXUINT);
  assert_rows (rows, "192.0.2.1 192.0.2.2(old) 192.0.2.3(old) 192.0.2.9");

  /* The name is looked up; the third of its addresses is the first to be told of. */
  g_list_store_insert (again, 1, waiting);
  g_list_store_insert (again, 2, waiting);
  replace (again, 0, "turn:a", "192.0.2.3");
  tpk_target_rows_refresh (rows, G_MAXUINT);
  assert_rows (rows, "192.0.2.3 192.0.2.1 192.0.2.2 192.0.2.9");
  g_assert_cmpstr (log->str, ==, "0-3+3 ");
  replace (again, 1, "turn:a", "192.0.2.2");
  replace (again, 2, "turn:a", "192.0.2.1");
  tpk_target_rows_refresh (rows, G_MAXUINT);
  assert_rows (rows, "192.0.2.3 192.0.2.2 192.0.2.1 192.0.2.9");
  assert_same (rows, again);
  g_assert_cmpstr (log->str, ==, "0-3+3 1-2+2 ");
  g_assert_true (peek (rows, 0) == kept[2]);
  g_assert_true (peek (rows, 1) == kept[1]);
  g_assert_true (peek (rows, 2) == kept[0]);
  g_assert_true (peek (rows, 3) == kept[3]);
  g_assert_true (gtk_single_selection_get_selected_item (selection) == kept[1]);
}

/* An address that is gone leaves its row to one that is new, and what is too much goes. */
static void
test_other_addresses (void)
{
  static const char *const urls[] = { "turn:a", "turn:b", NULL };
  g_autoptr (GListStore) again = new_results (urls);
  g_autoptr (TpkResult) failure = new_failure ("turn:a");
  TpkTargetRow *kept[4];
  g_autoptr (TpkTargetRows) rows = new_rows (kept);
  gpointer item = failure;

  tpk_target_rows_set_results (rows, G_LIST_MODEL (again));
  tpk_target_rows_refresh (rows, G_MAXUINT);
  replace (again, 0, "turn:a", "192.0.2.7");
  insert (again, 1, "turn:a", "192.0.2.1");
  tpk_target_rows_refresh (rows, G_MAXUINT);
  assert_rows (rows, "192.0.2.7 192.0.2.1 192.0.2.9");
  assert_same (rows, again);
  g_assert_true (peek (rows, 0) == kept[1]);
  g_assert_true (peek (rows, 1) == kept[0]);

  /* More than there were. */
  insert (again, 0, "turn:a", "192.0.2.5");
  insert (again, 3, "turn:a", "192.0.2.6");
  tpk_target_rows_refresh (rows, G_MAXUINT);
  assert_rows (rows, "192.0.2.5 192.0.2.7 192.0.2.1 192.0.2.6 192.0.2.9");
  assert_same (rows, again);
  g_assert_true (peek (rows, 2) == kept[0]);

  /* A name that is not to be found has one row, as before it was. */
  g_list_store_splice (again, 0, 4, &item, 1);
  tpk_target_rows_refresh (rows, G_MAXUINT);
  assert_same (rows, again);
  g_assert_true (peek (rows, 1) == kept[3]);
}

/* A few rows at once end up the same as all of them. */
static void
test_addresses_a_few_at_once (void)
{
  static const char *const urls[] = { "turn:a", "turn:b", NULL };
  g_autoptr (GListStore) again = new_results (urls);
  TpkTargetRow *kept[4];
  g_autoptr (TpkTargetRows) rows = new_rows (kept);

  replace (again, 0, "turn:a", "192.0.2.2");
  insert (again, 1, "turn:a", "192.0.2.4");
  insert (again, 2, "turn:a", "192.0.2.3");
  insert (again, 3, "turn:a", "192.0.2.1");
  insert (again, 4, "turn:a", "192.0.2.8");
  tpk_target_rows_set_results (rows, G_LIST_MODEL (again));
  for (guint i = 0; i < 5; i++) {
    tpk_target_rows_refresh (rows, 1);
    g_assert_true (tpk_target_rows_is_stale (rows));
  }
  tpk_target_rows_refresh (rows, 1);
  assert_same (rows, again);
  assert_rows (rows, "192.0.2.2 192.0.2.4 192.0.2.3 192.0.2.1 192.0.2.8 192.0.2.9");
  g_assert_true (peek (rows, 0) == kept[1]);
  g_assert_true (peek (rows, 2) == kept[2]);
  g_assert_true (peek (rows, 3) == kept[0]);
  g_assert_true (peek (rows, 5) == kept[3]);
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
  g_test_add_func ("/ui/target-rows/checked-again", test_checked_again);
  g_test_add_func ("/ui/target-rows/other-addresses", test_other_addresses);
  g_test_add_func ("/ui/target-rows/addresses-a-few-at-once", test_addresses_a_few_at_once);
  g_test_add_func ("/ui/target-rows/other-servers", test_other_servers);
  g_test_add_func ("/ui/target-rows/a-few-at-once", test_a_few_at_once);
  g_test_add_func ("/ui/target-rows/old", test_old);

  return g_test_run ();
}
