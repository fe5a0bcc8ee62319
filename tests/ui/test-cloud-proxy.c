/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "cloud/tpk-cloud-service.h"

#include "tpk-test-coturn.h"
#include "tpk-test-service.h"
#include "tpk-ui-test.h"
#include "ui/tpk-client-chip.h"
#include "ui/tpk-cloud-life.h"
#include "ui/tpk-cloud-steps-group.h"
#include "ui/tpk-finding-line.h"
#include "ui/tpk-format.h"
#include "ui/tpk-proxy-page.h"

/* The services behind the cloud proxy: their fields, the question, and what came of it. */

typedef struct {
  TpkUiFixture      base;
  GtkWidget        *window;
  GtkWidget        *page;
  GtkWidget        *group;         /* of the settings */
  GtkWidget        *steps;
  TpkCloudSettings *settings;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  tpk_ui_fixture_set_up (&fixture->base, NULL);
  fixture->settings = tpk_profile_get_cloud (tpk_workspace_get_profile (fixture->base.workspace));
  fixture->page = tpk_proxy_page_new ();
  tpk_proxy_page_set_workspace (TPK_PROXY_PAGE (fixture->page), fixture->base.workspace);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->page);
  gtk_window_present (GTK_WINDOW (fixture->window));
  tpk_workspace_set_route (fixture->base.workspace, TPK_ROUTE_CLOUD);
  fixture->group = tpk_ui_test_get_child (fixture->page, "cloud_group");
  fixture->steps = tpk_ui_test_get_child (fixture->page, "steps_group");
  tpk_ui_test_settle ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  g_object_add_weak_pointer (G_OBJECT (fixture->steps), (gpointer *) &fixture->steps);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (fixture->page != NULL || fixture->steps != NULL)
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_fixture_tear_down (&fixture->base, NULL);
}

static void
choose_service (Fixture    *fixture,
                const char *id)
{
  AdwComboRow *row = tpk_ui_test_child (AdwComboRow, fixture->group, "service_row");
  const TpkCloudService *const *services;
  guint n_services;

  services = tpk_cloud_services_get (&n_services);
  for (guint i = 0; i < n_services; i++)
    if (g_str_equal (services[i]->id, id))
      adw_combo_row_set_selected (row, i);
  tpk_ui_test_settle ();
  g_assert_cmpstr (tpk_cloud_settings_get_service (fixture->settings), ==, id);
}

/* The row that is shown with a title. */
static GtkWidget *
find_row (gpointer    widget,
          const char *title)
{
  GtkWidget *row;

  for (guint i = 0; (row = tpk_ui_test_find (widget, ADW_TYPE_PREFERENCES_ROW, i)) != NULL; i++) {
    if (gtk_widget_get_visible (row) &&
        g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title) == 0)
      return row;
  }

  return NULL;
}

static void
assert_row_text (Fixture    *fixture,
                 const char *title,
                 const char *text)
{
  GtkWidget *row = find_row (fixture->group, title);

  g_assert_nonnull (row);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, text);
}

static void
test_fields (Fixture       *fixture,
             gconstpointer  data)
{
  g_assert_nonnull (find_row (fixture->group, "App _ID"));
  choose_service (fixture, "cloudflare");
  g_assert_null (find_row (fixture->group, "App _ID"));
  g_assert_null (find_row (fixture->group, "Calling _SDK"));

  tpk_ui_test_type (find_row (fixture->group, "Key ID"), "0a1b");
  g_assert_true (ADW_IS_PASSWORD_ENTRY_ROW (find_row (fixture->group, "API token")));
  tpk_ui_test_type (find_row (fixture->group, "API token"), "hush");
  tpk_ui_test_type (find_row (fixture->group, "Address, if another one (optional)"),
                    "https://one.example.org/");
  g_assert_cmpstr (tpk_cloud_settings_get_text (fixture->settings, TPK_CLOUD_FIELD_ACCOUNT), ==,
                   "0a1b");
  g_assert_cmpstr (tpk_cloud_settings_get_text (fixture->settings, TPK_CLOUD_FIELD_SECRET), ==,
                   "hush");
  g_assert_cmpstr (tpk_cloud_settings_get_text (fixture->settings, TPK_CLOUD_FIELD_ENDPOINT), ==,
                   "https://one.example.org/");

  /* What is changed elsewhere shows. */
  tpk_cloud_settings_set_text (fixture->settings, TPK_CLOUD_FIELD_ACCOUNT, "ffff");
  assert_row_text (fixture, "Key ID", "ffff");
}

/* A secret is for the service that it was typed for. */
static void
test_secrets_stay (Fixture       *fixture,
                   gconstpointer  data)
{
  choose_service (fixture, "cloudflare");
  tpk_ui_test_type (find_row (fixture->group, "Key ID"), "0a1b");
  tpk_ui_test_type (find_row (fixture->group, "API token"), "hush");
  tpk_ui_test_type (find_row (fixture->group, "Address, if another one (optional)"),
                    "https://one.example.org/");
  tpk_cloud_settings_set_lifetime_s (fixture->settings, 600);
  tpk_workspace_commit (fixture->base.workspace, "Typed");

  choose_service (fixture, "turn-rest");
  g_assert_cmpstr (tpk_cloud_settings_get_text (fixture->settings, TPK_CLOUD_FIELD_ACCOUNT), ==, "");
  g_assert_cmpstr (tpk_cloud_settings_get_text (fixture->settings, TPK_CLOUD_FIELD_SECRET), ==, "");
  g_assert_cmpstr (tpk_cloud_settings_get_text (fixture->settings, TPK_CLOUD_FIELD_ENDPOINT), ==,
                   "");
  g_assert_cmpuint (tpk_cloud_settings_get_lifetime_s (fixture->settings), ==, 0);
  assert_row_text (fixture, "Address", "");
  tpk_ui_test_type (find_row (fixture->group, "Address"), "https://two.example.org/");

  choose_service (fixture, "cloudflare");
  assert_row_text (fixture, "API token", "hush");
  assert_row_text (fixture, "Address, if another one (optional)", "https://one.example.org/");
  g_assert_cmpuint (tpk_cloud_settings_get_lifetime_s (fixture->settings), ==, 600);
  choose_service (fixture, "turn-rest");
  assert_row_text (fixture, "Address", "https://two.example.org/");

  /* Undo is another way back. */
  tpk_workspace_commit (fixture->base.workspace, "Chosen");
  tpk_workspace_undo (fixture->base.workspace);
  tpk_ui_test_settle ();
  assert_row_text (fixture, "API token", "hush");
}

static void
test_generic (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *view, *life;

  choose_service (fixture, "generic");
  g_assert_nonnull (find_row (fixture->group, "Headers (optional)"));
  view = tpk_ui_test_find (find_row (fixture->group, "Headers (optional)"), GTK_TYPE_TEXT_VIEW, 0);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)),
                            "A: 1\nB: 2", -1);
  g_assert_cmpstr (tpk_cloud_settings_get_text (fixture->settings, TPK_CLOUD_FIELD_HEADERS), ==,
                   "A: 1\nB: 2");
  tpk_ui_test_type (find_row (fixture->group, "Where the list is (optional)"), "data.ice");
  g_assert_cmpstr (tpk_cloud_settings_get_text (fixture->settings, TPK_CLOUD_FIELD_LIST_PATH), ==,
                   "data.ice");

  life = tpk_ui_test_find (find_row (fixture->group, "Life in Minutes"), GTK_TYPE_SPIN_BUTTON, 0);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (life), 5);
  g_assert_cmpuint (tpk_cloud_settings_get_lifetime_s (fixture->settings), ==, 300);
  /* An odd number of seconds, as the command line may set, is not rounded behind one's back. */
  tpk_cloud_settings_set_lifetime_s (fixture->settings, 61);
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (life)), ==, 2);
  g_assert_cmpuint (tpk_cloud_settings_get_lifetime_s (fixture->settings), ==, 61);
}

/* (nullable): what the page says first */
static const char *
get_finding (GtkWidget *box)
{
  GtkWidget *line = gtk_widget_get_first_child (box);

  return line != NULL
           ? tpk_finding_get_code (tpk_finding_line_get_finding (TPK_FINDING_LINE (line))) : NULL;
}

static void
test_vendor (Fixture       *fixture,
             gconstpointer  data)
{
  GtkSwitch *testing = tpk_ui_test_child (GtkSwitch, fixture->group, "testing_switch");

  g_assert_false (gtk_widget_get_visible (tpk_ui_test_get_child (fixture->steps, "ask_button")));
  tpk_ui_test_type (tpk_ui_test_get_child (fixture->group, "areas_row"), "EUROPE, JAPAN");
  g_assert_cmpstr (tpk_cloud_settings_get_text (fixture->settings, TPK_CLOUD_FIELD_REGION), ==,
                   "EUROPE, JAPAN");
  gtk_switch_set_active (testing, TRUE);
  g_assert_true (tpk_cloud_settings_get_testing (fixture->settings));
  tpk_cloud_settings_set_testing (fixture->settings, FALSE);
  g_assert_false (gtk_switch_get_active (testing));

  tpk_cloud_steps_group_set_reachability (TPK_CLOUD_STEPS_GROUP (fixture->steps), 6, 4);
  tpk_ui_test_settle ();
  g_assert_cmpstr (adw_action_row_get_subtitle (
                     ADW_ACTION_ROW (find_row (fixture->steps, "3. Data Forwarded"))), ==,
                   "Only reachability can be known here, not whether data is forwarded: 4 of 6 "
                   "addresses that the proxy needs answered.");
}

/* The row shows the generation that the calls are written for, and the page what they cannot say. */
static void
test_sdk (Fixture       *fixture,
          gconstpointer  data)
{
  static const struct {
    const char *sdk;
    guint position;
    gboolean modes;
    const char *finding;         /* (nullable): with the mode Force UDP */
  } rows[] = {
    { "4.24.8", 0, TRUE, NULL },
    { "4.14.0", 1, TRUE, NULL },
    { "4.0.1", 1, TRUE, "agora-mode-unknown" },
    { "3.6.11", 2, TRUE, NULL },
    { "3.0.0", 3, FALSE, "agora-mode-unknown" },
    { "2.5.1", 3, FALSE, "agora-mode-unknown" },
    { "2.4.0", 4, TRUE, "agora-sdk-old" },
    { "foo", 4, TRUE, "agora-sdk-unknown" },
  };
  AdwComboRow *sdk = tpk_ui_test_child (AdwComboRow, fixture->group, "sdk_row");
  AdwComboRow *mode = tpk_ui_test_child (AdwComboRow, fixture->group, "mode_row");
  GtkWidget *box = tpk_ui_test_get_child (fixture->page, "findings_box");
  GtkLabel *effect = tpk_ui_test_child (GtkLabel, fixture->page, "effect_label");

  /* As it is at first. */
  tpk_ui_test_settle ();
  g_assert_cmpstr (get_finding (box), ==, "agora-automatic");
  g_assert_true (g_str_has_prefix (gtk_label_get_label (effect),
                                   "When applied, clients turn to the cloud proxy if they cannot "));

  tpk_cloud_settings_set_mode (fixture->settings, TPK_CLOUD_MODE_UDP);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s", rows[i].sdk);
    tpk_cloud_settings_set_sdk (fixture->settings, rows[i].sdk);
    tpk_workspace_commit (fixture->base.workspace, "SDK");
    tpk_ui_test_settle ();
    g_assert_cmpuint (adw_combo_row_get_selected (sdk), ==, rows[i].position);
    g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (sdk)), ==,
                      rows[i].position < 4 ? 4 : 5);
    if (rows[i].position == 4)
      g_assert_cmpstr (gtk_string_object_get_string (adw_combo_row_get_selected_item (sdk)), ==,
                       rows[i].sdk);
    g_assert_cmpint (gtk_widget_get_sensitive (GTK_WIDGET (mode)), ==, rows[i].modes);
    g_assert_cmpstr (get_finding (box), ==, rows[i].finding);
    g_assert_cmpstr (tpk_cloud_settings_get_sdk (fixture->settings), ==, rows[i].sdk);
    g_assert_true (g_str_has_prefix (gtk_label_get_label (effect),
                                     "When applied, clients are told to use the cloud proxy."));
  }

  adw_combo_row_set_selected (sdk, 0);
  g_assert_cmpstr (tpk_cloud_settings_get_sdk (fixture->settings), ==, "4.15");
}

static TpkState
get_step (Fixture    *fixture,
          const char *title,
          const char *summary)
{
  GtkWidget *row = find_row (fixture->steps, title);
  GtkWidget *icon = tpk_ui_test_find (row, TPK_TYPE_STATE_ICON, 0);
  const char *subtitle = adw_action_row_get_subtitle (ADW_ACTION_ROW (row));

  g_test_message ("%s: %s", title, subtitle);
  if (!g_str_has_prefix (subtitle, summary))
    g_assert_cmpstr (subtitle, ==, summary);

  return tpk_state_icon_get_state (TPK_STATE_ICON (icon));
}

static void
take_steps (Fixture *fixture)
{
  tpk_ui_test_click (tpk_ui_test_get_child (fixture->steps, "ask_button"));
  while (tpk_cloud_steps_group_is_busy (TPK_CLOUD_STEPS_GROUP (fixture->steps)))
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_test_settle ();
}

static void
prepare (Fixture        *fixture,
         TpkTestService *server)
{
  g_autofree char *url = tpk_test_service_dup_url (server, "/");

  choose_service (fixture, "turn-rest");
  tpk_ui_test_type (find_row (fixture->group, "Address"), url);
  tpk_ui_test_type (find_row (fixture->group, "User (optional)"), "alice");
  tpk_ui_test_type (find_row (fixture->group, "Certificate authority (optional)"),
                    tpk_test_certs_get_file (TPK_TEST_CERT_CA));
}

static void
test_good_service (Fixture       *fixture,
                   gconstpointer  data)
{
  const TpkTestCoturnOptions options = { .auth = TPK_TEST_COTURN_SECRET };
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autoptr (TpkTestService) server = NULL;
  g_autofree char *uris = NULL;
  g_autofree char *url = NULL;
  GtkWidget *servers = tpk_ui_test_get_child (fixture->page, "servers_group");

  if (!tpk_test_coturn_available () || !tpk_test_certs_available ()) {
    g_test_skip ("no turnserver, or no openssl");
    return;
  }

  coturn = tpk_test_coturn_new (&options);
  server = tpk_test_service_new (NULL);
  url = g_strdup_printf ("turn:127.0.0.1:%u?transport=udp", tpk_test_coturn_get_port (coturn));
  uris = g_strdup_printf ("\"%s\"", url);
  tpk_test_service_mint (server, TPK_TEST_SECRET, 3600, uris);
  prepare (fixture, server);
  g_assert_cmpint (get_step (fixture, "1. Service Asked", "It was not asked yet."), ==,
                   TPK_STATE_NONE);
  g_assert_false (gtk_widget_get_visible (servers));

  take_steps (fixture);
  g_assert_cmpint (get_step (fixture, "1. Service Asked", "localhost answered with 200 after "), ==,
                   TPK_STATE_GOOD);
  g_assert_cmpint (get_step (fixture, "2. Information Received", "1 server, good for another "), ==,
                   TPK_STATE_GOOD);
  g_assert_cmpint (get_step (fixture, "3. Data Forwarded", "1 of 1 ways work."), ==,
                   TPK_STATE_GOOD);
  g_assert_cmpint (get_step (fixture, "4. Data Back", "1 of 1 ways work."), ==, TPK_STATE_GOOD);

  g_assert_true (gtk_widget_get_visible (servers));
  g_assert_nonnull (find_row (servers, url));
  g_assert_cmpstr (tpk_client_chip_get_client (
                     TPK_CLIENT_CHIP (tpk_ui_test_find (servers, TPK_TYPE_CLIENT_CHIP, 0))), ==,
                   "Browsers");
  g_assert_nonnull (find_row (fixture->steps, "Time Left"));

  /* What is known of these settings is not said of others. */
  tpk_ui_test_type (find_row (fixture->group, "User (optional)"), "bob");
  g_assert_cmpint (get_step (fixture, "1. Service Asked", "It was not asked yet."), ==,
                   TPK_STATE_NONE);
  g_assert_false (gtk_widget_get_visible (servers));
  g_assert_null (find_row (fixture->steps, "Time Left"));
}

static void
test_failing_service (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr (TpkTestService) server = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *advice = NULL;
  g_autofree char *text = NULL;
  TpkCloudResult *result;

  if (!tpk_test_certs_available ()) {
    g_test_skip ("no openssl");
    return;
  }

  server = tpk_test_service_new (NULL);
  tpk_test_service_answer (server, 403, "{}");
  prepare (fixture, server);
  take_steps (fixture);
  result = tpk_workspace_get_cloud_result (fixture->base.workspace);
  g_assert_cmpuint (tpk_cloud_result_get_http_status (result), ==, 403);
  summary = tpk_cloud_result_dup_summary (result);
  advice = tpk_cloud_result_dup_advice (result);
  g_assert_cmpint (get_step (fixture, "1. Service Asked", summary), ==, TPK_STATE_ERROR);
  text = g_strdup (adw_action_row_get_subtitle (
                     ADW_ACTION_ROW (find_row (fixture->steps, "1. Service Asked"))));
  g_assert_true (g_str_has_suffix (text, advice));
  g_assert_cmpint (get_step (fixture, "2. Information Received", "There are no servers yet."), ==,
                   TPK_STATE_NONE);

  /* A relay where nobody listens: the service works, its servers do not. */
  tpk_test_service_mint (server, "secret", 3600, "\"turn:127.0.0.1:1?transport=tcp\"");
  take_steps (fixture);
  g_assert_cmpint (get_step (fixture, "2. Information Received", "1 server, good for another "), ==,
                   TPK_STATE_GOOD);
  g_assert_cmpint (get_step (fixture, "3. Data Forwarded", "0 of 1 ways work.\nSee "), ==,
                   TPK_STATE_ERROR);
}

static void
test_stop (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (TpkTestService) server = NULL;
  GtkButton *button = tpk_ui_test_child (GtkButton, fixture->steps, "ask_button");

  if (!tpk_test_certs_available ()) {
    g_test_skip ("no openssl");
    return;
  }

  server = tpk_test_service_new (NULL);
  tpk_test_service_set_manner (server, TPK_TEST_SERVICE_SILENT);
  prepare (fixture, server);
  g_assert_cmpstr (gtk_button_get_label (button), ==, "_Ask Now");
  tpk_ui_test_click (button);
  g_assert_cmpstr (gtk_button_get_label (button), ==, "_Stop");
  g_assert_cmpint (get_step (fixture, "1. Service Asked", "Being asked…"), ==, TPK_STATE_RUNNING);
  while (tpk_test_service_get_n_requests (server) == 0)
    g_main_context_iteration (NULL, TRUE);

  tpk_ui_test_click (button);
  while (tpk_cloud_steps_group_is_busy (TPK_CLOUD_STEPS_GROUP (fixture->steps)))
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_test_settle ();
  g_assert_cmpint (tpk_cloud_result_get_code (
                     tpk_workspace_get_cloud_result (fixture->base.workspace)), ==,
                   TPK_CLOUD_CODE_CANCELLED);
  g_assert_cmpstr (gtk_button_get_label (button), ==, "_Ask Now");

  /* Closed half-way: the fixture sees to it that nothing of the page stays. */
  tpk_ui_test_click (button);
}

static void
assert_life (gint64      left_s,
             const char *text,
             TpkState    state)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (TpkCloudSet) set = NULL;
  g_autofree char *life = NULL;
  TpkServer *server = tpk_server_new ();
  TpkState actual = TPK_STATE_NONE;

  tpk_server_add_url (server, "turn:turn.example.org");
  g_ptr_array_add (servers, server);
  set = tpk_cloud_set_new ("turn-rest", "key", servers, 1000,
                           left_s == G_MAXINT64 ? 0 : 100000 + left_s);
  life = tpk_cloud_life_format (set, NULL, 100000, &actual);
  g_assert_cmpstr (life, ==, text);
  g_assert_cmpint (actual, ==, state);
}

static void
test_life (void)
{
  assert_life (59 * 60, "59 min left. Renewed in time once these settings are applied",
               TPK_STATE_NOTE);
  assert_life (-180, "Ended 3 min ago. Ask again", TPK_STATE_ERROR);
  assert_life (G_MAXINT64, "The service does not say for how long they are good", TPK_STATE_NOTE);
}

#define add(path, func) \
  g_test_add ("/ui/cloud-proxy/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("fields", test_fields);
  add ("secrets-stay", test_secrets_stay);
  add ("generic", test_generic);
  add ("vendor", test_vendor);
  add ("sdk", test_sdk);
  add ("good-service", test_good_service);
  add ("failing-service", test_failing_service);
  add ("stop", test_stop);
  g_test_add_func ("/ui/cloud-proxy/life", test_life);

  return g_test_run ();
}
