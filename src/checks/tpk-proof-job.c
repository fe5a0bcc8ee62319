/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-proof-job"

#include "config.h"

#include "tpk-proof-job.h"

#include "tpk-check-thread.h"
#include "tpk-trust.h"

/*
 * Makes one proof after the other, or few side by side: calls that share a line would measure each
 * other.
 */
struct _TpkProofJob {
  gatomicrefcount ref_count;

  /* Set before the start, only read since. */
  GPtrArray *requests;       /* (element-type TpkProofRequest) (owned) */
  TpkMailbox *mailbox;       /* (owned) */
  TpkProofJobOptions options;
  char *ca_file;             /* (nullable) (owned) */

  /* Only in the checking thread. */
  TpkPoller *poller;         /* (nullable) (unowned): NULL before the start */
  GPtrArray *proofs;         /* (nullable) (element-type TpkRelayProof) (owned): by request */
  GHashTable *dirty;         /* (nullable) (element-type TpkRelayProof) (owned): a set of unowned */
  guint next;                /* the first that has not started */
  guint n_running;
  guint n_over;
  TpkTimer *flusher;         /* (nullable) (owned) */
  gboolean cancelled;
  gboolean over;
};

#define FLUSH_MS 100

static void start_some (TpkProofJob *self);

/**
 * tpk_proof_job_new:
 * @requests: (element-type TpkProofRequest): what to prove; must not change any more
 * @options: how
 * @mailbox: where the snapshots go; the index of a URL is that of the request
 *
 * Returns: (transfer full): a job that has not started
 */
TpkProofJob *
tpk_proof_job_new (GPtrArray                *requests,
                   const TpkProofJobOptions *options,
                   TpkMailbox               *mailbox)
{
  TpkProofJob *self = g_new0 (TpkProofJob, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->requests = g_ptr_array_ref (requests);
  self->mailbox = tpk_mailbox_ref (mailbox);
  self->options = *options;
  self->ca_file = g_strdup (options->ca_file);

  return self;
}

TpkProofJob *
tpk_proof_job_ref (TpkProofJob *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tpk_proof_job_unref (TpkProofJob *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->proofs, g_ptr_array_unref);
  g_clear_pointer (&self->dirty, g_hash_table_unref);
  g_ptr_array_unref (self->requests);
  tpk_mailbox_unref (self->mailbox);
  g_free (self->ca_file);
  g_free (self);
}

static void
post (TpkProofJob *self,
      guint        i)
{
  TpkRelayProof *proof = g_ptr_array_index (self->proofs, i);

  g_hash_table_remove (self->dirty, proof);
  tpk_mailbox_post (self->mailbox, i, 0, 1, tpk_relay_proof_snapshot (proof));
}

static void
flush_cb (gpointer user_data)
{
  TpkProofJob *self = user_data;

  self->flusher = NULL;
  for (guint i = 0; i < self->proofs->len; i++) {
    if (g_hash_table_contains (self->dirty, g_ptr_array_index (self->proofs, i)))
      post (self, i);
  }
}

static void
changed_cb (TpkRelayProof *proof,
            gpointer       user_data)
{
  TpkProofJob *self = user_data;

  g_hash_table_add (self->dirty, proof);
  if (self->flusher == NULL)
    self->flusher = tpk_poller_add_timer (self->poller, FLUSH_MS, flush_cb, self);
}

static void
finish (TpkProofJob *self)
{
  self->over = TRUE;
  g_clear_pointer (&self->flusher, tpk_timer_cancel);
  tpk_mailbox_post_end (self->mailbox, NULL);
  /* The reference of tpk_proof_job_start(). */
  tpk_proof_job_unref (self);
}

static void
over_cb (TpkRelayProof *proof,
         gpointer       user_data)
{
  TpkProofJob *self = user_data;
  guint i;

  if (g_ptr_array_find (self->proofs, proof, &i))
    post (self, i);
  self->n_running--;
  self->n_over++;
  start_some (self);
}

static void
start_some (TpkProofJob *self)
{
  while (self->next < self->proofs->len && self->n_running < self->options.at_once) {
    self->n_running++;
    tpk_relay_proof_start (g_ptr_array_index (self->proofs, self->next++));
  }
  if (self->n_over == self->proofs->len)
    finish (self);
}

static void
cancel_all (TpkProofJob *self)
{
  guint first_waiting = self->next;

  self->next = self->proofs->len;
  self->n_running += self->proofs->len - first_waiting;
  for (guint i = 0; i < self->proofs->len; i++)
    tpk_relay_proof_cancel (g_ptr_array_index (self->proofs, i));
}

static gboolean
start_cb (gpointer user_data)
{
  TpkProofJob *self = user_data;
  /* The ladders before this have read the same file, so that an error only means that it changed
   * since: then nobody is trusted. */
  g_autoptr (GTlsDatabase) database = tpk_trust_new (self->ca_file, NULL);
  const TpkRelayProofOptions options = {
    .timeout_ms = self->options.timeout_ms,
    .seconds = self->options.seconds,
    .video = self->options.video,
    .database = database,
  };

  self->poller = tpk_check_thread_get_poller ();
  self->proofs = g_ptr_array_new_with_free_func ((GDestroyNotify) tpk_relay_proof_free);
  self->dirty = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < self->requests->len; i++) {
    TpkRelayProof *proof = tpk_relay_proof_new (self->poller,
                                                g_ptr_array_index (self->requests, i), &options,
                                                changed_cb, over_cb, self);

    g_ptr_array_add (self->proofs, proof);
    post (self, i);
  }
  if (self->cancelled)
    cancel_all (self);
  else
    start_some (self);

  return G_SOURCE_REMOVE;
}

/**
 * tpk_proof_job_start:
 * @self: a new job
 *
 * May be called in any thread.
 */
void
tpk_proof_job_start (TpkProofJob *self)
{
  /* A reference for the thread, until finish(). */
  tpk_proof_job_ref (self);
  tpk_check_thread_invoke (start_cb, self, NULL);
}

static gboolean
cancel_cb (gpointer user_data)
{
  TpkProofJob *self = user_data;

  if (self->over || self->cancelled)
    return G_SOURCE_REMOVE;
  self->cancelled = TRUE;
  if (self->poller != NULL)
    cancel_all (self);

  return G_SOURCE_REMOVE;
}

/**
 * tpk_proof_job_cancel:
 * @self: a job
 *
 * Stops everything; the end comes when all that was lent is given back. May be called in any
 * thread, also before the start or after the end.
 */
void
tpk_proof_job_cancel (TpkProofJob *self)
{
  tpk_check_thread_invoke (cancel_cb, tpk_proof_job_ref (self),
                           (GDestroyNotify) tpk_proof_job_unref);
}
