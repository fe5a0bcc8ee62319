/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-target-spec"

#include "config.h"

#include "tpk-target.h"

/**
 * tpk_target_spec_new:
 * @index: of the URL in its run
 * @url: the URL
 * @server: (nullable): the label of its server
 * @server_id: (nullable): the identifier of its server
 * @credential: (nullable): of its server
 * @now_s: the Unix time for which to mint a user name and password
 *
 * Returns: (transfer full): a new spec
 */
TpkTargetSpec *
tpk_target_spec_new (guint          index,
                     TpkIceUrl     *url,
                     const char    *server,
                     const char    *server_id,
                     TpkCredential *credential,
                     gint64         now_s)
{
  TpkTargetSpec *self = g_new0 (TpkTargetSpec, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->index = index;
  self->url = g_object_ref (url);
  self->server = g_strdup (server);
  self->server_id = g_strdup (server_id);
  if (credential != NULL && tpk_ice_url_is_turn (url)) {
    tpk_credential_resolve (credential, now_s, &self->username, &self->password);
    self->has_expiry = tpk_credential_get_expiry (credential, now_s, &self->expiry_s);
    self->expired = self->has_expiry && self->expiry_s < now_s;
  }

  return self;
}

/**
 * tpk_target_spec_new_anonymous:
 * @self: a spec
 *
 * Returns: (transfer full): the same without its credentials
 */
TpkTargetSpec *
tpk_target_spec_new_anonymous (TpkTargetSpec *self)
{
  return tpk_target_spec_new (self->index, self->url, self->server, self->server_id, NULL, 0);
}

TpkTargetSpec *
tpk_target_spec_ref (TpkTargetSpec *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tpk_target_spec_unref (TpkTargetSpec *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_object_unref (self->url);
  g_free (self->server);
  g_free (self->server_id);
  g_free (self->username);
  g_free (self->password);
  g_free (self);
}

/**
 * tpk_target_spec_get_wire:
 * @self: a spec with a valid URL
 *
 * Returns: the transport that its URL asks for
 */
TpkWire
tpk_target_spec_get_wire (TpkTargetSpec *self)
{
  gboolean tcp = tpk_ice_url_get_transport (self->url) == TPK_TRANSPORT_TCP;

  if (tpk_ice_url_is_secure (self->url))
    return tcp ? TPK_WIRE_TLS : TPK_WIRE_DTLS;

  return tcp ? TPK_WIRE_TCP : TPK_WIRE_UDP;
}

/* Whether it is dialled over TCP, encrypted or not. */
gboolean
tpk_target_spec_is_stream (TpkTargetSpec *self)
{
  return tpk_ice_url_get_transport (self->url) == TPK_TRANSPORT_TCP;
}

/* Whether certificates will have to be verified. */
gboolean
tpk_target_specs_need_trust (GPtrArray *specs)
{
  for (guint i = 0; i < specs->len; i++) {
    TpkTargetSpec *spec = g_ptr_array_index (specs, i);

    if (tpk_ice_url_is_secure (spec->url))
      return TRUE;
  }

  return FALSE;
}

/* Whether anything is dialled but literal addresses of this computer. */
gboolean
tpk_target_specs_leave_computer (GPtrArray *specs)
{
  for (guint i = 0; i < specs->len; i++) {
    TpkTargetSpec *spec = g_ptr_array_index (specs, i);
    g_autoptr (GInetAddress) literal = NULL;

    if (tpk_ice_url_is_valid (spec->url))
      literal = g_inet_address_new_from_string (tpk_ice_url_get_host (spec->url));
    if (literal == NULL || !g_inet_address_get_is_loopback (literal))
      return TRUE;
  }

  return FALSE;
}
