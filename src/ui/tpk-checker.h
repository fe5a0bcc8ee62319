/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_CHECKER (tpk_checker_get_type ())
G_DECLARE_FINAL_TYPE (TpkChecker, tpk_checker, TPK, CHECKER, GObject)

TpkChecker  *tpk_checker_new          (TpkWorkspace *workspace);

gboolean     tpk_checker_start        (TpkChecker   *self);
void         tpk_checker_stop         (TpkChecker   *self);
gboolean     tpk_checker_is_running   (TpkChecker   *self);
double       tpk_checker_get_progress (TpkChecker   *self);
TpkCheckRun *tpk_checker_get_run      (TpkChecker   *self);

G_END_DECLS
