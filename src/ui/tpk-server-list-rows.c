/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-list-rows"

#include "config.h"

#include "tpk-server-list-private.h"

#include "tpk-server-commands.h"

/* The rows of the list. GTK keeps some two hundred of them around those that can be seen, and a row
 * takes longer to make and to lay out than a server to read. So the first screenful is made at once;
 * the others begin as gaps, which are filled a few a frame, those first that come into view. */

/* As many as mostly can be seen. */
#define ROWS_AT_ONCE 20
/* So few that a frame is not felt to take longer. */
#define ROWS_A_FRAME 5

static void
edited_cb (TpkServerList *self,
           const char    *name)
{
  tpk_workspace_commit (self->workspace, name);
}

static void
fix_cb (TpkServerRow  *row,
        TpkFinding    *finding,
        TpkServerList *self)
{
  tpk_server_commands_fix (self->workspace, self->profile, finding, GTK_WIDGET (self));
}

static void
dropped_cb (TpkServerRow  *row,
            TpkServer     *dragged,
            gboolean       after,
            TpkServerList *self)
{
  if (!self->locked)
    tpk_server_commands_drop (self->workspace, self->profile, dragged,
                              tpk_server_row_get_server (row), after);
}

static void
expanded_cb (TpkServerRow  *row,
             GParamSpec    *pspec,
             TpkServerList *self)
{
  TpkServer *server = tpk_server_row_get_server (row);

  if (server == NULL)
    return;

  if (tpk_server_row_get_expanded (row))
    g_hash_table_add (self->expanded, g_strdup (tpk_server_get_id (server)));
  else
    g_hash_table_remove (self->expanded, tpk_server_get_id (server));
}

/* By the view's own action, so that it knows from where a selection is extended. */
static void
choose (TpkServerList *self,
        guint          position,
        gboolean       extend)
{
  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.select-item", "(ubb)", position,
                              !extend, extend);
}

static void
select_requested_cb (TpkServerRow  *row,
                     gboolean       extend,
                     TpkServerList *self)
{
  TpkServer *server = tpk_server_row_get_server (row);
  guint current = tpk_server_selection_get_current (self->selection);
  guint position = tpk_server_list_find_position (self, server);

  /* From the row that has the focus on, where nothing was selected before. */
  if (extend && !tpk_server_selection_get_selecting (self->selection)) {
    tpk_server_selection_set_selecting (self->selection, TRUE);
    choose (self, current != GTK_INVALID_LIST_POSITION ? current : position, FALSE);
  }
  tpk_server_selection_set_selecting (self->selection, TRUE);
  choose (self, position, extend);
}

/* Keyboard commands are for the current row, which the focus is on. */
static void
focus_enter_cb (GtkEventControllerFocus *controller,
                GtkListItem             *list_item)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);
  GtkWidget *page = gtk_widget_get_ancestor (row, TPK_TYPE_SERVER_LIST);

  if (page != NULL)
    tpk_server_selection_set_current (TPK_SERVER_LIST (page)->selection,
                                      gtk_list_item_get_position (list_item));
}

static void
make_row (TpkServerList *self,
          GtkListItem   *list_item)
{
  GtkWidget *row = tpk_server_row_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (row, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "fix-requested", G_CALLBACK (fix_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (row, "select-requested", G_CALLBACK (select_requested_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (row, "server-dropped", G_CALLBACK (dropped_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (expanded_cb), self,
                           G_CONNECT_DEFAULT);
  g_object_bind_property (self, "locked", row, "locked", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "narrow", row, "narrow", G_BINDING_SYNC_CREATE);
  g_object_bind_property (list_item, "selected", row, "selected", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->selection, "selecting", row, "selecting", G_BINDING_SYNC_CREATE);

  g_signal_connect_object (focus, "enter", G_CALLBACK (focus_enter_cb), list_item, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (row, focus);

  gtk_list_item_set_child (list_item, row);
  self->n_rows++;
}

static gboolean
is_gap (GtkListItem *list_item)
{
  return !TPK_IS_SERVER_ROW (gtk_list_item_get_child (list_item));
}

static void
bind_row (TpkServerList *self,
          GtkListItem   *list_item)
{
  TpkServerRow *row = TPK_SERVER_ROW (gtk_list_item_get_child (list_item));
  TpkServer *server = gtk_list_item_get_item (list_item);

  tpk_server_row_set_expanded (row, g_hash_table_contains (self->expanded,
                                                           tpk_server_get_id (server)));
  tpk_server_row_bind (row, self->profile, server, self->insight);
}

static void
fill_gap (TpkServerList *self,
          GtkListItem   *list_item)
{
  g_ptr_array_remove (self->gaps, list_item);
  make_row (self, list_item);
  if (gtk_list_item_get_item (list_item) != NULL)
    bind_row (self, list_item);
}

/* Whether any of a gap is where it can be seen, as it was laid out last. */
static gboolean
is_in_view (TpkServerList *self,
            GtkListItem   *list_item)
{
  GtkWidget *widget = gtk_widget_get_parent (gtk_list_item_get_child (list_item));
  graphene_rect_t bounds;

  /* GTK before 4.12 leaves rows out of view where they were. */
  return gtk_list_item_get_item (list_item) != NULL && widget != NULL &&
         gtk_widget_get_child_visible (widget) &&
         gtk_widget_compute_bounds (widget, GTK_WIDGET (self->list_view), &bounds) &&
         bounds.origin.y + bounds.size.height > 0.0f &&
         bounds.origin.y < gtk_widget_get_height (GTK_WIDGET (self->list_view));
}

static gboolean
fill_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  TpkServerList *self = TPK_SERVER_LIST (widget);
  guint n_filled = 0;

  /* Nothing was laid out yet. */
  if (self->gaps->len > 0 && gtk_widget_get_height (GTK_WIDGET (self->list_view)) == 0)
    return G_SOURCE_CONTINUE;

  for (guint i = self->gaps->len; i > 0; i--) {
    GtkListItem *list_item = g_ptr_array_index (self->gaps, i - 1);

    if (is_in_view (self, list_item)) {
      fill_gap (self, list_item);
      n_filled++;
    }
  }

  for (; n_filled < ROWS_A_FRAME && self->gaps->len > 0; n_filled++)
    fill_gap (self, g_ptr_array_index (self->gaps, 0));

  if (self->gaps->len > 0)
    return G_SOURCE_CONTINUE;

  self->whole = self->n_rows > 0;
  self->fill_id = 0;
  return G_SOURCE_REMOVE;
}

/* Fills the gaps as long as the list is where it can be seen. */
void
tpk_server_list_fill (TpkServerList *self,
                      gboolean       fill)
{
  if (fill && self->fill_id == 0 && self->gaps->len > 0)
    self->fill_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), fill_cb, NULL, NULL);
  if (!fill && self->fill_id != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->fill_id);
    self->fill_id = 0;
  }
}

/* As high as a row, so that the list is as long as it will be. */
static GtkWidget *
new_gap (TpkServerList *self)
{
  GtkWidget *gap = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->list_view));

  if (self->row_height == 0 && first != NULL)
    gtk_widget_measure (gtk_widget_get_first_child (first), GTK_ORIENTATION_VERTICAL, -1,
                        NULL, &self->row_height, NULL, NULL);
  gtk_widget_set_size_request (gap, -1, self->row_height);

  return gap;
}

void
tpk_server_list_setup_cb (GtkSignalListItemFactory *factory,
                          GtkListItem              *list_item,
                          TpkServerList            *self)
{
  gtk_list_item_set_activatable (list_item, FALSE);
  if (self->whole || self->n_rows < ROWS_AT_ONCE) {
    make_row (self, list_item);
    return;
  }

  gtk_list_item_set_child (list_item, new_gap (self));
  g_ptr_array_add (self->gaps, list_item);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tpk_server_list_fill (self, TRUE);
}

void
tpk_server_list_bind_cb (GtkSignalListItemFactory *factory,
                         GtkListItem              *list_item,
                         TpkServerList            *self)
{
  if (!is_gap (list_item))
    bind_row (self, list_item);
}

void
tpk_server_list_unbind_cb (GtkSignalListItemFactory *factory,
                           GtkListItem              *list_item,
                           TpkServerList            *self)
{
  if (!is_gap (list_item))
    tpk_server_row_unbind (TPK_SERVER_ROW (gtk_list_item_get_child (list_item)));
}

void
tpk_server_list_teardown_cb (GtkSignalListItemFactory *factory,
                             GtkListItem              *list_item,
                             TpkServerList            *self)
{
  if (is_gap (list_item))
    g_ptr_array_remove (self->gaps, list_item);
  else if (--self->n_rows == 0)
    self->whole = FALSE;
}

/* Returns: (nullable): the row that shows @server now; rows are recycled */
TpkServerRow *
tpk_server_list_find_row (TpkServerList *self,
                          TpkServer     *server)
{
  for (guint i = 0; i < self->gaps->len; i++) {
    GtkListItem *list_item = g_ptr_array_index (self->gaps, i);

    if (gtk_list_item_get_item (list_item) == server) {
      fill_gap (self, list_item);
      return TPK_SERVER_ROW (gtk_list_item_get_child (list_item));
    }
  }

  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->list_view));
       item != NULL;
       item = gtk_widget_get_next_sibling (item)) {
    GtkWidget *row = gtk_widget_get_first_child (item);

    if (TPK_IS_SERVER_ROW (row) && tpk_server_row_get_server (TPK_SERVER_ROW (row)) == server)
      return TPK_SERVER_ROW (row);
  }

  return NULL;
}
