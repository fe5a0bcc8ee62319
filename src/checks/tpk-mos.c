/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-mos"

#include "config.h"

#include "tpk-mos.h"

#include <math.h>

/*
 * The E-model of ITU-T G.107 (06/2015): from what a line does to a voice to the rating R, and from
 * R to the mean opinion score. The names are the recommendation’s own, and the parameters that are
 * not asked for have the default values of its table 2, with which R is 93.2.
 */
#define SLR   8.0     /* sending loudness rating, dB */
#define RLR   2.0     /* receiving loudness rating, dB */
#define OLR   (SLR + RLR)
#define STMR  15.0    /* sidetone masking rating, dB */
#define LSTR  18.0    /* listener sidetone rating, dB */
#define DS    3.0     /* D-value of the telephone, sending side */
#define TELR  65.0    /* talker echo loudness rating, dB */
#define WEPL  110.0   /* weighted echo path loss, dB */
#define QDU   1.0     /* quantization distortion units */
#define NC    -70.0   /* circuit noise, dBm0p */
#define NFOR  -64.0   /* noise floor at the receiving side, dBmp */
#define PS    35.0    /* room noise at the sending side, dB(A) */
#define PR    35.0    /* room noise at the receiving side, dB(A) */

/* G.113 appendix I: G.711 with packet-loss concealment, random loss. */
#define G711_IMPAIRMENT   0.0
#define G711_ROBUSTNESS   25.1
#define PACKET_MS         20.0

static double
decibels_to_power (double decibels)
{
  return pow (10, decibels / 10);
}

/* No, §7.2.1: all sources of noise, referred to the point of 0 dBr. */
static double
get_noise (void)
{
  const double nos = PS - SLR - DS - 100 + 0.004 * pow (PS - OLR - DS - 14, 2);
  const double pre = PR + 10 * log10 (1 + decibels_to_power (10 - LSTR));
  const double nor = RLR - 121 + pre + 0.008 * pow (pre - 35, 2);
  const double nfo = NFOR + RLR;

  return 10 * log10 (decibels_to_power (NC) + decibels_to_power (nos) +
                     decibels_to_power (nor) + decibels_to_power (nfo));
}

/* Is, §7.3: what comes at the same time as the voice. */
static double
get_simultaneous_impairment (double ro,
                             double no,
                             double t)
{
  const double xolr = OLR + 0.2 * (64 + no - RLR);
  const double iolr = 20 * (pow (1 + pow (xolr / 8, 8), 1.0 / 8) - xolr / 8);
  const double stmro = -10 * log10 (decibels_to_power (-STMR) +
                                    exp (-t / 4) * decibels_to_power (-TELR));
  const double sidetone = 12 * pow (1 + pow ((stmro - 13) / 6, 8), 1.0 / 8) -
                          28 * pow (1 + pow ((stmro + 1) / 19.4, 35), 1.0 / 35) -
                          13 * pow (1 + pow ((stmro - 3) / 33, 13), 1.0 / 13) + 29;
  const double q = 37 - 15 * log10 (QDU);
  const double g = 1.07 + 0.258 * q + 0.0602 * q * q;
  const double y = (ro - 100) / 15 + 46 / 8.4 - g / 9;
  const double z = 46.0 / 30 - g / 40;
  const double iq = 15 * log10 (1 + pow (10, y) + pow (10, z));

  return iolr + sidetone + iq;
}

/* Idd, §7.4: what too long a way does even without any echo. */
static double
get_pure_delay_impairment (double ta)
{
  double x;

  if (ta <= 100)
    return 0;
  x = log2 (ta / 100);

  return 25 * (pow (1 + pow (x, 6), 1.0 / 6) - 3 * pow (1 + pow (x / 3, 6), 1.0 / 6) + 2);
}

/* Id, §7.4: what comes later than the voice, Idte + Idle + Idd. */
static double
get_delay_impairment (double ro,
                      double no,
                      double ta)
{
  const double t = ta;
  const double tr = 2 * ta;
  const double terv = TELR - 40 * log10 ((1 + t / 10) / (1 + t / 150)) + 6 * exp (-0.3 * t * t);
  const double roe = -1.5 * (no - RLR);
  const double re = 80 + 2.5 * (terv - 14);
  const double idte = ((roe - re) / 2 + sqrt (pow (roe - re, 2) / 4 + 100) - 1) * (1 - exp (-t));
  const double rle = 10.5 * (WEPL + 7) * pow (tr + 1, -0.25);
  const double idle = (ro - rle) / 2 + sqrt (pow (ro - rle, 2) / 4 + 169);

  return idte + idle + get_pure_delay_impairment (ta);
}

/* Ie-eff, §7.5, with BurstR of 1. */
static double
get_equipment_impairment (const TpkMosInput *input)
{
  return input->impairment + (95 - input->impairment) * input->lost_percent /
                               (input->lost_percent + input->robustness);
}

/**
 * tpk_mos_rate:
 * @input: what the line does
 *
 * Returns: the transmission rating R of ITU-T G.107, about 93 at best
 */
double
tpk_mos_rate (const TpkMosInput *input)
{
  double no, ro;

  g_return_val_if_fail (input != NULL, 0.0);
  g_return_val_if_fail (input->robustness > 0, 0.0);

  no = get_noise ();
  ro = 15 - 1.5 * (SLR + no);

  return ro - get_simultaneous_impairment (ro, no, input->delay_ms) -
         get_delay_impairment (ro, no, input->delay_ms) - get_equipment_impairment (input);
}

/**
 * tpk_mos_from_rating:
 * @rating: R
 *
 * Returns: the estimated mean opinion score, 1 (bad) to 4.5, after ITU-T G.107 annex B
 */
double
tpk_mos_from_rating (double rating)
{
  if (rating <= 0)
    return 1;
  if (rating >= 100)
    return 4.5;

  /* The cubic dips below its own lower end for ratings below 6.5. */
  return MAX (1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}

/**
 * tpk_mos_estimate:
 * @round_trip_ms: of the call
 * @jitter_ms: of one direction
 * @lost_percent: of one direction
 *
 * What people would say of a call over this path. The assumptions are those of %TPK_MOS_MODEL: the
 * codec is G.711 with packet-loss concealment as G.113 appendix I rates it, it sends every 20 ms,
 * the receiver holds packets back for twice the jitter, one direction takes half of the round trip,
 * and losses are not in bursts. The jitter buffer loses nothing more.
 *
 * Returns: the estimated mean opinion score, 1 (bad) to 4.5
 */
double
tpk_mos_estimate (double round_trip_ms,
                  double jitter_ms,
                  double lost_percent)
{
  TpkMosInput input = {
    .delay_ms = round_trip_ms / 2 + PACKET_MS + 2 * jitter_ms,
    .lost_percent = lost_percent,
    .impairment = G711_IMPAIRMENT,
    .robustness = G711_ROBUSTNESS,
  };

  return tpk_mos_from_rating (tpk_mos_rate (&input));
}
