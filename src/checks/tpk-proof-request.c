/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-proof-request"

#include "config.h"

#include "tpk-proof-request.h"

#include "tpk-address.h"

/**
 * tpk_proof_request_new:
 * @spec: a URL
 * @address: where to dial
 *
 * Returns: (transfer full): a request to prove that calls work there
 */
TpkProofRequest *
tpk_proof_request_new (TpkTargetSpec  *spec,
                       GSocketAddress *address)
{
  TpkProofRequest *self = g_atomic_rc_box_new0 (TpkProofRequest);

  self->spec = tpk_target_spec_ref (spec);
  self->address = g_object_ref (address);

  return self;
}

TpkProofRequest *
tpk_proof_request_ref (TpkProofRequest *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
request_clear (gpointer data)
{
  TpkProofRequest *self = data;

  tpk_target_spec_unref (self->spec);
  g_object_unref (self->address);
  g_clear_pointer (&self->proxy, tpk_proxy_unref);
  g_free (self->far_host);
}

void
tpk_proof_request_unref (TpkProofRequest *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, request_clear);
}

/**
 * tpk_proof_request_set_proxy:
 * @self: a new request, whose address is that of @proxy
 * @proxy: what leads to the server
 * @connect_to: whom it is asked for, `host:port`, with brackets around IPv6
 *
 * Returns: whether @connect_to could be understood
 */
gboolean
tpk_proof_request_set_proxy (TpkProofRequest *self,
                             TpkProxy        *proxy,
                             const char      *connect_to)
{
  g_autoptr (GSocketConnectable) parsed = g_network_address_parse (connect_to, 0, NULL);

  g_return_val_if_fail (self->proxy == NULL, FALSE);

  if (parsed == NULL)
    return FALSE;
  self->proxy = tpk_proxy_ref (proxy);
  self->far_host = g_strdup (g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed)));
  self->far_port = g_network_address_get_port (G_NETWORK_ADDRESS (parsed));

  return TRUE;
}

/**
 * tpk_proof_request_dup_label:
 * @self: a request
 *
 * Returns: (transfer full): the server as a table names it, `host:port`
 */
char *
tpk_proof_request_dup_label (TpkProofRequest *self)
{
  if (self->proxy == NULL)
    return g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (self->address));

  return tpk_address_dup_endpoint (self->far_host, self->far_port);
}
