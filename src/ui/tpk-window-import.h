/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-window.h"

G_BEGIN_DECLS

void tpk_window_import_paste        (TpkWindow *self);
void tpk_window_import_choose       (TpkWindow *self);
void tpk_window_import_accept_drops (TpkWindow *self);

void tpk_window_import_update_lock  (TpkWindow *self);

G_END_DECLS
