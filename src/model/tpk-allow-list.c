/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allow-list"

#include "config.h"

#include "tpk-allow-list.h"

#include "tpk-json.h"
#include "tpk-list.h"

/**
 * TpkAllowList:
 *
 * What a firewall has to let through, so that calls get through it: a list model of entries, in the
 * order in which people want to read them. `items-changed` tells of every change.
 */
struct _TpkAllowList
{
  GObject parent_instance;

  GListStore *entries;          /* (owned) of TpkAllowEntry */
  JsonObject *unknown;          /* (nullable) (owned) */
};

static GType
get_item_type (GListModel *model)
{
  return TPK_TYPE_ALLOW_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (TPK_ALLOW_LIST (model)->entries));
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (TPK_ALLOW_LIST (model)->entries), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TpkAllowList, tpk_allow_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static const char *const known_members[] = { "entries", NULL };

static void
tpk_allow_list_finalize (GObject *object)
{
  TpkAllowList *self = TPK_ALLOW_LIST (object);

  g_object_unref (self->entries);
  g_clear_pointer (&self->unknown, json_object_unref);

  G_OBJECT_CLASS (tpk_allow_list_parent_class)->finalize (object);
}

static void
tpk_allow_list_class_init (TpkAllowListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tpk_allow_list_finalize;
}

static void
tpk_allow_list_init (TpkAllowList *self)
{
  self->entries = g_list_store_new (TPK_TYPE_ALLOW_ENTRY);
  g_signal_connect_object (self->entries, "items-changed",
                           G_CALLBACK (g_list_model_items_changed), self, G_CONNECT_SWAPPED);
}

/**
 * tpk_allow_list_new:
 *
 * Returns: (transfer full): an empty list
 */
TpkAllowList *
tpk_allow_list_new (void)
{
  return g_object_new (TPK_TYPE_ALLOW_LIST, NULL);
}

/* What is wrong with an entry is wrong with the document that it is in. */
static void
blame_document (GError **error,
                guint    position)
{
  if (error != NULL && (*error)->domain == TPK_ALLOW_ERROR) {
    g_autofree char *message = g_strdup ((*error)->message);

    g_clear_error (error);
    g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE, message);
  }
  g_prefix_error (error, "entries[%u]: ", position);
}

/**
 * tpk_allow_list_new_from_json:
 * @object: the `allow_list` of a profile
 * @error: return location for a #TpkJsonError
 *
 * Returns: (transfer full) (nullable): a list, or %NULL with @error set
 */
TpkAllowList *
tpk_allow_list_new_from_json (JsonObject  *object,
                              GError     **error)
{
  g_autoptr (TpkAllowList) self = tpk_allow_list_new ();
  JsonArray *entries = NULL;

  g_return_val_if_fail (object != NULL, NULL);

  if (!tpk_json_get_objects (object, "entries", &entries, error))
    return NULL;
  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++) {
    JsonObject *element = json_array_get_object_element (entries, i);
    g_autoptr (TpkAllowEntry) entry = tpk_allow_entry_new_from_json (element, error);

    if (entry == NULL) {
      blame_document (error, i);
      return NULL;
    }
    g_list_store_append (self->entries, entry);
  }
  self->unknown = tpk_json_dup_unknown (object, known_members);

  return g_steal_pointer (&self);
}

/**
 * tpk_allow_list_to_json:
 * @self: a list
 *
 * Returns: (transfer full): the `allow_list` of a profile
 */
JsonObject *
tpk_allow_list_to_json (TpkAllowList *self)
{
  JsonArray *entries = json_array_new ();
  JsonObject *object;

  g_return_val_if_fail (TPK_IS_ALLOW_LIST (self), NULL);

  for (guint i = 0; i < tpk_allow_list_get_n_entries (self); i++)
    json_array_add_object_element (entries,
                                   tpk_allow_entry_to_json (tpk_allow_list_get_entry (self, i)));
  object = json_object_new ();
  json_object_set_array_member (object, "entries", entries);
  tpk_json_add_unknown (object, self->unknown);

  return object;
}

/**
 * tpk_allow_list_assign:
 * @self: a list
 * @other: another one
 *
 * Makes @self equal to @other. Entries that are equal stay the same objects.
 *
 * Returns: whether that changed anything
 */
gboolean
tpk_allow_list_assign (TpkAllowList *self,
                       TpkAllowList *other)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  gboolean changed;

  g_return_val_if_fail (TPK_IS_ALLOW_LIST (self) && TPK_IS_ALLOW_LIST (other), FALSE);

  for (guint i = 0; i < tpk_allow_list_get_n_entries (other); i++)
    g_ptr_array_add (items, tpk_allow_list_get_entry (other, i));
  changed = tpk_list_replace (self->entries, items, (GEqualFunc) tpk_allow_entry_equal);

  return tpk_json_unknown_assign (&self->unknown, other->unknown) || changed;
}

/**
 * tpk_allow_list_is_empty:
 * @self: a list
 *
 * Returns: whether there is nothing in it that would have to be written down
 */
gboolean
tpk_allow_list_is_empty (TpkAllowList *self)
{
  g_return_val_if_fail (TPK_IS_ALLOW_LIST (self), TRUE);

  return tpk_allow_list_get_n_entries (self) == 0 && self->unknown == NULL;
}

guint
tpk_allow_list_get_n_entries (TpkAllowList *self)
{
  g_return_val_if_fail (TPK_IS_ALLOW_LIST (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->entries));
}

/**
 * tpk_allow_list_get_entry:
 * @self: a list
 * @position: a position
 *
 * Returns: (transfer none) (nullable): the entry, or %NULL beyond the end
 */
TpkAllowEntry *
tpk_allow_list_get_entry (TpkAllowList *self,
                          guint         position)
{
  g_return_val_if_fail (TPK_IS_ALLOW_LIST (self), NULL);

  return tpk_list_peek (self->entries, position);
}

void
tpk_allow_list_append (TpkAllowList  *self,
                       TpkAllowEntry *entry)
{
  g_return_if_fail (TPK_IS_ALLOW_LIST (self));
  g_return_if_fail (TPK_IS_ALLOW_ENTRY (entry));

  g_list_store_append (self->entries, entry);
}

/**
 * tpk_allow_list_append_list:
 * @self: a list
 * @other: another one
 *
 * Adds those entries of @other that @self does not have, with one change.
 */
void
tpk_allow_list_append_list (TpkAllowList *self,
                            TpkAllowList *other)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  g_return_if_fail (TPK_IS_ALLOW_LIST (self) && TPK_IS_ALLOW_LIST (other));

  for (guint i = 0; i < tpk_allow_list_get_n_entries (other); i++) {
    TpkAllowEntry *entry = tpk_allow_list_get_entry (other, i);

    if (!g_list_store_find_with_equal_func (self->entries, entry,
                                            (GEqualFunc) tpk_allow_entry_equal, NULL))
      g_ptr_array_add (items, entry);
  }
  if (items->len > 0)
    g_list_store_splice (self->entries, tpk_allow_list_get_n_entries (self), 0, items->pdata,
                         items->len);
}

/**
 * tpk_allow_list_replace:
 * @self: a list
 * @position: of the entry that goes
 * @entry: what comes in its place
 */
void
tpk_allow_list_replace (TpkAllowList  *self,
                        guint          position,
                        TpkAllowEntry *entry)
{
  gpointer item = entry;

  g_return_if_fail (TPK_IS_ALLOW_LIST (self));
  g_return_if_fail (TPK_IS_ALLOW_ENTRY (entry));
  g_return_if_fail (position < tpk_allow_list_get_n_entries (self));

  g_list_store_splice (self->entries, position, 1, &item, 1);
}

void
tpk_allow_list_remove (TpkAllowList *self,
                       guint         position)
{
  g_return_if_fail (TPK_IS_ALLOW_LIST (self));
  g_return_if_fail (position < tpk_allow_list_get_n_entries (self));

  g_list_store_remove (self->entries, position);
}
