/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-failure.h"

G_BEGIN_DECLS

/* Whether this network lets nobody out who has not signed in on a web page. */
void     tpk_captive_portal_prepare (void);
gboolean tpk_captive_portal_explain (TpkFailure *failure);

G_END_DECLS
