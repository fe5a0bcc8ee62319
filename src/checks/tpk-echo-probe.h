/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-call-quality.h"
#include "tpk-poller.h"

G_BEGIN_DECLS

/* How packets of a call come: their size in bytes, their pace, and how many. */
typedef struct {
  guint size;
  guint interval_us;
  guint count;
} TpkEchoProfile;

/* At the pace of a call, sends packets that the other end sends back. */
typedef struct _TpkEchoProbe TpkEchoProbe;

typedef struct {
  void (*send) (TpkEchoProbe *probe,
                gboolean      from_far,   /* the other end sends it */
                const guint8 *bytes,
                gsize         length,
                gpointer      user_data);
  void (*done) (TpkEchoProbe *probe,
                gpointer      user_data);
} TpkEchoHandler;

TpkEchoProbe *tpk_echo_probe_new       (TpkPoller            *poller,
                                        const TpkEchoProfile *profile,
                                        const TpkEchoHandler *handler,
                                        gpointer              user_data);
void          tpk_echo_probe_free      (TpkEchoProbe         *self);
void          tpk_echo_probe_start     (TpkEchoProbe         *self);
void          tpk_echo_probe_receive   (TpkEchoProbe         *self,
                                        gboolean              at_far,
                                        const guint8         *bytes,
                                        gsize                 length);
gboolean      tpk_echo_probe_is_silent (TpkEchoProbe         *self);
void          tpk_echo_probe_measure   (TpkEchoProbe         *self,
                                        TpkCallQuality       *quality);

G_END_DECLS
