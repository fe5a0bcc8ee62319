/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "checks/tpk-check-run.h"

G_BEGIN_DECLS

GSettings       *tpk_settings_get               (void);
TpkCheckOptions *tpk_settings_dup_check_options (void);
void             tpk_check_options_free         (TpkCheckOptions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkCheckOptions, tpk_check_options_free)

G_END_DECLS
