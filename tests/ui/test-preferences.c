/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-certs.h"

#include "tpk-ui-test.h"
#include "ui/tpk-preferences.h"
#include "ui/tpk-settings.h"
#include "ui/tpk-shown-clients.h"

/* A document as it is before anybody edits it, but for where its passwords are kept. */
#define DOCUMENT(end) \
  "{\n" \
  "  \"schema\" : 1,\n" \
  "  \"active\" : \"Default\",\n" \
  "  \"profiles\" : [\n" \
  "    {\n" \
  "      \"name\" : \"Default\",\n" \
  "      \"route\" : \"direct\",\n" \
  "      \"relay_only\" : true,\n" \
  "      \"servers\" : [],\n" \
  "      \"cloud\" : {\n" \
  "        \"service\" : \"agora\",\n" \
  "        \"sdk\" : \"4.15\",\n" \
  "        \"mode\" : \"automatic\",\n" \
  "        \"app_id\" : \"\"\n" \
  "      }\n" \
  "    }\n" \
  "  ],\n" \
  end
#define SECRETS_IN_KEYRING DOCUMENT ("  \"client_files\" : []\n}\n")
#define SECRETS_IN_FILE \
  DOCUMENT ("  \"client_files\" : [],\n  \"secrets\" : \"file\"\n}\n")

typedef struct {
  TpkUiFixture  base;
  GSettings    *settings;
  GtkWidget    *window;
} Fixture;

static void
open_window (Fixture *fixture)
{
  fixture->window = tpk_preferences_new (fixture->settings, fixture->base.workspace);
  gtk_window_present (GTK_WINDOW (fixture->window));
  tpk_ui_test_settle ();
}

static void
close_window (Fixture *fixture)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (fixture->window != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  tpk_ui_fixture_set_up (&fixture->base, NULL);
  fixture->settings = tpk_settings_get ();
  g_assert_nonnull (fixture->settings);
  g_settings_reset (fixture->settings, "ca-file");
  g_settings_reset (fixture->settings, "check-timeout");
  g_settings_reset (fixture->settings, TPK_SHOWN_CLIENTS_KEY);
  open_window (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  close_window (fixture);
  tpk_ui_fixture_tear_down (&fixture->base, NULL);
}

static const char *
get_ca_text (Fixture *fixture)
{
  return adw_action_row_get_subtitle (tpk_ui_test_child (AdwActionRow, fixture->window, "ca_row"));
}

static void
test_timeout (Fixture       *fixture,
              gconstpointer  data)
{
  GtkSpinButton *button = tpk_ui_test_child (GtkSpinButton, fixture->window, "timeout_button");

  g_assert_cmpint (gtk_spin_button_get_value_as_int (button), ==, 10);
  gtk_spin_button_set_value (button, 25);
  g_assert_cmpuint (g_settings_get_uint (fixture->settings, "check-timeout"), ==, 25);
  gtk_spin_button_set_value (button, 1000);
  g_assert_cmpuint (g_settings_get_uint (fixture->settings, "check-timeout"), ==, 120);
}

static char *
dup_shown (void)
{
  GString *keys = g_string_new (NULL);
  const TpkShownClient *clients;
  guint n_clients;

  clients = tpk_shown_clients_get (&n_clients);
  for (guint i = 0; i < n_clients; i++)
    g_string_append_printf (keys, "%s ", clients[i].key);

  return g_string_free (keys, FALSE);
}

static GtkSwitch *
get_client_switch (Fixture *fixture,
                   guint    position)
{
  GtkWidget *group = tpk_ui_test_get_child (fixture->window, "clients_group");

  return GTK_SWITCH (tpk_ui_test_find (group, GTK_TYPE_SWITCH, position));
}

static void
test_clients (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *before = dup_shown ();
  g_autofree char *after = NULL;
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new ("turn:turn.example.org");
  g_autoptr (TpkCredential) credential = tpk_credential_new_password ("alice", "open sesame");

  g_assert_cmpstr (before, ==, "browsers acs agora gstreamer ");
  g_assert_cmpuint (tpk_shown_clients_judge (url, credential, 0)->len, ==, 4);
  g_assert_true (gtk_switch_get_active (get_client_switch (fixture, 2)));
  g_assert_false (gtk_switch_get_active (get_client_switch (fixture, 4)));

  gtk_switch_set_active (get_client_switch (fixture, 2), FALSE);
  gtk_switch_set_active (get_client_switch (fixture, 3), FALSE);
  gtk_switch_set_active (get_client_switch (fixture, 4), TRUE);
  after = dup_shown ();
  g_assert_cmpstr (after, ==, "browsers acs pion ");
  /* What was worked out for others is not kept. */
  g_assert_cmpuint (tpk_shown_clients_judge (url, credential, 0)->len, ==, 3);
}

static void
wait_for_ca (Fixture    *fixture,
             const char *suffix)
{
  while (!g_str_has_suffix (get_ca_text (fixture), suffix))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_ca (Fixture       *fixture,
         gconstpointer  data)
{
  GtkWidget *row = tpk_ui_test_get_child (fixture->window, "ca_row");
  GtkWidget *clear = tpk_ui_test_get_child (fixture->window, "ca_clear_button");
  g_autofree char *missing = g_strdup_printf ("%s/no-such-file.pem", g_get_tmp_dir ());
  const char *path = tpk_test_certs_get_file (TPK_TEST_CERT_CA);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GDateTime) expiry = NULL;
  g_autofree char *day = NULL;
  g_autofree char *text = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *kept = NULL;

  if (!tpk_test_certs_available ()) {
    g_test_skip ("certificates cannot be made here");
    return;
  }

  g_assert_false (gtk_widget_get_visible (clear));
  g_assert_cmpstr (get_ca_text (fixture), ==,
                   "Those that the system trusts. A company with an authority of its own hands "
                   "out a PEM file");

  certificate = tpk_test_certs_load (TPK_TEST_CERT_CA);
  expiry = g_tls_certificate_get_not_valid_after (certificate);
  day = g_date_time_format (expiry, "%x");
  tpk_preferences_set_ca_file (TPK_PREFERENCES (fixture->window), path);
  expected = g_strdup_printf ("1 authority. The first to expire is “Turnpike test CA”, on %s", day);
  text = g_strdup_printf ("%s\n%s", path, expected);
  wait_for_ca (fixture, expected);
  g_assert_cmpstr (get_ca_text (fixture), ==, text);
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  g_assert_true (gtk_widget_get_visible (clear));

  tpk_preferences_set_ca_file (TPK_PREFERENCES (fixture->window),
                               tpk_test_certs_get_file (TPK_TEST_CERT_EXPIRED));
  wait_for_ca (fixture, "so servers with its certificates fail. Ask for a new file");
  g_assert_true (gtk_widget_has_css_class (row, "error"));

  tpk_preferences_set_ca_file (TPK_PREFERENCES (fixture->window), missing);
  wait_for_ca (fixture, "No such file or directory");
  g_assert_true (gtk_widget_has_css_class (row, "error"));

  tpk_ui_test_click (clear);
  kept = g_settings_get_string (fixture->settings, "ca-file");
  g_assert_cmpstr (kept, ==, "");
  g_assert_false (gtk_widget_get_visible (clear));
  g_assert_false (gtk_widget_has_css_class (row, "error"));
}

static char *
dup_draft (Fixture *fixture)
{
  return tpk_document_to_data (tpk_workspace_get_draft (fixture->base.workspace), NULL);
}

static GtkSwitch *
get_secrets_switch (Fixture *fixture)
{
  return tpk_ui_test_child (GtkSwitch, fixture->window, "secrets_switch");
}

static const char *
get_secrets_text (Fixture *fixture)
{
  return adw_action_row_get_subtitle (tpk_ui_test_child (AdwActionRow, fixture->window,
                                                         "secrets_row"));
}

/* An edit like any other: one step for undo, and nothing is written before Apply. */
static void
test_secrets (Fixture       *fixture,
              gconstpointer  data)
{
  TpkWorkspace *workspace = fixture->base.workspace;
  GtkSwitch *button = get_secrets_switch (fixture);
  g_autofree char *before = NULL;
  g_autofree char *in_file = NULL;
  g_autofree char *undone = NULL;

  before = dup_draft (fixture);
  g_assert_cmpstr (before, ==, SECRETS_IN_KEYRING);
  g_assert_false (gtk_switch_get_active (button));

  gtk_switch_set_active (button, TRUE);
  in_file = dup_draft (fixture);
  g_assert_cmpstr (in_file, ==, SECRETS_IN_FILE);
  g_assert_cmpstr (tpk_workspace_get_undo_name (workspace), ==, "Keep Passwords in the File");
  g_assert_true (tpk_workspace_is_modified (workspace));
  g_assert_false (tpk_document_get_secrets_in_file (tpk_workspace_get_applied (workspace)));

  tpk_workspace_undo (workspace);
  undone = dup_draft (fixture);
  g_assert_cmpstr (undone, ==, SECRETS_IN_KEYRING);
  g_assert_false (gtk_switch_get_active (button));
  g_assert_false (tpk_workspace_can_undo (workspace));

  tpk_workspace_redo (workspace);
  g_assert_true (gtk_switch_get_active (button));
  gtk_switch_set_active (button, FALSE);
  g_assert_cmpstr (tpk_workspace_get_undo_name (workspace), ==, "Keep Passwords in the Keyring");
  g_assert_false (tpk_workspace_is_modified (workspace));
}

static void
applied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  TpkApplyOutcome outcome;
  g_autoptr (GError) error = NULL;
  gboolean *done = data;

  tpk_workspace_apply_finish (TPK_WORKSPACE (source), result, &outcome, &error);
  g_assert_no_error (error);
  g_assert_cmpint (outcome, ==, TPK_APPLY_OUTCOME_APPLIED);
  *done = TRUE;
}

static void
test_secrets_applied (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->base.folder, "turnpike.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  gtk_switch_set_active (get_secrets_switch (fixture), TRUE);
  tpk_workspace_apply_async (fixture->base.workspace, FALSE, NULL, applied_cb, &done);
  tpk_ui_test_wait (&done);

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, SECRETS_IN_FILE);
}

static void
test_secrets_words (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *told = g_strdup (g_getenv ("TURNPIKE_SECRETS"));

  /* In tests none may be used. */
  g_assert_cmpstr (told, ==, "file");
  g_assert_cmpstr (get_secrets_text (fixture), ==,
                   "No keyring can be used in this session, so passwords are in the file either "
                   "way. Whoever can read turnpike.json can read them, and its mode (0600) lets "
                   "nobody but you");
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (get_secrets_switch (fixture))));
  close_window (fixture);

  g_setenv ("TURNPIKE_SECRETS", "keyring", TRUE);
  open_window (fixture);
  g_setenv ("TURNPIKE_SECRETS", told, TRUE);
  g_assert_cmpstr (get_secrets_text (fixture), ==,
                   "On: whoever can read turnpike.json can read the passwords, and its mode (0600) "
                   "lets nobody but you. Off: they are in the keyring. Apply moves them");
}

#define add(path, func) \
  g_test_add ("/ui/preferences/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("timeout", test_timeout);
  add ("clients", test_clients);
  add ("ca", test_ca);
  add ("secrets", test_secrets);
  add ("secrets/applied", test_secrets_applied);
  add ("secrets/words", test_secrets_words);

  return g_test_run ();
}
