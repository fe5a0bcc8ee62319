/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A thread of its own with a main context, in which a test's server lives. */
typedef struct _TpkTestThread TpkTestThread;

typedef void (*TpkTestFunc) (gpointer user_data);

TpkTestThread *tpk_test_thread_new         (const char    *name);
void           tpk_test_thread_free        (TpkTestThread *self);
GMainContext  *tpk_test_thread_get_context (TpkTestThread *self);
void           tpk_test_thread_call        (TpkTestThread *self,
                                            TpkTestFunc    func,
                                            gpointer       user_data);

GSource       *tpk_test_watch_socket       (GSocket       *socket,
                                            GSocketSourceFunc func,
                                            gpointer       user_data);
void           tpk_test_unwatch            (GSource       *source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkTestThread, tpk_test_thread_free)

G_END_DECLS
