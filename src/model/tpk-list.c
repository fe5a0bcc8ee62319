/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-list"

#include "config.h"

#include "tpk-list.h"

static gboolean
equal_at (GListStore *store,
          guint       position,
          gpointer    item,
          GEqualFunc  equal)
{
  gpointer present = tpk_list_peek (store, position);

  return equal != NULL ? equal (present, item) : present == item;
}

/**
 * tpk_list_peek:
 * @store: a list
 * @position: a position
 *
 * Gets an item without a reference: the list holds one.
 *
 * Returns: (transfer none) (nullable): the item, or %NULL beyond the end
 */
gpointer
tpk_list_peek (GListStore *store,
               guint       position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (store), position);

  return item;
}

/**
 * tpk_list_replace:
 * @store: a list
 * @items: what shall be in it
 * @equal: (nullable): when an item of the list may stay for another one, or %NULL for the same
 *   object
 *
 * Makes @store hold @items with one change in the middle, and none if nothing differs: rows of what
 * stays keep their state on the screen.
 *
 * Returns: %TRUE if the list changed
 */
gboolean
tpk_list_replace (GListStore *store,
                  GPtrArray  *items,
                  GEqualFunc  equal)
{
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (store));
  guint n_new = items->len;
  guint head = 0;
  guint tail = 0;

  while (head < MIN (n_old, n_new) &&
         equal_at (store, head, g_ptr_array_index (items, head), equal))
    head++;
  while (tail < MIN (n_old, n_new) - head &&
         equal_at (store, n_old - 1 - tail, g_ptr_array_index (items, n_new - 1 - tail), equal))
    tail++;

  if (head == n_old && head == n_new)
    return FALSE;

  /* A list of none has no array to point into. */
  g_list_store_splice (store, head, n_old - head - tail,
                       n_new > 0 ? items->pdata + head : NULL, n_new - head - tail);
  return TRUE;
}

/**
 * tpk_list_move:
 * @store: a list
 * @from: where an item is
 * @to: where it shall be afterwards
 *
 * Moves an item with one change of the list.
 */
void
tpk_list_move (GListStore *store,
               guint       from,
               guint       to)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint first = MIN (from, to);
  guint last = MAX (from, to);

  g_return_if_fail (last < g_list_model_get_n_items (G_LIST_MODEL (store)));

  if (from == to)
    return;

  for (guint i = first; i <= last; i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (store), i));
  g_ptr_array_insert (items, to - first,
                      g_ptr_array_steal_index (items, from - first));
  g_list_store_splice (store, first, items->len, items->pdata, items->len);
}
