/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-import.h"

G_BEGIN_DECLS

/* Servers in the making, one for each credential. */
typedef struct _TpkServerGroups TpkServerGroups;

TpkServerGroups *tpk_server_groups_new       (void);
void             tpk_server_groups_free      (TpkServerGroups *self);

TpkServer       *tpk_server_groups_get       (TpkServerGroups *self,
                                              const char      *username,
                                              const char      *password);
guint            tpk_server_groups_append_to (TpkServerGroups *self,
                                              TpkProfile      *profile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkServerGroups, tpk_server_groups_free)

G_END_DECLS
