/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-check-run"

#include "config.h"

#include "tpk-check-run-private.h"

#include "tpk-check-options.h"

/**
 * TpkCheckRun:
 *
 * One run of checks over a list of URLs. It lives in the main context that was the thread's default
 * one when it was made, where its list of results fills in; the work is done in the checking
 * thread. Dropping the last reference cancels it; what servers lent is given back all the same.
 */

G_DEFINE_FINAL_TYPE (TpkCheckRun, tpk_check_run, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_RUNNING,
  PROP_PROGRESS,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
results_changed (TpkCheckRun *self)
{
  g_clear_object (&self->verdict);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
}

/* Ends the operation; the callback comes in a later turn of the caller's loop. */
static void
complete (TpkCheckRun *self,
          GError      *error)
{
  g_autoptr (GTask) task = NULL;
  GAsyncReadyCallback callback = g_steal_pointer (&self->callback);

  if (self->cancelled_id != 0)
    g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  self->cancelled_id = 0;
  g_clear_object (&self->cancellable);

  g_main_context_push_thread_default (self->context);
  task = g_task_new (self, NULL, callback, self->user_data);
  g_main_context_pop_thread_default (self->context);
  g_task_set_source_tag (task, tpk_check_run_start_async);
  g_task_set_name (task, "[turnpike] check run");
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
stop_running (TpkCheckRun *self)
{
  if (self->mailbox != NULL)
    tpk_mailbox_close (self->mailbox);
  g_clear_pointer (&self->mailbox, tpk_mailbox_unref);
  g_clear_pointer (&self->job, tpk_check_job_unref);
  tpk_check_candidates_close (self->candidates);
  tpk_check_proofs_close (self->proofs);
}

static GError *
new_cancelled_error (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The check was cancelled");
}

static void
tpk_check_run_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  TpkCheckRun *self = TPK_CHECK_RUN (object);

  switch (prop_id) {
  case PROP_RUNNING:
    g_value_set_boolean (value, tpk_check_run_is_running (self));
    break;
  case PROP_PROGRESS:
    g_value_set_double (value, tpk_check_run_get_progress (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_check_run_dispose (GObject *object)
{
  TpkCheckRun *self = TPK_CHECK_RUN (object);

  if (tpk_check_run_is_running (self)) {
    tpk_check_run_cancel (self);
    stop_running (self);
    /* This revives the object until the callback has been called. */
    complete (self, new_cancelled_error ());
  }

  G_OBJECT_CLASS (tpk_check_run_parent_class)->dispose (object);
}

static void
tpk_check_run_finalize (GObject *object)
{
  TpkCheckRun *self = TPK_CHECK_RUN (object);

  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->ca_file, g_free);
  tpk_check_options_clear (&self->options);
  g_clear_pointer (&self->candidates, tpk_check_candidates_free);
  g_clear_pointer (&self->proofs, tpk_check_proofs_free);
  g_clear_pointer (&self->specs, g_ptr_array_unref);
  g_clear_pointer (&self->n_rows, g_array_unref);
  g_clear_object (&self->results);
  g_clear_object (&self->verdict);
  g_clear_pointer (&self->started, g_date_time_unref);

  G_OBJECT_CLASS (tpk_check_run_parent_class)->finalize (object);
}

static void
tpk_check_run_class_init (TpkCheckRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tpk_check_run_get_property;
  object_class->dispose = tpk_check_run_dispose;
  object_class->finalize = tpk_check_run_finalize;

  /**
   * TpkCheckRun:running:
   *
   * Whether the run has started and is not over.
   */
  props[PROP_RUNNING] =
    g_param_spec_boolean ("running", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * TpkCheckRun:progress:
   *
   * The share of the targets that are over, from 0 to 1.
   */
  props[PROP_PROGRESS] =
    g_param_spec_double ("progress", NULL, NULL, 0.0, 1.0, 0.0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tpk_check_run_init (TpkCheckRun *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->specs = g_ptr_array_new_with_free_func ((GDestroyNotify) tpk_target_spec_unref);
  self->n_rows = g_array_new (FALSE, FALSE, sizeof (guint));
  self->results = g_list_store_new (TPK_TYPE_RESULT);
}

/**
 * tpk_check_run_new:
 * @options: (nullable): how to check; copied
 *
 * Returns: (transfer full): a run without URLs, bound to the thread's default main context
 */
TpkCheckRun *
tpk_check_run_new (const TpkCheckOptions *options)
{
  TpkCheckOptions copy = { 0 };
  TpkCheckRun *self = g_object_new (TPK_TYPE_CHECK_RUN, NULL);
  TpkProofJobOptions proof_options;
  TpkGatherJobOptions gather_options;

  if (options != NULL)
    copy = *options;
  /* GTlsFileDatabase takes absolute names only. */
  self->ca_file = copy.ca_file ? g_canonicalize_filename (copy.ca_file, NULL) : NULL;
  copy.ca_file = self->ca_file;
  tpk_check_options_resolve (&copy, &self->options, &proof_options, &gather_options);
  self->candidates = tpk_check_candidates_new (&gather_options);
  self->with_candidates = copy.candidates;
  self->proofs = tpk_check_proofs_new (&proof_options);
  self->with_proofs = copy.proof;
  self->now_s = copy.now_s ? copy.now_s : g_get_real_time () / G_USEC_PER_SEC;

  return self;
}

/**
 * tpk_check_run_add_url:
 * @self: a run that has not started
 * @url: the URL, also one that is not valid
 * @server: (nullable): the label of its server
 * @server_id: (nullable): the identifier of its server
 * @credential: (nullable): what to sign in with
 */
void
tpk_check_run_add_url (TpkCheckRun   *self,
                       TpkIceUrl     *url,
                       const char    *server,
                       const char    *server_id,
                       TpkCredential *credential)
{
  g_autoptr (TpkResult) result = NULL;
  TpkTargetSpec *spec;
  TpkTarget *target;
  guint one = 1;

  g_return_if_fail (TPK_IS_CHECK_RUN (self));
  g_return_if_fail (TPK_IS_ICE_URL (url));
  g_return_if_fail (self->started == NULL);

  spec = tpk_target_spec_new (self->specs->len, url, server, server_id, credential, self->now_s);
  g_ptr_array_add (self->specs, spec);
  g_array_append_val (self->n_rows, one);

  target = tpk_target_new (spec, 0, NULL);
  result = tpk_target_snapshot (target);
  tpk_target_free (target);
  g_list_store_append (self->results, result);
}

/**
 * tpk_check_run_add_profile:
 * @self: a run that has not started
 * @profile: a profile
 *
 * Adds every URL of every enabled server of @profile.
 */
void
tpk_check_run_add_profile (TpkCheckRun *self,
                           TpkProfile  *profile)
{
  g_return_if_fail (TPK_IS_CHECK_RUN (self));
  g_return_if_fail (TPK_IS_PROFILE (profile));

  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    TpkServer *server = tpk_profile_get_server (profile, i);
    g_autofree char *title = NULL;

    if (!tpk_server_get_enabled (server))
      continue;
    title = tpk_server_dup_title (server);
    for (guint j = 0; j < tpk_server_get_n_urls (server); j++)
      tpk_check_run_add_url (self, tpk_server_get_url (server, j), title,
                             tpk_server_get_id (server), tpk_server_get_credential (server));
  }
}

guint
tpk_check_run_get_n_urls (TpkCheckRun *self)
{
  g_return_val_if_fail (TPK_IS_CHECK_RUN (self), 0);

  return self->specs->len;
}

/* Puts the letters of one URL in place; the first of them may change how many rows it has. */
static void
take_letters (TpkCheckRun *self,
              guint        position,
              TpkLetter  **letters,
              guint        n)
{
  guint *n_rows = &g_array_index (self->n_rows, guint, letters[0]->url);

  if (letters[0]->n_rows > *n_rows) {
    g_autoptr (TpkResult) waiting = g_list_model_get_item (G_LIST_MODEL (self->results), position);

    /* Rows that have no letter yet have no address either. */
    for (guint i = *n_rows; i < letters[0]->n_rows; i++)
      g_list_store_insert (self->results, position + i, waiting);
    *n_rows = letters[0]->n_rows;
  }
  for (guint i = 0; i < n; i++) {
    gpointer item = letters[i]->result;

    g_list_store_splice (self->results, position + letters[i]->row, 1, &item, 1);
  }
}

static void
end (TpkCheckRun  *self,
     const GError *error)
{
  self->cancelled = self->cancelled || g_cancellable_is_cancelled (self->cancellable);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
  complete (self, error ? g_error_copy (error)
                        : self->cancelled ? new_cancelled_error () : NULL);
}

static void
proofs_changed_cb (gboolean ended,
                   gpointer user_data)
{
  g_autoptr (TpkCheckRun) self = g_object_ref (user_data);

  self->elapsed_ms = (g_get_monotonic_time () - self->started_us) / 1000.0;
  results_changed (self);
  if (ended)
    end (self, NULL);
}

/* Returns whether the run goes on with proofs. */
static gboolean
start_proofs (TpkCheckRun *self)
{
  return self->with_proofs && !self->cancelled &&
         !g_cancellable_is_cancelled (self->cancellable) &&
         tpk_check_proofs_start (self->proofs, self->context, self->specs,
                                 (const guint *) self->n_rows->data, G_LIST_MODEL (self->results),
                                 self->cancellable, proofs_changed_cb, self);
}

static void
candidates_changed_cb (gboolean ended,
                       gpointer user_data)
{
  g_autoptr (TpkCheckRun) self = g_object_ref (user_data);

  self->elapsed_ms = (g_get_monotonic_time () - self->started_us) / 1000.0;
  if (ended)
    start_proofs (self);
  results_changed (self);
  if (ended && !tpk_check_run_is_running (self))
    end (self, NULL);
}

/* Before the calls, which take their time; what comes after that starts in turn. */
static void
start_rest (TpkCheckRun *self)
{
  if (!self->with_candidates || self->cancelled ||
      g_cancellable_is_cancelled (self->cancellable)) {
    start_proofs (self);
    return;
  }
  tpk_check_candidates_start (self->candidates, self->context, self->specs,
                              (const guint *) self->n_rows->data, G_LIST_MODEL (self->results),
                              self->cancellable, candidates_changed_cb, self);
}

static void
letters_cb (GPtrArray    *letters,
            gboolean      ended,
            const GError *error,
            gpointer      user_data)
{
  g_autoptr (TpkCheckRun) self = g_object_ref (user_data);
  guint position = 0;
  guint next = 0;

  for (guint url = 0; url < self->specs->len && next < letters->len; url++) {
    guint first = next;

    while (next < letters->len && ((TpkLetter *) g_ptr_array_index (letters, next))->url == url)
      next++;
    if (next > first)
      take_letters (self, position, (TpkLetter **) letters->pdata + first, next - first);
    position += g_array_index (self->n_rows, guint, url);
  }
  self->elapsed_ms = (g_get_monotonic_time () - self->started_us) / 1000.0;
  if (ended) {
    tpk_check_job_get_nat (self->job, &self->nat);
    stop_running (self);
  }
  if (ended && error == NULL)
    start_rest (self);
  results_changed (self);
  if (ended && !tpk_check_run_is_running (self))
    end (self, error);
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  TpkCheckJob *job = user_data;

  /* May come in any thread. */
  tpk_check_job_cancel (job);
}

/**
 * tpk_check_run_start_async:
 * @self: a run that has not started
 * @cancellable: (nullable): cancels the run, like tpk_check_run_cancel()
 * @callback: called when every target is over and everything lent was given back
 * @user_data: for @callback
 */
void
tpk_check_run_start_async (TpkCheckRun         *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (TPK_IS_CHECK_RUN (self));
  g_return_if_fail (self->started == NULL);

  self->callback = callback;
  self->user_data = user_data;
  self->started = g_date_time_new_now_utc ();
  tpk_local_network_look (&self->network);
  self->started_us = g_get_monotonic_time ();
  self->mailbox = tpk_mailbox_new (self->context, letters_cb, self);
  self->job = tpk_check_job_new (self->specs, &self->options, self->mailbox);
  if (cancellable != NULL) {
    self->cancellable = g_object_ref (cancellable);
    self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                tpk_check_job_ref (self->job),
                                                (GDestroyNotify) tpk_check_job_unref);
  }
  tpk_check_job_start (self->job);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
}

/**
 * tpk_check_run_start_finish:
 * @self: a run
 * @result: the result given to the callback
 * @error: %G_IO_ERROR_CANCELLED when it was cancelled: the results are kept, those that were not
 *   over as cancelled; others when nothing could be checked, as with a CA file that is none
 *
 * Returns: whether every target is over; what came of them is in the results
 */
gboolean
tpk_check_run_start_finish (TpkCheckRun   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (TPK_IS_CHECK_RUN (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tpk_check_run_cancel:
 * @self: a run
 *
 * Stops a run. It is over a little later, when everything lent was given back.
 */
void
tpk_check_run_cancel (TpkCheckRun *self)
{
  g_return_if_fail (TPK_IS_CHECK_RUN (self));

  if (!tpk_check_run_is_running (self))
    return;
  self->cancelled = TRUE;
  if (self->job != NULL)
    tpk_check_job_cancel (self->job);
  tpk_check_candidates_cancel (self->candidates);
  tpk_check_proofs_cancel (self->proofs);
}
