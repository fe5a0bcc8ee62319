/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-ice-url.h"

G_BEGIN_DECLS

char *tpk_url_problem_dup_message (TpkUrlProblem  problem,
                                   TpkScheme      scheme,
                                   const char    *at,
                                   guint          offset);

G_END_DECLS
