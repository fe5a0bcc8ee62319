/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gpointer tpk_list_peek    (GListStore *store,
                           guint       position);
gboolean tpk_list_replace (GListStore *store,
                           GPtrArray  *items,
                           GEqualFunc  equal);
void     tpk_list_move    (GListStore *store,
                           guint       from,
                           guint       to);

G_END_DECLS
