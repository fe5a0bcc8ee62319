/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-target.h"

G_BEGIN_DECLS

/* What is to be proven, or why it can not be. Made by whoever knows the results. Immutable once it
 * is handed over; a reference may be held in any thread. */
typedef struct {
  TpkTargetSpec  *spec;           /* (owned) */
  GSocketAddress *address;        /* (owned): that works, which is another one after a redirection;
                                   * of the proxy, where there is one */
  TpkProxy       *proxy;          /* (nullable) (owned): that leads to the server */
  char           *far_host;       /* (nullable) (owned): whom the proxy is asked for */
  guint16         far_port;
  gboolean        has_reason;     /* whether the call is not tried at all */
  TpkFailure      reason;
} TpkProofRequest;

TpkProofRequest *tpk_proof_request_new       (TpkTargetSpec   *spec,
                                              GSocketAddress  *address);
TpkProofRequest *tpk_proof_request_ref       (TpkProofRequest *self);
void             tpk_proof_request_unref     (TpkProofRequest *self);
gboolean         tpk_proof_request_set_proxy (TpkProofRequest *self,
                                              TpkProxy        *proxy,
                                              const char      *connect_to);
char            *tpk_proof_request_dup_label (TpkProofRequest *self);

G_END_DECLS
