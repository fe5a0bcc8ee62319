/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-verdict-advice"

#include "config.h"

#include "tpk-verdict-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-address.h"

/* What to do, so that whoever is asked knows what for: a protocol, an address and a port. */

#define MAX_ADVICE 5

/* Of more, nobody reads all in a sentence; the letter to the administrator has every one. */
#define MAX_ENDPOINTS 4

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

/* As firewalls are told; through a proxy only the name is known. */
static char *
dup_endpoint (TpkResult *result)
{
  g_autofree char *host = tpk_verdict_dup_host (result);
  const char *address = tpk_result_get_address (result);

  if (address == NULL)
    address = host != NULL ? host : "";

  return tpk_address_dup_endpoint (address, tpk_result_get_port (result));
}

/* Returns: (transfer full): the first of them, and how many more there are */
static char *
dup_list (GPtrArray *endpoints)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_more = endpoints->len - MIN (endpoints->len, MAX_ENDPOINTS);

  for (guint i = 0; i < endpoints->len - n_more; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (endpoints, i));
  if (n_more > 0)
    /* Translators: %s is a list such as “192.0.2.7:3478, 192.0.2.8:3478”. */
    return g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", n_more), text->str,
                            n_more);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
take_once (GPtrArray *strings,
           char      *string)
{
  if (g_ptr_array_find_with_equal_func (strings, string, g_str_equal, NULL))
    g_free (string);
  else
    g_ptr_array_add (strings, string);
}

/* What a network does that blocks a way. IPv4 is never blamed: then IPv6 works, and is as good. */
static const struct {
  TpkFactId id;
  const char *sentence;
} blocks[] = {
  /* Translators: %s is a list such as “192.0.2.7:3478, 192.0.2.8:3478”. */
  { TPK_FACT_ID_UDP,
    N_("This network blocks UDP: ask its administrator to let UDP to %s through, which makes calls "
       "better.") },
  /* Translators: %s is a list such as “192.0.2.7:3478, 192.0.2.8:3478”. */
  { TPK_FACT_ID_TCP,
    N_("This network blocks TCP to the relays: ask its administrator to let TCP to %s through, for "
       "the times when UDP is not possible.") },
  /* Translators: %s is a list such as “192.0.2.7:443, 192.0.2.8:443”. */
  { TPK_FACT_ID_TLS_443,
    N_("Encrypted connections to %s are cut: ask the network’s administrator to let TCP to there "
       "through, and whether a firewall inspects it.") },
  { TPK_FACT_ID_IPV6,
    N_("IPv6 does not get through to the servers, though IPv4 does: ask the network’s "
       "administrator to mend IPv6 or to turn it off; IPv4 works meanwhile.") },
};

static void
add_facts (GPtrArray     *advice,
           GArray        *rows,
           const TpkFact *facts)
{
  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++) {
    g_autoptr (GPtrArray) endpoints = g_ptr_array_new_with_free_func (g_free);
    g_auto (GStrv) parts = NULL;
    g_autofree char *list = NULL;
    g_autofree char *sentence = NULL;

    if (facts[blocks[i].id] != TPK_FACT_BLOCKED)
      continue;
    for (guint j = 0; j < rows->len; j++) {
      TpkResult *result = g_array_index (rows, TpkVerdictRow, j).result;

      if (tpk_verdict_is_cut (result, blocks[i].id))
        take_once (endpoints, dup_endpoint (result));
    }
    list = dup_list (endpoints);
    parts = g_strsplit (_(blocks[i].sentence), "%s", 2);
    sentence = g_strjoinv (list, parts);
    add_once (advice, sentence);
  }
}

/* Whether the advice on a fact is all that there is to say of it. */
static gboolean
is_explained (const TpkVerdictRow *row,
              const TpkFact       *facts)
{
  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++) {
    if (facts[blocks[i].id] == TPK_FACT_BLOCKED && tpk_verdict_is_cut (row->result, blocks[i].id))
      return TRUE;
  }

  return FALSE;
}

/* Whether nobody is at this address, while the same URL is answered at another. Neither port nor
 * name is to blame then. */
static gboolean
is_dead_address (GArray              *rows,
                 const TpkVerdictRow *row)
{
  if (row->state != TPK_RESULT_STATE_FAILED || tpk_result_get_address (row->result) == NULL ||
      !(tpk_verdict_is_silent (row->result) || tpk_verdict_is_refused (row->result)))
    return FALSE;

  for (guint i = 0; i < rows->len; i++) {
    TpkResult *other = g_array_index (rows, TpkVerdictRow, i).result;

    if (g_strcmp0 (tpk_result_get_url (other), tpk_result_get_url (row->result)) == 0 &&
        g_strcmp0 (tpk_result_get_address (other), tpk_result_get_address (row->result)) != 0 &&
        tpk_verdict_has_answered (other))
      return TRUE;
  }

  return FALSE;
}

static char *
dup_dead_words (GArray              *rows,
                const TpkVerdictRow *row)
{
  static const char *const protocols[] = { "UDP", "TCP", "TCP", "UDP" };
  g_autoptr (GPtrArray) endpoints = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *host = tpk_verdict_dup_host (row->result);
  g_autofree char *list = NULL;

  for (guint i = 0; i < rows->len; i++) {
    const TpkVerdictRow *other = &g_array_index (rows, TpkVerdictRow, i);
    g_autofree char *endpoint = dup_endpoint (other->result);
    g_autofree char *other_host = tpk_verdict_dup_host (other->result);

    if (g_strcmp0 (host, other_host) == 0 && is_dead_address (rows, other))
      take_once (endpoints, g_strdup_printf ("%s %s",
                                             protocols[tpk_result_get_wire (other->result)],
                                             endpoint));
  }
  list = dup_list (endpoints);

  /* Translators: the first %s is the name of a server, the second a list such as
   * “UDP 192.0.2.7:3478, TCP 192.0.2.7:3478”. */
  return g_strdup_printf (_("An address of %s does not answer, though another does: ask the "
                            "server’s operator whether it is in use. If it is, ask the network’s "
                            "administrator to let %s through."), host, list);
}

static void
add_of_state (GPtrArray      *advice,
              GArray         *rows,
              const TpkFact  *facts,
              TpkResultState  state)
{
  for (guint i = 0; i < rows->len && advice->len < MAX_ADVICE; i++) {
    const TpkVerdictRow *row = &g_array_index (rows, TpkVerdictRow, i);
    g_autofree char *dead = NULL;

    if (row->state != state || is_explained (row, facts))
      continue;
    if (is_dead_address (rows, row))
      dead = dup_dead_words (rows, row);
    add_once (advice, dead != NULL ? dead : tpk_verdict_row_get_advice (row));
  }
}

/* Returns: (transfer full): what to do, the most useful first */
char **
tpk_verdict_dup_advice (GArray        *rows,
                        const TpkFact *facts,
                        GArray        *remarks)
{
  g_autoptr (GPtrArray) advice = g_ptr_array_new_with_free_func (g_free);

  add_remarks (advice, remarks, TRUE);
  add_facts (advice, rows, facts);
  add_of_state (advice, rows, facts, TPK_RESULT_STATE_FAILED);
  add_of_state (advice, rows, facts, TPK_RESULT_STATE_DEGRADED);
  add_remarks (advice, remarks, FALSE);
  for (guint i = 0; i < rows->len; i++) {
    const TpkVerdictRow *row = &g_array_index (rows, TpkVerdictRow, i);

    /* An address family that is not there is a fact, not something to mend. */
    if (row->state == TPK_RESULT_STATE_UNTESTED &&
        g_strcmp0 (tpk_verdict_row_get_code (row), "unreachable") != 0)
      add_once (advice, tpk_verdict_row_get_advice (row));
  }
  g_ptr_array_add (advice, NULL);

  return (char **) g_ptr_array_steal (advice, NULL);
}
