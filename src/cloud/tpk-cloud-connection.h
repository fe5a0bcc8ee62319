/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean  tpk_cloud_connection_leads_to_proxy (GIOStream *connection);
GSocket  *tpk_cloud_connection_dup_socket     (GIOStream *connection);

G_END_DECLS
