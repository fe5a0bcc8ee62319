/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-life"

#include "config.h"

#include "tpk-cloud-life.h"

#include <glib/gi18n-lib.h>

#include "tpk-format.h"

/* Only what is applied is renewed; a draft may have been asked about by hand. */
static gboolean
is_kept (TpkCloudSet    *set,
         TpkCloudKeeper *keeper)
{
  TpkCloudSet *kept = keeper != NULL ? tpk_cloud_keeper_get_set (keeper) : NULL;

  return kept != NULL &&
         g_strcmp0 (tpk_cloud_set_get_key (kept), tpk_cloud_set_get_key (set)) == 0;
}

static char *
format_ended (TpkCloudSet *set,
              gboolean     kept,
              gint64       now_s)
{
  g_autofree char *ago = tpk_format_duration (MAX (now_s - tpk_cloud_set_get_expires_s (set), 0));

  if (kept)
    /* Translators: %s is a time span, as "3 min". */
    return g_strdup_printf (_("Ended %s ago, and could not be renewed. Ask again, or see above what "
                              "is in the way"), ago);

  /* Translators: %s is a time span, as "3 min". */
  return g_strdup_printf (_("Ended %s ago. Ask again"), ago);
}

/**
 * tpk_cloud_life_format:
 * @set: what was handed out
 * @keeper: (nullable): who renews
 * @now_s: Unix time
 * @state: (out): what to think of it
 *
 * Returns: (transfer full): how long @set is good, and when it is renewed, in words
 */
char *
tpk_cloud_life_format (TpkCloudSet    *set,
                       TpkCloudKeeper *keeper,
                       gint64          now_s,
                       TpkState       *state)
{
  gint64 expires_s = tpk_cloud_set_get_expires_s (set);
  gboolean kept = is_kept (set, keeper);
  gint64 next_s = kept ? tpk_cloud_keeper_get_next_s (keeper) : 0;
  g_autofree char *left = NULL;
  g_autofree char *next = NULL;

  if (expires_s == 0) {
    *state = TPK_STATE_NOTE;
    return g_strdup (_("The service does not say for how long they are good"));
  }

  if (!tpk_cloud_set_is_good (set, now_s)) {
    *state = TPK_STATE_ERROR;
    return format_ended (set, kept, now_s);
  }

  left = tpk_format_duration (expires_s - now_s);
  if (next_s == 0) {
    *state = TPK_STATE_NOTE;
    /* Translators: %s is a time span, as "59 min". */
    return g_strdup_printf (_("%s left. Renewed in time once these settings are applied"), left);
  }

  next = tpk_format_duration (MAX (next_s - now_s, 0));
  if (tpk_cloud_keeper_get_state (keeper) == TPK_CLOUD_KEEPER_FAILING) {
    *state = TPK_STATE_WARNING;
    /* Translators: both are time spans, as "59 min". */
    return g_strdup_printf (_("%s left. They could not be renewed; asked again in %s"), left, next);
  }

  *state = TPK_STATE_GOOD;
  /* Translators: both are time spans, as "59 min". */
  return g_strdup_printf (_("%s left, renewed in %s"), left, next);
}
