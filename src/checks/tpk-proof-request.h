/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-target.h"

G_BEGIN_DECLS

/* What is to be proven, or why it can not be. Made by whoever knows the results. */
typedef struct {
  TpkTargetSpec  *spec;           /* (owned) */
  GSocketAddress *address;        /* (owned): that works, which is another one after a redirection */
  gboolean        has_reason;     /* whether the call is not tried at all */
  TpkFailure      reason;
} TpkProofRequest;

TpkProofRequest *tpk_proof_request_new  (TpkTargetSpec   *spec,
                                         GSocketAddress  *address);
void             tpk_proof_request_free (TpkProofRequest *self);

G_END_DECLS
