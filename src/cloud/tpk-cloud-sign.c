/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-sign"

#include "config.h"

#include "tpk-cloud-sign.h"

#include <string.h>

#define SHA256_BYTES 32

/**
 * tpk_cloud_sign_dup_host:
 * @uri: an http or https URL
 *
 * Returns: (transfer full): the `Host` header of a request to it: the port only when it is another
 *   one than the scheme's
 */
char *
tpk_cloud_sign_dup_host (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  int usual = g_strcmp0 (g_uri_get_scheme (uri), "http") == 0 ? 80 : 443;
  int port = g_uri_get_port (uri);
  gboolean is_ipv6 = strchr (host, ':') != NULL;
  g_autofree char *name = is_ipv6 ? g_strdup_printf ("[%s]", host) : g_strdup (host);

  if (port == -1 || port == usual)
    return g_steal_pointer (&name);

  return g_strdup_printf ("%s:%d", name, port);
}

/**
 * tpk_cloud_sign_dup_http_date:
 * @now_s: Unix time
 *
 * Returns: (transfer full): as `Sun, 06 Nov 1994 08:49:37 GMT`, in English whatever the locale
 */
char *
tpk_cloud_sign_dup_http_date (gint64 now_s)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now_s);

  if (time == NULL)
    return g_strdup ("");

  return g_strdup_printf ("%s, %02d %s %04d %02d:%02d:%02d GMT",
                          days[g_date_time_get_day_of_week (time) - 1],
                          g_date_time_get_day_of_month (time),
                          months[g_date_time_get_month (time) - 1],
                          g_date_time_get_year (time), g_date_time_get_hour (time),
                          g_date_time_get_minute (time), g_date_time_get_second (time));
}

/**
 * tpk_cloud_sign_dup_basic_time:
 * @now_s: Unix time
 *
 * Returns: (transfer full): as `20261127T130000Z`
 */
char *
tpk_cloud_sign_dup_basic_time (gint64 now_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now_s);

  return time != NULL ? g_date_time_format (time, "%Y%m%dT%H%M%SZ") : g_strdup ("");
}

/**
 * tpk_cloud_sign_dup_sha256_base64:
 * @text: a text
 *
 * Returns: (transfer full): its SHA-256 in Base64
 */
char *
tpk_cloud_sign_dup_sha256_base64 (const char *text)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[SHA256_BYTES];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text));
  g_checksum_get_digest (checksum, digest, &length);

  return g_base64_encode (digest, length);
}

/**
 * tpk_cloud_sign_hmac:
 * @key: a key
 * @text: a text
 *
 * Returns: (transfer full): the HMAC-SHA256 of @text (RFC 2104)
 */
GBytes *
tpk_cloud_sign_hmac (GBytes     *key,
                     const char *text)
{
  gsize key_length;
  const guchar *data = g_bytes_get_data (key, &key_length);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, data, key_length);
  guint8 digest[SHA256_BYTES];
  gsize length = sizeof digest;

  g_hmac_update (hmac, (const guchar *) text, (gssize) strlen (text));
  g_hmac_get_digest (hmac, digest, &length);

  return g_bytes_new (digest, length);
}

/**
 * tpk_cloud_sign_dup_hmac_base64:
 * @key: a key
 * @key_length: its length in bytes
 * @text: a text
 *
 * Returns: (transfer full): the HMAC-SHA256 of @text in Base64
 */
char *
tpk_cloud_sign_dup_hmac_base64 (const guchar *key,
                                gsize         key_length,
                                const char   *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (key, key_length);
  g_autoptr (GBytes) digest = tpk_cloud_sign_hmac (bytes, text);

  return g_base64_encode (g_bytes_get_data (digest, NULL), g_bytes_get_size (digest));
}

/**
 * tpk_cloud_sign_dup_hmac_hex:
 * @key: a key
 * @text: a text
 *
 * Returns: (transfer full): the HMAC-SHA256 of @text in lower-case hexadecimal
 */
char *
tpk_cloud_sign_dup_hmac_hex (GBytes     *key,
                             const char *text)
{
  gsize length;
  const guchar *data = g_bytes_get_data (key, &length);

  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, data, length, text, -1);
}
