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
static guint
find_position (TpkServerList *self,
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

/* Returns: (nullable): the row that shows @server now; rows are recycled */
TpkServerRow *
tpk_server_list_find_row (TpkServerList *self,
                          TpkServer     *server)
{
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->list_view));
       item != NULL;
       item = gtk_widget_get_next_sibling (item)) {
    GtkWidget *row = gtk_widget_get_first_child (item);

    if (TPK_IS_SERVER_ROW (row) && tpk_server_row_get_server (TPK_SERVER_ROW (row)) == server)
      return TPK_SERVER_ROW (row);
  }

  return NULL;
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

static void
edited_cb (TpkServerList *self,
           const char    *name)
{
  tpk_workspace_commit (self->workspace, name);
}

static void
fix_cb (TpkServerRow  *row,
        TpkFinding    *finding,
        TpkServerList *self)
{
  tpk_server_commands_fix (self->workspace, self->profile, finding, GTK_WIDGET (self));
}

static void
dropped_cb (TpkServerRow  *row,
            TpkServer     *dragged,
            gboolean       after,
            TpkServerList *self)
{
  if (!self->locked)
    tpk_server_commands_drop (self->workspace, self->profile, dragged,
                              tpk_server_row_get_server (row), after);
}

static void
expanded_cb (TpkServerRow  *row,
             GParamSpec    *pspec,
             TpkServerList *self)
{
  TpkServer *server = tpk_server_row_get_server (row);

  if (server == NULL)
    return;

  if (tpk_server_row_get_expanded (row))
    g_hash_table_add (self->expanded, g_strdup (tpk_server_get_id (server)));
  else
    g_hash_table_remove (self->expanded, tpk_server_get_id (server));
}

/* By the view's own action, so that it knows from where a selection is extended. */
static void
choose (TpkServerList *self,
        guint          position,
        gboolean       extend)
{
  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.select-item", "(ubb)", position,
                              !extend, extend);
}

static void
select_requested_cb (TpkServerRow  *row,
                     gboolean       extend,
                     TpkServerList *self)
{
  TpkServer *server = tpk_server_row_get_server (row);
  guint current = tpk_server_selection_get_current (self->selection);
  guint position = find_position (self, server);

  /* From the row that has the focus on, where nothing was selected before. */
  if (extend && !tpk_server_selection_get_selecting (self->selection)) {
    tpk_server_selection_set_selecting (self->selection, TRUE);
    choose (self, current != GTK_INVALID_LIST_POSITION ? current : position, FALSE);
  }
  tpk_server_selection_set_selecting (self->selection, TRUE);
  choose (self, position, extend);
}

/* Keyboard commands are for the current row, which the focus is on. */
static void
focus_enter_cb (GtkEventControllerFocus *controller,
                GtkListItem             *list_item)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);
  GtkWidget *page = gtk_widget_get_ancestor (row, TPK_TYPE_SERVER_LIST);

  if (page != NULL)
    tpk_server_selection_set_current (TPK_SERVER_LIST (page)->selection,
                                      gtk_list_item_get_position (list_item));
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item,
          TpkServerList            *self)
{
  GtkWidget *row = tpk_server_row_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (row, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "fix-requested", G_CALLBACK (fix_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (row, "select-requested", G_CALLBACK (select_requested_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (row, "server-dropped", G_CALLBACK (dropped_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (expanded_cb), self,
                           G_CONNECT_DEFAULT);
  g_object_bind_property (self, "locked", row, "locked", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "narrow", row, "narrow", G_BINDING_SYNC_CREATE);
  g_object_bind_property (list_item, "selected", row, "selected", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->selection, "selecting", row, "selecting", G_BINDING_SYNC_CREATE);

  g_signal_connect_object (focus, "enter", G_CALLBACK (focus_enter_cb), list_item, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (row, focus);

  gtk_list_item_set_child (list_item, row);
  gtk_list_item_set_activatable (list_item, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         TpkServerList            *self)
{
  TpkServerRow *row = TPK_SERVER_ROW (gtk_list_item_get_child (list_item));
  TpkServer *server = gtk_list_item_get_item (list_item);

  tpk_server_row_set_expanded (row, g_hash_table_contains (self->expanded,
                                                           tpk_server_get_id (server)));
  tpk_server_row_bind (row, self->profile, server, self->insight);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *list_item,
           TpkServerList            *self)
{
  tpk_server_row_unbind (TPK_SERVER_ROW (gtk_list_item_get_child (list_item)));
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
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
}

static void
tpk_server_list_init (TpkServerList *self)
{
  self->expanded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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

  position = find_position (self, server);
  if (position != GTK_INVALID_LIST_POSITION)
    tpk_server_list_select_position (self, position);
}
