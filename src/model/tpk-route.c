/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-route"

#include "config.h"

#include "tpk-route.h"

G_DEFINE_ENUM_TYPE (TpkRoute, tpk_route,
                    G_DEFINE_ENUM_VALUE (TPK_ROUTE_DIRECT, "direct"),
                    G_DEFINE_ENUM_VALUE (TPK_ROUTE_CLOUD, "cloud"),
                    G_DEFINE_ENUM_VALUE (TPK_ROUTE_OWN, "own"))

static const char *const route_names[] = {
  [TPK_ROUTE_DIRECT] = "direct",
  [TPK_ROUTE_CLOUD] = "cloud",
  [TPK_ROUTE_OWN] = "own",
};

/**
 * tpk_route_to_string:
 * @route: a route
 *
 * Gets the stable name of @route that the document and the command line use.
 *
 * Returns: (transfer none): `direct`, `cloud` or `own`
 */
const char *
tpk_route_to_string (TpkRoute route)
{
  g_return_val_if_fail ((guint) route < G_N_ELEMENTS (route_names), NULL);

  return route_names[route];
}

/**
 * tpk_route_from_string:
 * @text: a name as tpk_route_to_string() gives it
 * @route: (out) (optional): the route
 *
 * Reads a route. The names are exact: upper-case letters and lists are refused.
 *
 * Returns: %TRUE if @text names a route; otherwise @route is left alone
 */
gboolean
tpk_route_from_string (const char *text,
                       TpkRoute   *route)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (route_names); i++) {
    if (g_str_equal (text, route_names[i])) {
      if (route != NULL)
        *route = i;
      return TRUE;
    }
  }

  return FALSE;
}
