/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "checks/tpk-network.h"
#include "store/tpk-check-record.h"
#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

/* Whether the last results still hold. */
typedef enum {
  TPK_CHECK_AGE_CURRENT,
  TPK_CHECK_AGE_OTHER_NETWORK,   /* they are of a network that this computer has left */
  TPK_CHECK_AGE_EDITED,          /* what was checked has been edited since */
} TpkCheckAge;

/* What a run does beyond the usual. */
typedef struct {
  guint    call_seconds;         /* how long to call through each relay that works; 0: not */
  gboolean candidates;           /* whether to gather what ICE would offer */
} TpkCheckExtras;

#define TPK_TYPE_CHECKER (tpk_checker_get_type ())
G_DECLARE_FINAL_TYPE (TpkChecker, tpk_checker, TPK, CHECKER, GObject)

TpkChecker  *tpk_checker_new           (TpkWorkspace *workspace,
                                        TpkNetwork   *network);

gboolean     tpk_checker_start         (TpkChecker   *self);
gboolean     tpk_checker_start_with    (TpkChecker   *self,
                                        const TpkCheckExtras *extras);
void         tpk_checker_stop          (TpkChecker   *self);
gboolean     tpk_checker_is_running    (TpkChecker   *self);
double       tpk_checker_get_progress  (TpkChecker   *self);
TpkCheckRun *tpk_checker_get_run       (TpkChecker   *self);
TpkCheckAge  tpk_checker_get_age       (TpkChecker   *self);
gint64       tpk_checker_get_checked_s (TpkChecker   *self);
const char  *tpk_checker_get_network   (TpkChecker   *self);
GListModel  *tpk_checker_get_history   (TpkChecker   *self);

G_END_DECLS
