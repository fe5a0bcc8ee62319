/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-dialect.h"

G_BEGIN_DECLS

TpkJudgement *tpk_acs_judge_url   (TpkJudgeInput *input);
TpkJudgement *tpk_acs_judge_proxy (const char    *url);

G_END_DECLS
