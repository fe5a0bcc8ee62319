/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "checks/tpk-check-run.h"

#include "tpk-state-icon.h"

G_BEGIN_DECLS

const char *tpk_status_get_fact_name   (TpkFactId    id);
char       *tpk_status_dup_fact_found  (GListModel  *results,
                                        TpkFactId    id,
                                        TpkFact      fact,
                                        TpkFact      other_family,
                                        TpkState    *state);
char       *tpk_status_dup_fact_words  (TpkCheckRun *run,
                                        TpkFactId    id,
                                        TpkState    *state);
const char *tpk_status_get_nat_words   (TpkCheckRun *run,
                                        TpkState    *state);
char       *tpk_status_dup_clients     (GListModel  *changes,
                                        gboolean     staged);
char       *tpk_status_dup_request     (TpkCheckRun *run,
                                        const char  *network);

G_END_DECLS
