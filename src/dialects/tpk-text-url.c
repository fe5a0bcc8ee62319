/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-text-url"

#include "config.h"

#include "tpk-text-url.h"

#include <string.h>

/* What Azure's SDK and some servers write where RFC 7065 says `turns:` with `transport=tcp`. */
#define TLS_QUERY "?transport=tls"

/* What follows `turn:` or `turns:`, up to the query. */
static char *
dup_tls_address (const char *url)
{
  gsize length = strlen (url);
  const char *address;

  while (length > 0 && g_ascii_isspace (url[length - 1]))
    length--;
  while (g_ascii_isspace (*url)) {
    url++;
    length--;
  }

  if (g_ascii_strncasecmp (url, "turn", 4) != 0)
    return NULL;

  address = url + 4;
  if (g_ascii_tolower (*address) == 's')
    address++;
  if (*address++ != ':' || (gsize) (address - url) + strlen (TLS_QUERY) > length ||
      g_ascii_strncasecmp (url + length - strlen (TLS_QUERY), TLS_QUERY, strlen (TLS_QUERY)) != 0)
    return NULL;

  return g_strndup (address, length - (address - url) - strlen (TLS_QUERY));
}

/**
 * tpk_text_asks_for_tls:
 * @url: a URL as typed
 *
 * Returns: whether @url is a `turn:` or `turns:` URL that ends in `?transport=tls`
 */
gboolean
tpk_text_asks_for_tls (const char *url)
{
  g_autofree char *address = NULL;

  g_return_val_if_fail (url != NULL, FALSE);

  address = dup_tls_address (url);
  return address != NULL;
}

/**
 * tpk_text_dup_usable_url:
 * @url: a URL, valid or not
 *
 * What a writer writes for @url: itself when it is valid, what `?transport=tls` means, or the safe
 * repair.
 *
 * Returns: (transfer full) (nullable): a valid URL, or %NULL when nobody can know what is meant
 */
TpkIceUrl *
tpk_text_dup_usable_url (TpkIceUrl *url)
{
  g_autoptr (TpkIceUrl) usable = NULL;
  g_autofree char *address = NULL;

  g_return_val_if_fail (TPK_IS_ICE_URL (url), NULL);

  if (tpk_ice_url_is_valid (url))
    return g_object_ref (url);

  address = dup_tls_address (tpk_ice_url_get_text (url));
  if (address != NULL) {
    g_autofree char *text = g_strdup_printf ("turns:%s?transport=tcp", address);

    usable = tpk_ice_url_new (text);
    if (tpk_ice_url_is_valid (usable))
      return g_steal_pointer (&usable);

    url = usable;
  }

  return tpk_ice_url_get_fix (url) != NULL ? tpk_ice_url_new (tpk_ice_url_get_fix (url)) : NULL;
}

/**
 * tpk_text_has_ice_scheme:
 * @text: any text
 *
 * Returns: whether `stun:`, `stuns:`, `turn:` or `turns:` is in @text, in any case
 */
gboolean
tpk_text_has_ice_scheme (const char *text)
{
  const char *colon;

  g_return_val_if_fail (text != NULL, FALSE);

  for (colon = strchr (text, ':'); colon != NULL; colon = strchr (colon + 1, ':')) {
    const char *end = colon;
    const char *start;

    if (end > text && g_ascii_tolower (end[-1]) == 's')
      end--;
    if (end - text < 4)
      continue;

    /* In "return:" there is no scheme. */
    start = end - 4;
    if ((g_ascii_strncasecmp (start, "turn", 4) == 0 ||
         g_ascii_strncasecmp (start, "stun", 4) == 0) &&
        (start == text || !g_ascii_isalnum (start[-1])))
      return TRUE;
  }

  return FALSE;
}

static gboolean
line_is_fence (const char *line)
{
  while (*line == ' ' || *line == '\t')
    line++;

  return strncmp (line, "```", 3) == 0 || strncmp (line, "~~~", 3) == 0;
}

/**
 * tpk_text_dup_code:
 * @text: a text that may be a page of documentation
 *
 * Whoever copies a whole page means the code in it.
 *
 * Returns: (transfer full) (nullable): what stands between Markdown fences, or %NULL when there are
 *   none
 */
char *
tpk_text_dup_code (const char *text)
{
  g_autoptr (GString) code = g_string_new (NULL);
  gboolean inside = FALSE;
  gboolean any = FALSE;

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *line = text; *line != '\0';) {
    gsize length = strcspn (line, "\n");

    if (line_is_fence (line)) {
      inside = !inside;
      any = TRUE;
    } else if (inside) {
      g_string_append_len (code, line, length);
      g_string_append_c (code, '\n');
    }

    line += length;
    if (*line == '\n')
      line++;
  }

  return any ? g_string_free (g_steal_pointer (&code), FALSE) : NULL;
}
