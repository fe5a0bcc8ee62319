/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean tpk_text_has_control    (const char *text);
gboolean tpk_text_has_outer_space (const char *text);

char    *tpk_escape_yaml         (const char *text);
char    *tpk_escape_libconfig    (const char *text);
char    *tpk_escape_lua          (const char *text);
char    *tpk_escape_python       (const char *text);
char    *tpk_escape_js           (const char *text);
char    *tpk_escape_shell        (const char *text);
char    *tpk_escape_percent      (const char *text);
char    *tpk_escape_semicolon    (const char *text);

G_END_DECLS
