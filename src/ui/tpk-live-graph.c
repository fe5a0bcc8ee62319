/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-live-graph"

#include "config.h"

#include "tpk-live-graph.h"

#include <glib/gi18n-lib.h>

/* In pixels. */
#define HEIGHT 56
#define LINE 2

/* More than that is more than there are pixels. */
#define MAX_VALUES 1000

/**
 * TpkLiveGraph:
 *
 * How one figure of a call changes while the call goes on: a line from the beginning to now, with
 * the figure of the whole call above it, and below it, in words, between what it was. The same
 * words are what assistive technology tells.
 */
struct _TpkLiveGraph
{
  GtkWidget           parent_instance;

  GtkWidget          *title_label;
  GtkWidget          *figure_label;
  GtkWidget          *area;
  GtkWidget          *range_label;

  char               *title;         /* (owned) */
  char               *description;   /* (owned) */
  TpkLiveGraphFormat  format;
  GArray             *values;        /* (owned) (element-type double): the oldest first */
  double              lowest;
  double              highest;
};

G_DEFINE_FINAL_TYPE (TpkLiveGraph, tpk_live_graph, GTK_TYPE_WIDGET)

static void
draw_cb (GtkDrawingArea *area,
         cairo_t        *cr,
         int             width,
         int             height,
         gpointer        data)
{
  TpkLiveGraph *self = TPK_LIVE_GRAPH (data);
  guint n = self->values->len;
  /* A line that says nothing but zero lies on the ground. */
  double scale = self->highest > 0 ? (height - 2 * LINE) / self->highest : 0;
  double step = n > 1 ? (double) width / (n - 1) : width;
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &color);
  /* Time goes the way that people read. */
  if (gtk_widget_get_direction (GTK_WIDGET (area)) == GTK_TEXT_DIR_RTL) {
    cairo_translate (cr, width, 0);
    cairo_scale (cr, -1, 1);
  }

  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha * 0.25);
  cairo_rectangle (cr, 0, height - 1, width, 1);
  cairo_fill (cr);
  if (n == 0)
    return;

  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, i * step, height - LINE - scale * g_array_index (self->values, double, i));
  if (n == 1)
    cairo_line_to (cr, width, height - LINE - scale * g_array_index (self->values, double, 0));
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, LINE);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke_preserve (cr);

  cairo_line_to (cr, width, height);
  cairo_line_to (cr, 0, height);
  cairo_close_path (cr);
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha * 0.15);
  cairo_fill (cr);
}

static char *
dup_range (TpkLiveGraph *self)
{
  g_autofree char *lowest = NULL, *highest = NULL;

  if (self->values->len == 0)
    return g_strdup (_("Nothing measured yet"));

  lowest = self->format (self->lowest);
  highest = self->format (self->highest);
  /* Translators: %s is a figure with its unit, such as "14 ms" or "0.0 %". */
  if (g_str_equal (lowest, highest))
    return g_strdup_printf (_("%s all the time"), lowest);

  /* Translators: two figures with their units, such as "14 ms" and "41 ms". */
  return g_strdup_printf (_("Between %s and %s"), lowest, highest);
}

static void
update (TpkLiveGraph *self)
{
  g_autofree char *range = dup_range (self);
  const char *figure = gtk_label_get_label (GTK_LABEL (self->figure_label));

  gtk_label_set_label (GTK_LABEL (self->range_label), range);
  g_free (self->description);
  if (*figure != '\0')
    /* Translators: what is measured, such as "Round trip", the figure of it, such as "14 ms", and
     * what it was in the meantime, such as "Between 12 ms and 41 ms". */
    self->description = g_strdup_printf (_("%s: %s. %s"), self->title, figure, range);
  else
    /* Translators: what is measured, such as "Round trip", and "Nothing measured yet" or the like. */
    self->description = g_strdup_printf (_("%s: %s"), self->title, range);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, self->description,
                                  -1);
  gtk_widget_queue_draw (self->area);
}

static void
tpk_live_graph_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (tpk_live_graph_parent_class)->dispose (object);
}

static void
tpk_live_graph_finalize (GObject *object)
{
  TpkLiveGraph *self = TPK_LIVE_GRAPH (object);

  g_free (self->title);
  g_free (self->description);
  g_array_unref (self->values);

  G_OBJECT_CLASS (tpk_live_graph_parent_class)->finalize (object);
}

static void
tpk_live_graph_class_init (TpkLiveGraphClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_live_graph_dispose;
  object_class->finalize = tpk_live_graph_finalize;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "livegraph");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static GtkWidget *
new_label (const char *style_class,
           gboolean    at_end)
{
  return g_object_new (GTK_TYPE_LABEL,
                       "css-classes", (const char *[]) { style_class, "numeric", NULL },
                       "hexpand", !at_end,
                       "xalign", at_end ? 1.0 : 0.0,
                       "wrap", TRUE,
                       "wrap-mode", PANGO_WRAP_WORD_CHAR,
                       NULL);
}

static void
tpk_live_graph_init (TpkLiveGraph *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (widget));

  self->values = g_array_new (FALSE, FALSE, sizeof (double));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, 3);

  self->title_label = new_label ("caption", FALSE);
  self->figure_label = new_label ("heading", TRUE);
  self->range_label = new_label ("caption", FALSE);
  gtk_widget_add_css_class (self->range_label, "dim-label");
  self->area = g_object_new (GTK_TYPE_DRAWING_AREA,
                             "css-name", "drawingarea",
                             "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                             "content-height", HEIGHT,
                             "hexpand", TRUE,
                             NULL);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->area), draw_cb, self, NULL);

  gtk_box_append (GTK_BOX (top), self->title_label);
  gtk_box_append (GTK_BOX (top), self->figure_label);
  gtk_widget_set_parent (top, widget);
  gtk_widget_set_parent (self->area, widget);
  gtk_widget_set_parent (self->range_label, widget);
}

/**
 * tpk_live_graph_new:
 * @title: what is measured, translated
 * @format: how a value is told
 *
 * Returns: (transfer floating): a graph without a value
 */
GtkWidget *
tpk_live_graph_new (const char         *title,
                    TpkLiveGraphFormat  format)
{
  TpkLiveGraph *self;

  g_return_val_if_fail (title != NULL, NULL);
  g_return_val_if_fail (format != NULL, NULL);

  self = g_object_new (TPK_TYPE_LIVE_GRAPH, NULL);
  self->title = g_strdup (title);
  self->format = format;
  gtk_label_set_label (GTK_LABEL (self->title_label), title);
  update (self);

  return GTK_WIDGET (self);
}

/**
 * tpk_live_graph_add:
 * @self: a graph
 * @value: what was measured last, not negative
 */
void
tpk_live_graph_add (TpkLiveGraph *self,
                    double        value)
{
  g_return_if_fail (TPK_IS_LIVE_GRAPH (self));
  g_return_if_fail (value >= 0);

  self->lowest = self->values->len > 0 ? MIN (self->lowest, value) : value;
  self->highest = self->values->len > 0 ? MAX (self->highest, value) : value;
  if (self->values->len == MAX_VALUES)
    g_array_remove_index (self->values, 0);
  g_array_append_val (self->values, value);
  update (self);
}

/**
 * tpk_live_graph_set_figure:
 * @self: a graph
 * @figure: what holds for the whole call so far; below 0 if that is not known
 */
void
tpk_live_graph_set_figure (TpkLiveGraph *self,
                           double        figure)
{
  g_autofree char *text = NULL;

  g_return_if_fail (TPK_IS_LIVE_GRAPH (self));

  text = figure >= 0 ? self->format (figure) : g_strdup ("");
  gtk_label_set_label (GTK_LABEL (self->figure_label), text);
  update (self);
}

void
tpk_live_graph_clear (TpkLiveGraph *self)
{
  g_return_if_fail (TPK_IS_LIVE_GRAPH (self));

  g_array_set_size (self->values, 0);
  tpk_live_graph_set_figure (self, -1);
}

guint
tpk_live_graph_get_n_values (TpkLiveGraph *self)
{
  g_return_val_if_fail (TPK_IS_LIVE_GRAPH (self), 0);

  return self->values->len;
}

/**
 * tpk_live_graph_get_description:
 * @self: a graph
 *
 * Returns: (transfer none): what it shows, in words
 */
const char *
tpk_live_graph_get_description (TpkLiveGraph *self)
{
  g_return_val_if_fail (TPK_IS_LIVE_GRAPH (self), NULL);

  return self->description;
}
