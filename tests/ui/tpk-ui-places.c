/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-places.h"

#include "cloud/tpk-allow-own.h"

#include "ui/tpk-about.h"
#include "ui/tpk-allow-group.h"
#include "ui/tpk-checks-page.h"
#include "ui/tpk-clients-page.h"
#include "ui/tpk-help-window.h"
#include "ui/tpk-profile-menu.h"
#include "ui/tpk-server-list.h"

/* One list for those who walk through the whole window: the tests, and the pictures. */
static const TpkUiPlace places[] = {
  { "status", "status", TPK_ROUTE_OWN },
  { "servers", "servers", TPK_ROUTE_OWN },
  { "servers-selecting", "servers", TPK_ROUTE_OWN, "selecting" },
  { "proxy-direct", "proxy", TPK_ROUTE_DIRECT },
  { "proxy-cloud", "proxy", TPK_ROUTE_CLOUD },
  { "proxy-own", "proxy", TPK_ROUTE_OWN },
  { "checks", "checks", TPK_ROUTE_OWN, "targets" },
  { "checks-candidates", "checks", TPK_ROUTE_OWN, "candidates" },
  { "checks-calls", "checks", TPK_ROUTE_OWN, "calls" },
  { "checks-log", "checks", TPK_ROUTE_OWN, "log" },
  { "checks-comparison", "checks", TPK_ROUTE_OWN, "comparison" },
  { "clients", "clients", TPK_ROUTE_OWN },
  { "dialog-add", "servers", TPK_ROUTE_OWN, NULL, "add" },
  { "dialog-edit", "servers", TPK_ROUTE_OWN, NULL, "edit" },
  { "dialog-import", "servers", TPK_ROUTE_OWN, NULL, "import" },
  { "dialog-apply", "servers", TPK_ROUTE_OWN, NULL, "apply" },
  { "dialog-history", "servers", TPK_ROUTE_OWN, NULL, "history" },
  { "dialog-preferences", "servers", TPK_ROUTE_OWN, NULL, "preferences" },
  { "dialog-help", "servers", TPK_ROUTE_OWN, NULL, "help" },
  { "dialog-client", "clients", TPK_ROUTE_OWN, NULL, "client" },
  { "dialog-add-client", "clients", TPK_ROUTE_OWN, NULL, "add-client" },
  { "dialog-allow-add", "proxy", TPK_ROUTE_CLOUD, NULL, "allow.add" },
  { "dialog-allow-export", "proxy", TPK_ROUTE_CLOUD, NULL, "allow.export" },
  { "dialog-allow-letter", "proxy", TPK_ROUTE_CLOUD, NULL, "allow.letter" },
  { "dialog-new-profile", "servers", TPK_ROUTE_OWN, NULL, "profiles.new" },
  { "dialog-rename-profile", "servers", TPK_ROUTE_OWN, NULL, "profiles.rename" },
  { "dialog-about", "status", TPK_ROUTE_OWN, NULL, "about" },
  { "dialog-shortcuts", "status", TPK_ROUTE_OWN, NULL, "shortcuts" },
};

const TpkUiPlace *
tpk_ui_places_get (guint *n_places)
{
  *n_places = G_N_ELEMENTS (places);

  return places;
}

static void
set_selecting (TpkWindow *window,
               gboolean   selecting)
{
  TpkServerList *list = TPK_SERVER_LIST (tpk_ui_test_find (window, TPK_TYPE_SERVER_LIST, 0));
  TpkServerSelection *selection = tpk_server_list_get_selection (list);

  tpk_server_selection_set_selecting (selection, selecting);
  if (selecting)
    gtk_selection_model_select_all (GTK_SELECTION_MODEL (selection));
}

/* Returns the popover that it opened, or NULL. */
GtkWidget *
tpk_ui_places_show_view (TpkWindow  *window,
                         const char *view)
{
  GtkWidget *checks = tpk_ui_test_find (window, TPK_TYPE_CHECKS_PAGE, 0);
  GtkStack *views = tpk_ui_test_child (GtkStack, checks, "views");
  GtkMenuButton *button;

  if (!g_str_equal (view, "comparison")) {
    gtk_stack_set_visible_child_name (views, view);
    return NULL;
  }

  button = GTK_MENU_BUTTON (tpk_ui_test_find (checks, GTK_TYPE_MENU_BUTTON, 0));
  gtk_menu_button_popup (button);

  return GTK_WIDGET (gtk_menu_button_get_popover (button));
}

static void
present_shortcuts (TpkWindow *window)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (APP_PATH "/gtk/help-overlay.ui");
  GtkWindow *overlay = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_window_set_transient_for (overlay, GTK_WINDOW (window));
  gtk_window_present (overlay);
}

static void
edit_server (TpkWindow *window,
             guint      number)
{
  TpkProfile *profile = tpk_workspace_get_profile (tpk_window_get_workspace (window));
  TpkServer *server = tpk_profile_get_server (profile, number);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.edit-server", "s",
                              tpk_server_get_id (server));
}

/* As the window does when it is asked to: @number is a server's or a client's, @text is what to
 * import, or the page of help. */
void
tpk_ui_places_open (TpkWindow  *window,
                    const char *dialog,
                    guint       number,
                    const char *text)
{
  GtkWidget *clients = tpk_ui_test_find (window, TPK_TYPE_CLIENTS_PAGE, 0);
  g_autofree char *action = g_strconcat ("win.", dialog, NULL);

  if (g_str_equal (dialog, "add"))
    gtk_widget_activate_action (GTK_WIDGET (window), "win.add-server", NULL);
  else if (g_str_equal (dialog, "edit"))
    edit_server (window, number);
  else if (g_str_equal (dialog, "import"))
    tpk_window_import_text (window, text);
  else if (g_str_equal (dialog, "help"))
    tpk_help_window_present (GTK_WINDOW (window), text);
  else if (g_str_equal (dialog, "about"))
    tpk_about_present (GTK_WINDOW (window), tpk_window_get_workspace (window));
  else if (g_str_equal (dialog, "shortcuts"))
    present_shortcuts (window);
  else if (g_str_equal (dialog, "client"))
    gtk_widget_activate_action (clients, "clients.show", "u", number);
  else if (g_str_equal (dialog, "add-client"))
    gtk_widget_activate_action (clients, "clients.add", NULL);
  else if (g_str_has_prefix (dialog, "allow."))
    gtk_widget_activate_action (tpk_ui_test_find (window, TPK_TYPE_ALLOW_GROUP, 0), dialog, NULL);
  else if (g_str_has_prefix (dialog, "profiles."))
    gtk_widget_activate_action (tpk_ui_test_find (window, TPK_TYPE_PROFILE_MENU, 0), dialog, NULL);
  else
    gtk_widget_activate_action (GTK_WIDGET (window), action, NULL);
}

/* The dialog that is open, or else the window. */
GtkWidget *
tpk_ui_places_get_top (TpkWindow *window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++) {
    g_autoptr (GtkWidget) other = g_list_model_get_item (toplevels, i);

    if (other != GTK_WIDGET (window) && gtk_widget_get_mapped (other))
      return other;
  }

  return GTK_WIDGET (window);
}

GtkWidget *
tpk_ui_place_open (const TpkUiPlace *place,
                   TpkWindow        *window)
{
  TpkWorkspace *workspace = tpk_window_get_workspace (window);
  TpkProfile *profile = tpk_workspace_get_profile (workspace);
  /* Who has no servers chose no route yet, but where it is chosen. */
  TpkRoute route = tpk_profile_get_n_servers (profile) > 0 || g_str_equal (place->page, "proxy")
                   ? place->route : TPK_ROUTE_DIRECT;
  GtkWidget *popover = NULL;

  if (tpk_profile_get_route (profile) != route)
    tpk_workspace_set_route (workspace, route);
  tpk_window_show_page (window, place->page);
  tpk_ui_test_settle ();
  if (g_strcmp0 (place->view, "selecting") == 0)
    set_selecting (window, TRUE);
  else if (place->view != NULL)
    popover = tpk_ui_places_show_view (window, place->view);
  if (place->dialog != NULL)
    tpk_ui_places_open (window, place->dialog, 0, NULL);
  tpk_ui_test_settle ();

  return popover != NULL ? popover : tpk_ui_places_get_top (window);
}

void
tpk_ui_place_close (TpkWindow *window)
{
  GtkWidget *checks = tpk_ui_test_find (window, TPK_TYPE_CHECKS_PAGE, 0);
  GtkWidget *top = tpk_ui_places_get_top (window);

  gtk_menu_button_popdown (GTK_MENU_BUTTON (tpk_ui_test_find (checks, GTK_TYPE_MENU_BUTTON, 0)));
  tpk_ui_places_show_view (window, "targets");
  set_selecting (window, FALSE);
  if (top != GTK_WIDGET (window))
    gtk_window_destroy (GTK_WINDOW (top));
  tpk_ui_test_settle ();
}

static TpkServer *
add_server (TpkProfile *profile,
            const char *label,
            const char *url,
            const char *password)
{
  g_autoptr (TpkServer) server = tpk_server_new ();
  g_autoptr (TpkCredential) credential = tpk_credential_new_password ("alice", password);

  tpk_server_set_label (server, label);
  tpk_server_add_url (server, url);
  tpk_server_set_credential (server, credential);
  tpk_profile_append_server (profile, server);

  return server;
}

static void
add_client (TpkUiFixture *fixture,
            const char   *client,
            const char   *name)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), name, NULL);
  g_autoptr (TpkClientFile) file = tpk_client_file_new (client, path);

  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  tpk_document_add_client_file (tpk_workspace_get_draft (fixture->workspace), file);
}

void
tpk_ui_places_fill (TpkUiFixture *fixture,
                    const char   *url,
                    guint         n_servers)
{
  TpkDocument *draft = tpk_workspace_get_draft (fixture->workspace);
  TpkProfile *profile = tpk_workspace_get_profile (fixture->workspace);
  const TpkAllowFields fields = { "tcp", "turn.example.org", "443", NULL, NULL, NULL, NULL };
  g_autoptr (TpkAllowEntry) entry = tpk_allow_entry_new (&fields, NULL);
  TpkServer *server;

  tpk_document_add_profile (draft, "Elsewhere");
  add_server (profile, "Frankfurt", url, "s3cret-of-alice");
  server = add_server (profile, "Singapore", "turn://127.0.0.1:1?transport=tcp", "open sesame");
  tpk_server_add_url (server, "turns:127.0.0.1:1?transport=tcp");
  server = add_server (profile, "", "turn:192.0.2.7:3478?transport=tcp", "open sesame");
  tpk_server_set_enabled (server, FALSE);
  for (guint i = 0; i < n_servers; i++) {
    g_autofree char *label = g_strdup_printf ("Relay %u", i + 1);
    g_autofree char *address = g_strdup_printf ("turn:127.0.0.1:1?transport=%s",
                                                i % 2 == 0 ? "tcp" : "udp");

    add_server (profile, label, address, "open sesame");
  }
  tpk_allow_list_append (tpk_profile_get_allow_list (profile), entry);
  add_client (fixture, "acs", "acs.json");
  add_client (fixture, "agora", "agora.json");
  tpk_workspace_set_route (fixture->workspace, TPK_ROUTE_OWN);
}
