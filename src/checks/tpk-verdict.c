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
 * What all results together say of this network and this profile. “Blocked” is only said with a
 * control group: a transport that fails at two machines, one of which answers over another
 * transport. Everything else may be the server's fault, and stays unknown.
 */
struct _TpkVerdict {
  GObject parent_instance;

  TpkVerdictState state;
  char *headline;          /* (owned) */
  char **advice;           /* (owned) */
  TpkFact facts[TPK_N_FACTS];
  const char *coverage;    /* (unowned): static */
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

/* The server has answered in its own protocol, whatever it said. */
static gboolean
has_answered (TpkResult *result)
{
  return tpk_result_has_passed (result, TPK_STAGE_BINDING) ||
         tpk_result_has_passed (result, TPK_STAGE_CHALLENGE) ||
         tpk_result_has_passed (result, TPK_STAGE_TLS) ||
         tpk_result_get_stun_error (result) > 0;
}

/* Nothing at all came back, or a machine on the way said no. */
static gboolean
is_silent (TpkResult *result)
{
  const char *code = tpk_result_get_code (result);

  return tpk_result_get_state (result) == TPK_RESULT_STATE_FAILED &&
         (g_strcmp0 (code, "no-reply") == 0 || g_strcmp0 (code, "timeout") == 0 ||
          g_strcmp0 (code, "unreachable") == 0 || g_strcmp0 (code, "closed") == 0) &&
         !has_answered (result);
}

static gboolean
is_stream (TpkResult *result)
{
  TpkWire wire = tpk_result_get_wire (result);

  return wire == TPK_WIRE_TCP || wire == TPK_WIRE_TLS;
}

static gboolean
is_datagram (TpkResult *result)
{
  return !is_stream (result);
}

static gboolean
is_tls_443 (TpkResult *result)
{
  return tpk_result_get_wire (result) == TPK_WIRE_TLS && tpk_result_get_port (result) == 443;
}

static gboolean
is_ipv4 (TpkResult *result)
{
  return tpk_result_get_family (result) == G_SOCKET_FAMILY_IPV4;
}

static gboolean
is_ipv6 (TpkResult *result)
{
  return tpk_result_get_family (result) == G_SOCKET_FAMILY_IPV6;
}

/* Two names of one address are no two witnesses, nor are two addresses of one name. */
gboolean
tpk_verdict_is_same_machine (TpkResult *a,
                             TpkResult *b)
{
  g_autofree char *host = tpk_verdict_dup_host (a);
  g_autofree char *other = tpk_verdict_dup_host (b);
  const char *address = tpk_result_get_address (a);

  return g_strcmp0 (host, other) == 0 ||
         (address != NULL && g_strcmp0 (address, tpk_result_get_address (b)) == 0);
}

typedef gboolean (*Filter)  (TpkResult *result);
typedef gboolean (*Control) (TpkResult *result,
                             TpkResult *other);

static gboolean
stream_controls (TpkResult *result,
                 TpkResult *other)
{
  return is_stream (other) && tpk_verdict_is_same_machine (result, other);
}

static gboolean
datagram_controls (TpkResult *result,
                   TpkResult *other)
{
  return is_datagram (other) && tpk_verdict_is_same_machine (result, other);
}

static gboolean
other_port_controls (TpkResult *result,
                     TpkResult *other)
{
  return !is_tls_443 (other) && tpk_verdict_is_same_machine (result, other);
}

/* What else differs between two URLs would be no fault of the address family. */
static gboolean
other_family_controls (TpkResult *result,
                       TpkResult *other)
{
  return tpk_result_get_family (other) != tpk_result_get_family (result) &&
         g_strcmp0 (tpk_result_get_url (other), tpk_result_get_url (result)) == 0;
}

static gboolean
is_controlled (GPtrArray *results,
               TpkResult *result,
               Control    control)
{
  for (guint i = 0; i < results->len; i++) {
    TpkResult *other = g_ptr_array_index (results, i);

    if (has_answered (other) && control (result, other))
      return TRUE;
  }

  return FALSE;
}

/* Many firewalls refuse UDP in the server's name. A relay that answers over TCP but has no UDP is
 * so rare that two of them are no chance; one without TCP is not. */
static gboolean
is_refused_datagram (TpkResult *result)
{
  return is_datagram (result) && tpk_result_get_state (result) == TPK_RESULT_STATE_FAILED &&
         g_strcmp0 (tpk_result_get_code (result), "refused") == 0 && !has_answered (result);
}

static guint
count_machines (GPtrArray *results)
{
  guint n = 0;

  for (guint i = 0; i < results->len; i++) {
    guint j = 0;

    while (j < i && !tpk_verdict_is_same_machine (results->pdata[i], results->pdata[j]))
      j++;
    n += j == i;
  }

  return n;
}

/**
 * judge_way:
 * @results: all results
 * @way: those that go the way in question
 * @control: tells of a failed one and of another whether the other goes another way to the same
 *   machine
 * @n_machines: how many of them have to be cut off before the network is blamed
 */
static TpkFact
judge_way (GPtrArray *results,
           Filter     way,
           Control    control,
           guint      n_machines)
{
  g_autoptr (GPtrArray) cut = g_ptr_array_new ();
  gboolean controlled = FALSE;

  for (guint i = 0; i < results->len; i++) {
    TpkResult *result = g_ptr_array_index (results, i);
    gboolean answers_elsewhere;

    if (!way (result))
      continue;
    if (has_answered (result))
      return TPK_FACT_WORKS;
    answers_elsewhere = is_controlled (results, result, control);
    if (!is_silent (result) && !(is_refused_datagram (result) && answers_elsewhere))
      continue;
    controlled = controlled || answers_elsewhere;
    g_ptr_array_add (cut, result);
  }

  return controlled && count_machines (cut) >= n_machines ? TPK_FACT_BLOCKED : TPK_FACT_UNKNOWN;
}

/**
 * judge_family:
 * @results: all results
 * @family: those over the address family in question
 * @is_here: whether the computer has such an address
 */
static TpkFact
judge_family (GPtrArray *results,
              Filter     family,
              gboolean   is_here)
{
  TpkFact fact = judge_way (results, family, other_family_controls, 2);
  guint tried = 0, absent = 0;

  if (fact != TPK_FACT_UNKNOWN)
    return fact;

  for (guint i = 0; i < results->len; i++) {
    TpkResult *result = g_ptr_array_index (results, i);

    if (!family (result))
      continue;
    tried++;
    if (tpk_result_get_state (result) == TPK_RESULT_STATE_UNTESTED)
      absent++;
  }
  if (tried == 0)
    return is_here ? TPK_FACT_UNKNOWN : TPK_FACT_ABSENT;

  return absent == tried ? TPK_FACT_ABSENT : TPK_FACT_UNKNOWN;
}

static TpkVerdictState
judge_state (GPtrArray *results)
{
  guint counts[TPK_RESULT_STATE_CANCELLED + 1] = { 0 };

  for (guint i = 0; i < results->len; i++)
    counts[tpk_result_get_state (g_ptr_array_index (results, i))]++;

  if (counts[TPK_RESULT_STATE_CANCELLED] > 0)
    return TPK_VERDICT_STATE_CANCELLED;
  if (counts[TPK_RESULT_STATE_PASSED] + counts[TPK_RESULT_STATE_DEGRADED] == 0)
    return counts[TPK_RESULT_STATE_FAILED] > 0 && !tpk_verdict_has_portal (results) ? TPK_VERDICT_STATE_FAILED
                                               : TPK_VERDICT_STATE_UNTESTED;
  if (counts[TPK_RESULT_STATE_FAILED] + counts[TPK_RESULT_STATE_DEGRADED] > 0)
    return TPK_VERDICT_STATE_DEGRADED;

  return tpk_verdict_has_invalid (results) ? TPK_VERDICT_STATE_DEGRADED : TPK_VERDICT_STATE_PASSED;
}

/* How many different kinds of network a call would get through. */
static const char *
judge_coverage (const TpkWays *ways)
{
  guint n = ways->udp + ways->tcp + ways->tls;

  if (n == 3)
    return ways->tls_443 ? "excellent" : "great";
  if (n == 2)
    return "good";

  return n == 1 ? "poor" : "none";
}

static int
compare_rtt (gconstpointer a,
             gconstpointer b)
{
  double left = tpk_result_get_rtt_ms (*(TpkResult *const *) a);
  double right = tpk_result_get_rtt_ms (*(TpkResult *const *) b);

  return (left > right) - (left < right);
}

/* Each URL that works once, by the best of its addresses. */
static char **
rank (GPtrArray *results)
{
  g_autoptr (GPtrArray) usable = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < results->len; i++) {
    if (tpk_result_is_usable (g_ptr_array_index (results, i)))
      g_ptr_array_add (usable, g_ptr_array_index (results, i));
  }
  g_ptr_array_sort (usable, compare_rtt);
  for (guint i = 0; i < usable->len; i++) {
    const char *url = tpk_result_get_url (g_ptr_array_index (usable, i));

    if (g_hash_table_add (seen, (gpointer) url))
      g_strv_builder_add (builder, url);
  }

  return g_strv_builder_end (builder);
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
 * @network: what addresses this computer had then
 * @nat: (nullable): what is known of the address translator on the way
 *
 * Returns: (transfer full): what they say together
 */
TpkVerdict *
tpk_verdict_new (GListModel            *results,
                 const TpkLocalNetwork *network,
                 const TpkNat          *nat)
{
  g_autoptr (GPtrArray) all = NULL;
  TpkVerdict *self;
  TpkWays ways;

  g_return_val_if_fail (G_IS_LIST_MODEL (results), NULL);
  g_return_val_if_fail (network != NULL, NULL);

  all = collect (results);
  self = g_object_new (TPK_TYPE_VERDICT, NULL);
  self->state = judge_state (all);
  self->facts[TPK_FACT_ID_UDP] = judge_way (all, is_datagram, stream_controls, 2);
  self->facts[TPK_FACT_ID_TCP] = judge_way (all, is_stream, datagram_controls, 2);
  self->facts[TPK_FACT_ID_TLS_443] = judge_way (all, is_tls_443, other_port_controls, 1);
  self->facts[TPK_FACT_ID_IPV4] = judge_family (all, is_ipv4, network->ipv4);
  self->facts[TPK_FACT_ID_IPV6] = judge_family (all, is_ipv6, network->ipv6);
  tpk_verdict_find_ways (all, &ways);
  self->coverage = judge_coverage (&ways);
  self->ranking = rank (all);
  self->headline = tpk_verdict_dup_headline (all, self->state, &ways);
  if (nat != NULL)
    self->nat = *nat;
  self->remarks = tpk_verdict_find_remarks (all, nat);
  self->advice = tpk_verdict_dup_advice (all, self->facts, self->remarks);

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

/**
 * tpk_fact_id_matches:
 * @id: one of the facts
 * @result: a snapshot of one target
 *
 * Returns: whether the target is reached in the way that the fact is about
 */
gboolean
tpk_fact_id_matches (TpkFactId  id,
                     TpkResult *result)
{
  static gboolean (* const matches[TPK_N_FACTS]) (TpkResult *result) = {
    [TPK_FACT_ID_UDP] = is_datagram,
    [TPK_FACT_ID_TCP] = is_stream,
    [TPK_FACT_ID_TLS_443] = is_tls_443,
    [TPK_FACT_ID_IPV4] = is_ipv4,
    [TPK_FACT_ID_IPV6] = is_ipv6,
  };

  g_return_val_if_fail (id < TPK_N_FACTS, FALSE);
  g_return_val_if_fail (TPK_IS_RESULT (result), FALSE);

  return matches[id] (result);
}
