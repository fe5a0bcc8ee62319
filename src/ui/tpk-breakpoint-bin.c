/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-breakpoint-bin"

#include "config.h"

#include "tpk-breakpoint-bin.h"

/**
 * TpkBreakpointBin:
 *
 * Tells by three properties how much room its child has, for bindings to lay it out by. It asks for
 * no more than its minimum width, so that a window can be narrower than its wide layout needs.
 * (AdwBreakpoint comes with libadwaita 1.4.)
 */
struct _TpkBreakpointBin
{
  GtkWidget  parent_instance;

  GtkWidget *child;              /* (nullable) (owned) */
  int        min_width;          /* pixels */
  int        compact_width;      /* pixels: below it, compact */
  int        medium_width;       /* pixels: below it, medium */
  int        narrow_width;       /* pixels: below it, narrow */
  int        width;              /* pixels, of the last allocation */
  guint      update_id;
  gboolean   compact;
  gboolean   medium;
  gboolean   narrow;
};

static void tpk_breakpoint_bin_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TpkBreakpointBin, tpk_breakpoint_bin, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      tpk_breakpoint_bin_buildable_init))

static GtkBuildableIface *parent_buildable_iface;

enum {
  PROP_0,
  PROP_CHILD,
  PROP_COMPACT,
  PROP_COMPACT_WIDTH,
  PROP_MEDIUM,
  PROP_MEDIUM_WIDTH,
  PROP_MIN_WIDTH,
  PROP_NARROW,
  PROP_NARROW_WIDTH,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* Large text needs the room of a wider window. */
static double
get_text_scale (TpkBreakpointBin *self)
{
  int dpi = -1;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);

  return dpi > 0 ? MAX (dpi / (96.0 * PANGO_SCALE), 1.0) : 1.0;
}

static gboolean
is_less (TpkBreakpointBin *self,
         int               width)
{
  return self->width < width * get_text_scale (self);
}

static void
update (TpkBreakpointBin *self)
{
  gboolean compact = is_less (self, self->compact_width);
  gboolean medium = is_less (self, self->medium_width);
  gboolean narrow = is_less (self, self->narrow_width);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->compact != compact) {
    self->compact = compact;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPACT]);
  }
  if (self->medium != medium) {
    self->medium = medium;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MEDIUM]);
  }
  if (self->narrow != narrow) {
    self->narrow = narrow;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NARROW]);
  }
  g_object_thaw_notify (G_OBJECT (self));
}

static gboolean
update_cb (gpointer data)
{
  TpkBreakpointBin *self = data;

  self->update_id = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

static GtkSizeRequestMode
tpk_breakpoint_bin_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
tpk_breakpoint_bin_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  TpkBreakpointBin *self = TPK_BREAKPOINT_BIN (widget);

  *minimum = *natural = 0;
  if (self->child != NULL && gtk_widget_should_layout (self->child))
    gtk_widget_measure (self->child, orientation, -1, minimum, natural, NULL, NULL);

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = MIN (*minimum, self->min_width);
    *natural = MAX (*minimum, *natural);
  }
}

static void
tpk_breakpoint_bin_size_allocate (GtkWidget *widget,
                                  int        width,
                                  int        height,
                                  int        baseline)
{
  TpkBreakpointBin *self = TPK_BREAKPOINT_BIN (widget);
  int min_width, min_height;

  self->width = width;

  /* The child cannot be laid out anew while it is being laid out. What does not fit is clipped
   * for this one frame. */
  if (self->update_id == 0 &&
      (self->compact != is_less (self, self->compact_width) ||
       self->medium != is_less (self, self->medium_width) ||
       self->narrow != is_less (self, self->narrow_width)))
    self->update_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_cb, self, NULL);

  if (self->child == NULL || !gtk_widget_should_layout (self->child))
    return;

  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &min_width, NULL, NULL, NULL);
  gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, MAX (width, min_width), &min_height,
                      NULL, NULL, NULL);
  gtk_widget_allocate (self->child, MAX (width, min_width), MAX (height, min_height), baseline,
                       NULL);
}

static void
tpk_breakpoint_bin_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  TpkBreakpointBin *self = TPK_BREAKPOINT_BIN (object);

  switch (prop_id) {
  case PROP_CHILD:
    g_value_set_object (value, self->child);
    break;
  case PROP_COMPACT:
    g_value_set_boolean (value, self->compact);
    break;
  case PROP_COMPACT_WIDTH:
    g_value_set_int (value, self->compact_width);
    break;
  case PROP_MEDIUM:
    g_value_set_boolean (value, self->medium);
    break;
  case PROP_MEDIUM_WIDTH:
    g_value_set_int (value, self->medium_width);
    break;
  case PROP_MIN_WIDTH:
    g_value_set_int (value, self->min_width);
    break;
  case PROP_NARROW:
    g_value_set_boolean (value, self->narrow);
    break;
  case PROP_NARROW_WIDTH:
    g_value_set_int (value, self->narrow_width);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_breakpoint_bin_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  TpkBreakpointBin *self = TPK_BREAKPOINT_BIN (object);

  switch (prop_id) {
  case PROP_CHILD:
    tpk_breakpoint_bin_set_child (self, g_value_get_object (value));
    break;
  case PROP_COMPACT_WIDTH:
    self->compact_width = g_value_get_int (value);
    break;
  case PROP_MEDIUM_WIDTH:
    self->medium_width = g_value_get_int (value);
    break;
  case PROP_MIN_WIDTH:
    self->min_width = g_value_get_int (value);
    break;
  case PROP_NARROW_WIDTH:
    self->narrow_width = g_value_get_int (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_breakpoint_bin_dispose (GObject *object)
{
  TpkBreakpointBin *self = TPK_BREAKPOINT_BIN (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_pointer (&self->child, gtk_widget_unparent);

  G_OBJECT_CLASS (tpk_breakpoint_bin_parent_class)->dispose (object);
}

static void
tpk_breakpoint_bin_class_init (TpkBreakpointBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = tpk_breakpoint_bin_get_property;
  object_class->set_property = tpk_breakpoint_bin_set_property;
  object_class->dispose = tpk_breakpoint_bin_dispose;
  widget_class->get_request_mode = tpk_breakpoint_bin_get_request_mode;
  widget_class->measure = tpk_breakpoint_bin_measure;
  widget_class->size_allocate = tpk_breakpoint_bin_size_allocate;

  props[PROP_CHILD] =
    g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, flags);

  /**
   * TpkBreakpointBin:compact:
   *
   * Whether there is less room than [property@BreakpointBin:compact-width].
   */
  props[PROP_COMPACT] =
    g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_COMPACT_WIDTH] =
    g_param_spec_int ("compact-width", NULL, NULL, 0, G_MAXINT, 0, flags);

  /**
   * TpkBreakpointBin:medium:
   *
   * Whether there is less room than [property@BreakpointBin:medium-width].
   */
  props[PROP_MEDIUM] =
    g_param_spec_boolean ("medium", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_MEDIUM_WIDTH] =
    g_param_spec_int ("medium-width", NULL, NULL, 0, G_MAXINT, 0, flags);
  props[PROP_MIN_WIDTH] =
    g_param_spec_int ("min-width", NULL, NULL, 0, G_MAXINT, 0, flags);

  /**
   * TpkBreakpointBin:narrow:
   *
   * Whether there is less room than [property@BreakpointBin:narrow-width].
   */
  props[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_NARROW_WIDTH] =
    g_param_spec_int ("narrow-width", NULL, NULL, 0, G_MAXINT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tpk_breakpoint_bin_init (TpkBreakpointBin *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static void
tpk_breakpoint_bin_add_child (GtkBuildable *buildable,
                              GtkBuilder   *builder,
                              GObject      *child,
                              const char   *type)
{
  if (GTK_IS_WIDGET (child) && type == NULL)
    tpk_breakpoint_bin_set_child (TPK_BREAKPOINT_BIN (buildable), GTK_WIDGET (child));
  else
    parent_buildable_iface->add_child (buildable, builder, child, type);
}

static void
tpk_breakpoint_bin_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable_iface = g_type_interface_peek_parent (iface);
  iface->add_child = tpk_breakpoint_bin_add_child;
}

GtkWidget *
tpk_breakpoint_bin_new (void)
{
  return g_object_new (TPK_TYPE_BREAKPOINT_BIN, NULL);
}

GtkWidget *
tpk_breakpoint_bin_get_child (TpkBreakpointBin *self)
{
  g_return_val_if_fail (TPK_IS_BREAKPOINT_BIN (self), NULL);

  return self->child;
}

void
tpk_breakpoint_bin_set_child (TpkBreakpointBin *self,
                              GtkWidget        *child)
{
  g_return_if_fail (TPK_IS_BREAKPOINT_BIN (self));
  g_return_if_fail (child == NULL || GTK_IS_WIDGET (child));

  if (self->child == child)
    return;

  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));

  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CHILD]);
}

gboolean
tpk_breakpoint_bin_get_compact (TpkBreakpointBin *self)
{
  g_return_val_if_fail (TPK_IS_BREAKPOINT_BIN (self), FALSE);

  return self->compact;
}

gboolean
tpk_breakpoint_bin_get_narrow (TpkBreakpointBin *self)
{
  g_return_val_if_fail (TPK_IS_BREAKPOINT_BIN (self), FALSE);

  return self->narrow;
}

/**
 * tpk_breakpoint_bin_expect_width:
 * @self: the bin
 * @width: the width it is going to get, in pixels
 *
 * Sets the properties before the first allocation, so that a window opens in the right layout.
 */
void
tpk_breakpoint_bin_expect_width (TpkBreakpointBin *self,
                                 int               width)
{
  g_return_if_fail (TPK_IS_BREAKPOINT_BIN (self));

  self->width = width;
  update (self);
}
