/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-nat"

#include "config.h"

#include "tpk-nat.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <string.h>

/* What the address translator between this computer and the servers does, judged by what servers
 * say of one and the same socket. */

typedef struct {
  const char *string;
  const char *sentence;   /* (nullable): of a mapping */
} BehaviourRow;

static const BehaviourRow rows[] = {
  [TPK_NAT_UNKNOWN] = { "unknown", NULL },
  [TPK_NAT_NONE] = {
    "none",
    N_("No address translation on the way: servers see this computer’s own address."),
  },
  [TPK_NAT_ENDPOINT_INDEPENDENT] = {
    "endpoint-independent",
    N_("The network’s router shows all servers the same address (endpoint-independent mapping), "
       "which also suits calls without a relay."),
  },
  [TPK_NAT_ADDRESS_DEPENDENT] = {
    "address-dependent",
    N_("The network’s router shows each server another address (address-dependent mapping): calls "
       "without a relay will often not connect."),
  },
  [TPK_NAT_ADDRESS_AND_PORT_DEPENDENT] = {
    "address-and-port-dependent",
    N_("The network’s router shows each server another address (symmetric NAT: address- and "
       "port-dependent mapping): calls without a relay will hardly ever connect."),
  },
  [TPK_NAT_ENDPOINT_DEPENDENT] = {
    "endpoint-dependent",
    N_("The network’s router shows each server another address (symmetric NAT: "
       "endpoint-dependent mapping): calls without a relay will often not connect."),
  },
};

static gboolean
is_same_host (const struct sockaddr_storage *a,
              const struct sockaddr_storage *b)
{
  const struct sockaddr_in6 *a6 = (const struct sockaddr_in6 *) a;
  const struct sockaddr_in6 *b6 = (const struct sockaddr_in6 *) b;
  const struct sockaddr_in *a4 = (const struct sockaddr_in *) a;
  const struct sockaddr_in *b4 = (const struct sockaddr_in *) b;

  if (a->ss_family != b->ss_family)
    return FALSE;
  if (a->ss_family == AF_INET6)
    return memcmp (&a6->sin6_addr, &b6->sin6_addr, sizeof a6->sin6_addr) == 0;

  return a4->sin_addr.s_addr == b4->sin_addr.s_addr;
}

/* The port is at the same place for both families. */
static gboolean
is_same (const struct sockaddr_storage *a,
         const struct sockaddr_storage *b)
{
  return is_same_host (a, b) && ((const struct sockaddr_in *) a)->sin_port ==
                                ((const struct sockaddr_in *) b)->sin_port;
}

typedef struct {
  gboolean translated;       /* anybody saw another address than the socket's own */
  guint    hosts_same;       /* pairs of servers at two addresses that saw the same */
  guint    hosts_differ;
  guint    ports_same;       /* pairs of ports of one server that saw the same */
  guint    ports_differ;
} Tally;

static void
compare (const TpkNatAnswer *a,
         const TpkNatAnswer *b,
         Tally              *tally)
{
  gboolean same = is_same (&a->mapped, &b->mapped);

  /* Where routes differ, so may the translators. */
  if (!is_same (&a->local, &b->local) || is_same (&a->server, &b->server))
    return;
  if (is_same_host (&a->server, &b->server)) {
    tally->ports_same += same;
    tally->ports_differ += !same;
  } else {
    tally->hosts_same += same;
    tally->hosts_differ += !same;
  }
}

/**
 * tpk_nat_judge_mapping:
 * @answers: (array length=n_answers): what servers said of one socket
 * @n_answers: how many there are
 *
 * RFC 4787 §4.1. Two addresses are needed for a word about the mapping; that there is none one
 * server can tell.
 *
 * Returns: how the socket is mapped
 */
TpkNatBehaviour
tpk_nat_judge_mapping (const TpkNatAnswer *answers,
                       guint               n_answers)
{
  Tally tally = { 0 };

  for (guint i = 0; i < n_answers; i++) {
    tally.translated = tally.translated || !is_same (&answers[i].local, &answers[i].mapped);
    for (guint j = i + 1; j < n_answers; j++)
      compare (&answers[i], &answers[j], &tally);
  }

  if (n_answers == 0)
    return TPK_NAT_UNKNOWN;
  if (!tally.translated)
    return TPK_NAT_NONE;
  if (tally.ports_differ > 0)
    return TPK_NAT_ADDRESS_AND_PORT_DEPENDENT;
  if (tally.hosts_differ > 0)
    return tally.ports_same > 0 ? TPK_NAT_ADDRESS_DEPENDENT : TPK_NAT_ENDPOINT_DEPENDENT;

  return tally.hosts_same > 0 ? TPK_NAT_ENDPOINT_INDEPENDENT : TPK_NAT_UNKNOWN;
}

const char *
tpk_nat_behaviour_to_string (TpkNatBehaviour behaviour)
{
  g_return_val_if_fail (behaviour < G_N_ELEMENTS (rows), NULL);

  return rows[behaviour].string;
}

/**
 * tpk_nat_get_sentence:
 * @self: what is known
 *
 * Returns: (transfer none) (nullable): what the mapping means for calls, in one plain translated
 *   sentence; %NULL when it is not known
 */
const char *
tpk_nat_get_sentence (const TpkNat *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return rows[self->mapping].sentence != NULL ? _(rows[self->mapping].sentence) : NULL;
}

/**
 * tpk_nat_to_json:
 * @self: what is known
 *
 * Returns: (transfer full): the same as `check --json` writes it
 */
JsonObject *
tpk_nat_to_json (const TpkNat *self)
{
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);

  object = json_object_new ();
  json_object_set_string_member (object, "mapping", tpk_nat_behaviour_to_string (self->mapping));
  json_object_set_string_member (object, "filtering",
                                 tpk_nat_behaviour_to_string (self->filtering));
  json_object_set_string_member (object, "method", self->discovered ? "rfc5780" : "comparison");
  json_object_set_int_member (object, "servers", self->n_servers);

  return object;
}
