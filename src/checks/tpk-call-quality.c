/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-call-quality"

#include "config.h"

#include "tpk-call-quality.h"

#include <math.h>

#include "tpk-mos.h"

/**
 * tpk_jitter_add:
 * @self: a jitter, all zero at the beginning
 * @transit_ms: when the next packet arrived minus when it was sent; the clocks of both sides may
 *   differ, since only differences count
 *
 * RFC 3550 §6.4.1: J(i) = J(i-1) + (|D(i-1,i)| - J(i-1)) / 16, packets in the order of arrival.
 */
void
tpk_jitter_add (TpkJitter *self,
                double     transit_ms)
{
  g_return_if_fail (self != NULL);

  if (self->begun)
    self->jitter_ms += (fabs (transit_ms - self->transit_ms) - self->jitter_ms) / 16;
  self->begun = TRUE;
  self->transit_ms = transit_ms;
}

/**
 * tpk_call_quality_get_mos:
 * @self: measured figures
 * @mos: (out): the estimated mean opinion score of a voice call, see tpk_mos_estimate()
 *
 * Returns: whether there is one; where nothing came back there is none
 */
gboolean
tpk_call_quality_get_mos (const TpkCallQuality *self,
                          double               *mos)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (mos != NULL, FALSE);

  if (!self->echo.known || self->echo.received == 0)
    return FALSE;
  *mos = tpk_mos_estimate (self->echo.rtt_median_ms, self->echo.jitter_ms,
                           100.0 * (self->echo.sent - self->arrived) / self->echo.sent);

  return TRUE;
}

/**
 * tpk_call_quality_to_json:
 * @self: measured figures
 * @is_voice: whether the packets were like those of a voice, for which there is a mean opinion
 *   score
 *
 * Returns: (transfer full): the figures as `check --json` writes them
 */
JsonObject *
tpk_call_quality_to_json (const TpkCallQuality *self,
                          gboolean              is_voice)
{
  JsonObject *object;
  double mos;

  g_return_val_if_fail (self != NULL, NULL);

  object = tpk_quality_to_json (&self->echo);
  json_object_set_string_member (object, "via", "call");
  json_object_set_int_member (object, "arrived", self->arrived);
  json_object_set_int_member (object, "duplicates", self->duplicates);
  json_object_set_double_member (object, "throughput_kbit", self->throughput_kbit);
  if (is_voice && tpk_call_quality_get_mos (self, &mos)) {
    json_object_set_double_member (object, "mos", mos);
    json_object_set_string_member (object, "model", TPK_MOS_MODEL);
  }

  return object;
}
