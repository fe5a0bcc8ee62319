/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-check-job.h"
#include "tpk-check-run.h"
#include "tpk-gather-job.h"
#include "tpk-proof-job.h"

G_BEGIN_DECLS

void tpk_check_options_resolve (const TpkCheckOptions *self,
                                TpkCheckJobOptions    *job,
                                TpkProofJobOptions    *proofs,
                                TpkGatherJobOptions   *candidates);

void tpk_check_options_clear   (TpkCheckJobOptions    *job);

G_END_DECLS
