/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-ice-url.h"

#include "tpk-failure.h"
#include "tpk-poller.h"

G_BEGIN_DECLS

/* One attempt to get to one port of one address and back. */
typedef struct _TpkReachProbe TpkReachProbe;

/* @failure is NULL when the other side answered. May be called before the probe has been returned
 * to whoever made it, never after it was freed. */
typedef void (*TpkReachProbeFunc) (TpkReachProbe    *probe,
                                   const TpkFailure *failure,
                                   gpointer          user_data);

TpkReachProbe *tpk_reach_probe_new   (TpkPoller         *poller,
                                      TpkTransport       protocol,
                                      GInetAddress      *address,
                                      guint16            port,
                                      guint              timeout_ms,
                                      TpkReachProbeFunc  func,
                                      gpointer           user_data);
void           tpk_reach_probe_start (TpkReachProbe     *self);
void           tpk_reach_probe_free  (TpkReachProbe     *self);

G_END_DECLS
