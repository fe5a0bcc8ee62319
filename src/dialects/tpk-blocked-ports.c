/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-blocked-ports"

#include "config.h"

#include "tpk-blocked-ports.h"

#include <stdlib.h>

/*
 * Ports that browsers do not dial, because they belong to other services.
 */

/* The ports of other services that Firefox blocks, in order; 0 is one of the 82. 53, the port of
 * DNS, is blocked for the web but not for WebRTC. */
static const guint16 firefox_ports[] = {
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 69, 77, 79, 87, 95, 101, 102,
  103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465,
  512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993,
  995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
  6669, 6679, 6697, 10080,
};

/* The ports of net/base/port_util.cc that are none of the system's. */
static const guint16 chromium_ports[] = {
  53, 1719, 1720, 1723, 2049, 3659, 4045, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
  6697, 10080,
};

static int
compare_ports (const void *a,
               const void *b)
{
  return (int) *(const guint16 *) a - (int) *(const guint16 *) b;
}

static gboolean
contains (const guint16 *ports,
          gsize          n_ports,
          int            port)
{
  guint16 key = (guint16) port;

  return bsearch (&key, ports, n_ports, sizeof key, compare_ports) != NULL;
}

/**
 * tpk_port_is_blocked_by_firefox:
 * @port: a port
 *
 * Returns: whether Firefox refuses a URL with @port
 */
gboolean
tpk_port_is_blocked_by_firefox (int port)
{
  return contains (firefox_ports, G_N_ELEMENTS (firefox_ports), port);
}

/**
 * tpk_port_is_blocked_by_chromium:
 * @port: a port
 * @transport: how it is dialled
 *
 * Returns: whether Chromium opens no connection to @port
 */
gboolean
tpk_port_is_blocked_by_chromium (int          port,
                                 TpkTransport transport)
{
  return transport == TPK_TRANSPORT_TCP &&
         contains (chromium_ports, G_N_ELEMENTS (chromium_ports), port);
}

/**
 * tpk_port_is_of_the_system:
 * @port: a port
 *
 * libwebrtc contacts TURN servers on none of these. No candidate comes, no error.
 *
 * Returns: whether @port is one of the system's that libwebrtc does not dial
 */
gboolean
tpk_port_is_of_the_system (int port)
{
  return port < 1024 && port != 53 && port != 80 && port != 443;
}
