/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-window"

#include "config.h"

#include "tpk-window.h"

#include <glib/gi18n-lib.h>
#include <malloc.h>

#include "tpk-breakpoint-bin.h"
#include "tpk-checks-page.h"
#include "tpk-clients-page.h"
#include "tpk-notices.h"
#include "tpk-profile-menu.h"
#include "tpk-proxy-page.h"
#include "tpk-servers-page.h"
#include "tpk-session-bar.h"
#include "tpk-settings.h"
#include "tpk-status-page.h"
#include "tpk-toast.h"
#include "tpk-window-apply.h"
#include "tpk-window-checks.h"
#include "tpk-window-dialogs.h"
#include "tpk-window-import.h"

/**
 * TpkWindow:
 *
 * The window on one working session. Pages get what they need by their properties `workspace`,
 * `check-run` and `narrow`, and act through the window's actions.
 */
struct _TpkWindow
{
  AdwApplicationWindow  parent_instance;

  TpkBreakpointBin     *breakpoint_bin;
  TpkProfileMenu       *profile_menu;
  AdwViewSwitcher      *view_switcher;
  AdwViewStack         *stack;
  TpkStatusPage        *status_page;
  GtkWidget            *servers_page;
  GtkStack             *check_stack;
  GtkWidget            *apply_button;
  GtkProgressBar       *progress_bar;
  TpkNotices           *notices;
  TpkSessionBar        *session_bar;

  TpkWorkspace         *workspace;       /* (nullable) (owned) */
  TpkChecker           *checker;         /* (nullable) (owned) */
  GHashTable           *pages;           /* (element-type GtkWidget): those that are set up */
  guint                 set_up_id;
  gboolean              has_opened;
};

G_DEFINE_FINAL_TYPE (TpkWindow, tpk_window, ADW_TYPE_APPLICATION_WINDOW)

enum {
  PROP_0,
  PROP_WORKSPACE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
compact_cb (TpkWindow *self)
{
  gboolean compact = tpk_breakpoint_bin_get_compact (self->breakpoint_bin);

  adw_view_switcher_set_policy (self->view_switcher, compact ? ADW_VIEW_SWITCHER_POLICY_NARROW
                                                             : ADW_VIEW_SWITCHER_POLICY_WIDE);
  if (tpk_breakpoint_bin_get_narrow (self->breakpoint_bin))
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
}

static void
update_actions (TpkWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean modified = tpk_workspace_is_modified (self->workspace);

  gtk_widget_action_set_enabled (widget, "win.undo", tpk_workspace_can_undo (self->workspace));
  gtk_widget_action_set_enabled (widget, "win.redo", tpk_workspace_can_redo (self->workspace));
  gtk_widget_action_set_enabled (widget, "win.apply", modified);
  gtk_widget_action_set_enabled (widget, "win.discard", modified);
  if (modified)
    gtk_widget_add_css_class (self->apply_button, "suggested-action");
  else
    gtk_widget_remove_css_class (self->apply_button, "suggested-action");
}

/* Each place in the window has what it needs of these properties, and no other. */
static void
set_up_page (TpkWindow *self,
             GtkWidget *page)
{
  GObjectClass *klass = G_OBJECT_GET_CLASS (page);

  if (!g_hash_table_add (self->pages, page))
    return;

  if (g_object_class_find_property (klass, "workspace") != NULL)
    g_object_set (page, "workspace", self->workspace, NULL);
  if (g_object_class_find_property (klass, "checker") != NULL)
    g_object_set (page, "checker", self->checker, NULL);
  if (g_object_class_find_property (klass, "check-run") != NULL)
    g_object_bind_property (self->checker, "run", page, "check-run", G_BINDING_SYNC_CREATE);
}

static void
set_up_pages (TpkWindow *self)
{
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (self->stack);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++) {
    g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

    set_up_page (self, adw_view_stack_page_get_child (page));
  }
}

static void
running_cb (TpkWindow *self)
{
  gboolean running = tpk_checker_is_running (self->checker);

  /* Those that follow a check do so from its beginning. */
  if (running)
    set_up_pages (self);

  gtk_stack_set_visible_child_name (self->check_stack, running ? "stop" : "check");
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.stop", running);
}

static void
check_finished_cb (TpkWindow    *self,
                   const GError *error)
{
  TpkCheckRun *run = tpk_checker_get_run (self->checker);
  TpkVerdict *verdict = tpk_check_run_get_verdict (run);

  if (error != NULL) {
    tpk_toast_send (GTK_WIDGET (self->stack), error->message);
    return;
  }
  if (verdict == NULL || tpk_verdict_get_state (verdict) == TPK_VERDICT_STATE_CANCELLED)
    return;

  /* Whoever looks at these has it before their eyes. */
  if (g_strcmp0 (tpk_window_get_page (self), "status") != 0 &&
      g_strcmp0 (tpk_window_get_page (self), "checks") != 0)
    tpk_toast_send_action (GTK_WIDGET (self->stack), tpk_verdict_get_headline (verdict),
                           _("_Details"), "win.show-page", g_variant_new_string ("checks"));
}

static gboolean
set_up_pages_cb (gpointer data)
{
  TpkWindow *self = data;

  self->set_up_id = 0;
  set_up_pages (self);
  /* What only the templates needed goes back to the system. */
  malloc_trim (0);

  return G_SOURCE_REMOVE;
}

/* Pages make many widgets for what there is to show, and the window need not wait for those that
 * nobody sees yet: their turn comes after its first frame. */
static void
set_up_shown_page (TpkWindow *self)
{
  GtkWidget *page = adw_view_stack_get_visible_child (self->stack);

  if (self->workspace != NULL && page != NULL)
    set_up_page (self, page);
}

static void
page_changed_cb (TpkWindow *self)
{
  set_up_shown_page (self);
  g_object_set (self->session_bar,
                "on-status", g_strcmp0 (tpk_window_get_page (self), "status") == 0,
                NULL);
}

static void
check_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  TpkWindow *self = TPK_WINDOW (widget);

  static const char *const watching[] = { "status", "servers", "checks", NULL };

  /* On the other pages nobody would see results come in. */
  if (!g_strv_contains (watching, tpk_window_get_page (self)))
    tpk_window_show_page (self, "status");
  if (!tpk_checker_start (self->checker))
    tpk_toast_send_action (GTK_WIDGET (self->stack), _("There is no server to check yet"),
                           _("_Add Server"), "win.add-server", NULL);
}

static void
stop_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  tpk_checker_stop (TPK_WINDOW (widget)->checker);
}

static void
apply_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  TpkWindow *self = TPK_WINDOW (widget);

  tpk_window_apply_present (GTK_WIDGET (self->stack), self->workspace);
}

static void
undo_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  TpkWindow *self = TPK_WINDOW (widget);

  if (g_str_equal (action_name, "win.undo"))
    tpk_workspace_undo (self->workspace);
  else
    tpk_workspace_redo (self->workspace);
}

static void
discard_cb (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  TpkWindow *self = TPK_WINDOW (widget);

  tpk_workspace_discard (self->workspace);
  tpk_toast_send_action (GTK_WIDGET (self->stack), _("Changes discarded"), _("_Undo"), "win.undo",
                         NULL);
}

static void
add_server_cb (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  TpkWindow *self = TPK_WINDOW (widget);

  tpk_window_show_page (self, "servers");
  gtk_widget_activate_action (self->servers_page, "servers.add", NULL);
}

/* From whatever page: whoever closes the dialog is where they were, with what comes next. */
static void
edit_server_cb (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  gtk_widget_activate_action_variant (TPK_WINDOW (widget)->servers_page, "servers.edit", parameter);
}

static void
show_result_cb (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  TpkWindow *self = TPK_WINDOW (widget);
  GtkWidget *page = adw_view_stack_get_child_by_name (self->stack, "checks");

  tpk_window_show_page (self, "checks");
  tpk_checks_page_select (TPK_CHECKS_PAGE (page), g_variant_get_uint32 (parameter));
}

static void
show_page_cb (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  tpk_window_show_page (TPK_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
paste_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  tpk_window_import_paste (TPK_WINDOW (widget));
}

static void
import_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  if (g_str_equal (action_name, "win.import-file"))
    tpk_window_import_choose (TPK_WINDOW (widget));
  else
    tpk_window_import_text (TPK_WINDOW (widget), NULL);
}

static void
flushed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  GApplication *application = data;
  g_autoptr (GError) error = NULL;

  if (!tpk_workspace_flush_finish (TPK_WORKSPACE (source), result, &error))
    g_warning ("The draft could not be saved: %s", error->message);

  if (application != NULL) {
    g_application_release (application);
    g_object_unref (application);
  }
}

static gboolean
tpk_window_close_request (GtkWindow *window)
{
  TpkWindow *self = TPK_WINDOW (window);
  GApplication *application = G_APPLICATION (gtk_window_get_application (window));

  /* What was typed last is saved before the process ends. */
  if (application != NULL) {
    g_object_ref (application);
    g_application_hold (application);
  }
  tpk_workspace_flush_async (self->workspace, NULL, flushed_cb, application);

  return GTK_WINDOW_CLASS (tpk_window_parent_class)->close_request (window);
}

static void
set_workspace (TpkWindow    *self,
               TpkWorkspace *workspace)
{
  g_autoptr (TpkNetwork) network = NULL;

  g_return_if_fail (workspace != NULL);

  self->workspace = g_object_ref (workspace);
  network = tpk_network_new ();
  self->checker = tpk_checker_new (workspace, network);

  tpk_profile_menu_set_workspace (self->profile_menu, workspace);
  tpk_session_bar_set_workspace (self->session_bar, workspace, self->checker);
  set_up_shown_page (self);
  tpk_status_page_set_checker (self->status_page, workspace, self->checker);

  g_object_bind_property (self->checker, "progress", self->progress_bar, "fraction", 0);
  g_signal_connect_object (self->checker, "notify::running", G_CALLBACK (running_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->checker, "finished", G_CALLBACK (check_finished_cb), self,
                           G_CONNECT_SWAPPED);

  g_signal_connect_object (workspace, "notify", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
  tpk_window_apply_watch (GTK_WIDGET (self->stack), workspace);
  tpk_notices_set_workspace (self->notices, workspace);
  g_signal_connect_object (workspace, "managed-changed",
                           G_CALLBACK (tpk_window_import_update_lock), self, G_CONNECT_SWAPPED);
  tpk_window_import_update_lock (self);
  update_actions (self);
  running_cb (self);
}

static void
tpk_window_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  switch (prop_id) {
  case PROP_WORKSPACE:
    set_workspace (TPK_WINDOW (object), g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_window_constructed (GObject *object)
{
  TpkWindow *self = TPK_WINDOW (object);
  GSettings *settings = tpk_settings_get ();
  int width;

  G_OBJECT_CLASS (tpk_window_parent_class)->constructed (object);

  if (settings != NULL) {
    g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
    g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
    g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  }

  g_object_get (self, "default-width", &width, NULL);
  tpk_breakpoint_bin_expect_width (self->breakpoint_bin, width);
}

static void
tpk_window_map (GtkWidget *widget)
{
  TpkWindow *self = TPK_WINDOW (widget);
  GSettings *settings = tpk_settings_get ();

  GTK_WIDGET_CLASS (tpk_window_parent_class)->map (widget);

  if (!self->has_opened)
    self->set_up_id = g_idle_add_full (G_PRIORITY_LOW, set_up_pages_cb, self, NULL);
  if (!self->has_opened && settings != NULL &&
      g_settings_get_boolean (settings, "check-on-start"))
    tpk_checker_start (self->checker);
  self->has_opened = TRUE;
}

static void
tpk_window_dispose (GObject *object)
{
  TpkWindow *self = TPK_WINDOW (object);

  g_clear_handle_id (&self->set_up_id, g_source_remove);
  if (self->checker != NULL)
    tpk_checker_stop (self->checker);
  g_clear_object (&self->checker);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->pages, g_hash_table_unref);

  G_OBJECT_CLASS (tpk_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.add-server", NULL, add_server_cb);
  gtk_widget_class_install_action (widget_class, "win.apply", NULL, apply_cb);
  gtk_widget_class_install_action (widget_class, "win.check", NULL, check_cb);
  gtk_widget_class_install_action (widget_class, "win.discard", NULL, discard_cb);
  gtk_widget_class_install_action (widget_class, "win.edit-server", "s", edit_server_cb);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_cb);
  gtk_widget_class_install_action (widget_class, "win.import-file", NULL, import_cb);
  gtk_widget_class_install_action (widget_class, "win.paste", NULL, paste_cb);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, undo_cb);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_cb);
  gtk_widget_class_install_action (widget_class, "win.show-result", "u", show_result_cb);
  gtk_widget_class_install_action (widget_class, "win.stop", NULL, stop_cb);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_cb);

  /* These belong to a text that is being edited, first of all. An accelerator of the application
   * would come before it. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK,
                                       "win.paste", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK,
                                       "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "win.redo", NULL);
}

static void
tpk_window_class_init (TpkWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = tpk_window_set_property;
  object_class->constructed = tpk_window_constructed;
  object_class->dispose = tpk_window_dispose;
  widget_class->map = tpk_window_map;
  GTK_WINDOW_CLASS (klass)->close_request = tpk_window_close_request;

  props[PROP_WORKSPACE] =
    g_param_spec_object ("workspace", NULL, NULL, TPK_TYPE_WORKSPACE,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (TPK_TYPE_BREAKPOINT_BIN);
  g_type_ensure (TPK_TYPE_NOTICES);
  g_type_ensure (TPK_TYPE_PROFILE_MENU);
  g_type_ensure (TPK_TYPE_SERVERS_PAGE);
  g_type_ensure (TPK_TYPE_SESSION_BAR);
  g_type_ensure (TPK_TYPE_PROXY_PAGE);
  g_type_ensure (TPK_TYPE_CHECKS_PAGE);
  g_type_ensure (TPK_TYPE_STATUS_PAGE);
  g_type_ensure (TPK_TYPE_CLIENTS_PAGE);

  install_actions (widget_class);
  tpk_window_checks_install_actions (widget_class);
  tpk_window_dialogs_install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkWindow, breakpoint_bin);
  gtk_widget_class_bind_template_child (widget_class, TpkWindow, profile_menu);
  gtk_widget_class_bind_template_child (widget_class, TpkWindow, view_switcher);
  gtk_widget_class_bind_template_child (widget_class, TpkWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, TpkWindow, servers_page);
  gtk_widget_class_bind_template_child (widget_class, TpkWindow, status_page);
  gtk_widget_class_bind_template_child (widget_class, TpkWindow, check_stack);
  gtk_widget_class_bind_template_child (widget_class, TpkWindow, apply_button);
  gtk_widget_class_bind_template_child (widget_class, TpkWindow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, TpkWindow, notices);
  gtk_widget_class_bind_template_child (widget_class, TpkWindow, session_bar);
  gtk_widget_class_bind_template_callback (widget_class, compact_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_changed_cb);
}

static void
tpk_window_init (TpkWindow *self)
{
  self->pages = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  page_changed_cb (self);
  gtk_window_set_title (GTK_WINDOW (self), APP_NAME);
  tpk_window_import_accept_drops (self);
}

/**
 * tpk_window_new:
 * @application: (nullable): the application that it belongs to
 * @workspace: the working session, loaded
 *
 * Returns: (transfer none): a window
 */
GtkWidget *
tpk_window_new (GtkApplication *application,
                TpkWorkspace   *workspace)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (workspace), NULL);

  return g_object_new (TPK_TYPE_WINDOW,
                       "application", application,
                       "workspace", workspace,
                       NULL);
}

TpkWorkspace *
tpk_window_get_workspace (TpkWindow *self)
{
  g_return_val_if_fail (TPK_IS_WINDOW (self), NULL);

  return self->workspace;
}

TpkChecker *
tpk_window_get_checker (TpkWindow *self)
{
  g_return_val_if_fail (TPK_IS_WINDOW (self), NULL);

  return self->checker;
}

/**
 * tpk_window_get_page:
 * @self: the window
 *
 * Returns: (transfer none): the name of the page that is shown
 */
const char *
tpk_window_get_page (TpkWindow *self)
{
  g_return_val_if_fail (TPK_IS_WINDOW (self), NULL);

  return adw_view_stack_get_visible_child_name (self->stack);
}

void
tpk_window_show_page (TpkWindow  *self,
                      const char *name)
{
  g_return_if_fail (TPK_IS_WINDOW (self));
  g_return_if_fail (name != NULL);

  if (adw_view_stack_get_child_by_name (self->stack, name) != NULL)
    adw_view_stack_set_visible_child_name (self->stack, name);
}
