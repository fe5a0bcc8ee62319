/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <glib/gstdio.h>

#include "dialects/tpk-dialect.h"

#include "tpk-ui-test.h"
#include "ui/tpk-finding-line.h"
#include "ui/tpk-format.h"
#include "ui/tpk-proxy-page.h"

typedef struct {
  TpkUiFixture  base;
  GtkWidget    *window;
  TpkProxyPage *page;
  TpkProfile   *profile;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  tpk_ui_fixture_set_up (&fixture->base, NULL);
  fixture->profile = tpk_workspace_get_profile (fixture->base.workspace);
  fixture->page = TPK_PROXY_PAGE (tpk_proxy_page_new ());
  tpk_proxy_page_set_workspace (fixture->page, fixture->base.workspace);
  fixture->window = gtk_window_new ();
  /* What scrolls asks for nothing, and a route may need more room than the one before. */
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 700);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));
  tpk_ui_test_settle ();
}

static char *system_folder;      /* (owned): where an administrator's document is looked for */

static void
set_up_locked (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (system_folder, "turnpike", NULL);
  g_autofree char *path = g_build_filename (folder, "turnpike.json", NULL);

  g_assert_no_errno (g_mkdir (folder, 0755));
  g_assert_true (g_file_set_contents (path, data, -1, NULL));
  set_up (fixture, NULL);
  g_assert_no_errno (g_unlink (path));
  g_assert_no_errno (g_rmdir (folder));
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
assert_route (Fixture  *fixture,
              TpkRoute  route)
{
  static const char *const buttons[] = { "direct_button", "cloud_button", "own_button" };
  static const TpkRoute routes[] = { TPK_ROUTE_DIRECT, TPK_ROUTE_CLOUD, TPK_ROUTE_OWN };

  g_assert_cmpint (tpk_profile_get_route (fixture->profile), ==, route);
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++) {
    GtkCheckButton *button = tpk_ui_test_child (GtkCheckButton, fixture->page, buttons[i]);

    g_assert_cmpint (gtk_check_button_get_active (button), ==, routes[i] == route);
  }
  g_assert_cmpint (gtk_widget_get_visible (tpk_ui_test_get_child (fixture->page, "cloud_group")),
                   ==, route == TPK_ROUTE_CLOUD);
  g_assert_cmpint (gtk_widget_get_visible (tpk_ui_test_get_child (fixture->page, "own_group")),
                   ==, route == TPK_ROUTE_OWN);
}

static void
choose (Fixture    *fixture,
        const char *id)
{
  gtk_check_button_set_active (tpk_ui_test_child (GtkCheckButton, fixture->page, id), TRUE);
  tpk_ui_test_settle ();
}

static void
test_routes (Fixture       *fixture,
             gconstpointer  data)
{
  TpkWorkspace *workspace = fixture->base.workspace;

  assert_route (fixture, TPK_ROUTE_DIRECT);
  choose (fixture, "cloud_button");
  assert_route (fixture, TPK_ROUTE_CLOUD);
  choose (fixture, "own_button");
  assert_route (fixture, TPK_ROUTE_OWN);
  choose (fixture, "direct_button");
  assert_route (fixture, TPK_ROUTE_DIRECT);

  /* Each choice is a step of its own. */
  g_assert_cmpstr (tpk_workspace_get_undo_name (workspace), ==, "Change Route");
  tpk_workspace_undo (workspace);
  assert_route (fixture, TPK_ROUTE_OWN);
  tpk_workspace_undo (workspace);
  assert_route (fixture, TPK_ROUTE_CLOUD);
  tpk_workspace_redo (workspace);
  assert_route (fixture, TPK_ROUTE_OWN);
}

static void
assert_calls (Fixture    *fixture,
              const char *calls)
{
  GtkLabel *label = tpk_ui_test_child (GtkLabel, fixture->page, "calls_label");

  g_assert_cmpstr (gtk_label_get_label (label), ==, calls);
  g_assert_cmpint (gtk_widget_get_visible (tpk_ui_test_get_child (fixture->page, "calls_group")),
                   ==, *calls != '\0');
}

static void
test_cloud_settings (Fixture       *fixture,
                     gconstpointer  data)
{
  TpkCloudSettings *settings = tpk_profile_get_cloud (fixture->profile);
  GtkWidget *group = tpk_ui_test_get_child (fixture->page, "cloud_group");
  AdwComboRow *sdk = tpk_ui_test_child (AdwComboRow, group, "sdk_row");
  AdwComboRow *mode = tpk_ui_test_child (AdwComboRow, group, "mode_row");

  assert_calls (fixture, "");
  choose (fixture, "cloud_button");

  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (mode)), ==, "Automatic");
  adw_combo_row_set_selected (mode, TPK_CLOUD_MODE_UDP);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (mode)), ==, "Force UDP");
  g_assert_cmpint (tpk_cloud_settings_get_mode (settings), ==, TPK_CLOUD_MODE_UDP);
  assert_calls (fixture, "client.startProxyServer(3)");
  adw_combo_row_set_selected (mode, TPK_CLOUD_MODE_TLS);
  assert_calls (fixture, "client.startProxyServer(5)");

  adw_combo_row_set_selected (sdk, 3);
  g_assert_cmpstr (tpk_cloud_settings_get_sdk (settings), ==, "2.x");
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (mode)));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (mode)), ==,
                   "This SDK has one mode only");
  adw_combo_row_set_selected (sdk, 1);
  g_assert_cmpstr (tpk_cloud_settings_get_sdk (settings), ==, "4.0");
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (mode)));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (mode)), ==, "Force TLS 443");

  tpk_ui_test_type (tpk_ui_test_get_child (group, "app_id_row"),
                    "0123456789abcdef0123456789abcdef");
  g_assert_cmpstr (tpk_cloud_settings_get_app_id (settings), ==,
                   "0123456789abcdef0123456789abcdef");

  /* What another page changes shows here; versions in full count by their generation. */
  tpk_cloud_settings_set_sdk (settings, "4.14.2");
  g_assert_cmpuint (adw_combo_row_get_selected (sdk), ==, 1);
  tpk_cloud_settings_set_sdk (settings, "4.20.0");
  g_assert_cmpuint (adw_combo_row_get_selected (sdk), ==, 0);

  choose (fixture, "own_button");
  assert_calls (fixture, "");
}

/* As the writer has them, whatever is chosen. */
static void
test_calls_are_the_writers (Fixture       *fixture,
                            gconstpointer  data)
{
  TpkCloudSettings *settings = tpk_profile_get_cloud (fixture->profile);
  GtkLabel *label = tpk_ui_test_child (GtkLabel, fixture->page, "calls_label");
  static const char *const sdks[] = { "4.15", "4.0", "3.x", "2.x" };

  choose (fixture, "cloud_button");
  for (guint i = 0; i < G_N_ELEMENTS (sdks); i++) {
    for (guint mode = TPK_CLOUD_MODE_AUTOMATIC; mode <= TPK_CLOUD_MODE_TLS; mode++) {
      g_autoptr (TpkExport) export = NULL;
      g_autoptr (JsonNode) written = NULL;
      g_autoptr (GString) text = g_string_new (NULL);
      JsonArray *calls;

      tpk_cloud_settings_set_sdk (settings, sdks[i]);
      tpk_cloud_settings_set_mode (settings, mode);
      export = tpk_dialect_find ("agora")->write (fixture->profile, tpk_now_s (), NULL);
      written = json_from_string (tpk_export_get_text (export), NULL);
      calls = json_object_get_array_member (json_node_get_object (written), "calls");
      for (guint j = 0; j < json_array_get_length (calls); j++)
        g_string_append_printf (text, "%s%s", j > 0 ? "\n" : "",
                                json_array_get_string_element (calls, j));
      g_assert_cmpstr (gtk_label_get_label (label), ==, text->str);
    }
  }
}

static void
test_signalling_proxy (Fixture       *fixture,
                       gconstpointer  data)
{
  GtkWidget *group = tpk_ui_test_get_child (fixture->page, "own_group");
  GtkWidget *row = tpk_ui_test_get_child (group, "proxy_row");
  GtkWidget *box = tpk_ui_test_get_child (group, "findings_box");
  GtkWidget *others = tpk_ui_test_get_child (fixture->page, "findings_box");
  TpkFindingLine *line;

  tpk_ui_fixture_add_server (&fixture->base, "Office", "turn:turn.example.org");
  choose (fixture, "own_button");
  g_assert_false (gtk_widget_get_visible (box));

  tpk_ui_test_type (row, "proxy.example.org");
  g_assert_cmpstr (tpk_profile_get_signalling_proxy (fixture->profile), ==, "proxy.example.org");
  line = TPK_FINDING_LINE (gtk_widget_get_first_child (box));
  g_assert_true (gtk_widget_get_visible (box));
  g_assert_cmpstr (tpk_finding_get_code (tpk_finding_line_get_finding (line)), ==,
                   "signalling-proxy-invalid");
  g_assert_null (gtk_widget_get_next_sibling (GTK_WIDGET (line)));
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  /* It is told once. */
  for (guint i = 0; tpk_ui_test_find (others, TPK_TYPE_FINDING_LINE, i) != NULL; i++) {
    TpkFindingLine *other = TPK_FINDING_LINE (tpk_ui_test_find (others, TPK_TYPE_FINDING_LINE, i));

    g_assert_cmpstr (tpk_finding_get_code (tpk_finding_line_get_finding (other)), !=,
                     "signalling-proxy-invalid");
  }

  tpk_ui_test_type (row, "http://proxy.example.org/");
  line = TPK_FINDING_LINE (gtk_widget_get_first_child (box));
  g_assert_cmpstr (tpk_finding_get_code (tpk_finding_line_get_finding (line)), ==,
                   "acs-proxy-scheme-ignored");
  g_assert_false (gtk_widget_has_css_class (row, "error"));

  tpk_ui_test_type (row, "https://proxy.example.org/");
  g_assert_false (gtk_widget_get_visible (box));
  tpk_ui_test_type (row, "");
  g_assert_null (tpk_profile_get_signalling_proxy (fixture->profile));
  g_assert_false (gtk_widget_get_visible (box));
}

static void
test_own (Fixture       *fixture,
          gconstpointer  data)
{
  GtkWidget *group = tpk_ui_test_get_child (fixture->page, "own_group");
  AdwActionRow *servers = tpk_ui_test_child (AdwActionRow, group, "servers_row");
  GtkSwitch *relay_only = tpk_ui_test_child (GtkSwitch, group, "relay_only_switch");

  choose (fixture, "own_button");
  g_assert_cmpstr (adw_action_row_get_subtitle (servers), ==,
                   "None yet. Add one on the Servers page");
  tpk_ui_fixture_add_server (&fixture->base, "a", "turn:a.turnpike.test");
  g_assert_cmpstr (adw_action_row_get_subtitle (servers), ==, "1 server");
  tpk_ui_fixture_add_server (&fixture->base, "b", "turn:b.turnpike.test");
  g_assert_cmpstr (adw_action_row_get_subtitle (servers), ==, "2 servers");

  g_assert_true (gtk_switch_get_active (relay_only));
  gtk_switch_set_active (relay_only, FALSE);
  g_assert_false (tpk_profile_get_relay_only (fixture->profile));
  tpk_profile_set_relay_only (fixture->profile, TRUE);
  g_assert_true (gtk_switch_get_active (relay_only));
}

static gboolean
is_sensitive (Fixture    *fixture,
              const char *id)
{
  return gtk_widget_get_sensitive (tpk_ui_test_get_child (fixture->page, id));
}

/* What an administrator has locked is shown, with who has and why nothing can be changed. */
static void
test_locked (Fixture       *fixture,
             gconstpointer  data)
{
  GtkLabel *label = tpk_ui_test_child (GtkLabel, fixture->page, "lock_label");
  GtkWidget *group = tpk_ui_test_get_child (fixture->page, "own_group");
  g_autofree char *reason = NULL;

  assert_route (fixture, TPK_ROUTE_OWN);
  reason = tpk_workspace_dup_lock_reason (fixture->base.workspace, TPK_MANAGED_ROUTE);
  g_assert_nonnull (reason);
  g_assert_true (gtk_widget_get_visible (tpk_ui_test_get_child (fixture->page, "lock_box")));
  g_assert_true (g_str_has_prefix (gtk_label_get_label (label), reason));
  g_assert_false (is_sensitive (fixture, "routes_group"));
  g_assert_true (is_sensitive (fixture, "cloud_group"));
  g_assert_false (gtk_widget_get_sensitive (tpk_ui_test_get_child (group, "relay_only_switch")));
  g_assert_true (gtk_widget_get_sensitive (tpk_ui_test_get_child (group, "proxy_row")));
}

static void
test_unlocked (Fixture       *fixture,
               gconstpointer  data)
{
  g_assert_false (gtk_widget_get_visible (tpk_ui_test_get_child (fixture->page, "lock_box")));
  g_assert_true (is_sensitive (fixture, "routes_group"));
}

#define add(path, func) \
  g_test_add ("/ui/proxy-page/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  int status;

  system_folder = g_dir_make_tmp ("turnpike-system-XXXXXX", NULL);
  g_setenv ("XDG_CONFIG_DIRS", system_folder, TRUE);
  tpk_ui_test_init (&argc, &argv);

  add ("routes", test_routes);
  add ("cloud-settings", test_cloud_settings);
  add ("calls-are-the-writers", test_calls_are_the_writers);
  add ("signalling-proxy", test_signalling_proxy);
  add ("own", test_own);
  add ("unlocked", test_unlocked);
  g_test_add ("/ui/proxy-page/locked", Fixture,
              "{\"profiles\":[{\"route\":\"own\"}],\"locked\":[\"route\",\"relay_only\"]}",
              set_up_locked, test_locked, tear_down);

  status = g_test_run ();
  g_rmdir (system_folder);
  g_free (system_folder);

  return status;
}
