/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-black-hole"

#include "config.h"

#include "tpk-test-black-hole.h"

#include "tpk-test-net.h"

#include <gio/gnetworking.h>

/* With a backlog of 0 the kernel queues one connection and drops what else knocks. */
#define N_KNOCKS 4

/* TpkTestBlackHole:
 *
 * What a firewall that drops looks like to a client, without a firewall: a UDP socket that nobody
 * reads, and a TCP socket whose accept queue is full, so that the kernel ignores further SYNs.
 */
struct _TpkTestBlackHole
{
  GSocket *udp;                 /* (owned) */
  GSocket *tcp;                 /* (owned) */
  GSocket *knocks[N_KNOCKS];    /* (owned) */
};

/**
 * tpk_test_black_hole_new:
 * @family: IPv4 or IPv6
 *
 * Returns: (transfer full): a black hole on a free port of the loopback address
 */
TpkTestBlackHole *
tpk_test_black_hole_new (GSocketFamily family)
{
  TpkTestBlackHole *self = g_new0 (TpkTestBlackHole, 1);
  g_autoptr (GSocketAddress) address = NULL;

  tpk_test_bind_pair (family, &self->udp, &self->tcp);
  address = tpk_test_loopback (family, tpk_test_socket_port (self->tcp));

  /* Listening again is how Linux takes another length of the queue. */
  listen (g_socket_get_fd (self->tcp), 0);

  for (guint i = 0; i < N_KNOCKS; i++) {
    self->knocks[i] = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
    g_socket_set_blocking (self->knocks[i], FALSE);
    g_socket_connect (self->knocks[i], address, NULL, NULL);
  }

  return self;
}

/**
 * tpk_test_black_hole_free:
 * @self: (transfer full): a black hole
 *
 * Closes the port.
 */
void
tpk_test_black_hole_free (TpkTestBlackHole *self)
{
  for (guint i = 0; i < N_KNOCKS; i++)
    g_object_unref (self->knocks[i]);
  g_object_unref (self->tcp);
  g_object_unref (self->udp);
  g_free (self);
}

/**
 * tpk_test_black_hole_get_port:
 * @self: a black hole
 *
 * Returns: its port, for UDP and TCP
 */
guint16
tpk_test_black_hole_get_port (TpkTestBlackHole *self)
{
  return tpk_test_socket_port (self->udp);
}
