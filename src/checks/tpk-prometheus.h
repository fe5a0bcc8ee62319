/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-check-run.h"

G_BEGIN_DECLS

char *tpk_prometheus_write (TpkCheckRun *run,
                            const char  *profile,
                            GDateTime   *ended,
                            double       elapsed_s);

G_END_DECLS
