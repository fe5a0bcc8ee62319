/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-store.h"

G_BEGIN_DECLS

/* Notices what others do to the documents of a configuration folder. */
#define TPK_TYPE_WATCH (tpk_watch_get_type ())
G_DECLARE_FINAL_TYPE (TpkWatch, tpk_watch, TPK, WATCH, GObject)

TpkWatch *tpk_watch_new   (TpkStore  *store);
gboolean  tpk_watch_start (TpkWatch  *self,
                           GError   **error);

G_END_DECLS
