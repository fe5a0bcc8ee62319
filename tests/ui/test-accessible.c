/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "cloud/tpk-allow-own.h"
#include "cloud/tpk-cloud-service.h"

#include "tpk-ui-places.h"
#include "tpk-ui-test.h"
#include "tpk-ui-walk.h"
#include "ui/tpk-allow-entry-dialog.h"
#include "ui/tpk-allow-export-dialog.h"
#include "ui/tpk-allow-letter-dialog.h"
#include "ui/tpk-apply-dialog.h"
#include "ui/tpk-client-file-dialog.h"
#include "ui/tpk-client-file-editor.h"
#include "ui/tpk-client-file-row.h"
#include "ui/tpk-clients-page.h"
#include "ui/tpk-import-dialog.h"
#include "ui/tpk-server-dialog.h"
#include "ui/tpk-server-row.h"
#include "ui/tpk-window.h"

/*
 * Walks through every widget of every page and dialog: what can have the focus has to have a name,
 * or whoever does not see it does not know where they are.
 */

/* What GTK makes a name of by itself: the text in a button, a row or a shortcut. */
static gboolean
is_named_by_content (GtkWidget *widget)
{
  return (GTK_IS_BUTTON (widget) || GTK_IS_LIST_BOX_ROW (widget) || GTK_IS_EXPANDER (widget) ||
          GTK_IS_LABEL (widget) || GTK_IS_CHECK_BUTTON (widget) ||
          GTK_IS_SHORTCUTS_SHORTCUT (widget)) &&
         tpk_ui_walk_has_text (widget);
}

/* The buttons of libadwaita's own that take over what was typed, or show a password. GTK takes what
 * the tooltip of an icon says for its name. */
static gboolean
is_of_entry_row (GtkWidget *widget)
{
  const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));

  if (!GTK_IS_BUTTON (widget) || gtk_widget_get_tooltip_text (widget) == NULL)
    return FALSE;

  return g_strcmp0 (id, "apply_button") == 0
         ? gtk_widget_get_ancestor (widget, ADW_TYPE_ENTRY_ROW) != NULL
         : id == NULL && gtk_widget_get_ancestor (widget, ADW_TYPE_PASSWORD_ENTRY_ROW) != NULL;
}

/* The parts of one compound widget share its name. */
static gboolean
is_part_of_named (GtkWidget *widget)
{
  GtkWidget *owner = NULL;

  if (GTK_IS_TEXT (widget))
    owner = gtk_widget_get_ancestor (widget, ADW_TYPE_ENTRY_ROW);
  else if (GTK_IS_LIST_VIEW (widget))
    owner = gtk_widget_get_ancestor (widget, ADW_TYPE_COMBO_ROW);
  if (owner != NULL)
    return *adw_preferences_row_get_title (ADW_PREFERENCES_ROW (owner)) != '\0';

  if (is_of_entry_row (widget))
    return TRUE;

  if (GTK_IS_TEXT (widget))
    owner = gtk_widget_get_parent (widget);
  else if (GTK_IS_TOGGLE_BUTTON (widget))
    owner = gtk_widget_get_parent (widget);
  if (owner != NULL && tpk_ui_walk_is_named (owner))
    return TRUE;

  /* A menu or a list that drops down. */
  if (GTK_IS_TOGGLE_BUTTON (widget) && owner != NULL)
    return gtk_widget_get_tooltip_text (owner) != NULL || tpk_ui_walk_has_text (widget);

  return FALSE;
}

/* With GTK 4.18 a status has no name, neither its text nor one that it is given: words have to be in a
 * label in it. */
static gboolean
is_mute (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) &&
         gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)) == GTK_ACCESSIBLE_ROLE_STATUS;
}

static char *
find_nameless (GtkWidget *widget,
               gpointer   data)
{
  if (is_mute (widget))
    return g_strdup ("a status without a name");
  if (!gtk_widget_get_focusable (widget))
    return NULL;

  if (!tpk_ui_walk_is_container (widget) && !tpk_ui_walk_is_named (widget) &&
      !is_named_by_content (widget) && !is_part_of_named (widget))
    return g_strdup ("without a name");
  /* Icons are guessed at even by those who see them. */
  if (GTK_IS_BUTTON (widget) && !tpk_ui_walk_has_text (widget) &&
      gtk_widget_get_tooltip_text (widget) == NULL &&
      gtk_widget_get_tooltip_text (gtk_widget_get_parent (widget)) == NULL)
    return g_strdup ("an icon without a tooltip");

  return NULL;
}

static void
assert_named (gpointer widget)
{
  tpk_ui_test_settle ();
  g_assert_cmpuint (tpk_ui_walk (GTK_WIDGET (widget), find_nameless, NULL), ==, 0);
}

static void
test_window (TpkUiFixture  *fixture,
             gconstpointer  data)
{
  static const char *const pages[] = { "status", "servers", "proxy", "checks", "clients" };
  static const TpkRoute routes[] = { TPK_ROUTE_DIRECT, TPK_ROUTE_CLOUD, TPK_ROUTE_OWN };
  GtkWidget *window = tpk_window_new (NULL, fixture->workspace);
  GtkWidget *row;

  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 800);
  gtk_window_present (GTK_WINDOW (window));
  assert_named (window);

  tpk_ui_fixture_add_server (fixture, "Office", "turn://turn.example.org");
  tpk_ui_fixture_add_server (fixture, "", "turn:192.0.2.7?transport=tcp");
  tpk_window_show_page (TPK_WINDOW (window), "servers");
  /* Rows are made with the next frame. */
  while ((row = tpk_ui_test_find (window, TPK_TYPE_SERVER_ROW, 1)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  gtk_toggle_button_set_active (tpk_ui_test_child (GtkToggleButton, row, "expander"), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    tpk_window_show_page (TPK_WINDOW (window), pages[i]);
    for (guint j = 0; j < G_N_ELEMENTS (routes); j++) {
      g_test_message ("%s, route %d", pages[i], routes[j]);
      tpk_workspace_set_route (fixture->workspace, routes[j]);
      assert_named (window);
    }
  }

  gtk_window_destroy (GTK_WINDOW (window));
}

/* Their rows come from a table. */
static void
test_services (TpkUiFixture  *fixture,
               gconstpointer  data)
{
  GtkWidget *window = tpk_window_new (NULL, fixture->workspace);
  TpkProfile *profile = tpk_workspace_get_profile (fixture->workspace);
  const TpkAllowFields fields = { "tcp", "turn.example.org", "443", NULL, NULL, NULL, NULL };
  g_autoptr (TpkAllowEntry) entry = tpk_allow_entry_new (&fields, NULL);
  const TpkCloudService *const *services;
  guint n_services;

  tpk_allow_list_append (tpk_profile_get_allow_list (profile), entry);
  tpk_workspace_set_route (fixture->workspace, TPK_ROUTE_CLOUD);
  gtk_window_present (GTK_WINDOW (window));
  tpk_window_show_page (TPK_WINDOW (window), "proxy");
  services = tpk_cloud_services_get (&n_services);
  for (guint i = 0; i < n_services; i++) {
    g_test_message ("%s", services[i]->id);
    tpk_cloud_settings_set_service (tpk_profile_get_cloud (profile), services[i]->id);
    assert_named (window);
  }

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_results (TpkUiFixture  *fixture,
              gconstpointer  data)
{
  GtkWidget *window = tpk_window_new (NULL, fixture->workspace);
  TpkChecker *checker = tpk_window_get_checker (TPK_WINDOW (window));

  tpk_ui_fixture_add_server (fixture, "Office", "turn:127.0.0.1:1?transport=tcp");
  gtk_window_present (GTK_WINDOW (window));
  tpk_window_show_page (TPK_WINDOW (window), "checks");
  gtk_widget_activate_action (window, "win.check", NULL);
  while (tpk_checker_is_running (checker))
    g_main_context_iteration (NULL, TRUE);
  assert_named (window);
  tpk_window_show_page (TPK_WINDOW (window), "servers");
  assert_named (window);
  tpk_window_show_page (TPK_WINDOW (window), "status");
  assert_named (window);

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_dialogs (TpkUiFixture  *fixture,
              gconstpointer  data)
{
  TpkServer *server = tpk_ui_fixture_add_server (fixture, "Office", "turn://turn.example.org");
  TpkProfile *profile = tpk_workspace_get_profile (fixture->workspace);
  g_autoptr (TpkAllowList) list = tpk_allow_own_new_list (profile);
  GtkWidget *parent = gtk_window_new ();
  GtkWidget *dialog;

  dialog = tpk_server_dialog_new (fixture->workspace, NULL);
  gtk_window_present (GTK_WINDOW (dialog));
  assert_named (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));

  dialog = tpk_server_dialog_new (fixture->workspace, server);
  gtk_window_present (GTK_WINDOW (dialog));
  assert_named (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));

  dialog = tpk_import_dialog_new (fixture->workspace);
  gtk_window_present (GTK_WINDOW (dialog));
  assert_named (dialog);
  tpk_import_dialog_set_text (TPK_IMPORT_DIALOG (dialog), "turn:turn.example.org", -1);
  assert_named (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));

  dialog = tpk_allow_entry_dialog_new (NULL);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (parent));
  gtk_window_present (GTK_WINDOW (dialog));
  assert_named (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));

  dialog = tpk_allow_export_dialog_new (list);
  gtk_window_present (GTK_WINDOW (dialog));
  assert_named (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));

  dialog = tpk_allow_letter_dialog_new (list, NULL, tpk_profile_get_cloud (profile));
  gtk_window_present (GTK_WINDOW (dialog));
  assert_named (dialog);
  adw_combo_row_set_selected (tpk_ui_test_child (AdwComboRow, dialog, "kind_row"), 1);
  assert_named (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));

  gtk_window_destroy (GTK_WINDOW (parent));

  dialog = tpk_apply_dialog_new (fixture->workspace);
  gtk_window_present (GTK_WINDOW (dialog));
  while (!gtk_widget_get_sensitive (tpk_ui_test_get_child (dialog, "apply_button")))
    g_main_context_iteration (NULL, TRUE);
  assert_named (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* What the page of clients and the menu open. */
static void
test_more_dialogs (TpkUiFixture  *fixture,
                   gconstpointer  data)
{
  static const char *const actions[] = { "win.history", "win.preferences", "win.help" };
  g_autofree char *path = g_build_filename (fixture->folder, "acs.json", NULL);
  g_autoptr (TpkClientFile) file = tpk_client_file_new ("acs", path);
  GtkWidget *window = tpk_window_new (NULL, fixture->workspace);
  GtkWidget *page = tpk_ui_test_find (window, TPK_TYPE_CLIENTS_PAGE, 0);
  GtkWidget *dialog;

  tpk_document_add_client_file (tpk_workspace_get_draft (fixture->workspace), file);
  tpk_ui_fixture_add_server (fixture, "Office", "turn:turn.example.org");
  g_assert_true (g_file_set_contents (path, "theirs", -1, NULL));
  gtk_window_present (GTK_WINDOW (window));
  tpk_window_show_page (TPK_WINDOW (window), "clients");
  while (tpk_ui_test_find (page, TPK_TYPE_CLIENT_FILE_ROW, 1) == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_named (window);

  gtk_widget_activate_action (page, "clients.show", "u", 1);
  dialog = GTK_WIDGET (tpk_ui_test_find_window (TPK_TYPE_CLIENT_FILE_DIALOG));
  assert_named (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_widget_activate_action (page, "clients.add", NULL);
  dialog = GTK_WIDGET (tpk_ui_test_find_window (TPK_TYPE_CLIENT_FILE_EDITOR));
  assert_named (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    static const char *const types[] = { "TpkHistoryDialog", "TpkPreferences", "TpkHelpWindow" };

    gtk_widget_activate_action (window, actions[i], NULL);
    dialog = GTK_WIDGET (tpk_ui_test_find_window (g_type_from_name (types[i])));
    assert_named (dialog);
    gtk_window_destroy (GTK_WINDOW (dialog));
  }

  gtk_window_destroy (GTK_WINDOW (window));
}

/* Those that nothing was done to. */
static void
test_places (TpkUiFixture  *fixture,
             gconstpointer  data)
{
  GtkWidget *window;
  const TpkUiPlace *places;
  guint n_places;

  tpk_ui_places_fill (fixture, "turn:127.0.0.1:1?transport=tcp", 0);
  window = tpk_window_new (NULL, fixture->workspace);
  gtk_window_present (GTK_WINDOW (window));
  places = tpk_ui_places_get (&n_places);
  for (guint i = 0; i < n_places; i++) {
    g_test_message ("%s", places[i].name);
    assert_named (tpk_ui_place_open (&places[i], TPK_WINDOW (window)));
    tpk_ui_place_close (TPK_WINDOW (window));
  }

  gtk_window_destroy (GTK_WINDOW (window));
}

#define add(path, func) \
  g_test_add ("/ui/accessible/" path, TpkUiFixture, NULL, tpk_ui_fixture_set_up, func, \
              tpk_ui_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("window", test_window);
  add ("services", test_services);
  add ("results", test_results);
  add ("dialogs", test_dialogs);
  add ("more-dialogs", test_more_dialogs);
  add ("places", test_places);

  return g_test_run ();
}
