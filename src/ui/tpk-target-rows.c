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
 * more at once than they are asked for. A row stays what it is from one check to the next.
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

static void
insert_rows (TpkTargetRows *self,
             guint          position,
             guint          n)
{
  for (guint i = position; i < position + n; i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (self->results, i);

    g_ptr_array_insert (self->rows, i, tpk_target_row_new (result, self->old));
  }
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, n);
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

/* Returns: how many of the results from @position on have no row, at most @max */
static guint
count_new (TpkTargetRows *self,
           guint          position,
           guint          max)
{
  guint n_results = count_results (self), n = 0;

  while (n < max && position + n < n_results) {
    g_autoptr (TpkResult) result = g_list_model_get_item (self->results, position + n);

    if (find_row (self, position, result) < self->rows->len)
      break;
    n++;
  }

  return n;
}

/* Gives the result a row, whose place is the same. Returns: how many results were given one */
static guint
place (TpkTargetRows *self,
       guint          position,
       TpkResult     *result,
       guint          max)
{
  guint n = count_new (self, position, max);

  if (n > 0) {
    insert_rows (self, position, n);
    return n;
  }

  /* What is between the two is not checked any more. */
  remove_rows (self, position, find_row (self, position, result) - position);
  tpk_target_row_set_result (self->rows->pdata[position], result);

  return 1;
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
  g_return_if_fail (TPK_IS_TARGET_ROWS (self));

  for (guint i = 0; i < count_results (self); i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (self->results, i);

    if (i < self->rows->len && tpk_target_row_get_result (self->rows->pdata[i]) == result)
      continue;
    if (max == 0)
      return;
    max -= place (self, i, result, max);
  }

  remove_rows (self, count_results (self), self->rows->len - count_results (self));
  self->stale = FALSE;
}
