/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-selection-bar"

#include "config.h"

#include "tpk-server-selection-bar.h"

#include <glib/gi18n-lib.h>

#include "tpk-breakpoint-bin.h"
#include "tpk-server-group.h"

/**
 * TpkServerSelectionBar:
 *
 * How many servers are selected, and what can be done with them. It is there while people select.
 * Where there is little room, a menu has what does not fit.
 */
struct _TpkServerSelectionBar
{
  GtkWidget           parent_instance;

  GtkWidget          *bin;
  GtkActionBar       *bar;
  GtkLabel           *count_label;
  GtkLabel           *hidden_label;

  TpkServerSelection *selection;         /* (nullable) (owned) */
  TpkWorkspace       *workspace;         /* (nullable) (owned) */
  TpkProfile         *profile;           /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkServerSelectionBar, tpk_server_selection_bar, GTK_TYPE_WIDGET)

static void
show_numbers (TpkServerSelectionBar *self,
              guint                  n_selected,
              guint                  n_hidden)
{
  g_autofree char *selected = NULL, *hidden = NULL;

  selected = n_selected > 0
             ? g_strdup_printf (ngettext ("%u selected", "%u selected", n_selected), n_selected)
             : g_strdup (_("None selected"));
  hidden = g_strdup_printf (ngettext ("%u of them not shown", "%u of them not shown", n_hidden),
                            n_hidden);
  gtk_label_set_label (self->count_label, selected);
  gtk_label_set_label (self->hidden_label, hidden);
  gtk_widget_set_visible (GTK_WIDGET (self->hidden_label), n_hidden > 0);
}

static void
update (TpkServerSelectionBar *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (GPtrArray) servers = NULL;
  guint n_hidden, n_shown, n_on = 0;

  /* Going over ten thousand servers for every edit would be felt, where nobody selects any. */
  if (self->selection == NULL || !tpk_server_selection_get_selecting (self->selection))
    return;

  servers = tpk_server_selection_dup_servers (self->selection, &n_hidden);
  n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  for (guint i = 0; i < servers->len; i++)
    n_on += tpk_server_get_enabled (g_ptr_array_index (servers, i));

  show_numbers (self, servers->len, n_hidden);
  gtk_widget_action_set_enabled (widget, "selection.all", servers->len - n_hidden < n_shown);
  gtk_widget_action_set_enabled (widget, "selection.enable", n_on < servers->len);
  gtk_widget_action_set_enabled (widget, "selection.disable", n_on > 0);
  gtk_widget_action_set_enabled (widget, "selection.duplicate", servers->len > 0);
  gtk_widget_action_set_enabled (widget, "selection.remove", servers->len > 0);
}

static void
selecting_cb (TpkServerSelectionBar *self)
{
  update (self);
  gtk_action_bar_set_revealed (self->bar, tpk_server_selection_get_selecting (self->selection));
}

static void
all_cb (GtkWidget  *widget,
        const char *action_name,
        GVariant   *parameter)
{
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (TPK_SERVER_SELECTION_BAR (widget)->selection));
}

static void
enable_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TpkServerSelectionBar *self = TPK_SERVER_SELECTION_BAR (widget);
  g_autoptr (GPtrArray) servers = tpk_server_selection_dup_servers (self->selection, NULL);

  tpk_server_group_set_enabled (self->workspace, self->profile, servers,
                                g_str_equal (action_name, "selection.enable"), widget);
}

/* The copies are what people go on with. */
static void
duplicate_cb (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  TpkServerSelectionBar *self = TPK_SERVER_SELECTION_BAR (widget);
  g_autoptr (GPtrArray) servers = tpk_server_selection_dup_servers (self->selection, NULL);
  g_autoptr (GPtrArray) copies = NULL;

  if (servers->len == 0)
    return;

  copies = tpk_server_group_duplicate (self->workspace, self->profile, servers, widget);
  tpk_server_selection_replace (self->selection, copies);
}

/* Nothing is left to select then. */
static void
remove_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TpkServerSelectionBar *self = TPK_SERVER_SELECTION_BAR (widget);
  g_autoptr (GPtrArray) servers = tpk_server_selection_dup_servers (self->selection, NULL);

  if (servers->len == 0)
    return;

  tpk_server_group_remove (self->workspace, self->profile, servers, widget);
  tpk_server_selection_set_selecting (self->selection, FALSE);
}

static void
tpk_server_selection_bar_dispose (GObject *object)
{
  TpkServerSelectionBar *self = TPK_SERVER_SELECTION_BAR (object);

  tpk_server_selection_bar_set_profile (self, NULL, NULL);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->bin, gtk_widget_unparent);

  G_OBJECT_CLASS (tpk_server_selection_bar_parent_class)->dispose (object);
}

static void
tpk_server_selection_bar_class_init (TpkServerSelectionBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_server_selection_bar_dispose;

  gtk_widget_class_install_action (widget_class, "selection.all", NULL, all_cb);
  gtk_widget_class_install_action (widget_class, "selection.enable", NULL, enable_cb);
  gtk_widget_class_install_action (widget_class, "selection.disable", NULL, enable_cb);
  gtk_widget_class_install_action (widget_class, "selection.duplicate", NULL, duplicate_cb);
  gtk_widget_class_install_action (widget_class, "selection.remove", NULL, remove_cb);

  g_type_ensure (TPK_TYPE_BREAKPOINT_BIN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               APP_PATH "/ui/tpk-server-selection-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkServerSelectionBar, bin);
  gtk_widget_class_bind_template_child (widget_class, TpkServerSelectionBar, bar);
  gtk_widget_class_bind_template_child (widget_class, TpkServerSelectionBar, count_label);
  gtk_widget_class_bind_template_child (widget_class, TpkServerSelectionBar, hidden_label);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TOOLBAR);
}

static void
tpk_server_selection_bar_init (TpkServerSelectionBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tpk_server_selection_bar_new (void)
{
  return g_object_new (TPK_TYPE_SERVER_SELECTION_BAR, NULL);
}

/**
 * tpk_server_selection_bar_set_selection:
 * @self: a new bar
 * @selection: what it is about, for all its life
 */
void
tpk_server_selection_bar_set_selection (TpkServerSelectionBar *self,
                                        TpkServerSelection    *selection)
{
  g_return_if_fail (TPK_IS_SERVER_SELECTION_BAR (self));
  g_return_if_fail (TPK_IS_SERVER_SELECTION (selection));
  g_return_if_fail (self->selection == NULL);

  self->selection = g_object_ref (selection);
  g_signal_connect_object (selection, "notify::selecting", G_CALLBACK (selecting_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

/**
 * tpk_server_selection_bar_set_profile:
 * @self: the bar
 * @workspace: (nullable): the working session
 * @profile: (nullable): the profile of its draft that has the servers
 */
void
tpk_server_selection_bar_set_profile (TpkServerSelectionBar *self,
                                      TpkWorkspace          *workspace,
                                      TpkProfile            *profile)
{
  g_return_if_fail (TPK_IS_SERVER_SELECTION_BAR (self));

  if (self->profile != NULL)
    g_signal_handlers_disconnect_by_func (self->profile, update, self);
  g_set_object (&self->workspace, workspace);
  g_set_object (&self->profile, profile);
  if (profile != NULL)
    g_signal_connect_object (profile, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}
