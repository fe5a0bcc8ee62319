/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-dialect.h"

G_BEGIN_DECLS

int        tpk_coturn_recognise (const char  *text);
TpkImport *tpk_coturn_read      (const char  *text,
                                 GError     **error);

G_END_DECLS
