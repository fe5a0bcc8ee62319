/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-target-rows"

#include "config.h"

#include "tpk-target-rows.h"

/**
 * TpkTargetRows:
 *
 * The rows of the table of targets, a [class@TargetRow] for each result of a run. Results change
 * many times between two frames: the rows take over what is new only when they are asked to, and no
 * more at once than they are asked for. A row stays what it is from one check to the next: the row of
 * an address of a URL of a server.
 */
struct _TpkTargetRows
{
  GObject     parent_instance;

  GListModel *results;           /* (nullable) (owned) */
  GPtrArray  *rows;              /* (owned) (element-type TpkTargetRow) */
  gboolean    old;
  gboolean    stale;
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TpkTargetRows, tpk_target_rows, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

enum {
  SIGNAL_STALE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model)
{
  return TPK_TYPE_TARGET_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return TPK_TARGET_ROWS (model)->rows->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  TpkTargetRows *self = TPK_TARGET_ROWS (model);

  return position < self->rows->len ? g_object_ref (self->rows->pdata[position]) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
set_stale (TpkTargetRows *self)
{
  if (self->stale)
    return;

  self->stale = TRUE;
  g_signal_emit (self, signals[SIGNAL_STALE], 0);
}

static guint
count_results (TpkTargetRows *self)
{
  return self->results != NULL ? g_list_model_get_n_items (self->results) : 0;
}

static void
remove_rows (TpkTargetRows *self,
             guint          position,
             guint          n)
{
  if (n == 0)
    return;

  g_ptr_array_remove_range (self->rows, position, n);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n, 0);
}

/* @position is where they come among the rows, @first the first of the results. */
static void
insert_rows (TpkTargetRows *self,
             guint          position,
             guint          first,
             guint          n)
{
  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (self->results, first + i);

    g_ptr_array_insert (self->rows, position + i, tpk_target_row_new (result, self->old));
  }
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, n);
}

static void
move_row (TpkTargetRows *self,
          guint          from,
          guint          to)
{
  g_ptr_array_insert (self->rows, to, g_ptr_array_steal_index (self->rows, from));
  /* Within one change, what is selected stays so. */
  g_list_model_items_changed (G_LIST_MODEL (self), to, from - to + 1, from - to + 1);
}

/* Returns: the first row from @position on that is about the same, or the number of rows */
static guint
find_row (TpkTargetRows *self,
          guint          position,
          TpkResult     *result)
{
  guint i = position;

  while (i < self->rows->len && !tpk_target_row_is_about (self->rows->pdata[i], result))
    i++;

  return i;
}

/* Returns: how many of the results from @first on have no row from @position on, at most @max */
static guint
count_new (TpkTargetRows *self,
           guint          position,
           guint          first,
           guint          max)
{
  guint n_results = count_results (self), n = 0;

  while (n < max && first + n < n_results) {
    g_autoptr (TpkResult) result = g_list_model_get_item (self->results, first + n);

    if (find_row (self, position, result) < self->rows->len)
      break;
    n++;
  }

  return n;
}

/* Returns: how many results from @first on are of the same URL of the same server, one an address */
static guint
count_addresses (TpkTargetRows *self,
                 guint          first)
{
  g_autoptr (TpkResult) result = g_list_model_get_item (self->results, first);
  guint n_results = count_results (self), n = 1;

  for (; first + n < n_results; n++) {
    g_autoptr (TpkResult) other = g_list_model_get_item (self->results, first + n);

    if (!g_str_equal (tpk_result_get_url (result), tpk_result_get_url (other)) ||
        g_strcmp0 (tpk_result_get_server_id (result), tpk_result_get_server_id (other)) != 0)
      break;
  }

  return n;
}

static gboolean
has_address (TpkTargetRows *self,
             guint          first,
             guint          end,
             const char    *address)
{
  for (guint i = first; address != NULL && i < end; i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (self->results, i);

    if (g_strcmp0 (tpk_result_get_address (result), address) == 0)
      return TRUE;
  }

  return FALSE;
}

/* Whether a name is looked up still, so that the addresses it had may be those it has. */
static gboolean
is_looked_up (TpkTargetRows *self,
              guint          first,
              guint          end)
{
  for (guint i = first; i < end; i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (self->results, i);

    if (tpk_result_get_address (result) == NULL &&
        tpk_result_get_state (result) == TPK_RESULT_STATE_RUNNING)
      return TRUE;
  }

  return FALSE;
}

/* Finds the row for the result @i of a URL whose results end at @end: that of the same address, else
 * one that no other address of the URL has a right to.
 *
 * Returns: its position, from @position on, or the number of rows */
static guint
find_row_of_address (TpkTargetRows *self,
                     guint          position,
                     guint          i,
                     guint          end)
{
  g_autoptr (TpkResult) result = g_list_model_get_item (self->results, i);
  const char *address = tpk_result_get_address (result);
  guint free = self->rows->len;

  for (guint j = position;
       j < self->rows->len && tpk_target_row_is_about (self->rows->pdata[j], result); j++) {
    const char *other = tpk_target_row_get_address (self->rows->pdata[j]);

    if (address != NULL && g_strcmp0 (address, other) == 0)
      return j;
    if (free == self->rows->len && !has_address (self, i + 1, end, other))
      free = j;
  }

  return free;
}

/* Gives the result @i of a URL whose results end at @end a row at @position, and where none is left
 * of that URL, those behind it as well. Returns: how many results were given one, at most @max */
static guint
place (TpkTargetRows *self,
       guint          position,
       guint          i,
       guint          end,
       guint          max)
{
  g_autoptr (TpkResult) result = g_list_model_get_item (self->results, i);
  guint from = find_row_of_address (self, position, i, end);

  if (from == self->rows->len) {
    gboolean any = position < self->rows->len &&
                   tpk_target_row_is_about (self->rows->pdata[position], result);
    guint n = any ? 1 : MIN (end - i, max);

    insert_rows (self, position, i, n);
    return n;
  }

  if (from != position)
    move_row (self, from, position);
  tpk_target_row_set_result (self->rows->pdata[position], result);
  tpk_target_row_set_old (self->rows->pdata[position], self->old);

  return 1;
}

/* What is left over of a URL goes, or stays until its addresses are known. Returns: where the rows
 * of the next one begin */
static guint
end_url (TpkTargetRows *self,
         guint          position,
         guint          first,
         guint          end)
{
  g_autoptr (TpkResult) result = g_list_model_get_item (self->results, first);
  guint next = position;

  while (next < self->rows->len && tpk_target_row_is_about (self->rows->pdata[next], result))
    next++;
  if (next == position)
    return position;

  if (!is_looked_up (self, first, end)) {
    remove_rows (self, position, next - position);
    return position;
  }
  for (guint i = position; i < next; i++)
    tpk_target_row_set_old (self->rows->pdata[i], TRUE);

  return next;
}

/* Goes through the results of one URL, of which there is a row. Returns: whether @max was enough */
static gboolean
refresh_url (TpkTargetRows *self,
             guint         *position,
             guint         *first,
             guint         *max)
{
  guint end = *first + count_addresses (self, *first);
  g_autoptr (TpkResult) first_result = g_list_model_get_item (self->results, *first);

  /* What is before it is not checked any more. */
  remove_rows (self, *position, find_row (self, *position, first_result) - *position);

  for (guint i = *first, n; i < end; i += n, *position += n) {
    g_autoptr (TpkResult) result = g_list_model_get_item (self->results, i);

    n = 1;
    if (*position < self->rows->len &&
        tpk_target_row_get_result (self->rows->pdata[*position]) == result)
      continue;
    if (*max == 0)
      return FALSE;
    n = place (self, *position, i, end, *max);
    *max -= n;
  }

  *position = end_url (self, *position, *first, end);
  *first = end;

  return TRUE;
}

static void
tpk_target_rows_dispose (GObject *object)
{
  TpkTargetRows *self = TPK_TARGET_ROWS (object);

  if (self->results != NULL)
    g_signal_handlers_disconnect_by_data (self->results, self);
  g_clear_object (&self->results);

  G_OBJECT_CLASS (tpk_target_rows_parent_class)->dispose (object);
}

static void
tpk_target_rows_finalize (GObject *object)
{
  g_ptr_array_unref (TPK_TARGET_ROWS (object)->rows);

  G_OBJECT_CLASS (tpk_target_rows_parent_class)->finalize (object);
}

static void
tpk_target_rows_class_init (TpkTargetRowsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tpk_target_rows_dispose;
  object_class->finalize = tpk_target_rows_finalize;

  /**
   * TpkTargetRows::stale:
   * @self: the rows
   *
   * Emitted when there is something new for the first time after a refresh.
   */
  signals[SIGNAL_STALE] =
    g_signal_new ("stale", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
tpk_target_rows_init (TpkTargetRows *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * tpk_target_rows_new:
 *
 * Returns: (transfer full): no rows
 */
TpkTargetRows *
tpk_target_rows_new (void)
{
  return g_object_new (TPK_TYPE_TARGET_ROWS, NULL);
}

/**
 * tpk_target_rows_set_results:
 * @self: the rows
 * @results: (nullable): #TpkResult, what is known of each target; may go on changing. A row whose
 *   target is among them goes on as what it is
 */
void
tpk_target_rows_set_results (TpkTargetRows *self,
                             GListModel    *results)
{
  g_return_if_fail (TPK_IS_TARGET_ROWS (self));
  g_return_if_fail (results == NULL || G_IS_LIST_MODEL (results));

  if (self->results == results)
    return;

  if (self->results != NULL)
    g_signal_handlers_disconnect_by_data (self->results, self);
  g_set_object (&self->results, results);
  if (results != NULL)
    g_signal_connect_swapped (results, "items-changed", G_CALLBACK (set_stale), self);
  set_stale (self);
}

/**
 * tpk_target_rows_set_old:
 * @self: the rows
 * @old: whether what they tell does not hold any more
 */
void
tpk_target_rows_set_old (TpkTargetRows *self,
                         gboolean       old)
{
  g_return_if_fail (TPK_IS_TARGET_ROWS (self));

  self->old = old;
  for (guint i = 0; i < self->rows->len; i++)
    tpk_target_row_set_old (self->rows->pdata[i], old);
  /* Those that stay only until a name is looked up are old in any case. */
  if (!old && self->rows->len > count_results (self))
    set_stale (self);
}

/**
 * tpk_target_rows_is_stale:
 * @self: the rows
 *
 * Returns: whether there is something new that they do not tell yet
 */
gboolean
tpk_target_rows_is_stale (TpkTargetRows *self)
{
  g_return_val_if_fail (TPK_IS_TARGET_ROWS (self), FALSE);

  return self->stale;
}

/**
 * tpk_target_rows_refresh:
 * @self: the rows
 * @max: how many rows may change now, %G_MAXUINT for all
 *
 * Takes over what is new. [method@TargetRows.is_stale] says whether there is more.
 */
void
tpk_target_rows_refresh (TpkTargetRows *self,
                         guint          max)
{
  guint position = 0, first = 0;

  g_return_if_fail (TPK_IS_TARGET_ROWS (self));

  while (first < count_results (self)) {
    guint n = count_new (self, position, first, MAX (max, 1));

    if (n == 0) {
      if (!refresh_url (self, &position, &first, &max))
        return;
      continue;
    }
    if (max == 0)
      return;
    insert_rows (self, position, first, n);
    position += n;
    first += n;
    max -= n;
  }

  remove_rows (self, position, self->rows->len - position);
  self->stale = FALSE;
}

/**
 * tpk_target_rows_dup_row:
 * @self: the rows
 * @position: the place of one of the results
 *
 * Returns: (transfer full) (nullable): its row, if it has one yet. Rows may be more than results: as
 *   long as a name is looked up, those of the addresses that it had stay
 */
TpkTargetRow *
tpk_target_rows_dup_row (TpkTargetRows *self,
                         guint          position)
{
  g_autoptr (TpkResult) result = NULL;

  g_return_val_if_fail (TPK_IS_TARGET_ROWS (self), NULL);

  if (position >= count_results (self))
    return NULL;

  result = g_list_model_get_item (self->results, position);
  for (guint i = 0; i < self->rows->len; i++)
    if (tpk_target_row_get_result (self->rows->pdata[i]) == result)
      return g_object_ref (self->rows->pdata[i]);

  return NULL;
}
