/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* At once; more than any calling client or any desk has use for. */
#define TPK_CALL_KEEPER_MAX_PER_PEER 16
#define TPK_CALL_KEEPER_MAX          128

/* The calls of peers on the bus: a lease for each, that lasts as long as the peer keeps its fd. */
#define TPK_TYPE_CALL_KEEPER (tpk_call_keeper_get_type ())
G_DECLARE_FINAL_TYPE (TpkCallKeeper, tpk_call_keeper, TPK, CALL_KEEPER, GObject)

TpkCallKeeper *tpk_call_keeper_new            (const char           *folder);
void           tpk_call_keeper_begin_async    (TpkCallKeeper        *self,
                                               const char           *peer,
                                               gint64                pid,
                                               const char           *client,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
int            tpk_call_keeper_begin_finish   (TpkCallKeeper        *self,
                                               GAsyncResult         *result,
                                               GError              **error);
guint          tpk_call_keeper_get_n_calls    (TpkCallKeeper        *self);


G_END_DECLS
