/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint       tpk_cli_edit_distance (const char        *one,
                                   const char        *other);
const char *tpk_cli_suggest       (const char        *word,
                                   const char *const *candidates);

G_END_DECLS
