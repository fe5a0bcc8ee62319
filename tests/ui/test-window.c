/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "cloud/tpk-versions.h"
#include "store/tpk-call-lease.h"

#include "tpk-ui-test.h"
#include "ui/tpk-about.h"
#include "ui/tpk-apply-dialog.h"
#include "ui/tpk-breakpoint-bin.h"
#include "ui/tpk-import-dialog.h"
#include "ui/tpk-name-dialog.h"
#include "ui/tpk-profile-menu.h"
#include "ui/tpk-server-dialog.h"
#include "ui/tpk-server-row.h"
#include "ui/tpk-servers-page.h"
#include "ui/tpk-window.h"

typedef struct {
  TpkUiFixture  base;
  TpkWindow    *window;
} Fixture;

static TpkProfile *
get_profile (Fixture *fixture)
{
  return tpk_workspace_get_profile (fixture->base.workspace);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  tpk_ui_fixture_set_up (&fixture->base, NULL);
  fixture->window = TPK_WINDOW (tpk_window_new (NULL, fixture->base.workspace));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1100, 700);
  gtk_window_present (GTK_WINDOW (fixture->window));
  tpk_ui_test_settle ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  tpk_ui_test_settle ();
  g_assert_null (fixture->window);
  tpk_ui_fixture_tear_down (&fixture->base, NULL);
}

static void
activate (Fixture    *fixture,
          const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
  tpk_ui_test_settle ();
}

/* An action of the list, for the selected server. */
static void
activate_on (Fixture    *fixture,
             const char *action,
             TpkServer  *server)
{
  GtkWidget *list = tpk_ui_test_find (fixture->window, GTK_TYPE_LIST_VIEW, 0);

  g_assert_true (gtk_widget_activate_action (list, action, "s", tpk_server_get_id (server)));
  tpk_ui_test_settle ();
}

static const char *
get_label (Fixture *fixture,
           guint    position)
{
  return tpk_server_get_label (tpk_profile_get_server (get_profile (fixture), position));
}

static void
test_first_run (Fixture       *fixture,
                gconstpointer  data)
{
  GtkWidget *page = tpk_ui_test_get_child (fixture->window, "servers_page");
  GtkStack *stack = tpk_ui_test_child (GtkStack, page, "stack");

  g_assert_cmpstr (tpk_window_get_page (fixture->window), ==, "status");
  tpk_window_show_page (fixture->window, "servers");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "empty");

  tpk_ui_test_click (tpk_ui_test_find_button (page, "Use a Cloud P_roxy"));
  g_assert_cmpstr (tpk_window_get_page (fixture->window), ==, "proxy");
  tpk_window_show_page (fixture->window, "servers");

  tpk_ui_test_click (tpk_ui_test_find_button (page, "_Add a Server"));
  g_assert_nonnull (tpk_ui_test_find_window (TPK_TYPE_SERVER_DIALOG));
  gtk_window_destroy (tpk_ui_test_find_window (TPK_TYPE_SERVER_DIALOG));

  tpk_ui_fixture_add_server (&fixture->base, "Office", "turn:one.turnpike.test");
  tpk_ui_test_settle ();
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "list");
}

static void
test_delete_and_undo (Fixture       *fixture,
                      gconstpointer  data)
{
  TpkServer *second;
  GtkWidget *undo;

  tpk_ui_fixture_add_server (&fixture->base, "One", "turn:one.turnpike.test");
  second = tpk_ui_fixture_add_server (&fixture->base, "Two", "turn:two.turnpike.test");
  tpk_ui_fixture_add_server (&fixture->base, "Three", "turn:three.turnpike.test");
  tpk_ui_test_settle ();

  activate_on (fixture, "servers.remove", second);
  g_assert_cmpuint (tpk_profile_get_n_servers (get_profile (fixture)), ==, 2);
  g_assert_cmpstr (get_label (fixture, 1), ==, "Three");

  /* Other edits in between do not matter. */
  tpk_server_set_label (tpk_profile_get_server (get_profile (fixture), 0), "First");
  tpk_workspace_commit (fixture->base.workspace, "Edit");

  undo = tpk_ui_test_find_button (tpk_ui_test_find (fixture->window, ADW_TYPE_TOAST_OVERLAY, 0),
                                  "_Undo");
  g_assert_nonnull (undo);
  tpk_ui_test_click (undo);
  g_assert_cmpuint (tpk_profile_get_n_servers (get_profile (fixture)), ==, 3);
  g_assert_cmpstr (get_label (fixture, 0), ==, "First");
  g_assert_cmpstr (get_label (fixture, 1), ==, "Two");
  g_assert_cmpstr (get_label (fixture, 2), ==, "Three");
}

static void
test_undo_twice_is_once (Fixture       *fixture,
                         gconstpointer  data)
{
  TpkServer *only = tpk_ui_fixture_add_server (&fixture->base, "One", "turn:one.turnpike.test");
  GtkWidget *undo;

  tpk_ui_test_settle ();
  activate_on (fixture, "servers.remove", only);
  g_assert_cmpuint (tpk_profile_get_n_servers (get_profile (fixture)), ==, 0);
  undo = tpk_ui_test_find_button (tpk_ui_test_find (fixture->window, ADW_TYPE_TOAST_OVERLAY, 0),
                                  "_Undo");

  activate (fixture, "win.undo");
  g_assert_cmpuint (tpk_profile_get_n_servers (get_profile (fixture)), ==, 1);
  tpk_ui_test_click (undo);
  g_assert_cmpuint (tpk_profile_get_n_servers (get_profile (fixture)), ==, 1);

  activate (fixture, "win.redo");
  g_assert_cmpuint (tpk_profile_get_n_servers (get_profile (fixture)), ==, 0);
}

static void
test_paste (Fixture       *fixture,
            gconstpointer  data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
  GtkWindow *dialog;

  gdk_clipboard_set_text (clipboard,
                          "{ iceServers: [ { urls: ['turn:turn.turnpike.test:3478?transport=udp',\n"
                          "'turns:turn.turnpike.test:443?transport=tcp'], // ours\n"
                          "username: 'alice', credential: 'open sesame', }, ], }");
  activate (fixture, "win.paste");
  while ((dialog = tpk_ui_test_find_window (TPK_TYPE_IMPORT_DIALOG)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_test_settle ();

  g_assert_cmpuint (tpk_profile_get_n_servers (get_profile (fixture)), ==, 0);
  g_assert_cmpstr (gtk_button_get_label (tpk_ui_test_child (GtkButton, dialog, "apply_button")), ==,
                   "_Add 1 Server");
  tpk_ui_test_click (tpk_ui_test_get_child (dialog, "apply_button"));
  g_assert_null (tpk_ui_test_find_window (TPK_TYPE_IMPORT_DIALOG));

  g_assert_cmpuint (tpk_profile_get_n_servers (get_profile (fixture)), ==, 1);
  g_assert_cmpint (tpk_profile_get_route (get_profile (fixture)), ==, TPK_ROUTE_OWN);
  g_assert_nonnull (tpk_ui_test_find_button (tpk_ui_test_find (fixture->window,
                                                               ADW_TYPE_TOAST_OVERLAY, 0),
                                             "_Undo"));
}

static void
test_actions_follow (Fixture       *fixture,
                     gconstpointer  data)
{
  GtkWidget *apply = tpk_ui_test_get_child (fixture->window, "apply_button");

  g_assert_false (gtk_widget_get_sensitive (apply));
  tpk_ui_fixture_add_server (&fixture->base, "One", "turn:one.turnpike.test");
  tpk_ui_test_settle ();
  g_assert_true (gtk_widget_get_sensitive (apply));
  g_assert_true (gtk_widget_has_css_class (apply, "suggested-action"));

  /* It asks once, and again when that was answered. */
  for (guint i = 0; i < 2; i++) {
    activate (fixture, "win.apply");
    activate (fixture, "win.apply");
    g_assert_nonnull (tpk_ui_test_find_window (TPK_TYPE_APPLY_DIALOG));
    gtk_window_destroy (tpk_ui_test_find_window (TPK_TYPE_APPLY_DIALOG));
    tpk_ui_test_settle ();
    g_assert_null (tpk_ui_test_find_window (TPK_TYPE_APPLY_DIALOG));
  }

  activate (fixture, "win.discard");
  g_assert_cmpuint (tpk_profile_get_n_servers (get_profile (fixture)), ==, 0);
  g_assert_false (gtk_widget_get_sensitive (apply));
  activate (fixture, "win.undo");
  g_assert_cmpuint (tpk_profile_get_n_servers (get_profile (fixture)), ==, 1);
}

static void
test_profiles (Fixture       *fixture,
               gconstpointer  data)
{
  GtkWidget *menu = tpk_ui_test_find (fixture->window, TPK_TYPE_PROFILE_MENU, 0);
  TpkDocument *draft = tpk_workspace_get_draft (fixture->base.workspace);
  GListModel *profiles = tpk_document_get_profiles (draft);
  TpkServer *server = tpk_ui_fixture_add_server (&fixture->base, "One", "turn:one.turnpike.test");
  g_autofree char *name = g_strdup (tpk_profile_get_name (get_profile (fixture)));
  GtkWindow *dialog;

  gtk_widget_activate_action (menu, "profiles.new", NULL);
  dialog = tpk_ui_test_find_window (TPK_TYPE_NAME_DIALOG);
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "accept"));
  tpk_ui_test_type (tpk_ui_test_find (dialog, ADW_TYPE_ENTRY_ROW, 0), name);
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "accept"));
  tpk_ui_test_type (tpk_ui_test_find (dialog, ADW_TYPE_ENTRY_ROW, 0), " On the road ");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "accept");
  tpk_ui_test_settle ();

  g_assert_cmpuint (g_list_model_get_n_items (profiles), ==, 2);
  g_assert_cmpstr (tpk_profile_get_name (get_profile (fixture)), ==, "On the road");
  g_assert_cmpuint (tpk_profile_get_n_servers (get_profile (fixture)), ==, 0);

  gtk_widget_activate_action (menu, "profiles.select", "s", name);
  tpk_ui_test_settle ();
  g_assert_true (tpk_profile_get_server (get_profile (fixture), 0) == server);
  g_assert_true (tpk_server_row_get_server
                   (TPK_SERVER_ROW (tpk_ui_test_find (fixture->window, TPK_TYPE_SERVER_ROW, 0)))
                 == server);

  gtk_widget_activate_action (menu, "profiles.remove", NULL);
  tpk_ui_test_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (profiles), ==, 1);
  g_assert_cmpstr (tpk_profile_get_name (get_profile (fixture)), ==, "On the road");
  /* There has to be one. */
  gtk_widget_activate_action (menu, "profiles.remove", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (profiles), ==, 1);

  tpk_ui_test_click (tpk_ui_test_find_button (tpk_ui_test_find (fixture->window,
                                                                ADW_TYPE_TOAST_OVERLAY, 0),
                                              "_Undo"));
  g_assert_cmpuint (g_list_model_get_n_items (profiles), ==, 2);
  g_assert_cmpstr (tpk_profile_get_name (get_profile (fixture)), ==, name);
  g_assert_cmpstr (get_label (fixture, 0), ==, "One");
}

static void
finished_cb (TpkChecker   *checker,
             const GError *error,
             gboolean     *done)
{
  g_assert_no_error (error);
  *done = TRUE;
}

static void
test_check (Fixture       *fixture,
            gconstpointer  data)
{
  TpkChecker *checker = tpk_window_get_checker (fixture->window);
  GtkStack *stack = tpk_ui_test_child (GtkStack, fixture->window, "check_stack");
  gboolean done = FALSE;
  TpkServer *server;
  GtkWidget *row;

  /* Nothing to check: a way to get something. */
  activate (fixture, "win.check");
  g_assert_null (tpk_checker_get_run (checker));
  g_assert_nonnull (tpk_ui_test_find_button (tpk_ui_test_find (fixture->window,
                                                               ADW_TYPE_TOAST_OVERLAY, 0),
                                             "_Add Server"));

  server = tpk_ui_fixture_add_server (&fixture->base, "Closed", "turn:127.0.0.1:1?transport=tcp");
  tpk_profile_set_route (get_profile (fixture), TPK_ROUTE_OWN);
  tpk_workspace_commit (fixture->base.workspace, "Route");
  tpk_ui_test_settle ();

  g_signal_connect (checker, "finished", G_CALLBACK (finished_cb), &done);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.check", NULL);
  g_assert_true (tpk_checker_is_running (checker));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "stop");
  tpk_ui_test_wait (&done);
  tpk_ui_test_settle ();

  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "check");
  tpk_window_show_page (fixture->window, "servers");
  tpk_ui_test_settle ();
  row = tpk_ui_test_find (fixture->window, TPK_TYPE_SERVER_ROW, 0);
  g_assert_true (tpk_server_row_get_server (TPK_SERVER_ROW (row)) == server);
  g_assert_cmpint (tpk_server_row_get_state (TPK_SERVER_ROW (row)), ==, TPK_STATE_ERROR);
}

static GtkWidget *
wait_for_toast (Fixture    *fixture,
                const char *text)
{
  GtkWidget *overlay = tpk_ui_test_find (fixture->window, ADW_TYPE_TOAST_OVERLAY, 0);
  GType type = g_type_from_name ("AdwToastWidget");
  GtkWidget *toast;

  while ((toast = tpk_ui_test_find (overlay, type, 0)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (tpk_ui_test_find (toast, GTK_TYPE_LABEL, 0))),
                   ==, text);

  return toast;
}

/* Toasts come one after the other. */
static void
close_toast (GtkWidget *toast)
{
  GtkWidget *button = tpk_ui_test_find (toast, GTK_TYPE_BUTTON, 0);

  if (g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (button)), "window-close-symbolic") != 0)
    button = tpk_ui_test_find (toast, GTK_TYPE_BUTTON, 1);
  g_object_ref (toast);
  tpk_ui_test_click (button);
  while (gtk_widget_get_parent (toast) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (toast);
}

/* What is applied during a call is told when that is done, and when it takes effect. */
static void
test_call_ends (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkCallLease) lease = NULL;
  GtkWidget *dialog;
  GtkWidget *button;

  lease = tpk_call_lease_take (fixture->base.folder, "Linphone", &error);
  g_assert_no_error (error);
  tpk_ui_fixture_add_server (&fixture->base, "One", "turn:one.turnpike.test");
  activate (fixture, "win.apply");
  dialog = GTK_WIDGET (tpk_ui_test_find_window (TPK_TYPE_APPLY_DIALOG));
  button = tpk_ui_test_get_child (dialog, "apply_button");
  while (!gtk_widget_get_sensitive (button))
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_test_click (button);
  close_toast (wait_for_toast (fixture, "A call is in progress: the changes take effect when it "
                                        "ends"));
  g_assert_null (tpk_ui_test_find_window (TPK_TYPE_APPLY_DIALOG));

  /* Whoever is about to apply more is told after that. */
  tpk_ui_fixture_add_server (&fixture->base, "Two", "turn:two.turnpike.test");
  activate (fixture, "win.apply");
  tpk_call_lease_release (lease);
  while (tpk_workspace_is_staged (fixture->base.workspace))
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_test_settle ();
  g_assert_null (tpk_ui_test_find (fixture->window, g_type_from_name ("AdwToastWidget"), 0));
  gtk_window_destroy (tpk_ui_test_find_window (TPK_TYPE_APPLY_DIALOG));
  close_toast (wait_for_toast (fixture, "The call has ended. The next one uses the new settings."));

  /* Once. */
  g_assert_null (tpk_ui_test_find (fixture->window, g_type_from_name ("AdwToastWidget"), 0));
  g_assert_true (tpk_workspace_is_modified (fixture->base.workspace));
}

static void
test_widths (Fixture       *fixture,
             gconstpointer  data)
{
  TpkBreakpointBin *bin = tpk_ui_test_child (TpkBreakpointBin, fixture->window, "breakpoint_bin");
  GtkWidget *child = tpk_breakpoint_bin_get_child (bin);
  static const int widths[] = { 360, 720, 1200, 360 };

  tpk_ui_fixture_add_server (&fixture->base, "One", "turns:one.turnpike.test:443?transport=tcp");

  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++) {
    gtk_window_set_default_size (GTK_WINDOW (fixture->window), widths[i], 640);
    while (tpk_breakpoint_bin_get_narrow (bin) != (widths[i] < 600) ||
           tpk_breakpoint_bin_get_compact (bin) != (widths[i] < 1160))
      g_main_context_iteration (NULL, TRUE);

    for (guint p = 0; p < 5; p++) {
      static const char *const pages[] = { "status", "servers", "proxy", "checks", "clients" };
      int minimum;

      tpk_window_show_page (fixture->window, pages[p]);
      tpk_ui_test_settle ();
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      g_test_message ("%s at %d: %d", pages[p], widths[i], minimum);
      g_assert_cmpint (minimum, <=, widths[i]);
    }
  }
}

static void
test_debug_info (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *libraries = tpk_versions_dup_libraries ();
  g_autofree char *first = g_strdup_printf ("turnpike " VERSION "\n%s\nGTK ", libraries);
  g_autofree char *info = NULL;

  tpk_ui_fixture_add_server (&fixture->base, "Head office", "turn:hidden.turnpike.test");
  info = tpk_about_dup_debug_info (fixture->base.workspace);

  g_assert_true (g_str_has_prefix (info, first));
  g_assert_nonnull (strstr (info, "route direct, relay-only yes, 1 servers\n"));
  g_assert_nonnull (strstr (info, "\nTLS: "));
  g_assert_nonnull (strstr (info, "\nSettings: GMemorySettingsBackend\n"));
  g_assert_nonnull (strstr (info, "\nFlatpak: no\n"));
  g_assert_null (strstr (info, "hidden"));
  g_assert_null (strstr (info, "alice"));
  g_assert_null (strstr (info, "open sesame"));
  g_assert_null (strstr (info, "Head office"));
}

/* Returns: (transfer full): who is spoken to and does not answer */
static GSocket *
new_silent_server (char **url)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM,
                                  G_SOCKET_PROTOCOL_UDP, &error);

  g_assert_no_error (error);
  g_socket_bind (socket, any, FALSE, &error);
  g_assert_no_error (error);
  local = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);
  *url = g_strdup_printf ("stun:127.0.0.1:%u",
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local)));

  return socket;
}

static void
test_escape (Fixture       *fixture,
             gconstpointer  data)
{
  TpkChecker *checker = tpk_window_get_checker (fixture->window);
  g_autofree char *url = NULL;
  g_autoptr (GSocket) server = new_silent_server (&url);
  g_auto (GValue) report = G_VALUE_INIT;
  GdkContentProvider *content;
  GtkWidget *select;
  gboolean done = FALSE;

  tpk_ui_fixture_add_server (&fixture->base, "Silent", url);
  tpk_profile_set_route (get_profile (fixture), TPK_ROUTE_OWN);
  tpk_workspace_commit (fixture->base.workspace, "Route");
  tpk_window_show_page (fixture->window, "servers");
  tpk_ui_test_settle ();
  select = tpk_ui_test_get_child (tpk_ui_test_find (fixture->window, TPK_TYPE_SERVERS_PAGE, 0),
                                  "select_button");

  g_signal_connect (checker, "finished", G_CALLBACK (finished_cb), &done);
  activate (fixture, "win.check");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (select), TRUE);
  gtk_window_set_focus (GTK_WINDOW (fixture->window), select);

  /* First it is for what is nearest. */
  tpk_ui_test_press (GTK_WINDOW (fixture->window), GDK_KEY_Escape, 0);
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (select)));
  g_assert_true (tpk_checker_is_running (checker));

  tpk_ui_test_press (GTK_WINDOW (fixture->window), GDK_KEY_Escape, 0);
  tpk_ui_test_wait (&done);
  g_assert_cmpint (tpk_verdict_get_state (tpk_check_run_get_verdict
                                            (tpk_checker_get_run (checker))),
                   ==, TPK_VERDICT_STATE_CANCELLED);

  /* What has been found can be passed on from whatever page. */
  activate (fixture, "win.copy-report");
  content = gdk_clipboard_get_content (gtk_widget_get_clipboard (GTK_WIDGET (fixture->window)));
  g_assert_nonnull (content);
  g_value_init (&report, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &report, NULL));
  g_assert_nonnull (strstr (g_value_get_string (&report), url));
}

#define add(path, func) \
  g_test_add ("/ui/window/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("first-run", test_first_run);
  add ("delete-and-undo", test_delete_and_undo);
  add ("undo-twice-is-once", test_undo_twice_is_once);
  add ("paste", test_paste);
  add ("actions-follow", test_actions_follow);
  add ("profiles", test_profiles);
  add ("check", test_check);
  add ("escape", test_escape);
  add ("call-ends", test_call_ends);
  add ("widths", test_widths);
  add ("debug-info", test_debug_info);

  return g_test_run ();
}
