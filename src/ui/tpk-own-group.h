/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-profile.h"

#include "tpk-group.h"

G_BEGIN_DECLS

#define TPK_TYPE_OWN_GROUP (tpk_own_group_get_type ())
G_DECLARE_FINAL_TYPE (TpkOwnGroup, tpk_own_group, TPK, OWN_GROUP, TpkGroup)

void tpk_own_group_set_locked   (TpkOwnGroup *self,
                                 gboolean     relay_only,
                                 gboolean     signalling_proxy);
void tpk_own_group_set_findings (TpkOwnGroup *self,
                                 GPtrArray   *findings);
void tpk_own_group_set_profile  (TpkOwnGroup *self,
                                 TpkProfile  *profile);

G_END_DECLS
