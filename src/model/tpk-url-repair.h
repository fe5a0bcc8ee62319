/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-ice-url.h"

G_BEGIN_DECLS

char *tpk_url_repair (const char    *text,
                      gsize          length,
                      char         **username,
                      char         **password);

G_END_DECLS
