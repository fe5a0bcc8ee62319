/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-lint-url"

#include "config.h"

#include "tpk-lint.h"

#include <string.h>

#include "tpk-judge-input.h"
#include "tpk-lint-private.h"
#include "tpk-text-url.h"

/*
 * Findings on one URL by itself.
 */

TpkFinding *
tpk_lint_syntax (TpkIceUrl   *url,
                 TpkSeverity  severity)
{
  g_autofree char *message = tpk_ice_url_dup_message (url);
  g_autofree char *code = g_strconcat ("url-",
                                       tpk_url_problem_to_string (tpk_ice_url_get_problem (url)),
                                       NULL);
  g_autoptr (TpkIceUrl) usable = tpk_text_dup_usable_url (url);
  TpkFinding *finding = tpk_finding_new (severity, code, message);

  if (usable != NULL)
    tpk_finding_with_fix (finding,
                          tpk_ice_url_get_user_info (url, NULL, NULL) ? TPK_FIX_MOVE_USER_INFO
                                                                      : TPK_FIX_REPLACE_URL,
                          tpk_ice_url_get_text (usable));

  return finding;
}

/* Azure's SDK encrypts only what is asked for in its own words. */
static char *
dup_plaintext_fix (TpkIceUrl *url)
{
  if (tpk_ice_url_get_host_kind (url) == TPK_HOST_IPV4 ||
      tpk_ice_url_get_transport (url) != TPK_TRANSPORT_TCP)
    return NULL;

  return g_strdup_printf (tpk_ice_url_get_host_kind (url) == TPK_HOST_IPV6
                            ? "turns:[%s]:%u?transport=tls"
                            : "turns:%s:%u?transport=tls",
                          tpk_ice_url_get_host (url), tpk_ice_url_get_port (url));
}

static void
add_fix (TpkFinding    *finding,
         TpkJudgeInput *input)
{
  const char *code = tpk_finding_get_code (finding);
  g_autofree char *fix = NULL;

  if (strcmp (code, "acs-plaintext") == 0)
    fix = dup_plaintext_fix (tpk_judge_input_get_ice_url (input));
  else
    fix = tpk_judge_dup_repair (input, code);

  if (fix != NULL)
    tpk_finding_with_fix (finding, TPK_FIX_REPLACE_URL, fix);
}

/**
 * tpk_lint_url:
 * @url: a URL
 * @findings: (element-type TpkFinding): gets the findings
 *
 * Looks at one URL by itself, whatever client it is for. Here the surprises of clients are
 * warnings, with the repair that is none for the worse; that of Azure's SDK is for it alone.
 */
void
tpk_lint_url (TpkIceUrl *url,
              GPtrArray *findings)
{
  g_autoptr (TpkLintClients) clients = NULL;
  g_autoptr (TpkJudgeInput) input = NULL;
  GPtrArray *surprises;

  g_return_if_fail (TPK_IS_ICE_URL (url));
  g_return_if_fail (findings != NULL);

  if (!tpk_ice_url_is_valid (url)) {
    g_ptr_array_add (findings, tpk_lint_syntax (url, TPK_SEVERITY_ERROR));
    return;
  }

  tpk_lint_address (url, findings);

  clients = tpk_lint_clients_new ();
  surprises = tpk_lint_clients_look (clients, url, NULL, NULL);
  /* As if signed in, as clients were looked at. */
  input = tpk_judge_input_new (tpk_ice_url_get_text (url), "user", "password");
  for (guint i = 0; i < surprises->len; i++) {
    TpkLintSurprise *surprise = g_ptr_array_index (surprises, i);
    TpkFinding *finding = tpk_finding_new (TPK_SEVERITY_WARNING, surprise->code,
                                           surprise->message);

    add_fix (finding, input);
    g_ptr_array_add (findings, finding);
  }
}
