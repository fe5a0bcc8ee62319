/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the datagrams of a data stage met on their way there and back. */
typedef struct {
  gboolean  known;
  guint     sent;
  guint     received;
  guint     reordered;
  double    lost_percent;
  double    rtt_min_ms;
  double    rtt_median_ms;
  double    rtt_p95_ms;
  double    rtt_max_ms;
  double    jitter_ms;
} TpkQuality;

void        tpk_quality_measure (TpkQuality       *self,
                                 guint             sent,
                                 const double     *rtts_ms,
                                 const guint      *sequence,
                                 guint             n_received);
JsonObject *tpk_quality_to_json (const TpkQuality *self);

G_END_DECLS
