/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-profile.h"

G_BEGIN_DECLS

GListModel *tpk_lint_profile (TpkProfile *profile,
                              gint64      now_s);
void        tpk_lint_url     (TpkIceUrl  *url,
                              GPtrArray  *findings);

G_END_DECLS
