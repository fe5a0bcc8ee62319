/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "store/tpk-store.h"

G_BEGIN_DECLS

#define TPK_CALL_LIST_MAX 100

/* Who is in a call, kept current: peers on the bus and clients that lock the file themselves. */
#define TPK_TYPE_CALL_LIST (tpk_call_list_get_type ())
G_DECLARE_FINAL_TYPE (TpkCallList, tpk_call_list, TPK, CALL_LIST, GObject)

TpkCallList       *tpk_call_list_new       (TpkStore    *store);
void               tpk_call_list_refresh   (TpkCallList *self);
const char *const *tpk_call_list_get_names (TpkCallList *self);
gboolean           tpk_call_list_is_known  (TpkCallList *self);

G_END_DECLS
