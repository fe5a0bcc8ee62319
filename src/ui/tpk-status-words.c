/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-status-words"

#include "config.h"

#include "tpk-status-words.h"

#include <glib/gi18n-lib.h>

#include "model/tpk-json.h"
#include "store/tpk-file-change.h"

#include "tpk-format.h"

/* The lines of the page of the status: what works on this network, what the clients have, and what
 * to ask of whoever runs the firewall. */

static const struct {
  const char *name;              /* untranslated */
  const char *blocked;           /* untranslated */
} ways[TPK_N_FACTS] = {
  [TPK_FACT_ID_UDP] = { N_("UDP"),
    N_("No answer, though the same servers answer over TCP or TLS: this network blocks it") },
  [TPK_FACT_ID_TCP] = { N_("TCP"),
    N_("No answer, though the same servers answer over UDP: this network blocks it") },
  [TPK_FACT_ID_TLS_443] = { N_("TLS on Port 443"),
    N_("Cut off, though the server answers on another port: something on this network inspects "
       "or blocks it") },
  [TPK_FACT_ID_IPV4] = { N_("IPv4"),
    N_("No answer, though the same servers answer over IPv6") },
  [TPK_FACT_ID_IPV6] = { N_("IPv6"),
    N_("No answer, though the same servers answer over IPv4") },
};

/**
 * tpk_status_get_fact_name:
 * @id: a fact about the network
 *
 * Returns: (transfer none): what it is called
 */
const char *
tpk_status_get_fact_name (TpkFactId id)
{
  g_return_val_if_fail (id < TPK_N_FACTS, NULL);

  return _(ways[id].name);
}

/* Of those that go the way in question: how many there are, and the fastest that works. */
static guint
look (GListModel  *results,
      TpkFactId    id,
      TpkResult  **fastest)
{
  guint n = 0;

  *fastest = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);
    double rtt_ms = tpk_result_get_rtt_ms (result);

    if (!tpk_fact_id_matches (id, result))
      continue;
    n++;
    if (tpk_result_is_usable (result) && rtt_ms >= 0 &&
        (*fastest == NULL || rtt_ms < tpk_result_get_rtt_ms (*fastest)))
      *fastest = result;
  }

  return n;
}

/* How long the certificate is still good, as far as that is known. */
static char *
dup_certificate (TpkResult *result)
{
  JsonObject *tls = tpk_result_get_tls (result);
  const char *not_after = NULL;
  g_autoptr (GDateTime) end = NULL;
  g_autofree char *span = NULL;

  if (tls == NULL || !tpk_json_get_string (tls, "not_after", &not_after, NULL) ||
      not_after == NULL)
    return NULL;
  end = g_date_time_new_from_iso8601 (not_after, NULL);
  if (end == NULL || g_date_time_to_unix (end) <= tpk_now_s ())
    return NULL;

  span = tpk_format_duration (g_date_time_to_unix (end) - tpk_now_s ());
  /* Translators: %s is a time such as "61 days". */
  return g_strdup_printf (_("certificate good for %s"), span);
}

static char *
dup_works (TpkFactId  id,
           TpkResult *fastest)
{
  g_autofree char *ms = NULL, *certificate = NULL;

  if (fastest == NULL)
    return g_strdup (_("Works"));

  ms = tpk_format_ms (tpk_result_get_rtt_ms (fastest));
  certificate = id == TPK_FACT_ID_TLS_443 ? dup_certificate (fastest) : NULL;
  if (certificate != NULL)
    /* Translators: a time such as "14 ms", and "certificate good for 61 days". */
    return g_strdup_printf (_("Works, %s · %s"), ms, certificate);

  /* Translators: %s is a time such as "14 ms". */
  return g_strdup_printf (_("Works, %s"), ms);
}

/* Whether none of them was tried, because this computer is on no network. */
static gboolean
is_offline (GListModel *results)
{
  guint n = g_list_model_get_n_items (results);

  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);

    if (g_strcmp0 (tpk_result_get_code (result), "no-network") != 0)
      return FALSE;
  }

  return n > 0;
}

/**
 * tpk_status_dup_fact_found:
 * @results: #TpkResult, of a run that is over
 * @id: a fact about the network
 * @fact: what its verdict says about it
 * @other_family: what its verdict says about the other version of IP, where @id is one of them
 * @state: (out): the icon that goes with it
 *
 * Returns: (transfer full): what was found out about it
 */
char *
tpk_status_dup_fact_found (GListModel *results,
                           TpkFactId   id,
                           TpkFact     fact,
                           TpkFact     other_family,
                           TpkState   *state)
{
  TpkResult *fastest = NULL;
  guint n;

  g_return_val_if_fail (G_IS_LIST_MODEL (results), NULL);
  g_return_val_if_fail (id < TPK_N_FACTS, NULL);
  g_return_val_if_fail (state != NULL, NULL);

  *state = TPK_STATE_NONE;
  if (is_offline (results))
    return g_strdup (_("Not tried: there is no network"));

  n = look (results, id, &fastest);
  switch (fact) {
  case TPK_FACT_WORKS:
    *state = TPK_STATE_GOOD;
    return dup_works (id, fastest);
  case TPK_FACT_BLOCKED:
    *state = TPK_STATE_ERROR;
    return g_strdup (_(ways[id].blocked));
  case TPK_FACT_ABSENT:
    *state = TPK_STATE_NOTE;
    return g_strdup (other_family == TPK_FACT_WORKS ? _("This network has none. That is fine")
                                                    : _("This network has none"));
  case TPK_FACT_UNKNOWN:
  default:
    return g_strdup (n > 0 ? _("Not known: no server answered this way, which may be their fault")
                           : _("Not tried: no server in the list is reached this way"));
  }
}

/**
 * tpk_status_dup_fact_words:
 * @run: (nullable): a run
 * @id: a fact about the network
 * @state: (out): the icon that goes with it
 *
 * Returns: (transfer full): what the run found out about it
 */
char *
tpk_status_dup_fact_words (TpkCheckRun *run,
                           TpkFactId    id,
                           TpkState    *state)
{
  TpkVerdict *verdict = run != NULL ? tpk_check_run_get_verdict (run) : NULL;
  TpkFactId other_family = id == TPK_FACT_ID_IPV4 ? TPK_FACT_ID_IPV6 : TPK_FACT_ID_IPV4;

  g_return_val_if_fail (id < TPK_N_FACTS, NULL);
  g_return_val_if_fail (state != NULL, NULL);

  *state = TPK_STATE_NONE;
  if (run != NULL && tpk_check_run_is_running (run)) {
    TpkResult *fastest;
    guint n = look (tpk_check_run_get_results (run), id, &fastest);

    *state = n > 0 ? TPK_STATE_RUNNING : TPK_STATE_NONE;
    return g_strdup (n > 0 ? _("Being tried") : _("Not tried"));
  }
  if (verdict == NULL)
    return g_strdup (_("Not checked yet"));

  return tpk_status_dup_fact_found (tpk_check_run_get_results (run), id,
                                    tpk_verdict_get_fact (verdict, id),
                                    tpk_verdict_get_fact (verdict, other_family), state);
}

/**
 * tpk_status_get_nat_words:
 * @run: (nullable): a run
 * @state: (out): the icon that goes with it
 *
 * Returns: (transfer none) (nullable): what the run found out about the translator of addresses,
 *   %NULL where that is nothing
 */
const char *
tpk_status_get_nat_words (TpkCheckRun *run,
                          TpkState    *state)
{
  TpkVerdict *verdict = run != NULL && !tpk_check_run_is_running (run)
                        ? tpk_check_run_get_verdict (run) : NULL;
  const TpkNat *nat = verdict != NULL ? tpk_verdict_get_nat (verdict) : NULL;

  g_return_val_if_fail (state != NULL, NULL);

  *state = TPK_STATE_NONE;
  if (nat == NULL || nat->mapping == TPK_NAT_UNKNOWN)
    return NULL;

  /* One that maps anew for each server is no error: it is what relays are for. */
  *state = nat->mapping == TPK_NAT_NONE || nat->mapping == TPK_NAT_ENDPOINT_INDEPENDENT
           ? TPK_STATE_GOOD : TPK_STATE_NOTE;

  return tpk_nat_get_sentence (nat);
}

/* What the files of clients have in common, in the order in which they are told. */
enum {
  IN_STEP,
  WAITS_FOR_CALL,
  NOT_APPLIED,
  FOREIGN,
  N_KINDS,
};

static guint
get_kind (TpkFileChange *change,
          gboolean       staged)
{
  switch (tpk_file_change_get_kind (change)) {
  case TPK_FILE_CHANGE_NONE:
    return IN_STEP;
  case TPK_FILE_CHANGE_FOREIGN:
    return FOREIGN;
  case TPK_FILE_CHANGE_CREATED:
  case TPK_FILE_CHANGE_MODIFIED:
  default:
    return staged ? WAITS_FOR_CALL : NOT_APPLIED;
  }
}

static char *
dup_count (guint kind,
           guint n)
{
  switch (kind) {
  case IN_STEP:
    /* Translators: how many files of clients have the settings. */
    return g_strdup_printf (ngettext ("%u in step", "%u in step", n), n);
  case WAITS_FOR_CALL:
    /* Translators: how many files of clients are written when a call ends. */
    return g_strdup_printf (ngettext ("%u waits for the end of a call",
                                      "%u wait for the end of a call", n), n);
  case NOT_APPLIED:
    /* Translators: how many files of clients are written when the changes are applied. */
    return g_strdup_printf (ngettext ("%u waits to be applied", "%u wait to be applied", n), n);
  default:
    /* Translators: how many files of clients somebody else has changed. */
    return g_strdup_printf (ngettext ("%u changed by somebody else",
                                      "%u changed by somebody else", n), n);
  }
}

/**
 * tpk_status_dup_clients:
 * @changes: #TpkFileChange, what applying would do to the files of clients
 * @staged: whether that waits for the end of a call
 *
 * Returns: (transfer full): how many files are in which state
 */
char *
tpk_status_dup_clients (GListModel *changes,
                        gboolean    staged)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint counts[N_KINDS] = { 0 };

  for (guint i = 0; i < g_list_model_get_n_items (changes); i++) {
    g_autoptr (TpkFileChange) change = g_list_model_get_item (changes, i);

    if (tpk_file_change_get_client (change) != NULL)
      counts[get_kind (change, staged)]++;
  }
  for (guint i = 0; i < N_KINDS; i++) {
    g_autofree char *count = counts[i] > 0 ? dup_count (i, counts[i]) : NULL;

    if (count != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", count);
  }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
is_cut_off (TpkResult *result)
{
  static const char *const codes[] = { "no-reply", "timeout", "unreachable", "refused", "closed",
                                       NULL };
  const char *code = tpk_result_get_code (result);

  return tpk_result_get_state (result) == TPK_RESULT_STATE_FAILED && code != NULL &&
         g_strv_contains (codes, code);
}

static void
add_request_line (GPtrArray *lines,
                  TpkResult *result)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (tpk_result_get_url (result));
  const char *transport = tpk_fact_id_matches (TPK_FACT_ID_UDP, result) ? "UDP" : "TCP";
  const char *address = tpk_result_get_address (result);
  const char *host = tpk_ice_url_get_host (url);
  char *line;

  if (address != NULL && g_strcmp0 (address, host) != 0)
    /* Translators: UDP or TCP, a port, the name of a server and its address. */
    line = g_strdup_printf (_("• %s port %u to %s (%s)"), transport, tpk_result_get_port (result),
                            host, address);
  else
    /* Translators: UDP or TCP, a port, and the name of a server. */
    line = g_strdup_printf (_("• %s port %u to %s"), transport, tpk_result_get_port (result), host);

  if (g_ptr_array_find_with_equal_func (lines, line, g_str_equal, NULL))
    g_free (line);
  else
    g_ptr_array_add (lines, line);
}

/**
 * tpk_status_dup_request:
 * @run: a run that is over
 * @network: (nullable): the name of the network that it was on
 *
 * A letter to whoever runs the firewall. It names servers, and no user or password.
 *
 * Returns: (transfer full) (nullable): the text; %NULL where nothing was cut off
 */
char *
tpk_status_dup_request (TpkCheckRun *run,
                        const char  *network)
{
  GListModel *results = tpk_check_run_get_results (run);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL, *where = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);

    if (is_cut_off (result))
      add_request_line (lines, result);
  }
  if (lines->len == 0)
    return NULL;

  g_ptr_array_add (lines, NULL);
  list = g_strjoinv ("\n", (char **) lines->pdata);
  if (network != NULL)
    /* Translators: %s is the name of a network. */
    where = g_strdup_printf (_("the network “%s”"), network);

  /* Translators: a letter to a firewall team: where it is about, and a list of what to open. */
  return g_strdup_printf (_("Voice and video calls do not get through from %s as they should.\n\n"
                            "Please let these connections out, with the answers to them, from the "
                            "computers that make calls:\n\n%s\n\n"
                            "They lead to STUN and TURN servers (RFC 8489, RFC 8656), which pass "
                            "the calls on. Nothing needs to be let in from outside."),
                          where != NULL ? where : _("our network"), list);
}
