/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-test.h"
#include "ui/tpk-credential-editor.h"
#include "ui/tpk-finding-line.h"
#include "ui/tpk-format.h"
#include "ui/tpk-result-row.h"
#include "ui/tpk-server-dialog.h"
#include "ui/tpk-url-editor.h"

static TpkServerDialog *
open_dialog (TpkUiFixture *fixture,
             TpkServer    *server)
{
  GtkWidget *dialog = tpk_server_dialog_new (fixture->workspace, server);

  gtk_window_present (GTK_WINDOW (dialog));
  tpk_ui_test_settle ();

  return TPK_SERVER_DIALOG (dialog);
}

static TpkUrlEditor *
get_editor (TpkServerDialog *dialog,
            guint            nth)
{
  return TPK_URL_EDITOR (tpk_ui_test_find (dialog, TPK_TYPE_URL_EDITOR, nth));
}

static gpointer
get_credential_child (TpkServerDialog *dialog,
                      const char      *id)
{
  return tpk_ui_test_get_child (tpk_ui_test_find (dialog, TPK_TYPE_CREDENTIAL_EDITOR, 0), id);
}

static gboolean
can (gpointer    widget,
     const char *id)
{
  return gtk_widget_get_sensitive (tpk_ui_test_get_child (widget, id));
}

/* The first repair button in @widget. */
static GtkWidget *
find_repair (gpointer widget)
{
  GtkWidget *line;

  for (guint i = 0; (line = tpk_ui_test_find (widget, TPK_TYPE_FINDING_LINE, i)) != NULL; i++) {
    GtkWidget *button = tpk_finding_line_get_button (TPK_FINDING_LINE (line));

    if (button != NULL)
      return button;
  }

  return NULL;
}

static void
test_add (TpkUiFixture  *fixture,
          gconstpointer  data)
{
  TpkProfile *profile = tpk_workspace_get_profile (fixture->workspace);
  TpkServerDialog *dialog = open_dialog (fixture, NULL);
  TpkCredential *credential;
  TpkServer *server;

  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (dialog)), ==, "Add Server");
  g_assert_false (can (dialog, "save_button"));
  g_assert_false (can (tpk_ui_test_get_child (dialog, "test_group"), "button"));

  tpk_ui_test_type (tpk_ui_test_get_child (dialog, "label_entry"), "Head office");
  tpk_ui_test_type (tpk_ui_test_get_child (get_editor (dialog, 0), "url_entry"),
                    "turn:turn.turnpike.test:3478?transport=udp");
  tpk_ui_test_type (get_credential_child (dialog, "username_entry"), "alice");
  tpk_ui_test_type (get_credential_child (dialog, "password_entry"), "p@ss:w/rd\"\\é;#");
  g_assert_true (can (dialog, "save_button"));

  /* An address that stays empty is left out. */
  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.add-url", NULL);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.add-url", NULL);
  tpk_ui_test_type (tpk_ui_test_get_child (get_editor (dialog, 2), "host_entry"), "192.0.2.7");

  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.save", NULL);
  tpk_ui_test_settle ();
  g_assert_null (tpk_ui_test_find_window (TPK_TYPE_SERVER_DIALOG));

  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 1);
  server = tpk_profile_get_server (profile, 0);
  g_assert_cmpstr (tpk_server_get_label (server), ==, "Head office");
  g_assert_true (tpk_server_get_enabled (server));
  g_assert_cmpuint (tpk_server_get_n_urls (server), ==, 2);
  g_assert_cmpstr (tpk_ice_url_get_text (tpk_server_get_url (server, 0)), ==,
                   "turn:turn.turnpike.test:3478?transport=udp");
  g_assert_cmpstr (tpk_ice_url_get_text (tpk_server_get_url (server, 1)), ==, "turn:192.0.2.7");
  credential = tpk_server_get_credential (server);
  g_assert_cmpint (tpk_credential_get_kind (credential), ==, TPK_CREDENTIAL_PASSWORD);
  g_assert_cmpstr (tpk_credential_get_username (credential), ==, "alice");
  g_assert_cmpstr (tpk_credential_get_password (credential), ==, "p@ss:w/rd\"\\é;#");

  /* The first server is there to be used; one undo takes it all back. */
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_OWN);
  tpk_workspace_undo (fixture->workspace);
  profile = tpk_workspace_get_profile (fixture->workspace);
  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 0);
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_DIRECT);
}

static void
test_add_keeps_cloud (TpkUiFixture  *fixture,
                      gconstpointer  data)
{
  TpkProfile *profile = tpk_workspace_get_profile (fixture->workspace);
  TpkServerDialog *dialog;

  tpk_profile_set_route (profile, TPK_ROUTE_CLOUD);
  tpk_workspace_commit (fixture->workspace, "Route");
  dialog = open_dialog (fixture, NULL);
  tpk_ui_test_type (tpk_ui_test_get_child (get_editor (dialog, 0), "url_entry"), "stun:192.0.2.7");
  tpk_server_dialog_save (dialog);

  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 1);
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_CLOUD);
  g_assert_cmpint (tpk_credential_get_kind (tpk_server_get_credential
                                              (tpk_profile_get_server (profile, 0))),
                   ==, TPK_CREDENTIAL_NONE);
}

static void
test_edit (TpkUiFixture  *fixture,
           gconstpointer  data)
{
  TpkServer *server = tpk_ui_fixture_add_server (fixture, "Office", "turn:one.turnpike.test");
  TpkProfile *profile = tpk_workspace_get_profile (fixture->workspace);
  g_autofree char *id = g_strdup (tpk_server_get_id (server));
  TpkCredential *credential = tpk_server_get_credential (server);
  TpkServerDialog *dialog = open_dialog (fixture, server);

  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (dialog)), ==, "Edit Server");
  g_assert_cmpstr (gtk_editable_get_text (get_credential_child (dialog, "username_entry")), ==,
                   "alice");
  gtk_drop_down_set_selected (tpk_ui_test_child (GtkDropDown, get_editor (dialog, 0),
                                                 "scheme_drop_down"),
                              TPK_SCHEME_TURNS);
  tpk_ui_test_type (tpk_ui_test_get_child (dialog, "label_entry"), "Branch office");

  /* Nothing is changed before saving. */
  g_assert_cmpstr (tpk_server_get_label (server), ==, "Office");
  tpk_server_dialog_save (dialog);

  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 1);
  g_assert_true (tpk_profile_get_server (profile, 0) == server);
  g_assert_cmpstr (tpk_server_get_id (server), ==, id);
  g_assert_cmpstr (tpk_server_get_label (server), ==, "Branch office");
  g_assert_cmpstr (tpk_ice_url_get_text (tpk_server_get_url (server, 0)), ==,
                   "turns:one.turnpike.test");
  g_assert_true (tpk_credential_equal (tpk_server_get_credential (server), credential));
}

static void
test_cancel (TpkUiFixture  *fixture,
             gconstpointer  data)
{
  TpkServer *server = tpk_ui_fixture_add_server (fixture, "Office", "turn:one.turnpike.test");
  TpkServerDialog *dialog = open_dialog (fixture, server);

  tpk_ui_test_type (tpk_ui_test_get_child (dialog, "label_entry"), "Something else");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "window.close", NULL);
  tpk_ui_test_settle ();

  g_assert_null (tpk_ui_test_find_window (TPK_TYPE_SERVER_DIALOG));
  g_assert_cmpstr (tpk_server_get_label (server), ==, "Office");
}

static void
test_repair (TpkUiFixture  *fixture,
             gconstpointer  data)
{
  TpkServerDialog *dialog = open_dialog (fixture, NULL);
  TpkUrlEditor *editor = get_editor (dialog, 0);
  GtkWidget *repair;

  g_assert_null (find_repair (dialog));
  tpk_ui_test_type (tpk_ui_test_get_child (editor, "url_entry"), "turn://relay.turnpike.test");
  repair = find_repair (editor);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (repair)), ==, "Use turn:relay.turnpike.test");
  tpk_ui_test_click (repair);
  g_assert_cmpstr (tpk_url_editor_get_text (editor), ==, "turn:relay.turnpike.test");
  g_assert_cmpstr (gtk_editable_get_text (tpk_ui_test_child (GtkEditable, editor, "host_entry")),
                   ==, "relay.turnpike.test");

  tpk_ui_test_type (tpk_ui_test_get_child (editor, "url_entry"),
                    "turn:bob:s%40cret@relay.turnpike.test:3479");
  repair = find_repair (editor);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (repair)), ==, "Move user name and password");
  tpk_ui_test_click (repair);
  g_assert_cmpstr (tpk_url_editor_get_text (editor), ==, "turn:relay.turnpike.test:3479");
  g_assert_cmpstr (gtk_editable_get_text (get_credential_child (dialog, "username_entry")), ==,
                   "bob");
  g_assert_cmpstr (gtk_editable_get_text (get_credential_child (dialog, "password_entry")), ==,
                   "s@cret");

  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_addresses (TpkUiFixture  *fixture,
                gconstpointer  data)
{
  TpkServer *server = tpk_ui_fixture_add_server (fixture, "Office", "turn:one.turnpike.test");
  TpkServerDialog *dialog;
  g_autoptr (TpkServer) said = NULL;
  GtkWidget *remove;

  tpk_server_add_url (server, "turn:two.turnpike.test");
  tpk_server_add_url (server, "turn:three.turnpike.test");
  dialog = open_dialog (fixture, server);
  g_assert_cmpstr (adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (get_editor (dialog, 1))),
                   ==, "Address 2");

  tpk_ui_test_click (tpk_ui_test_get_child (get_editor (dialog, 1), "remove_button"));
  tpk_ui_test_click (tpk_ui_test_get_child (get_editor (dialog, 0), "remove_button"));
  remove = tpk_ui_test_get_child (get_editor (dialog, 0), "remove_button");
  /* The last one can only be changed. */
  g_assert_false (gtk_widget_get_visible (remove));
  g_assert_cmpstr (adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (get_editor (dialog, 0))),
                   ==, "Address");

  said = tpk_server_dialog_dup_server (dialog);
  g_assert_cmpuint (tpk_server_get_n_urls (said), ==, 1);
  g_assert_cmpstr (tpk_ice_url_get_text (tpk_server_get_url (said, 0)), ==,
                   "turn:three.turnpike.test");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_credential_kinds (TpkUiFixture  *fixture,
                       gconstpointer  data)
{
  TpkCredentialEditor *editor = g_object_ref_sink (TPK_CREDENTIAL_EDITOR
                                                     (tpk_credential_editor_new ()));
  AdwComboRow *kind = tpk_ui_test_child (AdwComboRow, editor, "kind_row");
  GtkWidget *username = tpk_ui_test_get_child (editor, "username_entry");
  GtkWidget *password = tpk_ui_test_get_child (editor, "password_entry");
  GtkWidget *secret = tpk_ui_test_get_child (editor, "secret_entry");
  GtkLabel *expiry = tpk_ui_test_child (GtkLabel, editor, "expiry_label");
  g_autoptr (TpkCredential) none = NULL, minting = NULL, back = NULL, untouched = NULL;
  g_autofree char *soon = g_strdup_printf ("%" G_GINT64_FORMAT ":bob",
                                           tpk_now_s () + 21 * 3600 + 60);

  g_assert_true (gtk_widget_get_visible (password));
  tpk_ui_test_type (username, "alice");
  tpk_ui_test_type (password, "open sesame");

  adw_combo_row_set_selected (kind, TPK_CREDENTIAL_NONE);
  g_assert_false (gtk_widget_get_visible (username));
  g_assert_false (gtk_widget_get_visible (password));
  none = tpk_credential_editor_dup_credential (editor);
  g_assert_cmpint (tpk_credential_get_kind (none), ==, TPK_CREDENTIAL_NONE);

  adw_combo_row_set_selected (kind, TPK_CREDENTIAL_SECRET);
  g_assert_false (gtk_widget_get_visible (password));
  tpk_ui_test_type (secret, "north");
  gtk_spin_button_set_value (tpk_ui_test_child (GtkSpinButton, editor, "lifetime_spin"), 2.0);
  minting = tpk_credential_editor_dup_credential (editor);
  g_assert_cmpint (tpk_credential_get_kind (minting), ==, TPK_CREDENTIAL_SECRET);
  g_assert_cmpstr (tpk_credential_get_username (minting), ==, "alice");
  g_assert_cmpstr (tpk_credential_get_secret (minting), ==, "north");
  g_assert_cmpuint (tpk_credential_get_lifetime_s (minting), ==, 7200);
  g_assert_cmpstr (gtk_label_get_label (expiry), ==,
                   "Makes a new password when one is needed, good for 2 h");

  /* A look at the other kinds has lost nothing. */
  adw_combo_row_set_selected (kind, TPK_CREDENTIAL_PASSWORD);
  back = tpk_credential_editor_dup_credential (editor);
  g_assert_cmpstr (tpk_credential_get_username (back), ==, "alice");
  g_assert_cmpstr (tpk_credential_get_password (back), ==, "open sesame");
  g_assert_false (gtk_widget_get_visible (tpk_ui_test_get_child (editor, "expiry_box")));

  tpk_ui_test_type (username, soon);
  g_assert_true (gtk_widget_get_visible (tpk_ui_test_get_child (editor, "expiry_box")));
  g_assert_cmpstr (gtk_label_get_label (expiry), ==, "This sign-in expires in 21 h");

  tpk_credential_editor_set_credential (editor, minting);
  untouched = tpk_credential_editor_dup_credential (editor);
  g_assert_true (untouched == minting);

  g_assert_finalize_object (editor);
}

static void
test_test (TpkUiFixture  *fixture,
           gconstpointer  data)
{
  TpkServerDialog *dialog = open_dialog (fixture, NULL);
  GtkWidget *group = tpk_ui_test_get_child (dialog, "test_group");
  GtkWidget *results = tpk_ui_test_get_child (group, "results_box");
  GtkButton *button = tpk_ui_test_child (GtkButton, group, "button");
  TpkResult *result;

  /* Nothing can listen on port 1 of loopback without being root; the answer is there at once. */
  tpk_ui_test_type (tpk_ui_test_get_child (get_editor (dialog, 0), "url_entry"),
                    "turn:127.0.0.1:1?transport=tcp");
  g_assert_true (can (group, "button"));
  g_assert_false (gtk_widget_get_visible (results));

  tpk_server_dialog_test (dialog);
  g_assert_true (gtk_widget_get_visible (results));
  g_assert_cmpstr (gtk_button_get_label (button), ==, "_Stop");
  while (g_strcmp0 (gtk_button_get_label (button), "_Test Again") != 0)
    g_main_context_iteration (NULL, TRUE);

  result = tpk_result_row_get_result (TPK_RESULT_ROW (tpk_ui_test_find (results,
                                                                        TPK_TYPE_RESULT_ROW, 0)));
  g_assert_cmpint (tpk_result_get_state (result), ==, TPK_RESULT_STATE_FAILED);
  g_assert_cmpstr (tpk_result_get_code (result), ==, "refused");
  g_assert_null (tpk_ui_test_find (results, TPK_TYPE_RESULT_ROW, 1));

  /* It does not hold for another address. */
  tpk_ui_test_type (tpk_ui_test_get_child (get_editor (dialog, 0), "port_entry"), "2");
  g_assert_false (gtk_widget_get_visible (results));
  g_assert_cmpstr (gtk_button_get_label (button), ==, "_Test");

  gtk_window_destroy (GTK_WINDOW (dialog));
}

#define add(path, func) \
  g_test_add ("/ui/server-dialog/" path, TpkUiFixture, NULL, tpk_ui_fixture_set_up, func, \
              tpk_ui_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("add", test_add);
  add ("add-keeps-cloud", test_add_keeps_cloud);
  add ("edit", test_edit);
  add ("cancel", test_cancel);
  add ("repair", test_repair);
  add ("addresses", test_addresses);
  add ("credential-kinds", test_credential_kinds);
  add ("test", test_test);

  return g_test_run ();
}
