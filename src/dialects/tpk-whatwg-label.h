/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean tpk_whatwg_labels_are_valid (const char *const *labels);

G_END_DECLS
