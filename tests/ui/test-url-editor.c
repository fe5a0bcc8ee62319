/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-test.h"
#include "ui/tpk-finding-line.h"
#include "ui/tpk-url-editor.h"

typedef struct {
  GtkWidget    *window;
  TpkUrlEditor *editor;
  GtkEditable  *line;
  GtkEditable  *host;
  GtkEditable  *port;
  GtkDropDown  *scheme;
  GtkDropDown  *transport;
  guint         n_changes;
} Fixture;

static void
count_cb (TpkUrlEditor *editor,
          GParamSpec   *pspec,
          Fixture      *fixture)
{
  fixture->n_changes++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->window = gtk_window_new ();
  fixture->editor = TPK_URL_EDITOR (tpk_url_editor_new ());
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->editor));
  fixture->line = tpk_ui_test_child (GtkEditable, fixture->editor, "url_entry");
  fixture->host = tpk_ui_test_child (GtkEditable, fixture->editor, "host_entry");
  fixture->port = tpk_ui_test_child (GtkEditable, fixture->editor, "port_entry");
  fixture->scheme = tpk_ui_test_child (GtkDropDown, fixture->editor, "scheme_drop_down");
  fixture->transport = tpk_ui_test_child (GtkDropDown, fixture->editor, "transport_drop_down");
  g_signal_connect (fixture->editor, "notify::text", G_CALLBACK (count_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->editor), (gpointer *) &fixture->editor);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  tpk_ui_test_settle ();
  g_assert_null (fixture->editor);
}

static void
assert_parts (Fixture    *fixture,
              TpkScheme   scheme,
              const char *host,
              const char *port,
              const char *transport)
{
  GObject *selected = gtk_drop_down_get_selected_item (fixture->transport);

  g_assert_cmpint (gtk_drop_down_get_selected (fixture->scheme), ==, scheme);
  g_assert_cmpstr (gtk_editable_get_text (fixture->host), ==, host);
  g_assert_cmpstr (gtk_editable_get_text (fixture->port), ==, port);
  g_assert_cmpstr (gtk_string_object_get_string (GTK_STRING_OBJECT (selected)), ==, transport);
}

static void
test_line_moves_parts (Fixture       *fixture,
                       gconstpointer  data)
{
  static const struct {
    const char *text;
    TpkScheme   scheme;
    const char *host;
    const char *port;
    const char *transport;
    const char *placeholder;
  } cases[] = {
    { "turn:turn.example.org:3478?transport=tcp", TPK_SCHEME_TURN, "turn.example.org", "3478",
      "TCP", "3478" },
    { "turns:turn.example.org", TPK_SCHEME_TURNS, "turn.example.org", "", "TLS (TCP)", "5349" },
    { "turns:turn.example.org:443?transport=udp", TPK_SCHEME_TURNS, "turn.example.org", "443",
      "DTLS (UDP)", "5349" },
    { "stun:[2001:db8::1]:3479", TPK_SCHEME_STUN, "2001:db8::1", "3479", "UDP", "3478" },
    { "stuns:192.0.2.7", TPK_SCHEME_STUNS, "192.0.2.7", "", "TLS (TCP)", "5349" },
    { "turn:TURN.Example.ORG", TPK_SCHEME_TURN, "turn.example.org", "", "UDP", "3478" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    tpk_ui_test_type (fixture->line, cases[i].text);

    /* What was typed stays as it was typed. */
    g_assert_cmpstr (tpk_url_editor_get_text (fixture->editor), ==, cases[i].text);
    assert_parts (fixture, cases[i].scheme, cases[i].host, cases[i].port, cases[i].transport);
    g_assert_cmpstr (gtk_entry_get_placeholder_text (GTK_ENTRY (fixture->port)), ==,
                     cases[i].placeholder);
    g_assert_cmpint (gtk_widget_get_sensitive (GTK_WIDGET (fixture->transport)), ==,
                     cases[i].scheme == TPK_SCHEME_TURN || cases[i].scheme == TPK_SCHEME_TURNS);
    g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (fixture->line), "error"));
  }
}

static void
test_parts_move_line (Fixture       *fixture,
                      gconstpointer  data)
{
  tpk_ui_test_type (fixture->host, "relay.example.net");
  g_assert_cmpstr (tpk_url_editor_get_text (fixture->editor), ==, "turn:relay.example.net");

  tpk_ui_test_type (fixture->port, "3478");
  g_assert_cmpstr (tpk_url_editor_get_text (fixture->editor), ==, "turn:relay.example.net:3478");

  gtk_drop_down_set_selected (fixture->transport, 1);
  g_assert_cmpstr (tpk_url_editor_get_text (fixture->editor), ==,
                   "turn:relay.example.net:3478?transport=tcp");

  /* The default port of one scheme becomes that of the other. */
  gtk_drop_down_set_selected (fixture->scheme, TPK_SCHEME_TURNS);
  g_assert_cmpstr (tpk_url_editor_get_text (fixture->editor), ==,
                   "turns:relay.example.net:5349?transport=tcp");
  assert_parts (fixture, TPK_SCHEME_TURNS, "relay.example.net", "5349", "TLS (TCP)");

  /* Another port is meant. */
  tpk_ui_test_type (fixture->port, "443");
  gtk_drop_down_set_selected (fixture->scheme, TPK_SCHEME_STUN);
  g_assert_cmpstr (tpk_url_editor_get_text (fixture->editor), ==, "stun:relay.example.net:443");

  tpk_ui_test_type (fixture->host, "2001:db8::7");
  g_assert_cmpstr (tpk_url_editor_get_text (fixture->editor), ==, "stun:[2001:db8::7]:443");

  tpk_ui_test_type (fixture->port, "");
  g_assert_cmpstr (tpk_url_editor_get_text (fixture->editor), ==, "stun:[2001:db8::7]");
}

static void
test_transport_default (Fixture       *fixture,
                        gconstpointer  data)
{
  tpk_ui_test_type (fixture->line, "turn:h.example.org");
  assert_parts (fixture, TPK_SCHEME_TURN, "h.example.org", "", "UDP");

  /* A transport that is not written is not written after a change of the scheme either. */
  gtk_drop_down_set_selected (fixture->scheme, TPK_SCHEME_TURNS);
  g_assert_cmpstr (tpk_url_editor_get_text (fixture->editor), ==, "turns:h.example.org");
  assert_parts (fixture, TPK_SCHEME_TURNS, "h.example.org", "", "TLS (TCP)");
}

static void
test_one_change_each (Fixture       *fixture,
                      gconstpointer  data)
{
  gtk_editable_set_text (fixture->line, "turn:h.example.org:3479");
  fixture->n_changes = 0;

  gtk_editable_insert_text (fixture->line, "0", -1, &(int) { 23 });
  g_assert_cmpstr (gtk_editable_get_text (fixture->port), ==, "34790");
  g_assert_cmpuint (fixture->n_changes, ==, 1);

  gtk_drop_down_set_selected (fixture->scheme, TPK_SCHEME_TURNS);
  g_assert_cmpuint (fixture->n_changes, ==, 2);
}

static void
test_invalid (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *text = GTK_WIDGET (gtk_editable_get_delegate (fixture->line));
  GtkWidget *port_text = GTK_WIDGET (gtk_editable_get_delegate (fixture->port));

  tpk_ui_test_type (fixture->line, "turn:h.example.org:99999");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (fixture->line), "error"));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (fixture->port), "error"));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);

  tpk_ui_test_type (fixture->line, "turn:h.example.org:9999");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (fixture->line), "error"));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_FALSE);

  /* Typed in a part, the part is marked, and what was typed stays. */
  tpk_ui_test_type (fixture->port, "34x");
  g_assert_cmpstr (tpk_url_editor_get_text (fixture->editor), ==, "turn:h.example.org:34x");
  g_assert_cmpstr (gtk_editable_get_text (fixture->port), ==, "34x");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (fixture->port), "error"));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (fixture->host), "error"));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (port_text), GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);

  tpk_ui_test_type (fixture->port, "");
  tpk_ui_test_type (fixture->host, "not a host");
  g_assert_cmpstr (gtk_editable_get_text (fixture->host), ==, "not a host");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (fixture->host), "error"));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (fixture->port), "error"));
}

static void
test_findings (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *under_line = tpk_ui_test_get_child (fixture->editor, "url_findings");
  GtkWidget *under_parts = tpk_ui_test_get_child (fixture->editor, "parts_findings");
  GtkWidget *line;

  g_ptr_array_add (findings,
                   tpk_finding_with_fix (tpk_finding_new (TPK_SEVERITY_ERROR, "test", "Wrong."),
                                         TPK_FIX_REPLACE_URL, "turn:h"));

  /* Nothing is wrong with what nobody has typed. */
  tpk_url_editor_set_findings (fixture->editor, findings);
  g_assert_null (gtk_widget_get_first_child (under_line));

  tpk_ui_test_type (fixture->line, "turn://h");
  tpk_url_editor_set_findings (fixture->editor, findings);
  line = gtk_widget_get_first_child (under_line);
  g_assert_true (TPK_IS_FINDING_LINE (line));
  g_assert_nonnull (tpk_finding_line_get_button (TPK_FINDING_LINE (line)));
  g_assert_null (gtk_widget_get_first_child (under_parts));

  /* The same finding leaves the line, and its focus, alone. */
  tpk_url_editor_set_findings (fixture->editor, findings);
  g_assert_true (gtk_widget_get_first_child (under_line) == line);

  tpk_ui_test_type (fixture->host, "h");
  tpk_url_editor_set_findings (fixture->editor, findings);
  g_assert_null (gtk_widget_get_first_child (under_line));
  g_assert_true (TPK_IS_FINDING_LINE (gtk_widget_get_first_child (under_parts)));
}

static void
assert_labelled (gpointer    widget,
                 const char *text)
{
  g_autoptr (GList) labels = gtk_widget_list_mnemonic_labels (GTK_WIDGET (widget));

  g_assert_cmpuint (g_list_length (labels), ==, 1);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (labels->data)), ==, text);
  gtk_test_accessible_assert_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                       labels->data, NULL);
}

static void
test_accessible (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *remove = tpk_ui_test_get_child (fixture->editor, "remove_button");

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Remove this address");
  assert_labelled (fixture->host, "Host");
  assert_labelled (fixture->port, "Port");
  assert_labelled (fixture->scheme, "Kind");
  assert_labelled (fixture->transport, "Transport");
}

#define add(path, func) \
  g_test_add ("/ui/url-editor/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("line-moves-parts", test_line_moves_parts);
  add ("parts-move-line", test_parts_move_line);
  add ("transport-default", test_transport_default);
  add ("one-change-each", test_one_change_each);
  add ("invalid", test_invalid);
  add ("findings", test_findings);
  add ("accessible", test_accessible);

  return g_test_run ();
}
