/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "checks/tpk-result.h"

G_BEGIN_DECLS

const char *tpk_outcome_get_name    (TpkResult *result);
char       *tpk_outcome_dup_learnt  (TpkResult *result,
                                     TpkStage  *stage);

G_END_DECLS
