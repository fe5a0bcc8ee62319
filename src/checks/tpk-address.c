/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-address"

#include "config.h"

#include "tpk-address.h"

#include <string.h>

typedef struct {
  const char *network;
  guint length;
} Range;

/* What GIO does not call local: addresses that only a carrier's own customers reach (RFC 6598), and
 * the private ones of IPv6 (RFC 4193). */
static const Range private_ranges[] = {
  { "100.64.0.0", 10 },
  { "fc00::", 7 },
};

static gboolean
is_in_range (GInetAddress *address,
             const Range  *range)
{
  g_autoptr (GInetAddress) network = g_inet_address_new_from_string (range->network);
  g_autoptr (GInetAddressMask) mask = g_inet_address_mask_new (network, range->length, NULL);

  return g_inet_address_mask_matches (mask, address);
}

/**
 * tpk_address_is_public:
 * @address: an address
 *
 * Returns: whether others on the Internet could reach it
 */
gboolean
tpk_address_is_public (GInetAddress *address)
{
  g_return_val_if_fail (G_IS_INET_ADDRESS (address), FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (private_ranges); i++) {
    if (is_in_range (address, &private_ranges[i]))
      return FALSE;
  }

  return !g_inet_address_get_is_site_local (address) &&
         !g_inet_address_get_is_link_local (address) &&
         !g_inet_address_get_is_loopback (address) &&
         !g_inet_address_get_is_any (address);
}

/**
 * tpk_address_dup_endpoint:
 * @host: a name or an address
 * @port: a port
 *
 * Returns: (transfer full): `host:port`, with brackets around an address of IPv6
 */
char *
tpk_address_dup_endpoint (const char *host,
                          guint       port)
{
  g_return_val_if_fail (host != NULL, NULL);

  return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%u" : "%s:%u", host, port);
}
