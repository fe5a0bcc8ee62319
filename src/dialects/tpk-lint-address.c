/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-lint-address"

#include "config.h"

#include "tpk-lint-private.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Findings on where a URL points to: addresses that lead nowhere, or not where they are believed
 * to.
 */

typedef enum {
  ADDRESS_PLACEHOLDER,
  ADDRESS_PRIVATE,
  ADDRESS_LINK_LOCAL,
  ADDRESS_LOOPBACK,
  ADDRESS_BROADCAST,
  ADDRESS_PUBLIC_TEST,
  ADDRESS_CLOUD_TEST,
  ADDRESS_ORDINARY,
} AddressKind;

static const struct {
  TpkSeverity severity;
  const char *code;
  const char *message;
} address_findings[] = {
  [ADDRESS_PLACEHOLDER] = {
    TPK_SEVERITY_WARNING, "placeholder-address",
    N_("This is an address out of documentation: no server of yours is there. Write the address of "
       "your own server."),
  },
  [ADDRESS_PRIVATE] = {
    TPK_SEVERITY_WARNING, "private-address",
    N_("This address is reached only from inside its own network, so calls from elsewhere fail. "
       "Use an address that everybody in the call can reach."),
  },
  [ADDRESS_LINK_LOCAL] = {
    TPK_SEVERITY_WARNING, "link-local-address",
    N_("This address is good within one cable or Wi-Fi network only, and changes by itself. Write "
       "the address that the server has for everybody."),
  },
  [ADDRESS_LOOPBACK] = {
    TPK_SEVERITY_WARNING, "loopback-address",
    N_("This address is the calling computer itself, so it works for tests on one machine only. "
       "Write the address of the server."),
  },
  [ADDRESS_BROADCAST] = {
    TPK_SEVERITY_WARNING, "broadcast-address",
    N_("This is a broadcast or multicast address, and no server answers there. Write the address "
       "of the server."),
  },
  [ADDRESS_PUBLIC_TEST] = {
    TPK_SEVERITY_WARNING, "public-test-server",
    N_("This is a public server for tests: it may be slow, watched, or gone tomorrow. Use a server "
       "of your own."),
  },
  [ADDRESS_CLOUD_TEST] = {
    TPK_SEVERITY_WARNING, "cloud-test-address",
    N_("This address is one of those with which Agora lets people test its cloud proxy, and may "
       "end any day. Ask Agora for the addresses for production."),
  },
};

typedef struct {
  guint32     network;
  guint       prefix;
  AddressKind kind;
} Ipv4Range;

/* RFC 6890 and RFC 5737; 20.202.255.255 is in Azure's own sample, and the last seven are in Agora's
 * guide to its cloud proxy, from 23.236.115.138 on, for testing. */
static const Ipv4Range ipv4_ranges[] = {
  { 0x14caffff, 32, ADDRESS_PLACEHOLDER },
  { 0xc0000200, 24, ADDRESS_PLACEHOLDER },
  { 0xc6336400, 24, ADDRESS_PLACEHOLDER },
  { 0xcb007100, 24, ADDRESS_PLACEHOLDER },
  { 0x00000000, 8, ADDRESS_LOOPBACK },
  { 0x7f000000, 8, ADDRESS_LOOPBACK },
  { 0x0a000000, 8, ADDRESS_PRIVATE },
  { 0x64400000, 10, ADDRESS_PRIVATE },
  { 0xa9fe0000, 16, ADDRESS_LINK_LOCAL },
  { 0xac100000, 12, ADDRESS_PRIVATE },
  { 0xc0a80000, 16, ADDRESS_PRIVATE },
  { 0xe0000000, 4, ADDRESS_BROADCAST },
  { 0xffffffff, 32, ADDRESS_BROADCAST },
  { 0x17ec738a, 32, ADDRESS_CLOUD_TEST },
  { 0x949942da, 32, ADDRESS_CLOUD_TEST },
  { 0xa4345719, 32, ADDRESS_CLOUD_TEST },
  { 0x2f4ad311, 32, ADDRESS_CLOUD_TEST },
  { 0x3450c0e5, 32, ADDRESS_CLOUD_TEST },
  { 0x343454aa, 32, ADDRESS_CLOUD_TEST },
  { 0x2f60eadb, 32, ADDRESS_CLOUD_TEST },
};

#define NAME(name) name, sizeof name - 1

/* RFC 2606 and RFC 6761, the names of Azure's sample, and the servers of most examples on the Web.
 * A leading dot stands for all names below. */
static const struct {
  const char *name;
  gsize       length;
  AddressKind kind;
} names[] = {
  { NAME ("example.com"), ADDRESS_PLACEHOLDER },
  { NAME (".example.com"), ADDRESS_PLACEHOLDER },
  { NAME ("example.net"), ADDRESS_PLACEHOLDER },
  { NAME (".example.net"), ADDRESS_PLACEHOLDER },
  { NAME ("example.org"), ADDRESS_PLACEHOLDER },
  { NAME (".example.org"), ADDRESS_PLACEHOLDER },
  { NAME (".example"), ADDRESS_PLACEHOLDER },
  { NAME (".invalid"), ADDRESS_PLACEHOLDER },
  { NAME (".test"), ADDRESS_PLACEHOLDER },
  { NAME ("turn.azure.com"), ADDRESS_PLACEHOLDER },
  { NAME ("turn1.azure.com"), ADDRESS_PLACEHOLDER },
  { NAME ("localhost"), ADDRESS_LOOPBACK },
  { NAME (".localhost"), ADDRESS_LOOPBACK },
  { NAME (".local"), ADDRESS_PRIVATE },
  { NAME (".home.arpa"), ADDRESS_PRIVATE },
  { NAME (".internal"), ADDRESS_PRIVATE },
  { NAME (".l.google.com"), ADDRESS_PUBLIC_TEST },
  { NAME ("openrelay.metered.ca"), ADDRESS_PUBLIC_TEST },
  { NAME (".openrelay.metered.ca"), ADDRESS_PUBLIC_TEST },
  { NAME ("numb.viagenie.ca"), ADDRESS_PUBLIC_TEST },
  { NAME ("stun.stunprotocol.org"), ADDRESS_PUBLIC_TEST },
  { NAME ("stunserver.org"), ADDRESS_PUBLIC_TEST },
  { NAME ("stun.services.mozilla.com"), ADDRESS_PUBLIC_TEST },
};

static AddressKind
classify_ipv4_number (guint32 address)
{
  for (guint i = 0; i < G_N_ELEMENTS (ipv4_ranges); i++) {
    guint32 mask = 0xffffffffu << (32 - ipv4_ranges[i].prefix);

    if ((address & mask) == ipv4_ranges[i].network)
      return ipv4_ranges[i].kind;
  }

  return ADDRESS_ORDINARY;
}

static AddressKind
classify_ipv4 (const char *host)
{
  struct in_addr address;

  if (inet_pton (AF_INET, host, &address) != 1)
    return ADDRESS_ORDINARY;

  return classify_ipv4_number (ntohl (address.s_addr));
}

static AddressKind
classify_ipv6 (const char *host)
{
  static const guint8 documentation[] = { 0x20, 0x01, 0x0d, 0xb8 };
  struct in6_addr address;
  guint32 mapped;

  if (inet_pton (AF_INET6, host, &address) != 1)
    return ADDRESS_ORDINARY;

  /* RFC 3849 and RFC 9637, 3fff::/20. */
  if (memcmp (address.s6_addr, documentation, sizeof documentation) == 0 ||
      (address.s6_addr[0] == 0x3f && address.s6_addr[1] == 0xff &&
       (address.s6_addr[2] & 0xf0) == 0))
    return ADDRESS_PLACEHOLDER;
  if (IN6_IS_ADDR_LOOPBACK (&address) || IN6_IS_ADDR_UNSPECIFIED (&address))
    return ADDRESS_LOOPBACK;
  if (IN6_IS_ADDR_LINKLOCAL (&address))
    return ADDRESS_LINK_LOCAL;
  if ((address.s6_addr[0] & 0xfe) == 0xfc)
    return ADDRESS_PRIVATE;
  if (IN6_IS_ADDR_MULTICAST (&address))
    return ADDRESS_BROADCAST;

  if (IN6_IS_ADDR_V4MAPPED (&address)) {
    memcpy (&mapped, address.s6_addr + 12, sizeof mapped);
    return classify_ipv4_number (ntohl (mapped));
  }

  return ADDRESS_ORDINARY;
}

/* Most names are none of these, which their last letter says already. */
static AddressKind
classify_name (const char *host)
{
  gsize length = strlen (host);
  char last;

  if (length > 0 && host[length - 1] == '.')
    length--;
  if (length == 0)
    return ADDRESS_ORDINARY;

  last = g_ascii_tolower (host[length - 1]);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    gsize name_length = names[i].length;
    gboolean below = names[i].name[0] == '.';

    if (last == names[i].name[name_length - 1] &&
        (below ? length > name_length : length == name_length) &&
        g_ascii_strncasecmp (host + length - name_length, names[i].name, name_length) == 0)
      return names[i].kind;
  }

  return ADDRESS_ORDINARY;
}

static AddressKind
classify (TpkIceUrl *url)
{
  const char *host = tpk_ice_url_get_host (url);

  switch (tpk_ice_url_get_host_kind (url)) {
  case TPK_HOST_IPV4:
    return classify_ipv4 (host);
  case TPK_HOST_IPV6:
    return classify_ipv6 (host);
  case TPK_HOST_NAME:
  default:
    return classify_name (host);
  }
}

/* @url: a valid URL */
void
tpk_lint_address (TpkIceUrl *url,
                  GPtrArray *findings)
{
  AddressKind kind = classify (url);

  if (kind != ADDRESS_ORDINARY)
    g_ptr_array_add (findings, tpk_finding_new (address_findings[kind].severity,
                                                address_findings[kind].code,
                                                _(address_findings[kind].message)));

  if (tpk_ice_url_get_scheme (url) == TPK_SCHEME_TURNS &&
      tpk_ice_url_get_host_kind (url) != TPK_HOST_NAME)
    g_ptr_array_add (findings,
                     tpk_finding_new (TPK_SEVERITY_WARNING, "turns-ip-literal",
                                      _("Certificates are mostly for names, so TLS to a bare "
                                        "address mostly fails. Write the server's name.")));
}
