/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *tpk_diff_unified (const char *path,
                        const char *old_text,
                        const char *old_shown,
                        const char *new_text,
                        const char *new_shown);

G_END_DECLS
