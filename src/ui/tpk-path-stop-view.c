/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-path-stop-view"

#include "config.h"

#include "tpk-path-stop-view.h"

#include "tpk-path-view-private.h"

/**
 * TpkPathStopView:
 *
 * A place on the way of a call: an icon in a circle, with its name and its address below it, or
 * beside it where the way goes down.
 */
struct _TpkPathStopView
{
  GtkWidget  parent_instance;

  GtkWidget *circle;
  GtkWidget *image;
  GtkWidget *box;
  GtkLabel  *title;
  GtkLabel  *detail;
};

G_DEFINE_FINAL_TYPE (TpkPathStopView, tpk_path_stop_view, GTK_TYPE_WIDGET)

static GtkLabel *
add_label (TpkPathStopView *self,
           const char      *style_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, style_class);
  gtk_box_append (GTK_BOX (self->box), label);

  return GTK_LABEL (label);
}

static void
tpk_path_stop_view_dispose (GObject *object)
{
  TpkPathStopView *self = TPK_PATH_STOP_VIEW (object);

  g_clear_pointer (&self->circle, gtk_widget_unparent);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (tpk_path_stop_view_parent_class)->dispose (object);
}

static void
tpk_path_stop_view_class_init (TpkPathStopViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_path_stop_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "pathstop");
}

static void
tpk_path_stop_view_init (TpkPathStopView *self)
{
  self->circle = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->circle, "circle");
  gtk_widget_set_halign (self->circle, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (self->circle, FALSE);
  gtk_widget_set_valign (self->circle, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (self->circle, TPK_PATH_CIRCLE, TPK_PATH_CIRCLE);
  gtk_widget_set_parent (self->circle, GTK_WIDGET (self));

  self->image = g_object_new (GTK_TYPE_IMAGE,
                              "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                              "hexpand", TRUE,
                              "pixel-size", 24,
                              NULL);
  gtk_box_append (GTK_BOX (self->circle), self->image);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_valign (self->box, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (self->box, TRUE);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->title = add_label (self, "caption-heading");
  self->detail = add_label (self, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->detail), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->detail), "numeric");
}

GtkWidget *
tpk_path_stop_view_new (void)
{
  return g_object_new (TPK_TYPE_PATH_STOP_VIEW, NULL);
}

/**
 * tpk_path_stop_view_set_stop:
 * @self: the view
 * @stop: what to show
 * @stacked: whether the words are beside the circle
 */
void
tpk_path_stop_view_set_stop (TpkPathStopView   *self,
                             const TpkPathStop *stop,
                             gboolean           stacked)
{
  GtkLayoutManager *layout;
  GtkLabel *labels[2];

  g_return_if_fail (TPK_IS_PATH_STOP_VIEW (self));
  g_return_if_fail (stop != NULL);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), stop->icon_name);
  gtk_label_set_label (self->title, stop->title);
  gtk_label_set_label (self->detail, stop->detail != NULL ? stop->detail : "");
  gtk_widget_set_visible (GTK_WIDGET (self->detail), stop->detail != NULL);

  layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), stacked ? GTK_ORIENTATION_HORIZONTAL
                                                                   : GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), stacked ? TPK_PATH_GAP
                                                               : TPK_PATH_GAP / 2);
  labels[0] = self->title;
  labels[1] = self->detail;
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    gtk_label_set_xalign (labels[i], stacked ? 0 : 0.5);
    gtk_label_set_justify (labels[i], stacked ? GTK_JUSTIFY_LEFT : GTK_JUSTIFY_CENTER);
  }
}
