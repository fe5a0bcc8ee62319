/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-reach-plan"

#include "config.h"

#include "tpk-reach-plan.h"

#include <glib/gi18n-lib.h>

/*
 * Calling clients open connections outwards, so an entry that is for the other direction only says
 * nothing that could be tried from here.
 */
struct _TpkReachPlan {
  gatomicrefcount ref_count;
  GArray *endpoints;           /* (element-type TpkReachEndpoint) (owned) */
  GPtrArray *left_out;         /* (element-type TpkAllowEntry) (owned) */
  GHashTable *names;           /* (element-type utf8) (owned): a set */
};

G_DEFINE_QUARK (tpk-reach-error-quark, tpk_reach_error)

static guint
endpoint_hash (gconstpointer data)
{
  const TpkReachEndpoint *endpoint = data;

  return g_str_hash (endpoint->destination) * 31 + endpoint->port * 2 + endpoint->protocol;
}

static gboolean
endpoint_equal (gconstpointer a,
                gconstpointer b)
{
  const TpkReachEndpoint *left = a;
  const TpkReachEndpoint *right = b;

  return left->protocol == right->protocol && left->port == right->port &&
         g_str_equal (left->destination, right->destination);
}

/* The names are owned by the plan, so that the entries may go. */
static const char *
intern (TpkReachPlan *self,
        const char   *name)
{
  char *copy = g_hash_table_lookup (self->names, name);

  if (copy == NULL) {
    copy = g_strdup (name);
    g_hash_table_add (self->names, copy);
  }

  return copy;
}

static gboolean
add_port (TpkReachPlan  *self,
          GHashTable    *seen,
          TpkAllowEntry *entry,
          guint          port,
          GError       **error)
{
  TpkReachEndpoint endpoint = {
    tpk_allow_entry_get_protocol (entry),
    intern (self, tpk_allow_entry_get_destination (entry)), port,
  };

  if (g_hash_table_contains (seen, &endpoint))
    return TRUE;
  if (self->endpoints->len == TPK_REACH_MAX_ENDPOINTS) {
    /* Translators: %d is a number. */
    g_set_error (error, TPK_REACH_ERROR, TPK_REACH_ERROR_TOO_MANY,
                 _("The list has more than %d ports to try. That many would look like an attack to "
                   "the network: try a part of the list, or shorter ranges."),
                 TPK_REACH_MAX_ENDPOINTS);
    return FALSE;
  }
  g_array_append_val (self->endpoints, endpoint);
  g_hash_table_add (seen, g_memdup2 (&endpoint, sizeof endpoint));

  return TRUE;
}

static gboolean
add_entry (TpkReachPlan  *self,
           GHashTable    *seen,
           TpkAllowEntry *entry,
           GError       **error)
{
  TpkDestinationKind kind = tpk_allow_entry_get_destination_kind (entry);
  GArray *ranges = tpk_allow_entry_get_ranges (entry);

  if (kind == TPK_DESTINATION_NETWORK || kind == TPK_DESTINATION_WILDCARD ||
      tpk_allow_entry_get_direction (entry) == TPK_DIRECTION_INBOUND) {
    g_ptr_array_add (self->left_out, g_object_ref (entry));
    return TRUE;
  }
  for (guint i = 0; i < ranges->len; i++) {
    const TpkPortRange *range = &g_array_index (ranges, TpkPortRange, i);

    for (guint port = range->first; port <= range->last; port++)
      if (!add_port (self, seen, entry, port, error))
        return FALSE;
  }

  return TRUE;
}

/**
 * tpk_reach_plan_new:
 * @list: an allow-list; may change later
 * @error: return location for a #TpkReachError
 *
 * Returns: (transfer full) (nullable): what to try, or %NULL with @error set
 */
TpkReachPlan *
tpk_reach_plan_new (TpkAllowList  *list,
                    GError       **error)
{
  g_autoptr (TpkReachPlan) self = g_new0 (TpkReachPlan, 1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (endpoint_hash, endpoint_equal, g_free, NULL);

  g_atomic_ref_count_init (&self->ref_count);
  self->endpoints = g_array_new (FALSE, FALSE, sizeof (TpkReachEndpoint));
  self->left_out = g_ptr_array_new_with_free_func (g_object_unref);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < tpk_allow_list_get_n_entries (list); i++)
    if (!add_entry (self, seen, tpk_allow_list_get_entry (list, i), error))
      return NULL;

  return g_steal_pointer (&self);
}

TpkReachPlan *
tpk_reach_plan_ref (TpkReachPlan *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tpk_reach_plan_unref (TpkReachPlan *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->endpoints);
  g_ptr_array_unref (self->left_out);
  g_hash_table_unref (self->names);
  g_free (self);
}

guint
tpk_reach_plan_get_n_endpoints (TpkReachPlan *self)
{
  return self->endpoints->len;
}

const TpkReachEndpoint *
tpk_reach_plan_get_endpoint (TpkReachPlan *self,
                             guint         position)
{
  g_return_val_if_fail (position < self->endpoints->len, NULL);

  return &g_array_index (self->endpoints, TpkReachEndpoint, position);
}

/**
 * tpk_reach_plan_get_left_out:
 * @self: a plan
 *
 * Returns: (transfer none) (element-type TpkAllowEntry): what cannot be tried as such: blocks of
 *   addresses, wildcards, and what comes in
 */
GPtrArray *
tpk_reach_plan_get_left_out (TpkReachPlan *self)
{
  return self->left_out;
}
