/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-schedule"

#include "config.h"

#include "tpk-cloud-schedule.h"

/* The first pause after a failure, and the longest: a second and five minutes. */
#define FIRST_PAUSE_MS 1000
#define LONGEST_PAUSE_MS (5 * 60 * 1000)

/* What only people can mend is not tried every second: it might lock the account. */
#define PEOPLES_PAUSE_MS (60 * 1000)

/* Networks come up in pieces; a set that is younger is young enough. */
#define SETTLE_MS 1000
#define YOUNG_MS 30000

void
tpk_cloud_schedule_init (TpkCloudSchedule *self)
{
  *self = (TpkCloudSchedule) { .due_ms = G_MAXINT64 };
}

/**
 * tpk_cloud_schedule_succeeded:
 * @self: a schedule
 * @set: what was handed out
 * @now_ms: the time
 * @luck: 0 to 1
 *
 * The next time is two thirds of the life after the question, or up to a tenth of it earlier, so
 * that many machines do not ask at once.
 */
void
tpk_cloud_schedule_succeeded (TpkCloudSchedule *self,
                              TpkCloudSet      *set,
                              gint64            now_ms,
                              double            luck)
{
  gint64 begin_ms = tpk_cloud_set_get_fetched_s (set) * 1000;
  gint64 share_ms = tpk_cloud_set_get_renewal_s (set) * 1000 - begin_ms;

  /* Two thirds less a tenth of the whole is two thirds less 15 % of the two thirds. */
  self->due_ms = begin_ms + share_ms - (gint64) ((double) share_ms * 0.15 * luck);
  self->not_before_ms = 0;
  self->last_ms = now_ms;
  self->failures = 0;
}

static gboolean
is_for_people (TpkCloudCode code)
{
  switch (code) {
  case TPK_CLOUD_CODE_SETTINGS:
  case TPK_CLOUD_CODE_INSECURE:
  case TPK_CLOUD_CODE_UNAUTHORIZED:
  case TPK_CLOUD_CODE_FORBIDDEN:
  case TPK_CLOUD_CODE_NOT_FOUND:
  case TPK_CLOUD_CODE_REDIRECTED:
    return TRUE;
  default:
    return FALSE;
  }
}

/**
 * tpk_cloud_schedule_failed:
 * @self: a schedule
 * @code: how it ended
 * @retry_after_s: what the service said, 0 for nothing
 * @now_ms: the time
 * @luck: 0 to 1
 *
 * The pauses double from failure to failure, with up to a half more at random; what the service
 * asks for is kept.
 */
void
tpk_cloud_schedule_failed (TpkCloudSchedule *self,
                           TpkCloudCode      code,
                           guint             retry_after_s,
                           gint64            now_ms,
                           double            luck)
{
  gint64 pause_ms = FIRST_PAUSE_MS;

  for (guint i = 0; i < self->failures && pause_ms < LONGEST_PAUSE_MS; i++)
    pause_ms *= 2;
  if (is_for_people (code))
    pause_ms = MAX (pause_ms, PEOPLES_PAUSE_MS);
  pause_ms = MIN (pause_ms, LONGEST_PAUSE_MS);
  pause_ms += (gint64) ((double) pause_ms * 0.5 * luck);

  self->failures++;
  self->not_before_ms = retry_after_s > 0 ? now_ms + (gint64) retry_after_s * 1000 : 0;
  self->due_ms = MAX (now_ms + pause_ms, self->not_before_ms);
}

/**
 * tpk_cloud_schedule_hurry:
 * @self: a schedule
 * @now_ms: the time
 *
 * The machine slept, or is in another network: asks soon, unless it just did or the service wants
 * to be left alone.
 */
void
tpk_cloud_schedule_hurry (TpkCloudSchedule *self,
                          gint64            now_ms)
{
  gint64 soon_ms = MAX (now_ms + SETTLE_MS, self->not_before_ms);

  if (self->last_ms != 0 && now_ms >= self->last_ms && now_ms - self->last_ms < YOUNG_MS)
    return;

  self->due_ms = MIN (self->due_ms, soon_ms);
}
