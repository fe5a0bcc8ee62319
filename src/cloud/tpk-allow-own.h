/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-profile.h"

G_BEGIN_DECLS

TpkAllowList *tpk_allow_own_new_list (TpkProfile *profile);
const char   *tpk_allow_own_get_note (void);

G_END_DECLS
