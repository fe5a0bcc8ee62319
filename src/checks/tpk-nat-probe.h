/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-nat.h"
#include "tpk-poller.h"

G_BEGIN_DECLS

/* Asks several servers how they see one socket. */
typedef struct _TpkNatProbe TpkNatProbe;

typedef void (*TpkNatProbeFunc) (TpkNatProbe  *probe,
                                 const TpkNat *nat,
                                 gpointer      user_data);

TpkNatProbe *tpk_nat_probe_new        (TpkPoller       *poller,
                                       TpkNatProbeFunc  func,
                                       gpointer         user_data);
void         tpk_nat_probe_free       (TpkNatProbe     *self);
void         tpk_nat_probe_add_server (TpkNatProbe     *self,
                                       GSocketAddress  *server);
gboolean     tpk_nat_probe_start      (TpkNatProbe     *self);

G_END_DECLS
