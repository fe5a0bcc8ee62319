/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-server-row.h"

G_BEGIN_DECLS

void tpk_server_drag_attach (TpkServerRow *row,
                             GtkWidget    *header);

G_END_DECLS
