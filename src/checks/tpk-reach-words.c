/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-reach-words"

#include "config.h"

#include "tpk-reach-matrix.h"

/* What a matrix says, for letters and for programs. */

static char *
dup_ports (const TpkReachCell *cell)
{
  return cell->first == cell->last ? g_strdup_printf ("%u", cell->first)
                                   : g_strdup_printf ("%u-%u", cell->first, cell->last);
}

/* How sentences call the other side: people know the name, and firewalls the address. */
static char *
dup_host (const TpkReachRow *row)
{
  if (row->address == NULL || g_str_equal (row->address, row->destination))
    return g_strdup (row->destination);

  return g_strdup_printf ("%s (%s)", row->destination, row->address);
}

/**
 * tpk_reach_matrix_dup_findings:
 * @self: a matrix
 *
 * Returns: (transfer full): a line for each cell that did not pass, for a letter; empty when all
 *   passed
 */
char *
tpk_reach_matrix_dup_findings (TpkReachMatrix *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (TPK_IS_REACH_MATRIX (self), NULL);

  for (guint i = 0; i < tpk_reach_matrix_get_n_rows (self); i++) {
    const TpkReachRow *row = tpk_reach_matrix_get_row (self, i);
    g_autofree char *host = dup_host (row);

    for (guint j = 0; j < row->cells->len; j++) {
      const TpkReachCell *cell = &g_array_index (row->cells, TpkReachCell, j);
      g_autofree char *ports = dup_ports (cell);
      g_autofree char *summary = NULL;

      if (cell->state != TPK_REACH_FAILED && cell->state != TPK_REACH_UNCLEAR)
        continue;
      summary = tpk_reach_dup_summary (row->protocol, cell->code, host, ports);
      g_string_append_printf (text, "- %s\n", summary);
    }
  }

  return g_string_free (text, FALSE);
}

/* Whether some port of an entry, at some address, is not known to be open. */
static gboolean
is_closed (TpkReachMatrix *self,
           TpkAllowEntry  *entry)
{
  GArray *ranges = tpk_allow_entry_get_ranges (entry);

  for (guint i = 0; i < tpk_reach_matrix_get_n_rows (self); i++) {
    const TpkReachRow *row = tpk_reach_matrix_get_row (self, i);

    if (row->protocol != tpk_allow_entry_get_protocol (entry) ||
        !g_str_equal (row->destination, tpk_allow_entry_get_destination (entry)))
      continue;
    for (guint j = 0; j < row->cells->len; j++) {
      const TpkReachCell *cell = &g_array_index (row->cells, TpkReachCell, j);

      for (guint k = 0; k < ranges->len && cell->state != TPK_REACH_PASSED; k++) {
        const TpkPortRange *range = &g_array_index (ranges, TpkPortRange, k);

        if (cell->first <= range->last && cell->last >= range->first)
          return TRUE;
      }
    }
  }

  return FALSE;
}

/**
 * tpk_reach_matrix_new_closed_list:
 * @self: a matrix
 * @list: the list that was checked
 *
 * Returns: (transfer full): those entries of @list that are still to be asked for: some port of
 *   them is not open, or they cannot be tried
 */
TpkAllowList *
tpk_reach_matrix_new_closed_list (TpkReachMatrix *self,
                                  TpkAllowList   *list)
{
  TpkAllowList *closed = tpk_allow_list_new ();
  GPtrArray *left_out;

  g_return_val_if_fail (TPK_IS_REACH_MATRIX (self) && TPK_IS_ALLOW_LIST (list), closed);

  left_out = tpk_reach_matrix_get_left_out (self);
  for (guint i = 0; i < tpk_allow_list_get_n_entries (list); i++) {
    TpkAllowEntry *entry = tpk_allow_list_get_entry (list, i);

    if (is_closed (self, entry) || g_ptr_array_find (left_out, entry, NULL))
      tpk_allow_list_append (closed, entry);
  }

  return closed;
}

static JsonObject *
cell_to_json (const TpkReachRow  *row,
              const TpkReachCell *cell)
{
  JsonObject *object = json_object_new ();
  g_autofree char *host = dup_host (row);
  g_autofree char *ports = dup_ports (cell);

  json_object_set_string_member (object, "ports", ports);
  json_object_set_string_member (object, "state", tpk_reach_state_to_string (cell->state));
  if (cell->state != TPK_REACH_WAITING) {
    g_autofree char *summary = tpk_reach_dup_summary (row->protocol, cell->code, host, ports);
    g_autofree char *advice = tpk_reach_dup_advice (row->protocol, cell->code, host, ports);

    json_object_set_string_member (object, "code", tpk_code_to_string (cell->code));
    json_object_set_string_member (object, "summary", summary);
    json_object_set_string_member (object, "advice", advice);
  }

  return object;
}

static JsonObject *
row_to_json (const TpkReachRow *row)
{
  JsonObject *object = json_object_new ();
  JsonArray *cells = json_array_new ();

  for (guint i = 0; i < row->cells->len; i++)
    json_array_add_object_element (cells, cell_to_json (row, &g_array_index (row->cells,
                                                                            TpkReachCell, i)));
  json_object_set_string_member (object, "protocol", tpk_transport_to_string (row->protocol));
  json_object_set_string_member (object, "destination", row->destination);
  if (row->address != NULL)
    json_object_set_string_member (object, "address", row->address);
  else
    json_object_set_null_member (object, "address");
  json_object_set_array_member (object, "cells", cells);

  return object;
}

static JsonArray *
left_out_to_json (GPtrArray *left_out)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < left_out->len; i++) {
    TpkAllowEntry *entry = g_ptr_array_index (left_out, i);
    JsonObject *object = tpk_allow_entry_to_json (entry);

    json_object_set_string_member (object, "reason", tpk_reach_get_left_out_reason (entry));
    json_array_add_object_element (array, object);
  }

  return array;
}

/**
 * tpk_reach_matrix_to_json:
 * @self: a matrix
 *
 * Returns: (transfer full): what `turnpikectl allowlist check --json` prints of it
 */
JsonObject *
tpk_reach_matrix_to_json (TpkReachMatrix *self)
{
  JsonObject *object;
  JsonObject *counts;
  JsonArray *rows;

  g_return_val_if_fail (TPK_IS_REACH_MATRIX (self), NULL);

  rows = json_array_new ();
  for (guint i = 0; i < tpk_reach_matrix_get_n_rows (self); i++)
    json_array_add_object_element (rows, row_to_json (tpk_reach_matrix_get_row (self, i)));
  counts = json_object_new ();
  for (guint i = 0; i <= TPK_REACH_CANCELLED; i++)
    json_object_set_int_member (counts, tpk_reach_state_to_string (i), tpk_reach_matrix_count (self, i));

  object = json_object_new ();
  json_object_set_int_member (object, "schema", 1);
  json_object_set_string_member (object, "state",
                                 tpk_reach_state_to_string (tpk_reach_matrix_get_state (self)));
  json_object_set_object_member (object, "counts", counts);
  json_object_set_array_member (object, "rows", rows);
  json_object_set_array_member (object, "left_out",
                                left_out_to_json (tpk_reach_matrix_get_left_out (self)));

  return object;
}
