/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "dialects/tpk-lint.h"

#include "tpk-test-formats.h"

#define CREDENTIAL "'credential':{'kind':'password','username':'u','password':'p'}"

/* The surprises of clients are in the tests of their judges; here they are left out. */
static inline gboolean
is_surprise (TpkFinding *finding)
{
  static const char *const prefixes[] = {
    "acs-", "agora-", "chromium-", "firefox-", "gstreamer-", "pion-", "aiortc-", "refused-",
    "dials-",
  };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++) {
    if (g_str_has_prefix (tpk_finding_get_code (finding), prefixes[i]))
      return TRUE;
  }

  return FALSE;
}

static inline char
get_letter (TpkSeverity severity)
{
  return severity == TPK_SEVERITY_ERROR ? 'E' : severity == TPK_SEVERITY_WARNING ? 'W' : 'I';
}

/* The findings in short: severity, code, place. */
static inline char *
dup_summary (GListModel *findings)
{
  GString *summary = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    g_assert_nonnull (tpk_finding_get_message (finding));
    if (is_surprise (finding))
      continue;

    g_string_append_printf (summary, "%s%c:%s", summary->len > 0 ? " " : "",
                            get_letter (tpk_finding_get_severity (finding)),
                            tpk_finding_get_code (finding));
    if (tpk_finding_get_server (finding) != TPK_FINDING_NOWHERE)
      g_string_append_printf (summary, "@%u", tpk_finding_get_server (finding));
    if (tpk_finding_get_url (finding) != TPK_FINDING_NOWHERE)
      g_string_append_printf (summary, ".%u", tpk_finding_get_url (finding));
  }

  return g_string_free (summary, FALSE);
}

static inline void
assert_lint (const char *profile_json,
             const char *expected)
{
  g_autoptr (TpkProfile) profile = test_profile (profile_json);
  g_autoptr (GListModel) findings = tpk_lint_profile (profile, TEST_NOW_S);
  g_autofree char *summary = dup_summary (findings);

  g_test_message ("%s", profile_json);
  g_assert_cmpstr (summary, ==, expected);
}

/* A profile of own servers with one good server that has nothing to say about it. */
#define GOOD \
  "{'urls':['turn:turn.a.com?transport=udp','turn:turn.a.com:443?transport=tcp'," \
  "'turns:turn.a.com:443?transport=tcp']," CREDENTIAL "}"

static inline void
assert_with_good (const char *server,
                  const char *expected)
{
  g_autofree char *json = g_strdup_printf ("{'name':'x','route':'own','servers':[" GOOD ",%s]}",
                                           server);

  assert_lint (json, expected);
}

static inline void
assert_url (const char *url,
            const char *expected)
{
  g_autofree char *server = g_strdup_printf ("{'urls':['%s']," CREDENTIAL "}", url);

  assert_with_good (server, expected);
}
