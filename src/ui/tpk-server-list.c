/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-list"

#include "config.h"

#include "tpk-server-list-private.h"

#include "tpk-server-commands.h"
#include "tpk-server-selection-bar.h"

/* As many servers as a page shows open without scrolling. */
#define OPEN_UP_TO 3

/**
 * TpkServerList:
 *
 * The servers of a profile as rows that can be moved, copied and deleted. Rows are recycled: ten
 * thousand servers cost no more than those that can be seen.
 */
G_DEFINE_FINAL_TYPE (TpkServerList, tpk_server_list, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_LOCKED,
  PROP_NARROW,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* The server that keys act on. */
static TpkServer *
get_current (TpkServerList *self)
{
  guint position = tpk_server_selection_get_current (self->selection);
  g_autoptr (TpkServer) server = g_list_model_get_item (G_LIST_MODEL (self->filtered), position);

  /* The profile holds it. */
  return server;
}

/* Returns: where a server is shown, or %GTK_INVALID_LIST_POSITION */
guint
tpk_server_list_find_position (TpkServerList *self,
                               TpkServer     *server)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));

  for (guint i = 0; i < n_shown; i++) {
    g_autoptr (TpkServer) candidate = g_list_model_get_item (G_LIST_MODEL (self->filtered), i);

    if (candidate == server)
      return i;
  }

  return GTK_INVALID_LIST_POSITION;
}

/* The server whose row the focus is on or in. It stays on a row when the selected one goes. */
static TpkServer *
find_focused (TpkServerList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *widget = root != NULL ? gtk_root_get_focus (root) : NULL;

  while (widget != NULL && gtk_widget_get_parent (widget) != GTK_WIDGET (self->list_view))
    widget = gtk_widget_get_parent (widget);

  if (widget != NULL)
    widget = gtk_widget_get_first_child (widget);

  return TPK_IS_SERVER_ROW (widget) ? tpk_server_row_get_server (TPK_SERVER_ROW (widget)) : NULL;
}

static void
update_visible (TpkServerList *self)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));

  gtk_stack_set_visible_child_name (self->stack,
                                    *self->needle != '\0' && n_shown == 0 ? "no-match" : "rows");
}

static gboolean
matches (gpointer item,
         gpointer data)
{
  return tpk_server_commands_match (item, ((TpkServerList *) data)->needle);
}

static gboolean
focus_current_cb (gpointer data)
{
  TpkServerList *self = data;
  TpkServer *server = self->profile != NULL ? get_current (self) : NULL;
  TpkServerRow *row = server != NULL ? tpk_server_list_find_row (self, server) : NULL;

  if (row != NULL)
    gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (row)));

  return G_SOURCE_REMOVE;
}

/* Brings a row into view and gives it the focus. */
void
tpk_server_list_select_position (TpkServerList *self,
                                 guint          position)
{
  tpk_server_selection_set_current (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
  /* The row is made while the list is laid out. */
  g_idle_add_full (G_PRIORITY_LOW, focus_current_cb, g_object_ref (self), g_object_unref);
}

/* The bar goes with the focus that is on one of its buttons; then it is the list's again. */
static void
selecting_cb (TpkServerList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (tpk_server_selection_get_selecting (self->selection))
    gtk_widget_add_css_class (GTK_WIDGET (self->list_view), "selecting");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->list_view), "selecting");

  if (!tpk_server_selection_get_selecting (self->selection) && focus != NULL &&
      gtk_widget_is_ancestor (focus, self->bar))
    gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

static void
set_locked (TpkServerList *self,
            gboolean       locked)
{
  self->locked = locked;
  tpk_server_selection_set_locked (self->selection, locked);
  tpk_server_list_actions_set_enabled (self, !locked);
}

static void
tpk_server_list_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  TpkServerList *self = TPK_SERVER_LIST (object);

  switch (prop_id) {
  case PROP_LOCKED:
    g_value_set_boolean (value, self->locked);
    break;
  case PROP_NARROW:
    g_value_set_boolean (value, self->narrow);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_server_list_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  TpkServerList *self = TPK_SERVER_LIST (object);

  switch (prop_id) {
  case PROP_LOCKED:
    set_locked (self, g_value_get_boolean (value));
    break;
  case PROP_NARROW:
    self->narrow = g_value_get_boolean (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_server_list_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tpk_server_list_parent_class)->map (widget);
  tpk_server_list_fill (TPK_SERVER_LIST (widget), TRUE);
}

static void
tpk_server_list_unmap (GtkWidget *widget)
{
  tpk_server_list_fill (TPK_SERVER_LIST (widget), FALSE);
  GTK_WIDGET_CLASS (tpk_server_list_parent_class)->unmap (widget);
}

static void
tpk_server_list_dispose (GObject *object)
{
  TpkServerList *self = TPK_SERVER_LIST (object);

  g_clear_pointer ((GtkWidget **) &self->stack, gtk_widget_unparent);
  g_clear_pointer (&self->bar, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  g_clear_object (&self->insight);
  g_clear_object (&self->profile);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_server_list_parent_class)->dispose (object);
}

static void
tpk_server_list_finalize (GObject *object)
{
  TpkServerList *self = TPK_SERVER_LIST (object);

  g_hash_table_unref (self->expanded);
  g_ptr_array_unref (self->gaps);
  g_free (self->needle);

  G_OBJECT_CLASS (tpk_server_list_parent_class)->finalize (object);
}

static void
tpk_server_list_class_init (TpkServerListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tpk_server_list_get_property;
  object_class->set_property = tpk_server_list_set_property;
  object_class->dispose = tpk_server_list_dispose;
  object_class->finalize = tpk_server_list_finalize;
  widget_class->map = tpk_server_list_map;
  widget_class->unmap = tpk_server_list_unmap;

  /* Whether an administrator has set the servers; whether there is little room. */
  props[PROP_LOCKED] =
    g_param_spec_boolean ("locked", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);

  tpk_server_list_actions_install (widget_class);
  g_type_ensure (TPK_TYPE_SERVER_SELECTION_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-server-list.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkServerList, bar);
  gtk_widget_class_bind_template_child (widget_class, TpkServerList, stack);
  gtk_widget_class_bind_template_child (widget_class, TpkServerList, list_view);
  gtk_widget_class_bind_template_callback (widget_class, tpk_server_list_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, tpk_server_list_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, tpk_server_list_unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, tpk_server_list_teardown_cb);
}

static void
tpk_server_list_init (TpkServerList *self)
{
  self->expanded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->gaps = g_ptr_array_new ();
  self->needle = g_strdup ("");
  self->insight = tpk_insight_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  tpk_server_list_actions_attach (self);

  self->filter = gtk_custom_filter_new (matches, self, NULL);
  self->filtered = gtk_filter_list_model_new (NULL, NULL);
  self->selection = tpk_server_selection_new (G_LIST_MODEL (self->filtered));
  tpk_server_selection_bar_set_selection (TPK_SERVER_SELECTION_BAR (self->bar), self->selection);
  g_signal_connect_object (self->selection, "notify::selecting", G_CALLBACK (selecting_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (update_visible), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
tpk_server_list_new (void)
{
  return g_object_new (TPK_TYPE_SERVER_LIST, NULL);
}

/* The first servers of a profile come open, when they fit: what is wrong with them shall be seen. */
static void
open_first (TpkServerList *self)
{
  guint n_servers = tpk_profile_get_n_servers (self->profile);

  for (guint i = 0; n_servers <= OPEN_UP_TO && i < n_servers; i++)
    g_hash_table_add (self->expanded,
                      g_strdup (tpk_server_get_id (tpk_profile_get_server (self->profile, i))));
}

static void
servers_changed_cb (GListModel    *servers,
                    guint          position,
                    guint          removed,
                    guint          added,
                    TpkServerList *self)
{
  if (removed == 0 && added == g_list_model_get_n_items (servers))
    open_first (self);
}

/**
 * tpk_server_list_set_profile:
 * @self: the list
 * @workspace: (nullable): the working session
 * @profile: (nullable): the profile whose servers to show
 */
void
tpk_server_list_set_profile (TpkServerList *self,
                             TpkWorkspace  *workspace,
                             TpkProfile    *profile)
{
  g_return_if_fail (TPK_IS_SERVER_LIST (self));
  g_return_if_fail (profile == NULL || TPK_IS_PROFILE (profile));

  g_set_object (&self->workspace, workspace);
  tpk_insight_set_findings (self->insight,
                            workspace != NULL ? tpk_workspace_get_findings (workspace) : NULL);

  if (self->profile == profile)
    return;
  if (self->profile != NULL)
    g_signal_handlers_disconnect_by_func (tpk_profile_get_servers (self->profile), servers_changed_cb,
                                          self);
  g_set_object (&self->profile, profile);

  tpk_server_selection_set_servers (self->selection,
                                    profile != NULL ? tpk_profile_get_servers (profile) : NULL);
  tpk_server_selection_bar_set_profile (TPK_SERVER_SELECTION_BAR (self->bar), workspace, profile);
  g_hash_table_remove_all (self->expanded);
  if (profile != NULL) {
    open_first (self);
    /* Before the rows are made. */
    g_signal_connect_object (tpk_profile_get_servers (profile), "items-changed",
                             G_CALLBACK (servers_changed_cb), self, G_CONNECT_DEFAULT);
  }
  gtk_filter_list_model_set_model (self->filtered,
                                   profile != NULL ? tpk_profile_get_servers (profile) : NULL);
}

/**
 * tpk_server_list_set_results:
 * @self: the list
 * @results: (nullable): a list of TpkResult that rows show
 */
void
tpk_server_list_set_results (TpkServerList *self,
                             GListModel    *results)
{
  g_return_if_fail (TPK_IS_SERVER_LIST (self));

  tpk_insight_set_results (self->insight, results);
}

/**
 * tpk_server_list_set_search:
 * @self: the list
 * @text: what to look for in names and addresses, or the empty string to show all
 */
void
tpk_server_list_set_search (TpkServerList *self,
                            const char    *text)
{
  g_return_if_fail (TPK_IS_SERVER_LIST (self));
  g_return_if_fail (text != NULL);

  g_free (self->needle);
  self->needle = g_utf8_casefold (text, -1);
  gtk_filter_list_model_set_filter (self->filtered,
                                    *self->needle != '\0' ? GTK_FILTER (self->filter) : NULL);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  update_visible (self);
}

/**
 * tpk_server_list_get_selection:
 * @self: the list
 *
 * Returns: (transfer none): which of its servers are selected, the same object for its whole life
 */
TpkServerSelection *
tpk_server_list_get_selection (TpkServerList *self)
{
  g_return_val_if_fail (TPK_IS_SERVER_LIST (self), NULL);

  return self->selection;
}

/**
 * tpk_server_list_find:
 * @self: the list
 * @id: a server's ID, or the empty string for the one that keys act on: while people select, the
 *   selected server if it is the only one, or else the focused one
 *
 * Returns: (transfer none) (nullable): the server
 */
TpkServer *
tpk_server_list_find (TpkServerList *self,
                      const char    *id)
{
  TpkServer *current;

  g_return_val_if_fail (TPK_IS_SERVER_LIST (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  if (self->profile == NULL)
    return NULL;
  if (*id != '\0')
    return tpk_server_commands_find (self->profile, id);
  if (tpk_server_selection_get_selecting (self->selection))
    return tpk_server_selection_get_only (self->selection);

  current = get_current (self);
  return current != NULL ? current : find_focused (self);
}

/**
 * tpk_server_list_expand:
 * @self: the list
 * @server: a server
 *
 * Has the row of @server open when it is next shown.
 */
void
tpk_server_list_expand (TpkServerList *self,
                        TpkServer     *server)
{
  TpkServerRow *row;

  g_return_if_fail (TPK_IS_SERVER_LIST (self));
  g_return_if_fail (TPK_IS_SERVER (server));

  g_hash_table_add (self->expanded, g_strdup (tpk_server_get_id (server)));
  row = tpk_server_list_find_row (self, server);
  if (row != NULL)
    tpk_server_row_set_expanded (row, TRUE);
}

/**
 * tpk_server_list_select:
 * @self: the page
 * @server: a server of the active profile
 *
 * Selects a server, brings it into view and gives it the focus.
 */
void
tpk_server_list_select (TpkServerList *self,
                        TpkServer     *server)
{
  guint position;

  g_return_if_fail (TPK_IS_SERVER_LIST (self));
  g_return_if_fail (TPK_IS_SERVER (server));

  position = tpk_server_list_find_position (self, server);
  if (position != GTK_INVALID_LIST_POSITION)
    tpk_server_list_select_position (self, position);
}
