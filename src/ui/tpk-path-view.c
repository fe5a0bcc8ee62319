/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-path-view"

#include "config.h"

#include "tpk-path-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "tpk-path-stop-view.h"
#include "tpk-path-view-private.h"

/* In pixels. */
#define DASH 8

/* How far the dashes of a leg that is being tried have moved after a second. */
#define SPEED 32

/**
 * TpkPathView:
 *
 * A picture of the way of a call: places in circles, and between them lines that tell by colour, by
 * shape and in words what was measured. It lies along the window, or stands upright where that is
 * narrow. The dashes of a leg that is being tried move, unless the desktop asks for less motion.
 */
G_DEFINE_FINAL_TYPE (TpkPathView, tpk_path_view, GTK_TYPE_WIDGET)

static void
leg_free (gpointer data)
{
  TpkPathLegView *leg = data;

  gtk_widget_unparent (leg->measured);
  gtk_widget_unparent (leg->security);
  gtk_widget_unparent (leg->sign);
  g_free (leg);
}

static GtkWidget *
new_label (TpkPathView *self,
           const char  *style_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, style_class);
  gtk_widget_set_parent (label, GTK_WIDGET (self));

  return label;
}

static void
fill_leg (TpkPathView    *self,
          TpkPathLegView *leg,
          TpkPathLeg     *source)
{
  leg->state = source->state;
  gtk_label_set_label (GTK_LABEL (leg->measured), source->measured);
  gtk_label_set_label (GTK_LABEL (leg->security),
                       source->security != NULL ? source->security : "");
  gtk_widget_set_visible (leg->security, source->security != NULL);
  tpk_state_icon_set_state (TPK_STATE_ICON (leg->sign), source->state);
  gtk_label_set_xalign (GTK_LABEL (leg->measured), self->stacked ? 0 : 0.5);
  gtk_label_set_xalign (GTK_LABEL (leg->security), self->stacked ? 0 : 0.5);
  gtk_label_set_justify (GTK_LABEL (leg->measured), self->stacked ? GTK_JUSTIFY_LEFT
                                                                  : GTK_JUSTIFY_CENTER);
  gtk_label_set_justify (GTK_LABEL (leg->security), self->stacked ? GTK_JUSTIFY_LEFT
                                                                  : GTK_JUSTIFY_CENTER);
}

static void
add_leg (TpkPathView *self)
{
  TpkPathLegView *leg = g_new0 (TpkPathLegView, 1);

  leg->measured = new_label (self, "measured");
  leg->security = new_label (self, "dim-label");
  leg->sign = tpk_state_icon_new ();
  gtk_widget_add_css_class (leg->sign, "sign");
  gtk_widget_set_parent (leg->sign, GTK_WIDGET (self));
  g_ptr_array_add (self->legs, leg);
}

static void
add_stop (TpkPathView *self)
{
  GtkWidget *stop = tpk_path_stop_view_new ();

  gtk_widget_set_parent (stop, GTK_WIDGET (self));
  g_ptr_array_add (self->stops, stop);
}

/* Widgets are kept, so that the picture stands still while it fills in. */
static void
fill (TpkPathView *self)
{
  guint n_stops = self->path != NULL ? self->path->stops->len : 0;
  guint n_legs = n_stops > 0 ? n_stops - 1 : 0;

  if (self->stops->len > n_stops)
    g_ptr_array_remove_range (self->stops, n_stops, self->stops->len - n_stops);
  if (self->legs->len > n_legs)
    g_ptr_array_remove_range (self->legs, n_legs, self->legs->len - n_legs);
  while (self->stops->len < n_stops) {
    if (self->stops->len > 0)
      add_leg (self);
    add_stop (self);
  }

  for (guint i = 0; i < n_stops; i++)
    tpk_path_stop_view_set_stop (self->stops->pdata[i], self->path->stops->pdata[i],
                                 self->stacked);
  for (guint i = 0; i < n_legs; i++)
    fill_leg (self, self->legs->pdata[i], self->path->legs->pdata[i]);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  TpkPathView *self = TPK_PATH_VIEW (widget);
  double seconds = gdk_frame_clock_get_frame_time (clock) / (double) G_USEC_PER_SEC;

  self->phase = fmod (seconds * SPEED, 2 * DASH);
  gtk_widget_queue_draw (widget);

  return G_SOURCE_CONTINUE;
}

/* Only what is seen moves, and only while something is being tried. */
static void
update_motion (TpkPathView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean moves = self->path != NULL && tpk_path_is_running (self->path) &&
                   gtk_widget_get_mapped (widget) && adw_get_enable_animations (widget);

  if (moves && self->tick_id == 0) {
    self->tick_id = gtk_widget_add_tick_callback (widget, tick_cb, NULL, NULL);
  } else if (!moves && self->tick_id != 0) {
    gtk_widget_remove_tick_callback (widget, self->tick_id);
    self->tick_id = 0;
    self->phase = 0;
  }
}

static void
append_bit (TpkPathView          *self,
            GtkSnapshot          *snapshot,
            const TpkPathLegView *leg,
            const GdkRGBA        *color,
            double                from,
            double                to)
{
  gboolean upright = leg->line.width < leg->line.height;
  double length = upright ? leg->line.height : leg->line.width;
  graphene_rect_t bit;

  from = CLAMP (from, 0, length);
  to = CLAMP (to, 0, length);
  if (to <= from)
    return;

  if (upright)
    bit = GRAPHENE_RECT_INIT (leg->line.x, leg->line.y + from, TPK_PATH_LINE, to - from);
  else
    bit = GRAPHENE_RECT_INIT (leg->line.x + from, leg->line.y, to - from, TPK_PATH_LINE);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    bit.origin.x = gtk_widget_get_width (GTK_WIDGET (self)) - bit.origin.x - bit.size.width;
  gtk_snapshot_append_color (snapshot, color, &bit);
}

/* A way that works is a line; one that fails breaks off at its sign; one that is being tried
 * is dashed, and one that nothing is known of dotted. */
static void
snapshot_leg (TpkPathView    *self,
              GtkSnapshot    *snapshot,
              TpkPathLegView *leg)
{
  double length = MAX (leg->line.width, leg->line.height);
  double dash = leg->state == TPK_STATE_NONE ? TPK_PATH_LINE : DASH;
  GdkRGBA color;

  /* The colour of the sign, which is the theme's for the state. */
  gtk_style_context_get_color (gtk_widget_get_style_context
                                 (gtk_widget_get_first_child (leg->sign)), &color);
  if (leg->state == TPK_STATE_NONE)
    color.alpha *= 0.5;
  switch (leg->state) {
  case TPK_STATE_GOOD:
  case TPK_STATE_WARNING:
    append_bit (self, snapshot, leg, &color, 0, length);
    break;
  case TPK_STATE_ERROR:
    append_bit (self, snapshot, leg, &color, 0, length / 2 - TPK_PATH_CIRCLE / 3);
    for (double at = length / 2 + TPK_PATH_CIRCLE / 3; at < length; at += 2 * TPK_PATH_LINE)
      append_bit (self, snapshot, leg, &color, at, at + TPK_PATH_LINE);
    break;
  default:
    for (double at = self->phase - 2 * DASH; at < length; at += 2 * dash)
      append_bit (self, snapshot, leg, &color, at, at + dash);
    break;
  }
}

static void
tpk_path_view_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  TpkPathView *self = TPK_PATH_VIEW (widget);

  for (guint i = 0; i < self->legs->len; i++)
    snapshot_leg (self, snapshot, self->legs->pdata[i]);

  GTK_WIDGET_CLASS (tpk_path_view_parent_class)->snapshot (widget, snapshot);
}

static GtkSizeRequestMode
tpk_path_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tpk_path_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tpk_path_view_parent_class)->map (widget);
  update_motion (TPK_PATH_VIEW (widget));
}

static void
tpk_path_view_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tpk_path_view_parent_class)->unmap (widget);
  update_motion (TPK_PATH_VIEW (widget));
}

static void
tpk_path_view_dispose (GObject *object)
{
  TpkPathView *self = TPK_PATH_VIEW (object);

  g_ptr_array_set_size (self->legs, 0);
  g_ptr_array_set_size (self->stops, 0);
  g_clear_pointer (&self->path, tpk_path_free);

  G_OBJECT_CLASS (tpk_path_view_parent_class)->dispose (object);
}

static void
tpk_path_view_finalize (GObject *object)
{
  TpkPathView *self = TPK_PATH_VIEW (object);

  g_ptr_array_unref (self->legs);
  g_ptr_array_unref (self->stops);
  g_free (self->description);

  G_OBJECT_CLASS (tpk_path_view_parent_class)->finalize (object);
}

static void
tpk_path_view_class_init (TpkPathViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_path_view_dispose;
  object_class->finalize = tpk_path_view_finalize;
  widget_class->get_request_mode = tpk_path_view_get_request_mode;
  widget_class->map = tpk_path_view_map;
  widget_class->measure = tpk_path_view_measure;
  widget_class->size_allocate = tpk_path_view_size_allocate;
  widget_class->snapshot = tpk_path_view_snapshot;
  widget_class->unmap = tpk_path_view_unmap;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "pathview");
}

static void
tpk_path_view_init (TpkPathView *self)
{
  self->stops = g_ptr_array_new_with_free_func ((GDestroyNotify) gtk_widget_unparent);
  self->legs = g_ptr_array_new_with_free_func (leg_free);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-enable-animations",
                           G_CALLBACK (update_motion), self, G_CONNECT_SWAPPED);
}

GtkWidget *
tpk_path_view_new (void)
{
  return g_object_new (TPK_TYPE_PATH_VIEW, NULL);
}

/**
 * tpk_path_view_set_path:
 * @self: the view
 * @path: (nullable) (transfer full): what to show
 * @old: whether it is what was measured before something changed
 */
void
tpk_path_view_set_path (TpkPathView *self,
                        TpkPath     *path,
                        gboolean     old)
{
  g_return_if_fail (TPK_IS_PATH_VIEW (self));

  g_clear_pointer (&self->path, tpk_path_free);
  self->path = path;
  self->old = old;
  g_free (self->description);
  if (old && path != NULL)
    /* Translators: before a description of how a call would go. */
    self->description = g_strdup_printf (_("Out of date: %s"), path->description);
  else
    self->description = g_strdup (path != NULL ? path->description : "");

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("The way of a call"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->description,
                                  -1);
  if (old)
    gtk_widget_add_css_class (GTK_WIDGET (self), "old");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "old");
  fill (self);
  update_motion (self);
}

/**
 * tpk_path_view_set_stacked:
 * @self: the view
 * @stacked: whether the way goes down instead of along
 */
void
tpk_path_view_set_stacked (TpkPathView *self,
                           gboolean     stacked)
{
  g_return_if_fail (TPK_IS_PATH_VIEW (self));

  if (self->stacked == stacked)
    return;

  self->stacked = stacked;
  fill (self);
}

/**
 * tpk_path_view_get_description:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): all that it shows, in words
 */
const char *
tpk_path_view_get_description (TpkPathView *self)
{
  g_return_val_if_fail (TPK_IS_PATH_VIEW (self), NULL);

  return self->description;
}

gboolean
tpk_path_view_is_moving (TpkPathView *self)
{
  g_return_val_if_fail (TPK_IS_PATH_VIEW (self), FALSE);

  return self->tick_id != 0;
}
