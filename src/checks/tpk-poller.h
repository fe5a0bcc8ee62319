/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sockets and timers of one thread behind one GSource. */
typedef struct _TpkPoller TpkPoller;
typedef struct _TpkWatch TpkWatch;
typedef struct _TpkTimer TpkTimer;

typedef void (*TpkWatchFunc) (GIOCondition condition,
                              gpointer     user_data);
typedef void (*TpkTimerFunc) (gpointer user_data);

TpkPoller *tpk_poller_new           (GMainContext *context);
void       tpk_poller_free          (TpkPoller    *self);

TpkWatch  *tpk_poller_add_watch     (TpkPoller    *self,
                                     int           fd,
                                     GIOCondition  condition,
                                     TpkWatchFunc  func,
                                     gpointer      user_data);
void       tpk_watch_set_condition  (TpkWatch     *watch,
                                     GIOCondition  condition);
void       tpk_watch_remove         (TpkWatch     *watch);

TpkTimer  *tpk_poller_add_timer     (TpkPoller    *self,
                                     guint         delay_ms,
                                     TpkTimerFunc  func,
                                     gpointer      user_data);
void       tpk_timer_cancel         (TpkTimer     *timer);

G_END_DECLS
