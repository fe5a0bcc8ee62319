/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-allow-entry.h"

G_BEGIN_DECLS

/* A GListModel of TpkAllowEntry. */
#define TPK_TYPE_ALLOW_LIST (tpk_allow_list_get_type ())
G_DECLARE_FINAL_TYPE (TpkAllowList, tpk_allow_list, TPK, ALLOW_LIST, GObject)

TpkAllowList  *tpk_allow_list_new           (void);
TpkAllowList  *tpk_allow_list_new_from_json (JsonObject     *object,
                                             GError        **error);
JsonObject    *tpk_allow_list_to_json       (TpkAllowList   *self);
gboolean       tpk_allow_list_assign        (TpkAllowList   *self,
                                             TpkAllowList   *other);
gboolean       tpk_allow_list_is_empty      (TpkAllowList   *self);

guint          tpk_allow_list_get_n_entries (TpkAllowList   *self);
TpkAllowEntry *tpk_allow_list_get_entry     (TpkAllowList   *self,
                                             guint           position);
void           tpk_allow_list_append        (TpkAllowList   *self,
                                             TpkAllowEntry  *entry);
void           tpk_allow_list_append_list   (TpkAllowList   *self,
                                             TpkAllowList   *other);
void           tpk_allow_list_replace       (TpkAllowList   *self,
                                             guint           position,
                                             TpkAllowEntry  *entry);
void           tpk_allow_list_remove        (TpkAllowList   *self,
                                             guint           position);

G_END_DECLS
