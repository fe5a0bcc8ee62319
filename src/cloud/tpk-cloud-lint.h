/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "dialects/tpk-lint.h"

#include "tpk-cloud-set.h"

G_BEGIN_DECLS

GPtrArray  *tpk_cloud_lint (TpkProfile    *profile,
                            TpkCloudSet   *set,
                            TpkLintMemory *memory,
                            gint64         now_s);

GPtrArray  *tpk_cloud_lint_vendor (TpkProfile *profile);

G_END_DECLS
