/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <glib/gstdio.h>

#include "tpk-ui-test.h"
#include "ui/tpk-client-file-row.h"
#include "ui/tpk-finding-line.h"
#include "ui/tpk-lock-note.h"
#include "ui/tpk-own-group.h"
#include "ui/tpk-own-route-row.h"
#include "ui/tpk-preferences.h"
#include "ui/tpk-server-list.h"
#include "ui/tpk-server-row.h"
#include "ui/tpk-settings.h"
#include "ui/tpk-window.h"

/* What an administrator has locked can be seen and not changed, on every page, by the mouse and by
 * the keyboard, until they take the lock away. */

static char *system_folder;
static char *system_path;

typedef struct {
  TpkUiFixture  base;
  TpkWindow    *window;
} Fixture;

static void
lock (const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (system_path, text, -1, &error);
  g_assert_no_error (error);
}

static char *
dup_reason (const char *member)
{
  static const struct {
    const char *member;
    const char *label;
  } labels[] = {
    { "route", "how calls leave this computer" },
    { "relay_only", "whether media goes only through the servers" },
    { "signalling_proxy", "the signalling proxy" },
    { "servers", "the servers" },
    { "cloud", "the cloud proxy" },
    { "allow_list", "what the firewall must let through" },
    { "client_files", "which files are written for clients" },
    { "secrets", "where passwords are kept" },
  };
  const char *label = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    if (g_str_equal (labels[i].member, member))
      label = labels[i].label;
  }
  g_assert_nonnull (label);

  return g_strdup_printf ("Your administrator has set %s (“%s”) in “%s”, and nobody else can change "
                          "that. Ask them for another setting.", label, member, system_path);
}

static TpkProfile *
get_profile (Fixture *fixture)
{
  return tpk_workspace_get_profile (fixture->base.workspace);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  lock (data);
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

static GtkWidget *
show_page (Fixture    *fixture,
           const char *name,
           const char *child)
{
  tpk_window_show_page (fixture->window, name);
  tpk_ui_test_settle ();

  return tpk_ui_test_get_child (fixture->window, child);
}

/* In words where they are visible, and in words for those who cannot see the padlock. */
static void
assert_note (gpointer    parent,
             const char *id,
             const char *member)
{
  TpkLockNote *note = tpk_ui_test_child (TpkLockNote, parent, id);
  GtkWidget *icon = tpk_ui_test_find (note, GTK_TYPE_IMAGE, 0);
  g_autofree char *reason = member != NULL ? dup_reason (member) : NULL;

  g_assert_cmpint (tpk_lock_note_get_locked (note), ==, member != NULL);
  g_assert_cmpint (gtk_widget_get_visible (GTK_WIDGET (note)), ==, member != NULL);
  if (member == NULL)
    return;

  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (tpk_ui_test_find (note, GTK_TYPE_LABEL, 0))),
                   ==, reason);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (icon), ==, reason);
  g_assert_cmpstr (gtk_image_get_icon_name (GTK_IMAGE (icon)), ==, "changes-prevent-symbolic");
  gtk_test_accessible_assert_property (icon, GTK_ACCESSIBLE_PROPERTY_LABEL, reason);
}

static void
assert_enabled (gpointer  button,
                gboolean  enabled)
{
  g_assert_cmpint (gtk_widget_is_sensitive (button), ==, enabled);
}

static void
test_servers (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *page = show_page (fixture, "servers", "servers_page");
  TpkServerRow *row = TPK_SERVER_ROW (tpk_ui_test_find (page, TPK_TYPE_SERVER_ROW, 0));
  GtkWidget *list = tpk_ui_test_get_child (page, "list");
  TpkServer *first = tpk_profile_get_server (get_profile (fixture), 0);
  TpkServerSelection *selection = tpk_server_list_get_selection (TPK_SERVER_LIST (list));

  g_assert_cmpuint (tpk_profile_get_n_servers (get_profile (fixture)), ==, 2);
  assert_note (page, "lock_note", "servers");
  assert_enabled (tpk_ui_test_get_child (page, "add_button"), FALSE);
  assert_enabled (tpk_ui_test_get_child (row, "edit_button"), FALSE);
  assert_enabled (tpk_ui_test_get_child (row, "enabled_switch"), FALSE);
  g_assert_false (gtk_widget_get_visible (tpk_ui_test_get_child (row, "handle")));
  /* What can be seen can still be opened. */
  assert_enabled (tpk_ui_test_get_child (row, "expander"), TRUE);

  /* By the keyboard, on the row that has the focus. */
  tpk_server_row_set_expanded (row, TRUE);
  gtk_widget_activate_action (list, "servers.remove", "s", tpk_server_get_id (first));
  gtk_widget_activate_action (list, "servers.duplicate", "s", tpk_server_get_id (first));
  gtk_widget_activate_action (list, "servers.move-down", "s", tpk_server_get_id (first));
  gtk_widget_activate_action (GTK_WIDGET (row), "row.remove", NULL);
  g_assert_cmpuint (tpk_profile_get_n_servers (get_profile (fixture)), ==, 2);
  g_assert_true (tpk_profile_get_server (get_profile (fixture), 0) == first);
  g_signal_emit_by_name (row, "server-dropped",
                         tpk_profile_get_server (get_profile (fixture), 1), FALSE);
  g_assert_true (tpk_profile_get_server (get_profile (fixture), 0) == first);

  /* There is no reason to select what cannot be changed. */
  assert_enabled (tpk_ui_test_get_child (page, "select_button"), FALSE);
  gtk_widget_activate_action (list, "servers.select-all", NULL);
  gtk_widget_activate_action (tpk_ui_test_get_child (list, "list_view"), "list.select-all", NULL);
  g_assert_false (tpk_server_selection_get_selecting (selection));

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.add-server", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.paste", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.import", NULL);
  tpk_window_import_text (fixture->window, "turn:dropped.turnpike.test");
  tpk_ui_test_settle ();
  g_assert_cmpuint (g_list_length (gtk_window_list_toplevels ()), ==, 1);
}

/* The lock goes with the next reading of the files, and comes back with one. */
static void
test_unlocked (Fixture       *fixture,
               gconstpointer  data)
{
  GtkWidget *page = show_page (fixture, "servers", "servers_page");
  GtkWidget *list = tpk_ui_test_get_child (page, "list");
  TpkServerSelection *selection = tpk_server_list_get_selection (TPK_SERVER_LIST (list));
  TpkServerRow *row;
  guint n_servers;

  assert_note (page, "lock_note", "servers");
  lock ("{}");
  tpk_ui_test_reload (fixture->base.workspace);
  tpk_ui_fixture_add_server (&fixture->base, "Mine", "turn:mine.turnpike.test");
  tpk_ui_test_settle ();

  assert_note (page, "lock_note", NULL);
  row = TPK_SERVER_ROW (tpk_ui_test_find (page, TPK_TYPE_SERVER_ROW, 0));
  assert_enabled (tpk_ui_test_get_child (page, "add_button"), TRUE);
  assert_enabled (tpk_ui_test_get_child (row, "edit_button"), TRUE);
  assert_enabled (tpk_ui_test_get_child (row, "enabled_switch"), TRUE);
  g_assert_true (gtk_widget_get_visible (tpk_ui_test_get_child (row, "handle")));
  gtk_widget_activate_action (list, "servers.select-all", NULL);
  g_assert_true (tpk_server_selection_get_selecting (selection));
  n_servers = tpk_profile_get_n_servers (get_profile (fixture));
  gtk_widget_activate_action (GTK_WIDGET (row), "row.duplicate", NULL);
  g_assert_cmpuint (tpk_profile_get_n_servers (get_profile (fixture)), ==, n_servers + 1);

  lock (data);
  tpk_ui_test_reload (fixture->base.workspace);
  g_assert_false (tpk_server_selection_get_selecting (selection));
  assert_note (page, "lock_note", "servers");
  assert_enabled (tpk_ui_test_get_child (page, "add_button"), FALSE);
}

static void
test_route (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *page = show_page (fixture, "servers", "servers_page");
  AdwExpanderRow *row = tpk_ui_test_child (AdwExpanderRow, page, "route_row");
  GtkWidget *relay_only = tpk_ui_test_get_child (row, "relay_only_switch");
  g_autofree char *reason = dup_reason ("relay_only");
  GtkWidget *group;

  assert_note (page, "lock_note", NULL);
  assert_note (row, "route_lock", "route");
  g_assert_false (adw_expander_row_get_show_enable_switch (row));
  assert_note (row, "relay_only_lock", "relay_only");
  assert_enabled (relay_only, FALSE);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (relay_only), ==, reason);
  gtk_test_accessible_assert_property (relay_only, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, reason);

  /* On the other page, too. */
  page = show_page (fixture, "proxy", "stack");
  group = tpk_ui_test_find (page, TPK_TYPE_OWN_GROUP, 0);
  assert_enabled (tpk_ui_test_get_child (group, "relay_only_switch"), FALSE);
  assert_enabled (tpk_ui_test_get_child (group, "proxy_row"), FALSE);

  lock ("{}");
  tpk_ui_test_reload (fixture->base.workspace);
  assert_enabled (tpk_ui_test_get_child (group, "relay_only_switch"), TRUE);
  assert_enabled (tpk_ui_test_get_child (group, "proxy_row"), TRUE);
  assert_note (row, "route_lock", NULL);
  g_assert_true (adw_expander_row_get_show_enable_switch (row));
  g_assert_true (gtk_widget_get_sensitive (relay_only));
  g_assert_null (gtk_widget_get_tooltip_text (relay_only));
  g_assert_false (gtk_test_accessible_has_property (GTK_ACCESSIBLE (relay_only),
                                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
}

static void
test_clients (Fixture       *fixture,
              gconstpointer  data)
{
  TpkDocument *draft = tpk_workspace_get_draft (fixture->base.workspace);
  GtkWidget *page = show_page (fixture, "clients", "stack");

  page = adw_view_stack_get_child_by_name (ADW_VIEW_STACK (page), "clients");
  assert_note (page, "lock_note", "client_files");
  assert_enabled (tpk_ui_test_get_child (page, "add_button"), FALSE);

  while (tpk_ui_test_find (page, TPK_TYPE_CLIENT_FILE_ROW, 1) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (tpk_document_get_client_files (draft)), ==, 1);
  gtk_widget_activate_action (page, "clients.remove", "u", 1);
  gtk_widget_activate_action (page, "clients.toggle", "u", 1);
  gtk_widget_activate_action (page, "clients.edit", "u", 1);
  gtk_widget_activate_action (page, "clients.add", NULL);
  tpk_ui_test_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (tpk_document_get_client_files (draft)), ==, 1);
  g_assert_cmpuint (g_list_length (gtk_window_list_toplevels ()), ==, 1);

  lock ("{}");
  tpk_ui_test_reload (fixture->base.workspace);
  assert_note (page, "lock_note", NULL);
  assert_enabled (tpk_ui_test_get_child (page, "add_button"), TRUE);
}

static void
test_secrets (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *window = tpk_preferences_new (tpk_settings_get (), fixture->base.workspace);
  GtkWidget *button = tpk_ui_test_get_child (window, "secrets_switch");
  g_autofree char *reason = dup_reason ("secrets");

  gtk_window_present (GTK_WINDOW (window));
  assert_note (window, "secrets_lock", "secrets");
  assert_enabled (button, FALSE);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (button)));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, reason);
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, reason);

  lock ("{}");
  tpk_ui_test_reload (fixture->base.workspace);
  assert_note (window, "secrets_lock", NULL);
  assert_enabled (button, TRUE);
  g_assert_null (gtk_widget_get_tooltip_text (button));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
clipboard_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  char **text = data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  g_assert_nonnull (*text);
}

/* An edit that comes through all the same is taken back, which is said once, with a way to tell the
 * administrator. */
static void
test_notice (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *notices = tpk_ui_test_get_child (fixture->window, "notices");
  g_autofree char *reason = dup_reason ("route");
  g_autofree char *text = NULL;
  GtkWidget *button;

  g_assert_false (gtk_widget_get_visible (notices));
  tpk_workspace_set_route (fixture->base.workspace, TPK_ROUTE_DIRECT);
  tpk_ui_test_settle ();
  g_assert_cmpint (tpk_profile_get_route (get_profile (fixture)), ==, TPK_ROUTE_OWN);
  g_assert_true (gtk_widget_get_visible (notices));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (tpk_ui_test_find (notices, GTK_TYPE_LABEL, 0))),
                   ==, reason);

  button = tpk_ui_test_find (notices, GTK_TYPE_BUTTON, 0);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Co_py");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Copy this for your administrator");
  tpk_ui_test_click (button);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (notices), NULL, clipboard_cb, &text);
  while (text == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (text, ==, reason);

  /* Said once, whatever else is noticed. */
  tpk_ui_test_click (tpk_ui_test_find (notices, GTK_TYPE_BUTTON, 1));
  g_assert_false (gtk_widget_get_visible (notices));
  tpk_workspace_set_route (fixture->base.workspace, TPK_ROUTE_CLOUD);
  tpk_ui_test_settle ();
  g_assert_false (gtk_widget_get_visible (notices));
}

/* Without a keyring, what it has is missing, until somebody asks again. */
static void
test_keyring (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *notices = tpk_ui_test_get_child (fixture->window, "notices");
  g_autoptr (TpkFinding) locked = NULL;
  GListStore *store = G_LIST_STORE (tpk_workspace_get_notices (fixture->base.workspace));
  GtkWidget *button;

  locked = tpk_finding_new (TPK_SEVERITY_ERROR, "keyring-locked", "The keyring is locked.");
  g_list_store_append (store, locked);
  button = tpk_ui_test_find (notices, GTK_TYPE_BUTTON, 0);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "_Unlock");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==,
                   "Unlock the keyring that has the passwords");
  gtk_test_accessible_assert_relation (button, GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                       tpk_ui_test_find (notices, TPK_TYPE_FINDING_LINE, 0), NULL);

  /* Reading again finds that nothing is in a keyring, so that the notice goes. */
  tpk_ui_test_click (button);
  while (gtk_widget_get_visible (notices))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (store)), ==, 0);
}

#define SERVERS "{\"profiles\":[{\"route\":\"own\",\"servers\":[" \
                "{\"label\":\"A\",\"urls\":[\"turn:a.turnpike.test\"]}," \
                "{\"label\":\"B\",\"urls\":[\"turn:b.turnpike.test\"]}]}],\"locked\":[\"servers\"]}"
#define ROUTE "{\"profiles\":[{\"route\":\"own\",\"relay_only\":true," \
              "\"servers\":[{\"label\":\"A\",\"urls\":[\"stun:a.turnpike.test\"]}]}]," \
              "\"locked\":[\"route\",\"relay_only\",\"signalling_proxy\"]}"
#define CLIENTS "{\"client_files\":[{\"client\":\"w3c\",\"path\":\"/tmp/turnpike-test.json\"}]," \
                "\"locked\":[\"client_files\"]}"

#define SECRETS "{\"secrets\":\"file\",\"locked\":[\"secrets\"]}"

#define add(path, data, func) \
  g_test_add ("/ui/locks/" path, Fixture, data, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = NULL;
  int status;

  /* Before anybody asks GLib, which remembers. */
  system_folder = g_dir_make_tmp ("turnpike-system-XXXXXX", NULL);
  g_assert_nonnull (system_folder);
  g_setenv ("XDG_CONFIG_DIRS", system_folder, TRUE);
  folder = g_build_filename (system_folder, "turnpike", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  system_path = g_build_filename (folder, "turnpike.json", NULL);
  tpk_ui_test_init (&argc, &argv);

  add ("servers", SERVERS, test_servers);
  add ("unlocked", SERVERS, test_unlocked);
  add ("route", ROUTE, test_route);
  add ("clients", CLIENTS, test_clients);
  add ("secrets", SECRETS, test_secrets);
  add ("notice", ROUTE, test_notice);
  add ("keyring", "{}", test_keyring);

  status = g_test_run ();
  g_unlink (system_path);
  g_rmdir (folder);
  g_rmdir (system_folder);
  g_free (system_path);
  g_free (system_folder);

  return status;
}
