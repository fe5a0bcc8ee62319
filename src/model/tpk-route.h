/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TpkRoute:
 * @TPK_ROUTE_DIRECT: no proxy of any kind
 * @TPK_ROUTE_CLOUD: a cloud proxy assigns the relays
 * @TPK_ROUTE_OWN: own servers, also an own signalling proxy
 *
 * How calls leave this computer. The three exclude each other.
 */
typedef enum {
  TPK_ROUTE_DIRECT,
  TPK_ROUTE_CLOUD,
  TPK_ROUTE_OWN,
} TpkRoute;

#define TPK_TYPE_ROUTE (tpk_route_get_type ())
GType tpk_route_get_type (void) G_GNUC_CONST;

const char *tpk_route_to_string   (TpkRoute    route);
gboolean    tpk_route_from_string (const char *text,
                                   TpkRoute   *route);

G_END_DECLS
