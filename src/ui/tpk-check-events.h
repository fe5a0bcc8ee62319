/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "checks/tpk-check-run.h"
#include "store/tpk-mask.h"

G_BEGIN_DECLS

/* Tells what happens in a run of checks, a line each. */
#define TPK_TYPE_CHECK_EVENTS (tpk_check_events_get_type ())
G_DECLARE_FINAL_TYPE (TpkCheckEvents, tpk_check_events, TPK, CHECK_EVENTS, GObject)

TpkCheckEvents *tpk_check_events_new   (void);

void            tpk_check_events_watch (TpkCheckEvents *self,
                                        TpkCheckRun    *run,
                                        TpkMask        *mask);

G_END_DECLS
