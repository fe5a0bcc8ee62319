/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-ice-url.h"
#include "model/tpk-list.h"

typedef struct {
  guint n_changes;
  guint position;
  guint removed;
  guint added;
} Changes;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Changes    *changes)
{
  changes->n_changes++;
  changes->position = position;
  changes->removed = removed;
  changes->added = added;
}

/* A list of URLs that are known by one letter each. */
static GPtrArray *
urls_of (const char *letters)
{
  GPtrArray *urls = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; letters[i] != '\0'; i++) {
    char text[2] = { letters[i], '\0' };

    g_ptr_array_add (urls, tpk_ice_url_new (text));
  }

  return urls;
}

static GListStore *
store_of (const char *letters)
{
  g_autoptr (GPtrArray) urls = urls_of (letters);
  GListStore *store = g_list_store_new (TPK_TYPE_ICE_URL);

  g_list_store_splice (store, 0, 0, urls->pdata, urls->len);
  return store;
}

static char *
letters_of (GListStore *store)
{
  GString *letters = g_string_new (NULL);
  TpkIceUrl *url;

  for (guint i = 0; (url = tpk_list_peek (store, i)) != NULL; i++)
    g_string_append (letters, tpk_ice_url_get_text (url));

  return g_string_free (letters, FALSE);
}

static gboolean
same_letter (gconstpointer one,
             gconstpointer other)
{
  return g_str_equal (tpk_ice_url_get_text ((TpkIceUrl *) one),
                      tpk_ice_url_get_text ((TpkIceUrl *) other));
}

static void
test_replace (void)
{
  static const struct {
    const char *before;
    const char *after;
    guint position;
    guint removed;
    guint added;
  } rows[] = {
    { "", "", 0, 0, 0 },
    { "abc", "abc", 0, 0, 0 },
    { "", "abc", 0, 0, 3 },
    { "abc", "", 0, 3, 0 },
    { "abc", "abxc", 2, 0, 1 },
    { "abxc", "abc", 2, 1, 0 },
    { "abc", "axc", 1, 1, 1 },
    { "abc", "xyz", 0, 3, 3 },
    { "abc", "abcd", 3, 0, 1 },
    { "abc", "xabc", 0, 0, 1 },
    { "aa", "aaa", 2, 0, 1 },
    { "aaa", "a", 1, 2, 0 },
    { "abcd", "dabc", 0, 4, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GListStore) store = store_of (rows[i].before);
    g_autoptr (GPtrArray) items = urls_of (rows[i].after);
    g_autofree char *letters = NULL;
    Changes changes = { 0, };
    gboolean differ = !g_str_equal (rows[i].before, rows[i].after);

    g_signal_connect (store, "items-changed", G_CALLBACK (items_changed_cb), &changes);
    g_test_message ("%s to %s", rows[i].before, rows[i].after);
    g_assert_cmpint (tpk_list_replace (store, items, same_letter), ==, differ);

    letters = letters_of (store);
    g_assert_cmpstr (letters, ==, rows[i].after);
    g_assert_cmpuint (changes.n_changes, ==, differ);
    g_assert_cmpuint (changes.position, ==, rows[i].position);
    g_assert_cmpuint (changes.removed, ==, rows[i].removed);
    g_assert_cmpuint (changes.added, ==, rows[i].added);
  }
}

/* Without a way to compare, only the same object stays. */
static void
test_replace_by_identity (void)
{
  g_autoptr (GListStore) store = store_of ("ab");
  g_autoptr (GPtrArray) equal = urls_of ("ab");
  g_autoptr (GPtrArray) same = g_ptr_array_new ();

  g_ptr_array_add (same, tpk_list_peek (store, 0));
  g_ptr_array_add (same, tpk_list_peek (store, 1));
  g_assert_false (tpk_list_replace (store, same, NULL));
  g_assert_true (tpk_list_replace (store, equal, NULL));
  g_assert_true (tpk_list_peek (store, 0) == g_ptr_array_index (equal, 0));
}

static void
test_move (void)
{
  static const struct {
    guint from;
    guint to;
    const char *after;
    guint position;
    guint n;
  } rows[] = {
    { 0, 3, "bcda", 0, 4 },
    { 3, 0, "dabc", 0, 4 },
    { 1, 2, "acbd", 1, 2 },
    { 2, 1, "acbd", 1, 2 },
    { 2, 2, "abcd", 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GListStore) store = store_of ("abcd");
    g_autofree char *letters = NULL;
    Changes changes = { 0, };

    g_signal_connect (store, "items-changed", G_CALLBACK (items_changed_cb), &changes);
    tpk_list_move (store, rows[i].from, rows[i].to);

    letters = letters_of (store);
    g_assert_cmpstr (letters, ==, rows[i].after);
    g_assert_cmpuint (changes.n_changes, ==, rows[i].n > 0);
    g_assert_cmpuint (changes.position, ==, rows[i].position);
    g_assert_cmpuint (changes.removed, ==, rows[i].n);
    g_assert_cmpuint (changes.added, ==, rows[i].n);
  }
}

static void
test_peek (void)
{
  g_autoptr (GListStore) store = store_of ("a");

  g_assert_true (TPK_IS_ICE_URL (tpk_list_peek (store, 0)));
  g_assert_null (tpk_list_peek (store, 1));
  g_assert_null (tpk_list_peek (store, G_MAXUINT));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/list/replace", test_replace);
  g_test_add_func ("/model/list/replace-by-identity", test_replace_by_identity);
  g_test_add_func ("/model/list/move", test_move);
  g_test_add_func ("/model/list/peek", test_peek);

  return g_test_run ();
}
