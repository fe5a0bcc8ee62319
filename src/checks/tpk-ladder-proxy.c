/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-ladder-proxy"

#include "config.h"

#include "tpk-ladder-private.h"

#include <string.h>

#include "tpk-address.h"

/*
 * What differs for a target behind a proxy: the ladder dials the proxy, whose addresses are tried
 * one after the other (they are no targets), and has it connect to the server.
 */

static GSocketAddress *
new_proxy_address (TpkLadder *self)
{
  GPtrArray *addresses = tpk_target_get_proxy_addresses (self->target);

  return g_inet_socket_address_new (g_ptr_array_index (addresses, self->proxy_index),
                                    tpk_proxy_get_port (tpk_target_get_proxy (self->target)));
}

/**
 * tpk_ladder_dup_dialled:
 * @self: a ladder
 *
 * Returns: (transfer full): the address that is dialled, of the proxy or of the server
 */
GSocketAddress *
tpk_ladder_dup_dialled (TpkLadder *self)
{
  if (tpk_target_get_proxy (self->target) != NULL)
    return new_proxy_address (self);

  return g_object_ref (self->address);
}

/* Notes which of the proxy's addresses is dialled. */
void
tpk_ladder_describe_dialled (TpkLadder *self)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *text = NULL;

  if (tpk_target_get_proxy (self->target) == NULL)
    return;
  address = new_proxy_address (self);
  text = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
  json_object_set_string_member (tpk_target_get_detail (self->target, self->stage), "proxy", text);
}

/* Goes to the proxy's next address. Returns whether there is one. */
gboolean
tpk_ladder_try_next_proxy (TpkLadder *self)
{
  GPtrArray *addresses = tpk_target_get_proxy_addresses (self->target);

  if (addresses == NULL || self->proxy_index + 1 >= addresses->len)
    return FALSE;
  self->proxy_index++;
  tpk_ladder_restart (self);

  return TRUE;
}

/* Up to the end of this stage, everything that fails is the proxy's. */
gboolean
tpk_ladder_is_before_server (TpkLadder *self)
{
  return tpk_target_get_proxy (self->target) != NULL && self->stage <= TPK_STAGE_PROXY;
}

/* Whom the proxy is asked for: the name in the URL, or the address that a server has sent to. */
static char *
dup_far_host (TpkLadder *self)
{
  TpkTargetSpec *spec = tpk_target_get_spec (self->target);

  if (!self->redirected)
    return g_strdup (tpk_ice_url_get_host (spec->url));

  return g_inet_address_to_string (
    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (self->address)));
}

void
tpk_ladder_start_proxy (TpkLadder *self)
{
  TpkTargetSpec *spec = tpk_target_get_spec (self->target);
  TpkProxy *proxy = tpk_target_get_proxy (self->target);
  g_autofree char *host = dup_far_host (self);
  g_autofree char *connect_to = NULL;
  guint16 port = tpk_ice_url_get_port (spec->url);

  if (self->redirected)
    port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (self->address));
  connect_to = tpk_address_dup_endpoint (host, port);
  json_object_set_string_member (tpk_target_get_detail (self->target, self->stage), "connect_to",
                                 connect_to);
  for (guint i = 0, n = self->n_sides; i < n; i++)
    tpk_allocation_tunnel (self->sides[i], proxy, host, port, tpk_ladder_side_done, self);
}

void
tpk_ladder_end_proxy (TpkLadder *self)
{
  if (tpk_ladder_keep_good (self))
    tpk_ladder_pass (self);
  else
    tpk_ladder_fail (self, TPK_RESULT_STATE_FAILED, &self->failures[0]);
}
