/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-proof-request"

#include "config.h"

#include "tpk-proof-request.h"

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
  TpkProofRequest *self = g_new0 (TpkProofRequest, 1);

  self->spec = tpk_target_spec_ref (spec);
  self->address = g_object_ref (address);

  return self;
}

void
tpk_proof_request_free (TpkProofRequest *self)
{
  g_return_if_fail (self != NULL);

  tpk_target_spec_unref (self->spec);
  g_object_unref (self->address);
  g_free (self);
}
