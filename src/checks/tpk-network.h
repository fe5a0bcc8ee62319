/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Which network this computer is on, kept current. For the main context it was created in. */
#define TPK_TYPE_NETWORK (tpk_network_get_type ())
G_DECLARE_FINAL_TYPE (TpkNetwork, tpk_network, TPK, NETWORK, GObject)

TpkNetwork *tpk_network_new          (void);
TpkNetwork *tpk_network_new_on       (GDBusConnection *bus,
                                      const char      *routes);

gboolean    tpk_network_is_known     (TpkNetwork      *self);
const char *tpk_network_get_id       (TpkNetwork      *self);
const char *tpk_network_get_name     (TpkNetwork      *self);

/* A default route in the form of /proc/net/route. */
char       *tpk_network_dup_route_id (const char      *routes,
                                      char           **interface);

G_END_DECLS
