/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-test.h"
#include "ui/tpk-own-route-row.h"
#include "ui/tpk-server-dialog.h"
#include "ui/tpk-servers-page.h"

typedef struct {
  TpkUiFixture    base;
  GtkWidget      *window;
  TpkServersPage *page;
  TpkProfile     *profile;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  tpk_ui_fixture_set_up (&fixture->base, NULL);
  fixture->profile = tpk_workspace_get_profile (fixture->base.workspace);
  fixture->page = TPK_SERVERS_PAGE (tpk_servers_page_new ());
  tpk_servers_page_set_workspace (fixture->page, fixture->base.workspace);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));
  tpk_ui_test_settle ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  tpk_ui_test_settle ();
  g_assert_null (fixture->page);
  tpk_ui_fixture_tear_down (&fixture->base, NULL);
}

static void
test_route (Fixture       *fixture,
            gconstpointer  data)
{
  AdwExpanderRow *row = tpk_ui_test_child (AdwExpanderRow, fixture->page, "route_row");
  GtkSwitch *relay_only = tpk_ui_test_child (GtkSwitch, row, "relay_only_switch");

  tpk_ui_fixture_add_server (&fixture->base, "a", "turn:a.turnpike.test");
  g_assert_false (adw_expander_row_get_enable_expansion (row));
  g_assert_cmpstr (adw_expander_row_get_subtitle (row), ==,
                   "Not used now: calls go out directly");

  adw_expander_row_set_enable_expansion (row, TRUE);
  g_assert_cmpint (tpk_profile_get_route (fixture->profile), ==, TPK_ROUTE_OWN);
  g_assert_cmpstr (adw_expander_row_get_subtitle (row), ==,
                   "Calls go through these servers and no other way");
  g_assert_true (gtk_switch_get_active (relay_only));

  gtk_switch_set_active (relay_only, FALSE);
  g_assert_false (tpk_profile_get_relay_only (fixture->profile));
  g_assert_cmpstr (adw_expander_row_get_subtitle (row), ==,
                   "Calls go through these servers where there is no direct way");

  adw_expander_row_set_enable_expansion (row, FALSE);
  g_assert_cmpint (tpk_profile_get_route (fixture->profile), ==, TPK_ROUTE_DIRECT);

  /* What another page changes shows here; and switching on switches a cloud proxy off. */
  tpk_profile_set_route (fixture->profile, TPK_ROUTE_CLOUD);
  tpk_workspace_commit (fixture->base.workspace, "Cloud");
  g_assert_false (adw_expander_row_get_enable_expansion (row));
  g_assert_cmpstr (adw_expander_row_get_subtitle (row), ==,
                   "Not used now: calls go through a cloud proxy, which this would switch off");
  adw_expander_row_set_enable_expansion (row, TRUE);
  g_assert_cmpint (tpk_profile_get_route (fixture->profile), ==, TPK_ROUTE_OWN);

  /* Each switch is a step of its own. */
  tpk_workspace_undo (fixture->base.workspace);
  g_assert_cmpint (tpk_profile_get_route (fixture->profile), ==, TPK_ROUTE_CLOUD);
  g_assert_false (adw_expander_row_get_enable_expansion (row));
  g_assert_false (tpk_profile_get_relay_only (fixture->profile));
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  GtkStack *stack = tpk_ui_test_child (GtkStack, fixture->page, "stack");
  TpkServer *server;

  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "empty");
  server = tpk_ui_fixture_add_server (&fixture->base, "a", "turn:a.turnpike.test");
  g_assert_true (tpk_profile_get_server (fixture->profile, 0) == server);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "list");
  tpk_profile_remove_server (fixture->profile, 0);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "empty");
}

static void
test_search_from_21 (Fixture       *fixture,
                     gconstpointer  data)
{
  GtkWidget *entry = tpk_ui_test_get_child (fixture->page, "search_entry");

  for (guint i = 0; i < 20; i++)
    tpk_ui_fixture_add_server (&fixture->base, "a", "turn:a.turnpike.test");
  g_assert_false (gtk_widget_get_visible (entry));
  tpk_ui_fixture_add_server (&fixture->base, "a", "turn:a.turnpike.test");
  g_assert_true (gtk_widget_get_visible (entry));

  /* Asked for, it is there for fewer. */
  tpk_profile_remove_server (fixture->profile, 0);
  g_assert_false (gtk_widget_get_visible (entry));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "servers.search", NULL);
  g_assert_true (gtk_widget_get_visible (entry));
}

static void
test_dialogs (Fixture       *fixture,
              gconstpointer  data)
{
  TpkServer *server = tpk_ui_fixture_add_server (&fixture->base, "a", "turn:a.turnpike.test");
  GtkWindow *dialog;

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "servers.add", NULL);
  dialog = tpk_ui_test_find_window (TPK_TYPE_SERVER_DIALOG);
  g_assert_cmpstr (gtk_window_get_title (dialog), ==, "Add Server");
  g_assert_true (gtk_window_get_transient_for (dialog) == GTK_WINDOW (fixture->window));
  gtk_window_destroy (dialog);

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "servers.edit", "s",
                              tpk_server_get_id (server));
  dialog = tpk_ui_test_find_window (TPK_TYPE_SERVER_DIALOG);
  g_assert_cmpstr (gtk_window_get_title (dialog), ==, "Edit Server");
  gtk_window_destroy (dialog);

  /* A server that is gone meanwhile is no reason to do anything. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "servers.edit", "s", "no such server");
  g_assert_null (tpk_ui_test_find_window (TPK_TYPE_SERVER_DIALOG));
}

#define add(path, func) \
  g_test_add ("/ui/servers-page/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("route", test_route);
  add ("empty", test_empty);
  add ("search-from-21", test_search_from_21);
  add ("dialogs", test_dialogs);

  return g_test_run ();
}
