/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-service-lifetime"

#include "config.h"

#include "tpk-service-lifetime.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * How long the credentials of a service are good. Some services tell seconds from now, as a number,
 * as the text of one or as `"86400s"`, some the time of the end. Of several, the first to end
 * counts. The time of the answer is not known here, so both are kept apart.
 */

/* Beyond this, a number is no life: ten years. */
#define MAX_LIFETIME_S (10 * 366 * 24 * 60 * 60)

/* Beyond this, a number of seconds is one of milliseconds: the year 5138. */
#define MAX_TIME_S G_GINT64_CONSTANT (100000000000)

static void
note (TpkImport   *import,
      TpkSeverity  severity,
      const char  *code,
      const char  *message)
{
  tpk_import_take_note (import, tpk_finding_new (severity, code, message));
}

/* Digits, a fraction that is dropped, and perhaps the `s` of protobuf's Duration. */
static gboolean
parse_seconds (const char *text,
               gint64     *seconds)
{
  char *end = NULL;

  if (!g_ascii_isdigit (*text))
    return FALSE;

  *seconds = g_ascii_strtoll (text, &end, 10);
  if (*end == '.')
    end += 1 + strspn (end + 1, G_CSET_DIGITS);
  if (*end == 's')
    end++;

  return *end == '\0';
}

static gboolean
read_seconds (JsonNode *node,
              gint64   *seconds)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_STRING)
    return parse_seconds (json_node_get_string (node), seconds);
  if (type == G_TYPE_DOUBLE && json_node_get_double (node) >= 0 &&
      json_node_get_double (node) <= MAX_TIME_S * 1000.0) {
    *seconds = (gint64) json_node_get_double (node);
    return TRUE;
  }

  *seconds = type == G_TYPE_INT64 ? json_node_get_int (node) : 0;

  return type == G_TYPE_INT64;
}

static gboolean
add_lifetime (TpkImport *import,
              gint64     seconds)
{
  guint known = tpk_import_get_lifetime_s (import);

  if (seconds <= 0 || seconds > MAX_LIFETIME_S)
    return FALSE;

  if (known == 0 || seconds < known)
    tpk_import_set_lifetime_s (import, (guint) seconds);

  return TRUE;
}

static gboolean
add_expiry (TpkImport *import,
            gint64     expiry_s)
{
  gint64 known = tpk_import_get_expiry_s (import);

  if (expiry_s > MAX_TIME_S)
    expiry_s /= 1000;
  if (expiry_s <= 0 || expiry_s > MAX_TIME_S)
    return FALSE;

  if (known == 0 || expiry_s < known)
    tpk_import_set_expiry_s (import, expiry_s);

  return TRUE;
}

/**
 * tpk_service_lifetime_add_time:
 * @import: an import
 * @text: a time as ISO 8601 writes it, UTC where it says nothing else
 *
 * Takes the end of a credential.
 *
 * Returns: %FALSE when @text is no time
 */
gboolean
tpk_service_lifetime_add_time (TpkImport  *import,
                               const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;

  g_return_val_if_fail (TPK_IS_IMPORT (import), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  time = g_date_time_new_from_iso8601 (text, utc);

  return time != NULL && add_expiry (import, g_date_time_to_unix (time));
}

/* Small numbers are seconds from now, large ones and texts the time itself. */
static gboolean
add_end (TpkImport *import,
         JsonNode  *node)
{
  gint64 number;

  if (read_seconds (node, &number))
    return number > MAX_LIFETIME_S ? add_expiry (import, number) : add_lifetime (import, number);

  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
         tpk_service_lifetime_add_time (import, json_node_get_string (node));
}

static gboolean
add_duration (TpkImport *import,
              JsonNode  *node)
{
  gint64 seconds;

  return read_seconds (node, &seconds) && add_lifetime (import, seconds);
}

/**
 * tpk_service_lifetime_read:
 * @import: an import
 * @object: an answer, or a server in it
 *
 * Takes the life that @object tells, if it tells one.
 */
void
tpk_service_lifetime_read (TpkImport  *import,
                           JsonObject *object)
{
  static const struct {
    const char *member;
    gboolean (* add) (TpkImport *import,
                      JsonNode  *node);
  } members[] = {
    { "ttl", add_duration },
    { "Ttl", add_duration },
    { "lifetimeDuration", add_duration },
    { "expiryInSeconds", add_duration },
    { "expiresOn", add_end },
    { "expires_at", add_end },
    { "expires", add_end },
  };

  g_return_if_fail (TPK_IS_IMPORT (import));
  g_return_if_fail (object != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    JsonNode *node = json_object_get_member (object, members[i].member);

    if (node == NULL || JSON_NODE_HOLDS_NULL (node) || members[i].add (import, node))
      continue;

    tpk_import_take_note (
      import,
      tpk_finding_new_printf (TPK_SEVERITY_WARNING, "import-lifetime-unknown",
                              /* Translators: %s is the name of a member, as "ttl". */
                              _("“%s” should say how long the credentials are good, but is neither "
                                "a number of seconds nor a time, so it was left."),
                              members[i].member));
  }
}

static char *
dup_duration (guint seconds)
{
  if (seconds % (60 * 60) == 0)
    /* Translators: a duration in hours. */
    return g_strdup_printf (_("%u h"), seconds / (60 * 60));
  if (seconds % 60 == 0)
    /* Translators: a duration in minutes. */
    return g_strdup_printf (_("%u min"), seconds / 60);

  /* Translators: a duration in seconds. */
  return g_strdup_printf (_("%u s"), seconds);
}

/* The user names of the TURN REST memo begin with the time of their end. */
static void
read_usernames (TpkImport *import)
{
  TpkProfile *profile = tpk_import_get_profile (import);
  guint n = tpk_profile_get_n_servers (profile);

  for (guint i = 0; i < n; i++) {
    TpkCredential *credential = tpk_server_get_credential (tpk_profile_get_server (profile, i));
    const char *username = tpk_credential_get_username (credential);
    gint64 expiry_s;

    if (username != NULL && tpk_username_get_expiry (username, &expiry_s))
      add_expiry (import, expiry_s);
  }
}

/**
 * tpk_service_lifetime_finish:
 * @import: an import with its servers
 *
 * Notes how long the credentials are good. Where the answer does not say, user names may.
 */
void
tpk_service_lifetime_finish (TpkImport *import)
{
  guint lifetime_s;
  gint64 expiry_s;

  g_return_if_fail (TPK_IS_IMPORT (import));

  lifetime_s = tpk_import_get_lifetime_s (import);
  if (lifetime_s == 0 && tpk_import_get_expiry_s (import) == 0)
    read_usernames (import);
  expiry_s = tpk_import_get_expiry_s (import);

  if (lifetime_s > 0) {
    g_autofree char *duration = dup_duration (lifetime_s);
    g_autofree char *message =
      /* Translators: %s is a duration, as "24 h". */
      g_strdup_printf (_("These credentials are good for %s."), duration);

    note (import, TPK_SEVERITY_INFO, "import-lifetime", message);
  }

  if (expiry_s > 0) {
    g_autoptr (GDateTime) end = g_date_time_new_from_unix_utc (expiry_s);
    g_autofree char *time = g_date_time_format (end, "%Y-%m-%d %H:%M UTC");
    g_autofree char *message =
      /* Translators: %s is a date and a time. */
      g_strdup_printf (_("These credentials are good until %s."), time);

    note (import, TPK_SEVERITY_INFO, "import-lifetime", message);
  }
}
