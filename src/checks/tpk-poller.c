/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-poller"

#include "config.h"

#include "tpk-poller.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/epoll.h>
#include <unistd.h>

/*
 * A main context asks each of its sources at every turn. With sixty-four targets open there would
 * be hundreds, so that most of the processor time of a check went into asking. Here an epoll set
 * carries the sockets and a sorted sequence the timers, and the context sees one source.
 *
 * Everything belongs to the thread that runs the context.
 */
struct _TpkPoller {
  GSource *source;     /* (owned) */
  int epoll_fd;
  GSequence *timers;   /* (element-type TpkTimer) (owned): by the time they are due */
  GPtrArray *dead;     /* (element-type TpkWatch) (owned): removed during a dispatch */
  gboolean dispatching;
};

struct _TpkWatch {
  TpkPoller *poller;   /* (unowned) */
  int fd;
  TpkWatchFunc func;   /* (nullable): NULL once removed */
  gpointer user_data;
};

struct _TpkTimer {
  TpkPoller *poller;   /* (unowned) */
  GSequenceIter *iter; /* (unowned) */
  gint64 due_us;
  TpkTimerFunc func;
  gpointer user_data;
};

typedef struct {
  GSource parent;
  TpkPoller *poller;   /* (unowned) */
} PollerSource;

#define EVENTS_AT_ONCE 64

static guint32
to_epoll (GIOCondition condition)
{
  return ((condition & G_IO_IN) ? EPOLLIN : 0) | ((condition & G_IO_OUT) ? EPOLLOUT : 0);
}

static GIOCondition
from_epoll (guint32 events)
{
  GIOCondition condition = 0;

  if (events & EPOLLIN)
    condition |= G_IO_IN;
  if (events & EPOLLOUT)
    condition |= G_IO_OUT;
  if (events & EPOLLERR)
    condition |= G_IO_ERR;
  if (events & EPOLLHUP)
    condition |= G_IO_HUP;

  return condition;
}

static void
update_ready_time (TpkPoller *self)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->timers);
  TpkTimer *timer;

  if (g_sequence_iter_is_end (first)) {
    g_source_set_ready_time (self->source, -1);
    return;
  }
  timer = g_sequence_get (first);
  g_source_set_ready_time (self->source, timer->due_us);
}

static void
dispatch_watches (TpkPoller *self)
{
  struct epoll_event events[EVENTS_AT_ONCE];
  int n;

  do
    n = epoll_wait (self->epoll_fd, events, EVENTS_AT_ONCE, 0);
  while (n < 0 && errno == EINTR);

  self->dispatching = TRUE;
  for (int i = 0; i < n; i++) {
    TpkWatch *watch = events[i].data.ptr;

    /* An earlier callback of this turn may have removed it. */
    if (watch->func != NULL)
      watch->func (from_epoll (events[i].events), watch->user_data);
  }
  self->dispatching = FALSE;
  g_ptr_array_set_size (self->dead, 0);
}

static void
dispatch_timers (TpkPoller *self)
{
  gint64 now = g_get_monotonic_time ();

  for (;;) {
    GSequenceIter *first = g_sequence_get_begin_iter (self->timers);
    TpkTimer *timer;

    if (g_sequence_iter_is_end (first))
      return;
    timer = g_sequence_get (first);
    if (timer->due_us > now)
      return;

    g_sequence_remove (first);
    timer->func (timer->user_data);
    g_free (timer);
  }
}

static gboolean
poller_source_dispatch (GSource     *source,
                        GSourceFunc  callback,
                        gpointer     user_data)
{
  TpkPoller *self = ((PollerSource *) source)->poller;

  dispatch_watches (self);
  dispatch_timers (self);
  update_ready_time (self);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs poller_source_funcs = {
  .dispatch = poller_source_dispatch,
};

/**
 * tpk_poller_new:
 * @context: the main context of the thread that will use it
 *
 * Returns: (transfer full): a new poller, attached to @context
 */
TpkPoller *
tpk_poller_new (GMainContext *context)
{
  TpkPoller *self = g_new0 (TpkPoller, 1);

  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  if (self->epoll_fd < 0)
    g_error ("No epoll set can be made: %s", g_strerror (errno));
  self->timers = g_sequence_new (NULL);
  self->dead = g_ptr_array_new_with_free_func (g_free);
  self->source = g_source_new (&poller_source_funcs, sizeof (PollerSource));
  ((PollerSource *) self->source)->poller = self;
  g_source_set_static_name (self->source, "[turnpike] check sockets");
  g_source_add_unix_fd (self->source, self->epoll_fd, G_IO_IN);
  g_source_attach (self->source, context);

  return self;
}

/**
 * tpk_poller_free:
 * @self: (transfer full): a poller without watches
 */
void
tpk_poller_free (TpkPoller *self)
{
  g_return_if_fail (self != NULL);

  g_source_destroy (self->source);
  g_source_unref (self->source);
  while (g_sequence_get_length (self->timers) > 0)
    tpk_timer_cancel (g_sequence_get (g_sequence_get_begin_iter (self->timers)));
  g_sequence_free (self->timers);
  g_ptr_array_unref (self->dead);
  close (self->epoll_fd);
  g_free (self);
}

/**
 * tpk_poller_add_watch:
 * @self: a poller
 * @fd: a socket; it must stay open until the watch is removed
 * @condition: %G_IO_IN, %G_IO_OUT or both
 * @func: called in the thread of the poller each time @condition holds, or the socket fails
 * @user_data: for @func
 *
 * Returns: (transfer none) (nullable): the watch, until tpk_watch_remove(); %NULL when the system
 *   refuses it
 */
TpkWatch *
tpk_poller_add_watch (TpkPoller    *self,
                      int           fd,
                      GIOCondition  condition,
                      TpkWatchFunc  func,
                      gpointer      user_data)
{
  struct epoll_event event;
  TpkWatch *watch;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);

  watch = g_new0 (TpkWatch, 1);
  watch->poller = self;
  watch->fd = fd;
  watch->func = func;
  watch->user_data = user_data;

  event.events = to_epoll (condition);
  event.data.ptr = watch;
  if (epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0) {
    g_free (watch);
    return NULL;
  }

  return watch;
}

/**
 * tpk_watch_set_condition:
 * @watch: a watch
 * @condition: what to wait for from now on
 */
void
tpk_watch_set_condition (TpkWatch     *watch,
                         GIOCondition  condition)
{
  struct epoll_event event;

  g_return_if_fail (watch != NULL);

  event.events = to_epoll (condition);
  event.data.ptr = watch;
  epoll_ctl (watch->poller->epoll_fd, EPOLL_CTL_MOD, watch->fd, &event);
}

/**
 * tpk_watch_remove:
 * @watch: (transfer full): a watch; its function is not called any more
 */
void
tpk_watch_remove (TpkWatch *watch)
{
  g_return_if_fail (watch != NULL);

  epoll_ctl (watch->poller->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
  watch->func = NULL;
  if (watch->poller->dispatching)
    g_ptr_array_add (watch->poller->dead, watch);
  else
    g_free (watch);
}

static int
compare_timers (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const TpkTimer *left = a;
  const TpkTimer *right = b;

  return (left->due_us > right->due_us) - (left->due_us < right->due_us);
}

/**
 * tpk_poller_add_timer:
 * @self: a poller
 * @delay_ms: from now, in milliseconds; 0 for the next turn of the loop
 * @func: called once
 * @user_data: for @func
 *
 * Returns: (transfer none): the timer; gone once @func was called or after tpk_timer_cancel()
 */
TpkTimer *
tpk_poller_add_timer (TpkPoller    *self,
                      guint         delay_ms,
                      TpkTimerFunc  func,
                      gpointer      user_data)
{
  TpkTimer *timer;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);

  timer = g_new0 (TpkTimer, 1);
  timer->poller = self;
  timer->due_us = g_get_monotonic_time () + (gint64) delay_ms * 1000;
  timer->func = func;
  timer->user_data = user_data;
  timer->iter = g_sequence_insert_sorted (self->timers, timer, compare_timers, NULL);
  if (g_sequence_iter_is_begin (timer->iter))
    g_source_set_ready_time (self->source, timer->due_us);

  return timer;
}

/**
 * tpk_timer_cancel:
 * @timer: (transfer full): a timer that has not fired
 */
void
tpk_timer_cancel (TpkTimer *timer)
{
  g_return_if_fail (timer != NULL);

  /* The source may wake up once for nothing; that is cheaper than finding the next one now. */
  g_sequence_remove (timer->iter);
  g_free (timer);
}
