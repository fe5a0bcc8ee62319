/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-ice-url.h"

G_BEGIN_DECLS

TpkUrlProblem tpk_url_check_host (const char    *host,
                                  gsize          length,
                                  TpkHostKind   *kind,
                                  gsize         *offset);

G_END_DECLS
