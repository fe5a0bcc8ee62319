/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-quality"

#include "config.h"

#include "tpk-quality.h"

#include <math.h>
#include <string.h>

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

/* The nearest-rank percentile of @sorted. */
static double
percentile (const double *sorted,
            guint         n,
            double        share)
{
  guint rank = (guint) ceil (share * n);

  return sorted[CLAMP (rank, 1, n) - 1];
}

/* Interarrival jitter as RFC 3550 §6.4.1 smooths it, over the round trips. */
static double
smooth_jitter (const double *rtts_ms,
               guint         n)
{
  double jitter = 0;

  for (guint i = 1; i < n; i++)
    jitter += (fabs (rtts_ms[i] - rtts_ms[i - 1]) - jitter) / 16.0;

  return jitter;
}

static guint
count_reordered (const guint *sequence,
                 guint        n)
{
  guint highest = 0;
  guint reordered = 0;

  for (guint i = 0; i < n; i++) {
    if (i > 0 && sequence[i] < highest)
      reordered++;
    highest = MAX (highest, sequence[i]);
  }

  return reordered;
}

/**
 * tpk_quality_measure:
 * @self: (out caller-allocates): the figures
 * @sent: how many datagrams were sent
 * @rtts_ms: (array length=n_received): the echo time of each one that came back, in milliseconds,
 *   in the order of arrival
 * @sequence: (array length=n_received): their numbers, in the order of arrival
 * @n_received: how many came back, duplicates not counted
 */
void
tpk_quality_measure (TpkQuality   *self,
                     guint         sent,
                     const double *rtts_ms,
                     const guint  *sequence,
                     guint         n_received)
{
  g_autofree double *sorted = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (n_received <= sent);

  memset (self, 0, sizeof *self);
  self->known = TRUE;
  self->sent = sent;
  self->received = n_received;
  self->lost_percent = sent > 0 ? 100.0 * (sent - n_received) / sent : 0.0;
  if (n_received == 0)
    return;

  sorted = g_memdup2 (rtts_ms, n_received * sizeof *rtts_ms);
  qsort (sorted, n_received, sizeof *sorted, compare_doubles);
  self->rtt_min_ms = sorted[0];
  self->rtt_median_ms = percentile (sorted, n_received, 0.5);
  self->rtt_p95_ms = percentile (sorted, n_received, 0.95);
  self->rtt_max_ms = sorted[n_received - 1];
  self->jitter_ms = smooth_jitter (rtts_ms, n_received);
  self->reordered = count_reordered (sequence, n_received);
}

/**
 * tpk_quality_to_json:
 * @self: measured figures
 *
 * Returns: (transfer full): the figures as `check --json` writes them
 */
JsonObject *
tpk_quality_to_json (const TpkQuality *self)
{
  JsonObject *object;
  JsonObject *rtt;

  g_return_val_if_fail (self != NULL, NULL);

  object = json_object_new ();
  json_object_set_int_member (object, "sent", self->sent);
  json_object_set_int_member (object, "received", self->received);
  json_object_set_double_member (object, "lost_percent", self->lost_percent);
  if (self->received > 0) {
    rtt = json_object_new ();
    json_object_set_double_member (rtt, "min", self->rtt_min_ms);
    json_object_set_double_member (rtt, "median", self->rtt_median_ms);
    json_object_set_double_member (rtt, "p95", self->rtt_p95_ms);
    json_object_set_double_member (rtt, "max", self->rtt_max_ms);
    json_object_set_object_member (object, "rtt_ms", rtt);
    json_object_set_double_member (object, "jitter_ms", self->jitter_ms);
  }
  json_object_set_int_member (object, "reordered", self->reordered);
  json_object_set_string_member (object, "via", "ladder");

  return object;
}
