/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *tpk_url_dup_masked (const char *text);

G_END_DECLS
