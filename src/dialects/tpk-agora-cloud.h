/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-cloud-settings.h"
#include "model/tpk-finding.h"

G_BEGIN_DECLS

gboolean tpk_agora_cloud_knows_sdk    (const char       *sdk);
gboolean tpk_agora_cloud_is_on_demand (TpkCloudSettings *settings);
void     tpk_agora_cloud_lint         (TpkCloudSettings *settings,
                                       GPtrArray        *findings);

G_END_DECLS
