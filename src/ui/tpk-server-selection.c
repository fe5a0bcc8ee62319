/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-selection"

#include "config.h"

#include "tpk-server-selection.h"

/**
 * TpkServerSelection:
 *
 * Which servers of a list are selected. Until somebody begins to select it is the one that the
 * focus is on, so that keys have something to act on. From then on it is any number, and the focus
 * moves without changing them. Servers are remembered by their IDs: what a search hides, or a step
 * of undo takes and brings back, stays selected.
 */
struct _TpkServerSelection
{
  GObject     parent_instance;

  GListModel *shown;             /* (owned): what the view has, after the search */
  GListModel *servers;           /* (nullable) (owned): all of the profile */
  GHashTable *chosen;            /* (owned): set of IDs */
  char       *current;           /* (nullable) (owned): ID of the one that keys act on */
  guint       position;          /* of it, when last looked */
  gboolean    selecting;
  gboolean    locked;            /* nobody can begin to select */
};

static void list_model_init      (GListModelInterface        *iface);
static void selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TpkServerSelection, tpk_server_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                      selection_model_init))

enum {
  PROP_0,
  PROP_SELECTING,
  N_PROPS,
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static const char *
get_id (TpkServerSelection *self,
        guint               position)
{
  g_autoptr (TpkServer) server = g_list_model_get_item (self->shown, position);

  /* The list holds the server, and the server its ID. */
  return server != NULL ? tpk_server_get_id (server) : NULL;
}

static guint
get_n_shown (TpkServerSelection *self)
{
  return g_list_model_get_n_items (self->shown);
}

/* Tells the view of rows and everybody else of the whole. */
static void
tell (TpkServerSelection *self,
      guint               position,
      guint               n_items)
{
  if (n_items > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position, n_items);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
begin (TpkServerSelection *self)
{
  tpk_server_selection_set_selecting (self, TRUE);

  return self->selecting;
}

static GType
get_item_type (GListModel *model)
{
  return TPK_TYPE_SERVER;
}

static guint
get_n_items (GListModel *model)
{
  return get_n_shown (TPK_SERVER_SELECTION (model));
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return g_list_model_get_item (TPK_SERVER_SELECTION (model)->shown, position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
is_selected (GtkSelectionModel *model,
             guint              position)
{
  TpkServerSelection *self = TPK_SERVER_SELECTION (model);
  const char *id = get_id (self, position);

  if (id == NULL)
    return FALSE;

  return self->selecting ? g_hash_table_contains (self->chosen, id)
                         : g_strcmp0 (id, self->current) == 0;
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model,
                        guint              position,
                        guint              n_items)
{
  GtkBitset *selected = gtk_bitset_new_empty ();
  guint end = MIN (get_n_shown (TPK_SERVER_SELECTION (model)), position + n_items);

  for (guint i = position; i < end; i++)
    if (is_selected (model, i))
      gtk_bitset_add (selected, i);

  return selected;
}

static gboolean
choose_range (TpkServerSelection *self,
              guint               position,
              guint               n_items,
              gboolean            chosen)
{
  if (!begin (self))
    return FALSE;

  for (guint i = position; i < position + n_items; i++) {
    const char *id = get_id (self, i);

    if (id != NULL && chosen)
      g_hash_table_add (self->chosen, g_strdup (id));
    else if (id != NULL)
      g_hash_table_remove (self->chosen, id);
  }
  tell (self, position, n_items);

  return TRUE;
}

/* The view asks for a selection without the rest when the focus moves, or a row is pressed. */
static gboolean
select_item (GtkSelectionModel *model,
             guint              position,
             gboolean           unselect_rest)
{
  TpkServerSelection *self = TPK_SERVER_SELECTION (model);

  if (!unselect_rest)
    return choose_range (self, position, 1, TRUE);

  tpk_server_selection_set_current (self, position);
  return TRUE;
}

/* What the focus is on counts as selected before anybody has begun, so that the first press of the
 * key that selects comes as one that does the contrary. */
static gboolean
unselect_item (GtkSelectionModel *model,
               guint              position)
{
  TpkServerSelection *self = TPK_SERVER_SELECTION (model);

  return choose_range (self, position, 1, !self->selecting);
}

static gboolean
select_range (GtkSelectionModel *model,
              guint              position,
              guint              n_items,
              gboolean           unselect_rest)
{
  return choose_range (TPK_SERVER_SELECTION (model), position, n_items, TRUE);
}

static gboolean
unselect_range (GtkSelectionModel *model,
                guint              position,
                guint              n_items)
{
  return choose_range (TPK_SERVER_SELECTION (model), position, n_items, FALSE);
}

static gboolean
select_all (GtkSelectionModel *model)
{
  return choose_range (TPK_SERVER_SELECTION (model), 0,
                       get_n_shown (TPK_SERVER_SELECTION (model)), TRUE);
}

static gboolean
unselect_all (GtkSelectionModel *model)
{
  TpkServerSelection *self = TPK_SERVER_SELECTION (model);

  if (!self->selecting)
    return FALSE;

  g_hash_table_remove_all (self->chosen);
  tell (self, 0, get_n_shown (self));

  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->select_item = select_item;
  iface->unselect_item = unselect_item;
  iface->select_range = select_range;
  iface->unselect_range = unselect_range;
  iface->select_all = select_all;
  iface->unselect_all = unselect_all;
}

/* Where the current one is now, or %GTK_INVALID_LIST_POSITION. */
static guint
find_current (TpkServerSelection *self)
{
  if (self->current == NULL)
    return GTK_INVALID_LIST_POSITION;
  if (g_strcmp0 (get_id (self, self->position), self->current) == 0)
    return self->position;

  for (guint i = 0; i < get_n_shown (self); i++) {
    if (g_strcmp0 (get_id (self, i), self->current) == 0) {
      self->position = i;
      return i;
    }
  }

  return GTK_INVALID_LIST_POSITION;
}

static void
items_changed_cb (TpkServerSelection *self,
                  guint               position,
                  guint               removed,
                  guint               added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* What a search hides is selected all the same, until it is gone from the profile. */
static void
servers_changed_cb (TpkServerSelection *self)
{
  if (self->selecting)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
tpk_server_selection_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_SELECTING:
    g_value_set_boolean (value, TPK_SERVER_SELECTION (object)->selecting);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_server_selection_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  switch (prop_id) {
  case PROP_SELECTING:
    tpk_server_selection_set_selecting (TPK_SERVER_SELECTION (object), g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_server_selection_dispose (GObject *object)
{
  TpkServerSelection *self = TPK_SERVER_SELECTION (object);

  g_clear_object (&self->shown);
  g_clear_object (&self->servers);

  G_OBJECT_CLASS (tpk_server_selection_parent_class)->dispose (object);
}

static void
tpk_server_selection_finalize (GObject *object)
{
  TpkServerSelection *self = TPK_SERVER_SELECTION (object);

  g_hash_table_unref (self->chosen);
  g_free (self->current);

  G_OBJECT_CLASS (tpk_server_selection_parent_class)->finalize (object);
}

static void
tpk_server_selection_class_init (TpkServerSelectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tpk_server_selection_get_property;
  object_class->set_property = tpk_server_selection_set_property;
  object_class->dispose = tpk_server_selection_dispose;
  object_class->finalize = tpk_server_selection_finalize;

  /**
   * TpkServerSelection:selecting:
   *
   * Whether any number of servers is selected, rather than the one that has the focus.
   */
  props[PROP_SELECTING] =
    g_param_spec_boolean ("selecting", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * TpkServerSelection::changed:
   * @self: the selection
   *
   * Emitted after other servers are selected, or more or fewer of them are shown.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
tpk_server_selection_init (TpkServerSelection *self)
{
  self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * tpk_server_selection_new:
 * @shown: the list of TpkServer that is shown
 *
 * Returns: (transfer full): a selection with nothing in it
 */
TpkServerSelection *
tpk_server_selection_new (GListModel *shown)
{
  TpkServerSelection *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (shown), NULL);

  self = g_object_new (TPK_TYPE_SERVER_SELECTION, NULL);
  self->shown = g_object_ref (shown);
  g_signal_connect_object (shown, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * tpk_server_selection_set_servers:
 * @self: the selection
 * @servers: (nullable): all servers, those included that a search hides
 *
 * Other servers are nothing that anybody has selected.
 */
void
tpk_server_selection_set_servers (TpkServerSelection *self,
                                  GListModel         *servers)
{
  g_return_if_fail (TPK_IS_SERVER_SELECTION (self));

  if (self->servers == servers)
    return;

  tpk_server_selection_set_selecting (self, FALSE);
  g_clear_pointer (&self->current, g_free);
  if (self->servers != NULL)
    g_signal_handlers_disconnect_by_func (self->servers, servers_changed_cb, self);
  g_set_object (&self->servers, servers);
  if (servers != NULL)
    g_signal_connect_object (servers, "items-changed", G_CALLBACK (servers_changed_cb), self,
                             G_CONNECT_SWAPPED);
}

/**
 * tpk_server_selection_set_locked:
 * @self: the selection
 * @locked: whether nothing can be done with servers, so that there is no reason to select any
 */
void
tpk_server_selection_set_locked (TpkServerSelection *self,
                                 gboolean            locked)
{
  g_return_if_fail (TPK_IS_SERVER_SELECTION (self));

  self->locked = locked;
  if (locked)
    tpk_server_selection_set_selecting (self, FALSE);
}

gboolean
tpk_server_selection_get_selecting (TpkServerSelection *self)
{
  g_return_val_if_fail (TPK_IS_SERVER_SELECTION (self), FALSE);

  return self->selecting;
}

/**
 * tpk_server_selection_set_selecting:
 * @self: the selection
 * @selecting: whether people select any number of servers
 *
 * Begins or ends; either way nothing is selected at first, but the one that has the focus at the end.
 */
void
tpk_server_selection_set_selecting (TpkServerSelection *self,
                                    gboolean            selecting)
{
  g_return_if_fail (TPK_IS_SERVER_SELECTION (self));

  selecting = selecting && !self->locked;
  if (self->selecting == selecting)
    return;

  self->selecting = selecting;
  g_hash_table_remove_all (self->chosen);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTING]);
  tell (self, 0, get_n_shown (self));
}

/**
 * tpk_server_selection_get_current:
 * @self: the selection
 *
 * Returns: the position of the server that keys act on, or %GTK_INVALID_LIST_POSITION
 */
guint
tpk_server_selection_get_current (TpkServerSelection *self)
{
  g_return_val_if_fail (TPK_IS_SERVER_SELECTION (self), GTK_INVALID_LIST_POSITION);

  return find_current (self);
}

/**
 * tpk_server_selection_set_current:
 * @self: the selection
 * @position: the position of the server that keys act on from now on
 */
void
tpk_server_selection_set_current (TpkServerSelection *self,
                                  guint               position)
{
  guint before;

  g_return_if_fail (TPK_IS_SERVER_SELECTION (self));

  before = find_current (self);
  if (before == position)
    return;

  g_free (self->current);
  self->current = g_strdup (get_id (self, position));
  self->position = position;
  if (self->selecting)
    return;

  if (before != GTK_INVALID_LIST_POSITION)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), before, 1);
  if (self->current != NULL)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position, 1);
}

/**
 * tpk_server_selection_dup_servers:
 * @self: the selection
 * @n_hidden: (out) (optional): how many of them are not shown
 *
 * Returns: (transfer full) (element-type TpkServer): the servers that people have selected, in the
 *   order of the list; none if nobody selects
 */
GPtrArray *
tpk_server_selection_dup_servers (TpkServerSelection *self,
                                  guint              *n_hidden)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_servers, n_shown = 0;

  g_return_val_if_fail (TPK_IS_SERVER_SELECTION (self), NULL);

  n_servers = self->servers != NULL ? g_list_model_get_n_items (self->servers) : 0;
  for (guint i = 0; g_hash_table_size (self->chosen) > 0 && i < n_servers; i++) {
    g_autoptr (TpkServer) server = g_list_model_get_item (self->servers, i);

    if (g_hash_table_contains (self->chosen, tpk_server_get_id (server)))
      g_ptr_array_add (servers, g_steal_pointer (&server));
  }

  for (guint i = 0; n_hidden != NULL && servers->len > 0 && i < get_n_shown (self); i++)
    n_shown += is_selected (GTK_SELECTION_MODEL (self), i);
  if (n_hidden != NULL)
    *n_hidden = servers->len - n_shown;

  return g_steal_pointer (&servers);
}

/**
 * tpk_server_selection_get_only:
 * @self: the selection
 *
 * Returns: (transfer none) (nullable): the server that people have selected, if it is but one
 */
TpkServer *
tpk_server_selection_get_only (TpkServerSelection *self)
{
  g_autoptr (GPtrArray) servers = NULL;

  g_return_val_if_fail (TPK_IS_SERVER_SELECTION (self), NULL);

  servers = tpk_server_selection_dup_servers (self, NULL);

  /* The profile holds it. */
  return servers->len == 1 ? g_ptr_array_index (servers, 0) : NULL;
}

/**
 * tpk_server_selection_replace:
 * @self: the selection
 * @servers: (element-type TpkServer): what to select instead of what is selected
 */
void
tpk_server_selection_replace (TpkServerSelection *self,
                              GPtrArray          *servers)
{
  g_return_if_fail (TPK_IS_SERVER_SELECTION (self));
  g_return_if_fail (servers != NULL);

  if (!begin (self))
    return;

  g_hash_table_remove_all (self->chosen);
  for (guint i = 0; i < servers->len; i++)
    g_hash_table_add (self->chosen,
                      g_strdup (tpk_server_get_id (g_ptr_array_index (servers, i))));
  tell (self, 0, get_n_shown (self));
}
