/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-check-options"

#include "config.h"

#include "tpk-check-options.h"

#include <sys/resource.h>

#define DEFAULT_TIMEOUT_MS  10000
#define DEFAULT_JOBS        64
#define SPARE_FDS           64
#define FDS_PER_TARGET      2
/* Calls that share a line measure each other. */
#define DEFAULT_CALLS       1
#define MAX_CALLS           4
#define GATHER_AT_ONCE      16

/* More targets than the process may open files would fail for a reason of our own. */
static guint
limit_jobs (guint jobs)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return jobs;
  if (limit.rlim_cur <= SPARE_FDS + FDS_PER_TARGET)
    return 1;

  return MIN (jobs, (limit.rlim_cur - SPARE_FDS) / FDS_PER_TARGET);
}

/**
 * tpk_check_options_resolve:
 * @self: how a run was asked to be carried out
 * @job: (out caller-allocates): what that means for its targets; see tpk_check_options_clear()
 * @proofs: (out caller-allocates): what that means for its relay proofs
 * @candidates: (out caller-allocates): what that means for its table of candidates
 *
 * Puts defaults and limits in place. The name of the CA file is not copied.
 */
void
tpk_check_options_resolve (const TpkCheckOptions *self,
                           TpkCheckJobOptions    *job,
                           TpkProofJobOptions    *proofs,
                           TpkGatherJobOptions   *candidates)
{
  job->timeout_ms = self->timeout_ms ? self->timeout_ms : DEFAULT_TIMEOUT_MS;
  job->jobs = limit_jobs (self->jobs ? self->jobs : DEFAULT_JOBS);
  job->ca_file = self->ca_file;
  job->proxy_given = self->proxy != NULL;
  job->proxy = NULL;
  job->proxy_error = NULL;
  if (job->proxy_given)
    tpk_proxy_parse (self->proxy, self->proxy_password, &job->proxy, &job->proxy_error);
  job->last_stage = self->only_given ? self->last_stage : TPK_STAGE_RELEASE;

  proofs->timeout_ms = job->timeout_ms;
  proofs->at_once = self->calls ? MIN (self->calls, MAX_CALLS) : DEFAULT_CALLS;
  proofs->seconds = MAX (self->seconds, 1);
  proofs->video = self->video;
  proofs->ca_file = self->ca_file;

  candidates->timeout_ms = job->timeout_ms;
  candidates->at_once = MIN (job->jobs, GATHER_AT_ONCE);
  candidates->with_hosts = !self->relay_only;
  candidates->ca_file = self->ca_file;
}

/**
 * tpk_check_options_clear:
 * @job: what tpk_check_options_resolve() has filled in
 *
 * Lets go of what @job holds.
 */
void
tpk_check_options_clear (TpkCheckJobOptions *job)
{
  g_clear_pointer (&job->proxy, tpk_proxy_unref);
  g_clear_error (&job->proxy_error);
}
