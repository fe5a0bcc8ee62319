/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-reach-job"

#include "config.h"

#include "tpk-reach-job.h"

#include "tpk-check-thread.h"
#include "tpk-lookup.h"
#include "tpk-reach-probe.h"
#include "tpk-reach-result.h"

/*
 * Each name is looked up once, then every address of it is tried at every port. A probe that is
 * over is freed in a later turn of the loop, because it tells so while it is at work.
 */
struct _TpkReachJob {
  gatomicrefcount ref_count;
  TpkReachPlan *plan;          /* (owned) */
  TpkMailbox *mailbox;         /* (owned) */
  guint timeout_ms;
  guint max_probes;
  int peak;                    /* atomic: the most probes that were open at once */

  /* Only in the checking thread. */
  TpkPoller *poller;           /* (nullable) (unowned): NULL before the start */
  GPtrArray *hosts;            /* (element-type Host) (owned): in the order of the plan */
  guint next_host;             /* whose name was not looked up yet */
  guint n_lookups;
  GQueue ready;                /* (element-type Try) (owned) */
  GHashTable *open;            /* (element-type Try) (owned): a set */
  GPtrArray *gone;             /* (element-type Try) (owned): over, to be freed */
  TpkTimer *turn;              /* (nullable) (owned) */
  gboolean cancelled;
  gboolean over;
};

/* A destination with the endpoints that have it. */
typedef struct {
  TpkReachJob *job;            /* (unowned) */
  const char *name;            /* (unowned): of the plan */
  GArray *endpoints;           /* (element-type guint) (owned) */
  TpkLookup *lookup;           /* (nullable) (owned) */
} Host;

/* One endpoint at one address. */
typedef struct {
  TpkReachJob *job;            /* (unowned) */
  guint endpoint;
  guint row;
  guint n_rows;
  GInetAddress *address;       /* (owned) */
  TpkReachProbe *probe;        /* (nullable) (owned) */
} Try;

static void
host_free (gpointer data)
{
  Host *host = data;

  g_clear_pointer (&host->lookup, tpk_lookup_free);
  g_array_unref (host->endpoints);
  g_free (host);
}

static void
try_free (gpointer data)
{
  Try *try = data;

  g_clear_pointer (&try->probe, tpk_reach_probe_free);
  g_object_unref (try->address);
  g_free (try);
}

/**
 * tpk_reach_job_new:
 * @plan: what to try
 * @timeout_ms: for how long each probe waits, in milliseconds
 * @jobs: probes open at once; more than %TPK_REACH_MAX_PROBES is taken for that
 * @mailbox: where the #TpkReachResult objects go, by endpoint and address
 *
 * Returns: (transfer full): a job that has not started
 */
TpkReachJob *
tpk_reach_job_new (TpkReachPlan *plan,
                   guint         timeout_ms,
                   guint         jobs,
                   TpkMailbox   *mailbox)
{
  TpkReachJob *self = g_new0 (TpkReachJob, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->plan = tpk_reach_plan_ref (plan);
  self->mailbox = tpk_mailbox_ref (mailbox);
  self->timeout_ms = timeout_ms;
  self->max_probes = CLAMP (jobs, 1, TPK_REACH_MAX_PROBES);
  g_queue_init (&self->ready);

  return self;
}

TpkReachJob *
tpk_reach_job_ref (TpkReachJob *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tpk_reach_job_unref (TpkReachJob *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  tpk_reach_plan_unref (self->plan);
  tpk_mailbox_unref (self->mailbox);
  g_free (self);
}

/**
 * tpk_reach_job_get_peak:
 * @self: a job
 *
 * May be called in any thread.
 *
 * Returns: the most probes that were open at once so far
 */
guint
tpk_reach_job_get_peak (TpkReachJob *self)
{
  return (guint) g_atomic_int_get (&self->peak);
}

/* Drops everything that belongs to the thread, and its reference. */
static void
finish (TpkReachJob *self)
{
  self->over = TRUE;
  g_clear_pointer (&self->turn, tpk_timer_cancel);
  g_clear_pointer (&self->gone, g_ptr_array_unref);
  g_clear_pointer (&self->open, g_hash_table_unref);
  g_clear_pointer (&self->hosts, g_ptr_array_unref);
  tpk_mailbox_post_end (self->mailbox, NULL);
  tpk_reach_job_unref (self);
}

static void turn_cb (gpointer user_data);

/* Goes on in a later turn: this may be called by a probe or a lookup that is at work. */
static void
go_on (TpkReachJob *self)
{
  if (self->turn == NULL && !self->over)
    self->turn = tpk_poller_add_timer (self->poller, 0, turn_cb, self);
}

static void
post (TpkReachJob      *self,
      guint             index,
      guint             row,
      guint             n_rows,
      GInetAddress     *address,
      const TpkFailure *failure)
{
  const TpkReachEndpoint *endpoint = tpk_reach_plan_get_endpoint (self->plan, index);
  g_autofree char *text = address != NULL ? g_inet_address_to_string (address) : NULL;
  TpkReachResult *result;

  if (failure != NULL)
    result = tpk_reach_result_new_failed (endpoint->protocol, endpoint->port, text, failure);
  else
    result = tpk_reach_result_new (endpoint->protocol, endpoint->port, text, TPK_REACH_PASSED,
                                   TPK_CODE_OK);
  tpk_mailbox_post (self->mailbox, index, row, n_rows, result);
}

static void
probe_over_cb (TpkReachProbe    *probe,
               const TpkFailure *failure,
               gpointer          user_data)
{
  Try *try = user_data;
  TpkReachJob *self = try->job;

  post (self, try->endpoint, try->row, try->n_rows, try->address, failure);
  g_hash_table_steal (self->open, try);
  g_ptr_array_add (self->gone, try);
  go_on (self);
}

static void
start_try (TpkReachJob *self,
           Try         *try)
{
  const TpkReachEndpoint *endpoint = tpk_reach_plan_get_endpoint (self->plan, try->endpoint);

  g_hash_table_add (self->open, try);
  if (g_hash_table_size (self->open) > (guint) self->peak)
    g_atomic_int_set (&self->peak, (int) g_hash_table_size (self->open));
  try->probe = tpk_reach_probe_new (self->poller, endpoint->protocol, try->address, endpoint->port,
                                    self->timeout_ms, probe_over_cb, try);
  tpk_reach_probe_start (try->probe);
}

/* Every port of every address of a host. */
static void
expand (Host      *host,
        GPtrArray *addresses)
{
  for (guint i = 0; i < host->endpoints->len; i++) {
    for (guint row = 0; row < addresses->len; row++) {
      Try *try = g_new0 (Try, 1);

      try->job = host->job;
      try->endpoint = g_array_index (host->endpoints, guint, i);
      try->row = row;
      try->n_rows = addresses->len;
      try->address = g_object_ref (g_ptr_array_index (addresses, row));
      g_queue_push_tail (&host->job->ready, try);
    }
  }
}

static void
fail_host (Host             *host,
           const TpkFailure *failure)
{
  for (guint i = 0; i < host->endpoints->len; i++)
    post (host->job, g_array_index (host->endpoints, guint, i), 0, 1, NULL, failure);
}

static void
looked_up_cb (TpkLookup        *lookup,
              GPtrArray        *addresses,
              const TpkFailure *failure,
              double            ms,
              gpointer          user_data)
{
  Host *host = user_data;

  g_clear_pointer (&host->lookup, tpk_lookup_free);
  host->job->n_lookups--;
  if (failure != NULL)
    fail_host (host, failure);
  else
    expand (host, addresses);
  go_on (host->job);
}

static void
open_host (TpkReachJob *self,
           Host        *host)
{
  g_autoptr (GInetAddress) literal = g_inet_address_new_from_string (host->name);
  g_autoptr (GPtrArray) addresses = NULL;

  if (literal == NULL) {
    self->n_lookups++;
    host->lookup = tpk_lookup_new (self->poller, host->name, TPK_LOOKUP_TIMEOUT_MS, looked_up_cb,
                                   host);
    return;
  }
  addresses = g_ptr_array_new ();
  g_ptr_array_add (addresses, literal);
  expand (host, addresses);
}

static void
turn_cb (gpointer user_data)
{
  TpkReachJob *self = user_data;

  self->turn = NULL;
  g_ptr_array_set_size (self->gone, 0);
  while (self->next_host < self->hosts->len && self->n_lookups < TPK_LOOKUP_MAX)
    open_host (self, g_ptr_array_index (self->hosts, self->next_host++));
  while (!g_queue_is_empty (&self->ready) &&
         g_hash_table_size (self->open) + self->gone->len < self->max_probes)
    start_try (self, g_queue_pop_head (&self->ready));

  if (self->next_host == self->hosts->len && self->n_lookups == 0 &&
      g_queue_is_empty (&self->ready) && g_hash_table_size (self->open) == 0)
    finish (self);
}

static void
collect_hosts (TpkReachJob *self)
{
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);

  self->hosts = g_ptr_array_new_with_free_func (host_free);
  for (guint i = 0; i < tpk_reach_plan_get_n_endpoints (self->plan); i++) {
    const TpkReachEndpoint *endpoint = tpk_reach_plan_get_endpoint (self->plan, i);
    Host *host = g_hash_table_lookup (by_name, endpoint->destination);

    if (host == NULL) {
      host = g_new0 (Host, 1);
      host->job = self;
      host->name = endpoint->destination;
      host->endpoints = g_array_new (FALSE, FALSE, sizeof (guint));
      g_ptr_array_add (self->hosts, host);
      g_hash_table_insert (by_name, (gpointer) host->name, host);
    }
    g_array_append_val (host->endpoints, i);
  }
}

static void
cancel_all (TpkReachJob *self)
{
  GHashTableIter iter;
  TpkFailure failure;
  gpointer item;
  Try *try;

  tpk_failure_set (&failure, TPK_CODE_CANCELLED, NULL);
  for (guint i = 0; i < self->hosts->len; i++) {
    Host *host = g_ptr_array_index (self->hosts, i);

    if (i >= self->next_host || host->lookup != NULL)
      fail_host (host, &failure);
    g_clear_pointer (&host->lookup, tpk_lookup_free);
  }
  while ((try = g_queue_pop_head (&self->ready)) != NULL) {
    post (self, try->endpoint, try->row, try->n_rows, try->address, &failure);
    try_free (try);
  }
  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, &item, NULL)) {
    try = item;
    post (self, try->endpoint, try->row, try->n_rows, try->address, &failure);
  }
  finish (self);
}

static gboolean
start_cb (gpointer user_data)
{
  TpkReachJob *self = user_data;

  self->poller = tpk_check_thread_get_poller ();
  self->open = g_hash_table_new_full (NULL, NULL, try_free, NULL);
  self->gone = g_ptr_array_new_with_free_func (try_free);
  collect_hosts (self);
  /* A reference for the thread, until finish(). */
  tpk_reach_job_ref (self);
  if (self->cancelled)
    cancel_all (self);
  else
    go_on (self);

  return G_SOURCE_REMOVE;
}

/**
 * tpk_reach_job_start:
 * @self: a new job
 *
 * May be called in any thread.
 */
void
tpk_reach_job_start (TpkReachJob *self)
{
  tpk_check_thread_invoke (start_cb, tpk_reach_job_ref (self),
                           (GDestroyNotify) tpk_reach_job_unref);
}

static gboolean
cancel_cb (gpointer user_data)
{
  TpkReachJob *self = user_data;

  if (self->over || self->cancelled)
    return G_SOURCE_REMOVE;
  self->cancelled = TRUE;
  if (self->poller != NULL)
    cancel_all (self);

  return G_SOURCE_REMOVE;
}

/**
 * tpk_reach_job_cancel:
 * @self: a job
 *
 * Ends what is under way, as cancelled. May be called in any thread, also before the start or after
 * the end.
 */
void
tpk_reach_job_cancel (TpkReachJob *self)
{
  tpk_check_thread_invoke (cancel_cb, tpk_reach_job_ref (self),
                           (GDestroyNotify) tpk_reach_job_unref);
}
