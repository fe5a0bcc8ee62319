/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-dialect.h"

G_BEGIN_DECLS

TpkExport *tpk_gstreamer_write     (TpkProfile  *profile,
                                    gint64       now_s,
                                    GError     **error);
int        tpk_gstreamer_recognise (const char  *text);
TpkImport *tpk_gstreamer_read      (const char  *text,
                                    GError     **error);

G_END_DECLS
