/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void               tpk_test_settings_install    (void);
void               tpk_test_settings_set_answer (const char *const *answer);
const char *const *tpk_test_settings_get_answer (void);
const char        *tpk_test_settings_get_asked  (void);

G_END_DECLS
