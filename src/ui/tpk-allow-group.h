/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "workspace/tpk-workspace.h"

#include "tpk-group.h"

G_BEGIN_DECLS

#define TPK_TYPE_ALLOW_GROUP (tpk_allow_group_get_type ())
G_DECLARE_FINAL_TYPE (TpkAllowGroup, tpk_allow_group, TPK, ALLOW_GROUP, TpkGroup)

void          tpk_allow_group_set_workspace (TpkAllowGroup *self,
                                             TpkWorkspace  *workspace);
void          tpk_allow_group_set_locked    (TpkAllowGroup *self,
                                             gboolean       locked);
gboolean      tpk_allow_group_is_testing    (TpkAllowGroup *self);
TpkAllowList *tpk_allow_group_dup_list      (TpkAllowGroup *self);

G_END_DECLS
