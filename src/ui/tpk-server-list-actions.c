/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-list-actions"

#include "config.h"

#include "tpk-server-list-private.h"

#include "tpk-server-commands.h"
#include "tpk-server-group.h"

/* What can be done with one server of the list, or with all that are selected. */

/* The server that an action is about. */
static TpkServer *
get_target (TpkServerList *self,
            GVariant      *parameter)
{
  return tpk_server_list_find (self, g_variant_get_string (parameter, NULL));
}

/* A key is for all that are selected, the menu of a row for that one. */
static gboolean
is_for_selected (TpkServerList *self,
                 GVariant      *parameter)
{
  return tpk_server_selection_get_selecting (self->selection) &&
         *g_variant_get_string (parameter, NULL) == '\0';
}

/* Returns: (transfer full) (element-type TpkServer): what an action is about */
static GPtrArray *
dup_targets (TpkServerList *self,
             GVariant      *parameter)
{
  GPtrArray *targets;
  TpkServer *server;

  if (is_for_selected (self, parameter))
    return tpk_server_selection_dup_servers (self->selection, NULL);

  targets = g_ptr_array_new_with_free_func (g_object_unref);
  server = get_target (self, parameter);
  if (server != NULL)
    g_ptr_array_add (targets, g_object_ref (server));

  return targets;
}

static void
duplicate_cb (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  TpkServerList *self = TPK_SERVER_LIST (widget);
  TpkServer *server = get_target (self, parameter);
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  g_autoptr (GPtrArray) copies = NULL;

  if (is_for_selected (self, parameter)) {
    gtk_widget_activate_action (self->bar, "selection.duplicate", NULL);
    return;
  }
  if (server == NULL)
    return;

  g_ptr_array_add (servers, server);
  copies = tpk_server_group_duplicate (self->workspace, self->profile, servers, widget);
  tpk_server_list_select (self, g_ptr_array_index (copies, 0));
}

/* Whether the focus is on a row or in one, rather than on the bar below them. */
static gboolean
has_focus (TpkServerList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list_view));
}

static void
move_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  TpkServerList *self = TPK_SERVER_LIST (widget);
  g_autoptr (GPtrArray) servers = dup_targets (self, parameter);
  gboolean up = g_str_has_suffix (action_name, "up");
  gboolean in_rows = has_focus (self);

  /* A place among the matches of a search says nothing about the place in the list. */
  if (*self->needle != '\0' ||
      !tpk_server_group_move (self->workspace, self->profile, servers, up))
    return;

  /* The focus goes with the row, so that the key can be pressed again. */
  if (!is_for_selected (self, parameter))
    tpk_server_list_select (self, g_ptr_array_index (servers, 0));
  else if (in_rows)
    tpk_server_list_select_position (self, tpk_server_selection_get_current (self->selection));
}

static void
remove_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TpkServerList *self = TPK_SERVER_LIST (widget);
  TpkServer *server = get_target (self, parameter);
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();
  guint position = tpk_server_selection_get_current (self->selection);
  guint n_left;

  if (is_for_selected (self, parameter)) {
    gtk_widget_activate_action (self->bar, "selection.remove", NULL);
  } else if (server != NULL) {
    g_ptr_array_add (servers, server);
    tpk_server_group_remove (self->workspace, self->profile, servers, widget);
  }

  /* The next one, so that the key can be pressed again. */
  n_left = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  if (!tpk_server_selection_get_selecting (self->selection) &&
      position != GTK_INVALID_LIST_POSITION && n_left > 0)
    tpk_server_list_select_position (self, MIN (position, n_left - 1));
}

static void
select_all_cb (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (TPK_SERVER_LIST (widget)->selection));
}

/* Not an action: where nobody selects, the key is for others. */
static gboolean
leave_cb (GtkWidget *widget,
          GVariant  *args,
          gpointer   data)
{
  TpkServerList *self = TPK_SERVER_LIST (widget);

  if (!tpk_server_selection_get_selecting (self->selection))
    return GDK_EVENT_PROPAGATE;

  tpk_server_selection_set_selecting (self->selection, FALSE);
  return GDK_EVENT_STOP;
}

static void
close_row (TpkServerList *self,
           TpkServer     *server)
{
  TpkServerRow *row = tpk_server_list_find_row (self, server);

  g_hash_table_remove (self->expanded, tpk_server_get_id (server));
  if (row != NULL)
    tpk_server_row_set_expanded (row, FALSE);
}

/* Opens all, or closes them if all are open. */
static void
toggle_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TpkServerList *self = TPK_SERVER_LIST (widget);
  g_autoptr (GPtrArray) servers = dup_targets (self, parameter);
  guint n_open = 0;

  for (guint i = 0; i < servers->len; i++)
    n_open += g_hash_table_contains (self->expanded,
                                     tpk_server_get_id (g_ptr_array_index (servers, i)));

  for (guint i = 0; i < servers->len; i++) {
    if (n_open < servers->len)
      tpk_server_list_expand (self, g_ptr_array_index (servers, i));
    else
      close_row (self, g_ptr_array_index (servers, i));
  }
}

static gboolean
toggle_focused_cb (GtkWidget *view,
                   GVariant  *args,
                   gpointer   data)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (view));

  /* What is in a row has the key for itself. */
  if (focus == NULL || gtk_widget_get_parent (focus) != view)
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate_action (view, "servers.toggle", "s", "");
  return GDK_EVENT_STOP;
}

/* The items of the view would take the key otherwise, though they cannot be activated. */
void
tpk_server_list_actions_attach (TpkServerList *self)
{
  static const guint keys[] = { GDK_KEY_Return, GDK_KEY_ISO_Enter, GDK_KEY_KP_Enter };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    GtkShortcutTrigger *trigger = gtk_keyval_trigger_new (keys[i], 0);
    GtkShortcutAction *action = gtk_callback_action_new (toggle_focused_cb, NULL, NULL);

    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          gtk_shortcut_new (trigger, action));
  }
  gtk_widget_add_controller (GTK_WIDGET (self->list_view), controller);
}

/* Adds the actions of the list and the keys for them. */
void
tpk_server_list_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "servers.duplicate", "s", duplicate_cb);
  gtk_widget_class_install_action (widget_class, "servers.move-up", "s", move_cb);
  gtk_widget_class_install_action (widget_class, "servers.move-down", "s", move_cb);
  gtk_widget_class_install_action (widget_class, "servers.remove", "s", remove_cb);
  gtk_widget_class_install_action (widget_class, "servers.select-all", NULL, select_all_cb);
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

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, leave_cb, NULL);
}

/* Whether anything of the servers can be changed. */
void
tpk_server_list_actions_set_enabled (TpkServerList *self,
                                     gboolean       enabled)
{
  static const char *const actions[] = {
    "servers.duplicate", "servers.move-up", "servers.move-down", "servers.remove",
    "servers.select-all",
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], enabled);
}
