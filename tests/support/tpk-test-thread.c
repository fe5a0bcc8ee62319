/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-thread"

#include "config.h"

#include "tpk-test-thread.h"

/* TpkTestThread:
 *
 * Every server of the tests runs in one thread of its own, so that a test may block, spin its own
 * main loop or be stopped in a debugger without the other side falling silent.
 */
struct _TpkTestThread
{
  GThread *thread;        /* (owned) */
  GMainContext *context;  /* (owned) */
  GMainLoop *loop;        /* (owned) */
};

typedef struct {
  TpkTestFunc func;
  gpointer user_data;
  GMutex mutex;
  GCond cond;
  gboolean done;
} Call;

static gpointer
thread_main (gpointer data)
{
  TpkTestThread *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

static gboolean
call_cb (gpointer data)
{
  Call *call = data;

  call->func (call->user_data);

  g_mutex_lock (&call->mutex);
  call->done = TRUE;
  g_cond_signal (&call->cond);
  g_mutex_unlock (&call->mutex);

  return G_SOURCE_REMOVE;
}

static void
quit_func (gpointer data)
{
  g_main_loop_quit (data);
}

/**
 * tpk_test_thread_new:
 * @name: the thread's name, at most 15 characters
 *
 * Starts a thread that runs a main context of its own as its thread-default one.
 *
 * Returns: (transfer full): the thread
 */
TpkTestThread *
tpk_test_thread_new (const char *name)
{
  TpkTestThread *self = g_new0 (TpkTestThread, 1);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new (name, thread_main, self);

  return self;
}

/**
 * tpk_test_thread_free:
 * @self: (transfer full): a thread
 *
 * Ends the thread and waits for it. What was made in the thread must have been
 * taken down before, with tpk_test_thread_call().
 */
void
tpk_test_thread_free (TpkTestThread *self)
{
  tpk_test_thread_call (self, quit_func, self->loop);
  g_thread_join (self->thread);

  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * tpk_test_thread_get_context:
 * @self: a thread
 *
 * Returns: (transfer none): the main context that runs in the thread
 */
GMainContext *
tpk_test_thread_get_context (TpkTestThread *self)
{
  return self->context;
}

/**
 * tpk_test_thread_call:
 * @self: a thread
 * @func: what to run there
 * @user_data: for @func
 *
 * Runs @func in the thread and waits until it has returned.
 */
void
tpk_test_thread_call (TpkTestThread *self,
                      TpkTestFunc    func,
                      gpointer       user_data)
{
  Call call = { func, user_data };
  g_autoptr (GSource) source = g_idle_source_new ();

  g_mutex_init (&call.mutex);
  g_cond_init (&call.cond);

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, call_cb, &call, NULL);
  g_source_attach (source, self->context);

  g_mutex_lock (&call.mutex);
  while (!call.done)
    g_cond_wait (&call.cond, &call.mutex);
  g_mutex_unlock (&call.mutex);

  g_cond_clear (&call.cond);
  g_mutex_clear (&call.mutex);
}

/**
 * tpk_test_watch_socket:
 * @socket: a socket
 * @func: called when it can be read
 * @user_data: for @func
 *
 * Watches @socket in the calling thread's main context.
 *
 * Returns: (transfer full): the watch, ended with tpk_test_unwatch()
 */
GSource *
tpk_test_watch_socket (GSocket           *socket,
                       GSocketSourceFunc  func,
                       gpointer           user_data)
{
  GSource *source = g_socket_create_source (socket, G_IO_IN, NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (func), user_data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());

  return source;
}

/**
 * tpk_test_unwatch:
 * @source: (nullable) (transfer full): a watch or a timer
 *
 * Ends and frees a source.
 */
void
tpk_test_unwatch (GSource *source)
{
  if (!source)
    return;

  g_source_destroy (source);
  g_source_unref (source);
}
