/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-reach-run"

#include "config.h"

#include "tpk-reach-run.h"

#include "tpk-reach-job.h"

/* SYN packets go out after 0, 1 and 3 seconds, STUN requests after 0, 0.5, 1.5 and 3.5. */
#define DEFAULT_TIMEOUT_MS 4000

/**
 * TpkReachRun:
 *
 * One check of what an allow-list names: every port of every address, side by side. It lives in the
 * main context that was the thread's default one when it was made; the work is done in the checking
 * thread. Dropping the last reference cancels it.
 */
struct _TpkReachRun {
  GObject parent_instance;

  GMainContext *context;           /* (owned) */
  TpkReachPlan *plan;              /* (nullable) (owned) */
  guint timeout_ms;
  guint jobs;

  GPtrArray *results;              /* (element-type GPtrArray) (owned): TpkReachResult by endpoint */
  TpkReachMatrix *matrix;          /* (nullable) (owned): of the present results */
  guint n_done;                    /* endpoints of which every address is over */
  guint peak;

  TpkMailbox *mailbox;             /* (nullable) (owned): while running */
  TpkReachJob *job;                /* (nullable) (owned): while running */
  gboolean cancelled;
  GDateTime *started;              /* (nullable) (owned) */
  gint64 started_us;
  double elapsed_ms;

  GCancellable *cancellable;       /* (nullable) (owned) */
  gulong cancelled_id;
  GAsyncReadyCallback callback;    /* (nullable) */
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (TpkReachRun, tpk_reach_run, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_RUNNING,
  PROP_PROGRESS,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* Ends the operation; the callback comes in a later turn of the caller's loop. */
static void
complete (TpkReachRun *self,
          gboolean     cancelled)
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
  g_task_set_source_tag (task, tpk_reach_run_start_async);
  g_task_set_name (task, "[turnpike] reach run");
  if (cancelled)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The check was cancelled");
  else
    g_task_return_boolean (task, TRUE);
}

static void
stop_running (TpkReachRun *self)
{
  tpk_mailbox_close (self->mailbox);
  self->peak = tpk_reach_job_get_peak (self->job);
  g_clear_pointer (&self->mailbox, tpk_mailbox_unref);
  g_clear_pointer (&self->job, tpk_reach_job_unref);
}

static void
tpk_reach_run_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  TpkReachRun *self = TPK_REACH_RUN (object);

  switch (prop_id) {
  case PROP_RUNNING:
    g_value_set_boolean (value, tpk_reach_run_is_running (self));
    break;
  case PROP_PROGRESS:
    g_value_set_double (value, tpk_reach_run_get_progress (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_reach_run_dispose (GObject *object)
{
  TpkReachRun *self = TPK_REACH_RUN (object);

  if (tpk_reach_run_is_running (self)) {
    tpk_reach_run_cancel (self);
    stop_running (self);
    /* This revives the object until the callback has been called. */
    complete (self, TRUE);
  }

  G_OBJECT_CLASS (tpk_reach_run_parent_class)->dispose (object);
}

static void
tpk_reach_run_finalize (GObject *object)
{
  TpkReachRun *self = TPK_REACH_RUN (object);

  g_main_context_unref (self->context);
  g_clear_pointer (&self->plan, tpk_reach_plan_unref);
  g_ptr_array_unref (self->results);
  g_clear_object (&self->matrix);
  g_clear_pointer (&self->started, g_date_time_unref);

  G_OBJECT_CLASS (tpk_reach_run_parent_class)->finalize (object);
}

static void
tpk_reach_run_class_init (TpkReachRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tpk_reach_run_get_property;
  object_class->dispose = tpk_reach_run_dispose;
  object_class->finalize = tpk_reach_run_finalize;

  /**
   * TpkReachRun:running:
   *
   * Whether the run has started and is not over.
   */
  props[PROP_RUNNING] =
    g_param_spec_boolean ("running", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * TpkReachRun:progress:
   *
   * The share of the endpoints that are over, from 0 to 1. Notified whenever the matrix changes.
   */
  props[PROP_PROGRESS] =
    g_param_spec_double ("progress", NULL, NULL, 0.0, 1.0, 0.0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tpk_reach_run_init (TpkReachRun *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->results = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
new_row (const TpkReachEndpoint *endpoint)
{
  g_autoptr (GInetAddress) literal = g_inet_address_new_from_string (endpoint->destination);
  GPtrArray *row = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (row, tpk_reach_result_new (endpoint->protocol, endpoint->port,
                                              literal != NULL ? endpoint->destination : NULL,
                                              TPK_REACH_WAITING, TPK_CODE_OK));

  return row;
}

/**
 * tpk_reach_run_new:
 * @list: what to try; may change later
 * @options: (nullable): how
 * @error: return location for a #TpkReachError
 *
 * Returns: (transfer full) (nullable): a run that has not started, bound to the thread's default
 *   main context, or %NULL with @error set
 */
TpkReachRun *
tpk_reach_run_new (TpkAllowList           *list,
                   const TpkReachOptions  *options,
                   GError                **error)
{
  g_autoptr (TpkReachPlan) plan = NULL;
  TpkReachRun *self;

  g_return_val_if_fail (TPK_IS_ALLOW_LIST (list), NULL);

  plan = tpk_reach_plan_new (list, error);
  if (plan == NULL)
    return NULL;

  self = g_object_new (TPK_TYPE_REACH_RUN, NULL);
  self->timeout_ms = options != NULL && options->timeout_ms > 0 ? options->timeout_ms
                                                                : DEFAULT_TIMEOUT_MS;
  self->jobs = options != NULL && options->jobs > 0 ? options->jobs : TPK_REACH_MAX_PROBES;
  for (guint i = 0; i < tpk_reach_plan_get_n_endpoints (plan); i++)
    g_ptr_array_add (self->results, new_row (tpk_reach_plan_get_endpoint (plan, i)));
  self->plan = g_steal_pointer (&plan);

  return self;
}

static gboolean
is_over (GPtrArray *row)
{
  for (guint i = 0; i < row->len; i++)
    if (tpk_reach_result_get_state (g_ptr_array_index (row, i)) == TPK_REACH_WAITING)
      return FALSE;

  return TRUE;
}

/* The rows are copied, because a matrix that somebody holds must not change. */
static void
take_letter (TpkReachRun     *self,
             const TpkLetter *letter)
{
  const TpkReachEndpoint *endpoint = tpk_reach_plan_get_endpoint (self->plan, letter->url);
  GPtrArray *old = g_ptr_array_index (self->results, letter->url);
  GPtrArray *row = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean was_over = is_over (old);

  for (guint i = 0; i < letter->n_rows; i++) {
    if (i == letter->row)
      g_ptr_array_add (row, g_object_ref (letter->result));
    else if (i < old->len)
      g_ptr_array_add (row, g_object_ref (g_ptr_array_index (old, i)));
    else
      g_ptr_array_add (row, tpk_reach_result_new (endpoint->protocol, endpoint->port, NULL,
                                                  TPK_REACH_WAITING, TPK_CODE_OK));
  }
  if (!was_over && is_over (row))
    self->n_done++;
  g_ptr_array_unref (old);
  self->results->pdata[letter->url] = row;
}

/* A matrix that was given away keeps the array it was made of. */
static void
renew_results (TpkReachRun *self)
{
  GPtrArray *copy;

  if (self->matrix == NULL)
    return;
  g_clear_object (&self->matrix);
  copy = g_ptr_array_new_full (self->results->len, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < self->results->len; i++)
    g_ptr_array_add (copy, g_ptr_array_ref (g_ptr_array_index (self->results, i)));
  g_ptr_array_unref (self->results);
  self->results = copy;
}

static void
letters_cb (GPtrArray    *letters,
            gboolean      ended,
            const GError *error,
            gpointer      user_data)
{
  g_autoptr (TpkReachRun) self = g_object_ref (user_data);

  renew_results (self);
  for (guint i = 0; i < letters->len; i++)
    take_letter (self, g_ptr_array_index (letters, i));
  self->elapsed_ms = (g_get_monotonic_time () - self->started_us) / 1000.0;
  if (ended)
    stop_running (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
  if (!ended)
    return;
  self->cancelled = self->cancelled || g_cancellable_is_cancelled (self->cancellable);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
  complete (self, self->cancelled);
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  /* May come in any thread. */
  tpk_reach_job_cancel (user_data);
}

/**
 * tpk_reach_run_start_async:
 * @self: a run that has not started
 * @cancellable: (nullable): cancels the run, like tpk_reach_run_cancel()
 * @callback: called when every endpoint is over
 * @user_data: for @callback
 */
void
tpk_reach_run_start_async (TpkReachRun         *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (TPK_IS_REACH_RUN (self));
  g_return_if_fail (self->started == NULL);

  self->callback = callback;
  self->user_data = user_data;
  self->started = g_date_time_new_now_utc ();
  self->started_us = g_get_monotonic_time ();
  self->mailbox = tpk_mailbox_new (self->context, letters_cb, self);
  self->job = tpk_reach_job_new (self->plan, self->timeout_ms, self->jobs, self->mailbox);
  if (cancellable != NULL) {
    self->cancellable = g_object_ref (cancellable);
    self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                tpk_reach_job_ref (self->job),
                                                (GDestroyNotify) tpk_reach_job_unref);
  }
  tpk_reach_job_start (self->job);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
}

/**
 * tpk_reach_run_start_finish:
 * @self: a run
 * @result: the result given to the callback
 * @error: %G_IO_ERROR_CANCELLED when it was cancelled: what was found is kept
 *
 * Returns: whether every endpoint is over; what came of them is in the matrix
 */
gboolean
tpk_reach_run_start_finish (TpkReachRun   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (TPK_IS_REACH_RUN (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tpk_reach_run_cancel:
 * @self: a run
 *
 * Stops a run; it is over a moment later.
 */
void
tpk_reach_run_cancel (TpkReachRun *self)
{
  g_return_if_fail (TPK_IS_REACH_RUN (self));

  if (self->job == NULL)
    return;
  self->cancelled = TRUE;
  tpk_reach_job_cancel (self->job);
}

gboolean
tpk_reach_run_is_running (TpkReachRun *self)
{
  g_return_val_if_fail (TPK_IS_REACH_RUN (self), FALSE);

  return self->job != NULL;
}

double
tpk_reach_run_get_progress (TpkReachRun *self)
{
  g_return_val_if_fail (TPK_IS_REACH_RUN (self), 0.0);

  if (self->results->len == 0)
    return self->started != NULL && self->job == NULL ? 1.0 : 0.0;

  return (double) self->n_done / self->results->len;
}

/**
 * tpk_reach_run_get_peak:
 * @self: a run
 *
 * Returns: the most probes that were open at once so far
 */
guint
tpk_reach_run_get_peak (TpkReachRun *self)
{
  g_return_val_if_fail (TPK_IS_REACH_RUN (self), 0);

  return self->job != NULL ? tpk_reach_job_get_peak (self->job) : self->peak;
}

/**
 * tpk_reach_run_get_matrix:
 * @self: a run
 *
 * Returns: (transfer none): what is known now. A later one is another object, so this one may be
 *   kept
 */
TpkReachMatrix *
tpk_reach_run_get_matrix (TpkReachRun *self)
{
  g_return_val_if_fail (TPK_IS_REACH_RUN (self), NULL);

  if (self->matrix == NULL)
    self->matrix = tpk_reach_matrix_new (self->plan, self->results);

  return self->matrix;
}

/**
 * tpk_reach_run_to_json:
 * @self: a run
 *
 * Returns: (transfer full): what `turnpikectl allowlist check --json` prints
 */
JsonObject *
tpk_reach_run_to_json (TpkReachRun *self)
{
  JsonObject *object;

  g_return_val_if_fail (TPK_IS_REACH_RUN (self), NULL);

  object = tpk_reach_matrix_to_json (tpk_reach_run_get_matrix (self));
  if (self->started != NULL) {
    g_autofree char *started = g_date_time_format (self->started, "%Y-%m-%dT%H:%M:%SZ");

    json_object_set_string_member (object, "started", started);
    json_object_set_double_member (object, "elapsed_ms", self->elapsed_ms);
  }
  json_object_set_int_member (object, "most_at_once", tpk_reach_run_get_peak (self));

  return object;
}
