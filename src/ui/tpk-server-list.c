/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-list"

#include "config.h"

#include "tpk-server-list.h"

#include <adwaita.h>

#include "tpk-server-commands.h"
#include "tpk-server-row.h"

/* As many servers as a page shows open without scrolling. */
#define OPEN_UP_TO 3

/**
 * TpkServerList:
 *
 * The servers of a profile as rows that can be moved, copied and deleted. Rows are recycled: ten
 * thousand servers cost no more than those that can be seen.
 */
struct _TpkServerList
{
  GtkWidget           parent_instance;

  GtkStack           *stack;
  GtkListView        *list_view;

  GtkFilterListModel *filtered;          /* (owned) */
  GtkCustomFilter    *filter;            /* (owned) */
  GtkSingleSelection *selection;         /* (owned) */
  TpkInsight         *insight;           /* (owned) */
  TpkWorkspace       *workspace;         /* (nullable) (owned) */
  TpkProfile         *profile;           /* (nullable) (owned): the active one */
  GHashTable         *expanded;          /* (owned): IDs of the servers that are open */
  char               *needle;            /* (owned): what is searched for, case folded */
  gboolean            locked;            /* by an administrator: nothing can be changed */
  gboolean            narrow;
};

G_DEFINE_FINAL_TYPE (TpkServerList, tpk_server_list, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_LOCKED,
  PROP_NARROW,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* The server that an action is about. */
static TpkServer *
get_target (TpkServerList *self,
            GVariant      *parameter)
{
  return tpk_server_list_find (self, g_variant_get_string (parameter, NULL));
}

static TpkServerRow *
find_row (TpkServerList *self,
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

/* Keyboard commands are for the selected row, so the selection follows the focus. */
static void
focus_enter_cb (GtkEventControllerFocus *controller,
                GtkListItem             *list_item)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);
  GtkWidget *page = gtk_widget_get_ancestor (row, TPK_TYPE_SERVER_LIST);

  if (page != NULL)
    gtk_single_selection_set_selected (TPK_SERVER_LIST (page)->selection,
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
  g_signal_connect_object (row, "server-dropped", G_CALLBACK (dropped_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (expanded_cb), self,
                           G_CONNECT_DEFAULT);
  g_object_bind_property (self, "locked", row, "locked", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "narrow", row, "narrow", G_BINDING_SYNC_CREATE);

  g_signal_connect (focus, "enter", G_CALLBACK (focus_enter_cb), list_item);
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
focus_selected_cb (gpointer data)
{
  TpkServerList *self = data;
  TpkServer *server = gtk_single_selection_get_selected_item (self->selection);
  TpkServerRow *row = server != NULL ? find_row (self, server) : NULL;

  if (row != NULL)
    gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (row)));

  return G_SOURCE_REMOVE;
}

static void
select_position (TpkServerList *self,
                 guint          position)
{
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
  /* The row is made while the list is laid out. */
  g_idle_add_full (G_PRIORITY_LOW, focus_selected_cb, g_object_ref (self), g_object_unref);
}

static void
duplicate_cb (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  TpkServerList *self = TPK_SERVER_LIST (widget);
  TpkServer *server = get_target (self, parameter);

  if (server == NULL)
    return;

  server = tpk_server_commands_duplicate (self->workspace, self->profile, server);
  tpk_server_list_select (self, server);
}

static void
move_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  TpkServerList *self = TPK_SERVER_LIST (widget);
  TpkServer *server = get_target (self, parameter);
  gboolean up = g_str_has_suffix (action_name, "up");

  /* A place among the matches of a search says nothing about the place in the list. */
  if (server == NULL || *self->needle != '\0')
    return;

  if (tpk_server_commands_move (self->workspace, self->profile, server, up))
    tpk_server_list_select (self, server);
}

static void
remove_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TpkServerList *self = TPK_SERVER_LIST (widget);
  TpkServer *server = get_target (self, parameter);

  guint position = gtk_single_selection_get_selected (self->selection);
  guint n_left;

  if (server == NULL)
    return;

  tpk_server_commands_remove (self->workspace, self->profile, server, widget);

  /* The next one, so that the key can be pressed again. */
  n_left = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  if (position != GTK_INVALID_LIST_POSITION && n_left > 0)
    select_position (self, MIN (position, n_left - 1));
}

static void
toggle_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TpkServerList *self = TPK_SERVER_LIST (widget);
  TpkServer *server = get_target (self, parameter);
  TpkServerRow *row = server != NULL ? find_row (self, server) : NULL;

  if (row != NULL)
    tpk_server_row_set_expanded (row, !tpk_server_row_get_expanded (row));
}

static void
set_locked (TpkServerList *self,
            gboolean       locked)
{
  static const char *const actions[] = {
    "servers.duplicate", "servers.move-up", "servers.move-down", "servers.remove",
  };

  self->locked = locked;
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], !locked);
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

  gtk_widget_class_install_action (widget_class, "servers.duplicate", "s", duplicate_cb);
  gtk_widget_class_install_action (widget_class, "servers.move-up", "s", move_cb);
  gtk_widget_class_install_action (widget_class, "servers.move-down", "s", move_cb);
  gtk_widget_class_install_action (widget_class, "servers.remove", "s", remove_cb);
  gtk_widget_class_install_action (widget_class, "servers.toggle", "s", toggle_cb);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK,
                                       "servers.move-up", "s", "");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK,
                                       "servers.move-down", "s", "");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0,
                                       "servers.remove", "s", "");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "servers.edit", "s", "");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK,
                                       "servers.duplicate", "s", "");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, 0, "servers.toggle", "s", "");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, 0,
                                       "servers.toggle", "s", "");

  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-server-list.ui");
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

  self->filter = gtk_custom_filter_new (matches, self, NULL);
  self->filtered = gtk_filter_list_model_new (NULL, NULL);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->filtered)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (update_visible), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
tpk_server_list_new (void)
{
  return g_object_new (TPK_TYPE_SERVER_LIST, NULL);
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
  guint n_servers = profile != NULL ? tpk_profile_get_n_servers (profile) : 0;

  g_return_if_fail (TPK_IS_SERVER_LIST (self));
  g_return_if_fail (profile == NULL || TPK_IS_PROFILE (profile));

  g_set_object (&self->workspace, workspace);
  tpk_insight_set_findings (self->insight,
                            workspace != NULL ? tpk_workspace_get_findings (workspace) : NULL);

  if (!g_set_object (&self->profile, profile))
    return;

  g_hash_table_remove_all (self->expanded);
  for (guint i = 0; n_servers <= OPEN_UP_TO && i < n_servers; i++)
    g_hash_table_add (self->expanded,
                      g_strdup (tpk_server_get_id (tpk_profile_get_server (profile, i))));
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
 * tpk_server_list_find:
 * @self: the list
 * @id: a server's ID, or the empty string for the selected server, or else the focused one
 *
 * Returns: (transfer none) (nullable): the server
 */
TpkServer *
tpk_server_list_find (TpkServerList *self,
                      const char    *id)
{
  TpkServer *selected;

  g_return_val_if_fail (TPK_IS_SERVER_LIST (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  if (self->profile == NULL)
    return NULL;
  if (*id != '\0')
    return tpk_server_commands_find (self->profile, id);

  selected = gtk_single_selection_get_selected_item (self->selection);
  return selected != NULL ? selected : find_focused (self);
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
  row = find_row (self, server);
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
  guint n;

  g_return_if_fail (TPK_IS_SERVER_LIST (self));
  g_return_if_fail (TPK_IS_SERVER (server));

  n = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkServer) candidate = g_list_model_get_item (G_LIST_MODEL (self->filtered), i);

    if (candidate != server)
      continue;

    select_position (self, i);
    return;
  }
}
