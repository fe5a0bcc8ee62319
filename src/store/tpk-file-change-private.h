/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-file-change.h"
#include "tpk-mask.h"

G_BEGIN_DECLS

void tpk_file_change_set_mask (TpkFileChange *self,
                               TpkMask       *mask);

G_END_DECLS
