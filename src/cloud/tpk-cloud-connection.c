/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-connection"

#include "config.h"

#include "tpk-cloud-connection.h"

/* What is under a connection of libsoup. */

/**
 * tpk_cloud_connection_leads_to_proxy:
 * @connection: (nullable): a connection
 *
 * Returns: whether what is connected to is a web proxy
 */
gboolean
tpk_cloud_connection_leads_to_proxy (GIOStream *connection)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (!G_IS_SOCKET_CONNECTION (connection))
    return FALSE;

  address = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (connection), NULL);

  return address != NULL && G_IS_PROXY_ADDRESS (address);
}

/**
 * tpk_cloud_connection_dup_socket:
 * @connection: a connection, encrypted or not
 *
 * Returns: (transfer full) (nullable): the socket under TLS, and under what a proxy has in between
 */
GSocket *
tpk_cloud_connection_dup_socket (GIOStream *connection)
{
  g_autoptr (GIOStream) stream = g_object_ref (connection);

  for (;;) {
    GIOStream *base = NULL;

    if (G_IS_TLS_CONNECTION (stream))
      g_object_get (stream, "base-io-stream", &base, NULL);
    else if (G_IS_TCP_WRAPPER_CONNECTION (stream))
      base = g_object_ref (g_tcp_wrapper_connection_get_base_io_stream
                             (G_TCP_WRAPPER_CONNECTION (stream)));
    if (base == NULL)
      break;
    g_object_unref (stream);
    stream = base;
  }

  return G_IS_SOCKET_CONNECTION (stream)
         ? g_object_ref (g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream))) : NULL;
}
