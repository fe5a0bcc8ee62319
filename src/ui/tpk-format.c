/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-format"

#include "config.h"

#include "tpk-format.h"

#include "model/tpk-url-mask.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>
#include <string.h>

/* Less than this, and people should be told. */
#define URGENT_S (60 * 60)

/* Beyond this it is no time that anybody waits for. */
#define FAR_S (10LL * 365 * 24 * 60 * 60)

/**
 * tpk_format_duration:
 * @seconds: a time span, not negative
 *
 * A time span in one unit, as exact as people care to know.
 *
 * Returns: (transfer full): for example "21 h" or "61 days"
 */
char *
tpk_format_duration (gint64 seconds)
{
  int minutes = (int) MIN (seconds / 60, G_MAXINT);
  int hours = minutes / 60;
  int days = hours / 24;

  /* Translators: a short time span in seconds. */
  if (seconds < 60)
    return g_strdup_printf (_("%d s"), (int) seconds);
  /* Translators: a short time span in minutes. */
  if (minutes < 60)
    return g_strdup_printf (_("%d min"), minutes);
  /* Translators: a time span in hours. */
  if (hours < 48)
    return g_strdup_printf (_("%d h"), hours);

  /* Translators: a very long time span. */
  if (days >= 2 * 365)
    return g_strdup_printf (ngettext ("%d year", "%d years", (gulong) (days / 365)), days / 365);

  /* Translators: a long time span. */
  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) days), days);
}

/**
 * tpk_format_expiry:
 * @expiry_s: when a credential expires, Unix time
 * @now_s: Unix time now
 *
 * Returns: (transfer full): for example "expires in 21 h" or "expired 3 days ago"
 */
char *
tpk_format_expiry (gint64 expiry_s,
                   gint64 now_s)
{
  g_autofree char *span = NULL;

  if (expiry_s > now_s && expiry_s - now_s > FAR_S)
    return g_strdup (_("expires in more than ten years"));

  span = tpk_format_duration (ABS (expiry_s - now_s));

  /* Translators: %s is a time span, for example "21 h". */
  if (expiry_s > now_s)
    return g_strdup_printf (_("expires in %s"), span);

  /* Translators: %s is a time span, for example "3 days". */
  return g_strdup_printf (_("expired %s ago"), span);
}

/* Passwords minted from a shared secret carry their end in the user name, "expiry:user". */
static char *
format_password (const char *username,
                 gint64      now_s,
                 gboolean   *urgent)
{
  g_autofree char *expiry = NULL;
  const char *user;
  gint64 expiry_s;

  /* Translators: %s is a user name. */
  if (!tpk_username_get_expiry (username, &expiry_s))
    return g_strdup_printf (_("user %s"), username);

  if (urgent != NULL)
    *urgent = expiry_s - now_s < URGENT_S;

  expiry = tpk_format_expiry (expiry_s, now_s);
  user = strchr (username, ':');
  if (user == NULL || user[1] == '\0')
    return g_steal_pointer (&expiry);

  /* Translators: a user name, and "expires in 21 h" or the like. */
  return g_strdup_printf (_("user %s · %s"), user + 1, expiry);
}

/**
 * tpk_format_credential:
 * @credential: a credential
 * @now_s: Unix time now
 * @urgent: (out) (optional): whether it has expired or will within the hour
 *
 * How a server is signed in to, in a few words and without any secret.
 *
 * Returns: (transfer full): for example "user alice · expires in 21 h"
 */
char *
tpk_format_credential (TpkCredential *credential,
                       gint64         now_s,
                       gboolean      *urgent)
{
  const char *username = tpk_credential_get_username (credential);

  if (urgent != NULL)
    *urgent = FALSE;

  switch (tpk_credential_get_kind (credential)) {
  case TPK_CREDENTIAL_SECRET:
    /* What is minted never runs out before it is used. */
    return g_strdup (_("shared secret"));

  case TPK_CREDENTIAL_PASSWORD:
    return format_password (username != NULL ? username : "", now_s, urgent);

  case TPK_CREDENTIAL_NONE:
  default:
    return g_strdup (_("no sign-in"));
  }
}

/**
 * tpk_format_outcome:
 * @summary: (nullable): what a check found, a sentence
 * @advice: (nullable): what to do about it, a sentence
 *
 * Returns: (transfer full): both, or what there is of them
 */
char *
tpk_format_outcome (const char *summary,
                    const char *advice)
{
  if (summary == NULL || *summary == '\0')
    return g_strdup (advice != NULL ? advice : "");
  if (advice == NULL || *advice == '\0')
    return g_strdup (summary);

  /* Translators: two sentences: what was found, and what to do about it. */
  return g_strdup_printf (_("%s %s"), summary, advice);
}

/**
 * tpk_format_url:
 * @url: a URL
 *
 * A URL to look at, as typed, but for a user name and password in it: windows are seen by others.
 *
 * Returns: (transfer full): UTF-8
 */
char *
tpk_format_url (TpkIceUrl *url)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (url), NULL);

  return tpk_url_dup_masked (tpk_ice_url_get_text (url));
}

/**
 * tpk_format_ms:
 * @ms: a time in milliseconds, negative if unknown
 *
 * Returns: (transfer full): for example "14 ms", or the empty string
 */
char *
tpk_format_ms (double ms)
{
  if (!(ms >= 0.0))
    return g_strdup ("");

  /* Translators: a time in milliseconds below ten. */
  if (ms < 9.95)
    return g_strdup_printf (_("%.1f ms"), ms);
  /* Translators: a time in milliseconds. */
  if (ms < 9999.5)
    return g_strdup_printf (_("%.0f ms"), ms);

  /* Translators: a time in seconds. */
  return g_strdup_printf (_("%.1f s"), ms / 1000.0);
}

/**
 * tpk_format_percent:
 * @percent: a share, from 0 to 100
 * @n_digits: how many digits of it stand behind the point, 0 or 1
 *
 * Returns: (transfer full): for example "2.5 %". From right to left, it is a word of its own that is
 *   read from left to right: the sign would else come to stand before the number (UAX #9)
 */
char *
tpk_format_percent (double percent,
                    guint  n_digits)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (n_digits <= 1, NULL);

  if (n_digits == 1)
    /* Translators: a share, such as 2.5 % */
    text = g_strdup_printf (_("%.1f %%"), percent);
  else
    /* Translators: a share, such as 25 % */
    text = g_strdup_printf (_("%.0f %%"), percent);

  if (gtk_widget_get_default_direction () != GTK_TEXT_DIR_RTL)
    return g_steal_pointer (&text);

  return g_strconcat ("\u2066", text, "\u2069", NULL);
}

/**
 * tpk_format_target:
 * @result: what is known of a target
 *
 * Returns: (transfer full): its URL, the way packets travel, and the address if it is known
 */
char *
tpk_format_target (TpkResult *result)
{
  const char *wire = tpk_format_wire (tpk_result_get_wire (result));
  const char *address = tpk_result_get_address (result);

  if (address == NULL)
    return g_strdup_printf ("%s (%s)", tpk_result_get_url (result), wire);
  return g_strdup_printf ("%s (%s, %s)", tpk_result_get_url (result), wire, address);
}

/**
 * tpk_format_wire:
 * @wire: how packets travel to the server
 *
 * Returns: (transfer none): its name as people write it
 */
const char *
tpk_format_wire (TpkWire wire)
{
  switch (wire) {
  case TPK_WIRE_TCP:
    return "TCP";
  case TPK_WIRE_TLS:
    return "TLS";
  case TPK_WIRE_DTLS:
    return "DTLS";
  case TPK_WIRE_UDP:
  default:
    return "UDP";
  }
}

/**
 * tpk_now_s:
 *
 * Returns: the time now, as Unix time in seconds
 */
gint64
tpk_now_s (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/**
 * tpk_format_server:
 * @server: a server
 * @rtt_ms: the shortest round trip to it in milliseconds, negative if none is known
 * @now_s: Unix time
 *
 * Returns: (transfer full): what is to know of @server at a glance: how many addresses it has, how
 *   far it is, who calls with it and for how long
 */
char *
tpk_format_server (TpkServer *server,
                   double     rtt_ms,
                   gint64     now_s)
{
  g_autofree char *addresses = NULL, *credential = NULL;
  g_autoptr (GString) text = NULL;
  guint n_urls;

  g_return_val_if_fail (TPK_IS_SERVER (server), NULL);

  n_urls = tpk_server_get_n_urls (server);
  addresses = g_strdup_printf (ngettext ("%u address", "%u addresses", n_urls), n_urls);
  text = g_string_new (addresses);
  if (rtt_ms >= 0.0) {
    g_autofree char *rtt = tpk_format_ms (rtt_ms);

    g_string_append (text, " · ");
    /* Translators: %s is the shortest round trip to a server, for example "14 ms". */
    g_string_append_printf (text, _("fastest %s"), rtt);
  }
  credential = tpk_format_credential (tpk_server_get_credential (server), now_s, NULL);
  g_string_append_printf (text, " · %s", credential);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
