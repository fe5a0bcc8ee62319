/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "tpk-quality.h"

G_BEGIN_DECLS

/* Interarrival jitter as RFC 3550 §6.4.1 and appendix A.8 smooth it. Begins as all zero. */
typedef struct {
  gboolean begun;
  double   transit_ms;    /* of the packet that came last */
  double   jitter_ms;
} TpkJitter;

/* What the packets of a call met on their way to the other end and back. */
typedef struct {
  TpkQuality echo;            /* of the way there and back, but the jitter of the way there */
  double     last_ms;         /* the way there and back of the packet that came last */
  guint      arrived;         /* at the other end, duplicates not counted */
  guint      duplicates;      /* at either end */
  double     throughput_kbit; /* a second, of what came back */
} TpkCallQuality;

void        tpk_jitter_add                (TpkJitter            *self,
                                           double                transit_ms);

gboolean    tpk_call_quality_get_mos      (const TpkCallQuality *self,
                                           double               *mos);
JsonObject *tpk_call_quality_to_json      (const TpkCallQuality *self,
                                           gboolean              is_voice);

G_END_DECLS
