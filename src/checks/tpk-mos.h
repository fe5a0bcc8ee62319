/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the E-model is asked about; everything else has the default value of the recommendation. */
typedef struct {
  double delay_ms;        /* Ta: from mouth to ear, one way */
  double lost_percent;    /* Ppl: lost at random, one way */
  double impairment;      /* Ie: of the codec */
  double robustness;      /* Bpl: of the codec against packet loss; above 0 */
} TpkMosInput;

/* The assumptions of tpk_mos_estimate(), as they stand in JSON beside the figure. */
#define TPK_MOS_MODEL \
  "G.107, G.711 with loss concealment (Ie 0, Bpl 25.1), 20 ms packets, " \
  "jitter buffer of twice the jitter, one way half the round trip, random loss"

double tpk_mos_rate        (const TpkMosInput *input);
double tpk_mos_from_rating (double             rating);
double tpk_mos_estimate    (double             round_trip_ms,
                            double             jitter_ms,
                            double             lost_percent);

G_END_DECLS
