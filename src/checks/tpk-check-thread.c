/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-check-thread"

#include "config.h"

#include "tpk-check-thread.h"

#include <gio/gio.h>
#include <nice/nice.h>

/*
 * The one thread in which all checking happens, asynchronously. It starts with the first check and
 * sleeps without a wake-up when there is nothing to do.
 */
typedef struct {
  GMainContext *context; /* (owned) */
  GMainLoop *loop;       /* (owned) */
  TpkPoller *poller;     /* (owned) */
  GThread *thread;       /* (owned) */
} CheckThread;

static gpointer
run_thread (gpointer user_data)
{
  CheckThread *self = user_data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

/* Newer libproxy asks for GIO's monitor of networks while GIO makes it the default resolver of proxies,
 * with a lock held that whoever makes the monitor needs as well. So that no two threads can wait for
 * each other for ever, both are there before there is a second thread to ask for them. */
static void
make_defaults (void)
{
  g_network_monitor_get_default ();
  g_proxy_resolver_get_default ();
}

/* The thread lives as long as the process: what it would free at the end is all idle memory. */
static CheckThread *
ensure_thread (void)
{
  static CheckThread *thread = NULL;

  if (g_once_init_enter (&thread)) {
    CheckThread *self = g_new0 (CheckThread, 1);

    /* libnice's debug output holds passwords, whatever the environment asks for. */
    nice_debug_disable (TRUE);
    make_defaults ();
    self->context = g_main_context_new ();
    self->loop = g_main_loop_new (self->context, FALSE);
    self->poller = tpk_poller_new (self->context);
    self->thread = g_thread_new ("tpk-checks", run_thread, self);
    g_once_init_leave (&thread, self);
  }

  return thread;
}

/**
 * tpk_check_thread_invoke:
 * @func: (scope notified): called once in the checking thread
 * @user_data: for @func
 * @notify: (nullable): frees @user_data afterwards
 *
 * Starts the checking thread if it does not run yet. May be called in any thread.
 */
void
tpk_check_thread_invoke (GSourceFunc    func,
                         gpointer       user_data,
                         GDestroyNotify notify)
{
  CheckThread *self = ensure_thread ();
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, user_data, notify);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

/**
 * tpk_check_thread_get_poller:
 *
 * Returns: (transfer none): the poller of the checking thread, to be used only there
 */
TpkPoller *
tpk_check_thread_get_poller (void)
{
  return ensure_thread ()->poller;
}
