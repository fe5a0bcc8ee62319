/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A datagram socket whose waits can be ended from another thread. */
#define TPK_TYPE_DATAGRAM_LINE (tpk_datagram_line_get_type ())
G_DECLARE_FINAL_TYPE (TpkDatagramLine, tpk_datagram_line, TPK, DATAGRAM_LINE, GObject)

TpkDatagramLine *tpk_datagram_line_new     (GSocket          *socket,
                                            GError          **error);
void             tpk_datagram_line_hang_up (TpkDatagramLine  *self);

G_END_DECLS
