/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-insight"

#include "config.h"

#include "tpk-insight.h"

#include "model/tpk-url-mask.h"

/**
 * TpkInsight:
 *
 * What is known of each server: the findings on it and the results of its checks, by server, so
 * that a row finds its own without going over the lists of ten thousand.
 */
struct _TpkInsight
{
  GObject     parent_instance;

  GListModel *findings;          /* (nullable) (owned): TpkFinding */
  GHashTable *by_server;         /* (nullable) (owned): position + 1 → GPtrArray of TpkFinding */
  GListModel *results;           /* (nullable) (owned): TpkResult */
  GPtrArray  *shadow;            /* (owned): the results as last seen, to know what was removed */
  GHashTable *by_id;             /* (owned): server ID → GPtrArray of TpkResult */
};

G_DEFINE_FINAL_TYPE (TpkInsight, tpk_insight, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
findings_changed_cb (TpkInsight *self)
{
  g_clear_pointer (&self->by_server, g_hash_table_unref);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, NULL);
}

static GPtrArray *
ensure_array (GHashTable *table,
              gpointer    key)
{
  GPtrArray *array = g_hash_table_lookup (table, key);

  if (array == NULL) {
    array = g_ptr_array_new_with_free_func (g_object_unref);
    g_hash_table_insert (table, key, array);
  }

  return array;
}

static void
index_findings (TpkInsight *self)
{
  guint n = self->findings != NULL ? g_list_model_get_n_items (self->findings) : 0;

  self->by_server = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < n; i++) {
    TpkFinding *finding = g_list_model_get_item (self->findings, i);
    guint server = tpk_finding_get_server (finding);
    gpointer key = server == TPK_FINDING_NOWHERE ? NULL : GUINT_TO_POINTER (server + 1);

    g_ptr_array_add (ensure_array (self->by_server, key), finding);
  }
}

static const char *
get_id (TpkResult *result)
{
  const char *id = tpk_result_get_server_id (result);

  return id != NULL ? id : "";
}

static void
forget_result (TpkInsight *self,
               TpkResult  *result)
{
  GPtrArray *array = g_hash_table_lookup (self->by_id, get_id (result));

  if (array != NULL)
    g_ptr_array_remove (array, result);
}

static void
learn_result (TpkInsight *self,
              TpkResult  *result)
{
  GPtrArray *array = g_hash_table_lookup (self->by_id, get_id (result));

  if (array == NULL) {
    array = g_ptr_array_new_with_free_func (g_object_unref);
    g_hash_table_insert (self->by_id, g_strdup (get_id (result)), array);
  }
  g_ptr_array_add (array, g_object_ref (result));
}

static void
results_changed_cb (TpkInsight *self,
                    guint       position,
                    guint       removed,
                    guint       added,
                    GListModel *results)
{
  g_autoptr (GHashTable) touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; i < removed; i++) {
    TpkResult *result = g_ptr_array_index (self->shadow, position + i);

    g_hash_table_add (touched, g_strdup (get_id (result)));
    forget_result (self, result);
  }
  if (removed > 0)
    g_ptr_array_remove_range (self->shadow, position, removed);

  for (guint i = 0; i < added; i++) {
    TpkResult *result = g_list_model_get_item (results, position + i);

    g_hash_table_add (touched, g_strdup (get_id (result)));
    learn_result (self, result);
    g_ptr_array_insert (self->shadow, position + i, result);
  }

  g_hash_table_iter_init (&iter, touched);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, id);
}

static void
tpk_insight_dispose (GObject *object)
{
  TpkInsight *self = TPK_INSIGHT (object);

  if (self->findings != NULL)
    g_signal_handlers_disconnect_by_data (self->findings, self);
  if (self->results != NULL)
    g_signal_handlers_disconnect_by_data (self->results, self);
  g_clear_object (&self->findings);
  g_clear_object (&self->results);
  g_clear_pointer (&self->by_server, g_hash_table_unref);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->shadow, g_ptr_array_unref);

  G_OBJECT_CLASS (tpk_insight_parent_class)->dispose (object);
}

static void
tpk_insight_class_init (TpkInsightClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tpk_insight_dispose;

  /**
   * TpkInsight::changed:
   * @self: the insight
   * @server_id: (nullable): the server, %NULL if it may be any
   *
   * Emitted when there is something new to know.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tpk_insight_init (TpkInsight *self)
{
  self->shadow = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_ptr_array_unref);
}

TpkInsight *
tpk_insight_new (void)
{
  return g_object_new (TPK_TYPE_INSIGHT, NULL);
}

/**
 * tpk_insight_set_findings:
 * @self: the insight
 * @findings: (nullable): a list of TpkFinding, followed from now on
 */
void
tpk_insight_set_findings (TpkInsight *self,
                          GListModel *findings)
{
  g_return_if_fail (TPK_IS_INSIGHT (self));

  if (self->findings == findings)
    return;

  if (self->findings != NULL)
    g_signal_handlers_disconnect_by_data (self->findings, self);
  g_set_object (&self->findings, findings);
  if (findings != NULL)
    g_signal_connect_swapped (findings, "items-changed", G_CALLBACK (findings_changed_cb), self);

  findings_changed_cb (self);
}

/**
 * tpk_insight_set_results:
 * @self: the insight
 * @results: (nullable): a list of TpkResult, followed from now on
 */
void
tpk_insight_set_results (TpkInsight *self,
                         GListModel *results)
{
  g_return_if_fail (TPK_IS_INSIGHT (self));

  if (self->results == results)
    return;

  if (self->results != NULL)
    g_signal_handlers_disconnect_by_data (self->results, self);
  g_set_object (&self->results, results);
  g_ptr_array_set_size (self->shadow, 0);
  g_hash_table_remove_all (self->by_id);

  if (results != NULL) {
    g_signal_connect_swapped (results, "items-changed", G_CALLBACK (results_changed_cb), self);
    for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
      TpkResult *result = g_list_model_get_item (results, i);

      learn_result (self, result);
      g_ptr_array_add (self->shadow, result);
    }
  }

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, NULL);
}

/**
 * tpk_insight_get_findings:
 * @self: the insight
 * @server: position of the server in the profile, or %TPK_FINDING_NOWHERE for what is about the
 *   whole profile
 *
 * Returns: (transfer none) (nullable) (element-type TpkFinding): the findings on it
 */
GPtrArray *
tpk_insight_get_findings (TpkInsight *self,
                          guint       server)
{
  g_return_val_if_fail (TPK_IS_INSIGHT (self), NULL);

  if (self->by_server == NULL)
    index_findings (self);

  return g_hash_table_lookup (self->by_server,
                              server == TPK_FINDING_NOWHERE ? NULL : GUINT_TO_POINTER (server + 1));
}

/**
 * tpk_insight_get_results:
 * @self: the insight
 * @server_id: a server
 *
 * Returns: (transfer none) (nullable) (element-type TpkResult): what checks said of it
 */
GPtrArray *
tpk_insight_get_results (TpkInsight *self,
                         const char *server_id)
{
  g_return_val_if_fail (TPK_IS_INSIGHT (self), NULL);
  g_return_val_if_fail (server_id != NULL, NULL);

  return g_hash_table_lookup (self->by_id, server_id);
}

/**
 * tpk_insight_get_url_outcome:
 * @self: the insight
 * @server_id: a server
 * @url: one of its URLs, as typed
 * @outcome: (out caller-allocates): what is known
 *
 * What the results of a URL say together: it works if one of its addresses does, with a warning if
 * another does not.
 *
 * Returns: whether it has been checked
 */
gboolean
tpk_insight_get_url_outcome (TpkInsight    *self,
                             const char    *server_id,
                             const char    *url,
                             TpkUrlOutcome *outcome)
{
  GPtrArray *results = tpk_insight_get_results (self, server_id);
  g_autofree char *shown = tpk_url_dup_masked (url);
  gboolean works = FALSE, failed = FALSE, found = FALSE;

  *outcome = (TpkUrlOutcome) { .state = TPK_STATE_NONE, .rtt_ms = -1.0 };

  for (guint i = 0; results != NULL && i < results->len; i++) {
    TpkResult *result = g_ptr_array_index (results, i);
    TpkResultState state = tpk_result_get_state (result);
    double rtt_ms = tpk_result_get_rtt_ms (result);

    if (g_strcmp0 (tpk_result_get_url (result), shown) != 0)
      continue;

    found = TRUE;
    outcome->state = MAX (outcome->state, tpk_state_from_result (state));
    works |= state == TPK_RESULT_STATE_PASSED || state == TPK_RESULT_STATE_DEGRADED;
    failed |= state == TPK_RESULT_STATE_FAILED;
    if (rtt_ms >= 0.0 && (outcome->rtt_ms < 0.0 || rtt_ms < outcome->rtt_ms))
      outcome->rtt_ms = rtt_ms;
    if (state != TPK_RESULT_STATE_PASSED && state != TPK_RESULT_STATE_RUNNING &&
        (outcome->text == NULL || state == TPK_RESULT_STATE_FAILED)) {
      outcome->text = tpk_result_get_summary (result);
      outcome->advice = tpk_result_get_advice (result);
    }
  }

  if (works && failed)
    outcome->state = TPK_STATE_WARNING;

  return found;
}

/**
 * tpk_insight_get_server_outcome:
 * @self: the insight
 * @server: a server
 * @rtt_ms: (out): the fastest round trip in milliseconds, negative if none
 *
 * What the results of all URLs of a server say together: being checked if one is, good if all that
 * were checked are.
 *
 * Returns: the state
 */
TpkState
tpk_insight_get_server_outcome (TpkInsight *self,
                                TpkServer  *server,
                                double     *rtt_ms)
{
  guint works = 0, fails = 0, running = 0;

  *rtt_ms = -1.0;

  for (guint i = 0; i < tpk_server_get_n_urls (server); i++) {
    TpkIceUrl *url = tpk_server_get_url (server, i);
    TpkUrlOutcome outcome;

    if (!tpk_insight_get_url_outcome (self, tpk_server_get_id (server), tpk_ice_url_get_text (url),
                                      &outcome))
      continue;

    running += outcome.state == TPK_STATE_RUNNING;
    works += outcome.state == TPK_STATE_GOOD || outcome.state == TPK_STATE_WARNING;
    fails += outcome.state == TPK_STATE_ERROR || outcome.state == TPK_STATE_WARNING;
    if (outcome.rtt_ms >= 0.0 && (*rtt_ms < 0.0 || outcome.rtt_ms < *rtt_ms))
      *rtt_ms = outcome.rtt_ms;
  }

  if (running > 0)
    return TPK_STATE_RUNNING;
  if (works > 0)
    return fails > 0 ? TPK_STATE_WARNING : TPK_STATE_GOOD;
  return fails > 0 ? TPK_STATE_ERROR : TPK_STATE_NONE;
}

/**
 * tpk_insight_get_server_state:
 * @self: the insight
 * @server: a server
 * @position: of @server in the profile
 * @rtt_ms: (out): the fastest round trip in milliseconds, negative if none
 *
 * What is to be said of a server in one sign: what its checks said; the worst finding on it where it
 * was not checked, or where that is an error, which keeps it from being used at all.
 *
 * Returns: the state
 */
TpkState
tpk_insight_get_server_state (TpkInsight *self,
                              TpkServer  *server,
                              guint       position,
                              double     *rtt_ms)
{
  GPtrArray *findings = tpk_insight_get_findings (self, position);
  TpkState outcome = tpk_insight_get_server_outcome (self, server, rtt_ms);
  TpkState worst = TPK_STATE_NONE;

  for (guint i = 0; findings != NULL && i < findings->len; i++) {
    TpkSeverity severity = tpk_finding_get_severity (g_ptr_array_index (findings, i));

    if (severity != TPK_SEVERITY_INFO)
      worst = MAX (worst, tpk_state_from_severity (severity));
  }

  if (!tpk_server_get_enabled (server))
    return TPK_STATE_OFF;

  return outcome == TPK_STATE_NONE || worst == TPK_STATE_ERROR ? worst : outcome;
}
