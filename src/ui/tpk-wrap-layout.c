/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-wrap-layout"

#include "config.h"

#include "tpk-wrap-layout.h"

/**
 * TpkWrapLayout:
 *
 * Puts children beside each other like words, and on further lines where the width ends.
 * (AdwWrapBox comes with libadwaita 1.7; GtkFlowBox aligns children in columns and takes the focus.)
 */
struct _TpkWrapLayout
{
  GtkLayoutManager parent_instance;

  int              spacing;      /* pixels, between children and between lines */
};

G_DEFINE_FINAL_TYPE (TpkWrapLayout, tpk_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

enum {
  PROP_0,
  PROP_SPACING,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* A child's size in a line of @width pixels. */
static void
measure_child (GtkWidget      *child,
               int             width,
               GtkRequisition *size)
{
  gtk_widget_get_preferred_size (child, NULL, size);
  size->width = MIN (size->width, width);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, size->width, NULL, &size->height, NULL, NULL);
}

/* The first visible child from @child on. */
static GtkWidget *
skip_hidden (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);

  return child;
}

/* Goes over one line from @child on. Returns the first child of the next line, or %NULL. */
static GtkWidget *
measure_line (TpkWrapLayout *self,
              GtkWidget     *child,
              int            width,
              int           *height)
{
  int x = 0;

  *height = 0;
  for (; child != NULL; child = skip_hidden (gtk_widget_get_next_sibling (child))) {
    GtkRequisition size;

    measure_child (child, width, &size);
    if (x > 0 && x + size.width > width)
      break;
    x += size.width + self->spacing;
    *height = MAX (*height, size.height);
  }

  return child;
}

static void
allocate_line (TpkWrapLayout *self,
               GtkWidget     *child,
               GtkWidget     *end,
               GtkAllocation *line,
               gboolean       rtl)
{
  int x = 0;

  for (; child != end; child = skip_hidden (gtk_widget_get_next_sibling (child))) {
    GtkRequisition size;
    GtkAllocation box;

    measure_child (child, line->width, &size);
    box.x = rtl ? line->width - x - size.width : x;
    box.y = line->y;
    box.width = size.width;
    box.height = size.height;
    gtk_widget_size_allocate (child, &box, -1);
    x += size.width + self->spacing;
  }
}

/* Breaks the children into lines of @width; allocates them if @allocate. Returns the height. */
static int
flow (TpkWrapLayout *self,
      GtkWidget     *widget,
      int            width,
      gboolean       allocate)
{
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *child = skip_hidden (gtk_widget_get_first_child (widget));
  GtkAllocation line = { 0, 0, width, 0 };

  while (child != NULL) {
    GtkWidget *next = measure_line (self, child, width, &line.height);

    if (allocate)
      allocate_line (self, child, next, &line, rtl);
    line.y += line.height + (next != NULL ? self->spacing : 0);
    child = next;
  }

  return line.y;
}

static GtkSizeRequestMode
tpk_wrap_layout_get_request_mode (GtkLayoutManager *manager,
                                  GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tpk_wrap_layout_measure (GtkLayoutManager *manager,
                         GtkWidget        *widget,
                         GtkOrientation    orientation,
                         int               for_size,
                         int              *minimum,
                         int              *natural,
                         int              *minimum_baseline,
                         int              *natural_baseline)
{
  TpkWrapLayout *self = TPK_WRAP_LAYOUT (manager);
  int widest = 0, sum = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int child_minimum, child_natural;

    if (!gtk_widget_should_layout (child))
      continue;

    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural,
                        NULL, NULL);
    widest = MAX (widest, child_minimum);
    sum += child_natural + (sum > 0 ? self->spacing : 0);
  }

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = widest;
    *natural = MAX (widest, sum);
  } else {
    /* The smallest height there can be for any width is that of a single line. */
    *minimum = *natural = flow (self, widget, for_size < 0 ? MAX (widest, sum) : for_size, FALSE);
  }
}

static void
tpk_wrap_layout_allocate (GtkLayoutManager *manager,
                          GtkWidget        *widget,
                          int               width,
                          int               height,
                          int               baseline)
{
  flow (TPK_WRAP_LAYOUT (manager), widget, width, TRUE);
}

static void
tpk_wrap_layout_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  TpkWrapLayout *self = TPK_WRAP_LAYOUT (object);

  switch (prop_id) {
  case PROP_SPACING:
    g_value_set_int (value, self->spacing);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_wrap_layout_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  TpkWrapLayout *self = TPK_WRAP_LAYOUT (object);

  switch (prop_id) {
  case PROP_SPACING:
    self->spacing = g_value_get_int (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_wrap_layout_class_init (TpkWrapLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = tpk_wrap_layout_get_property;
  object_class->set_property = tpk_wrap_layout_set_property;
  layout_class->get_request_mode = tpk_wrap_layout_get_request_mode;
  layout_class->measure = tpk_wrap_layout_measure;
  layout_class->allocate = tpk_wrap_layout_allocate;

  /**
   * TpkWrapLayout:spacing:
   *
   * Pixels between children and between lines.
   */
  props[PROP_SPACING] =
    g_param_spec_int ("spacing", NULL, NULL,
                      0, G_MAXINT, 6,
                      G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tpk_wrap_layout_init (TpkWrapLayout *self)
{
}

GtkLayoutManager *
tpk_wrap_layout_new (int spacing)
{
  return g_object_new (TPK_TYPE_WRAP_LAYOUT, "spacing", spacing, NULL);
}
