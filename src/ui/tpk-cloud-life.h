/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "cloud/tpk-cloud-keeper.h"

#include "tpk-state-icon.h"

G_BEGIN_DECLS

char *tpk_cloud_life_format (TpkCloudSet    *set,
                             TpkCloudKeeper *keeper,
                             gint64          now_s,
                             TpkState       *state);

G_END_DECLS
