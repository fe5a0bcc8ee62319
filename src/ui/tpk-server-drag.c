/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-drag"

#include "config.h"

#include "tpk-server-drag.h"

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source,
                 double         x,
                 double         y,
                 TpkServerRow  *self)
{
  gboolean locked, selecting;

  g_object_get (self, "locked", &locked, "selecting", &selecting, NULL);
  if (locked || selecting)
    return NULL;

  return gdk_content_provider_new_typed (TPK_TYPE_SERVER, tpk_server_row_get_server (self));
}

static void
drag_begin_cb (GtkDragSource *source,
               GdkDrag       *drag,
               TpkServerRow  *self)
{
  GtkWidget *header = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (header);

  gtk_drag_source_set_icon (source, paintable, 0, 0);
}

static gboolean
is_lower_half (TpkServerRow *self,
               double        y)
{
  return y > gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
}

static GdkDragAction
drop_motion_cb (GtkDropTarget *target,
                double         x,
                double         y,
                TpkServerRow  *self)
{
  gboolean after = is_lower_half (self, y);

  gtk_widget_remove_css_class (GTK_WIDGET (self), after ? "drop-before" : "drop-after");
  gtk_widget_add_css_class (GTK_WIDGET (self), after ? "drop-after" : "drop-before");

  return GDK_ACTION_MOVE;
}

static void
drop_leave_cb (GtkDropTarget *target,
               TpkServerRow  *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), "drop-before");
  gtk_widget_remove_css_class (GTK_WIDGET (self), "drop-after");
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         TpkServerRow  *self)
{
  drop_leave_cb (target, self);
  g_signal_emit_by_name (self, "server-dropped",
                         g_value_get_object (value), is_lower_half (self, y));

  return TRUE;
}

/**
 * tpk_server_drag_attach:
 * @row: a row
 * @header: the part of it that can be dragged
 *
 * Lets the user drag @row, and drop other rows before or after it, which makes it emit
 * [signal@ServerRow::server-dropped].
 */
void
tpk_server_drag_attach (TpkServerRow *row,
                        GtkWidget    *header)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (TPK_TYPE_SERVER, GDK_ACTION_MOVE);

  g_return_if_fail (TPK_IS_SERVER_ROW (row));
  g_return_if_fail (GTK_IS_WIDGET (header));

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (drag_prepare_cb), row);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), row);
  gtk_widget_add_controller (header, GTK_EVENT_CONTROLLER (source));

  g_signal_connect (target, "motion", G_CALLBACK (drop_motion_cb), row);
  g_signal_connect (target, "leave", G_CALLBACK (drop_leave_cb), row);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), row);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (target));
}
