/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-targets-view"

#include "config.h"

#include "tpk-targets-view.h"

#include "tpk-ladder-view.h"
#include "tpk-result-columns.h"
#include "tpk-target-rows.h"

/* How many rows are filled in for a frame, so that it comes in time. */
#define ROWS_A_FRAME 40

/**
 * TpkTargetsView:
 *
 * The table of what is checked, and the selected target's ladder beside it, or below it where there
 * is less room.
 */
struct _TpkTargetsView
{
  GtkWidget           parent_instance;

  GtkPaned           *paned;
  GtkColumnView      *column_view;
  GtkWidget          *ladder_window;
  TpkLadderView      *ladder_view;

  TpkTargetRows      *rows;              /* (owned) */
  GtkSortListModel   *sorted;            /* (owned) */
  GtkSingleSelection *selection;         /* (owned) */
  TpkTargetRow       *selected;          /* (nullable) (owned) */
  guint               tick_id;
  guint               reveal_id;
  guint               n_frames;          /* since the stage was to come in sight */
};

G_DEFINE_FINAL_TYPE (TpkTargetsView, tpk_targets_view, GTK_TYPE_WIDGET)

static void
show_selected (TpkTargetsView *self)
{
  tpk_ladder_view_set_result (self->ladder_view,
                              self->selected != NULL ? tpk_target_row_get_result (self->selected)
                                                     : NULL);
  gtk_widget_set_visible (self->ladder_window, self->selected != NULL);
}

static void
selected_cb (TpkTargetsView *self)
{
  TpkTargetRow *row = gtk_single_selection_get_selected_item (self->selection);

  if (row == self->selected)
    return;

  if (self->selected != NULL)
    g_signal_handlers_disconnect_by_func (self->selected, show_selected, self);
  g_set_object (&self->selected, row);
  if (row != NULL)
    g_signal_connect_object (row, "notify::result", G_CALLBACK (show_selected), self,
                             G_CONNECT_SWAPPED);
  show_selected (self);
}

/* Sorting anew is for when what it goes by is another. */
static gboolean
is_in_order (TpkTargetsView *self)
{
  GListModel *sorted = G_LIST_MODEL (self->sorted);
  GtkSorter *sorter = gtk_sort_list_model_get_sorter (self->sorted);
  g_autoptr (TpkTargetRow) before = g_list_model_get_item (sorted, 0);

  for (guint i = 1; i < g_list_model_get_n_items (sorted); i++) {
    g_autoptr (TpkTargetRow) row = g_list_model_get_item (sorted, i);

    if (gtk_sorter_compare (sorter, before, row) == GTK_ORDERING_LARGER)
      return FALSE;
    g_set_object (&before, row);
  }

  return TRUE;
}

static void
refresh (TpkTargetsView *self,
         guint           max)
{
  tpk_target_rows_refresh (self->rows, max);
  if (!is_in_order (self))
    gtk_sorter_changed (gtk_sort_list_model_get_sorter (self->sorted),
                        GTK_SORTER_CHANGE_DIFFERENT);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  TpkTargetsView *self = TPK_TARGETS_VIEW (widget);

  refresh (self, ROWS_A_FRAME);
  if (tpk_target_rows_is_stale (self->rows))
    return G_SOURCE_CONTINUE;

  self->tick_id = 0;
  return G_SOURCE_REMOVE;
}

/* Hundreds of results may come in between two frames: they are shown with the next, and only to whom
 * looks. */
static void
stale_cb (TpkTargetsView *self)
{
  if (self->tick_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

/* Once the ladder is laid out. */
static gboolean
reveal_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       data)
{
  TpkTargetsView *self = TPK_TARGETS_VIEW (widget);
  GtkScrolledWindow *window = GTK_SCROLLED_WINDOW (self->ladder_window);
  TpkResult *result = tpk_ladder_view_get_result (self->ladder_view);
  GtkWidget *stage = NULL;
  graphene_rect_t bounds;

  if (self->n_frames++ == 0)
    return G_SOURCE_CONTINUE;

  if (result != NULL)
    stage = tpk_ladder_view_find_stage (self->ladder_view, tpk_result_get_stage (result));
  if (stage != NULL &&
      gtk_widget_compute_bounds (stage, GTK_WIDGET (self->ladder_view), &bounds)) {
    float top = bounds.origin.y + gtk_widget_get_margin_top (GTK_WIDGET (self->ladder_view));

    gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (window), top,
                               top + bounds.size.height);
  }

  self->reveal_id = 0;
  return G_SOURCE_REMOVE;
}

/* Out of sight, the table would only fill rows that nobody looks at. */
static void
tpk_targets_view_map (GtkWidget *widget)
{
  TpkTargetsView *self = TPK_TARGETS_VIEW (widget);

  refresh (self, G_MAXUINT);
  GTK_WIDGET_CLASS (tpk_targets_view_parent_class)->map (widget);
}

static void
tpk_targets_view_unmap (GtkWidget *widget)
{
  TpkTargetsView *self = TPK_TARGETS_VIEW (widget);

  GTK_WIDGET_CLASS (tpk_targets_view_parent_class)->unmap (widget);
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (widget, self->tick_id);
  self->tick_id = 0;
  if (self->reveal_id != 0)
    gtk_widget_remove_tick_callback (widget, self->reveal_id);
  self->reveal_id = 0;
}

static void
tpk_targets_view_dispose (GObject *object)
{
  TpkTargetsView *self = TPK_TARGETS_VIEW (object);
  GtkWidget *child;

  if (self->column_view != NULL)
    gtk_column_view_set_model (self->column_view, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->selected);
  g_clear_object (&self->sorted);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);

  G_OBJECT_CLASS (tpk_targets_view_parent_class)->dispose (object);
}

static void
tpk_targets_view_class_init (TpkTargetsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_targets_view_dispose;
  widget_class->map = tpk_targets_view_map;
  widget_class->unmap = tpk_targets_view_unmap;

  g_type_ensure (TPK_TYPE_LADDER_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-targets-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkTargetsView, paned);
  gtk_widget_class_bind_template_child (widget_class, TpkTargetsView, column_view);
  gtk_widget_class_bind_template_child (widget_class, TpkTargetsView, ladder_window);
  gtk_widget_class_bind_template_child (widget_class, TpkTargetsView, ladder_view);
}

static void
tpk_targets_view_init (TpkTargetsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  tpk_result_columns_add (self->column_view);
  self->rows = tpk_target_rows_new ();
  g_signal_connect_object (self->rows, "stale", G_CALLBACK (stale_cb), self, G_CONNECT_SWAPPED);
  self->sorted =
    gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->rows)),
                             g_object_ref (gtk_column_view_get_sorter (self->column_view)));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->sorted)));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->selection));
  show_selected (self);
}

/**
 * tpk_targets_view_new:
 *
 * Returns: (transfer floating): an empty table
 */
GtkWidget *
tpk_targets_view_new (void)
{
  return g_object_new (TPK_TYPE_TARGETS_VIEW, NULL);
}

/**
 * tpk_targets_view_set_results:
 * @self: a view
 * @results: (nullable): #TpkResult, what is known of each target; may go on changing
 */
void
tpk_targets_view_set_results (TpkTargetsView *self,
                              GListModel     *results)
{
  g_return_if_fail (TPK_IS_TARGETS_VIEW (self));

  tpk_target_rows_set_results (self->rows, results);
}

/**
 * tpk_targets_view_set_old:
 * @self: a view
 * @old: whether the results do not hold any more
 */
void
tpk_targets_view_set_old (TpkTargetsView *self,
                          gboolean        old)
{
  g_return_if_fail (TPK_IS_TARGETS_VIEW (self));

  tpk_target_rows_set_old (self->rows, old);
}

/**
 * tpk_targets_view_select:
 * @self: a view
 * @position: the place of one of the results
 *
 * Selects its row, and has the stage at which it ended come in sight.
 */
void
tpk_targets_view_select (TpkTargetsView *self,
                         guint           position)
{
  GListModel *sorted = G_LIST_MODEL (self->sorted);
  g_autoptr (TpkTargetRow) row = NULL;

  g_return_if_fail (TPK_IS_TARGETS_VIEW (self));

  refresh (self, G_MAXUINT);
  row = tpk_target_rows_dup_row (self->rows, position);
  for (guint i = 0; i < g_list_model_get_n_items (sorted); i++) {
    g_autoptr (TpkTargetRow) other = g_list_model_get_item (sorted, i);

    if (other != row)
      continue;
    gtk_single_selection_set_selected (self->selection, i);
    /* The list is the last part of the table, below its titles. */
    gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (self->column_view)),
                                "list.scroll-to-item", "u", i);
    self->n_frames = 0;
    if (self->reveal_id == 0)
      self->reveal_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), reveal_cb, NULL, NULL);
    return;
  }
}

/**
 * tpk_targets_view_is_current:
 * @self: a view
 *
 * Returns: whether it shows all that is known, which it does a frame or a few later
 */
gboolean
tpk_targets_view_is_current (TpkTargetsView *self)
{
  g_return_val_if_fail (TPK_IS_TARGETS_VIEW (self), FALSE);

  return !tpk_target_rows_is_stale (self->rows);
}

/**
 * tpk_targets_view_fit:
 * @self: a view
 * @compact: whether the ladder is below the table
 * @narrow: whether the table has its most important columns only
 */
void
tpk_targets_view_fit (TpkTargetsView *self,
                      gboolean        compact,
                      gboolean        narrow)
{
  g_return_if_fail (TPK_IS_TARGETS_VIEW (self));

  tpk_result_columns_fit (self->column_view, compact, narrow);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->paned),
                                  compact ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_size_request (self->ladder_window, compact ? -1 : 340, compact ? 180 : -1);
}
