/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-reach-matrix"

#include "config.h"

#include "tpk-reach-matrix.h"

#include <glib/gi18n-lib.h>

#define N_STATES (TPK_REACH_CANCELLED + 1)

/**
 * TpkReachMatrix:
 *
 * What came of an allow-list: a row for each protocol and address, and in it the ports, those in a
 * row that came out alike as one cell.
 */
struct _TpkReachMatrix {
  GObject parent_instance;

  TpkReachPlan *plan;          /* (owned): its texts are those of the rows */
  GPtrArray *results;          /* (element-type GPtrArray) (owned): likewise */
  GPtrArray *rows;             /* (element-type TpkReachRow) (owned) */
  guint counts[N_STATES];      /* of ports of addresses */
};

G_DEFINE_FINAL_TYPE (TpkReachMatrix, tpk_reach_matrix, G_TYPE_OBJECT)

static void
row_free (gpointer data)
{
  TpkReachRow *row = data;

  g_array_unref (row->cells);
  g_free (row);
}

static void
tpk_reach_matrix_finalize (GObject *object)
{
  TpkReachMatrix *self = TPK_REACH_MATRIX (object);

  g_ptr_array_unref (self->rows);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_clear_pointer (&self->plan, tpk_reach_plan_unref);

  G_OBJECT_CLASS (tpk_reach_matrix_parent_class)->finalize (object);
}

static void
tpk_reach_matrix_class_init (TpkReachMatrixClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tpk_reach_matrix_finalize;
}

static void
tpk_reach_matrix_init (TpkReachMatrix *self)
{
  self->rows = g_ptr_array_new_with_free_func (row_free);
}

static char *
dup_row_key (const TpkReachEndpoint *endpoint,
             const char             *address)
{
  return g_strdup_printf ("%d %s %s", endpoint->protocol, endpoint->destination,
                          address != NULL ? address : "");
}

static TpkReachRow *
get_row (TpkReachMatrix         *self,
         GHashTable             *by_key,
         const TpkReachEndpoint *endpoint,
         const char             *address)
{
  g_autofree char *key = dup_row_key (endpoint, address);
  TpkReachRow *row = g_hash_table_lookup (by_key, key);

  if (row == NULL) {
    row = g_new0 (TpkReachRow, 1);
    row->protocol = endpoint->protocol;
    row->destination = endpoint->destination;
    row->address = address;
    row->cells = g_array_new (FALSE, FALSE, sizeof (TpkReachCell));
    g_ptr_array_add (self->rows, row);
    g_hash_table_insert (by_key, g_steal_pointer (&key), row);
  }

  return row;
}

static int
compare_cells (gconstpointer a,
               gconstpointer b)
{
  const TpkReachCell *left = a;
  const TpkReachCell *right = b;

  return left->first < right->first ? -1 : left->first > right->first;
}

/* Makes one of what is next to each other and alike. */
static void
collapse (GArray *cells)
{
  guint kept = 0;

  g_array_sort (cells, compare_cells);
  for (guint i = 1; i < cells->len; i++) {
    TpkReachCell *before = &g_array_index (cells, TpkReachCell, kept);
    const TpkReachCell *cell = &g_array_index (cells, TpkReachCell, i);

    if (cell->first == (guint) before->last + 1 && cell->state == before->state &&
        cell->code == before->code)
      before->last = cell->last;
    else
      g_array_index (cells, TpkReachCell, ++kept) = *cell;
  }
  g_array_set_size (cells, MIN (kept + 1, cells->len));
}

/**
 * tpk_reach_matrix_new:
 * @plan: what was tried
 * @results: (element-type GPtrArray): for each endpoint of @plan, its #TpkReachResult objects; must
 *   not change any more
 *
 * Returns: (transfer full): the matrix
 */
TpkReachMatrix *
tpk_reach_matrix_new (TpkReachPlan *plan,
                      GPtrArray    *results)
{
  TpkReachMatrix *self = g_object_new (TPK_TYPE_REACH_MATRIX, NULL);
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->plan = tpk_reach_plan_ref (plan);
  self->results = g_ptr_array_ref (results);
  for (guint i = 0; i < results->len; i++) {
    const TpkReachEndpoint *endpoint = tpk_reach_plan_get_endpoint (plan, i);
    GPtrArray *rows = g_ptr_array_index (results, i);

    for (guint j = 0; j < rows->len; j++) {
      TpkReachResult *result = g_ptr_array_index (rows, j);
      const TpkReachCell cell = {
        endpoint->port, endpoint->port, tpk_reach_result_get_state (result),
        tpk_reach_result_get_code (result),
      };
      TpkReachRow *row = get_row (self, by_key, endpoint, tpk_reach_result_get_address (result));

      g_array_append_val (row->cells, cell);
      self->counts[cell.state]++;
    }
  }
  for (guint i = 0; i < self->rows->len; i++)
    collapse (((TpkReachRow *) g_ptr_array_index (self->rows, i))->cells);

  return self;
}

guint
tpk_reach_matrix_get_n_rows (TpkReachMatrix *self)
{
  g_return_val_if_fail (TPK_IS_REACH_MATRIX (self), 0);

  return self->rows->len;
}

/**
 * tpk_reach_matrix_get_row:
 * @self: a matrix
 * @position: a position
 *
 * Returns: (transfer none): a row, in the order of the allow-list
 */
const TpkReachRow *
tpk_reach_matrix_get_row (TpkReachMatrix *self,
                          guint           position)
{
  g_return_val_if_fail (TPK_IS_REACH_MATRIX (self), NULL);
  g_return_val_if_fail (position < self->rows->len, NULL);

  return g_ptr_array_index (self->rows, position);
}

/**
 * tpk_reach_row_find_cell:
 * @row: a row
 * @port: a port
 *
 * Returns: (transfer none) (nullable): the cell that @port is in, or %NULL when it was not tried
 */
const TpkReachCell *
tpk_reach_row_find_cell (const TpkReachRow *row,
                         guint16            port)
{
  for (guint i = 0; i < row->cells->len; i++) {
    const TpkReachCell *cell = &g_array_index (row->cells, TpkReachCell, i);

    if (port >= cell->first && port <= cell->last)
      return cell;
  }

  return NULL;
}

/* A column ends where a cell of some row ends, and before one begins. */
static void
mark_ends (const TpkReachRow *row,
           guint8            *used,
           guint8            *ends)
{
  for (guint i = 0; i < row->cells->len; i++) {
    const TpkReachCell *cell = &g_array_index (row->cells, TpkReachCell, i);

    for (guint port = cell->first; port <= cell->last; port++)
      used[port] = 1;
    ends[cell->last] = 1;
    ends[cell->first - 1] = 1;
  }
}

/**
 * tpk_reach_matrix_dup_columns:
 * @self: a matrix
 * @protocol: TCP or UDP
 *
 * Divides the ports of all rows of @protocol so that no cell ends within a column: what is in a
 * column came out alike for each address.
 *
 * Returns: (transfer full) (element-type TpkPortRange): the columns, maybe none
 */
GArray *
tpk_reach_matrix_dup_columns (TpkReachMatrix *self,
                              TpkTransport    protocol)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (TpkPortRange));
  g_autofree guint8 *used = g_new0 (guint8, G_MAXUINT16 + 2);
  g_autofree guint8 *ends = g_new0 (guint8, G_MAXUINT16 + 2);
  TpkPortRange column = { 0, 0 };

  g_return_val_if_fail (TPK_IS_REACH_MATRIX (self), columns);

  for (guint i = 0; i < self->rows->len; i++) {
    const TpkReachRow *row = g_ptr_array_index (self->rows, i);

    if (row->protocol == protocol)
      mark_ends (row, used, ends);
  }
  for (guint port = 1; port <= G_MAXUINT16; port++) {
    if (!used[port])
      continue;
    if (column.first == 0)
      column.first = port;
    if (ends[port] || !used[port + 1]) {
      column.last = port;
      g_array_append_val (columns, column);
      column.first = 0;
    }
  }

  return columns;
}

/**
 * tpk_reach_matrix_get_left_out:
 * @self: a matrix
 *
 * Returns: (transfer none) (element-type TpkAllowEntry): what cannot be tried as such, see
 *   tpk_reach_get_left_out_reason()
 */
GPtrArray *
tpk_reach_matrix_get_left_out (TpkReachMatrix *self)
{
  g_return_val_if_fail (TPK_IS_REACH_MATRIX (self), NULL);

  return tpk_reach_plan_get_left_out (self->plan);
}

/**
 * tpk_reach_get_left_out_reason:
 * @entry: an entry that was left out
 *
 * Returns: (transfer none): why, in a translated sentence
 */
const char *
tpk_reach_get_left_out_reason (TpkAllowEntry *entry)
{
  if (tpk_allow_entry_get_direction (entry) == TPK_DIRECTION_INBOUND)
    return _("cannot be probed from here: it is for connections that come in");
  if (tpk_allow_entry_get_destination_kind (entry) == TPK_DESTINATION_WILDCARD)
    return _("cannot be probed as such: a wildcard names no computer");

  return _("cannot be probed as such: which addresses of the block are in use is not known");
}

/**
 * tpk_reach_matrix_count:
 * @self: a matrix
 * @state: a state
 *
 * Returns: how many ports of addresses came out like that
 */
guint
tpk_reach_matrix_count (TpkReachMatrix *self,
                        TpkReachState   state)
{
  g_return_val_if_fail (TPK_IS_REACH_MATRIX (self), 0);
  g_return_val_if_fail (state < N_STATES, 0);

  return self->counts[state];
}

/**
 * tpk_reach_matrix_get_state:
 * @self: a matrix
 *
 * Returns: what to say of all together: waiting while something is, cancelled if something was,
 *   failed if something failed, then unclear, then untested; passed only if all passed and there
 *   was something to try
 */
TpkReachState
tpk_reach_matrix_get_state (TpkReachMatrix *self)
{
  static const TpkReachState order[] = {
    TPK_REACH_WAITING, TPK_REACH_CANCELLED, TPK_REACH_FAILED, TPK_REACH_UNCLEAR,
    TPK_REACH_UNTESTED, TPK_REACH_PASSED,
  };

  g_return_val_if_fail (TPK_IS_REACH_MATRIX (self), TPK_REACH_UNTESTED);

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (self->counts[order[i]] > 0)
      return order[i];

  return TPK_REACH_UNTESTED;
}
