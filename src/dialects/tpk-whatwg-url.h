/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  TPK_WHATWG_HOST_NONE,        /* no authority */
  TPK_WHATWG_HOST_EMPTY,
  TPK_WHATWG_HOST_OPAQUE,      /* of a scheme that is not special */
  TPK_WHATWG_HOST_DOMAIN,
  TPK_WHATWG_HOST_IPV4,
  TPK_WHATWG_HOST_IPV6,
} TpkWhatwgHostKind;

/* Whose parser: the standard's, or a browser's, which differ about hosts.
 *
 * Chromium 156, in hosts of special schemes, escapes a space and an asterisk where the standard
 * refuses the one and keeps the other, and takes any punycode in an ASCII host; in other hosts, it
 * takes some letters for forbidden characters. Firefox 153 refuses an asterisk, a double quote, and
 * an IPv4 address that ends in "0x". */
typedef enum {
  TPK_WHATWG_STANDARD,
  TPK_WHATWG_CHROMIUM,
  TPK_WHATWG_FIREFOX,
} TpkWhatwgFlavour;

/* A URL record as the URL Standard's basic URL parser makes it, without a base URL. Strings are
 * serialised: percent-encoded, IPv6 in brackets, domains in punycode. */
typedef struct {
  char              *scheme;
  char              *username;
  char              *password;
  TpkWhatwgHostKind  host_kind;
  char              *host;            /* (nullable) */
  int                port;            /* -1: none, or the scheme's default */
  gboolean           opaque_path;
  char              *path;
  char              *query;           /* (nullable) */
  char              *fragment;        /* (nullable) */
} TpkWhatwgUrl;

TpkWhatwgUrl *tpk_whatwg_url_parse         (const char         *input,
                                            gssize              length);
TpkWhatwgUrl *tpk_whatwg_url_parse_as      (const char         *input,
                                            gssize              length,
                                            TpkWhatwgFlavour    flavour);
void          tpk_whatwg_url_free          (TpkWhatwgUrl       *self);
char         *tpk_whatwg_url_serialize     (const TpkWhatwgUrl *self);
char         *tpk_whatwg_url_dup_parameter (const TpkWhatwgUrl *self,
                                            const char         *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkWhatwgUrl, tpk_whatwg_url_free)

G_END_DECLS
