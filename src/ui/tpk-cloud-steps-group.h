/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "workspace/tpk-workspace.h"

#include "tpk-group.h"

G_BEGIN_DECLS

#define TPK_TYPE_CLOUD_STEPS_GROUP (tpk_cloud_steps_group_get_type ())
G_DECLARE_FINAL_TYPE (TpkCloudStepsGroup, tpk_cloud_steps_group, TPK, CLOUD_STEPS_GROUP,
                      TpkGroup)

void     tpk_cloud_steps_group_set_workspace    (TpkCloudStepsGroup *self,
                                                 TpkWorkspace       *workspace);
void     tpk_cloud_steps_group_set_reachability (TpkCloudStepsGroup *self,
                                                 guint               n_endpoints,
                                                 guint               n_reached);
gboolean tpk_cloud_steps_group_is_busy          (TpkCloudStepsGroup *self);

G_END_DECLS
