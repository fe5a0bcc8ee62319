/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-dialect-private.h"

G_BEGIN_DECLS

TpkExport *tpk_agora_write (TpkProfile  *profile,
                            gint64       now_s,
                            GError     **error);
TpkImport *tpk_agora_read  (const char  *text,
                            GError     **error);

G_END_DECLS
