/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-import.h"

G_BEGIN_DECLS

int      tpk_extdisco_recognise (const char  *text);
gboolean tpk_extdisco_read      (const char  *text,
                                 TpkImport   *import,
                                 GError     **error);

G_END_DECLS
