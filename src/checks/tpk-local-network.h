/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* By which kinds of address this computer could reach anybody else. */
typedef struct {
  gboolean ipv4;
  gboolean ipv6;
} TpkLocalNetwork;

void tpk_local_network_look (TpkLocalNetwork *self);

G_END_DECLS
