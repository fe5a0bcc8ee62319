/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-cloud-result.h"

G_BEGIN_DECLS

/* When a service is asked next. A plain value, without a clock of its own: all times are Unix times
 * in milliseconds, and all luck is passed in, as a number from 0 to 1. */
typedef struct {
  gint64 due_ms;          /* G_MAXINT64: not by itself */
  gint64 not_before_ms;   /* the service wants to be left alone */
  gint64 last_ms;         /* of the last success; 0: there was none */
  guint  failures;        /* since the last success */
} TpkCloudSchedule;

void   tpk_cloud_schedule_init      (TpkCloudSchedule *self);
void   tpk_cloud_schedule_succeeded (TpkCloudSchedule *self,
                                     TpkCloudSet      *set,
                                     gint64            now_ms,
                                     double            luck);
void   tpk_cloud_schedule_failed    (TpkCloudSchedule *self,
                                     TpkCloudCode      code,
                                     guint             retry_after_s,
                                     gint64            now_ms,
                                     double            luck);
void   tpk_cloud_schedule_hurry     (TpkCloudSchedule *self,
                                     gint64            now_ms);

G_END_DECLS
