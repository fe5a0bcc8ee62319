/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "model/tpk-allow-list.h"

G_BEGIN_DECLS

void        tpk_allow_rows_fill     (AdwExpanderRow *expander,
                                     GPtrArray      *rows,
                                     TpkAllowList   *list,
                                     gboolean        editable,
                                     const char     *none);
GMenuModel *tpk_allow_rows_new_menu (void);

G_END_DECLS
