/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-path-layout"

#include "config.h"

#include "tpk-path-view-private.h"

/* Where the parts of the picture of a path go: along the window, or one below the other. */

/* Lengths in pixels. */
#define MIN_LEG 72
#define STACKED_LEG 60

static void
measure_leg (TpkPathLegView *leg,
             int            *minimum,
             int            *natural)
{
  int measured_min, measured_nat, security_min, security_nat;

  gtk_widget_measure (leg->measured, GTK_ORIENTATION_HORIZONTAL, -1, &measured_min, &measured_nat,
                      NULL, NULL);
  gtk_widget_measure (leg->security, GTK_ORIENTATION_HORIZONTAL, -1, &security_min, &security_nat,
                      NULL, NULL);
  *minimum = MAX (MAX (measured_min, security_min), MIN_LEG);
  *natural = MAX (MAX (measured_nat, security_nat) + 2 * TPK_PATH_GAP, MIN_LEG);
}

static int
get_height (gpointer widget,
            int      width)
{
  int height;

  if (!gtk_widget_get_visible (widget))
    return 0;
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);

  return height;
}

static int
get_minimum_width (gpointer widget)
{
  int width;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);

  return width;
}

/* Lying: stops get what they ask for as long as there is room, the legs share the rest. */
static void
share_width (TpkPathView *self,
             int          width,
             int         *stop_width,
             int         *leg_width)
{
  int n_stops = self->stops->len, n_legs = self->legs->len;
  int minimum = 0, natural = 0, leg_minimum = 0, leg_natural = 0;

  for (int i = 0; i < n_stops; i++) {
    int stop_min, stop_nat;

    gtk_widget_measure (self->stops->pdata[i], GTK_ORIENTATION_HORIZONTAL, -1, &stop_min,
                        &stop_nat, NULL, NULL);
    minimum = MAX (minimum, stop_min);
    natural = MAX (natural, stop_nat);
  }
  for (int i = 0; i < n_legs; i++) {
    int leg_min, leg_nat;

    measure_leg (self->legs->pdata[i], &leg_min, &leg_nat);
    leg_minimum = MAX (leg_minimum, leg_min);
    leg_natural = MAX (leg_natural, leg_nat);
  }

  *stop_width = CLAMP ((width - n_legs * leg_natural) / MAX (n_stops, 1), minimum, natural);
  *leg_width = n_legs > 0 ? MAX ((width - n_stops * *stop_width) / n_legs, leg_minimum) : 0;
}

static void
measure_width (TpkPathView *self,
               int         *minimum,
               int         *natural)
{
  int stop_min = 0, stop_nat = 0, leg_min = 0, leg_nat = 0;

  for (guint i = 0; i < self->stops->len; i++) {
    int min, nat;

    gtk_widget_measure (self->stops->pdata[i], GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat, NULL,
                        NULL);
    stop_min = MAX (stop_min, min);
    stop_nat = MAX (stop_nat, nat);
  }
  for (guint i = 0; i < self->legs->len; i++) {
    int min, nat;

    measure_leg (self->legs->pdata[i], &min, &nat);
    leg_min = MAX (leg_min, min);
    leg_nat = MAX (leg_nat, nat);
  }

  if (self->stacked) {
    *minimum = MAX (stop_min, TPK_PATH_CIRCLE + TPK_PATH_GAP + leg_min);
    *natural = MAX (stop_nat, TPK_PATH_CIRCLE + TPK_PATH_GAP + leg_nat);
  } else {
    *minimum = self->stops->len * stop_min + self->legs->len * leg_min;
    *natural = self->stops->len * stop_nat + self->legs->len * leg_nat;
  }
}

/* How far below the upper edge the lines are when they lie. */
static int
get_line_y (TpkPathView *self,
            int          leg_width)
{
  int y = TPK_PATH_CIRCLE / 2;

  for (guint i = 0; i < self->legs->len; i++) {
    TpkPathLegView *leg = self->legs->pdata[i];

    y = MAX (y, get_height (leg->measured, leg_width) + TPK_PATH_CIRCLE / 4);
  }

  return y;
}

static int
measure_lying (TpkPathView *self,
               int          width)
{
  int stop_width, leg_width, y, height = 0;

  share_width (self, width, &stop_width, &leg_width);
  y = get_line_y (self, leg_width);
  for (guint i = 0; i < self->stops->len; i++)
    height = MAX (height, y - TPK_PATH_CIRCLE / 2 + get_height (self->stops->pdata[i], stop_width));
  for (guint i = 0; i < self->legs->len; i++) {
    TpkPathLegView *leg = self->legs->pdata[i];

    height = MAX (height, y + TPK_PATH_CIRCLE / 4 + get_height (leg->security, leg_width));
  }

  return height;
}

static int
get_stacked_leg_height (TpkPathLegView *leg,
                        int             width)
{
  return MAX (STACKED_LEG, get_height (leg->measured, width) + get_height (leg->security, width) +
                           2 * TPK_PATH_GAP);
}

static int
measure_stacked (TpkPathView *self,
                 int          width)
{
  int height = 0;

  for (guint i = 0; i < self->stops->len; i++)
    height += get_height (self->stops->pdata[i], width);
  for (guint i = 0; i < self->legs->len; i++)
    height += get_stacked_leg_height (self->legs->pdata[i], width - TPK_PATH_CIRCLE - TPK_PATH_GAP);

  return height;
}

void
tpk_path_view_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  TpkPathView *self = TPK_PATH_VIEW (widget);
  int min_width, nat_width;

  measure_width (self, &min_width, &nat_width);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = min_width;
    *natural = nat_width;
  } else {
    int width = for_size < 0 ? min_width : MAX (for_size, min_width);

    *minimum = self->stacked ? measure_stacked (self, width) : measure_lying (self, width);
    *natural = *minimum;
  }
}

/* Everything is laid out from left to right, and turned round here. */
static void
place (TpkPathView *self,
       GtkWidget   *child,
       int          x,
       int          y,
       int          width,
       int          height)
{
  GtkAllocation allocation = { x, y, width, height };

  if (!gtk_widget_get_visible (child))
    return;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    allocation.x = gtk_widget_get_width (GTK_WIDGET (self)) - x - width;
  gtk_widget_size_allocate (child, &allocation, -1);
}

static void
place_sign (TpkPathView    *self,
            TpkPathLegView *leg,
            int             x,
            int             y)
{
  int width = get_minimum_width (leg->sign);
  int height = get_height (leg->sign, width);

  place (self, leg->sign, x - width / 2, y - height / 2, width, height);
}

static void
allocate_lying (TpkPathView *self,
                int          width)
{
  int stop_width, leg_width, y, x = 0;

  share_width (self, width, &stop_width, &leg_width);
  y = get_line_y (self, leg_width);
  for (guint i = 0; i < self->stops->len; i++) {
    GtkWidget *stop = self->stops->pdata[i];

    place (self, stop, x, y - TPK_PATH_CIRCLE / 2, stop_width, get_height (stop, stop_width));
    x += stop_width;
    if (i < self->legs->len) {
      TpkPathLegView *leg = self->legs->pdata[i];
      int above = get_height (leg->measured, leg_width);
      int start = x - stop_width / 2 + TPK_PATH_CIRCLE / 2 + TPK_PATH_GAP;
      int end = x + leg_width + stop_width / 2 - TPK_PATH_CIRCLE / 2 - TPK_PATH_GAP;

      leg->line = (GdkRectangle) { start, y - TPK_PATH_LINE / 2, MAX (end - start, 0),
                                   TPK_PATH_LINE };
      place (self, leg->measured, x, y - TPK_PATH_CIRCLE / 4 - above, leg_width, above);
      place (self, leg->security, x, y + TPK_PATH_CIRCLE / 4, leg_width,
             get_height (leg->security, leg_width));
      place_sign (self, leg, x + leg_width / 2, y);
      x += leg_width;
    }
  }
}

static void
allocate_stacked (TpkPathView *self,
                  int          width)
{
  int text_x = TPK_PATH_CIRCLE + TPK_PATH_GAP, text_width = width - text_x, y = 0;

  for (guint i = 0; i < self->stops->len; i++) {
    GtkWidget *stop = self->stops->pdata[i];
    int height = get_height (stop, width);
    /* The circle is in the middle of its row. */
    int line_start = y + (height + TPK_PATH_CIRCLE) / 2 + TPK_PATH_GAP / 2;

    place (self, stop, 0, y, width, height);
    y += height;
    if (i < self->legs->len) {
      TpkPathLegView *leg = self->legs->pdata[i];
      int leg_height = get_stacked_leg_height (leg, text_width);
      int measured = get_height (leg->measured, text_width);
      int security = get_height (leg->security, text_width);
      int text_y = y + (leg_height - measured - security) / 2;
      int next = get_height (self->stops->pdata[i + 1], width);
      int line_end = y + leg_height + (next - TPK_PATH_CIRCLE) / 2 - TPK_PATH_GAP / 2;

      leg->line = (GdkRectangle) { (TPK_PATH_CIRCLE - TPK_PATH_LINE) / 2, line_start,
                                   TPK_PATH_LINE, MAX (line_end - line_start, 0) };
      place (self, leg->measured, text_x, text_y, text_width, measured);
      place (self, leg->security, text_x, text_y + measured, text_width, security);
      place_sign (self, leg, TPK_PATH_CIRCLE / 2, y + leg_height / 2);
      y += leg_height;
    }
  }
}

void
tpk_path_view_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  TpkPathView *self = TPK_PATH_VIEW (widget);

  if (self->stacked)
    allocate_stacked (self, width);
  else
    allocate_lying (self, width);
}
