/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-ice-url.h"

G_BEGIN_DECLS

gboolean tpk_port_is_blocked_by_firefox  (int           port);
gboolean tpk_port_is_blocked_by_chromium (int           port,
                                          TpkTransport  transport);
gboolean tpk_port_is_of_the_system       (int           port);

G_END_DECLS
