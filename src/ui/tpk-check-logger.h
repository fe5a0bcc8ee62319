/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "store/tpk-check-record.h"

G_BEGIN_DECLS

void     tpk_check_logger_append  (const char     *folder,
                                   TpkCheckRecord *record);
gboolean tpk_check_logger_is_busy (void);

G_END_DECLS
