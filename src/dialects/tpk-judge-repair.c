/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-judge-repair"

#include "config.h"

#include "tpk-dialect.h"

#include <string.h>

#include "tpk-judge-input.h"
#include "tpk-text-url.h"
#include "tpk-whatwg-host.h"

/* Ways to write the same URL are tried, and the judges say which of them helps. */

/* How much a way to write the URL helps those whom it is for. */
typedef enum {
  HELP_NONE,
  HELP_SOME,                     /* all do better, one dials what is written */
  HELP_ALL,                      /* all dial what is written */
} Help;

/* What is not valid is no way to write anything, so that nobody has a right to it; DTLS may become
 * TLS. */
static gboolean
harms (TpkJudgeInput *input,
       TpkJudgement  *before,
       TpkJudgement  *after)
{
  if (!tpk_ice_url_is_valid (tpk_judge_input_get_ice_url (input)))
    return FALSE;

  if (tpk_judgement_get_state (after) > tpk_judgement_get_state (before))
    return TRUE;

  return tpk_judgement_get_state (before) == TPK_JUDGEMENT_OK &&
         !tpk_judge_input_means_dtls (input) &&
         g_ascii_strcasecmp (tpk_judgement_get_dials (before),
                             tpk_judgement_get_dials (after)) != 0;
}

/* Those whom it is for are asked first: most candidates are none for them. */
static Help
try_candidate (TpkJudgeInput *input,
               const char    *code,
               TpkIceUrl     *candidate)
{
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);
  GPtrArray *before = tpk_judge_input_get_judgements (input);
  g_autoptr (TpkJudgeInput) other = NULL;
  guint n_good = 0, n_better = 0;

  other = tpk_judge_input_new (tpk_ice_url_get_text (candidate),
                               tpk_judge_input_get_username (input),
                               tpk_judge_input_get_password (input));
  for (guint i = 0; i < before->len; i++) {
    TpkJudgement *was = g_ptr_array_index (before, i);
    g_autoptr (TpkJudgement) is = NULL;

    if (was == NULL || g_strcmp0 (tpk_judgement_get_code (was), code) != 0)
      continue;
    is = tpk_dialect_judge (dialects[i], other);
    if (tpk_judgement_get_state (is) >= tpk_judgement_get_state (was))
      return HELP_NONE;
    n_good += tpk_judgement_get_state (is) == TPK_JUDGEMENT_OK;
    n_better++;
  }
  if (n_good == 0)
    return HELP_NONE;

  for (guint i = 0; i < before->len; i++) {
    TpkJudgement *was = g_ptr_array_index (before, i);
    g_autoptr (TpkJudgement) is = NULL;

    if (was == NULL || g_strcmp0 (tpk_judgement_get_code (was), code) == 0)
      continue;
    is = tpk_dialect_judge (dialects[i], other);
    if (harms (input, was, is))
      return HELP_NONE;
  }

  return n_good == n_better ? HELP_ALL : HELP_SOME;
}

/* What @url means with other words, the fewest changes first: the scheme in small letters; the host
 * in punycode; the transport, and the port, that are meant where none is written; TLS for DTLS.
 * Returns: (transfer full) (element-type TpkIceUrl) */
static GPtrArray *
list_candidates (TpkIceUrl *url)
{
  GPtrArray *candidates = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *ascii = tpk_whatwg_domain_to_ascii (tpk_ice_url_get_host (url));
  const char *transport = tpk_transport_to_string (tpk_ice_url_get_transport (url));
  const char *hosts[] = { tpk_ice_url_get_host (url), ascii };
  const char *transports[] = { tpk_ice_url_has_transport (url) ? transport : NULL, transport, "tcp" };
  guint16 port = tpk_ice_url_get_port (url);
  guint16 ports[] = { tpk_ice_url_has_port (url) ? port : 0, port };
  gboolean turn = tpk_ice_url_is_turn (url);
  gboolean dtls = turn && tpk_ice_url_is_secure (url) &&
                  tpk_ice_url_get_transport (url) == TPK_TRANSPORT_UDP;

  for (guint i = 0; i < G_N_ELEMENTS (ports); i++) {
    for (guint j = 0; j < (dtls ? 3 : turn ? 2 : 1); j++) {
      for (guint k = 0; k < G_N_ELEMENTS (hosts) && hosts[k] != NULL; k++)
        g_ptr_array_add (candidates,
                         tpk_ice_url_new_from_parts (tpk_ice_url_get_scheme (url), hosts[k],
                                                     ports[i], turn ? transports[j] : NULL));
    }
  }

  return candidates;
}

/**
 * tpk_judge_dup_repair:
 * @input: a URL, with or without a credential
 * @code: what some clients do otherwise, as tpk_judgement_get_code() says it
 *
 * Another way to write the URL, with which those clients dial what is written, or some of them and
 * the rest do better, and no other client does worse. It means the same, but that DTLS can become
 * TLS, which those clients dial anyway.
 *
 * Returns: (transfer full) (nullable): a valid URL, or %NULL where none helps, or where user name
 *   and password have to be taken out first
 */
char *
tpk_judge_dup_repair (TpkJudgeInput *input,
                      const char    *code)
{
  g_autoptr (TpkIceUrl) meant = NULL;
  g_autoptr (GPtrArray) candidates = NULL;
  const char *repair = NULL;
  Help best = HELP_NONE;
  TpkIceUrl *url;

  g_return_val_if_fail (input != NULL, NULL);
  g_return_val_if_fail (code != NULL, NULL);

  url = tpk_judge_input_get_ice_url (input);
  if (!tpk_ice_url_get_user_info (url, NULL, NULL))
    meant = tpk_text_dup_usable_url (url);
  if (meant == NULL)
    return NULL;

  candidates = list_candidates (meant);
  for (guint i = 0; i < candidates->len && best < HELP_ALL; i++) {
    TpkIceUrl *candidate = g_ptr_array_index (candidates, i);
    Help help;

    if (!tpk_ice_url_is_valid (candidate) ||
        strcmp (tpk_ice_url_get_text (candidate), tpk_ice_url_get_text (url)) == 0)
      continue;

    help = try_candidate (input, code, candidate);
    if (help > best) {
      best = help;
      repair = tpk_ice_url_get_text (candidate);
    }
  }

  return g_strdup (repair);
}
