/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-verdict-words"

#include "config.h"

#include "tpk-verdict-private.h"

#include <glib/gi18n-lib.h>

#include "tpk-result-code.h"

/* The words of a verdict: for somebody who has a call in ten minutes. */

/* Returns: (transfer full) (nullable): the host in the result's URL */
char *
tpk_verdict_dup_host (TpkResult *result)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (tpk_result_get_url (result));

  return g_strdup (tpk_ice_url_get_host (url));
}

static gboolean
has_code (const TpkVerdictRow *row,
          TpkCode              code)
{
  return g_strcmp0 (tpk_verdict_row_get_code (row), tpk_code_to_string (code)) == 0;
}

static gboolean
has_any_code (GArray  *rows,
              TpkCode  code)
{
  for (guint i = 0; i < rows->len; i++) {
    if (has_code (&g_array_index (rows, TpkVerdictRow, i), code))
      return TRUE;
  }

  return FALSE;
}

gboolean
tpk_verdict_has_invalid (GArray *rows)
{
  return has_any_code (rows, TPK_CODE_INVALID_URL);
}

/* Behind a sign-in page nothing that failed says anything. */
gboolean
tpk_verdict_has_portal (GArray *rows)
{
  return has_any_code (rows, TPK_CODE_CAPTIVE_PORTAL);
}

gboolean
tpk_verdict_is_turn (TpkResult *result)
{
  return g_ascii_strncasecmp (tpk_result_get_url (result), "turn", 4) == 0;
}

static TpkWay
get_way (TpkResult *result)
{
  switch (tpk_result_get_wire (result)) {
  case TPK_WIRE_TCP:
    return TPK_WAY_TCP;
  case TPK_WIRE_TLS:
    return tpk_result_get_port (result) == 443 ? TPK_WAY_TLS_443 : TPK_WAY_TLS_OTHER;
  case TPK_WIRE_UDP:
  case TPK_WIRE_DTLS:
  default:
    return TPK_WAY_UDP;
  }
}

/* Finds the ways that work, and those that do not. In a list with relays only they count: STUN
 * carries no call. A name that is not found says nothing of a way. */
void
tpk_verdict_find_ways (GArray  *rows,
                       TpkWays *ways)
{
  *ways = (TpkWays) { 0 };
  for (guint i = 0; i < rows->len; i++)
    ways->turn = ways->turn || tpk_verdict_is_turn (g_array_index (rows, TpkVerdictRow, i).result);

  for (guint i = 0; i < rows->len; i++) {
    const TpkVerdictRow *row = &g_array_index (rows, TpkVerdictRow, i);

    if (tpk_verdict_is_turn (row->result) != ways->turn)
      continue;
    ways->listed |= get_way (row->result);
    if (tpk_verdict_row_is_usable (row))
      ways->works |= get_way (row->result);
    else if (row->state == TPK_RESULT_STATE_FAILED &&
             tpk_result_get_stage (row->result) != TPK_STAGE_RESOLVE)
      ways->fails |= get_way (row->result);
  }
  ways->fails &= ~ways->works;
}

/* “Only” is said where something else was tried, which does not work. */
static const char *
describe_one_way (const TpkWays *ways)
{
  if ((ways->works & TPK_WAY_TLS) == TPK_WAY_TLS_443)
    return ways->fails ? _("Calls will work, over TLS on port 443 only.")
                       : _("Calls will work, over TLS on port 443.");
  if (ways->works & TPK_WAY_TLS)
    return ways->fails & ~TPK_WAY_TLS ? _("Calls will work, over TLS only.")
                                      : _("Calls will work, over TLS.");
  if (ways->works & TPK_WAY_TCP)
    return ways->fails ? _("Calls will work, over TCP only.") : _("Calls will work, over TCP.");

  return ways->fails ? _("Calls will work, over UDP only.") : _("Calls will work, over UDP.");
}

static const char *
describe_ways (const TpkWays *ways)
{
  gboolean udp = ways->works & TPK_WAY_UDP;
  gboolean tcp = ways->works & TPK_WAY_TCP;
  gboolean tls = ways->works & TPK_WAY_TLS;

  if (udp && tcp && tls)
    return _("Calls will work, over UDP, TCP and TLS.");
  if (udp && tls)
    return _("Calls will work, over UDP and TLS.");
  if (udp && tcp)
    return _("Calls will work, over UDP and TCP.");
  if (tcp && tls)
    return ways->fails & TPK_WAY_UDP ? _("Calls will work, over TCP and TLS, but not over UDP.")
                                     : _("Calls will work, over TCP and TLS.");

  return describe_one_way (ways);
}

/* Returns: (transfer full) (nullable): how far was tried, where that was not to the end */
static char *
dup_early (GArray *rows)
{
  TpkStageId stage = TPK_STAGE_RESOLVE;
  gboolean is_early = FALSE;

  for (guint i = 0; i < rows->len; i++) {
    const TpkVerdictRow *row = &g_array_index (rows, TpkVerdictRow, i);

    if (!row->is_early)
      continue;
    is_early = TRUE;
    stage = MAX (stage, tpk_result_get_stage (row->result));
  }
  if (!is_early)
    return NULL;

  /* Translators: %s is the name of a stage of a check, such as “Reach Relay”. */
  return g_strdup_printf (_("Whether calls will work is not known: the check was told to stop "
                            "after “%s”."), tpk_stage_id_get_name (stage));
}

/* How many of UDP, TCP and TLS work. */
guint
tpk_verdict_count_ways (const TpkWays *ways)
{
  return ((ways->works & TPK_WAY_UDP) != 0) + ((ways->works & TPK_WAY_TCP) != 0) +
         ((ways->works & TPK_WAY_TLS) != 0);
}

/**
 * tpk_verdict_describe_coverage:
 * @ways: what works, and what does not
 *
 * Returns: (transfer none) (nullable): what that means on networks that let less through, %NULL
 *   where no relay works
 */
const char *
tpk_verdict_describe_coverage (const TpkWays *ways)
{
  guint n = tpk_verdict_count_ways (ways);

  if (!ways->turn || n == 0)
    return NULL;
  if (n == 3 && ways->works & TPK_WAY_TLS_443)
    return _("Coverage is excellent: UDP, TCP and TLS on port 443 work, so there is a way through "
             "nearly every firewall.");
  if (n == 3)
    return _("Coverage is great: UDP, TCP and TLS work, but TLS not on port 443, which firewalls "
             "close last.");
  if (n == 2)
    return _("Coverage is good: two of three ways work (UDP, TCP, TLS).");
  if (ways->listed != ways->works)
    return _("Coverage is poor: one of three ways works (UDP, TCP, TLS).");

  return _("Coverage is poor: one of three ways works (UDP, TCP, TLS). Where a network blocks it, "
           "no call gets through: add an address for another way, best turns: on port 443.");
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

/* A server that gave no relays to a call has answered before. */
static const char *
describe_row (const TpkVerdictRow *row)
{
  TpkCode code = 0;

  while (code < TPK_N_CODES && !has_code (row, code))
    code++;
  if (code == TPK_CODE_NO_REPLY && tpk_verdict_row_blames_call (row))
    code = TPK_N_CODES;

  return describe_code (code);
}

/* What the failures have in common, though their codes may differ. */
static const char *
describe_failure (GArray *rows)
{
  const char *common = NULL;

  for (guint i = 0; i < rows->len; i++) {
    const TpkVerdictRow *row = &g_array_index (rows, TpkVerdictRow, i);
    const char *sentence;

    if (row->state != TPK_RESULT_STATE_FAILED)
      continue;
    sentence = describe_row (row);
    if (common != NULL && !g_str_equal (sentence, common))
      return describe_code (TPK_N_CODES);
    common = sentence;
  }

  return common;
}

static const char *
describe_untested (GArray *rows)
{
  if (has_any_code (rows, TPK_CODE_NO_NETWORK))
    return _("This computer has no network connection, so nothing could be tried.");
  if (tpk_verdict_has_portal (rows))
    return _("This network wants you to sign in on a web page first, so nothing could be tried.");
  if (tpk_verdict_has_invalid (rows))
    return _("The URLs are not written correctly, so nothing could be tried.");

  return _("Nothing was tried.");
}

/* Returns: (transfer full): what to say when something passed */
static char *
dup_success (GArray        *rows,
             const TpkWays *ways)
{
  char *early = ways->works == 0 ? dup_early (rows) : NULL;

  if (early != NULL)
    return early;
  if (ways->works == 0)
    return g_strdup (_("Calls that need a relay will not work: only STUN answers."));
  if (!ways->turn)
    return g_strdup (_("The STUN servers answer; there is no relay in the list to try."));

  return g_strdup (describe_ways (ways));
}

/* Returns: (transfer full): the sentence at the top */
char *
tpk_verdict_dup_headline (GArray          *rows,
                          TpkVerdictState  state,
                          const TpkWays   *ways)
{
  switch (state) {
  case TPK_VERDICT_STATE_CANCELLED:
    return g_strdup (_("The check was cancelled before it was over."));
  case TPK_VERDICT_STATE_FAILED:
    return g_strdup (describe_failure (rows));
  case TPK_VERDICT_STATE_PASSED:
  case TPK_VERDICT_STATE_DEGRADED:
    return dup_success (rows, ways);
  case TPK_VERDICT_STATE_UNTESTED:
  default:
    return g_strdup (describe_untested (rows));
  }
}
