/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-agora-cloud"

#include "config.h"

#include "tpk-agora-cloud.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-agora-session.h"

/* What is to be said of the settings of Agora's cloud proxy: whether the SDK of that version has it
 * at all, and whether it can be told the mode. */

/* The first with startProxyServer(), and the last whose calls are known. */
#define FIRST_MAJOR 2
#define FIRST_MINOR 5
#define FIRST_PATCH 1
#define LAST_MAJOR 4

typedef enum {
  SDK_UNREADABLE,
  SDK_OLD,
  SDK_KNOWN,
  SDK_LATER,
} SdkAge;

/* Reads a number and the dot after it. `x` and the end stand for any number, and so for the last.
 * Returns: whether there was one of them */
static gboolean
read_number (const char **text,
             guint64     *number)
{
  const char *p = *text;

  *number = G_MAXUINT;
  if (g_ascii_isdigit (*p))
    *number = g_ascii_strtoull (p, (char **) &p, 10);
  else if (*p == 'x')
    p++;
  else if (*p != '\0' && *p != '-')
    return FALSE;

  if (*p == '.' && p[1] != '\0')
    p++;
  else if (*p != '\0' && *p != '-')
    return FALSE;

  *text = p;
  return TRUE;
}

/* A version as `4.24.8` or `4.24.8-beta.1`, or a generation as `3.x`. */
static SdkAge
get_age (const char *sdk)
{
  guint64 major, minor, patch;

  if (!g_ascii_isdigit (*sdk) || !read_number (&sdk, &major) || !read_number (&sdk, &minor) ||
      !read_number (&sdk, &patch) || (*sdk != '\0' && *sdk != '-'))
    return SDK_UNREADABLE;

  if (major > LAST_MAJOR)
    return SDK_LATER;
  if (major < FIRST_MAJOR ||
      (major == FIRST_MAJOR && (minor < FIRST_MINOR ||
                                (minor == FIRST_MINOR && patch < FIRST_PATCH))))
    return SDK_OLD;

  return SDK_KNOWN;
}

/* Whether the SDK is told nothing but “on”, although the settings say more. */
static gboolean
loses_mode (TpkCloudSettings *settings)
{
  switch (tpk_agora_generation_from_sdk (tpk_cloud_settings_get_sdk (settings))) {
  case TPK_AGORA_2:
    return tpk_cloud_settings_get_mode (settings) != TPK_CLOUD_MODE_AUTOMATIC;
  case TPK_AGORA_4_0:
    return tpk_cloud_settings_get_mode (settings) == TPK_CLOUD_MODE_UDP;
  case TPK_AGORA_3:
  case TPK_AGORA_4_4:
  case TPK_AGORA_4_15:
  default:
    return FALSE;
  }
}

static void
take_new (GPtrArray   *findings,
          TpkSeverity  severity,
          const char  *code,
          const char  *message)
{
  g_ptr_array_add (findings, tpk_finding_new (severity, code, message));
}

static void
lint_age (const char *sdk,
          GPtrArray  *findings)
{
  switch (get_age (sdk)) {
  case SDK_UNREADABLE:
    take_new (findings, TPK_SEVERITY_ERROR, "agora-sdk-unknown",
              _("The version of Agora's SDK cannot be read, so no call is written for it. Choose "
                "it, or write it as “4.24.8”."));
    break;
  case SDK_OLD:
    take_new (findings, TPK_SEVERITY_ERROR, "agora-sdk-old",
              _("Agora's Web SDK has a cloud proxy since version 2.5.1, so no call is written for "
                "one before. Use a later SDK."));
    break;
  case SDK_LATER:
    take_new (findings, TPK_SEVERITY_WARNING, "agora-sdk-later",
              _("This version of Agora's SDK is not known, so what is written is for 4.15 and "
                "later. See whether the version is right."));
    break;
  case SDK_KNOWN:
  default:
    break;
  }
}

/**
 * tpk_agora_cloud_knows_sdk:
 * @sdk: a version of Agora's Web SDK, as `4.24.8`, or a generation, as `3.x`
 *
 * Returns: whether @sdk is a version with a cloud proxy: 2.5.1 or later
 */
gboolean
tpk_agora_cloud_knows_sdk (const char *sdk)
{
  SdkAge age;

  g_return_val_if_fail (sdk != NULL, FALSE);

  age = get_age (sdk);

  return age == SDK_KNOWN || age == SDK_LATER;
}

/**
 * tpk_agora_cloud_is_on_demand:
 * @settings: the settings of Agora's cloud proxy
 *
 * Returns: whether the SDK is told nothing, and turns to the cloud proxy by itself if it cannot
 *   connect: the mode is automatic, and in 4.15 and later startProxyServer() means Force UDP
 */
gboolean
tpk_agora_cloud_is_on_demand (TpkCloudSettings *settings)
{
  const char *sdk;

  g_return_val_if_fail (TPK_IS_CLOUD_SETTINGS (settings), FALSE);

  sdk = tpk_cloud_settings_get_sdk (settings);

  return tpk_cloud_settings_get_mode (settings) == TPK_CLOUD_MODE_AUTOMATIC &&
         tpk_agora_cloud_knows_sdk (sdk) &&
         tpk_agora_generation_from_sdk (sdk) == TPK_AGORA_4_15;
}

/**
 * tpk_agora_cloud_lint:
 * @settings: the settings of Agora's cloud proxy
 * @findings: (element-type TpkFinding): gets what is to be said of them
 *
 * Finds what the SDK of that version does not do as the settings say.
 */
void
tpk_agora_cloud_lint (TpkCloudSettings *settings,
                      GPtrArray        *findings)
{
  const char *sdk;

  g_return_if_fail (TPK_IS_CLOUD_SETTINGS (settings));
  g_return_if_fail (findings != NULL);

  sdk = tpk_cloud_settings_get_sdk (settings);
  lint_age (sdk, findings);
  if (!tpk_agora_cloud_knows_sdk (sdk))
    return;

  if (tpk_agora_cloud_is_on_demand (settings))
    take_new (findings, TPK_SEVERITY_WARNING, "agora-automatic",
              _("Since 4.15, Agora's SDK has no call for Automatic: it turns to the cloud proxy by "
                "itself if it cannot connect. To be sure of it, choose Force UDP or Force TLS."));
  else if (loses_mode (settings))
    take_new (findings, TPK_SEVERITY_WARNING, "agora-mode-unknown",
              _("This version of Agora's SDK has no such mode, so its cloud proxy is switched on "
                "as it knows it. For Force UDP and Force TLS, use SDK 3.1 to 3.6, or 4.4 or "
                "later."));
}
