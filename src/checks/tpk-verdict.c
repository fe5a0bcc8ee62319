/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-verdict"

#include "config.h"

#include "tpk-verdict.h"

#include "tpk-verdict-private.h"

/**
 * TpkVerdict:
 *
 * What all results and calls together say of this network and this profile. “Blocked” is only said
 * with a control group: a transport that fails at two machines, one of which answers over another
 * transport. Everything else may be the server's fault, and stays unknown.
 */
struct _TpkVerdict {
  GObject parent_instance;

  TpkVerdictState state;
  char *headline;          /* (owned) */
  char **advice;           /* (owned) */
  TpkFact facts[TPK_N_FACTS];
  const char *coverage;    /* (unowned): static */
  const char *coverage_sentence;   /* (nullable) (unowned): of the catalogue */
  char **ranking;          /* (owned): URLs, the best first */
  GArray *remarks;         /* (element-type guint) (owned): rows of the table of remarks */
  TpkNat nat;
};

G_DEFINE_FINAL_TYPE (TpkVerdict, tpk_verdict, G_TYPE_OBJECT)

static const char *const fact_ids[TPK_N_FACTS] = {
  [TPK_FACT_ID_UDP] = "udp",
  [TPK_FACT_ID_TCP] = "tcp",
  [TPK_FACT_ID_TLS_443] = "tls_443",
  [TPK_FACT_ID_IPV4] = "ipv4",
  [TPK_FACT_ID_IPV6] = "ipv6",
};

static const char *const facts[] = {
  [TPK_FACT_UNKNOWN] = "unknown",
  [TPK_FACT_WORKS] = "works",
  [TPK_FACT_BLOCKED] = "blocked",
  [TPK_FACT_ABSENT] = "absent",
};

static const char *const states[] = {
  [TPK_VERDICT_STATE_UNTESTED] = "untested",
  [TPK_VERDICT_STATE_PASSED] = "passed",
  [TPK_VERDICT_STATE_DEGRADED] = "degraded",
  [TPK_VERDICT_STATE_FAILED] = "failed",
  [TPK_VERDICT_STATE_CANCELLED] = "cancelled",
};

static TpkVerdictState
judge_state (GArray *rows)
{
  guint counts[TPK_RESULT_STATE_CANCELLED + 1] = { 0 };

  for (guint i = 0; i < rows->len; i++)
    counts[g_array_index (rows, TpkVerdictRow, i).state]++;

  if (counts[TPK_RESULT_STATE_CANCELLED] > 0)
    return TPK_VERDICT_STATE_CANCELLED;
  if (counts[TPK_RESULT_STATE_PASSED] + counts[TPK_RESULT_STATE_DEGRADED] == 0)
    return counts[TPK_RESULT_STATE_FAILED] > 0 && !tpk_verdict_has_portal (rows)
             ? TPK_VERDICT_STATE_FAILED : TPK_VERDICT_STATE_UNTESTED;
  if (counts[TPK_RESULT_STATE_FAILED] + counts[TPK_RESULT_STATE_DEGRADED] > 0)
    return TPK_VERDICT_STATE_DEGRADED;

  return tpk_verdict_has_invalid (rows) ? TPK_VERDICT_STATE_DEGRADED : TPK_VERDICT_STATE_PASSED;
}

/* How many different kinds of network a call would get through. */
static const char *
judge_coverage (const TpkWays *ways)
{
  guint n = tpk_verdict_count_ways (ways);

  if (n == 3)
    return ways->works & TPK_WAY_TLS_443 ? "excellent" : "great";
  if (n == 2)
    return "good";

  return n == 1 ? "poor" : "none";
}

static void
tpk_verdict_finalize (GObject *object)
{
  TpkVerdict *self = TPK_VERDICT (object);

  g_clear_pointer (&self->headline, g_free);
  g_clear_pointer (&self->advice, g_strfreev);
  g_clear_pointer (&self->ranking, g_strfreev);
  g_clear_pointer (&self->remarks, g_array_unref);

  G_OBJECT_CLASS (tpk_verdict_parent_class)->finalize (object);
}

static void
tpk_verdict_class_init (TpkVerdictClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tpk_verdict_finalize;
}

static void
tpk_verdict_init (TpkVerdict *self)
{
}

static GPtrArray *
collect (GListModel *model)
{
  GPtrArray *results = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (model);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (results, g_list_model_get_item (model, i));

  return results;
}

/**
 * tpk_verdict_new:
 * @results: the #TpkResult objects of one run
 * @proofs: (nullable): the #TpkProof objects of it, in the order of the results
 * @network: what addresses this computer had then
 * @nat: (nullable): what is known of the address translator on the way
 *
 * Returns: (transfer full): what they say together
 */
TpkVerdict *
tpk_verdict_new (GListModel            *results,
                 GListModel            *proofs,
                 const TpkLocalNetwork *network,
                 const TpkNat          *nat)
{
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GArray) rows = NULL;
  TpkVerdict *self;
  TpkWays ways;

  g_return_val_if_fail (G_IS_LIST_MODEL (results), NULL);
  g_return_val_if_fail (proofs == NULL || G_IS_LIST_MODEL (proofs), NULL);
  g_return_val_if_fail (network != NULL, NULL);

  all = collect (results);
  rows = tpk_verdict_rows_new (results, proofs);
  self = g_object_new (TPK_TYPE_VERDICT, NULL);
  self->state = judge_state (rows);
  tpk_verdict_find_facts (all, network, self->facts);
  tpk_verdict_find_ways (rows, &ways);
  self->coverage = judge_coverage (&ways);
  self->coverage_sentence = tpk_verdict_describe_coverage (&ways);
  self->ranking = tpk_verdict_rank (rows);
  self->headline = tpk_verdict_dup_headline (rows, self->state, &ways);
  if (nat != NULL)
    self->nat = *nat;
  self->remarks = tpk_verdict_find_remarks (all, nat);
  self->advice = tpk_verdict_dup_advice (rows, self->facts, self->remarks);

  return self;
}

TpkVerdictState
tpk_verdict_get_state (TpkVerdict *self)
{
  g_return_val_if_fail (TPK_IS_VERDICT (self), TPK_VERDICT_STATE_UNTESTED);

  return self->state;
}

/**
 * tpk_verdict_get_headline:
 * @self: a verdict
 *
 * Returns: (transfer none): whether calls will work here, in one plain translated sentence
 */
const char *
tpk_verdict_get_headline (TpkVerdict *self)
{
  g_return_val_if_fail (TPK_IS_VERDICT (self), NULL);

  return self->headline;
}

/**
 * tpk_verdict_get_advice:
 * @self: a verdict
 *
 * Returns: (transfer none) (array zero-terminated=1): what to do, the most useful first
 */
const char *const *
tpk_verdict_get_advice (TpkVerdict *self)
{
  g_return_val_if_fail (TPK_IS_VERDICT (self), NULL);

  return (const char *const *) self->advice;
}

TpkFact
tpk_verdict_get_fact (TpkVerdict *self,
                      TpkFactId   id)
{
  g_return_val_if_fail (TPK_IS_VERDICT (self), TPK_FACT_UNKNOWN);
  g_return_val_if_fail (id < TPK_N_FACTS, TPK_FACT_UNKNOWN);

  return self->facts[id];
}

/**
 * tpk_verdict_get_coverage:
 * @self: a verdict
 *
 * Returns: (transfer none): `excellent`, `great`, `good`, `poor` or `none`
 */
const char *
tpk_verdict_get_coverage (TpkVerdict *self)
{
  g_return_val_if_fail (TPK_IS_VERDICT (self), NULL);

  return self->coverage;
}

/**
 * tpk_verdict_get_coverage_sentence:
 * @self: a verdict
 *
 * Returns: (transfer none) (nullable): the coverage in one translated sentence, %NULL where no
 *   relay works
 */
const char *
tpk_verdict_get_coverage_sentence (TpkVerdict *self)
{
  g_return_val_if_fail (TPK_IS_VERDICT (self), NULL);

  return self->coverage_sentence;
}

/**
 * tpk_verdict_get_ranking:
 * @self: a verdict
 *
 * Returns: (transfer none) (array zero-terminated=1): the URLs that work, the best first
 */
const char *const *
tpk_verdict_get_ranking (TpkVerdict *self)
{
  g_return_val_if_fail (TPK_IS_VERDICT (self), NULL);

  return (const char *const *) self->ranking;
}

/**
 * tpk_verdict_get_nat:
 * @self: a verdict
 *
 * Returns: (transfer none): what is known of the address translator on the way; all unknown until
 *   the run is over, and without servers that answer over UDP
 */
const TpkNat *
tpk_verdict_get_nat (TpkVerdict *self)
{
  g_return_val_if_fail (TPK_IS_VERDICT (self), NULL);

  return &self->nat;
}

/**
 * tpk_verdict_has_remark:
 * @self: a verdict
 * @code: `tls-interception`, `clock-wrong`, `relay-needed` or `certificate-expires-soon`
 *
 * Returns: whether all results together make one suspect that; the advice has the sentence
 */
gboolean
tpk_verdict_has_remark (TpkVerdict *self,
                        const char *code)
{
  g_return_val_if_fail (TPK_IS_VERDICT (self), FALSE);

  for (guint i = 0; i < self->remarks->len; i++) {
    if (g_strcmp0 (code, tpk_verdict_remark_get_code (g_array_index (self->remarks, guint,
                                                                     i))) == 0)
      return TRUE;
  }

  return FALSE;
}

static JsonArray *
remarks_to_json (GArray *remarks)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < remarks->len; i++)
    json_array_add_string_element (array, tpk_verdict_remark_get_code (
      g_array_index (remarks, guint, i)));

  return array;
}

static JsonArray *
strings_to_json (char **strings)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; strings[i] != NULL; i++)
    json_array_add_string_element (array, strings[i]);

  return array;
}

/**
 * tpk_verdict_to_json:
 * @self: a verdict
 *
 * Returns: (transfer full): the verdict as `check --json` writes it
 */
JsonObject *
tpk_verdict_to_json (TpkVerdict *self)
{
  JsonObject *object;
  JsonObject *members;

  g_return_val_if_fail (TPK_IS_VERDICT (self), NULL);

  object = json_object_new ();
  json_object_set_string_member (object, "state", tpk_verdict_state_to_string (self->state));
  json_object_set_string_member (object, "headline", self->headline);
  json_object_set_array_member (object, "advice", strings_to_json (self->advice));
  json_object_set_string_member (object, "coverage", self->coverage);
  members = json_object_new ();
  for (guint i = 0; i < TPK_N_FACTS; i++)
    json_object_set_string_member (members, fact_ids[i], tpk_fact_to_string (self->facts[i]));
  json_object_set_string_member (members, "nat", tpk_nat_behaviour_to_string (self->nat.mapping));
  json_object_set_object_member (object, "facts", members);
  json_object_set_object_member (object, "nat", tpk_nat_to_json (&self->nat));
  json_object_set_array_member (object, "remarks", remarks_to_json (self->remarks));
  json_object_set_array_member (object, "ranking", strings_to_json (self->ranking));

  return object;
}

const char *
tpk_verdict_state_to_string (TpkVerdictState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);

  return states[state];
}

const char *
tpk_fact_to_string (TpkFact fact)
{
  g_return_val_if_fail (fact < G_N_ELEMENTS (facts), NULL);

  return facts[fact];
}
