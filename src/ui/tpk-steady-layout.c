/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-steady-layout"

#include "config.h"

#include "tpk-steady-layout.h"

/**
 * TpkSteadyLayout:
 *
 * For a child of which the height goes by the width, in a line that is laid out by its height: it is
 * as wide whatever the height. A label that wraps asks for more width where it is low, and would push
 * out what is beside it if it shares its width with a longer one in another line.
 */
struct _TpkSteadyLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (TpkSteadyLayout, tpk_steady_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
tpk_steady_layout_get_request_mode (GtkLayoutManager *manager,
                                    GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tpk_steady_layout_measure (GtkLayoutManager *manager,
                           GtkWidget        *widget,
                           GtkOrientation    orientation,
                           int               for_size,
                           int              *minimum,
                           int              *natural,
                           int              *minimum_baseline,
                           int              *natural_baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (child != NULL && gtk_widget_should_layout (child))
    gtk_widget_measure (child, orientation,
                        orientation == GTK_ORIENTATION_HORIZONTAL ? -1 : for_size,
                        minimum, natural, minimum_baseline, natural_baseline);
}

static void
tpk_steady_layout_allocate (GtkLayoutManager *manager,
                            GtkWidget        *widget,
                            int               width,
                            int               height,
                            int               baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (child != NULL && gtk_widget_should_layout (child))
    gtk_widget_allocate (child, width, height, baseline, NULL);
}

static void
tpk_steady_layout_class_init (TpkSteadyLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = tpk_steady_layout_get_request_mode;
  layout_class->measure = tpk_steady_layout_measure;
  layout_class->allocate = tpk_steady_layout_allocate;
}

static void
tpk_steady_layout_init (TpkSteadyLayout *self)
{
}

/**
 * tpk_steady_layout_new:
 *
 * Returns: (transfer full): a layout manager for one child
 */
GtkLayoutManager *
tpk_steady_layout_new (void)
{
  return g_object_new (TPK_TYPE_STEADY_LAYOUT, NULL);
}
