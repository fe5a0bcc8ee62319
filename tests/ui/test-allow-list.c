/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <string.h>

#include "cloud/tpk-allow-presets.h"
#include "cloud/tpk-firewall.h"
#include "tpk-ui-test.h"
#include "ui/tpk-allow-entry-dialog.h"
#include "ui/tpk-allow-export-dialog.h"
#include "ui/tpk-allow-group.h"
#include "ui/tpk-allow-letter-dialog.h"
#include "ui/tpk-allow-matrix.h"
#include "ui/tpk-cloud-steps-group.h"
#include "ui/tpk-proxy-page.h"
#include "ui/tpk-state-icon.h"

/* The allow-list of the page: its table, its test, its export and its letters. */

typedef struct {
  TpkUiFixture   base;
  GtkWidget     *window;
  GtkWidget     *page;
  GtkWidget     *group;
  TpkProfile    *profile;
  TpkAllowList  *list;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  tpk_ui_fixture_set_up (&fixture->base, NULL);
  fixture->profile = tpk_workspace_get_profile (fixture->base.workspace);
  fixture->list = tpk_profile_get_allow_list (fixture->profile);
  fixture->page = tpk_proxy_page_new ();
  tpk_proxy_page_set_workspace (TPK_PROXY_PAGE (fixture->page), fixture->base.workspace);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->page);
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->group = tpk_ui_test_get_child (fixture->page, "allow_group");
  tpk_ui_test_settle ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  g_object_add_weak_pointer (G_OBJECT (fixture->group), (gpointer *) &fixture->group);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (fixture->page != NULL || fixture->group != NULL)
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_fixture_tear_down (&fixture->base, NULL);
}

static void
add_entry (Fixture    *fixture,
           const char *protocol,
           const char *destination,
           const char *ports)
{
  const TpkAllowFields fields = { protocol, destination, ports, "Calls", NULL, "A book", "2026" };
  g_autoptr (TpkAllowEntry) entry = tpk_allow_entry_new (&fields, NULL);

  g_assert_nonnull (entry);
  tpk_allow_list_append (fixture->list, entry);
  tpk_workspace_commit (fixture->base.workspace, "Added");
}

static void
assert_entry (Fixture    *fixture,
              guint       position,
              const char *destination,
              const char *ports)
{
  TpkAllowEntry *entry = tpk_allow_list_get_entry (fixture->list, position);

  g_assert_cmpstr (tpk_allow_entry_get_destination (entry), ==, destination);
  g_assert_cmpstr (tpk_allow_entry_get_ports (entry), ==, ports);
}

static const char *
get_count (Fixture    *fixture,
           const char *id)
{
  return adw_expander_row_get_subtitle (tpk_ui_test_child (AdwExpanderRow, fixture->group, id));
}

static void
answer (GtkWindow *dialog)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "accept");
  tpk_ui_test_settle ();
}

/* The row of a dialog with a title. */
static GtkWidget *
find_row (gpointer    widget,
          const char *title)
{
  GtkWidget *row;

  for (guint i = 0; (row = tpk_ui_test_find (widget, ADW_TYPE_PREFERENCES_ROW, i)) != NULL; i++) {
    if (g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title) == 0)
      return row;
  }

  return NULL;
}

static void
test_table (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *expander = tpk_ui_test_get_child (fixture->group, "added_row");
  GtkWindow *dialog;
  GtkWidget *row;

  g_assert_cmpstr (get_count (fixture, "added_row"), ==, "None yet");
  g_assert_cmpstr (get_count (fixture, "own_row"), ==, "None: there are no servers");

  gtk_widget_activate_action (fixture->group, "allow.add", NULL);
  dialog = tpk_ui_test_find_window (TPK_TYPE_ALLOW_ENTRY_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "accept"));
  tpk_ui_test_type (find_row (dialog, "_Address, Block or Name"), "192.0.2.0/24");
  tpk_ui_test_type (find_row (dialog, "_Ports, such as 443, 3478-3500"), "70000");
  g_assert_true (gtk_widget_has_css_class (find_row (dialog, "_Ports, such as 443, 3478-3500"),
                                           "error"));
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "accept"));
  tpk_ui_test_type (find_row (dialog, "_Ports, such as 443, 3478-3500"), "3478-3500, 443");
  g_assert_true (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "accept"));
  answer (dialog);
  g_assert_cmpuint (tpk_allow_list_get_n_entries (fixture->list), ==, 1);
  assert_entry (fixture, 0, "192.0.2.0/24", "443,3478-3500");
  g_assert_cmpstr (get_count (fixture, "added_row"), ==, "1 entry");
  g_assert_cmpstr (tpk_workspace_get_undo_name (fixture->base.workspace), ==, "Add to Allow-List");

  add_entry (fixture, "tcp", "turn.example.org", "443");
  row = find_row (expander, "turn.example.org, TCP 443");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "Calls · A book · 2026");
  g_assert_cmpstr (get_count (fixture, "added_row"), ==, "2 entries");

  /* The second button of a row removes it. */
  tpk_ui_test_click (tpk_ui_test_find (find_row (expander, "192.0.2.0/24, UDP 443,3478-3500"),
                                       GTK_TYPE_BUTTON, 1));
  g_assert_cmpuint (tpk_allow_list_get_n_entries (fixture->list), ==, 1);
  assert_entry (fixture, 0, "turn.example.org", "443");
  tpk_workspace_undo (fixture->base.workspace);
  tpk_ui_test_settle ();
  g_assert_cmpstr (get_count (fixture, "added_row"), ==, "2 entries");
}

static void
test_edit (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWidget *expander = tpk_ui_test_get_child (fixture->group, "added_row");
  GtkWindow *dialog;
  TpkAllowEntry *entry;

  add_entry (fixture, "tcp", "turn.example.org", "443");
  tpk_ui_test_settle ();
  tpk_ui_test_click (tpk_ui_test_find (find_row (expander, "turn.example.org, TCP 443"),
                                       GTK_TYPE_BUTTON, 0));
  dialog = tpk_ui_test_find_window (TPK_TYPE_ALLOW_ENTRY_DIALOG);
  tpk_ui_test_type (find_row (dialog, "_Ports, such as 443, 3478-3500"), "8443");
  answer (dialog);
  assert_entry (fixture, 0, "turn.example.org", "8443");
  entry = tpk_allow_list_get_entry (fixture->list, 0);
  g_assert_cmpint (tpk_allow_entry_get_protocol (entry), ==, TPK_TRANSPORT_TCP);
  g_assert_cmpstr (tpk_allow_entry_get_source (entry), ==, "A book");
}

static void
test_presets (Fixture       *fixture,
              gconstpointer  data)
{
  const TpkAllowPreset *presets;
  guint n_presets, n_entries = 0;

  presets = tpk_allow_presets_get (&n_presets);
  for (guint i = 0; i < n_presets; i++) {
    g_autoptr (TpkAllowList) list = tpk_allow_preset_new_list (&presets[i]);

    gtk_widget_activate_action (fixture->group, "allow.add-preset", "s", presets[i].id);
    n_entries = tpk_allow_list_get_n_entries (fixture->list);
    g_assert_cmpuint (n_entries, >=, tpk_allow_list_get_n_entries (list));
  }

  /* A list that is there already is not there twice. */
  gtk_widget_activate_action (fixture->group, "allow.add-preset", "s", presets[0].id);
  g_assert_cmpuint (tpk_allow_list_get_n_entries (fixture->list), ==, n_entries);
  g_assert_cmpstr (tpk_allow_entry_get_date (tpk_allow_list_get_entry (fixture->list, 0)), ==,
                   presets[0].date);
}

static void
test_own (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr (TpkAllowList) all = NULL;

  tpk_ui_fixture_add_server (&fixture->base, "Office", "turn:turn.example.org?transport=udp");
  tpk_ui_test_settle ();
  g_assert_cmpstr (get_count (fixture, "own_row"), ==, "1 entry");
  g_assert_nonnull (find_row (fixture->group, "turn.example.org, UDP 3478"));
  add_entry (fixture, "udp", "192.0.2.7", "3478");
  tpk_ui_test_settle ();
  all = tpk_allow_group_dup_list (TPK_ALLOW_GROUP (fixture->group));
  g_assert_cmpuint (tpk_allow_list_get_n_entries (all), ==, 2);
}

/* A port where somebody listens, and one where nobody does. */
static GSocketListener *
listen_somewhere (guint16 *port)
{
  GSocketListener *listener = g_socket_listener_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;

  g_socket_listener_add_address (listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &effective, NULL);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));

  return listener;
}

static TpkState
get_cell (Fixture    *fixture,
          guint       nth,
          const char *word)
{
  GtkWidget *matrix = tpk_ui_test_get_child (fixture->group, "matrix");
  GtkWidget *icon = tpk_ui_test_find (matrix, TPK_TYPE_STATE_ICON, nth);
  GtkWidget *label = gtk_widget_get_next_sibling (icon);

  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==, word);

  return tpk_state_icon_get_state (TPK_STATE_ICON (icon));
}

static void
run_test (Fixture *fixture)
{
  tpk_ui_test_click (tpk_ui_test_get_child (fixture->group, "test_button"));
  while (tpk_allow_group_is_testing (TPK_ALLOW_GROUP (fixture->group)))
    g_main_context_iteration (NULL, TRUE);
  tpk_ui_test_settle ();
}

static void
test_matrix (Fixture       *fixture,
             gconstpointer  data)
{
  GtkLabel *summary = tpk_ui_test_child (GtkLabel, fixture->group, "summary_label");
  GtkButton *button = tpk_ui_test_child (GtkButton, fixture->group, "test_button");
  GtkWidget *matrix = tpk_ui_test_get_child (fixture->group, "matrix");
  g_autoptr (GSocketListener) listener = NULL;
  g_autofree char *ports = NULL;
  g_autofree char *sentence = NULL;
  GtkWidget *cell;
  guint16 port;

  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (button)));
  listener = listen_somewhere (&port);
  ports = g_strdup_printf ("1,%u", port);
  add_entry (fixture, "tcp", "127.0.0.1", ports);
  tpk_ui_test_settle ();
  g_assert_cmpstr (gtk_button_get_label (button), ==, "_Test");
  run_test (fixture);

  g_assert_true (gtk_widget_get_visible (matrix));
  g_assert_cmpint (get_cell (fixture, 0, "refused"), ==, TPK_STATE_ERROR);
  g_assert_cmpint (get_cell (fixture, 1, "open"), ==, TPK_STATE_GOOD);
  g_assert_true (g_str_has_prefix (gtk_label_get_label (summary),
                                   "Open: 1. Closed: 1. No answer, which over UDP may be a service "
                                   "that does not speak STUN: 0.\n"));

  /* Icon and word are one sentence for assistive technology. */
  cell = gtk_widget_get_parent (tpk_ui_test_find (matrix, TPK_TYPE_STATE_ICON, 1));
  sentence = g_strdup_printf ("127.0.0.1, TCP %u: open", port);
  gtk_test_accessible_assert_property (cell, GTK_ACCESSIBLE_PROPERTY_LABEL, sentence);

  /* What was found is of the list as it was. */
  add_entry (fixture, "tcp", "127.0.0.2", "1");
  tpk_ui_test_settle ();
  g_assert_false (gtk_widget_get_visible (matrix));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (summary)));
}

/* What is reached is all that can be known of a vendor's proxy. */
static void
test_reachability (Fixture       *fixture,
                   gconstpointer  data)
{
  GtkWidget *steps = tpk_ui_test_get_child (fixture->page, "steps_group");

  tpk_workspace_set_route (fixture->base.workspace, TPK_ROUTE_CLOUD);
  tpk_ui_test_settle ();
  g_assert_nonnull (strstr (adw_preferences_group_get_description (
                              ADW_PREFERENCES_GROUP (fixture->group)), "Add the vendor’s list"));
  add_entry (fixture, "tcp", "127.0.0.1", "1");
  tpk_ui_test_settle ();
  run_test (fixture);
  g_assert_cmpstr (adw_action_row_get_subtitle (
                     ADW_ACTION_ROW (find_row (steps, "3. Data Forwarded"))), ==,
                   "Only reachability can be known here, not whether data is forwarded: 0 of 1 "
                   "addresses that the proxy needs answered.");

  /* That holds no more for another list. */
  add_entry (fixture, "tcp", "127.0.0.1", "2");
  tpk_ui_test_settle ();
  g_assert_cmpstr (adw_action_row_get_subtitle (
                     ADW_ACTION_ROW (find_row (steps, "3. Data Forwarded"))), ==,
                   "Only reachability can be known here, not whether data is forwarded. It was not "
                   "tried yet.");
}

/* Silence over UDP takes the whole time of a probe. */
static void
test_stop (Fixture       *fixture,
           gconstpointer  data)
{
  GtkButton *button = tpk_ui_test_child (GtkButton, fixture->group, "test_button");

  add_entry (fixture, "udp", "127.0.0.1", "20000-20999");
  tpk_ui_test_settle ();
  tpk_ui_test_click (button);
  g_assert_cmpstr (gtk_button_get_label (button), ==, "_Stop");
  g_assert_true (gtk_widget_get_visible (tpk_ui_test_get_child (fixture->group, "progress_bar")));
  tpk_ui_test_click (button);
  while (tpk_allow_group_is_testing (TPK_ALLOW_GROUP (fixture->group)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (gtk_button_get_label (button), ==, "_Test");
  g_assert_false (gtk_widget_get_visible (tpk_ui_test_get_child (fixture->group, "progress_bar")));

  /* Closed half-way: the fixture sees to it that nothing stays. */
  tpk_ui_test_click (button);
}

static void
test_export (Fixture       *fixture,
             gconstpointer  data)
{
  const TpkFirewallFormat *const *formats;
  GtkTextBuffer *buffer;
  GtkWindow *dialog;
  AdwComboRow *row;
  g_autofree char *path = g_build_filename (fixture->base.folder, "rules", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (TpkExport) last = NULL;
  guint n_formats;

  add_entry (fixture, "udp", "192.0.2.7", "3478");
  tpk_ui_test_settle ();
  gtk_widget_activate_action (fixture->group, "allow.export", NULL);
  dialog = tpk_ui_test_find_window (TPK_TYPE_ALLOW_EXPORT_DIALOG);
  row = tpk_ui_test_child (AdwComboRow, dialog, "format_row");
  buffer = gtk_text_view_get_buffer (tpk_ui_test_child (GtkTextView, dialog, "text_view"));
  formats = tpk_firewall_formats_get (&n_formats);
  for (guint i = 0; i < n_formats; i++) {
    g_autofree char *text = NULL;

    g_set_object (&last, NULL);
    last = tpk_firewall_format_write (formats[i], fixture->list);
    adw_combo_row_set_selected (row, i);
    g_object_get (buffer, "text", &text, NULL);
    g_assert_cmpstr (text, ==, tpk_export_get_text (last));
  }

  tpk_allow_export_dialog_save (TPK_ALLOW_EXPORT_DIALOG (dialog), file);
  while (TRUE) {
    g_autofree char *saved = NULL;

    g_main_context_iteration (NULL, FALSE);
    if (g_file_get_contents (path, &saved, NULL, NULL) &&
        g_strcmp0 (saved, tpk_export_get_text (last)) == 0)
      break;
  }
  gtk_window_destroy (dialog);
}

static void
test_letter (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWindow *dialog;
  GtkLabel *label;
  g_autofree char *mailto = NULL;

  add_entry (fixture, "udp", "192.0.2.7", "3478");
  tpk_cloud_settings_set_app_id (tpk_profile_get_cloud (fixture->profile), "0123456789abcdef");
  tpk_ui_test_settle ();
  gtk_widget_activate_action (fixture->group, "allow.letter", NULL);
  dialog = tpk_ui_test_find_window (TPK_TYPE_ALLOW_LETTER_DIALOG);
  label = tpk_ui_test_child (GtkLabel, dialog, "text_label");
  g_assert_nonnull (strstr (gtk_label_get_label (label), "192.0.2.7"));
  tpk_ui_test_type (tpk_ui_test_get_child (dialog, "sender_row"), "Ada");
  g_assert_nonnull (strstr (gtk_label_get_label (label), "Ada"));
  g_assert_false (gtk_widget_get_visible (tpk_ui_test_get_child (dialog, "app_id_row")));

  adw_combo_row_set_selected (tpk_ui_test_child (AdwComboRow, dialog, "kind_row"), 1);
  g_assert_true (gtk_widget_get_visible (tpk_ui_test_get_child (dialog, "app_id_row")));
  g_assert_nonnull (strstr (gtk_label_get_label (label), "0123456789abcdef"));
  tpk_ui_test_type (tpk_ui_test_get_child (dialog, "regions_row"), "Europe & Asia");
  g_assert_nonnull (strstr (gtk_label_get_label (label), "Europe & Asia"));
  mailto = tpk_allow_letter_dialog_dup_mailto (TPK_ALLOW_LETTER_DIALOG (dialog));
  g_assert_true (g_str_has_prefix (mailto, "mailto:"));
  g_assert_nonnull (strstr (mailto, "Europe%20%26%20Asia"));
  gtk_window_destroy (dialog);
}

/* Nobody is sent a letter that asks for nothing. */
static void
test_empty_letter (Fixture       *fixture,
                   gconstpointer  data)
{
  GtkWindow *dialog;
  GtkLabel *label;
  GtkWidget *mail;

  gtk_widget_activate_action (fixture->group, "allow.letter", NULL);
  dialog = tpk_ui_test_find_window (TPK_TYPE_ALLOW_LETTER_DIALOG);
  label = tpk_ui_test_child (GtkLabel, dialog, "text_label");
  mail = tpk_ui_test_get_child (dialog, "mail_button");
  g_assert_cmpstr (gtk_label_get_label (label), ==,
                   "The list is empty, so there is nothing to ask for. Add entries to it, or servers, "
                   "first.");
  g_assert_false (gtk_widget_get_sensitive (mail));
  g_assert_false (gtk_widget_get_sensitive (tpk_ui_test_get_child (dialog, "copy_button")));
  g_assert_null (tpk_allow_letter_dialog_dup_mailto (TPK_ALLOW_LETTER_DIALOG (dialog)));

  /* The vendor is asked for addresses before there are any. */
  adw_combo_row_set_selected (tpk_ui_test_child (AdwComboRow, dialog, "kind_row"), 1);
  g_assert_true (gtk_widget_get_sensitive (mail));
  g_assert_nonnull (strstr (gtk_label_get_label (label), "cloud proxy in production"));
  gtk_window_destroy (dialog);
}

#define add(path, func) \
  g_test_add ("/ui/allow-list/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("table", test_table);
  add ("edit", test_edit);
  add ("presets", test_presets);
  add ("own", test_own);
  add ("matrix", test_matrix);
  add ("reachability", test_reachability);
  add ("stop", test_stop);
  add ("export", test_export);
  add ("letter", test_letter);
  add ("empty-letter", test_empty_letter);

  return g_test_run ();
}
