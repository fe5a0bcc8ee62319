/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-allocation.h"

G_BEGIN_DECLS

/* Sends datagrams through a relay and counts what comes back. */
typedef struct _TpkDataProbe TpkDataProbe;

/* Whether datagrams as large as those of a video come through, both ways. */
typedef enum {
  TPK_LARGE_PACKETS_UNTRIED,   /* nothing can be said: not even small ones came back on that way */
  TPK_LARGE_PACKETS_PASSED,
  TPK_LARGE_PACKETS_LOST,      /* while small ones beside them came back */
} TpkLargePackets;

/* @quality is valid when @failure is NULL or is about silence. */
typedef void (*TpkDataProbeFunc) (TpkDataProbe     *probe,
                                  const TpkQuality *quality,
                                  const TpkFailure *failure,
                                  gpointer          user_data);

TpkDataProbe   *tpk_data_probe_new_pair     (TpkPoller                     *poller,
                                             TpkAllocation                 *near,
                                             TpkAllocation                 *far,
                                             TpkDataProbeFunc               func,
                                             gpointer                       user_data);
TpkDataProbe   *tpk_data_probe_new_stun     (TpkPoller                     *poller,
                                             TpkAllocation                 *near,
                                             const struct sockaddr_storage *server,
                                             gboolean                       to_itself,
                                             TpkDataProbeFunc               func,
                                             gpointer                       user_data);
void            tpk_data_probe_free         (TpkDataProbe                  *self);
double          tpk_data_probe_get_first_ms (TpkDataProbe                  *self);
TpkLargePackets tpk_data_probe_get_large    (TpkDataProbe                  *self);
gboolean        tpk_data_probe_get_seen     (TpkDataProbe                  *self,
                                             struct sockaddr_storage       *address);

const char     *tpk_large_packets_to_string (TpkLargePackets                large);

G_END_DECLS
