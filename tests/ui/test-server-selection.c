/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-test.h"
#include "ui/tpk-breakpoint-bin.h"
#include "ui/tpk-server-dialog.h"
#include "ui/tpk-server-list.h"
#include "ui/tpk-server-row.h"
#include "ui/tpk-servers-page.h"

/* Many servers at once, on the page in a window with toasts, by the pointer and by the keyboard. */

#define press(fixture, key, modifiers) \
  tpk_ui_test_press (GTK_WINDOW ((fixture)->window), key, modifiers)

typedef struct {
  TpkUiFixture        base;
  GtkWidget          *window;
  GtkWidget          *page;
  TpkServerList      *list;
  GtkWidget          *bar;
  GtkWidget          *view;
  TpkServerSelection *selection;
  TpkProfile         *profile;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  static const char *const labels[] = { "a", "b", "c", "d" };
  GtkWidget *overlay = adw_toast_overlay_new ();

  tpk_ui_fixture_set_up (&fixture->base, NULL);
  fixture->profile = tpk_workspace_get_profile (fixture->base.workspace);
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    tpk_ui_fixture_add_server (&fixture->base, labels[i], "turn:h.turnpike.test");

  fixture->page = tpk_servers_page_new ();
  tpk_servers_page_set_workspace (TPK_SERVERS_PAGE (fixture->page), fixture->base.workspace);
  fixture->list = tpk_ui_test_child (TpkServerList, fixture->page, "list");
  fixture->bar = tpk_ui_test_get_child (fixture->list, "bar");
  fixture->view = tpk_ui_test_get_child (fixture->list, "list_view");
  fixture->selection = tpk_server_list_get_selection (fixture->list);
  fixture->window = gtk_window_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), fixture->page);
  gtk_window_set_child (GTK_WINDOW (fixture->window), overlay);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 800);
  gtk_window_present (GTK_WINDOW (fixture->window));
  while (tpk_ui_test_find (fixture->list, TPK_TYPE_SERVER_ROW, 3) == NULL)
    g_main_context_iteration (NULL, TRUE);
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

static TpkServerRow *
get_row (Fixture *fixture,
         guint    position)
{
  TpkServer *server = tpk_profile_get_server (fixture->profile, position);
  GtkWidget *row;

  for (guint i = 0; (row = tpk_ui_test_find (fixture->list, TPK_TYPE_SERVER_ROW, i)) != NULL; i++) {
    if (tpk_server_row_get_server (TPK_SERVER_ROW (row)) == server)
      return TPK_SERVER_ROW (row);
  }

  g_assert_not_reached ();
}

static void
focus_row (Fixture *fixture,
           guint    position)
{
  gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (get_row (fixture, position))));
  tpk_ui_test_settle ();
}

static void
check_row (Fixture *fixture,
           guint    position)
{
  GtkCheckButton *check = tpk_ui_test_child (GtkCheckButton, get_row (fixture, position), "check");

  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (check)));
  gtk_check_button_set_active (check, !gtk_check_button_get_active (check));
  tpk_ui_test_settle ();
}

static void
select_rows (Fixture *fixture,
             guint    first,
             guint    second)
{
  gtk_toggle_button_set_active (tpk_ui_test_child (GtkToggleButton, fixture->page,
                                                   "select_button"), TRUE);
  tpk_ui_test_settle ();
  check_row (fixture, first);
  check_row (fixture, second);
}

/* Labels of the servers, those that are off in brackets. */
static void
assert_servers (Fixture    *fixture,
                const char *expected)
{
  g_autoptr (GString) servers = g_string_new (NULL);

  for (guint i = 0; i < tpk_profile_get_n_servers (fixture->profile); i++) {
    TpkServer *server = tpk_profile_get_server (fixture->profile, i);

    g_string_append_printf (servers, tpk_server_get_enabled (server) ? "%s " : "(%s) ",
                            tpk_server_get_label (server));
  }
  g_assert_cmpstr (servers->str, ==, expected);
}

/* What is selected, and what the check buttons and the view say of it. */
static void
assert_selected (Fixture    *fixture,
                 const char *expected)
{
  g_autoptr (GPtrArray) servers = tpk_server_selection_dup_servers (fixture->selection, NULL);
  g_autoptr (GString) selected = g_string_new (NULL);
  GtkWidget *row;

  for (guint i = 0; i < servers->len; i++)
    g_string_append_printf (selected, "%s ",
                            tpk_server_get_label (g_ptr_array_index (servers, i)));
  g_assert_cmpstr (selected->str, ==, expected);

  for (guint i = 0; (row = tpk_ui_test_find (fixture->list, TPK_TYPE_SERVER_ROW, i)) != NULL; i++) {
    TpkServer *server = tpk_server_row_get_server (TPK_SERVER_ROW (row));
    GtkWidget *check = tpk_ui_test_get_child (row, "check");

    if (server == NULL)
      continue;
    g_assert_cmpint (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)), ==,
                     g_ptr_array_find (servers, server, NULL));
    g_assert_cmpint ((gtk_widget_get_state_flags (gtk_widget_get_parent (row)) &
                      GTK_STATE_FLAG_SELECTED) != 0, ==, g_ptr_array_find (servers, server, NULL));
  }
}

static void
assert_count (Fixture    *fixture,
              const char *expected)
{
  g_assert_true (gtk_action_bar_get_revealed (tpk_ui_test_child (GtkActionBar, fixture->bar,
                                                                 "bar")));
  g_assert_cmpstr (gtk_label_get_label (tpk_ui_test_child (GtkLabel, fixture->bar,
                                                           "count_label")), ==, expected);
}

static void
assert_over (Fixture *fixture)
{
  g_assert_false (tpk_server_selection_get_selecting (fixture->selection));
  g_assert_false (gtk_action_bar_get_revealed (tpk_ui_test_child (GtkActionBar, fixture->bar,
                                                                  "bar")));
  g_assert_false (gtk_toggle_button_get_active (tpk_ui_test_child (GtkToggleButton, fixture->page,
                                                                   "select_button")));
  g_assert_false (gtk_widget_get_visible (tpk_ui_test_get_child (get_row (fixture, 0), "check")));
  g_assert_true (gtk_widget_get_visible (tpk_ui_test_get_child (get_row (fixture, 0),
                                                                "menu_button")));
}

static void
click_undo (Fixture *fixture)
{
  GtkWidget *overlay = tpk_ui_test_find (fixture->window, ADW_TYPE_TOAST_OVERLAY, 0);

  tpk_ui_test_click (tpk_ui_test_find_button (overlay, "_Undo"));
}

static void
assert_toast (Fixture    *fixture,
              const char *text)
{
  GtkWidget *overlay = tpk_ui_test_find (fixture->window, ADW_TYPE_TOAST_OVERLAY, 0);
  GtkWidget *toast = gtk_widget_get_parent (tpk_ui_test_find_button (overlay, "_Undo"));

  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (tpk_ui_test_find (toast, GTK_TYPE_LABEL, 0))),
                   ==, text);
}

static void
test_remove (Fixture       *fixture,
             gconstpointer  data)
{
  select_rows (fixture, 0, 2);
  assert_selected (fixture, "a c ");
  assert_count (fixture, "2 selected");
  g_assert_false (gtk_widget_get_visible (tpk_ui_test_get_child (get_row (fixture, 0),
                                                                 "menu_button")));

  tpk_ui_test_click (tpk_ui_test_find_button (fixture->bar, "_Delete"));
  assert_servers (fixture, "b d ");
  assert_over (fixture);
  assert_toast (fixture, "2 servers deleted");
  g_assert_cmpstr (tpk_workspace_get_undo_name (fixture->base.workspace), ==, "Delete Servers");

  /* One step, and back in their places. */
  tpk_workspace_undo (fixture->base.workspace);
  assert_servers (fixture, "a b c d ");
  tpk_workspace_redo (fixture->base.workspace);
  assert_servers (fixture, "b d ");

  /* The toast undoes just that. */
  tpk_server_set_label (tpk_profile_get_server (fixture->profile, 0), "B");
  tpk_workspace_commit (fixture->base.workspace, "Edit");
  click_undo (fixture);
  assert_servers (fixture, "a B c d ");
  g_assert_cmpstr (tpk_workspace_get_undo_name (fixture->base.workspace), ==,
                   "Bring Servers Back");
  tpk_workspace_undo (fixture->base.workspace);
  assert_servers (fixture, "B d ");
}

static void
test_enable (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *enable = tpk_ui_test_find_button (fixture->bar, "_Enable");
  GtkWidget *disable = tpk_ui_test_find_button (fixture->bar, "D_isable");

  tpk_server_set_enabled (tpk_profile_get_server (fixture->profile, 1), FALSE);
  tpk_workspace_commit (fixture->base.workspace, "Edit");
  select_rows (fixture, 1, 3);
  g_assert_true (gtk_widget_is_sensitive (enable));

  tpk_ui_test_click (disable);
  assert_servers (fixture, "a (b) c (d) ");
  assert_toast (fixture, "1 server switched off");
  /* They stay selected, and there is nothing more to switch off. */
  assert_selected (fixture, "b d ");
  g_assert_false (gtk_widget_is_sensitive (disable));
  tpk_workspace_undo (fixture->base.workspace);
  assert_servers (fixture, "a (b) c d ");
  g_assert_true (gtk_widget_is_sensitive (disable));

  tpk_workspace_redo (fixture->base.workspace);
  tpk_ui_test_click (enable);
  assert_servers (fixture, "a b c d ");
  g_assert_cmpstr (tpk_workspace_get_undo_name (fixture->base.workspace), ==,
                   "Switch Servers On");
  g_assert_false (gtk_widget_is_sensitive (enable));
  tpk_workspace_undo (fixture->base.workspace);
  assert_servers (fixture, "a (b) c (d) ");
}

static void
test_duplicate (Fixture       *fixture,
                gconstpointer  data)
{
  select_rows (fixture, 0, 3);
  tpk_ui_test_click (tpk_ui_test_find_button (fixture->bar, "D_uplicate"));
  assert_servers (fixture, "a a (copy) b c d d (copy) ");
  assert_selected (fixture, "a (copy) d (copy) ");
  assert_toast (fixture, "2 servers duplicated");

  click_undo (fixture);
  assert_servers (fixture, "a b c d ");
  assert_selected (fixture, "");
  assert_count (fixture, "None selected");
  tpk_workspace_undo (fixture->base.workspace);
  tpk_workspace_undo (fixture->base.workspace);
  assert_servers (fixture, "a b c d ");
}

static void
test_keys (Fixture       *fixture,
           gconstpointer  data)
{
  focus_row (fixture, 1);
  press (fixture, GDK_KEY_Escape, 0);
  press (fixture, GDK_KEY_space, 0);
  assert_selected (fixture, "b ");
  assert_count (fixture, "1 selected");

  /* The focus moves and the selection does not, but with Shift. */
  press (fixture, GDK_KEY_Down, 0);
  assert_selected (fixture, "b ");
  press (fixture, GDK_KEY_space, 0);
  assert_selected (fixture, "b c ");
  press (fixture, GDK_KEY_Down, GDK_SHIFT_MASK);
  assert_selected (fixture, "b c d ");
  press (fixture, GDK_KEY_space, 0);
  assert_selected (fixture, "b c ");

  press (fixture, GDK_KEY_Delete, 0);
  assert_servers (fixture, "a d ");
  assert_over (fixture);

  press (fixture, GDK_KEY_a, GDK_CONTROL_MASK);
  assert_selected (fixture, "a d ");
  press (fixture, GDK_KEY_d, GDK_CONTROL_MASK);
  assert_servers (fixture, "a a (copy) d d (copy) ");
  press (fixture, GDK_KEY_Escape, 0);
  assert_over (fixture);

  /* From above the list, too. */
  gtk_widget_grab_focus (tpk_ui_test_get_child (fixture->page, "select_button"));
  press (fixture, GDK_KEY_a, GDK_CONTROL_MASK);
  assert_count (fixture, "4 selected");
  press (fixture, GDK_KEY_Escape, 0);
  assert_over (fixture);
  tpk_workspace_undo (fixture->base.workspace);
  tpk_workspace_undo (fixture->base.workspace);
  assert_servers (fixture, "a b c d ");
}

/* What the focus is on, by the label of its server; the focus is on the row or in it. */
static const char *
get_focused (Fixture *fixture)
{
  GtkWidget *widget = gtk_root_get_focus (GTK_ROOT (fixture->window));

  while (!TPK_IS_SERVER_ROW (gtk_widget_get_first_child (widget)))
    widget = gtk_widget_get_parent (widget);
  widget = gtk_widget_get_first_child (widget);

  return tpk_server_get_label (tpk_server_row_get_server (TPK_SERVER_ROW (widget)));
}

static void
test_move (Fixture       *fixture,
           gconstpointer  data)
{
  select_rows (fixture, 1, 2);
  focus_row (fixture, 2);
  press (fixture, GDK_KEY_Down, GDK_ALT_MASK);
  assert_servers (fixture, "a d b c ");
  assert_selected (fixture, "b c ");
  g_assert_cmpstr (get_focused (fixture), ==, "c");
  g_assert_cmpstr (tpk_workspace_get_undo_name (fixture->base.workspace), ==,
                   "Move Servers Down");
  /* There is no more room, and so no step. */
  press (fixture, GDK_KEY_Down, GDK_ALT_MASK);
  assert_servers (fixture, "a d b c ");
  tpk_workspace_undo (fixture->base.workspace);
  assert_servers (fixture, "a b c d ");
  assert_selected (fixture, "b c ");

  /* Each by one place; whoever is at the top waits for the others. */
  tpk_server_selection_set_selecting (fixture->selection, FALSE);
  select_rows (fixture, 0, 2);
  focus_row (fixture, 1);
  press (fixture, GDK_KEY_Up, GDK_ALT_MASK);
  assert_servers (fixture, "a c b d ");
  assert_selected (fixture, "a c ");
  g_assert_cmpstr (get_focused (fixture), ==, "b");
  press (fixture, GDK_KEY_Up, GDK_ALT_MASK);
  assert_servers (fixture, "a c b d ");
  g_assert_cmpstr (tpk_workspace_get_undo_name (fixture->base.workspace), ==, "Move Servers Up");

  /* From the bar too, without taking the focus away. */
  gtk_widget_grab_focus (tpk_ui_test_find_button (fixture->bar, "D_uplicate"));
  press (fixture, GDK_KEY_Down, GDK_ALT_MASK);
  assert_servers (fixture, "b a c d ");
  g_assert_true (gtk_widget_is_focus (tpk_ui_test_find_button (fixture->bar, "D_uplicate")));
}

/* One that is selected, not the one that has the focus. */
static void
test_move_one (Fixture       *fixture,
               gconstpointer  data)
{
  focus_row (fixture, 3);
  press (fixture, GDK_KEY_space, 0);
  focus_row (fixture, 0);
  press (fixture, GDK_KEY_Up, GDK_ALT_MASK);
  assert_servers (fixture, "a b d c ");
  assert_selected (fixture, "d ");
  g_assert_cmpstr (get_focused (fixture), ==, "a");
  g_assert_cmpstr (tpk_workspace_get_undo_name (fixture->base.workspace), ==, "Move Server Up");

  /* A place among the matches of a search is none. */
  tpk_server_list_set_search (fixture->list, "a");
  tpk_ui_test_settle ();
  press (fixture, GDK_KEY_Up, GDK_ALT_MASK);
  assert_servers (fixture, "a b d c ");
  tpk_server_list_set_search (fixture->list, "");
  tpk_ui_test_settle ();

  focus_row (fixture, 2);
  press (fixture, GDK_KEY_space, 0);
  assert_selected (fixture, "");
  press (fixture, GDK_KEY_Up, GDK_ALT_MASK);
  press (fixture, GDK_KEY_Delete, 0);
  press (fixture, GDK_KEY_d, GDK_CONTROL_MASK);
  assert_servers (fixture, "a b d c ");
}

static void
test_edit (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWindow *dialog;

  select_rows (fixture, 1, 2);
  focus_row (fixture, 1);
  press (fixture, GDK_KEY_F2, 0);
  g_assert_null (tpk_ui_test_find_window (TPK_TYPE_SERVER_DIALOG));

  press (fixture, GDK_KEY_space, 0);
  assert_selected (fixture, "c ");
  press (fixture, GDK_KEY_F2, 0);
  dialog = tpk_ui_test_find_window (TPK_TYPE_SERVER_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_cmpstr (gtk_editable_get_text (tpk_ui_test_child (GtkEditable, dialog, "label_entry")),
                   ==, "c");
  gtk_window_destroy (dialog);

  focus_row (fixture, 2);
  press (fixture, GDK_KEY_space, 0);
  assert_selected (fixture, "");
  press (fixture, GDK_KEY_F2, 0);
  g_assert_null (tpk_ui_test_find_window (TPK_TYPE_SERVER_DIALOG));
}

static void
assert_open (Fixture    *fixture,
             const char *expected)
{
  g_autoptr (GString) open = g_string_new (NULL);

  for (guint i = 0; i < tpk_profile_get_n_servers (fixture->profile); i++)
    if (tpk_server_row_get_expanded (get_row (fixture, i)))
      g_string_append (open, tpk_server_get_label (tpk_profile_get_server (fixture->profile, i)));
  g_assert_cmpstr (open->str, ==, expected);
}

static void
test_open (Fixture       *fixture,
           gconstpointer  data)
{
  for (guint i = 0; i < 4; i++)
    tpk_server_row_set_expanded (get_row (fixture, i), i == 3);

  focus_row (fixture, 0);
  press (fixture, GDK_KEY_Return, 0);
  assert_open (fixture, "ad");
  press (fixture, GDK_KEY_Return, 0);
  assert_open (fixture, "d");

  /* All that are selected, whatever has the focus. */
  select_rows (fixture, 1, 3);
  focus_row (fixture, 0);
  press (fixture, GDK_KEY_Return, 0);
  assert_open (fixture, "bd");
  press (fixture, GDK_KEY_Return, 0);
  assert_open (fixture, "");
  press (fixture, GDK_KEY_Return, 0);
  assert_open (fixture, "bd");
}

/* The list has these keys too; they belong to the switch that has the focus. */
static void
test_switch (Fixture       *fixture,
             gconstpointer  data)
{
  gtk_widget_grab_focus (tpk_ui_test_get_child (get_row (fixture, 1), "enabled_switch"));
  press (fixture, GDK_KEY_space, 0);
  assert_servers (fixture, "a (b) c d ");
  assert_over (fixture);
  press (fixture, GDK_KEY_Return, 0);
  assert_servers (fixture, "a b c d ");
  assert_open (fixture, "");
}

static void
test_pointer (Fixture       *fixture,
              gconstpointer  data)
{
  /* As pressing with Ctrl and with Shift does. */
  g_signal_emit_by_name (get_row (fixture, 0), "select-requested", FALSE);
  tpk_ui_test_settle ();
  assert_selected (fixture, "a ");
  g_signal_emit_by_name (get_row (fixture, 2), "select-requested", TRUE);
  tpk_ui_test_settle ();
  assert_selected (fixture, "a b c ");
  g_signal_emit_by_name (get_row (fixture, 1), "select-requested", FALSE);
  tpk_ui_test_settle ();
  assert_selected (fixture, "a c ");

  tpk_server_selection_set_selecting (fixture->selection, FALSE);
  tpk_server_list_select (fixture->list, tpk_profile_get_server (fixture->profile, 1));
  g_signal_emit_by_name (get_row (fixture, 3), "select-requested", TRUE);
  tpk_ui_test_settle ();
  assert_selected (fixture, "b c d ");
}

static void
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  GtkLabel *hidden = tpk_ui_test_child (GtkLabel, fixture->bar, "hidden_label");

  select_rows (fixture, 0, 1);
  tpk_server_list_set_search (fixture->list, "c");
  tpk_ui_test_settle ();
  g_assert_cmpstr (gtk_label_get_label (hidden), ==, "2 of them not shown");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (hidden)));
  gtk_widget_activate_action (fixture->bar, "selection.all", NULL);
  tpk_ui_test_settle ();
  assert_selected (fixture, "a b c ");
  tpk_server_list_set_search (fixture->list, "");
  tpk_ui_test_settle ();
  assert_selected (fixture, "a b c ");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (hidden)));
}

static void
test_reload (Fixture       *fixture,
             gconstpointer  data)
{
  select_rows (fixture, 1, 3);
  tpk_ui_test_reload (fixture->base.workspace);
  /* Nothing was applied yet, and that is what is read; the draft is a step back. */
  assert_servers (fixture, "");
  tpk_workspace_undo (fixture->base.workspace);
  tpk_ui_test_settle ();
  assert_servers (fixture, "a b c d ");
  assert_selected (fixture, "b d ");

  /* What goes and comes back, too. */
  tpk_profile_remove_server (fixture->profile, 3);
  tpk_workspace_commit (fixture->base.workspace, "Delete");
  tpk_ui_test_settle ();
  assert_selected (fixture, "b ");
  assert_count (fixture, "1 selected");
  tpk_workspace_undo (fixture->base.workspace);
  tpk_ui_test_settle ();
  assert_selected (fixture, "b d ");
}

static void
test_accessible (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *item;

  select_rows (fixture, 0, 1);
  item = gtk_widget_get_parent (GTK_WIDGET (get_row (fixture, 0)));
  gtk_test_accessible_assert_state (item, GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  gtk_test_accessible_assert_property (tpk_ui_test_get_child (get_row (fixture, 0), "check"),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Select this server");
  gtk_test_accessible_assert_role (fixture->bar, GTK_ACCESSIBLE_ROLE_TOOLBAR);
  gtk_test_accessible_assert_property (fixture->bar, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Selected servers");
  gtk_test_accessible_assert_property (tpk_ui_test_find (fixture->bar, GTK_TYPE_MENU_BUTTON, 0),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "More for the selected servers");

  /* Where there is no room for all of it, the menu has the rest. */
  g_assert_false (gtk_widget_get_visible (tpk_ui_test_find (fixture->bar, GTK_TYPE_MENU_BUTTON, 0)));
  tpk_breakpoint_bin_expect_width (tpk_ui_test_child (TpkBreakpointBin, fixture->bar, "bin"), 360);
  g_assert_true (gtk_widget_get_visible (tpk_ui_test_find (fixture->bar, GTK_TYPE_MENU_BUTTON, 0)));
  g_assert_false (gtk_widget_is_visible (tpk_ui_test_find_button (fixture->bar, "_Enable")));
  g_assert_true (gtk_widget_is_visible (tpk_ui_test_find_button (fixture->bar, "_Delete")));
}

#define add(path, func) \
  g_test_add ("/ui/server-selection/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("remove", test_remove);
  add ("enable", test_enable);
  add ("duplicate", test_duplicate);
  add ("keys", test_keys);
  add ("move", test_move);
  add ("move-one", test_move_one);
  add ("edit", test_edit);
  add ("open", test_open);
  add ("switch", test_switch);
  add ("pointer", test_pointer);
  add ("search", test_search);
  add ("reload", test_reload);
  add ("accessible", test_accessible);

  return g_test_run ();
}
