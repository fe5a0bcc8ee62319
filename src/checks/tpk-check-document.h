/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-check-run.h"

G_BEGIN_DECLS

JsonObject *tpk_check_document_new (TpkCheckRun *run,
                                    GDateTime   *started,
                                    double       elapsed_ms);
void        tpk_check_document_add_candidates (JsonObject  *document,
                                               GListModel  *candidates);

G_END_DECLS
