/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-spare-layout"

#include "config.h"

#include "tpk-spare-layout.h"

/**
 * TpkSpareLayout:
 *
 * For a child that others need the room of more: it asks for no width, and is shown where there is as
 * much as it needs. In large text on a telephone, two letters and an ellipsis of a dialog's title
 * would push the buttons beside it out of sight.
 */
struct _TpkSpareLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (TpkSpareLayout, tpk_spare_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
tpk_spare_layout_get_request_mode (GtkLayoutManager *manager,
                                   GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
tpk_spare_layout_measure (GtkLayoutManager *manager,
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
    gtk_widget_measure (child, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = 0;
}

static void
tpk_spare_layout_allocate (GtkLayoutManager *manager,
                           GtkWidget        *widget,
                           int               width,
                           int               height,
                           int               baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int minimum;

  if (child == NULL || !gtk_widget_should_layout (child))
    return;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_set_child_visible (child, width >= minimum);
  if (width >= minimum)
    gtk_widget_allocate (child, width, height, baseline, NULL);
}

static void
tpk_spare_layout_class_init (TpkSpareLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = tpk_spare_layout_get_request_mode;
  layout_class->measure = tpk_spare_layout_measure;
  layout_class->allocate = tpk_spare_layout_allocate;
}

static void
tpk_spare_layout_init (TpkSpareLayout *self)
{
}

/**
 * tpk_spare_layout_new:
 *
 * Returns: (transfer full): a layout manager for one child
 */
GtkLayoutManager *
tpk_spare_layout_new (void)
{
  return g_object_new (TPK_TYPE_SPARE_LAYOUT, NULL);
}
