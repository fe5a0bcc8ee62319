/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-check-job"

#include "config.h"

#include "tpk-check-job.h"

#include <glib/gi18n-lib.h>

#include "tpk-captive-portal.h"
#include "tpk-check-thread.h"
#include "tpk-ladder.h"
#include "tpk-nat-probe.h"
#include "tpk-path-finder.h"
#include "tpk-trust.h"
#include "tpk-web-pages.h"

/*
 * Takes the URLs in their order, turns each into one target an address, and keeps a limited
 * number of them open: a name that is looked up counts like a target. Starts come in small bursts a
 * millisecond apart, since a server (or a home router) that gets hundreds of packets at once
 * drops some, and a check would tell of a loss that it made itself.
 *
 * For the same reason a target whose user has used up a quota is tried again when all others are
 * through: it may have been the others that used it.
 */

#define BURST            16
#define BURST_EVERY_MS   1
#define FLUSH_MS         50
#define MAX_PATIENT      32
#define PATIENCE_MS      1500 /* coturn forgets a released allocation after a second */

struct _TpkCheckJob {
  gatomicrefcount ref_count;

  /* Set before the start, only read since. */
  GPtrArray *specs;          /* (element-type TpkTargetSpec) (owned) */
  TpkMailbox *mailbox;       /* (owned) */
  char *ca_file;             /* (nullable) (owned) */
  gboolean proxy_given;      /* so that the system is not asked for one */
  TpkProxy *proxy;           /* (nullable) (owned) */
  GError *proxy_error;       /* (nullable) (owned): why it could not be understood */
  guint jobs;
  TpkLadderOptions ladder_options;

  /* Only in the checking thread. */
  TpkPoller *poller;         /* (unowned) */
  GTlsDatabase *database;    /* (nullable) (owned) */
  guint next_spec;
  guint *n_rows;             /* (owned): by spec; 0 before its name is resolved */
  GQueue ready;              /* (element-type TpkTarget) (owned) */
  GQueue patient;            /* (element-type TpkTarget) (owned): to be tried alone, at the end */
  guint n_patient;           /* how many there ever were */
  guint n_started;           /* ladders, ever */
  gboolean only_patient;     /* the others are through */
  gboolean rested;           /* waited since the last one */
  gboolean in_vain;          /* one was tried alone and failed again */
  GHashTable *ladders;       /* (element-type TpkLadder) (owned): those that climb, a set */
  TpkPathFinder *paths;      /* (nullable) (owned) */
  TpkWebPages *pages;        /* (nullable) (owned) */
  GHashTable *dirty;         /* (element-type TpkTarget) (owned): a set of unowned targets */
  TpkTimer *starter;         /* (nullable) (owned) */
  TpkTimer *flusher;         /* (nullable) (owned) */
  TpkNatProbe *nat_probe;    /* (nullable) (owned): asks when all else is over */
  gboolean probing;
  TpkNat nat;                /* to be read elsewhere after the end has come through the mailbox */
  gboolean cancelled;
  gboolean over;
};

static void start_some (TpkCheckJob *self);

/**
 * tpk_check_job_new:
 * @specs: (element-type TpkTargetSpec): the URLs; must not change any more
 * @options: how to check
 * @mailbox: where the snapshots go
 *
 * Returns: (transfer full): a job that has not started
 */
TpkCheckJob *
tpk_check_job_new (GPtrArray                *specs,
                   const TpkCheckJobOptions *options,
                   TpkMailbox               *mailbox)
{
  TpkCheckJob *self = g_new0 (TpkCheckJob, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->specs = g_ptr_array_ref (specs);
  self->mailbox = tpk_mailbox_ref (mailbox);
  self->ca_file = g_strdup (options->ca_file);
  self->proxy_given = options->proxy_given;
  self->proxy = options->proxy != NULL ? tpk_proxy_ref (options->proxy) : NULL;
  self->proxy_error = options->proxy_error != NULL ? g_error_copy (options->proxy_error) : NULL;
  self->jobs = options->jobs;
  self->ladder_options.timeout_ms = options->timeout_ms;
  self->ladder_options.last_stage = options->last_stage;

  return self;
}

TpkCheckJob *
tpk_check_job_ref (TpkCheckJob *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tpk_check_job_unref (TpkCheckJob *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->specs);
  tpk_mailbox_unref (self->mailbox);
  g_clear_object (&self->database);
  g_clear_pointer (&self->ladders, g_hash_table_unref);
  g_clear_pointer (&self->paths, tpk_path_finder_free);
  g_clear_pointer (&self->pages, tpk_web_pages_free);
  g_clear_pointer (&self->proxy, tpk_proxy_unref);
  g_clear_error (&self->proxy_error);
  g_clear_pointer (&self->dirty, g_hash_table_unref);
  g_free (self->n_rows);
  g_free (self->ca_file);
  g_free (self);
}

static void
post (TpkCheckJob *self,
      TpkTarget   *target)
{
  TpkTargetSpec *spec = tpk_target_get_spec (target);

  tpk_mailbox_post (self->mailbox, spec->index, tpk_target_get_row (target),
                    MAX (self->n_rows[spec->index], 1), tpk_target_snapshot (target));
}

static void
flush_cb (gpointer user_data)
{
  TpkCheckJob *self = user_data;
  GHashTableIter iter;
  gpointer target;

  self->flusher = NULL;
  g_hash_table_iter_init (&iter, self->dirty);
  while (g_hash_table_iter_next (&iter, &target, NULL))
    post (self, target);
  g_hash_table_remove_all (self->dirty);
}

/* Snapshots cost more than a packet, so that what changes fast is only told every so often. */
static void
changed_cb (TpkTarget *target,
            gpointer   user_data)
{
  TpkCheckJob *self = user_data;

  g_hash_table_add (self->dirty, target);
  if (self->flusher == NULL)
    self->flusher = tpk_poller_add_timer (self->poller, FLUSH_MS, flush_cb, self);
}

/* Tells the end of a target, and forgets it. */
static void
retire (TpkCheckJob *self,
        TpkTarget   *target)
{
  g_hash_table_remove (self->dirty, target);
  post (self, target);
}

static void
settle_untried (TpkCheckJob      *self,
                TpkTarget        *target,
                TpkResultState    state,
                const TpkFailure *failure)
{
  tpk_target_settle (target, state, failure);
  tpk_target_end (target);
  retire (self, target);
  tpk_target_free (target);
}

static void
finish (TpkCheckJob *self,
        GError      *error)
{
  self->over = TRUE;
  g_clear_pointer (&self->nat_probe, tpk_nat_probe_free);
  g_clear_pointer (&self->flusher, tpk_timer_cancel);
  g_clear_pointer (&self->starter, tpk_timer_cancel);
  tpk_mailbox_post_end (self->mailbox, error);
  tpk_check_job_unref (self);
}

static void
nat_probed_cb (TpkNatProbe  *probe,
               const TpkNat *nat,
               gpointer      user_data)
{
  TpkCheckJob *self = user_data;

  self->nat = *nat;
  finish (self, NULL);
}

static void
page_judged_cb (TpkTarget *target,
                gpointer   user_data)
{
  retire (user_data, target);
}

/* All targets are over; now those that have answered can be compared. */
static void
finish_targets (TpkCheckJob *self)
{
  if (self->probing && !self->cancelled)
    return;
  tpk_web_pages_judge (self->pages, page_judged_cb, self);
  self->probing = !self->cancelled && tpk_nat_probe_start (self->nat_probe);
  if (!self->probing)
    finish (self, NULL);
}

static void
note_answer (TpkCheckJob *self,
             TpkTarget   *target)
{
  TpkTargetSpec *spec = tpk_target_get_spec (target);
  g_autoptr (GSocketAddress) server = NULL;

  if (tpk_target_spec_get_wire (spec) != TPK_WIRE_UDP || !tpk_target_has_answered (target))
    return;
  server = g_inet_socket_address_new (tpk_target_get_address (target),
                                      tpk_ice_url_get_port (spec->url));
  tpk_nat_probe_add_server (self->nat_probe, server);
}

static void
starter_cb (gpointer user_data)
{
  TpkCheckJob *self = user_data;

  self->starter = NULL;
  start_some (self);
}

/* Returns whether the target waits for its second turn, so that its end is not told yet. */
static gboolean
try_again_later (TpkCheckJob *self,
                 TpkTarget   *target)
{
  gboolean alone = self->n_started == 1 || self->only_patient;
  TpkTarget *renewed;

  if (!tpk_target_has_failed (target, TPK_CODE_QUOTA_REACHED) || self->cancelled)
    return FALSE;
  self->in_vain = self->in_vain || alone;
  if (alone || self->n_patient == MAX_PATIENT)
    return FALSE;

  renewed = tpk_target_renew (target);
  tpk_target_set_changed (renewed, changed_cb, self);
  g_queue_push_tail (&self->patient, renewed);
  self->n_patient++;
  g_hash_table_remove (self->dirty, target);

  return TRUE;
}

static void
ladder_over_cb (TpkLadder *ladder,
                gpointer   user_data)
{
  TpkCheckJob *self = user_data;
  TpkTarget *target = tpk_ladder_get_target (ladder);

  note_answer (self, target);
  if (!try_again_later (self, target)) {
    retire (self, target);
    tpk_web_pages_look (self->pages, ladder);
  }
  g_hash_table_remove (self->ladders, ladder);
  /* Not at once, so that a server that lends a limited number sees the end before the start. */
  if (self->starter == NULL)
    self->starter = tpk_poller_add_timer (self->poller, BURST_EVERY_MS, starter_cb, self);
}

static void
start_ladder (TpkCheckJob *self,
              TpkTarget   *target)
{
  TpkLadderOptions options = self->ladder_options;
  TpkLadder *ladder;

  self->n_started++;
  options.database = self->database;
  ladder = tpk_ladder_new (self->poller, target, &options, ladder_over_cb, self);
  g_hash_table_add (self->ladders, ladder);
  tpk_ladder_start (ladder);
}

static void
set_path (TpkTarget     *target,
          const TpkPath *path)
{
  if (path->proxy != NULL)
    tpk_target_set_proxy (target, path->proxy, path->addresses);
  else if (path->proxy_known)
    tpk_target_set_direct (target);
}

static void
add_target (TpkCheckJob   *self,
            TpkTargetSpec *spec,
            guint          row,
            GInetAddress  *address,
            const TpkPath *path)
{
  TpkTarget *target = tpk_target_new (spec, row, address);

  set_path (target, path);
  tpk_target_set_changed (target, changed_cb, self);
  tpk_target_set_resolved (target, path->ms);
  g_queue_push_tail (&self->ready, target);
}

/* Makes one target an address. Behind a proxy, the server's addresses are not known. */
static void
expand (TpkCheckJob   *self,
        TpkTargetSpec *spec,
        const TpkPath *path)
{
  g_autoptr (GInetAddress) literal = NULL;

  if (path->proxy != NULL) {
    literal = g_inet_address_new_from_string (tpk_ice_url_get_host (spec->url));
    self->n_rows[spec->index] = 1;
    add_target (self, spec, 0, literal, path);
    return;
  }

  self->n_rows[spec->index] = path->addresses->len;
  for (guint i = 0; i < path->addresses->len; i++)
    add_target (self, spec, i, g_ptr_array_index (path->addresses, i), path);
}

static void
fail_resolve (TpkCheckJob   *self,
              TpkTargetSpec *spec,
              const TpkPath *path)
{
  const TpkFailure *failure = path->failure;
  TpkTarget *target = tpk_target_new (spec, 0, NULL);
  gboolean cancelled = failure->code == TPK_CODE_CANCELLED;
  TpkResultState state = cancelled ? TPK_RESULT_STATE_CANCELLED
                                   : failure->untested ? TPK_RESULT_STATE_UNTESTED
                                                       : TPK_RESULT_STATE_FAILED;

  set_path (target, path);
  tpk_target_begin_stage (target, TPK_STAGE_RESOLVE);
  if (failure->text[0] != '\0')
    json_object_set_string_member (tpk_target_get_detail (target, TPK_STAGE_RESOLVE), "error",
                                   failure->text);
  tpk_target_set_resolved (target, path->ms);
  tpk_target_end_stage (target, TPK_STAGE_RESOLVE,
                        cancelled ? TPK_STAGE_STATE_CANCELLED : TPK_STAGE_STATE_FAILED);
  settle_untried (self, target, state, failure);
}

static void
path_found_cb (TpkTargetSpec *spec,
               const TpkPath *path,
               gpointer       user_data)
{
  TpkCheckJob *self = user_data;

  if (path->failure != NULL)
    fail_resolve (self, spec, path);
  else
    expand (self, spec, path);
  /* Not at once: this may come while some are being started. */
  if (!self->cancelled && self->starter == NULL)
    self->starter = tpk_poller_add_timer (self->poller, 0, starter_cb, self);
}

static void
open_spec (TpkCheckJob   *self,
           TpkTargetSpec *spec)
{
  TpkFailure failure;

  if (!tpk_ice_url_is_valid (spec->url)) {
    tpk_failure_set (&failure, TPK_CODE_INVALID_URL, NULL);
    settle_untried (self, tpk_target_new (spec, 0, NULL), TPK_RESULT_STATE_UNTESTED, &failure);
    return;
  }
  tpk_path_finder_find (self->paths, spec);
}

/* Tries those again that had to wait, one by one, each when the quota should be free again. */
static void
start_patient (TpkCheckJob *self)
{
  if (!self->in_vain && !self->rested) {
    self->rested = TRUE;
    self->starter = tpk_poller_add_timer (self->poller, PATIENCE_MS, starter_cb, self);
    return;
  }
  self->rested = FALSE;
  self->only_patient = TRUE;
  start_ladder (self, g_queue_pop_head (&self->patient));
}

static gboolean
has_room (TpkCheckJob *self)
{
  return g_hash_table_size (self->ladders) + tpk_path_finder_get_n_pending (self->paths) <
         self->jobs;
}

static void
start_some (TpkCheckJob *self)
{
  if (self->over || self->starter != NULL)
    return;

  for (guint i = 0; i < BURST && has_room (self); i++) {
    if (!g_queue_is_empty (&self->ready))
      start_ladder (self, g_queue_pop_head (&self->ready));
    else if (self->next_spec < self->specs->len)
      open_spec (self, g_ptr_array_index (self->specs, self->next_spec++));
  }

  if (!g_queue_is_empty (&self->ready) || self->next_spec < self->specs->len) {
    if (has_room (self))
      self->starter = tpk_poller_add_timer (self->poller, BURST_EVERY_MS, starter_cb, self);
  } else if (g_hash_table_size (self->ladders) == 0 &&
             tpk_path_finder_get_n_pending (self->paths) == 0) {
    if (!g_queue_is_empty (&self->patient))
      start_patient (self);
    else
      finish_targets (self);
  }
}

static void
cancel_all (TpkCheckJob *self)
{
  GHashTableIter iter;
  TpkFailure failure;
  TpkPath path = { .failure = &failure };
  gpointer item;

  g_clear_pointer (&self->starter, tpk_timer_cancel);
  tpk_failure_set (&failure, TPK_CODE_CANCELLED, NULL);
  while (self->next_spec < self->specs->len)
    fail_resolve (self, g_ptr_array_index (self->specs, self->next_spec++), &path);
  tpk_path_finder_cancel (self->paths);
  while ((item = g_queue_pop_head (&self->ready)) != NULL ||
         (item = g_queue_pop_head (&self->patient)) != NULL)
    settle_untried (self, item, TPK_RESULT_STATE_CANCELLED, &failure);
  g_hash_table_iter_init (&iter, self->ladders);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    tpk_ladder_cancel (item);
  start_some (self);
}

/* Without the trust or the proxy that was asked for, nothing that is said of a server would
 * hold. */
static void
give_up (TpkCheckJob *self,
         GError      *error)
{
  TpkFailure failure;

  tpk_failure_set (&failure, TPK_CODE_TESTER_FAILED, error->message);
  if (self->proxy_error != NULL) {
    failure.summary = N_("The proxy is not written correctly, so nothing was tried.");
    failure.advice = N_("Write http://host:port or socks5://host:port, or direct:// for none.");
  } else {
    failure.summary = N_("The file of trusted certificates can not be read, so nothing was tried.");
    failure.advice = N_("Choose a PEM file with the certificates of the authorities to trust.");
  }
  while (self->next_spec < self->specs->len) {
    TpkTargetSpec *spec = g_ptr_array_index (self->specs, self->next_spec++);

    settle_untried (self, tpk_target_new (spec, 0, NULL), TPK_RESULT_STATE_UNTESTED, &failure);
  }
  finish (self, error);
}

static gboolean
start_cb (gpointer user_data)
{
  TpkCheckJob *self = user_data;
  g_autoptr (GError) error = NULL;

  self->poller = tpk_check_thread_get_poller ();
  self->n_rows = g_new0 (guint, self->specs->len + 1);
  self->ladders = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) tpk_ladder_free, NULL);
  self->paths = tpk_path_finder_new (self->poller, self->ladder_options.timeout_ms, path_found_cb,
                                     self);
  if (self->proxy_given)
    tpk_path_finder_set_proxy (self->paths, self->proxy);
  self->pages = tpk_web_pages_new ();
  self->dirty = g_hash_table_new (NULL, NULL);
  self->nat_probe = tpk_nat_probe_new (self->poller, nat_probed_cb, self);
  if (tpk_target_specs_leave_computer (self->specs))
    tpk_captive_portal_prepare ();
  if (self->proxy_error != NULL)
    error = g_error_copy (self->proxy_error);
  /* Reading the system's trust takes longer than a whole check over UDP. */
  else if (self->ca_file != NULL || tpk_target_specs_need_trust (self->specs))
    self->database = tpk_trust_new (self->ca_file, &error);
  /* A reference for the thread, until finish(). */
  tpk_check_job_ref (self);
  if (error != NULL)
    give_up (self, g_steal_pointer (&error));
  else if (self->cancelled)
    cancel_all (self);
  else
    start_some (self);

  return G_SOURCE_REMOVE;
}

/**
 * tpk_check_job_start:
 * @self: a new job
 *
 * May be called in any thread.
 */
void
tpk_check_job_start (TpkCheckJob *self)
{
  tpk_check_thread_invoke (start_cb, tpk_check_job_ref (self),
                           (GDestroyNotify) tpk_check_job_unref);
}

static gboolean
cancel_cb (gpointer user_data)
{
  TpkCheckJob *self = user_data;
  gboolean started = self->poller != NULL;

  if (self->over || self->cancelled)
    return G_SOURCE_REMOVE;
  self->cancelled = TRUE;
  if (started)
    cancel_all (self);

  return G_SOURCE_REMOVE;
}

/**
 * tpk_check_job_cancel:
 * @self: a job
 *
 * Stops everything; the end comes when all that was lent is given back. May be called in any
 * thread, also before the start or after the end.
 */
void
tpk_check_job_cancel (TpkCheckJob *self)
{
  tpk_check_thread_invoke (cancel_cb, tpk_check_job_ref (self),
                           (GDestroyNotify) tpk_check_job_unref);
}

/**
 * tpk_check_job_get_nat:
 * @self: a job whose end came through the mailbox
 * @nat: (out caller-allocates): what was found out about the address translator
 */
void
tpk_check_job_get_nat (TpkCheckJob *self,
                       TpkNat      *nat)
{
  *nat = self->nat;
}
