/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-prometheus"

#include "config.h"

#include "tpk-prometheus.h"

#include "tpk-result.h"

/*
 * The text format 0.0.4 of Prometheus' exposition formats. Numbers are written for machines,
 * whatever the language; values of labels may be any text, with three characters escaped.
 */

static void
append_label (GString    *text,
              const char *name,
              const char *value)
{
  g_string_append_printf (text, "%s%s=\"", text->str[text->len - 1] == '{' ? "" : ",", name);
  for (const char *p = value != NULL ? value : ""; *p != '\0'; p++) {
    if (*p == '\n') {
      g_string_append (text, "\\n");
      continue;
    }
    if (*p == '\\' || *p == '"')
      g_string_append_c (text, '\\');
    g_string_append_c (text, *p);
  }
  g_string_append_c (text, '"');
}

static void
append_number (GString *text,
               double   number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (text, "%s\n", g_ascii_formatd (buffer, sizeof buffer, "%.15g", number));
}

static void
append_family (GString    *text,
               const char *name,
               const char *help)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

/* What is said of one target: the results whose labels are the same, such as one address for two
 * users. The format forbids to say a thing twice, so the worst of them counts. */
typedef struct {
  GString   *labels;    /* (owned): with the brace, which is open */
  GPtrArray *results;   /* (owned) (element-type TpkResult) */
} Target;

static void
target_free (gpointer data)
{
  Target *target = data;

  g_string_free (target->labels, TRUE);
  g_ptr_array_unref (target->results);
  g_free (target);
}

static GString *
new_labels (TpkResult *result)
{
  GString *labels = g_string_new ("{");

  append_label (labels, "url", tpk_result_get_url (result));
  append_label (labels, "address", tpk_result_get_address (result));
  append_label (labels, "transport", tpk_wire_to_string (tpk_result_get_wire (result)));
  append_label (labels, "server", tpk_result_get_server (result));

  return labels;
}

/* In the order in which they come. */
static GPtrArray *
new_targets (GListModel *results)
{
  g_autoptr (GHashTable) by_labels = g_hash_table_new ((GHashFunc) g_string_hash,
                                                       (GEqualFunc) g_string_equal);
  GPtrArray *targets = g_ptr_array_new_with_free_func (target_free);

  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    TpkResult *result = g_list_model_get_item (results, i);
    GString *labels = new_labels (result);
    Target *target = g_hash_table_lookup (by_labels, labels);

    if (target == NULL) {
      target = g_new0 (Target, 1);
      target->labels = labels;
      target->results = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (targets, target);
      g_hash_table_insert (by_labels, labels, target);
    } else {
      g_string_free (labels, TRUE);
    }
    g_ptr_array_add (target->results, result);
  }

  return targets;
}

/* How bad a state is, for whoever is to be woken by it. */
static guint
rank (TpkResult *result)
{
  static const TpkResultState worse[] = {
    TPK_RESULT_STATE_RUNNING, TPK_RESULT_STATE_UNTESTED, TPK_RESULT_STATE_CANCELLED,
    TPK_RESULT_STATE_PASSED, TPK_RESULT_STATE_DEGRADED, TPK_RESULT_STATE_FAILED,
  };
  guint i = 0;

  while (i < G_N_ELEMENTS (worse) && worse[i] != tpk_result_get_state (result))
    i++;

  return i;
}

static TpkResult *
get_worst (Target *target)
{
  TpkResult *worst = g_ptr_array_index (target->results, 0);

  for (guint i = 1; i < target->results->len; i++) {
    TpkResult *result = g_ptr_array_index (target->results, i);

    if (rank (result) > rank (worst))
      worst = result;
  }

  return worst;
}

/* Gives the value of one target, or %FALSE where it has none. */
typedef gboolean (* GetValue) (TpkResult *result,
                               double    *value);

static gboolean
get_up (TpkResult *result,
        double    *value)
{
  *value = tpk_result_is_usable (result) ? 1.0 : 0.0;

  return tpk_result_get_state (result) != TPK_RESULT_STATE_UNTESTED &&
         tpk_result_get_state (result) != TPK_RESULT_STATE_CANCELLED;
}

static gboolean
get_duration (TpkResult *result,
              double    *value)
{
  *value = tpk_result_get_elapsed_ms (result) / 1000.0;

  return TRUE;
}

static gboolean
get_rtt (TpkResult *result,
         double    *value)
{
  *value = tpk_result_get_rtt_ms (result) / 1000.0;

  return *value >= 0.0;
}

static gboolean
get_lost (TpkResult *result,
          double    *value)
{
  const TpkQuality *quality = tpk_result_get_quality (result);

  if (quality == NULL || !quality->known)
    return FALSE;
  *value = quality->lost_percent / 100.0;

  return TRUE;
}

static gboolean
get_certificate_expiry (TpkResult *result,
                        double    *value)
{
  JsonObject *tls = tpk_result_get_tls (result);
  const char *text = tls != NULL ? json_object_get_string_member_with_default (tls, "not_after",
                                                                               NULL) : NULL;
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  if (time == NULL)
    return FALSE;
  *value = (double) g_date_time_to_unix (time);

  return TRUE;
}

static const struct {
  const char *name;
  const char *help;
  GetValue    get;
  gboolean    less_is_worse;
} families[] = {
  { "turnpike_target_up", "Whether the server can be used from here.", get_up, TRUE },
  { "turnpike_target_check_seconds", "How long its check took.", get_duration, FALSE },
  { "turnpike_target_rtt_seconds", "Median round trip.", get_rtt, FALSE },
  { "turnpike_target_lost_ratio", "Share of the datagrams that did not come back.", get_lost,
    FALSE },
  { "turnpike_target_certificate_expiry_timestamp_seconds", "When the certificate expires.",
    get_certificate_expiry, TRUE },
};

/* Gives the worst value, or %FALSE where there is none. */
static gboolean
get_worst_value (Target   *target,
                 gsize     family,
                 double   *worst)
{
  gboolean known = FALSE;

  for (guint i = 0; i < target->results->len; i++) {
    double value;

    if (!families[family].get (g_ptr_array_index (target->results, i), &value))
      continue;
    if (!known || (families[family].less_is_worse ? value < *worst : value > *worst))
      *worst = value;
    known = TRUE;
  }

  return known;
}

static void
append_families (GString   *text,
                 GPtrArray *targets)
{
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++) {
    append_family (text, families[i].name, families[i].help);
    for (guint j = 0; j < targets->len; j++) {
      Target *target = g_ptr_array_index (targets, j);
      double value;

      if (!get_worst_value (target, i, &value))
        continue;
      g_string_append_printf (text, "%s%s} ", families[i].name, target->labels->str);
      append_number (text, value);
    }
  }

  append_family (text, "turnpike_target_info", "The code and the stage at which the check ended.");
  for (guint j = 0; j < targets->len; j++) {
    Target *target = g_ptr_array_index (targets, j);
    TpkResult *result = get_worst (target);

    g_string_append_printf (text, "turnpike_target_info%s", target->labels->str);
    append_label (text, "state", tpk_result_state_to_string (tpk_result_get_state (result)));
    append_label (text, "code", tpk_result_get_code (result));
    append_label (text, "stage", tpk_stage_id_to_string (tpk_result_get_stage (result)));
    g_string_append (text, "} 1\n");
  }
}

static void
append_verdict (GString    *text,
                TpkVerdict *verdict,
                const char *profile)
{
  static const TpkVerdictState states[] = {
    TPK_VERDICT_STATE_PASSED, TPK_VERDICT_STATE_DEGRADED, TPK_VERDICT_STATE_FAILED,
    TPK_VERDICT_STATE_UNTESTED, TPK_VERDICT_STATE_CANCELLED,
  };

  append_family (text, "turnpike_verdict", "Whether calls will work: 1 for the state that holds.");
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++) {
    g_string_append (text, "turnpike_verdict{");
    append_label (text, "profile", profile);
    append_label (text, "state", tpk_verdict_state_to_string (states[i]));
    g_string_append_printf (text, "} %d\n", tpk_verdict_get_state (verdict) == states[i]);
  }
}

/**
 * tpk_prometheus_write:
 * @run: a run that has ended
 * @profile: the name of what was checked
 * @ended: when
 * @elapsed_s: how long it took, in seconds
 *
 * Returns: (transfer full): the run as metrics, for the text-file collector of Prometheus'
 *   node_exporter
 */
char *
tpk_prometheus_write (TpkCheckRun *run,
                      const char  *profile,
                      GDateTime   *ended,
                      double       elapsed_s)
{
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (TPK_IS_CHECK_RUN (run), NULL);
  g_return_val_if_fail (profile != NULL, NULL);
  g_return_val_if_fail (ended != NULL, NULL);

  text = g_string_new (NULL);
  append_verdict (text, tpk_check_run_get_verdict (run), profile);
  append_family (text, "turnpike_check_timestamp_seconds", "When the last check ended.");
  g_string_append (text, "turnpike_check_timestamp_seconds ");
  append_number (text, (double) g_date_time_to_unix (ended));
  append_family (text, "turnpike_check_seconds", "How long the last check took.");
  g_string_append (text, "turnpike_check_seconds ");
  append_number (text, elapsed_s);
  targets = new_targets (tpk_check_run_get_results (run));
  append_families (text, targets);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
