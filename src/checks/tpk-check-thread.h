/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

#include "tpk-poller.h"

G_BEGIN_DECLS

void       tpk_check_thread_invoke     (GSourceFunc    func,
                                        gpointer       user_data,
                                        GDestroyNotify notify);
TpkPoller *tpk_check_thread_get_poller (void);

G_END_DECLS
