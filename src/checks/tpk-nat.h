/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <sys/socket.h>

G_BEGIN_DECLS

/* How an address translator on the way maps one socket of this computer, or which strangers it lets
 * answer; RFC 4787 §4.1 and §5. */
typedef enum {
  TPK_NAT_UNKNOWN,
  TPK_NAT_NONE,                        /* mapping only: the world sees this computer's own address */
  TPK_NAT_ENDPOINT_INDEPENDENT,
  TPK_NAT_ADDRESS_DEPENDENT,
  TPK_NAT_ADDRESS_AND_PORT_DEPENDENT,
  TPK_NAT_ENDPOINT_DEPENDENT,          /* one of the two above */
} TpkNatBehaviour;

/* What one server said of a socket. */
typedef struct {
  struct sockaddr_storage server;
  struct sockaddr_storage local;       /* with the port of the socket */
  struct sockaddr_storage mapped;
} TpkNatAnswer;

/* What is known of the address translator. */
typedef struct {
  TpkNatBehaviour mapping;
  TpkNatBehaviour filtering;
  guint           n_servers;           /* addresses with their ports that were compared */
  gboolean        discovered;          /* by RFC 5780, rather than by comparing servers */
} TpkNat;

TpkNatBehaviour  tpk_nat_judge_mapping      (const TpkNatAnswer *answers,
                                             guint               n_answers);
const char      *tpk_nat_behaviour_to_string (TpkNatBehaviour    behaviour);
const char      *tpk_nat_get_sentence       (const TpkNat       *self);
JsonObject      *tpk_nat_to_json            (const TpkNat       *self);

G_END_DECLS
