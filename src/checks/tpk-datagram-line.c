/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-datagram-line"

#include "config.h"

#include "tpk-datagram-line.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <sys/eventfd.h>

/**
 * TpkDatagramLine:
 *
 * GIO shakes hands in a thread of its own, with a main context for each wait. A cancellable cannot
 * end such a wait: GLib 2.74 to 2.84 may then touch the context after that thread has freed it. A
 * stream socket is shut down instead, but datagrams know no end. So they go through this line, and
 * whoever wants the wait to end hangs up: from then on the line is always ready, and reading from it
 * fails with %G_IO_ERROR_CANCELLED.
 */
struct _TpkDatagramLine {
  GObject parent_instance;

  GSocket *socket;   /* (owned) */
  int hung_up;       /* (owned): an eventfd, readable once it is so */
};

static void datagram_based_iface_init (GDatagramBasedInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TpkDatagramLine, tpk_datagram_line, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_DATAGRAM_BASED,
                                                      datagram_based_iface_init))

static void
tpk_datagram_line_finalize (GObject *object)
{
  TpkDatagramLine *self = TPK_DATAGRAM_LINE (object);

  g_clear_object (&self->socket);
  if (self->hung_up >= 0)
    g_close (self->hung_up, NULL);

  G_OBJECT_CLASS (tpk_datagram_line_parent_class)->finalize (object);
}

static void
tpk_datagram_line_class_init (TpkDatagramLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tpk_datagram_line_finalize;
}

static void
tpk_datagram_line_init (TpkDatagramLine *self)
{
  self->hung_up = -1;
}

static gboolean
is_hung_up (TpkDatagramLine *self)
{
  GPollFD poll_fd = { self->hung_up, G_IO_IN, 0 };

  return g_poll (&poll_fd, 1, 0) > 0;
}

static gboolean
line_condition_wait (GDatagramBased  *datagrams,
                     GIOCondition     condition,
                     gint64           timeout_us,
                     GCancellable    *cancellable,
                     GError         **error)
{
  TpkDatagramLine *self = TPK_DATAGRAM_LINE (datagrams);
  GPollFD poll_fds[3] = {
    { self->hung_up, G_IO_IN, 0 },
    { g_socket_get_fd (self->socket), condition, 0 },
  };
  int timeout_ms = timeout_us < 0 ? -1 : (int) MIN (timeout_us / 1000 + 1, G_MAXINT);
  guint n = 2;
  int ready;

  if (g_cancellable_make_pollfd (cancellable, &poll_fds[2]))
    n++;
  do
    ready = g_poll (poll_fds, n, timeout_ms);
  while (ready < 0 && errno == EINTR);
  if (n == 3)
    g_cancellable_release_fd (cancellable);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (ready > 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "Socket I/O timed out");

  return FALSE;
}

static GIOCondition
line_condition_check (GDatagramBased *datagrams,
                      GIOCondition    condition)
{
  TpkDatagramLine *self = TPK_DATAGRAM_LINE (datagrams);
  GIOCondition ready = g_datagram_based_condition_check (G_DATAGRAM_BASED (self->socket), condition);

  return is_hung_up (self) ? ready | (condition & (G_IO_IN | G_IO_OUT)) : ready;
}

/* Waits for one datagram at a time: who asks for more gets what is there. */
static int
line_receive_messages (GDatagramBased  *datagrams,
                       GInputMessage   *messages,
                       guint            n_messages,
                       int              flags,
                       gint64           timeout_us,
                       GCancellable    *cancellable,
                       GError         **error)
{
  TpkDatagramLine *self = TPK_DATAGRAM_LINE (datagrams);
  const gint64 end_us = timeout_us < 0 ? -1 : g_get_monotonic_time () + timeout_us;

  for (;;) {
    g_autoptr (GError) local_error = NULL;
    gint64 left_us = -1;
    int n;

    if (is_hung_up (self)) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Operation was cancelled");
      return -1;
    }
    n = g_datagram_based_receive_messages (G_DATAGRAM_BASED (self->socket), messages, n_messages,
                                           flags, 0, cancellable, &local_error);
    if (n >= 0)
      return n;
    if (timeout_us == 0 || !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return -1;
    }

    if (end_us >= 0)
      left_us = MAX (end_us - g_get_monotonic_time (), 0);
    if (!line_condition_wait (datagrams, G_IO_IN, left_us, cancellable, error))
      return -1;
  }
}

static int
line_send_messages (GDatagramBased  *datagrams,
                    GOutputMessage  *messages,
                    guint            n_messages,
                    int              flags,
                    gint64           timeout_us,
                    GCancellable    *cancellable,
                    GError         **error)
{
  TpkDatagramLine *self = TPK_DATAGRAM_LINE (datagrams);

  return g_datagram_based_send_messages (G_DATAGRAM_BASED (self->socket), messages, n_messages, flags,
                                         timeout_us, cancellable, error);
}

typedef struct {
  GSource parent;
  TpkDatagramLine *line;   /* (owned) */
  GIOCondition condition;
} LineSource;

static gboolean
line_source_dispatch (GSource     *source,
                      GSourceFunc  callback,
                      gpointer     user_data)
{
  LineSource *self = (LineSource *) source;
  GDatagramBased *datagrams = G_DATAGRAM_BASED (self->line);
  GDatagramBasedSourceFunc func = (GDatagramBasedSourceFunc) (void (*) (void)) callback;

  return func (datagrams, line_condition_check (datagrams, self->condition), user_data);
}

static void
line_source_finalize (GSource *source)
{
  g_object_unref (((LineSource *) source)->line);
}

static GSourceFuncs line_source_funcs = {
  .dispatch = line_source_dispatch,
  .finalize = line_source_finalize,
};

static void
add_child (GSource *source,
           GSource *child)
{
  g_source_set_dummy_callback (child);
  g_source_add_child_source (source, child);
  g_source_unref (child);
}

static GSource *
line_create_source (GDatagramBased *datagrams,
                    GIOCondition    condition,
                    GCancellable   *cancellable)
{
  TpkDatagramLine *self = TPK_DATAGRAM_LINE (datagrams);
  GSource *source = g_source_new (&line_source_funcs, sizeof (LineSource));

  ((LineSource *) source)->line = g_object_ref (self);
  ((LineSource *) source)->condition = condition;
  g_source_set_static_name (source, "TpkDatagramLine");
  add_child (source, g_datagram_based_create_source (G_DATAGRAM_BASED (self->socket), condition, NULL));
  add_child (source, g_unix_fd_source_new (self->hung_up, G_IO_IN));
  if (cancellable != NULL)
    add_child (source, g_cancellable_source_new (cancellable));

  return source;
}

static void
datagram_based_iface_init (GDatagramBasedInterface *iface)
{
  iface->receive_messages = line_receive_messages;
  iface->send_messages = line_send_messages;
  iface->create_source = line_create_source;
  iface->condition_check = line_condition_check;
  iface->condition_wait = line_condition_wait;
}

/**
 * tpk_datagram_line_new:
 * @socket: a connected datagram socket that does not block
 * @error: return location for an error
 *
 * Returns: (transfer full): a line over @socket, or %NULL when this process may open no more files
 */
TpkDatagramLine *
tpk_datagram_line_new (GSocket  *socket,
                       GError  **error)
{
  g_autoptr (TpkDatagramLine) self = NULL;

  g_return_val_if_fail (G_IS_SOCKET (socket), NULL);

  self = g_object_new (TPK_TYPE_DATAGRAM_LINE, NULL);
  self->socket = g_object_ref (socket);
  self->hung_up = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->hung_up < 0) {
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
    return NULL;
  }

  return g_steal_pointer (&self);
}

/**
 * tpk_datagram_line_hang_up:
 * @self: a line
 *
 * Ends every wait for a datagram, now and later. May be called from any thread.
 */
void
tpk_datagram_line_hang_up (TpkDatagramLine *self)
{
  g_return_if_fail (TPK_IS_DATAGRAM_LINE (self));

  eventfd_write (self->hung_up, 1);
}
