/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-profile.h"

G_BEGIN_DECLS

typedef struct _TpkLintMemory TpkLintMemory;

TpkLintMemory *tpk_lint_memory_new    (void);
void           tpk_lint_memory_free   (TpkLintMemory *self);

GListModel    *tpk_lint_profile       (TpkProfile    *profile,
                                       gint64         now_s);
GPtrArray     *tpk_lint_profile_again (TpkProfile    *profile,
                                       TpkLintMemory *memory,
                                       gint64         now_s);
void           tpk_lint_url           (TpkIceUrl     *url,
                                       GPtrArray     *findings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkLintMemory, tpk_lint_memory_free)

G_END_DECLS
