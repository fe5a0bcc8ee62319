/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-test.h"
#include "ui/tpk-client-chip.h"
#include "ui/tpk-combo-row.h"
#include "ui/tpk-finding-line.h"
#include "ui/tpk-format.h"
#include "ui/tpk-group.h"
#include "ui/tpk-shown-clients.h"
#include "ui/tpk-spare-layout.h"
#include "ui/tpk-state-icon.h"
#include "ui/tpk-wrap-layout.h"

static void
test_format (void)
{
  static const struct {
    gint64      seconds;
    const char *text;
  } spans[] = {
    { 0, "0 s" }, { 59, "59 s" }, { 60, "1 min" }, { 3599, "59 min" }, { 3600, "1 h" },
    { 47 * 3600 + 3599, "47 h" }, { 48 * 3600, "2 days" }, { 61 * 86400, "61 days" },
    { 729 * 86400, "729 days" }, { 730 * 86400, "2 years" }, { 400LL * 365 * 86400, "400 years" },
  };
  static const struct {
    double      ms;
    const char *text;
  } times[] = {
    { -1.0, "" }, { 0.04, "0.0 ms" }, { 9.94, "9.9 ms" }, { 9.96, "10 ms" }, { 14.2, "14 ms" },
    { 12345.0, "12.3 s" },
  };
  g_autofree char *soon = tpk_format_expiry (1000 + 3600, 1000);
  g_autofree char *past = tpk_format_expiry (1000, 1000 + 3 * 86400);
  g_autofree char *far_away = tpk_format_expiry (G_MAXINT64, 1000);
  g_autofree char *share = tpk_format_percent (2.5, 1);
  g_autofree char *round_share = tpk_format_percent (2.6, 0);
  g_autofree char *isolated = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (spans); i++) {
    g_autofree char *text = tpk_format_duration (spans[i].seconds);

    g_assert_cmpstr (text, ==, spans[i].text);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++) {
    g_autofree char *text = tpk_format_ms (times[i].ms);

    g_assert_cmpstr (text, ==, times[i].text);
  }

  g_assert_cmpstr (share, ==, "2.5 %");
  g_assert_cmpstr (round_share, ==, "3 %");
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  isolated = tpk_format_percent (2.5, 1);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  g_assert_cmpstr (isolated, ==, "\u20662.5 %\u2069");

  g_assert_cmpstr (soon, ==, "expires in 1 h");
  g_assert_cmpstr (past, ==, "expired 3 days ago");
  g_assert_cmpstr (far_away, ==, "expires in more than ten years");
}

static void
test_format_url (void)
{
  static const struct {
    const char *text;
    const char *shown;
  } cases[] = {
    { "turn:turn.turnpike.test:3478", "turn:turn.turnpike.test:3478" },
    { "turn:alice:open@turn.turnpike.test", "turn:•••@turn.turnpike.test" },
    { "turn://alice:p@ss@turn.turnpike.test:443", "turn://•••@turn.turnpike.test:443" },
    { "turn:\xff", "turn:\357\277\275" },
    { "good morning", "good morning" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TpkIceUrl) url = tpk_ice_url_new (cases[i].text);
    g_autofree char *shown = tpk_format_url (url);

    g_assert_cmpstr (shown, ==, cases[i].shown);
  }
}

static void
test_format_outcome (void)
{
  static const char *const cases[][3] = {
    { "No reply.", "Ask for UDP.", "No reply. Ask for UDP." },
    { "No reply.", NULL, "No reply." },
    { NULL, "Ask for UDP.", "Ask for UDP." },
    { "", "", "" },
    { NULL, NULL, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = tpk_format_outcome (cases[i][0], cases[i][1]);

    g_assert_cmpstr (text, ==, cases[i][2]);
  }
}

static void
test_format_credential (void)
{
  static const struct {
    const char *username;
    const char *text;
    gboolean    urgent;
  } cases[] = {
    { "alice", "user alice", FALSE },
    { "2000000000:bob", "user bob · expires in 2 h", FALSE },
    { "1999996400:bob", "user bob · expires in 1 h", FALSE },
    { "1999996399:bob", "user bob · expires in 59 min", TRUE },
    { "1999992799", "expired 1 s ago", TRUE },
  };
  g_autoptr (TpkCredential) none = tpk_credential_new_none ();
  g_autoptr (TpkCredential) secret = tpk_credential_new_secret ("bob", "north", 60);
  g_autofree char *none_text = tpk_format_credential (none, 1999992800, NULL);
  g_autofree char *secret_text = tpk_format_credential (secret, 1999992800, NULL);

  g_assert_cmpstr (none_text, ==, "no sign-in");
  g_assert_cmpstr (secret_text, ==, "shared secret");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TpkCredential) credential = tpk_credential_new_password (cases[i].username, "x");
    gboolean urgent;
    g_autofree char *text = tpk_format_credential (credential, 1999992800, &urgent);

    g_assert_cmpstr (text, ==, cases[i].text);
    g_assert_cmpint (urgent, ==, cases[i].urgent);
  }
}

static void
test_state_icon (void)
{
  GtkWidget *icon = g_object_ref_sink (tpk_state_icon_new ());
  g_autoptr (GtkTooltip) tooltip = NULL;
  gboolean told = FALSE;

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Not checked yet");
  tpk_state_icon_set_state (TPK_STATE_ICON (icon), TPK_STATE_ERROR);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Error");
  tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  g_assert_true (gtk_widget_get_has_tooltip (icon));
  g_signal_emit_by_name (icon, "query-tooltip", 0, 0, FALSE, tooltip, &told);
  g_assert_true (told);
  g_assert_cmpstr (tpk_state_get_name (tpk_state_icon_get_state (TPK_STATE_ICON (icon))), ==,
                   "Error");
  g_assert_true (gtk_widget_has_css_class (gtk_widget_get_first_child (icon), "error"));
  tpk_state_icon_set_state (TPK_STATE_ICON (icon), TPK_STATE_RUNNING);
  g_assert_true (GTK_IS_SPINNER (gtk_widget_get_first_child (icon)));

  g_assert_finalize_object (icon);
}

static void
test_chip (void)
{
  TpkClientChip *chip = g_object_ref_sink (TPK_CLIENT_CHIP (tpk_client_chip_new ("Azure")));
  g_autoptr (TpkJudgement) changed =
    tpk_judgement_new_changed ("turn:h:443?transport=udp", "acs-plaintext",
                               "This is not encrypted.");
  g_autoptr (TpkJudgement) ok = tpk_judgement_new_ok ("turn:h:3478?transport=udp");
  GtkWidget *button;

  tpk_client_chip_set_judgement (chip, changed);
  button = tpk_ui_test_find (chip, GTK_TYPE_MENU_BUTTON, 0);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Azure");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Azure: dials something else: turn:h:443?transport=udp\n"
                                       "This is not encrypted.");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==,
                   "Azure: dials something else: turn:h:443?transport=udp");
  g_assert_true (gtk_widget_has_css_class (tpk_ui_test_find (chip, GTK_TYPE_IMAGE, 0), "warning"));

  tpk_client_chip_set_judgement (chip, ok);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==,
                   "Azure: dials turn:h:3478?transport=udp");
  g_assert_true (gtk_widget_has_css_class (tpk_ui_test_find (chip, GTK_TYPE_IMAGE, 0), "success"));
  g_assert_false (gtk_widget_has_css_class (tpk_ui_test_find (chip, GTK_TYPE_IMAGE, 0),
                                            "warning"));

  g_assert_finalize_object (chip);
}

static void
test_shown_clients (void)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new ("turns:turn.turnpike.test:443?transport=tcp");
  g_autoptr (TpkIceUrl) blocked = tpk_ice_url_new ("turn:turn.turnpike.test:10080");
  g_autoptr (TpkCredential) password = tpk_credential_new_password ("alice", "open sesame");
  g_autoptr (TpkCredential) none = tpk_credential_new_none ();
  const TpkShownClient *clients;
  GPtrArray *judgements;
  guint n_clients;

  clients = tpk_shown_clients_get (&n_clients);
  g_assert_cmpuint (n_clients, ==, 4);
  g_assert_cmpstr (clients[0].ids[0], ==, "w3c");
  g_assert_cmpstr (clients[1].ids[0], ==, "acs");

  judgements = tpk_shown_clients_judge (url, password, 0);
  g_assert_cmpuint (judgements->len, ==, n_clients);
  g_assert_cmpint (tpk_judgement_get_state (judgements->pdata[0]), ==, TPK_JUDGEMENT_OK);
  g_assert_cmpint (tpk_judgement_get_state (judgements->pdata[1]), ==, TPK_JUDGEMENT_CHANGED);
  /* Once is enough… */
  g_assert_true (tpk_shown_clients_judge (url, password, 0) == judgements);
  /* …for the same credential: browsers refuse TURN without one. */
  judgements = tpk_shown_clients_judge (url, none, 0);
  g_assert_cmpint (tpk_judgement_get_state (judgements->pdata[0]), ==, TPK_JUDGEMENT_REJECTED);

  /* The standard and Chromium take this port; Firefox does not, and one browser is enough. */
  judgements = tpk_shown_clients_judge (blocked, password, 0);
  g_assert_cmpint (tpk_judgement_get_state (judgements->pdata[0]), ==, TPK_JUDGEMENT_REJECTED);
}

static void
fix_cb (TpkFindingLine *line,
        TpkFinding     *finding,
        gpointer        data)
{
  g_set_object ((TpkFinding **) g_object_get_data (data, "fixed"), finding);
}

static void
test_finding_lines (void)
{
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (TpkFinding) fixed = NULL;
  TpkFinding *finding = tpk_finding_with_fix (tpk_finding_new (TPK_SEVERITY_ERROR, "x", "Wrong."),
                                              TPK_FIX_REPLACE_URL, "turn:h");
  GtkWidget *line;

  g_object_set_data (G_OBJECT (box), "fixed", &fixed);
  g_ptr_array_add (findings, finding);
  g_ptr_array_add (findings, tpk_finding_new (TPK_SEVERITY_INFO, "y", "By the way."));
  tpk_finding_lines_update (GTK_BOX (box), findings, fix_cb, box);
  line = gtk_widget_get_first_child (box);
  g_assert_true (tpk_finding_line_get_finding (TPK_FINDING_LINE (line)) == finding);
  g_assert_null (tpk_finding_line_get_button (TPK_FINDING_LINE
                                                (gtk_widget_get_next_sibling (line))));

  tpk_ui_test_click (tpk_finding_line_get_button (TPK_FINDING_LINE (line)));
  g_assert_true (fixed == finding);

  g_ptr_array_set_size (findings, 0);
  tpk_finding_lines_update (GTK_BOX (box), findings, fix_cb, box);
  g_assert_null (gtk_widget_get_first_child (box));
  g_assert_false (gtk_widget_get_visible (box));

  g_assert_finalize_object (box);
}

static int
measure_height (GtkWidget *widget,
                int        width)
{
  int height;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  return height;
}

static void
test_wrap_layout (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  int minimum, natural;

  gtk_widget_set_layout_manager (box, tpk_wrap_layout_new (10));
  gtk_window_set_child (GTK_WINDOW (window), box);
  for (int i = 0; i < 3; i++) {
    GtkWidget *child = gtk_label_new (NULL);

    gtk_widget_set_size_request (child, 100, 20);
    gtk_box_append (GTK_BOX (box), child);
  }

  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  g_assert_cmpint (natural, ==, 320);
  g_assert_cmpint (measure_height (box, 320), ==, 20);
  g_assert_cmpint (measure_height (box, 319), ==, 50);
  g_assert_cmpint (measure_height (box, 210), ==, 50);
  g_assert_cmpint (measure_height (box, 209), ==, 80);
  g_assert_cmpint (measure_height (box, 100), ==, 80);

  gtk_widget_set_visible (gtk_widget_get_first_child (box), FALSE);
  g_assert_cmpint (measure_height (box, 100), ==, 50);

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_spare_layout (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *child = gtk_label_new (NULL);
  GtkWidget *window;
  int minimum, natural;

  gtk_widget_set_size_request (child, 200, 20);
  gtk_widget_set_layout_manager (box, tpk_spare_layout_new ());
  gtk_box_append (GTK_BOX (box), child);
  window = tpk_ui_test_present (box, 200);
  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 0);
  g_assert_cmpint (natural, ==, 200);
  g_assert_true (gtk_widget_get_mapped (child));

  gtk_widget_set_size_request (child, 201, 20);
  tpk_ui_test_lay_out (window);
  g_assert_cmpint (gtk_widget_get_width (box), ==, 200);
  g_assert_false (gtk_widget_get_mapped (child));

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_group (void)
{
  GtkWidget *group = tpk_group_new ();
  GtkWidget *window;
  GtkWidget *title;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), "How calls leave this computer");
  window = tpk_ui_test_present (group, 120);
  title = tpk_ui_test_find (group, GTK_TYPE_LABEL, 0);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (title)), ==, "How calls leave this computer");
  g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (title))), >, 1);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (title))));

  gtk_window_destroy (GTK_WINDOW (window));
}

/* The one of a row's labels that says @text. */
static GtkLabel *
find_label (GtkWidget  *row,
            const char *text)
{
  GtkWidget *label = NULL;

  for (guint i = 0; label == NULL; i++) {
    GtkWidget *other = tpk_ui_test_find (row, GTK_TYPE_LABEL, i);

    g_assert_nonnull (other);
    if (g_str_equal (gtk_label_get_text (GTK_LABEL (other)), text))
      label = other;
  }

  return GTK_LABEL (label);
}

static void
test_combo_row (void)
{
  static const char *const choices[] = {
    "None", "A service of which the name is longer than twenty letters", NULL,
  };
  g_autoptr (GtkStringList) model = gtk_string_list_new (choices);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = tpk_combo_row_new ();
  GtkWidget *window;

  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  window = tpk_ui_test_present (list, 720);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  tpk_ui_test_lay_out (window);
  g_assert_false (pango_layout_is_ellipsized
                    (gtk_label_get_layout (find_label (row, choices[1]))));
  g_assert_null (gtk_widget_get_ancestor (GTK_WIDGET (find_label (row, choices[1])),
                                          GTK_TYPE_POPOVER));

  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/format/times", test_format);
  g_test_add_func ("/ui/format/outcome", test_format_outcome);
  g_test_add_func ("/ui/format/url", test_format_url);
  g_test_add_func ("/ui/format/credential", test_format_credential);
  g_test_add_func ("/ui/state-icon", test_state_icon);
  g_test_add_func ("/ui/client-chip", test_chip);
  g_test_add_func ("/ui/shown-clients", test_shown_clients);
  g_test_add_func ("/ui/finding-lines", test_finding_lines);
  g_test_add_func ("/ui/wrap-layout", test_wrap_layout);
  g_test_add_func ("/ui/spare-layout", test_spare_layout);
  g_test_add_func ("/ui/group", test_group);
  g_test_add_func ("/ui/combo-row", test_combo_row);

  return g_test_run ();
}
