/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-local-network"

#include "config.h"

#include "tpk-local-network.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

/*
 * Whether the computer is on a network at all, so that its absence is not blamed on name servers
 * and relays. Only its own addresses are looked at, nothing is sent.
 */

static gboolean
is_useful (const struct ifaddrs *entry)
{
  g_autoptr (GSocketAddress) address = NULL;
  GInetAddress *inet;
  gsize size;

  if (entry->ifa_addr == NULL || !(entry->ifa_flags & IFF_UP) ||
      !(entry->ifa_flags & IFF_RUNNING) || (entry->ifa_flags & IFF_LOOPBACK))
    return FALSE;
  if (entry->ifa_addr->sa_family != AF_INET && entry->ifa_addr->sa_family != AF_INET6)
    return FALSE;

  size = entry->ifa_addr->sa_family == AF_INET ? sizeof (struct sockaddr_in)
                                               : sizeof (struct sockaddr_in6);
  address = g_socket_address_new_from_native (entry->ifa_addr, size);
  if (address == NULL)
    return FALSE;
  inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));

  return !g_inet_address_get_is_link_local (inet) && !g_inet_address_get_is_loopback (inet);
}

/**
 * tpk_local_network_look:
 * @self: (out caller-allocates): what there is
 *
 * Looks for addresses of this computer that others could answer to; loopback and link-local ones
 * are none, nor are those of an interface without its cable. When that cannot be found out, both kinds are said to be there.
 */
void
tpk_local_network_look (TpkLocalNetwork *self)
{
  struct ifaddrs *list;

  g_return_if_fail (self != NULL);

  if (getifaddrs (&list) < 0) {
    *self = (TpkLocalNetwork) { TRUE, TRUE };
    return;
  }

  *self = (TpkLocalNetwork) { FALSE, FALSE };
  for (const struct ifaddrs *entry = list; entry != NULL; entry = entry->ifa_next) {
    if (!is_useful (entry))
      continue;
    if (entry->ifa_addr->sa_family == AF_INET)
      self->ipv4 = TRUE;
    else
      self->ipv6 = TRUE;
  }
  freeifaddrs (list);
}
