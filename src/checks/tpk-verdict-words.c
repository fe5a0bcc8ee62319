/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-verdict-words"

#include "config.h"

#include "tpk-verdict-private.h"

#include <glib/gi18n-lib.h>

#include "tpk-result-code.h"

/* The words of a verdict: for somebody who has a call in ten minutes. */

#define MAX_ADVICE 5

/* Returns: (transfer full) (nullable): the host in the result's URL */
char *
tpk_verdict_dup_host (TpkResult *result)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (tpk_result_get_url (result));

  return g_strdup (tpk_ice_url_get_host (url));
}

static gboolean
has_code (TpkResult *result,
          TpkCode    code)
{
  return g_strcmp0 (tpk_result_get_code (result), tpk_code_to_string (code)) == 0;
}

gboolean
tpk_verdict_has_invalid (GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++) {
    if (has_code (g_ptr_array_index (results, i), TPK_CODE_INVALID_URL))
      return TRUE;
  }

  return FALSE;
}

/* Behind a sign-in page nothing that failed says anything. */
gboolean
tpk_verdict_has_portal (GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++) {
    if (has_code (g_ptr_array_index (results, i), TPK_CODE_CAPTIVE_PORTAL))
      return TRUE;
  }

  return FALSE;
}

static gboolean
is_turn (TpkResult *result)
{
  return g_ascii_strncasecmp (tpk_result_get_url (result), "turn", 4) == 0;
}

/* Finds the ways that work. In a list with relays only they count: STUN carries no call. */
void
tpk_verdict_find_ways (GPtrArray *results,
                       TpkWays   *ways)
{
  *ways = (TpkWays) { 0 };
  for (guint i = 0; i < results->len; i++)
    ways->turn = ways->turn || is_turn (g_ptr_array_index (results, i));

  for (guint i = 0; i < results->len; i++) {
    TpkResult *result = g_ptr_array_index (results, i);
    TpkWire wire = tpk_result_get_wire (result);

    if (!tpk_result_is_usable (result) || is_turn (result) != ways->turn)
      continue;
    ways->udp = ways->udp || wire == TPK_WIRE_UDP || wire == TPK_WIRE_DTLS;
    ways->tcp = ways->tcp || wire == TPK_WIRE_TCP;
    ways->tls = ways->tls || wire == TPK_WIRE_TLS;
    ways->tls_443 = ways->tls_443 ||
                    (wire == TPK_WIRE_TLS && tpk_result_get_port (result) == 443);
  }
}

static char *
describe_ways (const TpkWays *ways)
{
  if (ways->udp && ways->tcp && ways->tls)
    return g_strdup (_("Calls will work, over UDP, TCP and TLS."));
  if (ways->udp && ways->tls)
    return g_strdup (_("Calls will work, over UDP and TLS."));
  if (ways->udp && ways->tcp)
    return g_strdup (_("Calls will work, over UDP and TCP."));
  if (ways->tcp && ways->tls)
    return g_strdup (_("Calls will work, over TCP and TLS, but not over UDP."));
  if (ways->tls_443)
    return g_strdup (_("Calls will work, over TLS on port 443 only."));
  if (ways->tls)
    return g_strdup (_("Calls will work, over TLS only."));
  if (ways->tcp)
    return g_strdup (_("Calls will work, over TCP only."));

  return g_strdup (_("Calls will work, over UDP only."));
}

static const char *
describe_code (TpkCode code)
{
  switch (code) {
  case TPK_CODE_BAD_CREDENTIALS:
  case TPK_CODE_WRONG_CREDENTIALS:
    return _("Calls will not work: the servers answer, but refuse the user name or password.");
  case TPK_CODE_CREDENTIALS_EXPIRED:
    return _("Calls will not work: the user names for the servers have expired.");
  case TPK_CODE_DNS_NOT_FOUND:
  case TPK_CODE_DNS_TIMEOUT:
  case TPK_CODE_DNS_FAILED:
    return _("Calls will not work: the names of the servers can not be looked up.");
  case TPK_CODE_TLS_UNTRUSTED:
  case TPK_CODE_TLS_NAME_MISMATCH:
  case TPK_CODE_TLS_EXPIRED:
    return _("Calls will not work: the certificates of the servers are not in order.");
  case TPK_CODE_NO_REPLY:
  case TPK_CODE_TIMEOUT:
  case TPK_CODE_UNREACHABLE:
  case TPK_CODE_REFUSED:
    return _("Calls will not work: no server can be reached from here.");
  case TPK_CODE_RELAY_SILENT:
    return _("Calls will not work: the servers answer, but no data gets through them.");
  default:
    return _("Calls will not work with these servers.");
  }
}

/* What the failures have in common, though their codes may differ. */
static const char *
describe_failure (GPtrArray *results)
{
  const char *common = NULL;

  for (guint i = 0; i < results->len; i++) {
    TpkResult *result = g_ptr_array_index (results, i);
    const char *sentence;
    TpkCode code = 0;

    if (tpk_result_get_state (result) != TPK_RESULT_STATE_FAILED)
      continue;
    while (code < TPK_N_CODES && !has_code (result, code))
      code++;
    sentence = describe_code (code);
    if (common != NULL && !g_str_equal (sentence, common))
      return describe_code (TPK_N_CODES);
    common = sentence;
  }

  return common;
}

static const char *
describe_untested (GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++) {
    if (has_code (g_ptr_array_index (results, i), TPK_CODE_NO_NETWORK))
      return _("This computer has no network connection, so nothing could be tried.");
  }
  if (tpk_verdict_has_portal (results))
    return _("This network wants you to sign in on a web page first, so nothing could be tried.");
  if (tpk_verdict_has_invalid (results))
    return _("The URLs are not written correctly, so nothing could be tried.");

  return _("Nothing was tried.");
}

/* Returns: (transfer full): the sentence at the top */
char *
tpk_verdict_dup_headline (GPtrArray       *results,
                          TpkVerdictState  state,
                          const TpkWays   *ways)
{
  switch (state) {
  case TPK_VERDICT_STATE_CANCELLED:
    return g_strdup (_("The check was cancelled before it was over."));
  case TPK_VERDICT_STATE_FAILED:
    return g_strdup (describe_failure (results));
  case TPK_VERDICT_STATE_PASSED:
  case TPK_VERDICT_STATE_DEGRADED:
    if (!ways->udp && !ways->tcp && !ways->tls)
      return g_strdup (_("Calls that need a relay will not work: only STUN answers."));
    if (!ways->turn)
      return g_strdup (_("The STUN servers answer; there is no relay in the list to try."));
    return describe_ways (ways);
  case TPK_VERDICT_STATE_UNTESTED:
  default:
    return g_strdup (describe_untested (results));
  }
}

static void
add_once (GPtrArray  *advice,
          const char *sentence)
{
  if (sentence == NULL || sentence[0] == '\0' || advice->len == MAX_ADVICE)
    return;
  if (!g_ptr_array_find_with_equal_func (advice, sentence, g_str_equal, NULL))
    g_ptr_array_add (advice, g_strdup (sentence));
}

static void
add_of_state (GPtrArray      *advice,
              GPtrArray      *results,
              TpkResultState  state)
{
  for (guint i = 0; i < results->len; i++) {
    TpkResult *result = g_ptr_array_index (results, i);

    if (tpk_result_get_state (result) == state)
      add_once (advice, tpk_result_get_advice (result));
  }
}

static void
add_remarks (GPtrArray *advice,
             GArray    *remarks,
             gboolean   early)
{
  for (guint i = 0; i < remarks->len; i++) {
    guint remark = g_array_index (remarks, guint, i);

    if (tpk_verdict_remark_is_early (remark) == early)
      add_once (advice, tpk_verdict_remark_get_sentence (remark));
  }
}

static void
add_facts (GPtrArray     *advice,
           const TpkFact *facts)
{
  if (facts[TPK_FACT_ID_UDP] == TPK_FACT_BLOCKED)
    add_once (advice, _("This network blocks UDP: ask its administrator to let UDP to the relays "
                        "through, which makes calls better; TCP and TLS work meanwhile."));
  if (facts[TPK_FACT_ID_TCP] == TPK_FACT_BLOCKED)
    add_once (advice, _("This network blocks TCP to the relays: ask its administrator to let it "
                        "through, for the times when UDP is not possible."));
  if (facts[TPK_FACT_ID_TLS_443] == TPK_FACT_BLOCKED)
    add_once (advice, _("Encrypted connections to a relay on port 443 are cut: ask the network’s "
                        "administrator whether a firewall inspects them."));
  if (facts[TPK_FACT_ID_IPV6] == TPK_FACT_BLOCKED)
    add_once (advice, _("IPv6 does not get through to the servers, though IPv4 does: ask the "
                        "network’s administrator to mend IPv6 or to turn it off; IPv4 works "
                        "meanwhile."));
}

/* Returns: (transfer full): what to do, the most useful first */
char **
tpk_verdict_dup_advice (GPtrArray     *results,
                        const TpkFact *facts,
                        GArray        *remarks)
{
  g_autoptr (GPtrArray) advice = g_ptr_array_new_with_free_func (g_free);
  char **strings;

  add_remarks (advice, remarks, TRUE);
  add_facts (advice, facts);
  add_of_state (advice, results, TPK_RESULT_STATE_FAILED);
  add_of_state (advice, results, TPK_RESULT_STATE_DEGRADED);
  add_remarks (advice, remarks, FALSE);
  for (guint i = 0; i < results->len; i++) {
    TpkResult *result = g_ptr_array_index (results, i);

    /* An address family that is not there is a fact, not something to mend. */
    if (tpk_result_get_state (result) == TPK_RESULT_STATE_UNTESTED &&
        !has_code (result, TPK_CODE_UNREACHABLE))
      add_once (advice, tpk_result_get_advice (result));
  }

  g_ptr_array_add (advice, NULL);
  strings = (char **) g_ptr_array_steal (advice, NULL);

  return strings;
}
