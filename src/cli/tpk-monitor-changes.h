/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "checks/tpk-check-run.h"

#include "tpk-cli.h"

G_BEGIN_DECLS

/* Remembers how everything was, and says what is different. */
typedef struct _TpkMonitorChanges TpkMonitorChanges;

TpkMonitorChanges *tpk_monitor_changes_new  (TpkCli            *cli);
void               tpk_monitor_changes_free (TpkMonitorChanges *self);
guint              tpk_monitor_changes_tell (TpkMonitorChanges *self,
                                             TpkCheckRun       *check_run,
                                             GDateTime         *when);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkMonitorChanges, tpk_monitor_changes_free)

G_END_DECLS
