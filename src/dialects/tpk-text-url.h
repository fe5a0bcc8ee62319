/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-ice-url.h"

G_BEGIN_DECLS

gboolean   tpk_text_asks_for_tls    (const char *url);
TpkIceUrl *tpk_text_dup_usable_url  (TpkIceUrl  *url);

gboolean   tpk_text_has_ice_scheme  (const char *text);
char      *tpk_text_dup_code        (const char *text);

G_END_DECLS
