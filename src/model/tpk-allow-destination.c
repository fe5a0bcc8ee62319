/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allow-destination"

#include "config.h"

#include "tpk-allow-destination.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-port-ranges.h"
#include "tpk-url-host.h"

/* Firewalls take names in ASCII, and what is in a name goes into commands and rule files as it is. */
static char *
read_name (const char *text)
{
  g_autofree char *ascii = NULL;
  TpkHostKind kind;
  gsize offset;

  if (*text == '\0' || !g_utf8_validate (text, -1, NULL) ||
      tpk_url_check_host (text, strlen (text), &kind, &offset) != TPK_URL_PROBLEM_NONE ||
      kind != TPK_HOST_NAME)
    return NULL;

  ascii = g_hostname_to_ascii (text);
  if (ascii == NULL || strspn (ascii, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "0123456789-_.") != strlen (ascii) || *ascii == '-')
    return NULL;

  return g_ascii_strdown (ascii, -1);
}

static char *
read_address (const char *text,
              gboolean   *ipv6)
{
  g_autoptr (GInetAddress) address = NULL;

  /* A zone means something on one computer only. */
  if (strchr (text, '%') == NULL)
    address = g_inet_address_new_from_string (text);
  if (address == NULL)
    return NULL;
  *ipv6 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;

  return g_inet_address_to_string (address);
}

/* A block that holds one address only is written as that address. */
static char *
read_network (const char          *text,
              TpkDestinationKind  *kind,
              gboolean            *ipv6,
              GError             **error)
{
  g_autoptr (GInetAddressMask) mask = g_inet_address_mask_new_from_string (text, NULL);
  g_autofree char *address = NULL;

  if (mask == NULL || strchr (text, '%') != NULL) {
    /* Translators: %s is what was typed. */
    g_set_error (error, TPK_ALLOW_ERROR, TPK_ALLOW_ERROR_DESTINATION,
                 _("“%s” is no block of addresses. Write its first address and the length of its "
                   "prefix, such as 192.0.2.0/24; no bit may be set behind the prefix."), text);
    return NULL;
  }

  *ipv6 = g_inet_address_mask_get_family (mask) == G_SOCKET_FAMILY_IPV6;
  address = g_inet_address_to_string (g_inet_address_mask_get_address (mask));
  if (g_inet_address_mask_get_length (mask) == (*ipv6 ? 128 : 32)) {
    *kind = TPK_DESTINATION_ADDRESS;
    return g_steal_pointer (&address);
  }
  *kind = TPK_DESTINATION_NETWORK;

  return g_strdup_printf ("%s/%u", address, g_inet_address_mask_get_length (mask));
}

/* Agora writes every name below example.org as .example.org, others as *.example.org. */
static char *
read_wildcard (const char *text)
{
  g_autofree char *name = read_name (text + (*text == '*' ? 2 : 1));

  return name != NULL ? g_strconcat ("*.", name, NULL) : NULL;
}

/**
 * tpk_destination_parse:
 * @text: an IP address, a block of addresses, a name, or a wildcard; blanks around it are passed
 *   over
 * @kind: (out): which of these it is
 * @ipv6: (out): whether it is an IPv6 address or block
 * @error: return location for a #TpkAllowError
 *
 * Returns: (transfer full) (nullable): the canonical form, in ASCII, or %NULL with @error set
 */
char *
tpk_destination_parse (const char          *text,
                       TpkDestinationKind  *kind,
                       gboolean            *ipv6,
                       GError             **error)
{
  g_autofree char *trimmed = NULL;
  gsize length;
  char *result;

  g_return_val_if_fail (text != NULL && kind != NULL && ipv6 != NULL, NULL);

  trimmed = g_strstrip (g_utf8_make_valid (text, -1));
  length = strlen (trimmed);
  *ipv6 = FALSE;
  if (strchr (trimmed, '/') != NULL)
    return read_network (trimmed, kind, ipv6, error);

  if (length > 2 && trimmed[0] == '[' && trimmed[length - 1] == ']') {
    memmove (trimmed, trimmed + 1, length - 2);
    trimmed[length - 2] = '\0';
  }
  *kind = TPK_DESTINATION_ADDRESS;
  result = read_address (trimmed, ipv6);
  if (result == NULL && (g_str_has_prefix (trimmed, "*.") || trimmed[0] == '.')) {
    *kind = TPK_DESTINATION_WILDCARD;
    result = read_wildcard (trimmed);
  } else if (result == NULL) {
    *kind = TPK_DESTINATION_NAME;
    result = read_name (trimmed);
  }
  if (result == NULL)
    /* Translators: %s is what was typed. */
    g_set_error (error, TPK_ALLOW_ERROR, TPK_ALLOW_ERROR_DESTINATION,
                 _("“%s” is no destination. Write an IP address, a block such as 192.0.2.0/24, a "
                   "name, or *.example.org for every name below one."), trimmed);

  return result;
}
