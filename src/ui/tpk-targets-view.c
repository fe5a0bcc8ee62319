/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-targets-view"

#include "config.h"

#include "tpk-targets-view.h"

#include "tpk-ladder-view.h"
#include "tpk-result-columns.h"

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

  GtkSortListModel   *sorted;            /* (owned) */
  GtkSingleSelection *selection;         /* (owned) */
  TpkResult          *selected;          /* (nullable) (owned): the latest that is known of what the
                                          * user looks at */
  gboolean            replacing;         /* rows are exchanged: what is selected is no choice */
};

G_DEFINE_FINAL_TYPE (TpkTargetsView, tpk_targets_view, GTK_TYPE_WIDGET)

static void
selected_cb (TpkTargetsView *self)
{
  if (self->replacing)
    return;

  g_set_object (&self->selected, gtk_single_selection_get_selected_item (self->selection));
  tpk_ladder_view_set_result (self->ladder_view, self->selected);
  gtk_widget_set_visible (self->ladder_window, self->selected != NULL);
}

/* 0: another one; 1: the same URL; 2: the same target */
static int
compare_targets (TpkResult *a,
                 TpkResult *b)
{
  if (!g_str_equal (tpk_result_get_url (a), tpk_result_get_url (b)) ||
      g_strcmp0 (tpk_result_get_server_id (a), tpk_result_get_server_id (b)) != 0)
    return 0;

  return tpk_result_get_wire (a) == tpk_result_get_wire (b) &&
         g_strcmp0 (tpk_result_get_address (a), tpk_result_get_address (b)) == 0 ? 2 : 1;
}

/* Connected before the selection is: what it is about to say does not come from the user. */
static void
before_items_changed_cb (TpkTargetsView *self)
{
  self->replacing = TRUE;
}

/* A row is exchanged each time something is learnt, and sorting moves it: the one that the user
 * looks at is found again by what it is about. */
static void
after_items_changed_cb (TpkTargetsView *self)
{
  GListModel *sorted = G_LIST_MODEL (self->sorted);
  guint position = GTK_INVALID_LIST_POSITION;
  int best = 0;

  for (guint i = 0; self->selected != NULL && i < g_list_model_get_n_items (sorted); i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (sorted, i);
    int likeness = compare_targets (result, self->selected);

    if (likeness > best) {
      best = likeness;
      position = i;
    }
  }

  if (position != GTK_INVALID_LIST_POSITION)
    gtk_single_selection_set_selected (self->selection, position);
  self->replacing = FALSE;
  selected_cb (self);
}

/* Out of sight, the table would only make rows that nobody looks at, hundreds of times a second while
 * a check runs. What is selected and how it is sorted is kept by the model. */
static void
tpk_targets_view_map (GtkWidget *widget)
{
  TpkTargetsView *self = TPK_TARGETS_VIEW (widget);

  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->selection));
  GTK_WIDGET_CLASS (tpk_targets_view_parent_class)->map (widget);
}

static void
tpk_targets_view_unmap (GtkWidget *widget)
{
  TpkTargetsView *self = TPK_TARGETS_VIEW (widget);

  GTK_WIDGET_CLASS (tpk_targets_view_parent_class)->unmap (widget);
  if (self->column_view != NULL)
    gtk_column_view_set_model (self->column_view, NULL);
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
  self->sorted =
    gtk_sort_list_model_new (NULL,
                             g_object_ref (gtk_column_view_get_sorter (self->column_view)));
  g_signal_connect_object (self->sorted, "items-changed", G_CALLBACK (before_items_changed_cb),
                           self, G_CONNECT_SWAPPED);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->sorted)));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sorted, "items-changed", G_CALLBACK (after_items_changed_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->selection));
  selected_cb (self);
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

  g_clear_object (&self->selected);
  gtk_sort_list_model_set_model (self->sorted, results);
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
