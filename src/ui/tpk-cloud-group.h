/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-cloud-settings.h"

#include "tpk-group.h"

G_BEGIN_DECLS

#define TPK_TYPE_CLOUD_GROUP (tpk_cloud_group_get_type ())
G_DECLARE_FINAL_TYPE (TpkCloudGroup, tpk_cloud_group, TPK, CLOUD_GROUP, TpkGroup)

void tpk_cloud_group_set_settings (TpkCloudGroup    *self,
                                   TpkCloudSettings *settings);

G_END_DECLS
