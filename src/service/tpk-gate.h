/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Calls of one peer that wait for the main loop. */
#define TPK_GATE_MAX_WAITING 2000
/* Of the arguments of one call, in bytes. */
#define TPK_GATE_MAX_BODY    4096

/* Turns floods away before they reach the main loop. */
typedef struct _TpkGate TpkGate;

TpkGate *tpk_gate_new  (GDBusConnection *connection,
                        const char      *path);
void     tpk_gate_free (TpkGate         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkGate, tpk_gate_free)

G_END_DECLS
