/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  TPK_DESTINATION_ADDRESS,     /* one IP address */
  TPK_DESTINATION_NETWORK,     /* a block of addresses in CIDR notation, RFC 4632 */
  TPK_DESTINATION_NAME,        /* one DNS name */
  TPK_DESTINATION_WILDCARD,    /* every name below one, *.example.org */
} TpkDestinationKind;

char *tpk_destination_parse (const char          *text,
                             TpkDestinationKind  *kind,
                             gboolean            *ipv6,
                             GError             **error);

G_END_DECLS
