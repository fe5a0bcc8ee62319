/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-scheme"

#include "config.h"

#include "tpk-ice-url.h"

static const char *const scheme_names[] = {
  [TPK_SCHEME_STUN] = "stun",
  [TPK_SCHEME_STUNS] = "stuns",
  [TPK_SCHEME_TURN] = "turn",
  [TPK_SCHEME_TURNS] = "turns",
};

/**
 * tpk_scheme_to_string:
 * @scheme: a scheme
 *
 * Returns: (transfer none): the scheme without its colon
 */
const char *
tpk_scheme_to_string (TpkScheme scheme)
{
  g_return_val_if_fail ((guint) scheme < G_N_ELEMENTS (scheme_names), NULL);

  return scheme_names[scheme];
}

/**
 * tpk_scheme_from_string:
 * @text: a scheme without its colon, in letters of any case
 * @scheme: (out) (optional): the scheme
 *
 * Returns: %TRUE if @text is a scheme; otherwise @scheme is left alone
 */
gboolean
tpk_scheme_from_string (const char *text,
                        TpkScheme  *scheme)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (scheme_names); i++) {
    if (g_ascii_strcasecmp (text, scheme_names[i]) == 0) {
      if (scheme != NULL)
        *scheme = i;
      return TRUE;
    }
  }

  return FALSE;
}

/**
 * tpk_scheme_get_default_port:
 * @scheme: a scheme
 *
 * Returns: 3478, or 5349 for `stuns` and `turns` (RFC 8489 §18.6, RFC 8656 §19)
 */
guint16
tpk_scheme_get_default_port (TpkScheme scheme)
{
  return scheme == TPK_SCHEME_STUNS || scheme == TPK_SCHEME_TURNS ? 5349 : 3478;
}

/**
 * tpk_transport_to_string:
 * @transport: a transport
 *
 * Returns: (transfer none): `udp` or `tcp`
 */
const char *
tpk_transport_to_string (TpkTransport transport)
{
  g_return_val_if_fail (transport == TPK_TRANSPORT_UDP || transport == TPK_TRANSPORT_TCP, NULL);

  return transport == TPK_TRANSPORT_UDP ? "udp" : "tcp";
}
