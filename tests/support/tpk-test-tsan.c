/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <gio/gio.h>
#include <sanitizer/tsan_interface.h>

/*
 * ThreadSanitizer sees no lock of a GLib that was built without it: GMutex, GOnce and main contexts
 * wait in system calls of their own. The linker puts these functions in the place of GLib's in our own
 * code (see the meson.build), and they tell what follows what. Nothing is told that GLib does not
 * promise: an unlock comes before the next lock, an attach before the dispatch of that very source,
 * and all that was done with a reference before the end of the last one.
 */

void     __real_g_mutex_lock           (GMutex *mutex);
void     __real_g_mutex_unlock         (GMutex *mutex);
void     __real_g_cond_wait            (GCond  *cond,
                                        GMutex *mutex);
gboolean __real_g_atomic_ref_count_dec (gatomicrefcount *count);
void     __real_g_object_unref         (gpointer object);
gboolean __real_g_once_init_enter      (volatile void *location);
void     __real_g_once_init_leave      (volatile void *location,
                                        gsize          result);
guint    __real_g_source_attach        (GSource      *source,
                                        GMainContext *context);
void     __real_g_source_set_callback  (GSource        *source,
                                        GSourceFunc     func,
                                        gpointer        data,
                                        GDestroyNotify  notify);

void     __wrap_g_mutex_lock           (GMutex *mutex);
void     __wrap_g_mutex_unlock         (GMutex *mutex);
void     __wrap_g_cond_wait            (GCond  *cond,
                                        GMutex *mutex);
gboolean __wrap_g_atomic_ref_count_dec (gatomicrefcount *count);
void     __wrap_g_object_unref         (gpointer object);
gboolean __wrap_g_once_init_enter      (volatile void *location);
void     __wrap_g_once_init_leave      (volatile void *location,
                                        gsize          result);
guint    __wrap_g_source_attach        (GSource      *source,
                                        GMainContext *context);
void     __wrap_g_source_set_callback  (GSource        *source,
                                        GSourceFunc     func,
                                        gpointer        data,
                                        GDestroyNotify  notify);

void
__wrap_g_mutex_lock (GMutex *mutex)
{
  __real_g_mutex_lock (mutex);
  __tsan_acquire (mutex);
}

void
__wrap_g_mutex_unlock (GMutex *mutex)
{
  __tsan_release (mutex);
  __real_g_mutex_unlock (mutex);
}

/* Unlocks while it waits. */
void
__wrap_g_cond_wait (GCond  *cond,
                    GMutex *mutex)
{
  __tsan_release (mutex);
  __real_g_cond_wait (cond, mutex);
  __tsan_acquire (mutex);
}

gboolean
__wrap_g_atomic_ref_count_dec (gatomicrefcount *count)
{
  gboolean last;

  __tsan_release (count);
  last = __real_g_atomic_ref_count_dec (count);
  if (last)
    __tsan_acquire (count);

  return last;
}

void
__wrap_g_object_unref (gpointer object)
{
  /* Whether it is the last one is known afterwards only, when the object is gone. */
  __tsan_acquire (object);
  __tsan_release (object);
  __real_g_object_unref (object);
}

gboolean
__wrap_g_once_init_enter (volatile void *location)
{
  gboolean first = __real_g_once_init_enter (location);

  __tsan_acquire ((void *) location);

  return first;
}

void
__wrap_g_once_init_leave (volatile void *location,
                          gsize          result)
{
  __tsan_release ((void *) location);
  __real_g_once_init_leave (location, result);
}

typedef struct {
  GSource *source;       /* (unowned): it owns this */
  GSourceFunc func;
  gpointer data;
  GDestroyNotify notify;
} Callback;

/* Reads what is only ordered by what it tells. */
__attribute__ ((no_sanitize_thread))
static gboolean
callback_dispatch (gpointer data)
{
  Callback *self = data;

  __tsan_acquire (self->source);

  return self->func (self->data);
}

__attribute__ ((no_sanitize_thread))
static void
callback_free (gpointer data)
{
  Callback *self = data;

  __tsan_acquire (self->source);
  if (self->notify != NULL)
    self->notify (self->data);
  g_free (self);
}

void
__wrap_g_source_set_callback (GSource        *source,
                              GSourceFunc     func,
                              gpointer        data,
                              GDestroyNotify  notify)
{
  Callback *self;

  __tsan_release (source);
  /* Others hand more to their functions. */
  if (source->source_funcs != &g_idle_funcs) {
    __real_g_source_set_callback (source, func, data, notify);
    return;
  }
  self = g_new (Callback, 1);
  *self = (Callback) { source, func, data, notify };
  __real_g_source_set_callback (source, callback_dispatch, self, callback_free);
}

guint
__wrap_g_source_attach (GSource      *source,
                        GMainContext *context)
{
  __tsan_release (source);

  return __real_g_source_attach (source, context);
}
