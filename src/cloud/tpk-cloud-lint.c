/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-lint"

#include "config.h"

#include "tpk-cloud-lint.h"

#include <glib/gi18n-lib.h>

#include "dialects/tpk-agora-cloud.h"

#include "tpk-allow-presets.h"
#include "tpk-cloud-code.h"
#include "tpk-cloud-service.h"

/* Findings on a profile, also where the servers are handed out by a service. */

static void
take_new (GPtrArray   *findings,
          TpkSeverity  severity,
          const char  *code,
          const char  *message)
{
  g_ptr_array_add (findings, tpk_finding_new (severity, code, message));
}

/* Nobody can mend what was handed out, so nothing of it keeps a profile from being applied, and none
 * of it points into the list of own servers. */
static void
take_remarks (GPtrArray *findings,
              GPtrArray *others)
{
  for (guint i = 0; i < others->len; i++) {
    TpkFinding *finding = g_ptr_array_index (others, i);

    take_new (findings, MIN (tpk_finding_get_severity (finding), TPK_SEVERITY_WARNING),
              tpk_finding_get_code (finding), tpk_finding_get_message (finding));
  }
}

static gboolean
has_enabled_servers (TpkProfile *profile)
{
  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    if (tpk_server_get_enabled (tpk_profile_get_server (profile, i)))
      return TRUE;
  }

  return FALSE;
}

static void
lint_exclusion (GPtrArray  *findings,
                TpkProfile *profile)
{
  const char *proxy = tpk_profile_get_signalling_proxy (profile);

  if (has_enabled_servers (profile))
    take_new (findings, TPK_SEVERITY_INFO, "own-servers-rest",
              _("A cloud proxy and own servers exclude each other, so your own servers are kept but "
                "given to no client. Choose the route “own servers” to use them instead."));

  if (proxy != NULL && *proxy != '\0')
    take_new (findings, TPK_SEVERITY_INFO, "own-proxy-rests",
              _("A cloud proxy and an own proxy for signalling exclude each other, so your own one "
                "is kept but given to no client. Choose the route “own servers” to use it."));
}

static void
lint_settings (GPtrArray        *findings,
               TpkCloudSettings *settings,
               gint64            now_s)
{
  const TpkCloudService *service;
  g_autoptr (TpkCloudRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *advice = NULL;

  service = tpk_cloud_service_find (tpk_cloud_settings_get_service (settings));
  request = tpk_cloud_service_new_request (service, settings, now_s, &error);
  if (request != NULL)
    return;

  summary = tpk_cloud_code_dup_summary (error->code, NULL, 0, error->message);
  advice = tpk_cloud_code_dup_advice (error->code, NULL, 0, error->message);
  g_ptr_array_add (findings, tpk_finding_new_printf (TPK_SEVERITY_ERROR, "cloud-settings", "%s %s",
                                                     summary, advice));
}

static void
lint_set (GPtrArray   *findings,
          TpkProfile  *profile,
          TpkCloudSet *set,
          gint64       now_s)
{
  g_autoptr (TpkProfile) effective = NULL;
  g_autoptr (GPtrArray) remarks = NULL;

  if (set == NULL) {
    take_new (findings, TPK_SEVERITY_INFO, "cloud-not-asked",
              _("The service was not asked for servers yet. It is asked when you apply."));
    return;
  }

  if (!tpk_cloud_set_is_good (set, now_s)) {
    take_new (findings, TPK_SEVERITY_WARNING, "cloud-ended",
              _("The servers that the service handed out have ended. Ask it again, or apply."));
    return;
  }

  effective = tpk_cloud_dup_effective (profile, set, now_s);
  remarks = tpk_lint_profile_again (effective, NULL, now_s);
  take_remarks (findings, remarks);
}

/* The areas that Agora's Web SDK 4.24.8 can be told. */
static const char *const areas[] = {
  "AFRICA", "ASIA", "CHINA", "EUROPE", "GLOBAL", "HKMC", "INDIA", "JAPAN", "KOREA",
  "NORTH_AMERICA", "OCEANIA", "OVERSEA", "SOUTH_AMERICA", "US", NULL
};

static void
lint_areas (GPtrArray  *findings,
            const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);

  for (guint i = 0; *text != '\0' && words[i] != NULL; i++) {
    if (g_strv_contains (areas, g_strstrip (words[i])))
      continue;

    g_ptr_array_add (findings,
                     tpk_finding_new_printf (TPK_SEVERITY_WARNING, "agora-area-unknown",
                                             /* Translators: the first %s is what was typed, the
                                              * second a name such as “EUROPE, JAPAN”. */
                                             _("“%s” is no area of Agora's. Write them with commas "
                                               "between, as “%s”."),
                                             words[i], "EUROPE, NORTH_AMERICA"));
  }
}

/* Addresses for tests work in no production, whoever has chosen them. */
static void
lint_testing (GPtrArray  *findings,
              TpkProfile *profile)
{
  gboolean testing = tpk_cloud_settings_get_testing (tpk_profile_get_cloud (profile));
  gboolean listed = tpk_allow_preset_is_in (tpk_allow_preset_find ("agora-test"),
                                            tpk_profile_get_allow_list (profile));

  if (testing)
    take_new (findings, TPK_SEVERITY_WARNING, "agora-testing",
              listed ? _("This is only for tests: the firewall is asked for addresses that Agora "
                         "has for tests. Before production, ask Agora for yours with the letter.")
                     : _("This is only for tests. Add “Agora cloud proxy, test addresses” to what "
                         "the firewall must let through. Before production, ask Agora for yours "
                         "with the letter."));
  else if (listed)
    take_new (findings, TPK_SEVERITY_WARNING, "agora-test-addresses",
              _("What the firewall must let through has addresses that Agora has for tests only. "
                "Ask Agora for yours with the letter, and remove them."));
}

/**
 * tpk_cloud_lint_vendor:
 * @profile: a profile
 *
 * Finds what is to be said of the settings of a vendor's cloud proxy: of what its SDK does not do
 * as they say, and of what is no good in production.
 *
 * Returns: (transfer full) (element-type TpkFinding): the findings, none for a profile that uses
 *   none
 */
GPtrArray *
tpk_cloud_lint_vendor (TpkProfile *profile)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (g_object_unref);
  TpkCloudSettings *settings;

  g_return_val_if_fail (TPK_IS_PROFILE (profile), findings);

  settings = tpk_profile_get_cloud (profile);
  if (tpk_profile_get_route (profile) != TPK_ROUTE_CLOUD ||
      !g_str_equal (tpk_cloud_settings_get_service (settings), "agora"))
    return findings;

  tpk_agora_cloud_lint (settings, findings);
  lint_areas (findings, tpk_cloud_settings_get_text (settings, TPK_CLOUD_FIELD_REGION));
  lint_testing (findings, profile);

  return findings;
}

/**
 * tpk_cloud_lint:
 * @profile: a profile
 * @set: (nullable): what was handed out for it
 * @memory: (nullable): from the last time, as for tpk_lint_profile_again()
 * @now_s: Unix time
 *
 * Like tpk_lint_profile(); on the route “cloud” also what its settings lack, what
 * tpk_cloud_lint_vendor() says, and what is to be said of the servers that were handed out.
 *
 * Returns: (transfer full) (element-type TpkFinding): the findings
 */
GPtrArray *
tpk_cloud_lint (TpkProfile    *profile,
                TpkCloudSet   *set,
                TpkLintMemory *memory,
                gint64         now_s)
{
  GPtrArray *findings;
  g_autoptr (GPtrArray) vendor = NULL;
  TpkCloudSettings *settings;

  g_return_val_if_fail (TPK_IS_PROFILE (profile), NULL);

  findings = tpk_lint_profile_again (profile, memory, now_s);
  if (tpk_profile_get_route (profile) != TPK_ROUTE_CLOUD)
    return findings;

  settings = tpk_profile_get_cloud (profile);
  if (tpk_cloud_service_find (tpk_cloud_settings_get_service (settings)) == NULL)
    take_new (findings, TPK_SEVERITY_ERROR, "cloud-unknown",
              _("This cloud proxy is not known, so no client can be told of it. Choose one of the "
                "list."));

  vendor = tpk_cloud_lint_vendor (profile);
  g_ptr_array_extend_and_steal (findings, g_steal_pointer (&vendor));
  lint_exclusion (findings, profile);
  if (tpk_cloud_profile_asks (profile)) {
    lint_settings (findings, settings, now_s);
    lint_set (findings, profile, set, now_s);
  }

  return findings;
}
