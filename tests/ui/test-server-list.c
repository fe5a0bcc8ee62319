/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-test.h"
#include "ui/tpk-client-chip.h"
#include "ui/tpk-finding-line.h"
#include "ui/tpk-server-list.h"
#include "ui/tpk-server-row.h"
#include "ui/tpk-url-row.h"

typedef struct {
  TpkUiFixture   base;
  GtkWidget     *window;
  TpkServerList *list;
  TpkProfile    *profile;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  tpk_ui_fixture_set_up (&fixture->base, NULL);
  fixture->profile = tpk_workspace_get_profile (fixture->base.workspace);
  fixture->list = TPK_SERVER_LIST (tpk_server_list_new ());
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->list));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 900);
}

static void
show (Fixture *fixture)
{
  tpk_server_list_set_profile (fixture->list, fixture->base.workspace, fixture->profile);
  gtk_window_present (GTK_WINDOW (fixture->window));
  tpk_ui_test_settle ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->list), (gpointer *) &fixture->list);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  tpk_ui_test_settle ();
  g_assert_null (fixture->list);
  tpk_ui_fixture_tear_down (&fixture->base, NULL);
}

static TpkServer *
add_server (Fixture    *fixture,
            const char *label,
            const char *url)
{
  return tpk_ui_fixture_add_server (&fixture->base, label, url);
}

/* The row that shows a server now; rows are recycled. */
static TpkServerRow *
get_row (Fixture   *fixture,
         TpkServer *server)
{
  GtkWidget *row;

  for (guint i = 0; (row = tpk_ui_test_find (fixture->list, TPK_TYPE_SERVER_ROW, i)) != NULL; i++) {
    if (tpk_server_row_get_server (TPK_SERVER_ROW (row)) == server)
      return TPK_SERVER_ROW (row);
  }

  g_assert_not_reached ();
}

static char *
dup_order (Fixture *fixture)
{
  g_autoptr (GString) order = g_string_new (NULL);

  for (guint i = 0; i < tpk_profile_get_n_servers (fixture->profile); i++)
    g_string_append (order, tpk_server_get_label (tpk_profile_get_server (fixture->profile, i)));

  return g_string_free (g_steal_pointer (&order), FALSE);
}

static void
assert_order (Fixture    *fixture,
              const char *expected)
{
  g_autofree char *order = dup_order (fixture);

  g_assert_cmpstr (order, ==, expected);
}

static void
activate (Fixture    *fixture,
          const char *action,
          const char *id)
{
  gtk_widget_activate_action (tpk_ui_test_get_child (fixture->list, "list_view"), action, "s", id);
  tpk_ui_test_settle ();
}

static void
test_move (Fixture       *fixture,
           gconstpointer  data)
{
  TpkServer *a = add_server (fixture, "a", "turn:a.turnpike.test");
  TpkServer *c;

  add_server (fixture, "b", "turn:b.turnpike.test");
  c = add_server (fixture, "c", "turn:c.turnpike.test");
  show (fixture);

  activate (fixture, "servers.move-down", tpk_server_get_id (a));
  assert_order (fixture, "bac");
  activate (fixture, "servers.move-down", tpk_server_get_id (a));
  assert_order (fixture, "bca");
  /* No further than the end. */
  activate (fixture, "servers.move-down", tpk_server_get_id (a));
  assert_order (fixture, "bca");
  activate (fixture, "servers.move-up", tpk_server_get_id (c));
  assert_order (fixture, "cba");
  activate (fixture, "servers.move-up", tpk_server_get_id (c));
  assert_order (fixture, "cba");

  /* The moved one stays selected, so that the key can be pressed again. */
  g_assert_true (tpk_server_list_find (fixture->list, "") == c);
  activate (fixture, "servers.move-down", "");
  assert_order (fixture, "bca");

  tpk_workspace_undo (fixture->base.workspace);
  assert_order (fixture, "cba");
}

static void
test_drop (Fixture       *fixture,
           gconstpointer  data)
{
  static const struct {
    guint       dragged;
    guint       target;
    gboolean    after;
    const char *order;
  } cases[] = {
    { 0, 3, TRUE, "bcda" },
    { 3, 0, FALSE, "abcd" },
    { 0, 2, FALSE, "bacd" },
    { 3, 1, TRUE, "badc" },
    { 1, 1, TRUE, "badc" },
    { 1, 0, TRUE, "badc" },
  };

  for (guint i = 0; i < 4; i++) {
    g_autofree char *label = g_strdup_printf ("%c", 'a' + i);

    add_server (fixture, label, "turn:h.turnpike.test");
  }
  show (fixture);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    TpkServer *dragged = tpk_profile_get_server (fixture->profile, cases[i].dragged);
    TpkServer *target = tpk_profile_get_server (fixture->profile, cases[i].target);

    g_signal_emit_by_name (get_row (fixture, target), "server-dropped", dragged, cases[i].after);
    tpk_ui_test_settle ();
    assert_order (fixture, cases[i].order);
  }
}

static void
test_enable (Fixture       *fixture,
             gconstpointer  data)
{
  TpkServer *server = add_server (fixture, "a", "turn:a.turnpike.test");
  GtkSwitch *enabled;

  show (fixture);
  enabled = tpk_ui_test_child (GtkSwitch, get_row (fixture, server), "enabled_switch");
  g_assert_true (gtk_switch_get_active (enabled));

  gtk_switch_set_active (enabled, FALSE);
  g_assert_false (tpk_server_get_enabled (server));
  g_assert_cmpint (tpk_server_row_get_state (get_row (fixture, server)), ==, TPK_STATE_OFF);

  /* One step back, and the switch follows. */
  tpk_workspace_undo (fixture->base.workspace);
  tpk_ui_test_settle ();
  g_assert_true (tpk_server_get_enabled (server));
  g_assert_true (gtk_switch_get_active (enabled));
}

static void
test_duplicate (Fixture       *fixture,
                gconstpointer  data)
{
  TpkServer *a = add_server (fixture, "a", "turn:a.turnpike.test");
  TpkServer *copy;

  add_server (fixture, "b", "turn:b.turnpike.test");
  show (fixture);
  activate (fixture, "servers.duplicate", tpk_server_get_id (a));

  assert_order (fixture, "aa (copy)b");
  copy = tpk_profile_get_server (fixture->profile, 1);
  g_assert_cmpstr (tpk_server_get_id (copy), !=, tpk_server_get_id (a));
  g_assert_cmpstr (tpk_ice_url_get_text (tpk_server_get_url (copy, 0)), ==, "turn:a.turnpike.test");
  g_assert_true (tpk_credential_equal (tpk_server_get_credential (copy),
                                       tpk_server_get_credential (a)));
}

static void
test_remove (Fixture       *fixture,
             gconstpointer  data)
{
  TpkServer *b, *c;

  add_server (fixture, "a", "turn:a.turnpike.test");
  b = add_server (fixture, "b", "turn:b.turnpike.test");
  c = add_server (fixture, "c", "turn:c.turnpike.test");
  show (fixture);

  tpk_server_list_select (fixture->list, b);
  tpk_ui_test_settle ();
  activate (fixture, "servers.remove", "");
  assert_order (fixture, "ac");
  g_assert_true (tpk_server_list_find (fixture->list, "") == c);
  activate (fixture, "servers.remove", "");
  assert_order (fixture, "a");
  g_assert_true (tpk_server_list_find (fixture->list, "") ==
                 tpk_profile_get_server (fixture->profile, 0));
  activate (fixture, "servers.remove", "");
  assert_order (fixture, "");
  g_assert_null (tpk_server_list_find (fixture->list, ""));

  /* Nothing is selected, and nothing happens. */
  activate (fixture, "servers.remove", "");
  tpk_workspace_undo (fixture->base.workspace);
  assert_order (fixture, "a");
}

static void
test_repair (Fixture       *fixture,
             gconstpointer  data)
{
  TpkServer *server = add_server (fixture, "a", "turn://a.turnpike.test");
  GtkWidget *line;

  tpk_profile_set_route (fixture->profile, TPK_ROUTE_OWN);
  tpk_workspace_commit (fixture->base.workspace, "Route");
  show (fixture);
  g_assert_cmpint (tpk_server_row_get_state (get_row (fixture, server)), ==, TPK_STATE_ERROR);
  line = tpk_ui_test_find (tpk_ui_test_find (get_row (fixture, server), TPK_TYPE_URL_ROW, 0),
                           TPK_TYPE_FINDING_LINE, 0);
  tpk_ui_test_click (tpk_finding_line_get_button (TPK_FINDING_LINE (line)));

  g_assert_cmpstr (tpk_ice_url_get_text (tpk_server_get_url (server, 0)), ==,
                   "turn:a.turnpike.test");
  g_assert_cmpint (tpk_server_row_get_state (get_row (fixture, server)), !=, TPK_STATE_ERROR);
}

static void
assert_whole (GtkMenuButton *button)
{
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (button));
  GtkWidget *content = gtk_popover_get_child (GTK_POPOVER (popover));
  GtkWidget *label = tpk_ui_test_find (content, GTK_TYPE_LABEL, 0);
  graphene_rect_t bounds;
  int height;

  tpk_ui_test_lay_out (popover);
  gtk_widget_measure (content, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (content), &height,
                      NULL, NULL, NULL);
  g_assert_true (gtk_widget_compute_bounds (content, popover, &bounds));
  g_assert_cmpfloat (bounds.size.height, >=, height);
  g_assert_cmpfloat (bounds.origin.y + height, <=, gtk_widget_get_height (popover));
  g_assert_false (gtk_label_get_selection_bounds (GTK_LABEL (label), NULL, NULL));
}

/* What a client does otherwise has its repair in the popover of the client's chip. */
static void
test_chip_repair (Fixture       *fixture,
                  gconstpointer  data)
{
  TpkServer *other = add_server (fixture, "a", "turn:a.turnpike.test?transport=udp");
  TpkServer *server = add_server (fixture, "b", "turn:b.turnpike.test");
  GtkMenuButton *menu_button;
  GtkWidget *chip, *button;
  guint n_chips = 0;

  show (fixture);
  for (guint i = 0; (chip = tpk_ui_test_find (get_row (fixture, server), TPK_TYPE_CLIENT_CHIP,
                                              i)) != NULL; i++) {
    gboolean gstreamer = strcmp (tpk_client_chip_get_client (TPK_CLIENT_CHIP (chip)),
                                 "GStreamer") == 0;

    n_chips++;
    menu_button = GTK_MENU_BUTTON (tpk_ui_test_find (chip, GTK_TYPE_MENU_BUTTON, 0));
    gtk_menu_button_popup (menu_button);
    assert_whole (menu_button);
    button = tpk_ui_test_find_button (chip, "Use turn:b.turnpike.test?transport=udp");
    g_assert_cmpint (button != NULL, ==, gstreamer);
    if (gstreamer)
      /* The server has another place by now. */
      activate (fixture, "servers.move-up", tpk_server_get_id (server));
    if (gstreamer)
      tpk_ui_test_click (button);
    else
      gtk_menu_button_popdown (menu_button);
  }
  g_assert_cmpuint (n_chips, ==, 4);

  assert_order (fixture, "ba");
  g_assert_cmpstr (tpk_ice_url_get_text (tpk_server_get_url (server, 0)), ==,
                   "turn:b.turnpike.test?transport=udp");
  g_assert_cmpstr (tpk_ice_url_get_text (tpk_server_get_url (other, 0)), ==,
                   "turn:a.turnpike.test?transport=udp");
  tpk_workspace_undo (fixture->base.workspace);
  g_assert_cmpstr (tpk_ice_url_get_text (tpk_server_get_url (server, 0)), ==,
                   "turn:b.turnpike.test");
}

static void
test_expand (Fixture       *fixture,
             gconstpointer  data)
{
  TpkServer *server = add_server (fixture, "a", "turn:a.turnpike.test");
  TpkServerRow *row;

  tpk_server_add_url (server, "turns:a.turnpike.test");
  tpk_workspace_commit (fixture->base.workspace, "Edit");
  for (guint i = 0; i < 3; i++)
    add_server (fixture, "x", "turn:x.turnpike.test");
  show (fixture);
  row = get_row (fixture, server);

  /* Four servers do not fit on a page if all are open. */
  g_assert_false (tpk_server_row_get_expanded (row));
  g_assert_null (tpk_ui_test_find (row, TPK_TYPE_URL_ROW, 0));

  tpk_server_list_select (fixture->list, server);
  activate (fixture, "servers.toggle", "");
  g_assert_true (tpk_server_row_get_expanded (row));
  g_assert_cmpstr (tpk_url_row_get_text (TPK_URL_ROW (tpk_ui_test_find (row, TPK_TYPE_URL_ROW, 1))),
                   ==, "turns:a.turnpike.test");
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (tpk_ui_test_get_child (row, "expander")),
                                    GTK_ACCESSIBLE_STATE_EXPANDED, TRUE);

  /* A URL more or less shows at once. */
  tpk_server_remove_url (server, 0);
  tpk_ui_test_settle ();
  g_assert_null (tpk_ui_test_find (row, TPK_TYPE_URL_ROW, 1));
}

/* What was just imported is seen without a click, when there was nothing and it fits. */
static void
test_first_open (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (TpkServer) first = NULL;
  g_autoptr (TpkServer) second = NULL;
  TpkServer *both[2];

  show (fixture);
  first = tpk_server_new ();
  second = tpk_server_new ();
  both[0] = first;
  both[1] = second;
  tpk_server_add_url (first, "turn:a.turnpike.test");
  tpk_server_add_url (second, "turn:b.turnpike.test");
  tpk_profile_append_servers (fixture->profile, both, 2);
  tpk_ui_test_settle ();
  g_assert_true (tpk_server_row_get_expanded (get_row (fixture, first)));
  g_assert_true (tpk_server_row_get_expanded (get_row (fixture, second)));

  /* One more is not the first. */
  g_assert_false (tpk_server_row_get_expanded (get_row (fixture, add_server (fixture, "c", "turn:c"))));
}

static void
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  GtkSelectionModel *model;
  GtkStack *stack = tpk_ui_test_child (GtkStack, fixture->list, "stack");
  TpkServer *server;

  add_server (fixture, "Head office", "turn:a.turnpike.test");
  server = add_server (fixture, "Élan", "turn:b.turnpike.test:3479");
  show (fixture);
  model = gtk_list_view_get_model (tpk_ui_test_child (GtkListView, fixture->list, "list_view"));

  tpk_server_list_set_search (fixture->list, "élAN");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);
  tpk_server_list_set_search (fixture->list, ":3479");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);

  /* A place among matches is no place in the list. */
  activate (fixture, "servers.move-up", tpk_server_get_id (server));
  assert_order (fixture, "Head officeÉlan");

  tpk_server_list_set_search (fixture->list, "nobody");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "no-match");
  tpk_server_list_set_search (fixture->list, "");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 2);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "rows");
}

static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_rows = 0;

  for (guint i = 0; i < 10000; i++) {
    TpkServer *server = tpk_server_new ();
    g_autofree char *url = g_strdup_printf ("turn:h%u.turnpike.test:3478?transport=udp", i);

    tpk_server_add_url (server, url);
    g_ptr_array_add (servers, server);
  }
  tpk_profile_append_servers (fixture->profile, (TpkServer **) servers->pdata, servers->len);
  tpk_workspace_commit (fixture->base.workspace, "Add");
  show (fixture);

  while (tpk_ui_test_find (fixture->list, TPK_TYPE_SERVER_ROW, n_rows) != NULL)
    n_rows++;
  g_test_message ("%u rows", n_rows);
  /* GTK keeps some two hundred rows around those that can be seen. */
  g_assert_cmpuint (n_rows, >, 0);
  g_assert_cmpuint (n_rows, <, 500);

  tpk_server_list_select (fixture->list, tpk_profile_get_server (fixture->profile, 9000));
  tpk_ui_test_settle ();
  g_assert_true (tpk_server_list_find (fixture->list, "") ==
                 tpk_profile_get_server (fixture->profile, 9000));
  g_assert_nonnull (get_row (fixture, tpk_profile_get_server (fixture->profile, 9000)));
}

/* The rows among the items of the list; the others are gaps. */
static guint
count_rows (Fixture *fixture,
            guint   *n_items)
{
  GtkWidget *list_view = tpk_ui_test_find (fixture->list, GTK_TYPE_LIST_VIEW, 0);
  guint n_rows = 0;

  *n_items = 0;
  for (GtkWidget *item = gtk_widget_get_first_child (list_view);
       item != NULL;
       item = gtk_widget_get_next_sibling (item)) {
    (*n_items)++;
    n_rows += TPK_IS_SERVER_ROW (gtk_widget_get_first_child (item));
  }

  return n_rows;
}

static int
get_height (GtkWidget *child)
{
  int height;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);

  return height;
}

/* Rows beyond the first screenful are made once the list is shown, or before for who needs one. */
static void
test_gaps (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWidget *list_view = tpk_ui_test_find (fixture->list, GTK_TYPE_LIST_VIEW, 0);
  GtkWidget *item;
  guint n_items;

  for (guint i = 0; i < 100; i++)
    add_server (fixture, "Office", "turn:a.turnpike.test");

  tpk_server_list_set_profile (fixture->list, fixture->base.workspace, fixture->profile);
  tpk_ui_test_settle ();
  g_assert_cmpuint (count_rows (fixture, &n_items), ==, 20);
  g_assert_cmpuint (n_items, ==, 100);
  g_assert_cmpint (get_height (gtk_widget_get_first_child (gtk_widget_get_last_child (list_view))), ==,
                   get_height (gtk_widget_get_first_child (gtk_widget_get_first_child (list_view))));

  tpk_server_list_expand (fixture->list, tpk_profile_get_server (fixture->profile, 99));
  g_assert_cmpuint (count_rows (fixture, &n_items), ==, 21);
  g_assert_true (tpk_server_row_get_expanded (get_row (fixture, tpk_profile_get_server (fixture->profile,
                                                                                       99))));

  gtk_window_present (GTK_WINDOW (fixture->window));
  while (count_rows (fixture, &n_items) < 100)
    g_main_context_iteration (NULL, TRUE);
  item = gtk_widget_get_first_child (list_view);
  for (guint i = 0; i < 100; i++) {
    g_assert_true (tpk_server_row_get_server (TPK_SERVER_ROW (gtk_widget_get_first_child (item))) ==
                   tpk_profile_get_server (fixture->profile, i));
    item = gtk_widget_get_next_sibling (item);
  }

  /* From then on rows come at once. */
  tpk_ui_test_settle ();
  add_server (fixture, "Office", "turn:b.turnpike.test");
  g_assert_cmpuint (count_rows (fixture, &n_items), ==, 101);
  g_assert_cmpuint (n_items, ==, 101);
}

static void
test_accessible (Fixture       *fixture,
                 gconstpointer  data)
{
  TpkServer *server = add_server (fixture, "Head office", "turn:a.turnpike.test");
  TpkServerRow *row;

  show (fixture);
  row = get_row (fixture, server);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (row))),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Head office");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (tpk_ui_test_get_child (row,
                                                                              "enabled_switch")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Use this server");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (tpk_ui_test_get_child (row, "edit_button")),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Edit");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (tpk_ui_test_get_child (row, "icon")),
                                   GTK_ACCESSIBLE_ROLE_IMG);
}

#define add(path, func) \
  g_test_add ("/ui/server-list/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("move", test_move);
  add ("drop", test_drop);
  add ("enable", test_enable);
  add ("duplicate", test_duplicate);
  add ("remove", test_remove);
  add ("repair", test_repair);
  add ("chip-repair", test_chip_repair);
  add ("expand", test_expand);
  add ("first-open", test_first_open);
  add ("search", test_search);
  add ("many", test_many);
  add ("gaps", test_gaps);
  add ("accessible", test_accessible);

  return g_test_run ();
}
