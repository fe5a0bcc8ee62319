/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-checker"

#include "config.h"

#include "tpk-checker.h"

#include "store/tpk-check-log.h"

#include "tpk-check-logger.h"

#include "tpk-format.h"
#include "tpk-settings.h"

/**
 * TpkChecker:
 *
 * The checks of a window: at most one run at a time, over the active profile of the draft. Pages
 * bind to [property@Checker:run]. It knows of which network and of which servers the results are,
 * so that they count as old once either is another, and it remembers how checks ended.
 */
struct _TpkChecker
{
  GObject       parent_instance;

  TpkWorkspace *workspace;       /* (owned) */
  TpkCheckRun  *run;             /* (nullable) (owned): the last one, running or not */
  GCancellable *cancellable;     /* (nullable) (owned): of @run */
  gboolean      running;

  TpkNetwork   *network;         /* (nullable) (owned) */
  char         *run_network_id;  /* (nullable) (owned): of @run */
  char         *run_network;     /* (nullable) (owned): its name */
  gboolean      run_network_known;
  char         *run_subject;     /* (nullable) (owned): what @run checks, see dup_subject() */
  TpkCheckAge   age;
  gint64        checked_s;       /* Unix time at which @run was over, or 0 */
  GListStore   *history;         /* (owned) (element-type TpkCheckRecord): the oldest first */
};

G_DEFINE_FINAL_TYPE (TpkChecker, tpk_checker, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_AGE,
  PROP_PROGRESS,
  PROP_RUN,
  PROP_RUNNING,
  N_PROPS,
};

enum {
  SIGNAL_FINISHED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* A checksum over what a check of the profile is about. */
static char *
dup_subject (TpkChecker *self)
{
  TpkProfile *profile = tpk_workspace_get_profile (self->workspace);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  int route = tpk_profile_get_route (profile);

  g_checksum_update (checksum, (const guchar *) &route, sizeof route);
  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    TpkServer *server = tpk_profile_get_server (profile, i);
    g_autoptr (JsonObject) object = NULL;
    g_autoptr (JsonNode) node = NULL;
    g_autofree char *text = NULL;

    if (!tpk_server_get_enabled (server))
      continue;
    object = tpk_server_to_json (server);
    /* What a server is called makes no difference. */
    json_object_remove_member (object, "label");
    node = json_node_init_object (json_node_alloc (), object);
    text = json_to_string (node, FALSE);
    g_checksum_update (checksum, (const guchar *) text, -1);
  }

  return g_strdup (g_checksum_get_string (checksum));
}

static void
update_age (TpkChecker *self)
{
  TpkCheckAge age = TPK_CHECK_AGE_CURRENT;
  g_autofree char *subject = NULL;

  if (self->run != NULL && self->run_network_known &&
      g_strcmp0 (self->run_network_id, tpk_network_get_id (self->network)) != 0) {
    age = TPK_CHECK_AGE_OTHER_NETWORK;
  } else if (self->run != NULL) {
    subject = dup_subject (self);
    if (g_strcmp0 (subject, self->run_subject) != 0)
      age = TPK_CHECK_AGE_EDITED;
  }
  if (self->age == age)
    return;

  self->age = age;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AGE]);
}

static void
remember_network (TpkChecker *self)
{
  self->run_network_known = self->network != NULL && tpk_network_is_known (self->network);
  g_free (self->run_network_id);
  self->run_network_id = NULL;
  g_free (self->run_network);
  self->run_network = NULL;
  if (self->run_network_known) {
    self->run_network_id = g_strdup (tpk_network_get_id (self->network));
    self->run_network = g_strdup (tpk_network_get_name (self->network));
  }
}

static void
network_changed_cb (TpkChecker *self)
{
  GSettings *settings = tpk_settings_get ();

  /* The first answer comes after a check that was started at once. */
  if (self->run != NULL && !self->run_network_known)
    remember_network (self);
  update_age (self);

  if (self->age == TPK_CHECK_AGE_OTHER_NETWORK && tpk_network_get_id (self->network) != NULL &&
      settings != NULL && g_settings_get_boolean (settings, "check-on-network-change"))
    tpk_checker_start (self);
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

/* Returns: the median of the round trips to what works, below 0 without any */
static double
get_median_rtt_ms (TpkCheckRun *run)
{
  GListModel *results = tpk_check_run_get_results (run);
  g_autoptr (GArray) rtts = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);
    double rtt_ms = tpk_result_get_rtt_ms (result);

    if (tpk_result_is_usable (result) && rtt_ms >= 0)
      g_array_append_val (rtts, rtt_ms);
  }
  if (rtts->len == 0)
    return -1;
  g_array_sort (rtts, compare_doubles);

  return rtts->len % 2 == 1 ? g_array_index (rtts, double, rtts->len / 2)
                            : (g_array_index (rtts, double, rtts->len / 2 - 1) +
                               g_array_index (rtts, double, rtts->len / 2)) / 2;
}

/* Adds the run that is over to the history, on disk too. */
static void
record_run (TpkChecker *self)
{
  TpkStore *store = tpk_workspace_get_store (self->workspace);
  TpkVerdict *verdict = tpk_check_run_get_verdict (self->run);
  TpkVerdictState state = verdict != NULL ? tpk_verdict_get_state (verdict)
                                          : TPK_VERDICT_STATE_CANCELLED;
  g_autoptr (TpkCheckRecord) record = NULL;

  self->checked_s = tpk_now_s ();
  if (state == TPK_VERDICT_STATE_CANCELLED)
    return;

  record = tpk_check_record_new (self->checked_s, tpk_verdict_state_to_string (state),
                                 get_median_rtt_ms (self->run),
                                 tpk_profile_get_name (tpk_workspace_get_profile (self->workspace)),
                                 self->run_network, self->run_network_id);
  g_list_store_append (self->history, record);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->history)) > TPK_CHECK_LOG_MAX)
    g_list_store_remove (self->history, 0);

  tpk_check_logger_append (tpk_store_get_folder (store), record);
}

static void
load_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *records = tpk_check_log_load (task_data, &error);

  if (records != NULL)
    g_task_return_pointer (task, records, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
history_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  TpkChecker *self = TPK_CHECKER (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = g_task_propagate_pointer (G_TASK (result), &error);

  if (records == NULL)
    g_warning ("The log of checks could not be read: %s", error->message);
  else
    g_list_store_splice (self->history, 0, 0, records->pdata, records->len);
}

static void
load_history (TpkChecker *self)
{
  TpkStore *store = tpk_workspace_get_store (self->workspace);
  g_autoptr (GTask) task = g_task_new (self, NULL, history_loaded_cb, NULL);

  g_task_set_source_tag (task, load_history);
  g_task_set_task_data (task, g_strdup (tpk_store_get_folder (store)), g_free);
  g_task_run_in_thread (task, load_thread);
}

static void
set_running (TpkChecker *self,
             gboolean    running)
{
  if (self->running == running)
    return;

  self->running = running;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
}

static void
progress_cb (TpkChecker *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
}

static void
drop_run (TpkChecker *self)
{
  if (self->run == NULL)
    return;

  g_signal_handlers_disconnect_by_func (self->run, progress_cb, self);
  g_clear_object (&self->run);
  g_clear_object (&self->cancellable);
}

static void
finished_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (TpkChecker) self = data;
  g_autoptr (GError) error = NULL;

  tpk_check_run_start_finish (TPK_CHECK_RUN (source), result, &error);
  /* A newer run has taken its place. */
  if (self->run != TPK_CHECK_RUN (source))
    return;

  if (error == NULL)
    record_run (self);
  set_running (self, FALSE);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_error (&error);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0, error);
}

static void
tpk_checker_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  TpkChecker *self = TPK_CHECKER (object);

  switch (prop_id) {
  case PROP_AGE:
    g_value_set_uint (value, self->age);
    break;
  case PROP_PROGRESS:
    g_value_set_double (value, tpk_checker_get_progress (self));
    break;
  case PROP_RUN:
    g_value_set_object (value, self->run);
    break;
  case PROP_RUNNING:
    g_value_set_boolean (value, self->running);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_checker_dispose (GObject *object)
{
  TpkChecker *self = TPK_CHECKER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  drop_run (self);
  g_clear_object (&self->network);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_checker_parent_class)->dispose (object);
}

static void
tpk_checker_finalize (GObject *object)
{
  TpkChecker *self = TPK_CHECKER (object);

  g_object_unref (self->history);
  g_free (self->run_network_id);
  g_free (self->run_network);
  g_free (self->run_subject);

  G_OBJECT_CLASS (tpk_checker_parent_class)->finalize (object);
}

static void
tpk_checker_class_init (TpkCheckerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tpk_checker_get_property;
  object_class->dispose = tpk_checker_dispose;
  object_class->finalize = tpk_checker_finalize;

  /**
   * TpkChecker:age:
   *
   * Whether the results still hold, a #TpkCheckAge.
   */
  props[PROP_AGE] = g_param_spec_uint ("age", NULL, NULL, 0, TPK_CHECK_AGE_EDITED, 0, flags);

  /**
   * TpkChecker:progress:
   *
   * How much of the run is done, from 0 to 1.
   */
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0.0, 1.0, 0.0, flags);

  /**
   * TpkChecker:run:
   *
   * The last run, going on or over; %NULL before the first.
   */
  props[PROP_RUN] = g_param_spec_object ("run", NULL, NULL, TPK_TYPE_CHECK_RUN, flags);
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * TpkChecker::finished:
   * @self: the checker
   * @error: (nullable): why the run could not be carried out; not set if it was stopped
   *
   * Emitted at the end of each run.
   */
  signals[SIGNAL_FINISHED] =
    g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
tpk_checker_init (TpkChecker *self)
{
  self->history = g_list_store_new (TPK_TYPE_CHECK_RECORD);
}

/**
 * tpk_checker_new:
 * @workspace: the working session
 * @network: (nullable): the network that results are remembered with
 *
 * Returns: (transfer full): a checker without a run
 */
TpkChecker *
tpk_checker_new (TpkWorkspace *workspace,
                 TpkNetwork   *network)
{
  TpkChecker *self;

  g_return_val_if_fail (TPK_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (TPK_TYPE_CHECKER, NULL);
  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (tpk_workspace_get_draft (workspace), "changed",
                           G_CALLBACK (update_age), self, G_CONNECT_SWAPPED);
  if (network != NULL) {
    self->network = g_object_ref (network);
    g_signal_connect_object (network, "notify::id", G_CALLBACK (network_changed_cb), self,
                             G_CONNECT_SWAPPED);
  }
  load_history (self);

  return self;
}

/**
 * tpk_checker_start:
 * @self: the checker
 *
 * Starts a run over the active profile. One that is going on is stopped.
 *
 * Returns: whether there was anything to check
 */
gboolean
tpk_checker_start (TpkChecker *self)
{
  const TpkCheckExtras extras = { 0 };

  return tpk_checker_start_with (self, &extras);
}

/**
 * tpk_checker_start_with:
 * @self: the checker
 * @extras: what to do beyond tpk_checker_start()
 *
 * Returns: whether there was anything to check
 */
gboolean
tpk_checker_start_with (TpkChecker           *self,
                        const TpkCheckExtras *extras)
{
  g_autoptr (TpkCheckOptions) options = NULL;
  g_autoptr (TpkCheckRun) run = NULL;

  g_return_val_if_fail (TPK_IS_CHECKER (self), FALSE);

  options = tpk_settings_dup_check_options ();
  options->proof = extras->call_seconds > 0;
  options->seconds = extras->call_seconds;
  options->candidates = extras->candidates;
  run = tpk_workspace_new_check (self->workspace, NULL, options);
  if (tpk_check_run_get_n_urls (run) == 0)
    return FALSE;

  tpk_checker_stop (self);
  drop_run (self);
  self->run = g_steal_pointer (&run);
  self->cancellable = g_cancellable_new ();
  self->checked_s = 0;
  remember_network (self);
  g_free (self->run_subject);
  self->run_subject = dup_subject (self);
  update_age (self);
  g_signal_connect_object (self->run, "notify::progress", G_CALLBACK (progress_cb), self,
                           G_CONNECT_SWAPPED);
  set_running (self, TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUN]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);

  tpk_check_run_start_async (self->run, self->cancellable, finished_cb, g_object_ref (self));

  return TRUE;
}

/**
 * tpk_checker_stop:
 * @self: the checker
 *
 * Stops the run that is going on, if any. What it found so far stays.
 */
void
tpk_checker_stop (TpkChecker *self)
{
  g_return_if_fail (TPK_IS_CHECKER (self));

  if (self->running)
    g_cancellable_cancel (self->cancellable);
}

gboolean
tpk_checker_is_running (TpkChecker *self)
{
  g_return_val_if_fail (TPK_IS_CHECKER (self), FALSE);

  return self->running;
}

double
tpk_checker_get_progress (TpkChecker *self)
{
  g_return_val_if_fail (TPK_IS_CHECKER (self), 0.0);

  return self->run != NULL ? tpk_check_run_get_progress (self->run) : 0.0;
}

/**
 * tpk_checker_get_run:
 * @self: the checker
 *
 * Returns: (transfer none) (nullable): the last run
 */
TpkCheckRun *
tpk_checker_get_run (TpkChecker *self)
{
  g_return_val_if_fail (TPK_IS_CHECKER (self), NULL);

  return self->run;
}

TpkCheckAge
tpk_checker_get_age (TpkChecker *self)
{
  g_return_val_if_fail (TPK_IS_CHECKER (self), TPK_CHECK_AGE_CURRENT);

  return self->age;
}

/**
 * tpk_checker_get_checked_s:
 * @self: the checker
 *
 * Returns: when the last run was over, Unix time; 0 before
 */
gint64
tpk_checker_get_checked_s (TpkChecker *self)
{
  g_return_val_if_fail (TPK_IS_CHECKER (self), 0);

  return self->checked_s;
}

/**
 * tpk_checker_get_network:
 * @self: the checker
 *
 * Returns: (transfer none) (nullable): the name of the network that the last run was on
 */
const char *
tpk_checker_get_network (TpkChecker *self)
{
  g_return_val_if_fail (TPK_IS_CHECKER (self), NULL);

  return self->run_network;
}

/**
 * tpk_checker_get_history:
 * @self: the checker
 *
 * Returns: (transfer none): #TpkCheckRecord, how the last checks ended, the oldest first; filled a
 *   moment after the checker was made
 */
GListModel *
tpk_checker_get_history (TpkChecker *self)
{
  g_return_val_if_fail (TPK_IS_CHECKER (self), NULL);

  return G_LIST_MODEL (self->history);
}
