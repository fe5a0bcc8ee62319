/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-allocation.h"

G_BEGIN_DECLS

/* Sends datagrams through a relay and counts what comes back. */
typedef struct _TpkDataProbe TpkDataProbe;

/* @quality is valid when @failure is NULL or is about silence. */
typedef void (*TpkDataProbeFunc) (TpkDataProbe     *probe,
                                  const TpkQuality *quality,
                                  const TpkFailure *failure,
                                  gpointer          user_data);

TpkDataProbe *tpk_data_probe_new_pair (TpkPoller                     *poller,
                                       TpkAllocation                 *near,
                                       TpkAllocation                 *far,
                                       TpkDataProbeFunc               func,
                                       gpointer                       user_data);
TpkDataProbe *tpk_data_probe_new_stun (TpkPoller                     *poller,
                                       TpkAllocation                 *near,
                                       const struct sockaddr_storage *server,
                                       TpkDataProbeFunc               func,
                                       gpointer                       user_data);
void          tpk_data_probe_free     (TpkDataProbe                  *self);
double        tpk_data_probe_get_first_ms (TpkDataProbe              *self);
gboolean      tpk_data_probe_has_lost_large (TpkDataProbe            *self);
gboolean      tpk_data_probe_get_seen (TpkDataProbe                  *self,
                                       struct sockaddr_storage       *address);

G_END_DECLS
