/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "store/tpk-call.h"
#include "store/tpk-store.h"

G_BEGIN_DECLS

/* Who is in a call, kept current. */
#define TPK_TYPE_CALL_WATCH (tpk_call_watch_get_type ())
G_DECLARE_FINAL_TYPE (TpkCallWatch, tpk_call_watch, TPK, CALL_WATCH, GObject)

TpkCallWatch *tpk_call_watch_new       (TpkStore     *store);

GListModel   *tpk_call_watch_get_calls (TpkCallWatch *self);

G_END_DECLS
