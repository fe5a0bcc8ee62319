/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-gather-job"

#include "config.h"

#include "tpk-gather-job.h"

#include "tpk-bridge.h"
#include "tpk-check-thread.h"
#include "tpk-proof-agent.h"
#include "tpk-trust.h"

/*
 * An agent for each relay, since libnice drops a candidate whose address another one has already,
 * and one without any for the addresses of this computer. Only relays that a check has just found
 * to work are asked; that one gives nothing now means that the check has not been forgotten there,
 * where a quota is tight, so that it is asked once more.
 */

#define GATHER_TIMEOUT_MS  6000
#define REST_MS            1500  /* coturn counts a relay that was given back for another second */

typedef struct {
  TpkGatherJob *job;             /* (unowned) */
  guint index;
  TpkProofRequest *request;      /* (nullable) (unowned): NULL for this computer */
  TpkBridge *bridge;          /* (nullable) (owned) */
  TpkProofAgent *agent;          /* (nullable) (owned) */
  TpkTimer *timer;               /* (nullable) (owned): of the end, or of the rest before the next */
  TpkTimer *stepper;             /* (nullable) (owned) */
  gint64 start_us;
  guint n_attempts;
  guint n_posted;
  gboolean closing;
  gboolean over;
} Gathering;

struct _TpkGatherJob {
  gatomicrefcount ref_count;

  /* Set before the start, only read since. */
  GPtrArray *requests;           /* (element-type TpkProofRequest) (owned) */
  TpkMailbox *mailbox;           /* (owned) */
  TpkGatherJobOptions options;
  char *ca_file;                 /* (nullable) (owned) */

  /* Only in the checking thread. */
  TpkPoller *poller;             /* (nullable) (unowned): NULL before the start */
  GTlsDatabase *database;        /* (nullable) (owned) */
  Gathering *gatherings;         /* (owned) */
  guint n_gatherings;
  guint next;
  guint n_running;
  guint n_over;
  gboolean cancelled;
  gboolean over;
};

static void start_some      (TpkGatherJob *self);
static void start_gathering (Gathering    *gathering);

/**
 * tpk_gather_job_new:
 * @requests: (element-type TpkProofRequest): the relays; must not change any more
 * @options: how
 * @mailbox: where the #TpkCandidate objects go, each once
 *
 * Returns: (transfer full): a job that has not started
 */
TpkGatherJob *
tpk_gather_job_new (GPtrArray                 *requests,
                    const TpkGatherJobOptions *options,
                    TpkMailbox                *mailbox)
{
  TpkGatherJob *self = g_new0 (TpkGatherJob, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->requests = g_ptr_array_ref (requests);
  self->mailbox = tpk_mailbox_ref (mailbox);
  self->options = *options;
  self->ca_file = g_strdup (options->ca_file);

  return self;
}

TpkGatherJob *
tpk_gather_job_ref (TpkGatherJob *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tpk_gather_job_unref (TpkGatherJob *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_object (&self->database);
  g_free (self->gatherings);
  g_ptr_array_unref (self->requests);
  tpk_mailbox_unref (self->mailbox);
  g_free (self->ca_file);
  g_free (self);
}

static void
finish (TpkGatherJob *self)
{
  self->over = TRUE;
  tpk_mailbox_post_end (self->mailbox, NULL);
  /* The reference of tpk_gather_job_start(). */
  tpk_gather_job_unref (self);
}

static void
end_gathering (Gathering *gathering)
{
  TpkGatherJob *job = gathering->job;

  gathering->over = TRUE;
  job->n_running--;
  job->n_over++;
  start_some (job);
}

static void
rested_cb (gpointer user_data)
{
  Gathering *gathering = user_data;

  gathering->timer = NULL;
  start_gathering (gathering);
}

static void
after_close (Gathering *gathering)
{
  g_clear_pointer (&gathering->agent, tpk_proof_agent_unref);
  /* Not before: what is given back goes over the bridge. */
  g_clear_pointer (&gathering->bridge, tpk_bridge_free);
  gathering->closing = FALSE;
  if (gathering->request != NULL && gathering->n_posted == 0 && gathering->n_attempts == 1 &&
      !gathering->job->cancelled)
    gathering->timer = tpk_poller_add_timer (gathering->job->poller, REST_MS, rested_cb, gathering);
  else
    end_gathering (gathering);
}

static void
closed_cb (TpkProofAgent *agent,
           gpointer       user_data)
{
  after_close (user_data);
}

static void
close_gathering (Gathering *gathering)
{
  if (gathering->closing)
    return;
  gathering->closing = TRUE;
  g_clear_pointer (&gathering->timer, tpk_timer_cancel);
  g_clear_pointer (&gathering->stepper, tpk_timer_cancel);
  if (gathering->agent != NULL)
    tpk_proof_agent_close (gathering->agent, closed_cb, gathering);
  else
    after_close (gathering);
}

static void
post_new (Gathering *gathering)
{
  const char *url = gathering->request != NULL
                      ? tpk_ice_url_get_text (gathering->request->spec->url) : NULL;

  while (gathering->n_posted < tpk_proof_agent_get_n_candidates (gathering->agent)) {
    TpkCandidate *candidate = tpk_proof_agent_dup_candidate (gathering->agent,
                                                             gathering->n_posted, url);

    tpk_mailbox_post (gathering->job->mailbox, gathering->index, gathering->n_posted, 1, candidate);
    gathering->n_posted++;
  }
}

static void
step_cb (gpointer user_data)
{
  Gathering *gathering = user_data;

  gathering->stepper = NULL;
  post_new (gathering);
  if (tpk_proof_agent_is_gathered (gathering->agent))
    close_gathering (gathering);
}

/* libnice calls back from within its own functions. */
static void
agent_progressed (TpkProofAgent *agent,
                  gpointer       user_data)
{
  Gathering *gathering = user_data;

  if (gathering->stepper == NULL && !gathering->closing)
    gathering->stepper = tpk_poller_add_timer (gathering->job->poller, 0, step_cb, gathering);
}

static void
agent_received (TpkProofAgent *agent,
                const guint8  *bytes,
                gsize          length,
                gpointer       user_data)
{
}

static const TpkProofAgentHandler agent_handler = {
  .progressed = agent_progressed,
  .received = agent_received,
};

static void
bridge_trouble (TpkBridge        *bridge,
                const TpkFailure *failure,
                gpointer          user_data)
{
  /* libnice notices that nothing comes. */
}

static void
timeout_cb (gpointer user_data)
{
  Gathering *gathering = user_data;

  gathering->timer = NULL;
  close_gathering (gathering);
}

static gboolean
make_bridge (Gathering *gathering)
{
  TpkGatherJob *job = gathering->job;
  TpkProofRequest *request = gathering->request;

  if (request == NULL || !tpk_bridge_is_needed (request))
    return TRUE;
  gathering->bridge = tpk_bridge_new (job->poller, request, job->database, bridge_trouble,
                                      gathering, NULL);

  return gathering->bridge != NULL;
}

static gboolean
make_agent (Gathering *gathering)
{
  TpkProofRequest *request = gathering->request;
  g_autofree char *label = NULL;
  TpkProofAgentOptions options = { .is_controlling = TRUE, .name = "local" };

  if (!make_bridge (gathering))
    return FALSE;
  if (request != NULL) {
    label = tpk_proof_request_dup_label (request);
    options.server = gathering->bridge != NULL ? tpk_bridge_get_address (gathering->bridge)
                                               : request->address;
    options.over_tcp = tpk_target_spec_is_stream (request->spec);
    options.label = label;
    options.username = request->spec->username;
    options.password = request->spec->password;
  }
  gathering->agent = tpk_proof_agent_new (gathering->job->poller, &options, &agent_handler,
                                          gathering, NULL);

  return gathering->agent != NULL;
}

static void
start_gathering (Gathering *gathering)
{
  TpkGatherJob *job = gathering->job;

  gathering->n_attempts++;
  gathering->timer = tpk_poller_add_timer (job->poller,
                                           MIN (GATHER_TIMEOUT_MS, job->options.timeout_ms),
                                           timeout_cb, gathering);
  if (make_agent (gathering) && tpk_proof_agent_gather (gathering->agent))
    return;
  gathering->n_attempts = G_MAXUINT;
  g_clear_pointer (&gathering->timer, tpk_timer_cancel);
  gathering->timer = tpk_poller_add_timer (job->poller, 0, timeout_cb, gathering);
}

static void
start_some (TpkGatherJob *self)
{
  while (!self->cancelled && self->next < self->n_gatherings &&
         self->n_running < self->options.at_once) {
    self->n_running++;
    start_gathering (&self->gatherings[self->next++]);
  }
  if (!self->over && self->n_running == 0 && (self->cancelled || self->n_over == self->n_gatherings))
    finish (self);
}

static void
cancel_all (TpkGatherJob *self)
{
  /* Held, since the last one that ends ends the job. */
  tpk_gather_job_ref (self);
  for (guint i = 0; i < self->next; i++) {
    Gathering *gathering = &self->gatherings[i];

    if (!gathering->over)
      close_gathering (gathering);
  }
  start_some (self);
  tpk_gather_job_unref (self);
}

static void
make_gatherings (TpkGatherJob *self)
{
  const guint n_hosts = self->options.with_hosts ? 1 : 0;

  self->n_gatherings = self->requests->len + n_hosts;
  self->gatherings = g_new0 (Gathering, self->n_gatherings);
  for (guint i = 0; i < self->n_gatherings; i++) {
    self->gatherings[i].job = self;
    self->gatherings[i].index = i;
    if (i >= n_hosts)
      self->gatherings[i].request = g_ptr_array_index (self->requests, i - n_hosts);
  }
}

static gboolean
start_cb (gpointer user_data)
{
  TpkGatherJob *self = user_data;

  self->poller = tpk_check_thread_get_poller ();
  /* The ladders before this have read the same file, so that an error only means that it changed
   * since: then nobody is trusted. */
  self->database = tpk_trust_new (self->ca_file, NULL);
  make_gatherings (self);
  start_some (self);

  return G_SOURCE_REMOVE;
}

/**
 * tpk_gather_job_start:
 * @self: a new job
 *
 * May be called in any thread.
 */
void
tpk_gather_job_start (TpkGatherJob *self)
{
  /* A reference for the thread, until finish(). */
  tpk_gather_job_ref (self);
  tpk_check_thread_invoke (start_cb, self, NULL);
}

static gboolean
cancel_cb (gpointer user_data)
{
  TpkGatherJob *self = user_data;

  if (self->over || self->cancelled)
    return G_SOURCE_REMOVE;
  self->cancelled = TRUE;
  if (self->poller != NULL)
    cancel_all (self);

  return G_SOURCE_REMOVE;
}

/**
 * tpk_gather_job_cancel:
 * @self: a job
 *
 * Stops everything; the end comes when all that was lent is given back. May be called in any
 * thread, also before the start or after the end.
 */
void
tpk_gather_job_cancel (TpkGatherJob *self)
{
  tpk_check_thread_invoke (cancel_cb, tpk_gather_job_ref (self),
                           (GDestroyNotify) tpk_gather_job_unref);
}
