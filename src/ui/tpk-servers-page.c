/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-servers-page"

#include "config.h"

#include "tpk-servers-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tpk-accessible.h"
#include "tpk-lock-note.h"
#include "tpk-own-route-row.h"
#include "tpk-server-dialog.h"
#include "tpk-server-list.h"
#include "tpk-toast.h"

/* From here on, looking through the list takes longer than typing. */
#define SEARCH_FROM 21

/**
 * TpkServersPage:
 *
 * The own servers of the active profile, and whether calls use them. Without any, it shows the ways
 * to get some.
 */
struct _TpkServersPage
{
  GtkWidget       parent_instance;

  GtkWidget      *lock_clamp;
  TpkLockNote    *lock_note;
  GtkStack       *stack;
  TpkOwnRouteRow *route_row;
  GtkWidget      *select_button;
  GtkWidget      *add_button;
  GtkWidget      *search_entry;
  TpkServerList  *list;

  TpkWorkspace   *workspace;     /* (nullable) (owned) */
  TpkProfile     *profile;       /* (nullable) (owned): the active one */
  gboolean        narrow;
};

G_DEFINE_FINAL_TYPE (TpkServersPage, tpk_servers_page, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_CHECK_RUN,
  PROP_NARROW,
  PROP_WORKSPACE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static const char *
get_search (TpkServersPage *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
}

static void
update_visible (TpkServersPage *self)
{
  guint n_servers = self->profile != NULL ? tpk_profile_get_n_servers (self->profile) : 0;

  gtk_stack_set_visible_child_name (self->stack, n_servers == 0 ? "empty" : "list");
  gtk_widget_set_visible (self->search_entry,
                          n_servers >= SEARCH_FROM || *get_search (self) != '\0');
}

static void
search_changed_cb (TpkServersPage *self)
{
  tpk_server_list_set_search (self->list, get_search (self));
}

static void
stop_search_cb (TpkServersPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  update_visible (self);
}

static void
edited_cb (TpkServersPage *self,
           const char     *name)
{
  tpk_workspace_commit (self->workspace, name);
}

static void
set_profile (TpkServersPage *self,
             TpkProfile     *profile)
{
  if (self->profile != NULL)
    g_signal_handlers_disconnect_by_func (tpk_profile_get_servers (self->profile),
                                          update_visible, self);
  g_set_object (&self->profile, profile);
  if (profile != NULL)
    g_signal_connect_object (tpk_profile_get_servers (profile), "items-changed",
                             G_CALLBACK (update_visible), self, G_CONNECT_SWAPPED);

  tpk_own_route_row_set_profile (self->route_row, profile);
  tpk_server_list_set_profile (self->list, self->workspace, profile);
  update_visible (self);
}

static void
active_profile_changed_cb (TpkServersPage *self)
{
  set_profile (self, tpk_workspace_get_profile (self->workspace));
}

static void
saved_cb (TpkServerDialog *dialog,
          TpkServer       *server,
          gboolean         added,
          TpkServersPage  *self)
{
  if (!added)
    return;

  tpk_server_list_expand (self->list, server);
  tpk_server_list_select (self->list, server);
  if (tpk_profile_get_route (self->profile) == TPK_ROUTE_CLOUD)
    tpk_toast_send (GTK_WIDGET (self),
                    _("Server added. It is not used while calls go through a cloud proxy"));
}

static void
present_dialog (TpkServersPage *self,
                TpkServer      *server)
{
  GtkWidget *dialog = tpk_server_dialog_new (self->workspace, server);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (root));
  g_signal_connect_object (dialog, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_DEFAULT);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
locked_cb (TpkServersPage *self)
{
  gboolean locked = tpk_lock_note_get_locked (self->lock_note);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "servers.add", !locked);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "servers.edit", !locked);
}

static void
add_cb (GtkWidget  *widget,
        const char *action_name,
        GVariant   *parameter)
{
  present_dialog (TPK_SERVERS_PAGE (widget), NULL);
}

static void
edit_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  TpkServersPage *self = TPK_SERVERS_PAGE (widget);
  TpkServer *server = tpk_server_list_find (self->list, g_variant_get_string (parameter, NULL));

  if (server != NULL)
    present_dialog (self, server);
}

static void
search_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TpkServersPage *self = TPK_SERVERS_PAGE (widget);

  if (self->profile == NULL || tpk_profile_get_n_servers (self->profile) == 0)
    return;

  gtk_widget_set_visible (self->search_entry, TRUE);
  gtk_widget_grab_focus (self->search_entry);
}

/* The list does so where the focus is in it; it may also be on what is above. */
static gboolean
select_all_cb (GtkWidget *widget,
               GVariant  *args,
               gpointer   data)
{
  TpkServersPage *self = TPK_SERVERS_PAGE (widget);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->list)))
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate_action (GTK_WIDGET (self->list), "servers.select-all", NULL);
  return GDK_EVENT_STOP;
}

static gboolean
leave_cb (GtkWidget *widget,
          GVariant  *args,
          gpointer   data)
{
  TpkServerSelection *selection = tpk_server_list_get_selection (TPK_SERVERS_PAGE (widget)->list);

  /* Where nobody selects, the key is for others. */
  if (!tpk_server_selection_get_selecting (selection))
    return GDK_EVENT_PROPAGATE;

  tpk_server_selection_set_selecting (selection, FALSE);
  return GDK_EVENT_STOP;
}

static void
tpk_servers_page_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  TpkServersPage *self = TPK_SERVERS_PAGE (object);

  switch (prop_id) {
  case PROP_NARROW:
    g_value_set_boolean (value, self->narrow);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_servers_page_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  TpkServersPage *self = TPK_SERVERS_PAGE (object);

  switch (prop_id) {
  case PROP_CHECK_RUN:
    tpk_servers_page_set_check_run (self, g_value_get_object (value));
    break;
  case PROP_NARROW:
    self->narrow = g_value_get_boolean (value);
    break;
  case PROP_WORKSPACE:
    tpk_servers_page_set_workspace (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_servers_page_dispose (GObject *object)
{
  TpkServersPage *self = TPK_SERVERS_PAGE (object);

  if (self->stack != NULL) {
    tpk_servers_page_set_workspace (self, NULL);
    g_clear_pointer ((GtkWidget **) &self->stack, gtk_widget_unparent);
    g_clear_pointer (&self->lock_clamp, gtk_widget_unparent);
  }

  G_OBJECT_CLASS (tpk_servers_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (TPK_TYPE_LOCK_NOTE);
  g_type_ensure (TPK_TYPE_OWN_ROUTE_ROW);
  g_type_ensure (TPK_TYPE_SERVER_LIST);

  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-servers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkServersPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TpkServersPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, TpkServersPage, select_button);
  gtk_widget_class_bind_template_child (widget_class, TpkServersPage, list);
  gtk_widget_class_bind_template_child (widget_class, TpkServersPage, lock_clamp);
  gtk_widget_class_bind_template_child (widget_class, TpkServersPage, lock_note);
  gtk_widget_class_bind_template_child (widget_class, TpkServersPage, route_row);
  gtk_widget_class_bind_template_child (widget_class, TpkServersPage, search_entry);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, locked_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
tpk_servers_page_class_init (TpkServersPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tpk_servers_page_get_property;
  object_class->set_property = tpk_servers_page_set_property;
  object_class->dispose = tpk_servers_page_dispose;

  /**
   * TpkServersPage:check-run:
   *
   * The checks whose results rows show, or %NULL.
   */
  props[PROP_CHECK_RUN] =
    g_param_spec_object ("check-run", NULL, NULL, TPK_TYPE_CHECK_RUN,
                         G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_WORKSPACE] =
    g_param_spec_object ("workspace", NULL, NULL, TPK_TYPE_WORKSPACE,
                         G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_action (widget_class, "servers.add", NULL, add_cb);
  gtk_widget_class_install_action (widget_class, "servers.edit", "s", edit_cb);
  gtk_widget_class_install_action (widget_class, "servers.search", NULL, search_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK,
                                       "servers.search", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_a, GDK_CONTROL_MASK, select_all_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, leave_cb, NULL);

  bind_template (widget_class);
}

static void
tpk_servers_page_init (TpkServersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tpk_accessible_name_inner (self->add_button, GTK_TYPE_MENU_BUTTON, _("More ways to add servers"));
  g_object_bind_property (self, "narrow", self->list, "narrow", G_BINDING_SYNC_CREATE);
  g_object_bind_property (tpk_server_list_get_selection (self->list), "selecting",
                          self->select_button, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

GtkWidget *
tpk_servers_page_new (void)
{
  return g_object_new (TPK_TYPE_SERVERS_PAGE, NULL);
}

/**
 * tpk_servers_page_set_workspace:
 * @self: the page
 * @workspace: (nullable): the working session
 */
void
tpk_servers_page_set_workspace (TpkServersPage *self,
                                TpkWorkspace   *workspace)
{
  g_return_if_fail (TPK_IS_SERVERS_PAGE (self));

  if (self->workspace == workspace)
    return;

  if (self->workspace != NULL)
    g_signal_handlers_disconnect_by_func (tpk_workspace_get_draft (self->workspace),
                                          active_profile_changed_cb, self);
  g_set_object (&self->workspace, workspace);
  tpk_lock_note_watch (self->lock_note, workspace, TPK_MANAGED_SERVERS);
  tpk_own_route_row_set_workspace (self->route_row, workspace);

  if (workspace == NULL) {
    set_profile (self, NULL);
    return;
  }

  g_signal_connect_object (tpk_workspace_get_draft (workspace), "notify::active-profile",
                           G_CALLBACK (active_profile_changed_cb), self, G_CONNECT_SWAPPED);
  active_profile_changed_cb (self);
}

/**
 * tpk_servers_page_set_check_run:
 * @self: the page
 * @run: (nullable): the checks whose results rows show
 */
void
tpk_servers_page_set_check_run (TpkServersPage *self,
                                TpkCheckRun    *run)
{
  g_return_if_fail (TPK_IS_SERVERS_PAGE (self));

  tpk_server_list_set_results (self->list, run != NULL ? tpk_check_run_get_results (run) : NULL);
}
