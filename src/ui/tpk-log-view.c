/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-log-view"

#include "config.h"

#include "tpk-log-view.h"

#include <glib/gi18n-lib.h>

#include "tpk-toast.h"

/* A check of two hundred addresses tells about two thousand lines. */
#define MAX_LINES 10000

/* How long lines wait for others. */
#define FLUSH_MS 100

/**
 * TpkLogView:
 *
 * What happened in the checks of a window, in time order, to be read and copied.
 */
struct _TpkLogView
{
  GtkWidget       parent_instance;

  GtkOrientable  *header_box;
  GtkWidget      *copy_button;
  GtkTextView    *text_view;

  GtkTextBuffer  *buffer;        /* (unowned): of the text view */
  TpkCheckEvents *events;        /* (owned) */
  GString        *pending;       /* (owned): lines that are not in the buffer yet */
  guint           flush_id;
};

G_DEFINE_FINAL_TYPE (TpkLogView, tpk_log_view, GTK_TYPE_WIDGET)

static void
flush (TpkLogView *self)
{
  GtkTextIter end, start;

  g_clear_handle_id (&self->flush_id, g_source_remove);
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_insert (self->buffer, &end, self->pending->str, self->pending->len);
  g_string_truncate (self->pending, 0);

  if (gtk_text_buffer_get_line_count (self->buffer) > MAX_LINES) {
    gtk_text_buffer_get_start_iter (self->buffer, &start);
    gtk_text_buffer_get_iter_at_line (self->buffer, &end, MAX_LINES / 10);
    gtk_text_buffer_delete (self->buffer, &start, &end);
  }
}

static gboolean
flush_cb (gpointer data)
{
  TpkLogView *self = data;

  self->flush_id = 0;
  flush (self);

  return G_SOURCE_REMOVE;
}

/* Much is told at once while much is checked: it is shown together, and only to whom looks. */
static void
append (TpkLogView *self,
        const char *line)
{
  /* Lines begin with a time and often with a URL; that must not decide where each of them begins. */
  const char *mark = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? "\u200f" : "";

  g_string_append_printf (self->pending, "%s%s\n", mark, line);
  gtk_widget_set_sensitive (self->copy_button, TRUE);
  if (self->flush_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->flush_id = g_timeout_add (FLUSH_MS, flush_cb, self);
}

static void
event_cb (TpkLogView *self,
          const char *line)
{
  append (self, line);
}

static void
copy_cb (TpkLogView *self)
{
  g_autofree char *text = tpk_log_view_dup_text (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  tpk_toast_send (GTK_WIDGET (self), _("Log copied. It holds no passwords"));
}

static void
tpk_log_view_map (GtkWidget *widget)
{
  flush (TPK_LOG_VIEW (widget));
  GTK_WIDGET_CLASS (tpk_log_view_parent_class)->map (widget);
}

static void
tpk_log_view_finalize (GObject *object)
{
  g_string_free (TPK_LOG_VIEW (object)->pending, TRUE);

  G_OBJECT_CLASS (tpk_log_view_parent_class)->finalize (object);
}

static void
tpk_log_view_dispose (GObject *object)
{
  TpkLogView *self = TPK_LOG_VIEW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->flush_id, g_source_remove);
  if (self->events != NULL)
    tpk_check_events_watch (self->events, NULL, NULL);
  g_clear_object (&self->events);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (tpk_log_view_parent_class)->dispose (object);
}

static void
tpk_log_view_class_init (TpkLogViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_log_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = tpk_log_view_finalize;
  widget_class->map = tpk_log_view_map;

  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-log-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkLogView, header_box);
  gtk_widget_class_bind_template_child (widget_class, TpkLogView, copy_button);
  gtk_widget_class_bind_template_child (widget_class, TpkLogView, text_view);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
tpk_log_view_init (TpkLogView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->pending = g_string_new (NULL);
  self->buffer = gtk_text_view_get_buffer (self->text_view);
  self->events = tpk_check_events_new ();
  g_signal_connect_object (self->events, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_sensitive (self->copy_button, FALSE);
}

/**
 * tpk_log_view_new:
 *
 * Returns: (transfer floating): an empty log
 */
GtkWidget *
tpk_log_view_new (void)
{
  return g_object_new (TPK_TYPE_LOG_VIEW, NULL);
}

/**
 * tpk_log_view_set_run:
 * @self: a log
 * @run: (nullable): the run that comes next; what is told of others stays above it
 * @mask: (nullable): what has to be hidden
 */
void
tpk_log_view_set_run (TpkLogView  *self,
                      TpkCheckRun *run,
                      TpkMask     *mask)
{
  g_return_if_fail (TPK_IS_LOG_VIEW (self));

  if (run != NULL &&
      (gtk_text_buffer_get_char_count (self->buffer) > 0 || self->pending->len > 0))
    append (self, "");
  tpk_check_events_watch (self->events, run, mask);
}

/**
 * tpk_log_view_set_narrow:
 * @self: a view
 * @narrow: whether the button is below the words beside it
 */
void
tpk_log_view_set_narrow (TpkLogView *self,
                         gboolean    narrow)
{
  g_return_if_fail (TPK_IS_LOG_VIEW (self));

  gtk_orientable_set_orientation (self->header_box,
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

/**
 * tpk_log_view_dup_text:
 * @self: a log
 *
 * Returns: (transfer full): all lines
 */
char *
tpk_log_view_dup_text (TpkLogView *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (TPK_IS_LOG_VIEW (self), NULL);

  flush (self);
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);

  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}
