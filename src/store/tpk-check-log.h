/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-check-record.h"

G_BEGIN_DECLS

/* How many checks are remembered. */
#define TPK_CHECK_LOG_MAX 100

/* The log of checks in a configuration folder. Both functions block on files and are safe to call
 * from any thread. */
GPtrArray *tpk_check_log_load   (const char      *folder,
                                 GError         **error);
gboolean   tpk_check_log_append (const char      *folder,
                                 TpkCheckRecord  *record,
                                 GError         **error);

G_END_DECLS
