/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-verdict-facts"

#include "config.h"

#include "tpk-verdict-private.h"

/* What the results tell of the network, whatever calls they leave room for. */

/* The server has answered in its own protocol, whatever it said. */
gboolean
tpk_verdict_has_answered (TpkResult *result)
{
  return tpk_result_has_passed (result, TPK_STAGE_BINDING) ||
         tpk_result_has_passed (result, TPK_STAGE_CHALLENGE) ||
         tpk_result_has_passed (result, TPK_STAGE_TLS) ||
         tpk_result_get_stun_error (result) > 0;
}

/* Nothing at all came back, or a machine on the way said no. */
gboolean
tpk_verdict_is_silent (TpkResult *result)
{
  const char *code = tpk_result_get_code (result);

  return tpk_result_get_state (result) == TPK_RESULT_STATE_FAILED &&
         (g_strcmp0 (code, "no-reply") == 0 || g_strcmp0 (code, "timeout") == 0 ||
          g_strcmp0 (code, "unreachable") == 0 || g_strcmp0 (code, "closed") == 0) &&
         !tpk_verdict_has_answered (result);
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

    if (tpk_verdict_has_answered (other) && control (result, other))
      return TRUE;
  }

  return FALSE;
}

/* A machine said that nothing listens there; whether it was the server, nobody knows. */
gboolean
tpk_verdict_is_refused (TpkResult *result)
{
  return tpk_result_get_state (result) == TPK_RESULT_STATE_FAILED &&
         g_strcmp0 (tpk_result_get_code (result), "refused") == 0 &&
         !tpk_verdict_has_answered (result);
}

/* Many firewalls refuse UDP in the server's name. A relay that answers over TCP but has no UDP is
 * so rare that two of them are no chance; one without TCP is not. */
static gboolean
is_refused_datagram (TpkResult *result)
{
  return is_datagram (result) && tpk_verdict_is_refused (result);
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
    if (tpk_verdict_has_answered (result))
      return TPK_FACT_WORKS;
    answers_elsewhere = is_controlled (results, result, control);
    if (!tpk_verdict_is_silent (result) && !(is_refused_datagram (result) && answers_elsewhere))
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

/* Finds out each of the facts. */
void
tpk_verdict_find_facts (GPtrArray             *results,
                        const TpkLocalNetwork *network,
                        TpkFact               *facts)
{
  facts[TPK_FACT_ID_UDP] = judge_way (results, is_datagram, stream_controls, 2);
  facts[TPK_FACT_ID_TCP] = judge_way (results, is_stream, datagram_controls, 2);
  facts[TPK_FACT_ID_TLS_443] = judge_way (results, is_tls_443, other_port_controls, 1);
  facts[TPK_FACT_ID_IPV4] = judge_family (results, is_ipv4, network->ipv4);
  facts[TPK_FACT_ID_IPV6] = judge_family (results, is_ipv6, network->ipv6);
}

/* Whether a network that blocks a way has done so to this target: then its own failure says nothing
 * more. */
gboolean
tpk_verdict_is_cut (TpkResult *result,
                    TpkFactId  id)
{
  return tpk_fact_id_matches (id, result) &&
         (tpk_verdict_is_silent (result) || is_refused_datagram (result));
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
