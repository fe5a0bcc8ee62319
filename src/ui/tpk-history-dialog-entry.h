/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "store/tpk-store.h"

G_BEGIN_DECLS

/**
 * TpkHistoryEntry:
 * @id: of the store's history
 * @time_s: when it was applied, Unix time; 0 when not known
 * @profile: (nullable): the name of the profile that was active; %NULL when the file is damaged
 * @route: the route of that profile
 * @n_servers: how many servers it had
 * @current: whether it is what is applied now
 * @diff: what going back to it would change, with every secret masked; empty when nothing
 *
 * One of the documents that were applied.
 */
typedef struct {
  char     *id;
  gint64    time_s;
  char     *profile;
  TpkRoute  route;
  guint     n_servers;
  gboolean  current;
  char     *diff;
} TpkHistoryEntry;

void       tpk_history_entry_free  (TpkHistoryEntry *self);
GPtrArray *tpk_history_entries_new (TpkStore        *store,
                                    TpkDocument     *applied,
                                    gint64           now_s);

G_END_DECLS
